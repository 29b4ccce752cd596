import { canonicalJsonBytes } from '../../evidence/canonical-json.ts'
import { JSON_TYPE, keep } from '../../exchange/payload.ts'
import { STATUSES, type DocumentStatus } from '../../model/document-status.ts'
import type { Tx } from '../../store/database.ts'
import type { LostKey } from '../../store/ledger/key-losses.ts'
import { attachedPieces, piecesOfTrips, statusesAt } from '../../store/workflows/trip-pieces.ts'
import type { TripRow } from '../../store/workflows/trips.ts'
import { accountOf, type CargoAccount, newAmong, TOO_LARGE } from './account.ts'
import { KEY_LOST, type StatusOf } from './documents.ts'
import type { Weighed } from './entry.ts'
import type { CargoEvent } from './event.ts'
import type { CargoFinding } from './finding.ts'
import { pieceIn } from './neighbours.ts'
import type { Piece } from './piece.ts'
import type { CargoRules } from './rules.ts'

export interface WeighParts {
  readonly database: Tx
  readonly rules: CargoRules
  /** What they signed since then may be anybody's. */
  readonly lostKeys: readonly LostKey[]
}

/** A trip with what its papers say together at a moment. */
export interface Weighing {
  readonly pieces: readonly Piece[]
  readonly attached: readonly Piece[]
  /** Undefined for a trip that has no pieces any more, or too many. */
  readonly account: CargoAccount | undefined
  readonly findings: readonly CargoFinding[]
}

/** Looks at a trip. */
export async function weighTrip(
  parts: WeighParts,
  trip: Pick<TripRow, 'id' | 'doubts'>,
  now: Date,
): Promise<Weighing> {
  const { database: db, rules } = parts
  const { limits } = rules
  const pieces = (await piecesOfTrips(db, [trip.id], limits.pieces + 1)).map(pieceIn)
  if (pieces.length === 0) return { pieces, attached: [], account: undefined, findings: [] }
  const named = pieces.reduce((sum, each) => sum + each.keys.length, 0)
  if (pieces.length > limits.pieces || named > limits.keys || pieces.some(({ cut }) => cut === true))
    return { pieces, attached: [], account: undefined, findings: [TOO_LARGE] }
  const keys = pieces.flatMap((piece) => piece.keys.filter(({ key }) => attaches(key, rules)))
  const attached = keys.length === 0 ? [] : (await attachedPieces(db, keys, limits.pieces)).map(pieceIn)
  const statusOf = await statusesOf(parts, [...pieces, ...attached])
  const doubts: readonly string[] = JSON.parse(trip.doubts)
  const account = accountOf({ pieces, attached, statusOf, doubts }, rules, now)
  return { pieces, attached, account, findings: account.findings }
}

/** Whether papers that join nothing are found by it: all that is named, and what numbers a document. */
function attaches(key: string, { papers, keys }: CargoRules): boolean {
  return (
    keys.get(key)?.strength === 'named' ||
    papers.some((each) => each.attached === true && Object.keys(each.keys ?? {}).includes(key))
  )
}

async function statusesOf(
  { database, rules: { paper }, lostKeys }: WeighParts,
  pieces: readonly Piece[],
): Promise<StatusOf> {
  const lost = new Map(lostKeys.map(({ keyId, since }) => [keyId, since.toISOString()]))
  const rows = await statusesAt(
    database,
    [...new Set(pieces.map(({ record }) => record))].map((record) => BigInt(record)),
    [...new Set(pieces.map(({ subject }) => subject))],
  )
  const statuses = new Map<string, DocumentStatus>(
    rows.flatMap(({ basis, kind, status }) => {
      const known = STATUSES.find((each) => each === status)
      return known === undefined ? [] : [[`${basis} ${kind}`, known] as const]
    }),
  )
  return (piece) => {
    const since = lost.get(piece.keyId ?? '')
    if (since !== undefined && piece.recordedAt >= since) return KEY_LOST
    return statuses.get(`${piece.record} ${paper.get(piece.paper)?.of ?? ''}`)
  }
}

/** What follows for a trip that was looked at: an event where something else is found than before. */
export function weighed(trip: TripRow, weighing: Weighing, rules: CargoRules, now: Date): Weighed {
  const { account, findings, pieces, attached } = weighing
  const before: readonly CargoFinding[] = JSON.parse(trip.findings)
  const [began, ended] = [newAmong(findings, before), newAmong(before, findings)]
  const head = { id: trip.id, at: now, dueAt: account?.dueAt, findings }
  if (began.length === 0 && ended.length === 0) return { ...head, revision: trip.revision }
  const told: CargoEvent = {
    v: 1,
    trip: trip.id,
    revision: trip.revision + 1,
    at: now.toISOString(),
    rules: rules.hash,
    ...(account?.kind !== undefined && { kind: account.kind.trip }),
    findings,
    began,
    ended,
    // Of a trip that is too large the first ones.
    pieces: [...pieces, ...attached].map(({ record, paper }) => ({ record, paper })),
  }
  return {
    ...head,
    revision: told.revision,
    event: { told, payload: keep(canonicalJsonBytes(told), JSON_TYPE) },
  }
}
