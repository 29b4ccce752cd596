import type { Partner } from '../partners/partner.ts'
import type { Database } from '../store/database.ts'
import { findExpired, findPairs, type WaitingPair, type WaitingRow } from '../store/waiting.ts'
import { acceptedBefore } from './accepted.ts'
import { NOTHING, outgoing } from './changes.ts'
import type { Committer } from './commit.ts'
import { orConflict, refused } from './exchange.ts'
import type { EntryOf } from './participant.ts'
import type { Refused } from './switch.ts'
import type { Switchboard } from './switchboard.ts'
import { createUnclaimedLoop } from './unclaimed-loop.ts'
import type { WorkLoop } from './work-loop.ts'

export interface CompanionParts<E = never> {
  readonly database: Database
  readonly committer: Committer<E>
  readonly switchboard: Switchboard
  readonly partners: ReadonlyMap<string, Partner>
  readonly clock: () => Date
  /** A pair became one outgoing message. */
  readonly onMade: () => void
  /** What the committer's participant is handed of a pair; absent: nothing. */
  readonly entryOf?: EntryOf<E>
  readonly onFault: (error: unknown) => void
}

type Item = { readonly pair: WaitingPair } | { readonly expired: WaitingRow }

const IDLE_MS = 1_000
const MAX_IN_FLIGHT = 8

/**
 * Joins the two messages of a trip, in whichever order they came, and ends those that waited too long. Nothing is
 * claimed: the commit compares and swaps both states, so that of two nodes one wins and the other's work is dropped.
 */
export function createCompanions<E = never>(parts: CompanionParts<E>): WorkLoop {
  return createUnclaimedLoop<Item>({
    idleMs: IDLE_MS,
    maxInFlight: MAX_IN_FLIGHT,
    due: (limit) => due(parts, limit),
    keyOf,
    work: (item) => ('pair' in item ? join(parts, item.pair) : expire(parts, item.expired)),
    onFault: parts.onFault,
  })
}

const keyOf = (item: Item): string => ('pair' in item ? item.pair.leading.id : item.expired.id)

async function due(parts: Omit<CompanionParts, 'entryOf'>, limit: number): Promise<Item[]> {
  const routes = [...parts.partners.values()].flatMap(({ id, agreement }) =>
    agreement.routes.flatMap(({ name, on, with: companion }) =>
      companion === undefined ? [] : [{ partner: id, route: name, leading: on, companion }],
    ),
  )
  if (routes.length === 0) return []
  const pairs = await findPairs(parts.database, routes, limit)
  const paired = new Set(pairs.flatMap(({ leading, companion }) => [leading.id, companion.id]))
  const expired = await findExpired(parts.database, parts.clock(), limit)
  return [
    ...pairs.map((pair) => ({ pair })),
    ...expired.filter(({ id }) => !paired.has(id)).map((row) => ({ expired: row })),
  ]
}

async function join<E>(parts: CompanionParts<E>, pair: WaitingPair): Promise<void> {
  const ids = [pair.leading.id, pair.companion.id]
  const result = await parts.switchboard.pair({
    partner: pair.leading.partner,
    route: pair.leading.route,
    leading: { ...pair.leading, exchange: pair.leading.id },
    companion: { ...pair.companion, exchange: pair.companion.id },
  })
  if (result.kind === 'refused') return fail(parts, ids, result)
  const sent = outgoing(pair.leading.id, ids, result.made)
  const entry = parts.entryOf?.(await acceptedBefore(parts, [pair.leading, pair.companion]))
  const committed = await orConflict(
    parts.committer.commit({
      ...NOTHING,
      expect: ids.map((exchangeId) => ({ exchangeId, states: ['waiting'] })),
      payloads: sent.payloads,
      outgoing: [sent.row],
      exchangeStates: ids.map((id) => ({ id, from: ['waiting'], to: 'accepted' })),
      records: [sent.record],
      ...(entry !== undefined && { entry }),
    }),
  )
  if (committed.outcome === 'conflict')
    return fail(parts, ids, refused(committed.error.code, committed.error.message))
  parts.onMade()
}

/** The pair cannot be converted: both senders' exchanges end, each with its record. */
async function fail(
  parts: Pick<CompanionParts, 'committer'>,
  ids: readonly string[],
  reason: Refused,
): Promise<void> {
  const error = { code: reason.code, message: reason.message, place: reason.place }
  await parts.committer.commit({
    ...NOTHING,
    expect: ids.map((exchangeId) => ({ exchangeId, states: ['waiting'] })),
    exchangeStates: ids.map((id) => ({ id, from: ['waiting'], to: 'failed', error })),
    records: ids.map((exchange) => ({
      kind: 'failed',
      exchange,
      code: reason.code,
      ...(reason.place && { place: reason.place.path }),
    })),
  })
}

async function expire(parts: Pick<CompanionParts, 'committer'>, row: WaitingRow): Promise<void> {
  const error = {
    code: 'COMPANION_EXPIRED',
    message: 'The companion did not arrive in time.',
    place: undefined,
  } as const
  await parts.committer.commit({
    ...NOTHING,
    expect: [{ exchangeId: row.id, states: ['waiting'] }],
    exchangeStates: [{ id: row.id, from: ['waiting'], to: 'expired', error }],
    records: [{ kind: 'expired', exchange: row.id, code: error.code }],
  })
}
