import type { CargoEntry } from './entry.ts'
import { gather } from './gather.ts'
import type { Neighbourhood } from './neighbours.ts'
import { nameOf, type Piece } from './piece.ts'
import type { CargoRules } from './rules.ts'
import { tripIdOf } from './trip-id.ts'

/** What becomes of trips because of new pieces. Pure. */
export function place(
  fresh: readonly Piece[],
  { pieces, trips: before }: Neighbourhood,
  rules: CargoRules,
): Pick<CargoEntry, 'pieces' | 'moved' | 'trips' | 'joined'> {
  const now = new Map<string, string>()
  const isFresh = new Set(fresh.map(nameOf))
  const stirred = gather(pieces, rules).flatMap(({ pieces: members, doubts }) => {
    const id = tripIdOf(members)
    const isOther = members.some((piece) => before.get(nameOf(piece)) !== id)
    for (const piece of members) now.set(nameOf(piece), id)
    return isOther || doubts.length > 0 ? [{ id, doubts }] : []
  })
  const alive = new Set(now.values())
  const gone = new Map<string, string>()
  for (const piece of pieces) {
    const [was, is] = [before.get(nameOf(piece)), now.get(nameOf(piece))]
    if (was !== undefined && is !== undefined && !alive.has(was) && !gone.has(was)) gone.set(was, is)
  }
  // A trip that lost some of its pieces to another is looked at again as well.
  const left = pieces.flatMap((piece) => {
    const was = before.get(nameOf(piece))
    return was !== undefined && was !== now.get(nameOf(piece)) && alive.has(was) ? [was] : []
  })
  const known = new Set(stirred.map(({ id }) => id))
  return {
    pieces: fresh.map((piece) => ({ piece, trip: now.get(nameOf(piece)) })),
    moved: pieces.flatMap((piece) => {
      const [was, is] = [before.get(nameOf(piece)), now.get(nameOf(piece))]
      return isFresh.has(nameOf(piece)) || is === undefined || was === is ? [] : [{ piece, trip: is }]
    }),
    trips: [
      ...stirred,
      ...[...new Set(left)].filter((id) => !known.has(id)).map((id) => ({ id, doubts: [] })),
    ],
    joined: [...gone].map(([id, joined]) => ({ id, joined })),
  }
}

/** The same where too many hang together: each piece is a trip of its own, and nothing is said of it. */
export function placeAlone(fresh: readonly Piece[], rules: CargoRules): ReturnType<typeof place> {
  return place(fresh, { pieces: fresh, trips: new Map() }, rules)
}
