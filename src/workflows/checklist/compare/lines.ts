import type { Account } from './account.ts'
import { type Discrepancy, type Sides, values } from './discrepancy.ts'
import type { Line, Load, Place } from './load.ts'

/** Lines by their numbers: missing ones, ones too many, and other goods by their tariff number. Words are not compared. */
export function compareLines(stated: Load, { exit, entry }: Sides<Account>): Discrepancy[] {
  const keys = new Set([
    ...stated.lines.keys(),
    ...(exit?.load.lines.keys() ?? []),
    ...(entry?.load.lines.keys() ?? []),
  ])
  return [...keys].flatMap((key) => {
    const [own, confirmed, found] = [stated, exit?.load, entry?.load].map((load) => load?.lines.get(key))
    const place = own?.place ?? confirmed?.place ?? found?.place
    if (place === undefined) return []
    const told = values(own && key, confirmed && key, found && key)
    if (own === undefined)
      return { kind: 'goods-excess', place, ...told, within: false, why: `${key} is not on the list` }
    if ((confirmed === undefined && speaksOf(exit, place)) || (found === undefined && speaksOf(entry, place)))
      return { kind: 'goods-missing', place, ...told, within: false, why: `goods of ${key} were not there` }
    return tariffOf(key, own, confirmed, found)
  })
}

function speaksOf(account: Account | undefined, { checklist }: Place): boolean {
  return account?.documents.some(({ document }) => document.id === checklist) ?? false
}

/** Six digits are the same in all tariffs (Harmonized System Convention, article 3); more are each country's own. */
const COMMON_DIGITS = 6

function tariffOf(
  key: string,
  own: Line,
  confirmed: Line | undefined,
  found: Line | undefined,
): Discrepancy | [] {
  const numbers = [own.hs, confirmed?.hs, found?.hs].filter((hs) => hs !== undefined)
  if (numbers.every((one) => numbers.every((other) => isSameTariff(one, other)))) return []
  return {
    kind: 'tariff-classification',
    place: { ...own.place, pointer: `${own.place.pointer}/classification/id` },
    ...values(own.hs, confirmed?.hs, found?.hs),
    within: false,
    why: `the tariff numbers of ${key} differ: ${[...new Set(numbers)].join(', ')}`,
  }
}

function isSameTariff(one: string, other: string): boolean {
  const digits = Math.min(COMMON_DIGITS, one.length, other.length)
  return one.slice(0, digits) === other.slice(0, digits)
}
