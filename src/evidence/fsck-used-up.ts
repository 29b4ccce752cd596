import { addDecimals, compareDecimals } from '../model/decimal.ts'
import { objectsAt, textAt } from '../model/json-access.ts'
import type { JsonObject } from '../model/json.ts'
import type { Measure } from '../model/measure.ts'
import { balanceId, isSeed } from './balance-id.ts'

/** What stood of one balance after a step. */
export interface Used {
  readonly total: string
  readonly carried: string
  readonly used: string
}

/**
 * Whether nothing is left of a line: of none of the measures that are asked for, one is used up. Undefined where the log does not
 * tell: nothing was posted to it yet, and something may be carried over from another document or edition.
 */
export type UsedUp = boolean | undefined

/**
 * @param content the document as it was
 * @param balances those that were posted to, by their names
 * @returns by line; lines that do not count in these measures are left out
 */
export function usedUpLines(
  content: JsonObject,
  measures: ReadonlySet<string>,
  balances: ReadonlyMap<string, Used>,
): Map<number, UsedUp> {
  const found = new Map<number, UsedUp>()
  for (const line of objectsAt(content, 'lines')) {
    const number = line['line']
    if (typeof number !== 'number') continue
    const each = MEASURES.filter((measure) => measures.has(measure) && isCounted(content, line, measure)).map(
      (measure) => isUsedUp(content, number, line, measure, balances),
    )
    if (each.length > 0)
      found.set(number, each.includes(true) ? true : each.includes(undefined) ? undefined : false)
  }
  return found
}

const MEASURES: readonly Measure[] = ['quantity', 'value']

/** What the document states as a whole is counted on line 0 and nowhere else. */
function isCounted(content: JsonObject, line: JsonObject, measure: Measure): boolean {
  if (line[measure] === undefined) return false
  const whole = objectsAt(content, 'lines').find((each) => each['line'] === 0)
  return (whole?.[measure] !== undefined) === (line['line'] === 0)
}

function isUsedUp(
  content: JsonObject,
  number: number,
  line: JsonObject,
  measure: Measure,
  balances: ReadonlyMap<string, Used>,
): UsedUp {
  const seed = textAt(content, 'seed') ?? ''
  const own = isSeed(seed) ? balances.get(balanceId(seed, number, measure)) : undefined
  if (own !== undefined) return compareDecimals(addDecimals(own.carried, own.used), own.total) >= 0
  if (content['previous'] !== undefined || content['amended'] !== undefined) return undefined
  const [stated] = objectsAt({ of: [line[measure] ?? null] }, 'of')
  const total = textAt(stated, measure === 'quantity' ? 'quantity' : 'amount')
  return total !== undefined && /^0*(?:\.0*)?$/.test(total)
}
