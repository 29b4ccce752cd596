import { findAcknowledged } from '../store/acknowledgements.ts'
import type { Tx } from '../store/database.ts'
import {
  exchangeStates,
  findTaken,
  findTold,
  findWaitingKeys,
  type ExchangeRow,
  type ExchangeState,
} from '../store/exchanges.ts'
import type { NewExchange, OwnKey, WaitingKey } from '../store/exchanges.ts'
import { holdersOf } from '../store/outbox.ts'
import { findSent, outgoingStates, type OutgoingState } from '../store/outgoing.ts'
import type { Changes } from './unit.ts'

/** Where a receipt is: enough to make its bytes again. */
export interface ReceiptPlace {
  readonly recordIndex: bigint
  readonly receiptSize: bigint
}

/**
 * What the guards of a batch ask, read under the lock of the log head, so that it stays true until the commit.
 * Deciding about the units one after the other changes it, as if each had been committed on its own.
 */
export interface Guards {
  /** Exchanges by the message id they used up. `id` alone: of an exchange of this batch. */
  readonly taken: Map<string, ExchangeRow | { readonly id: string }>
  /** The same of our own exchanges, by what they tell once. */
  readonly told: Map<string, ExchangeRow | { readonly id: string }>
  readonly waiting: Set<string>
  readonly exchanges: Map<string, ExchangeState>
  readonly outgoing: Map<string, OutgoingState>
  /** Message ids of ours that a receiver has, or will have. */
  readonly sent: Set<string>
  /** Deliveries in the outbox, and who claims each. */
  readonly claims: Map<string, string | null>
  /** Undefined: of this batch, so that its place in the log is not known yet. */
  readonly acknowledged: Map<string, ReceiptPlace | undefined>
}

/** One flight of queries, each only when somebody asks. */
export async function readGuards(tx: Tx, units: readonly Changes<unknown>[]): Promise<Guards> {
  const ask = async <K, R>(
    keys: readonly K[],
    query: (tx: Tx, keys: readonly K[]) => Promise<R[]>,
  ): Promise<R[]> => (keys.length === 0 ? [] : query(tx, keys))
  const exchanges = units.flatMap(({ exchange }) => exchange ?? [])
  const [taken, told, waiting, states, sending, sent, claims, acknowledged] = await Promise.all([
    ask(exchanges.flatMap(messageKey), findTaken),
    ask(exchanges.flatMap(ownKey), findTold),
    ask(exchanges.flatMap(waitingKey), findWaitingKeys),
    ask(unique(units.flatMap(exchangesAsked)), exchangeStates),
    ask(unique(units.flatMap(({ outgoingStates: moves }) => moves.map(({ id }) => id))), outgoingStates),
    ask(
      units.flatMap(({ outgoing }) => outgoing),
      findSent,
    ),
    ask(unique(units.flatMap(deliveriesAsked)), holdersOf),
    ask(
      units.flatMap(({ acknowledgements }) => acknowledgements),
      findAcknowledged,
    ),
  ])
  return {
    taken: new Map(taken.map((row) => [keyOf(row.partner, row.messageId), row])),
    told: new Map(told.map((row) => [keyOf(row.about, row.once), row])),
    waiting: new Set(waiting.map(waitingKeyText)),
    exchanges: new Map(states.map(({ id, state }) => [id, state])),
    outgoing: new Map(sending.map(({ id, state }) => [id, state])),
    sent: new Set(sent.map((row) => keyOf(row.partner, row.messageId))),
    claims: new Map(claims.map(({ id, worker }) => [id, worker])),
    acknowledged: new Map(acknowledged.map((row) => [acknowledgementKey(row), row])),
  }
}

function exchangesAsked({ expect = [], exchangeStates: moves }: Changes<unknown>): string[] {
  return [...expect.map(({ exchangeId }) => exchangeId), ...moves.map(({ id }) => id)]
}

function deliveriesAsked({ claim, outbox }: Changes<unknown>): string[] {
  return [claim?.outgoingId ?? [], outbox?.outgoingId ?? []].flat()
}

/** The message id an exchange uses up: none when it is rejected. */
export function messageKey({
  partner,
  messageId,
  state,
}: NewExchange): { partner: string; messageId: string }[] {
  return state === 'rejected' || partner === undefined || messageId === undefined
    ? []
    : [{ partner, messageId }]
}

/** What an exchange of our own tells once. */
export function ownKey({ about, once }: NewExchange): OwnKey[] {
  return about === undefined || once === undefined ? [] : [{ about, once }]
}

export function waitingKey({ state, partner, route, companionKey, format }: NewExchange): WaitingKey[] {
  const isComplete =
    partner !== undefined && route !== undefined && companionKey !== undefined && format !== undefined
  return state === 'waiting' && isComplete ? [{ partner, route, companionKey, format }] : []
}

export function waitingKeyText({ partner, route, companionKey, format }: WaitingKey): string {
  return keyOf(partner, route, companionKey, format)
}

export function acknowledgementKey(key: { outgoingId: string; level: string; digest: Uint8Array }): string {
  return keyOf(key.outgoingId, key.level, Buffer.from(key.digest).toString('hex'))
}

/** JSON keeps the parts apart, whatever they hold. */
export function keyOf(...parts: readonly (string | null)[]): string {
  return JSON.stringify(parts)
}

function unique(ids: readonly string[]): string[] {
  return [...new Set(ids)]
}
