import { setTimeout as pause } from 'node:timers/promises'
import { NOTHING } from '../../exchange/changes.ts'
import type { Committer } from '../../exchange/commit.ts'
import { createWorkLoop, type WorkLoop } from '../../exchange/work-loop.ts'
import type { Database } from '../../store/database.ts'
import type { LostKey } from '../../store/ledger/key-losses.ts'
import { type LoggedRecord, recordsFrom } from '../../store/workflows/cursor.ts'
import { basesOfFacts } from '../../store/workflows/trip-pieces.ts'
import {
  beginCargo,
  type CargoCursor,
  dueTrips,
  readCargoCursor,
  stirTripsAbout,
} from '../../store/workflows/trips.ts'
import type { CargoEntry, CargoResult } from './entry.ts'
import { neighboursOf, SIGNED } from './neighbours.ts'
import { piecesIn, type PiecesParts } from './pieces-in.ts'
import { place, placeAlone } from './place.ts'
import type { CargoRules } from './rules.ts'
import { weighed, type WeighParts, weighTrip } from './weigh.ts'

export interface CargoFollowParts extends PiecesParts, Pick<WeighParts, 'lostKeys'> {
  readonly database: Database
  readonly committer: Committer<CargoEntry, CargoResult>
  readonly clock: () => Date
  readonly onFault: (error: unknown) => void
}

const IDLE_MS = 250
/** Records that are looked at in one turn. */
const PAGE = 64
/** Trips that are looked at in one turn. */
const TRIPS = 64
/** How far the log is followed before that is written down although nothing in it tells of a trip. */
const MAX_BEHIND = 4096n
/** So that a fault that lasts does not keep us busy. */
const FAULT_PAUSE_MS = 1_000

/**
 * Rules by which the log is read; where others were in force, what they made is forgotten and the log read again. Trips that rest on
 * what a lost key signed are looked at once more.
 */
export async function keepCargoRules(
  database: Database,
  { hash }: CargoRules,
  lostKeys: readonly LostKey[],
): Promise<void> {
  await database.transaction(async (tx) => {
    await beginCargo(tx, Buffer.from(hash, 'hex'))
    const lost = lostKeys.map(({ keyId: value }) => ({ key: SIGNED, value }))
    if (lost.length > 0) await stirTripsAbout(tx, [], lost)
  })
}

/**
 * Follows the log: reads which papers tell of which trip, and says of trips that were touched, or whose time is over, what is
 * found of them. Nodes do the same work; what was found out at a turn is written if it is still that turn.
 */
export function createCargoFollower(parts: CargoFollowParts): WorkLoop {
  /** Records before it tell of no trip, though that may not be written down yet. */
  let looked = 0n
  const hash = Buffer.from(parts.rules.hash, 'hex')
  return createWorkLoop<CargoCursor>({
    idleMs: IDLE_MS,
    maxInFlight: 1,
    claim: async () => {
      const cursor = await readCargoCursor(parts.database)
      // Where another node has begun to read by other rules, it is its turn.
      if (cursor.rules === null || !Buffer.from(cursor.rules).equals(hash)) return []
      if (looked < cursor.reached) looked = cursor.reached
      const [page, due] = await Promise.all([
        recordsFrom(parts.database, looked, 1),
        cursor.reached < cursor.behind ? [] : dueTrips(parts.database, parts.clock(), 1),
      ])
      return page.length > 0 || due.length > 0 ? [cursor] : []
    },
    work: async (cursor) => {
      try {
        const page = await recordsFrom(parts.database, looked, PAGE)
        const followed = page.length > 0 ? await follow(parts, cursor, page) : undefined
        if (followed !== undefined) looked = followed
        if (page.length === 0 || followed !== undefined) await weighDue(parts)
      } catch (fault) {
        parts.onFault(fault)
        await pause(FAULT_PAUSE_MS)
      }
    },
    onFault: parts.onFault,
  })
}

const UNMOVED = { pieces: [], moved: [], trips: [], joined: [], stirred: [], weighed: [] } as const

/** @returns how far the log has been looked at; undefined where another node was faster */
async function follow(
  parts: CargoFollowParts,
  { turn, reached }: Pick<CargoCursor, 'turn' | 'reached'>,
  page: readonly LoggedRecord[],
): Promise<bigint | undefined> {
  const end = (page.at(-1)?.index ?? reached - 1n) + 1n
  const { pieces, facts } = await piecesIn(page, parts)
  if (pieces.length === 0 && facts.length === 0 && end - reached < MAX_BEHIND) return end
  const near = await neighboursOf(parts.database, pieces, parts.rules)
  // Fewer records lead to fewer pieces.
  if (near === undefined && page.length > 1)
    return follow(parts, { turn, reached }, page.slice(0, page.length >> 1))
  const placed = near === undefined ? placeAlone(pieces, parts.rules) : place(pieces, near, parts.rules)
  const stirred = facts.length === 0 ? [] : await basesOfFacts(parts.database, facts)
  const written = await commit(parts, { ...UNMOVED, ...placed, turn, reached: end, stirred })
  return written ? end : undefined
}

/** Trips that were touched, and those whose time is over. While the log is read anew nothing is said of any. */
async function weighDue(parts: CargoFollowParts): Promise<void> {
  const { turn, reached, behind } = await readCargoCursor(parts.database)
  if (reached < behind) return
  const now = parts.clock()
  const due = await dueTrips(parts.database, now, TRIPS)
  if (due.length === 0) return
  const found = await Promise.all(
    due.map(async (trip) => weighed(trip, await weighTrip(parts, trip, now), parts.rules, now)),
  )
  await commit(parts, { ...UNMOVED, turn, reached, weighed: found })
}

async function commit({ committer }: CargoFollowParts, entry: CargoEntry): Promise<boolean> {
  const done = await committer.commit({ ...NOTHING, entry })
  return done.outcome === 'done' && done.result?.written === true
}
