import { checkIdentifier } from '../../../model/identifiers/check.ts'
import { skeleton } from '../../../model/homoglyphs.ts'
import { type Discrepancy, type FindingKind, type Sides, values } from './discrepancy.ts'
import type { Place, Told } from './load.ts'

/** What one side had to see and what it saw. */
export interface Sighting {
  readonly expected: readonly Told[]
  readonly seen: readonly Told[]
}

/** Something that is not as expected: another one, none, or one too many. */
interface Mismatch {
  readonly expected: Told | undefined
  readonly seen: Told | undefined
}

/**
 * Compares plates, trailers or containers as people see them: look-alike letters and separators do not make them differ.
 * Nothing of it is ever borne.
 */
export function compareIdentities(
  kind: FindingKind,
  sightings: Sides<Sighting>,
  elsewhere: Place,
): Discrepancy[] {
  const rows = new Map<string, { expected?: Told; exit?: Mismatch; entry?: Mismatch }>()
  for (const side of ['exit', 'entry'] as const)
    for (const mismatch of mismatchesOf(sightings[side])) {
      const { expected, seen } = mismatch
      const key = expected ? `expected ${skeleton(expected.value)}` : `seen ${skeleton(seen?.value ?? '')}`
      rows.set(key, { ...rows.get(key), ...(expected && { expected }), [side]: mismatch })
    }
  return [...rows.values()].map(({ expected, exit, entry }) => {
    const valueOf = (side: 'exit' | 'entry', mismatch: Mismatch | undefined): string | undefined =>
      mismatch === undefined && sightings[side] !== undefined ? expected?.value : mismatch?.seen?.value
    const told = values(expected?.value, valueOf('exit', exit), valueOf('entry', entry))
    const place = expected?.place ?? exit?.seen?.place ?? entry?.seen?.place ?? elsewhere
    return { kind, place, ...told, within: false, why: whyOf(kind, told) }
  })
}

function mismatchesOf(sighting: Sighting | undefined): Mismatch[] {
  if (sighting === undefined) return []
  const { expected, seen } = sighting
  const missing = without(expected, seen)
  const extra = without(seen, expected)
  return Array.from({ length: Math.max(missing.length, extra.length) }, (_, at) => ({
    expected: missing[at],
    seen: extra[at],
  }))
}

function without(told: readonly Told[], others: readonly Told[]): Told[] {
  const known = new Set(others.map(({ value }) => skeleton(value)))
  return told.filter(({ value }) => !known.has(skeleton(value)))
}

function whyOf(kind: FindingKind, { stated, confirmed, found }: Partial<Record<string, string>>): string {
  const seen = found ?? confirmed
  if (stated === undefined) return `${seen} is there and not on the list`
  if (seen === undefined) return `${stated} was not seen`
  const fault = kind === 'container-number' ? checkIdentifier('ISO-6346', skeleton(seen)) : undefined
  return fault?.kind === 'check'
    ? `${stated} is stated and ${seen} was read, whose check digit is wrong: most often a slip of the hand`
    : `${stated} is stated and ${seen} was seen`
}
