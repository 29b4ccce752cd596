import { KhorgosError } from '../../errors.ts'
import { NOTHING } from '../../exchange/changes.ts'
import type { Committer } from '../../exchange/commit.ts'
import { createUnclaimedLoop } from '../../exchange/unclaimed-loop.ts'
import type { WorkLoop } from '../../exchange/work-loop.ts'
import { parseWriteOff } from '../../model/statements.ts'
import type { Database } from '../../store/database.ts'
import { dueReservations, type DueReservation } from '../../store/ledger/write-offs.ts'
import type { LedgerEntry } from '../entry.ts'
import { isKindName } from '../kinds.ts'
import type { LedgerResult } from '../participant.ts'
import { basisOf } from '../questions/shown.ts'

export interface ReservationEndParts {
  readonly database: Database
  readonly committer: Committer<LedgerEntry, LedgerResult>
  readonly clock: () => Date
  readonly onFault: (error: unknown) => void
  /** How long a reservation whose end met a fault is left alone, in ms. */
  readonly faultPauseMs?: number
}

/** The longest time, more or less, for which a reservation outlives its end. */
const IDLE_MS = 1_000
/** They share a commit or two, and leave room for the others. */
const MAX_IN_FLIGHT = 64

/**
 * Ends reservations whose time is over. Nothing is claimed: under the lock of the log head each ends once, whichever node was
 * first. What a node had begun when it died is due again, and so is what a commit failed with.
 */
export function createReservationEnds(parts: ReservationEndParts): WorkLoop {
  const { database, clock, committer, onFault, faultPauseMs } = parts
  return createUnclaimedLoop<DueReservation>({
    idleMs: IDLE_MS,
    maxInFlight: MAX_IN_FLIGHT,
    due: (limit) => dueReservations(database, clock(), limit),
    keyOf: ({ id }) => id,
    work: async (due) => void (await committer.commit({ ...NOTHING, entry: endOf(due) })),
    onFault,
    ...(faultPauseMs !== undefined && { faultPauseMs }),
  })
}

/** What was reserved of which document stands in rows and records, also once the statement was erased. */
function endOf({ id, payload, kind, issuer, series, number, ...fact }: DueReservation): LedgerEntry {
  if (!isKindName(kind)) throw new KhorgosError('INTERNAL', `The write-off ${id} is of no kind of document.`)
  const request = payload === null ? undefined : parseWriteOff(payload).request
  return {
    entry: 'end',
    writeOff: id,
    document: { kind, issuer, series, number },
    stated: { ...(request !== undefined && { request }), basis: basisOf(fact) },
  }
}
