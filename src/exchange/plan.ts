import { KhorgosError } from '../errors.ts'
import { committedFields } from '../evidence/committed-fields.ts'
import type { ExchangeMove, ExchangeRow } from '../store/exchanges.ts'
import type { Retry } from '../store/outbox.ts'
import type { OutgoingMove } from '../store/outgoing.ts'
import { enter, type Entering } from './enter.ts'
import {
  acknowledgementKey,
  keyOf,
  messageKey,
  ownKey,
  waitingKey,
  waitingKeyText,
  type Guards,
  type ReceiptPlace,
} from './guards.ts'
import type { Changes } from './unit.ts'

/** What becomes of one unit of a batch. One that is done has in it what its entry added. */
export type Verdict<E = unknown> =
  | {
      readonly kind: 'done'
      readonly changes: Changes<E>
      readonly receiptOf?: ReceiptPlace | { readonly unit: number }
    }
  | { readonly kind: 'duplicate'; readonly existing: ExchangeRow | { readonly id: string } }
  | { readonly kind: 'waiting-taken' | 'claim-lost' | 'state-moved' }
  | { readonly kind: 'fault'; readonly error: KhorgosError }

/** A batch as one write: the verdicts in the order of the units, and the moves that those which are done add up to. */
export interface Plan {
  readonly verdicts: readonly Verdict[]
  readonly exchangeMoves: ReadonlyMap<string, ExchangeMove>
  readonly outgoingMoves: ReadonlyMap<string, OutgoingMove>
  readonly completed: ReadonlySet<string>
  readonly retries: ReadonlyMap<string, Retry>
}

interface Draft {
  readonly exchangeMoves: Map<string, ExchangeMove>
  readonly outgoingMoves: Map<string, OutgoingMove>
  readonly completed: Set<string>
  readonly retries: Map<string, Retry>
}

/**
 * Pure but for `guards` and the participant's turn, which it takes over: decides about the units one after the other.
 * @param begin where the first of them begins in the log
 */
export function planBatch<E>(units: readonly Changes<E>[], guards: Guards, begin: Entering<E>): Plan {
  const draft: Draft = {
    exchangeMoves: new Map(),
    outgoingMoves: new Map(),
    completed: new Set(),
    retries: new Map(),
  }
  const firstOf = new Map<string, number>()
  let { index } = begin
  const verdicts = units.map((unit, place) => {
    const verdict = pass(unit, guards, firstOf)
    if (verdict.kind !== 'done') return verdict
    const changes = enter(verdict.changes, { ...begin, index })
    const fault = changes === verdict.changes ? undefined : faultIn(changes)
    if (fault !== undefined) throw fault // the turn has it as done: no batch may go on with that
    index += BigInt(changes.records.length)
    for (const each of changes.acknowledgements) firstOf.set(acknowledgementKey(each), place)
    apply(changes, guards, draft)
    return { ...verdict, changes }
  })
  return { verdicts, ...draft }
}

/** What the guards say of a unit. */
function pass<E>(unit: Changes<E>, guards: Guards, firstOf: ReadonlyMap<string, number>): Verdict<E> {
  const { claim, exchange, expect = [] } = unit
  if (claim !== undefined && guards.claims.get(claim.outgoingId) !== claim.worker)
    return { kind: 'claim-lost' }
  if (
    !expect.every(({ exchangeId, states }) =>
      states.some((state) => state === guards.exchanges.get(exchangeId)),
    )
  )
    return { kind: 'state-moved' }
  for (const { partner, messageId } of exchange === undefined ? [] : messageKey(exchange)) {
    const existing = guards.taken.get(keyOf(partner, messageId))
    if (existing !== undefined) return { kind: 'duplicate', existing }
  }
  for (const { about, once } of exchange === undefined ? [] : ownKey(exchange)) {
    const existing = guards.told.get(keyOf(about, once))
    if (existing !== undefined) return { kind: 'duplicate', existing }
  }
  if (exchange !== undefined && waitingKey(exchange).some((key) => guards.waiting.has(waitingKeyText(key))))
    return { kind: 'waiting-taken' }
  const again = unit.outgoing.find(({ partner, messageId }) => guards.sent.has(keyOf(partner, messageId)))
  if (again !== undefined) return { kind: 'fault', error: sentBefore(again.partner, again.messageId) }
  const fault = faultIn(unit)
  return fault === undefined ? withoutRepetition(unit, guards, firstOf) : { kind: 'fault', error: fault }
}

