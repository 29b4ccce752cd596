import type { SignedHead } from '../../evidence/log-append.ts'
import { requireAll } from '../../exchange/moved.ts'
import type { Participant } from '../../exchange/participant.ts'
import type { Tx } from '../../store/database.ts'
import { insertTripEvents } from '../../store/workflows/trip-events.ts'
import { insertPieceKeys, insertPieces, placePieces } from '../../store/workflows/trip-pieces.ts'
import {
  joinTrips,
  moveCargoCursor,
  readCargoCursor,
  stirTrips,
  stirTripsAbout,
  weighTrips,
} from '../../store/workflows/trips.ts'
import type { CargoEntry, CargoResult, Weighed } from './entry.ts'
import { OWN, SIGNED } from './neighbours.ts'
import { ownLinks } from './gather.ts'
import type { Piece } from './piece.ts'

interface Judged {
  readonly entry: CargoEntry
  readonly written: boolean
  /** Index that the first of its records has. */
  readonly index: bigint
}

/**
 * The committer's participant for cargo accounts. What an entry says was found out beside the lock, of rows that only entries write:
 * at its turn it is true, and later it is nothing.
 */
export function createCargoParticipant(): Participant<CargoEntry, CargoResult> {
  return {
    async begin(tx) {
      const { turn } = await readCargoCursor(tx)
      let now = turn
      const judged: Judged[] = []
      return {
        judge(entry, { index }) {
          const written = entry.turn === now
          if (written) now += 1n
          judged.push({ entry, written, index })
          const told = written ? entry.weighed.flatMap(({ event }) => event ?? []) : []
          return {
            payloads: told.map(({ payload }) => payload),
            records: told.map(({ told: event, payload }) => ({
              kind: 'compared',
              trip: event.trip,
              revision: String(event.revision),
              rules: event.rules,
              basis: [...new Set(event.pieces.map(({ record }) => record))],
              payload: payload.commitment,
            })),
          }
        },
        async write(into, head) {
          for (const each of judged) if (each.written) await write(into, head, each)
          return judged.map(({ written }) => ({ written }))
        },
      }
    },
  }
}

/** Trips before the pieces that refer to them; what is to be looked at after both. */
async function write(tx: Tx, head: SignedHead, { entry, index }: Judged): Promise<void> {
  const { pieces, moved, trips, joined, stirred, weighed } = entry
  const ok = await moveCargoCursor(tx, entry.turn, entry.reached)
  requireAll([entry], ok ? [entry] : [])
  if (trips.length > 0) await stirTrips(tx, trips)
  if (pieces.length > 0) {
    await insertPieces(
      tx,
      pieces.map(({ piece, trip }) => ({
        ...rowOf(piece),
        tripId: trip ?? null,
        piece: JSON.stringify(piece),
      })),
    )
    await insertPieceKeys(
      tx,
      pieces.flatMap(({ piece }) => keyRowsOf(piece)),
    )
  }
  if (moved.length > 0)
    await placePieces(
      tx,
      moved.map(({ piece, trip }) => ({ ...rowOf(piece), tripId: trip })),
    )
  if (joined.length > 0) await joinTrips(tx, joined)
  const attached = pieces.filter(({ trip }) => trip === undefined).flatMap(({ piece }) => piece.keys)
  if (stirred.length > 0 || attached.length > 0) await stirTripsAbout(tx, stirred, attached)
  if (weighed.length > 0) await writeWeighed(tx, head, weighed, index)
}

async function writeWeighed(
  tx: Tx,
  head: SignedHead,
  weighed: readonly Weighed[],
  first: bigint,
): Promise<void> {
  await weighTrips(
    tx,
    weighed.map(({ id, revision, findings, dueAt, at }) => ({
      id,
      revision,
      findings: JSON.stringify(findings),
      dueAt,
      weighedAt: at,
    })),
  )
  const events = weighed.flatMap(({ event }) => event ?? [])
  if (events.length === 0) return
  await insertTripEvents(
    tx,
    events.map(({ told, payload }, place) => ({
      tripId: told.trip,
      revision: told.revision,
      payloadId: payload.id,
      recordIndex: first + BigInt(place),
      receiptSize: head.size,
    })),
  )
}

const rowOf = ({ record, paper }: Piece) => ({ recordIndex: BigInt(record), paper })

/** What a piece is found by. */
export function keyRowsOf(piece: Piece) {
  const own = [...new Set(ownLinks(piece))].map((value) => ({ key: OWN, value }))
  const signed = piece.keyId === undefined ? [] : [{ key: SIGNED, value: piece.keyId }]
  return [...piece.keys.map(({ key, value }) => ({ key, value })), ...own, ...signed].map((each) => ({
    ...each,
    ...rowOf(piece),
    at: piece.at,
  }))
}
