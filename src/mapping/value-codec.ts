import { KhorgosError } from '../errors.ts'
import type { JsonValue } from '../model/json.ts'

/** What a value leaves behind while it is turned: the caller clears both before, and reports them after. */
export interface ValueNotes {
  /** Why the value cannot be recovered. */
  changed: string | undefined
  /** What was filled in. */
  defaulted: string | undefined
  /** The day that decides which rows of code lists are valid. */
  readonly day: string
}

/** One field's notation, both ways. Text of the message comes trimmed and is not empty. */
export interface ValueCodec {
  /** @throws KhorgosError FIELD_INVALID, CODE_UNKNOWN. */
  read(text: string, notes: ValueNotes): string | number | boolean
  /** @throws KhorgosError DOCUMENT_INVALID, CODE_UNKNOWN. */
  write(value: JsonValue, notes: ValueNotes): string
}

/** What is malformed inside a document is not the sender's field. */
export function inDocument<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof KhorgosError)) throw error
    throw new KhorgosError('DOCUMENT_INVALID', error.message, { cause: error })
  }
}
