import type { LoadChecklist } from '../../model/generated/load-checklist.ts'
import type { Arrangement, ArrangementOffice, ArrangementSide } from '../checklist/arrangement.ts'
import { numberIn } from '../checklist/numbers.ts'

/** Where a load crosses: what was agreed there, our office and theirs. */
export interface Crossing {
  readonly arrangement: Arrangement
  readonly ours: ArrangementOffice
  readonly theirs: ArrangementOffice
  /** Country of theirs. */
  readonly country: string
}

/**
 * The crossing of a load: by the number, which begins with the letter and the district of the office that gave it, or by the
 * crossing that the list names.
 *
 * @param country ours
 * @returns undefined when nobody agreed anything about it
 */
export function crossingOf(
  { id, borderCrossingId }: Pick<LoadChecklist, 'id' | 'borderCrossingId'>,
  country: string,
  arrangements: readonly Arrangement[],
): Crossing | undefined {
  const gave = officeOf(id, arrangements)
  const at = borderCrossingId ?? gave?.crossing
  const all = arrangements.flatMap((arrangement) => {
    const ours = arrangement.sides.find((side) => side.country === country)
    const theirs = arrangement.sides.find((side) => side.country !== country)
    const [one, other] = [officeAt(ours, at), officeAt(theirs, at)]
    if (one === undefined || other === undefined || theirs === undefined) return []
    return [{ arrangement, ours: one, theirs: other, country: theirs.country }]
  })
  // Where two offices of a country stand at one crossing, the one that the number names.
  return all.find(({ ours, theirs }) => ours === gave || theirs === gave) ?? all[0]
}

/**
 * The number of a list, where the side that the truck leaves sent it and the number begins with the letter of that side: nobody
 * else amends a list or takes it back.
 *
 * @param from country of the sender
 * @param country ours
 * @returns undefined for a list that is not the sender's
 */
export function ownNumber(
  checklist: Pick<LoadChecklist, 'id' | 'borderCrossingId' | 'exitCountryCode'>,
  from: string,
  country: string,
  arrangements: readonly Arrangement[],
): string | undefined {
  if (checklist.exitCountryCode !== from) return undefined
  const sides = crossingOf(checklist, country, arrangements)?.arrangement.sides ?? []
  const side = sides.find((each) => each.country === from)
  return side !== undefined && side.letter === numberIn(checklist.id)?.letter ? checklist.id : undefined
}

function officeOf(number: string, arrangements: readonly Arrangement[]): ArrangementOffice | undefined {
  const given = numberIn(number)
  // A country has one letter in all that it agreed, and other offices in each.
  return arrangements
    .flatMap(({ sides }) => sides)
    .filter(({ letter }) => letter === given?.letter)
    .flatMap(({ offices }) => offices)
    .find(({ district }) => district === given?.district)
}

const officeAt = (
  side: ArrangementSide | undefined,
  crossing: string | undefined,
): ArrangementOffice | undefined => side?.offices.find((office) => office.crossing === crossing)
