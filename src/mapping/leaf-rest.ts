import { KhorgosError } from '../errors.ts'
import { split } from '../model/truncate.ts'
import { hasValue } from './hub-path.ts'
import { assignText, clearNotes, type FieldParts, fieldText } from './leaf.ts'
import type { Ending, LeafRule } from './plan.ts'
import { problemAt } from './problem.ts'

/** A text that begins in one field of the message and goes on in another, such as a tariff number of ASYCUDA. */
export interface PartedRules {
  readonly begin: LeafRule
  readonly rest: LeafRule
  readonly ending: Ending
}

/** @param length characters before the rest begins */
export function partedRules(parts: FieldParts, length: number): PartedRules {
  const { slot } = parts
  return {
    begin: {
      ...reading(parts, 'begin'),
      write(item, run) {
        if (!parts.conditions.writable(item, run)) return undefined
        const text = fieldText(parts, item, run)
        return text === undefined ? undefined : beginning(text, length)
      },
    },
    rest: {
      ...reading(parts, 'rest'),
      write(item, run) {
        const value = parts.access.get(item, run)
        if (!hasValue(value) || value === undefined || !parts.conditions.writable(item, run)) return undefined
        clearNotes(run)
        const text = parts.codec.write(value, run)
        const rest = text.slice(beginning(text, length).length)
        if (rest === '') return undefined
        run.valueCount += 1
        run.sourceCount += 1
        return rest
      },
    },
    ending(item, run) {
      const parted = run.parted[slot.id]
      run.parted[slot.id] = undefined
      if (parted === undefined) return
      try {
        assignText(parts, whole(parted.begin ?? '', parted.rest ?? '', length), parted.leaf, item, run)
      } catch (error) {
        problemAt(run, error, slot, parted.leaf)
      }
    },
  }
}

function reading(
  { slot, conditions }: FieldParts,
  part: 'begin' | 'rest',
): Pick<LeafRule, 'slot' | 'preset' | 'writes' | 'read'> {
  return {
    slot,
    preset: undefined,
    writes: 'value',
    read(text, { element, attribute }, _item, run) {
      if (!conditions.readable(run)) return false
      const parted = (run.parted[slot.id] ??= {
        begin: undefined,
        rest: undefined,
        leaf: { element, attribute },
      })
      parted[part] = text
      return true
    },
  }
}

const beginning = (text: string, length: number): string => split(text, length)[0] ?? ''

/** A rest after a beginning that is not full could not be found again. */
function whole(begin: string, rest: string, length: number): string {
  if (rest !== '' && beginning(begin + rest, length) !== begin)
    throw new KhorgosError(
      'FIELD_INVALID',
      `"${rest}" goes on after "${begin}", which must have ${length} characters then.`,
    )
  return begin + rest
}
