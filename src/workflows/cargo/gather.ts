import { inLogOrder, nameOf, type Piece, type PieceKey } from './piece.ts'
import type { CargoRules } from './rules.ts'
import { createSets, grouped } from './sets.ts'

/**
 * Which pieces are of one trip. What comes out depends on the pieces alone, and not on the order in which they came: a strong key
 * joins all that carry it near enough in time; a paper without one joins the only trip that it can be of, or none.
 */

export interface Gathered {
  /** In the order of the log. */
  readonly pieces: readonly Piece[]
  /** Keys of trips, any of which it could be of: it was left alone. */
  readonly doubts: readonly string[]
}

/** @param pieces whole neighbourhoods: see `neighbours.ts`. Those that join nothing are left out */
export function gather(pieces: readonly Piece[], rules: CargoRules): Gathered[] {
  const joining = pieces.filter(({ paper }) => rules.paper.get(paper)?.attached !== true)
  const clusters = strongly(joining, rules).map((members) => clusterOf(members, rules))
  const trips = clusters.filter(({ anchor }) => anchor !== undefined)
  const byWeakKey = indexed(trips, rules)
  const added = new Map<Cluster, Piece[]>(trips.map((trip) => [trip, []]))
  const alone: Gathered[] = []
  for (const loose of clusters.filter(({ anchor }) => anchor === undefined)) {
    const candidates = candidatesFor(loose, byWeakKey, rules)
    const [only, ...others] = candidates
    if (only !== undefined && others.length === 0) added.get(only)?.push(...loose.pieces)
    else
      alone.push({
        pieces: loose.pieces,
        doubts: [...new Set(candidates.flatMap(({ anchor }) => anchor ?? []))].toSorted(),
      })
  }
  return [
    ...trips.map((trip) => ({
      pieces: [...trip.pieces, ...(added.get(trip) ?? [])].toSorted(inLogOrder),
      doubts: [],
    })),
    ...alone,
  ]
}

/** Pieces that strong keys join. */
interface Cluster {
  readonly pieces: readonly Piece[]
  /** The least of its strong keys, in words; undefined where it has none. */
  readonly anchor: string | undefined
  readonly direction: Piece['direction']
  readonly crossings: ReadonlySet<string>
  /** Papers of which a trip has one. */
  readonly single: ReadonlySet<string>
}

function clusterOf(pieces: readonly Piece[], rules: CargoRules): Cluster {
  const strong = pieces.flatMap(({ keys }) => keys.filter(({ key }) => strengthOf(key, rules) === 'strong'))
  const directions = new Set(pieces.flatMap(({ direction }) => direction ?? []))
  const [direction] = directions
  return {
    pieces: pieces.toSorted(inLogOrder),
    anchor: strong.map(keyText).toSorted()[0],
    direction: directions.size === 1 ? direction : undefined,
    crossings: new Set(pieces.flatMap(({ crossing }) => crossing ?? [])),
    single: new Set(pieces.flatMap(({ paper }) => (rules.paper.get(paper)?.once === true ? [paper] : []))),
  }
}

const keyText = ({ key, value }: Pick<PieceKey, 'key' | 'value'>): string => `${key} ${value}`

const strengthOf = (key: string, rules: CargoRules) => rules.keys.get(key)?.strength

/** Amendments belong to what they amend, and what a record tells of to one another. */
function strongly(pieces: readonly Piece[], rules: CargoRules): Piece[][] {
  const sets = createSets(pieces.map(nameOf))
  const carried = pieces.flatMap((piece) => {
    const carrier = { at: Date.parse(piece.at), name: nameOf(piece) }
    const keys = piece.keys.flatMap((each) => {
      const rule = rules.keys.get(each.key)
      if (rule?.strength !== 'strong') return []
      return [{ ...carrier, link: `key ${keyText(each)}`, withinMs: rule.withinMs }]
    })
    return [...keys, ...ownLinks(piece).map((link) => ({ ...carrier, link, withinMs: Infinity }))]
  })
  for (const carriers of grouped(carried, ({ link }) => link).values()) {
    const inTime = carriers.toSorted((one, other) => one.at - other.at)
    for (const [place, carrier] of inTime.entries()) {
      const before = inTime[place - 1]
      if (before !== undefined && carrier.at - before.at <= carrier.withinMs)
        sets.join(before.name, carrier.name)
    }
  }
  return [...grouped(pieces, (piece) => sets.rootOf(nameOf(piece))).values()]
}

/** What makes pieces one though they share no key. */
export function ownLinks({ identity, replaces, subject }: Piece): string[] {
  return [`subject ${subject}`, ...[identity, replaces ?? []].flat().map((each) => `document ${each}`)]
}

type WeakIndex = ReadonlyMap<string, readonly { readonly at: number; readonly trip: Cluster }[]>

function indexed(trips: readonly Cluster[], rules: CargoRules): WeakIndex {
  const entries = trips.flatMap((trip) =>
    trip.pieces.flatMap(({ at, keys }) =>
      keys
        .filter(({ key }) => strengthOf(key, rules) === 'weak')
        .map((each) => ({ key: keyText(each), at: Date.parse(at), trip })),
    ),
  )
  return grouped(entries, ({ key }) => key)
}

function candidatesFor(loose: Cluster, index: WeakIndex, rules: CargoRules): Cluster[] {
  const near = loose.pieces.flatMap((piece) =>
    piece.keys.flatMap((each) => {
      const rule = rules.keys.get(each.key)
      if (rule?.strength !== 'weak') return []
      return (index.get(keyText(each)) ?? []).flatMap(({ at, trip }) =>
        Math.abs(at - Date.parse(piece.at)) <= rule.withinMs && canBeOf(loose, trip) ? [trip] : [],
      )
    }),
  )
  return [...new Set(near)]
}

/** In the same direction, over the same border, and nothing that the trip has already and has but once. */
function canBeOf(loose: Cluster, trip: Cluster): boolean {
  return (
    loose.direction !== undefined &&
    loose.direction === trip.direction &&
    (loose.crossings.size === 0 || trip.crossings.size === 0 || share(loose.crossings, trip.crossings)) &&
    !share(loose.single, trip.single)
  )
}

function share(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return [...one].some((each) => other.has(each))
}