function sentBefore(partner: string, messageId: string): KhorgosError {
  return new KhorgosError(
    'MESSAGE_ID_REUSED',
    `Another message with the id "${messageId}" is on its way to ${partner}, or has arrived there.`,
  )
}

/** The log must not commit to bytes that are not stored beside it, nor an exchange lack its receipt. */
function faultIn({ exchange, payloads, records, receiptOf }: Changes<unknown>): KhorgosError | undefined {
  const kept = new Set(payloads.map(({ commitment }) => commitment))
  for (const record of records)
    for (const { field, commitment } of committedFields(record))
      if (!kept.has(commitment))
        return new KhorgosError(
          'INTERNAL',
          `The ${field} of a record is no payload of the same unit of work.`,
        )
  if (exchange !== undefined && receiptOf === undefined)
    return new KhorgosError('INTERNAL', 'A new exchange has no record for its receipt.')
  if (receiptOf !== undefined && records[receiptOf.record] === undefined)
    return new KhorgosError('INTERNAL', 'A receipt is asked of a record that is not there.')
  return undefined
}

/** An acknowledgement that came before changes states as it did then, but is not recorded again: its receipt is the first. */
function withoutRepetition<E>(
  unit: Changes<E>,
  guards: Guards,
  firstOf: ReadonlyMap<string, number>,
): Verdict<E> {
  const [first] = unit.acknowledgements
  const key = first === undefined ? undefined : acknowledgementKey(first)
  if (key === undefined || !guards.acknowledged.has(key)) return { kind: 'done', changes: unit }
  const { receiptOf: _, entry: __, ...rest } = unit
  const place = guards.acknowledged.get(key) ?? { unit: firstOf.get(key) ?? 0 }
  return {
    kind: 'done',
    changes: { ...rest, payloads: [], records: [], acknowledgements: [] },
    receiptOf: place,
  }
}

/** From here on the next unit sees this one as done. */
function apply(unit: Changes<unknown>, guards: Guards, draft: Draft): void {
  if (unit.exchange !== undefined) {
    for (const { partner, messageId } of messageKey(unit.exchange))
      guards.taken.set(keyOf(partner, messageId), { id: unit.exchange.id })
    for (const { about, once } of ownKey(unit.exchange))
      guards.told.set(keyOf(about, once), { id: unit.exchange.id })
    for (const key of waitingKey(unit.exchange)) guards.waiting.add(waitingKeyText(key))
    guards.exchanges.set(unit.exchange.id, unit.exchange.state)
  }
  for (const { id, partner, messageId } of unit.outgoing) {
    guards.sent.add(keyOf(partner, messageId))
    guards.outgoing.set(id, 'queued')
    guards.claims.set(id, null)
  }
  for (const each of unit.acknowledgements) guards.acknowledged.set(acknowledgementKey(each), undefined)
  moveExchangesOf(unit, guards, draft)
  moveOutgoingOf(unit, guards, draft)
  moveDeliveryOf(unit, guards, draft)
}

function moveExchangesOf(unit: Changes<unknown>, guards: Guards, draft: Draft): void {
  for (const { id, from, to, error } of unit.exchangeStates) {
    const now = guards.exchanges.get(id)
    if (now === undefined || !from.includes(now)) continue
    const earlier = draft.exchangeMoves.get(id)
    draft.exchangeMoves.set(id, { id, from: earlier?.from ?? now, to, error: error ?? earlier?.error })
    guards.exchanges.set(id, to)
  }
}

function moveOutgoingOf(unit: Changes<unknown>, guards: Guards, draft: Draft): void {
  for (const { id, from, to } of unit.outgoingStates) {
    const now = guards.outgoing.get(id)
    if (now === undefined || !from.includes(now)) continue
    draft.outgoingMoves.set(id, { id, from: draft.outgoingMoves.get(id)?.from ?? now, to })
    guards.outgoing.set(id, to)
  }
}

function moveDeliveryOf({ outbox, claim }: Changes<unknown>, guards: Guards, draft: Draft): void {
  if (outbox === undefined || !guards.claims.has(outbox.outgoingId)) return
  const { outgoingId, next } = outbox
  if (next === 'complete') {
    draft.completed.add(outgoingId)
    draft.retries.delete(outgoingId)
    guards.claims.delete(outgoingId)
    return
  }
  const worker = claim?.outgoingId === outgoingId ? claim.worker : draft.retries.get(outgoingId)?.worker
  draft.retries.set(outgoingId, { outgoingId, retryAt: next.retryAt, error: next.error, worker })
  if (worker !== undefined) guards.claims.set(outgoingId, null)
}
