import { KhorgosError } from '../errors.ts'
import type { Format, Formats } from '../formats/catalogue.ts'
import { takeOut } from '../formats/envelope.ts'
import { readMessage, validateMessage, type ReadMessage } from '../formats/message.ts'
import { ENCODING_LABELS } from '../model/encoding.ts'
import type { OpenMessage } from '../formats/syntax.ts'
import type { TreeElement } from '../model/tree.ts'
import type { Partner } from '../partners/partner.ts'
import { takingFrom } from './agreed-envelope.ts'
import { agreedFormat } from './agreed-format.ts'
import { asContentError } from './content-error.ts'
import { trySignature, type TriedSignature } from './dry-run-signature.ts'

export interface ReadingInput {
  readonly formats: Formats
  readonly partners: ReadonlyMap<string, Partner>
  readonly partner: Partner | undefined
  /** Formats that the message may be of; absent: any. */
  readonly allowed: readonly string[] | undefined
  /** The format that the caller says it is. */
  readonly source: Format | undefined
  readonly bytes: Uint8Array
  readonly at: Date
}

/** What became of one message: read, or all that is wrong with it. */
export interface Reading {
  readonly signature: TriedSignature
  readonly format?: Format
  readonly read?: ReadMessage
  readonly errors: readonly KhorgosError[]
}

/** Opens, tries the signature, recognises, validates and reads one message, and goes on after errors. */
export function tryReading(input: ReadingInput): Reading {
  let signature: TriedSignature = { state: 'absent' }
  try {
    const { limits, agreement } = input.partner ?? {}
    const encodings = agreement?.encodings ?? ENCODING_LABELS
    using message = input.formats.open(input.bytes, limits?.maxMessageBytes, encodings)
    signature = trySignature(message, input.partner, input.partners.values(), input.at)
    const taking = input.partner ? takingFrom(input.partner, input.at) : { encodings, at: input.at }
    using carried = takeOut(input.formats, message, taking)
    const format = formatOf(input, carried.message.root)
    return { signature, format, ...readAll(format, carried.message, input.at) }
  } catch (thrown) {
    return { signature, errors: asContentError(thrown).each }
  }
}

function formatOf({ formats, allowed, source }: ReadingInput, root: TreeElement): Format {
  if (source === undefined)
    return allowed === undefined ? formats.recognise(root) : agreedFormat(formats, root, allowed)
  if (source.mapping.matches(root)) return source
  throw new KhorgosError('FORMAT_UNKNOWN', `The message is no ${source.id}: its root is ${root.name}.`, {
    place: { path: `/${root.name}`, ...(root.line > 0 && { line: root.line }) },
  })
}

/**
 * The schema first. A message that breaks it is read all the same: what the rules find wrong (codes, totals, values)
 * is told with it, and when they find nothing, its documents may show what the rest of the way would say.
 */
function readAll(format: Format, message: OpenMessage, at: Date): Pick<Reading, 'read' | 'errors'> {
  const whole = attempt(() => readMessage(format, message, at))
  if (whole.read !== undefined) return whole
  const broken = errorsOf(() => validateMessage(format, message))
  if (broken.length === 0) return whole
  const { read, errors } = attempt(() => format.mapping.read(message.root, at))
  const usable = read !== undefined && errorsOf(() => validateAll(format, read)).length === 0
  return { errors: [...broken, ...errors], ...(usable && { read }) }
}

function validateAll(format: Format, { documents }: ReadMessage): void {
  for (const [name, document] of Object.entries(documents)) format.hub.rules.validateDocument(name, document)
}

function attempt(work: () => ReadMessage): Pick<Reading, 'read' | 'errors'> {
  try {
    return { read: work(), errors: [] }
  } catch (thrown) {
    return { errors: asContentError(thrown).each }
  }
}

function errorsOf(work: () => void): readonly KhorgosError[] {
  try {
    work()
    return []
  } catch (thrown) {
    return asContentError(thrown).each
  }
}
