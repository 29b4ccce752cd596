import { KhorgosError } from '../errors.ts'
import { canonicalDecimal, compareDecimals, roundDecimal, sumDecimals } from '../model/decimal.ts'
import type { JsonValue } from '../model/json.ts'
import { clearNotes, count } from './leaf.ts'
import type { Leaf, LeafRule, ReadRun, Slot, WriteRun } from './plan.ts'
import { problemAt } from './problem.ts'
import type { ValueCodec } from './value-codec.ts'

type All = (item: JsonValue | undefined, run: ReadRun | WriteRun) => JsonValue[]

/** `count`: the number of items of a list. A zero is written only where `default` says that it must stand. */
export function countRule(slot: Slot, field: string, all: All, preset: string | undefined): LeafRule {
  const total = (item: JsonValue | undefined, run: ReadRun | WriteRun) => String(all(item, run).length)
  return {
    ...totalRule(slot, field, preset, (text, item, run) =>
      difference(canonicalDecimal(text), total(item, run)),
    ),
    write(item, run) {
      const items = total(item, run)
      if (items === '0' && preset === undefined) return undefined
      run.sourceCount += 1
      return items
    },
  }
}

/** `sum`: the exact decimal sum of a field of every item; `scale` is what the format can hold of it. */
export function sumRule(
  slot: Slot,
  field: string,
  all: All,
  codec: ValueCodec,
  scale: number | undefined,
  preset: string | undefined,
): LeafRule {
  const total = (item: JsonValue | undefined, run: ReadRun | WriteRun) => {
    const values = all(item, run).map(String)
    return values.length === 0 ? undefined : sumDecimals(values)
  }
  const held = (sum: string) => (scale === undefined ? sum : roundDecimal(sum, scale))
  return {
    ...totalRule(slot, field, preset, (text, item, run) =>
      difference(String(codec.read(text, run)), held(total(item, run) ?? '0')),
    ),
    write(item, run) {
      const sum = total(item, run)
      if (sum === undefined) return undefined
      run.sourceCount += 1
      clearNotes(run)
      return codec.write(sum, run)
    },
  }
}

function difference(said: string, computed: string): string | undefined {
  return compareDecimals(said, computed) === 0
    ? undefined
    : `The message says ${said}, but its parts make ${computed}.`
}

/**
 * Totals are compared when the whole message has been read. Where a value of `field`, which is counted or summed,
 * could not be read, the total says nothing: the value is the problem, not the total.
 */
function totalRule(
  slot: Slot,
  field: string,
  preset: string | undefined,
  compare: (text: string, item: JsonValue | undefined, run: ReadRun) => string | undefined,
): Omit<LeafRule, 'write'> {
  return {
    slot,
    preset,
    writes: 'value',
    read(text, { element, attribute }: Leaf, item, run) {
      canonicalDecimal(text)
      count(run.handled, slot)
      run.deferred.push(() => {
        if (run.problems.some((problem) => problem.slot?.field === field)) return
        const wrong = compare(text, item, run)
        if (wrong === undefined) return
        problemAt(run, new KhorgosError('TOTAL_MISMATCH', wrong), slot, { element, attribute })
      })
      return true
    },
  }
}
