import { addDecimals } from '../../model/decimal.ts'
import type { Costs, ParameterName } from './parameter.ts'

/** What the inspection of a consignment gave, and what it took. */
export interface Outcome {
  readonly result: 'conforming' | 'differing' | 'inconclusive' | 'not-checked'
  readonly minutes?: number
  readonly amount?: NonNullable<Costs['amount']>
}

/**
 * How a parameter has done at one sub-centre: plain JSON that only grows. Every parameter that fired on a decision counts in full:
 * nobody can tell which one found the difference.
 */
export interface Rating {
  readonly parameter: ParameterName
  readonly subCentre: string
  /** Decisions on which it fired. */
  readonly fired: number
  /** Of these the inspections that found a difference, those that found none, and those that told nothing. */
  readonly hits: number
  readonly misses: number
  readonly unclear: number
  readonly minutes: number
  /** What the inspections cost, for each currency. */
  readonly amounts: Readonly<Record<string, string>>
}

/** Ratings by hash of the parameter and sub-centre. */
export type Ratings = Readonly<Record<string, Rating>>

export const ratingKey = (name: ParameterName, subCentre: string): string => `${name.hash}@${subCentre}`

/** Ratings of two times, or two places, together. */
export function merge(one: Ratings, other: Ratings): Ratings {
  const merged: Record<string, Rating> = { ...one }
  for (const [key, rating] of Object.entries(other)) {
    const known = merged[key]
    merged[key] = known === undefined ? rating : combined(known, rating)
  }
  return merged
}

/** hits ÷ (hits + misses) in thousandths, rounded down; undefined where no inspection told anything. */
export function hitRate({ hits, misses }: Pick<Rating, 'hits' | 'misses'>): number | undefined {
  return hits + misses === 0 ? undefined : Math.floor((1000 * hits) / (hits + misses))
}

/** For people: by parameter, then sub-centre, the worst hit rate first, those without one at the end. */
export function listed(ratings: Ratings): readonly Rating[] {
  const order = (rating: Rating): number => hitRate(rating) ?? 1001
  return Object.values(ratings).toSorted(
    (one, other) =>
      order(one) - order(other) ||
      compare(one.parameter.id, other.parameter.id) ||
      one.parameter.version - other.parameter.version ||
      compare(one.subCentre, other.subCentre),
  )
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)

function combined(one: Rating, other: Rating): Rating {
  const currencies = [...new Set([...Object.keys(one.amounts), ...Object.keys(other.amounts)])].toSorted()
  return {
    parameter: one.parameter,
    subCentre: one.subCentre,
    fired: one.fired + other.fired,
    hits: one.hits + other.hits,
    misses: one.misses + other.misses,
    unclear: one.unclear + other.unclear,
    minutes: one.minutes + other.minutes,
    amounts: Object.fromEntries(
      currencies.map((each) => [each, addDecimals(one.amounts[each] ?? '0', other.amounts[each] ?? '0')]),
    ),
  }
}
