import { compareDecimals, subtractDecimals } from '../../../model/decimal.ts'
import type { Arrangement } from '../arrangement.ts'
import type { Account } from './account.ts'
import { type Discrepancy, type Sides, values } from './discrepancy.ts'
import type { Load, Quantity } from './load.ts'
import { tolerated } from './tolerance.ts'

/** What is counted and weighed: of lines, containers, lists and vehicles, each with the rules of the arrangement. */
export function compareQuantities(
  arrangement: Arrangement,
  stated: Load,
  { exit, entry }: Sides<Account>,
  weighed: Sides<Quantity> & { readonly stated: Quantity | undefined },
): Discrepancy[] {
  const keys = new Set(
    [stated, exit?.load, entry?.load].flatMap((load) => [...(load?.quantities.keys() ?? [])]),
  )
  const rows = [...keys].map((key): [string, Row] => [
    key,
    [stated, exit?.load, entry?.load].map((load) => load?.quantities.get(key)),
  ])
  rows.push(['goods on the weighbridge', [weighed.stated, weighed.exit, weighed.entry]])
  return rows.flatMap(([key, row]) => compareRow(arrangement, stated, key, row))
}

/** Stated, confirmed, found. */
type Row = readonly (Quantity | undefined)[]

function compareRow(arrangement: Arrangement, stated: Load, key: string, row: Row): Discrepancy | [] {
  const told = row.filter((quantity) => quantity !== undefined)
  const [first] = told
  if (first === undefined) return []
  const sorted = told.map(({ value }) => value).toSorted(compareDecimals)
  const [least = '0', most = '0'] = [sorted[0], sorted.at(-1)]
  const difference = subtractDecimals(most, least)
  if (difference === '0') return []
  const tariffs = first.lines.flatMap((line) => stated.lines.get(line)?.hs ?? [])
  const base = row[0]?.value ?? least
  const { within, rule, limit } = tolerated(arrangement, first.measure, difference, base, tariffs)
  const unit = first.measure.endsWith('packages') ? 'packages' : 'kg'
  const bears = rule === undefined ? 'no rule bears any' : `the rule ${rule} bears ${limit} ${unit}`
  return {
    kind: unit === 'kg' ? 'mass' : 'package-quantity',
    place: first.place,
    ...values(row[0]?.value, row[1]?.value, row[2]?.value),
    difference,
    within,
    ...(rule !== undefined && { rule }),
    why: `${key} differs by ${difference} ${unit}; ${bears}`,
  }
}
