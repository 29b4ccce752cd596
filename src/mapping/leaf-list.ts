import { KhorgosError } from '../errors.ts'
import type { MutableValue } from './document-path.ts'
import type { FieldAccess } from './hub-path.ts'
import { clearNotes, count, disagreement, note } from './leaf.ts'
import type { LeafRule, Slot } from './plan.ts'
import type { ValueCodec } from './value-codec.ts'

export interface ListParts {
  readonly slot: Slot
  /** The list as a whole. */
  readonly access: FieldAccess
  /** Of one item. */
  readonly codec: ValueCodec
  readonly separator: string
}

/** `list`: the items of a list of values in one text. */
export function listRule({ slot, access, codec, separator }: ListParts): LeafRule {
  return {
    slot,
    preset: undefined,
    writes: 'value',
    read(text, leaf, item, run) {
      clearNotes(run)
      const pieces = text.split(separator).map((piece) => piece.trim())
      const values = pieces.filter((piece) => piece !== '').map((piece) => codec.read(piece, run))
      const list: MutableValue[] = [...values]
      if (access.set(item, list, run) !== true) throw disagreement(slot, text)
      for (const _ of values) count(run.fresh, slot)
      note(slot, text, values.map(String).join(separator), leaf, run)
      return true
    },
    write(item, run) {
      const values = access.get(item, run)
      if (!Array.isArray(values) || values.length === 0) return undefined
      clearNotes(run)
      const texts = values.map((value) => codec.write(value, run))
      const held = texts.find((text) => text.includes(separator))
      if (held !== undefined)
        throw new KhorgosError(
          'OUTPUT_INVALID',
          `"${held}" holds "${separator}", which parts the items of ${slot.document ?? 'the list'} in the message.`,
        )
      const text = texts.join(separator)
      note(slot, text, text, undefined, run)
      run.valueCount += 1
      run.sourceCount += 1
      return text
    },
  }
}
