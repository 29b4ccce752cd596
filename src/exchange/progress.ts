import type { KhorgosError } from '../errors.ts'
import { isAbove, LADDER } from '../model/ladder.ts'
import { newId } from '../model/new-id.ts'
import type { ExpectedAcknowledgement, Partner } from '../partners/partner.ts'
import type { Answered } from './answer.ts'
import { NOTHING } from './changes.ts'
import type { Changes } from './unit.ts'
import { keep, XML } from './payload.ts'
import type { ExchangeState } from './service.ts'

/** An outgoing message as far as its progress needs it. */
export interface Sent {
  readonly id: string
  readonly exchangeId: string
  /** Every exchange whose documents are in it; the leading one is `exchangeId`. */
  readonly sources: readonly string[]
  readonly messageId: string
}

/** States an exchange may still leave when its receiver answers: a parked one too, for an answer may come late. */
const OPEN: readonly ExchangeState[] = ['accepted', 'delivered', 'parked']

/** What the receiver's verified acknowledgement changes. Later rungs of the ladder are never undone by earlier ones. */
export function acknowledged(
  sent: Sent,
  receiver: Partner,
  reply: Uint8Array,
  answer: Answered,
  now: Date,
): Changes {
  const raw = keep(reply, XML)
  return {
    ...NOTHING,
    payloads: [raw],
    acknowledgements: [
      {
        id: newId(),
        outgoingId: sent.id,
        level: answer.level,
        outcome: answer.outcome,
        format: answer.format,
        digest: answer.digest,
        payloadId: raw.id,
        numbers: answer.numbers,
        response: answer.level === 'decision' ? JSON.stringify(answer.response) : undefined,
        record: 0,
      },
    ],
    records: [
      {
        kind: 'acknowledged',
        exchange: sent.exchangeId,
        by: receiver.id,
        messageId: sent.messageId,
        level: answer.level,
        outcome: answer.outcome,
        format: answer.format,
        payload: raw.commitment,
        signature: answer.signature,
        agreement: receiver.file.sha256,
        ...(answer.status !== undefined && { status: answer.status }),
        ...(answer.registration !== undefined && { registration: answer.registration }),
      },
    ],
    receiptOf: { record: 0, salt: raw.salt },
    ...step(sent, receiver, answer, now),
  }
}

/**
 * The state machine of a delivery: rejected at any step of the ladder, or accepted at the last one that is waited for,
 * ends it. A decision about the goods may come long after; whoever makes it has taken the message.
 */
function step(
  sent: Sent,
  receiver: Partner,
  answer: Answered,
  now: Date,
): Pick<Changes, 'exchangeStates' | 'outgoingStates' | 'outbox'> {
  if (answer.outcome === 'rejected') return end(sent, 'refused', 'refused')
  const awaited = awaitedOf(receiver)
  const next = awaited.find(({ level }) => isAbove(level, answer.level))
  if (next === undefined && answer.outcome === 'accepted') return end(sent, 'acknowledged', 'completed')
  const arrived = answer.level === 'transport'
  return {
    // Not from 'parked': nothing is in the outbox any more that would ask for the last answer.
    exchangeStates: arrived ? [] : sent.sources.map((id) => ({ id, from: ['accepted'], to: 'delivered' })),
    outgoingStates: [{ id: sent.id, from: ['queued'], to: 'sent' }],
    outbox: { outgoingId: sent.id, next: { retryAt: after(now, next ?? awaited.at(-1)), error: undefined } },
  }
}

/**
 * The acknowledgements that a delivery waits for, lowest first: decisions are taken when they come. Of several of one
 * level, which answer different messages, the first in the agreement says how long.
 */
function awaitedOf({ agreement }: Partner): readonly ExpectedAcknowledgement[] {
  return LADDER.filter((level) => level !== 'decision').flatMap(
    (level) => agreement.acknowledgements.find((each) => each.level === level) ?? [],
  )
}

/** The receiver has the bytes and, as agreed, says nothing in its reply: its acknowledgement will be pushed. */
export function handedOver(sent: Pick<Sent, 'id'>, receiver: Partner, now: Date): Changes {
  const [next] = awaitedOf(receiver)
  return {
    ...NOTHING,
    outgoingStates: [{ id: sent.id, from: ['queued'], to: 'sent' }],
    outbox: { outgoingId: sent.id, next: { retryAt: after(now, next), error: undefined } },
  }
}

function after(now: Date, expected: ExpectedAcknowledgement | undefined): Date {
  return new Date(now.getTime() + (expected?.withinMs ?? 0))
}

function end(sent: Sent, outgoing: 'acknowledged' | 'refused', exchange: 'completed' | 'refused') {
  return {
    exchangeStates: sent.sources.map((id) => ({ id, from: OPEN, to: exchange })),
    outgoingStates: [{ id: sent.id, from: ['queued', 'sent', 'parked'] as const, to: outgoing }],
    outbox: { outgoingId: sent.id, next: 'complete' as const },
  }
}

/** The attempts the agreement allows are used up: an operator decides, and the log says why. */
export function parked(sent: Sent, { code, message }: KhorgosError): Changes {
  const error = { code, message, place: undefined }
  return {
    ...NOTHING,
    records: sent.sources.map((exchange) => ({ kind: 'parked', exchange, code, messageId: sent.messageId })),
    exchangeStates: sent.sources.map((id) => ({ id, from: ['accepted', 'delivered'], to: 'parked', error })),
    outgoingStates: [{ id: sent.id, from: ['queued', 'sent'], to: 'parked' }],
    outbox: { outgoingId: sent.id, next: 'complete' },
  }
}
