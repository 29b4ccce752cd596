import { skeleton } from '../../../model/homoglyphs.ts'
import { compareIdentities } from './identities.ts'
import type { Discrepancy, Sides } from './discrepancy.ts'
import type { Account } from './account.ts'
import type { Load, Place, Told } from './load.ts'

/** A load that went over to another vehicle, or to several, with the leave of customs. In the order in which it happened. */
export interface Transhipment {
  readonly from: string
  readonly to: readonly string[]
  /** Trailers of the vehicles after it; absent: they stayed. */
  readonly trailers?: readonly string[]
  /** Office that allowed it, and the record of that. */
  readonly authority: string
}

/**
 * Plates and trailers. The exit side may have seen the load on any vehicle of the chain, the entry side has to see it on the
 * last one; a transhipment from a vehicle that did not carry the load joins nothing.
 */
export function compareVehicles(
  stated: Load,
  sides: Sides<Account>,
  transhipments: readonly Transhipment[],
): Discrepancy[] {
  const place: Place = stated.plates[0]?.place ?? { checklist: '', pointer: '/borderTransportMeans/name' }
  const chain = chainOf(stated.plates, stated.trailers, transhipments, place)
  const last = chain.at(-1) ?? { plates: stated.plates, trailers: stated.trailers }
  const atExit = sides.exit && (chain.findLast((link) => fits(link.plates, sides.exit?.load.plates)) ?? last)
  const sighting = (which: 'plates' | 'trailers') => ({
    exit: sides.exit && { expected: atExit?.[which] ?? [], seen: sides.exit.load[which] },
    entry: sides.entry && { expected: last[which], seen: seenOf(sides.entry, stated, chain, which) },
  })
  return [
    ...compareIdentities('vehicle', sighting('plates'), place),
    ...compareIdentities('vehicle', sighting('trailers'), place),
  ]
}

interface Link {
  readonly plates: readonly Told[]
  readonly trailers: readonly Told[]
}

function chainOf(
  plates: readonly Told[],
  trailers: readonly Told[],
  transhipments: readonly Transhipment[],
  place: Place,
): Link[] {
  const chain: Link[] = [{ plates, trailers }]
  for (const { from, to, trailers: after } of transhipments) {
    const link = chain.at(-1)
    const carried = link?.plates.filter(({ value }) => skeleton(value) !== skeleton(from)) ?? []
    if (link === undefined || carried.length === link.plates.length) continue
    chain.push({
      plates: [...carried, ...to.map((value) => ({ value, place }))],
      trailers: after?.map((value) => ({ value, place })) ?? link.trailers,
    })
  }
  return chain
}

function fits(plates: readonly Told[], seen: readonly Told[] = []): boolean {
  const all = (told: readonly Told[]) =>
    told
      .map(({ value }) => skeleton(value))
      .toSorted()
      .join()
  return all(plates) === all(seen)
}

/** A side that saw nothing else than the list has seen the vehicle that carries the load by then. */
function seenOf(
  account: Account,
  stated: Load,
  chain: readonly Link[],
  which: 'plates' | 'trailers',
): readonly Told[] {
  const seen = account.load[which]
  return chain.length > 1 && seen.length > 0 && fits(stated[which], seen) && !sawVehicle(account)
    ? (chain.at(-1)?.[which] ?? seen)
    : seen
}

function sawVehicle({ documents }: Account): boolean {
  return documents.some(
    ({ standing, words }) =>
      standing === 'own' ||
      words.seen.plates.length > 0 ||
      words.texts.some(({ place }) => place.pointer.startsWith('/borderTransportMeans')),
  )
}
