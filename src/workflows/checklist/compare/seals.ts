import type { InspectionResult } from '../../../model/generated/inspection-result.ts'
import type { LoadChecklist } from '../../../model/generated/load-checklist.ts'
import { skeleton } from '../../../model/homoglyphs.ts'
import { type Account, statedTo } from './account.ts'
import { type Discrepancy, type Sides, values } from './discrepancy.ts'
import type { Place, ToldSeal } from './load.ts'

/** Seals of a customs (UNTDED 9303). */
const CUSTOMS = 'CU'

/**
 * Seals follow a chain of custody: what is stated, what the exit side's customs put on, what inspections took off and put on.
 * Any other seal, and any that is missing or broken, is a difference, and none is ever borne.
 */
export function compareSeals(stated: readonly LoadChecklist[], sides: Sides<Account>): Discrepancy[] {
  const { exit, entry } = sides
  const atExit = exit && differencesOf(statedTo(stated, exit).seals, exit, true)
  const atEntry = entry && differencesOf(handedOver(statedTo(stated, entry).seals, exit), entry, false)
  return [
    ...(atExit ?? []).map((difference) => described(difference, 'confirmed')),
    ...(atEntry ?? []).map((difference) => described(difference, 'found')),
  ]
}

interface Difference {
  readonly kind: 'seal-broken' | 'seal-number'
  readonly place: Place
  readonly expected?: string
  readonly seen?: string
  readonly how: 'missing' | 'broken' | 'other' | 'extra'
}

function differencesOf(expected: readonly ToldSeal[], account: Account, isExit: boolean): Difference[] {
  const { results } = account
  const seen = account.load.seals
  const broken = account.documents
    .flatMap(({ words }) => [...words.broken])
    .map(([seal, place]): Difference => {
      const whole = expected.find(({ value }) => skeleton(value) === seal)
      return {
        kind: 'seal-broken',
        place,
        how: 'broken',
        ...(whole && { expected: whole.value, seen: whole.value }),
      }
    })
  const takenOff = skeletons(results, 'removedSeals')
  const putOn = skeletons(results, 'appliedSeals')
  const missing = lacking(expected, seen).filter((seal) => !takenOff.has(skeleton(seal.value)))
  const extra = lacking(seen, expected).filter(
    (seal) => !putOn.has(skeleton(seal.value)) && !(isExit && seal.party === CUSTOMS),
  )
  const pairs = Array.from({ length: Math.max(missing.length, extra.length) }, (_, at) =>
    pairOf(missing[at], extra[at]),
  )
  return [...broken, ...pairs.flatMap((pair) => pair ?? [])]
}

function pairOf(expected: ToldSeal | undefined, seen: ToldSeal | undefined): Difference | undefined {
  if (expected !== undefined && seen !== undefined)
    return {
      kind: 'seal-number',
      place: expected.place,
      expected: expected.value,
      seen: seen.value,
      how: 'other',
    }
  if (expected !== undefined)
    return { kind: 'seal-broken', place: expected.place, expected: expected.value, how: 'missing' }
  return seen && { kind: 'seal-number', place: seen.place, seen: seen.value, how: 'extra' }
}

/** What the exit side let go: what it confirmed, else what is stated, after its inspections. */
function handedOver(stated: readonly ToldSeal[], exit: Account | undefined): readonly ToldSeal[] {
  const seals = exit?.load.seals ?? stated
  if (exit === undefined) return seals
  const takenOff = skeletons(exit.results, 'removedSeals')
  const place: Place = { checklist: seals[0]?.place.checklist ?? '', pointer: '' }
  const putOn = exit.results
    .flatMap(({ appliedSeals = [] }) => appliedSeals)
    .map(({ id, sealingPartyCode, quantity = 1 }) => ({
      value: id,
      party: sealingPartyCode,
      quantity,
      place,
    }))
  const left = seals.filter(({ value }) => !takenOff.has(skeleton(value)))
  // A confirmation after the inspection has the new seal already.
  return [
    ...left,
    ...putOn.filter(({ value }) => !left.some((seal) => skeleton(seal.value) === skeleton(value))),
  ]
}

function skeletons(
  results: readonly InspectionResult[],
  which: 'removedSeals' | 'appliedSeals',
): ReadonlySet<string> {
  return new Set(results.flatMap((result) => (result[which] ?? []).map(({ id }) => skeleton(id))))
}

/** Seals of `these` that `those` has not, or has fewer of. */
function lacking(these: readonly ToldSeal[], those: readonly ToldSeal[]): ToldSeal[] {
  const count = (seals: readonly ToldSeal[], seal: string): number =>
    seals.reduce((sum, { value, quantity }) => (skeleton(value) === seal ? sum + quantity : sum), 0)
  return these.filter(({ value }) => count(those, skeleton(value)) < count(these, skeleton(value)))
}

const SENTENCES = {
  missing: (expected: string) => `seal ${expected} was not there`,
  broken: (expected: string) => `seal ${expected} was broken`,
  other: (expected: string, seen: string) =>
    `seal ${seen} was there instead of ${expected}, without a record of its replacement`,
  extra: (_: string, seen: string) => `seal ${seen} was there, and nobody is on record as having put it on`,
} as const

function described(
  { kind, place, expected, seen, how }: Difference,
  role: 'confirmed' | 'found',
): Discrepancy {
  const told = role === 'found' ? values(expected, undefined, seen) : values(expected, seen, undefined)
  const why = SENTENCES[how](expected ?? 'of the list', seen ?? '')
  return { kind, place, ...told, within: false, why }
}
