import { addDecimals } from '../../model/decimal.ts'
import type { Decision } from './decide.ts'
import type { Costs, ParameterName } from './parameter.ts'

/** What the inspection of a consignment gave, and what it took. */
export interface Outcome {
  readonly result: 'conforming' | 'differing' | 'inconclusive' | 'not-checked'
  readonly minutes?: number
  readonly amount?: NonNullable<Costs['amount']>
}

/** How a parameter has done at one sub-centre: plain JSON that only grows. */
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

/**
 * Rates every parameter that fired on a decision by what came of it. All of them count in full: nobody can tell which one
 * found the difference. Once for each decision; whoever keeps the ratings sees to that.
 *
 * @param outcome absent for a decision that nothing more will be heard of
 */
export function rate(ratings: Ratings, decision: Decision, outcome?: Outcome): Ratings {
  const changed = decision.fired.map(({ id, version, hash }) => {
    const parameter = { id, version, hash }
    const subCentre = decision.subCentre ?? ''
    const key = ratingKey(parameter, subCentre)
    return [
      key,
      combined(ratings[key] ?? nothing(parameter, subCentre), ratingOf(parameter, subCentre, outcome)),
    ]
  })
  return { ...ratings, ...Object.fromEntries(changed) }
}

/** Ratings of two times or two nodes together. */
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

function ratingOf(parameter: ParameterName, subCentre: string, outcome: Outcome | undefined): Rating {
  const result = outcome?.result
  return {
    parameter,
    subCentre,
    fired: 1,
    hits: result === 'differing' ? 1 : 0,
    misses: result === 'conforming' ? 1 : 0,
    unclear: result === 'inconclusive' ? 1 : 0,
    minutes: outcome?.minutes ?? 0,
    amounts: outcome?.amount === undefined ? {} : { [outcome.amount.currencyId]: outcome.amount.amount },
  }
}

function nothing(parameter: ParameterName, subCentre: string): Rating {
  return { parameter, subCentre, fired: 0, hits: 0, misses: 0, unclear: 0, minutes: 0, amounts: {} }
}

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
