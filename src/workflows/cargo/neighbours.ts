import type { Tx } from '../../store/database.ts'
import {
  type PieceRow,
  piecesOfTrips,
  piecesWith,
  type WantedKey,
} from '../../store/workflows/trip-pieces.ts'
import { ownLinks } from './gather.ts'
import { nameOf, type Piece } from './piece.ts'
import type { CargoRules } from './rules.ts'
import type { Strength } from './rules-file.ts'
import { grouped } from './sets.ts'

/** All that has to be known to say of which trips new pieces are, and what becomes of the others because of them. */
export interface Neighbourhood {
  /** The new ones, and those that are kept already. */
  readonly pieces: readonly Piece[]
  /** Trips of the kept ones, by the name of the piece. */
  readonly trips: ReadonlyMap<string, string>
}

/** Most pieces that are looked at together, and most characters of them. */
const MOST = 2_000
const MOST_TEXT = 32 * 1024 * 1024

/**
 * A strong key leads on and on; a weak one leads to those that a piece may be of, and of what has no strong key itself also to all
 * others that it may be of. For whether a paper is of a trip depends on whether there is another one that it could be of.
 *
 * @returns undefined when there are too many
 */
export async function neighboursOf(
  db: Tx,
  fresh: readonly Piece[],
  rules: CargoRules,
): Promise<Neighbourhood | undefined> {
  const known = createKnown(fresh)
  const closed = async (from: readonly Piece[]): Promise<void> => {
    for (let frontier = from; frontier.length > 0 && !known.isFull();)
      frontier = known.add(await lookUp(db, frontier, ['strong'], rules))
  }
  await closed(fresh)
  const core = known.pieces()
  await closed(known.add(await lookUp(db, core, ['weak'], rules)))
  const near = known.pieces()
  const beyond = known.add(await lookUp(db, near.filter(isLoose(rules)), ['weak'], rules))
  // What is loose there concerns nobody here.
  const anchored = beyond.filter((piece) => !isLoose(rules)(piece))
  known.drop(beyond.filter(isLoose(rules)))
  await closed(anchored)
  known.add(await piecesOfTrips(db, [...new Set(known.trips().values())], MOST + 1))
  return known.isFull() ? undefined : { pieces: known.pieces(), trips: known.trips() }
}

const isLoose =
  ({ keys: all }: CargoRules) =>
  ({ keys }: Piece): boolean =>
    !keys.some(({ key }) => all.get(key)?.strength === 'strong')

function createKnown(fresh: readonly Piece[]) {
  const pieces = new Map(fresh.map((piece) => [nameOf(piece), piece]))
  const trips = new Map<string, string>()
  let length = 0
  return {
    isFull: () => pieces.size > MOST || length > MOST_TEXT,
    pieces: () => [...pieces.values()],
    trips: () => trips,
    /** @returns those that were not known */
    add: (rows: readonly PieceRow[]): Piece[] =>
      rows.flatMap((row) => {
        const name = nameOf({ record: row.recordIndex.toString(), paper: row.paper })
        if (pieces.has(name)) return []
        const piece = pieceIn(row)
        pieces.set(name, piece)
        length += row.piece.length
        if (row.tripId !== null) trips.set(name, row.tripId)
        return [piece]
      }),
    drop: (those: readonly Piece[]): void => {
      for (const name of those.map(nameOf)) {
        pieces.delete(name)
        trips.delete(name)
      }
    },
  }
}

export function pieceIn({ piece }: Pick<PieceRow, 'piece'>): Piece {
  const parsed: Piece = JSON.parse(piece)
  return parsed
}

const EVER = { from: new Date(0), to: new Date('9999-01-01T00:00:00Z') }

async function lookUp(
  db: Tx,
  pieces: readonly Piece[],
  strengths: readonly Strength[],
  rules: CargoRules,
): Promise<readonly PieceRow[]> {
  const wanted = joined(pieces.flatMap((piece) => linksOf(piece, strengths, rules)))
  return wanted.length === 0 ? [] : piecesWith(db, wanted, MOST + 1)
}

/** The same keys with fewer spans: papers of one trip want the same, each around its own moment. */
function joined(wanted: readonly WantedKey[]): WantedKey[] {
  return [...grouped(wanted, ({ key, value }) => `${key} ${value}`).values()].flatMap((spans) => {
    const joins: WantedKey[] = []
    for (const span of spans.toSorted((one, other) => one.from.getTime() - other.from.getTime())) {
      const last = joins.at(-1)
      if (last === undefined || span.from > last.to) joins.push(span)
      else if (span.to > last.to) joins[joins.length - 1] = { ...last, to: span.to }
    }
    return joins
  })
}

function linksOf(piece: Piece, strengths: readonly Strength[], rules: CargoRules): WantedKey[] {
  const at = Date.parse(piece.at)
  const keys = piece.keys.flatMap(({ key, value }) => {
    const rule = rules.keys.get(key)
    if (rule === undefined || !strengths.includes(rule.strength)) return []
    return [{ key, value, from: new Date(at - rule.withinMs), to: new Date(at + rule.withinMs) }]
  })
  return strengths.includes('strong')
    ? [...keys, ...ownLinks(piece).map((value) => ({ key: OWN, value, ...EVER }))]
    : keys
}

/** Under this name stand what joins pieces though they share no key. */
export const OWN = '@own'
/** Under this one the key that signed it: it joins nothing. */
export const SIGNED = '@key'
