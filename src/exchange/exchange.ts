import { KhorgosError, type ErrorCode } from '../errors.ts'
import { newId } from '../model/new-id.ts'
import type { ExchangeRow } from '../store/exchanges.ts'
import type { Partner } from '../partners/partner.ts'
import { acceptedNow } from './accepted.ts'
import { acceptance, rejection } from './changes.ts'
import type { Committer } from './commit.ts'
import { crashPoint } from './crash-points.ts'
import type { EntryOf } from './participant.ts'
import { keep, XML } from './payload.ts'
import type { Incoming, Outcome } from './service.ts'
import type { Refused, Taken, TakenState } from './switch.ts'
import type { Switchboard } from './switchboard.ts'
import type { Committed } from './unit.ts'

export interface ExchangeParts<E = never> {
  readonly committer: Committer<E>
  readonly switchboard: Switchboard
  /** The receipt of a committed record, as it was the first time. */
  readonly receipt: (index: bigint, size: bigint) => Promise<string>
  /** The exchange that has used up this message id of the partner, if any. */
  readonly taken: (partner: string, messageId: string) => Promise<ExchangeRow | undefined>
  /** Told after the commit, so that delivery or the companions look at once. */
  readonly onTaken: (state: TakenState) => void
  /** What the committer's participant is handed of an accepted message; absent: nothing. */
  readonly entryOf?: EntryOf<E>
}

/**
 * The story of one message, from its bytes to its receipt.
 * Resolves after the commit; what it says is durable and provable. Throws only for faults of ours.
 */
export async function submitMessage<E>(parts: ExchangeParts<E>, incoming: Incoming): Promise<Outcome> {
  crashPoint('received')
  const exchange = newId()
  const switched = await switchOrRefuse(parts, exchange, incoming)
  crashPoint('converted')
  return switched.kind === 'taken'
    ? accept(parts, exchange, incoming, switched)
    : ((await repetition(parts, incoming, switched)) ?? reject(parts, exchange, incoming, switched))
}

/**
 * "Once" has no end: what was taken gets its original receipt also when it would not be taken again today, because
 * a code, an agreement or a mapping has changed since.
 */
async function repetition(
  parts: Pick<ExchangeParts, 'receipt' | 'taken'>,
  { partner }: Incoming,
  refusal: Refused,
): Promise<Outcome | undefined> {
  const { messageId, digest } = refusal
  if (partner === undefined || messageId === undefined || digest === undefined) return undefined
  const existing = await parts.taken(partner.id, messageId)
  return existing && sameContent(existing, digest) ? original(parts, existing) : undefined
}

function sameContent(existing: ExchangeRow, digest: Uint8Array): boolean {
  return existing.digest !== null && Buffer.from(digest).equals(existing.digest)
}

async function original(parts: Pick<ExchangeParts, 'receipt'>, existing: ExchangeRow): Promise<Outcome> {
  return {
    exchange: existing.id,
    state: existing.state,
    messageId: existing.messageId ?? undefined,
    receipt: await parts.receipt(existing.receiptIndex, existing.receiptSize),
    duplicate: true,
    error: undefined,
  }
}

async function switchOrRefuse(
  parts: Pick<ExchangeParts, 'switchboard'>,
  exchange: string,
  incoming: Incoming,
): Promise<Taken | Refused> {
  const sender = senderOf(incoming)
  if ('kind' in sender) return sender
  const { bytes, receivedAt } = incoming
  return parts.switchboard.message({ partner: sender.id, bytes, receivedAt, exchange })
}

/** The partner whose message this is, or why nobody needs to read it; the same for acknowledgements. */
export function senderOf({ partner, bytes, refusal }: Incoming): Partner | Refused {
  if (refusal !== undefined) return refused(refusal.code, refusal.message)
  if (partner === undefined) return refused('SENDER_UNKNOWN', 'The client certificate belongs to no partner.')
  if (bytes.length === 0) return refused('MESSAGE_EMPTY', 'The message has no bytes.')
  return partner
}

export function refused(code: ErrorCode, message: string): Refused {
  return { kind: 'refused', code, message, place: undefined, messageId: undefined, format: undefined }
}

async function accept<E>(
  parts: ExchangeParts<E>,
  exchange: string,
  incoming: Incoming,
  taken: Taken,
): Promise<Outcome> {
  const from = { ...incoming, partner: requirePartner(incoming.partner) }
  const refuse = (code: ErrorCode, message: string): Promise<Outcome> =>
    reject(parts, exchange, incoming, {
      ...refused(code, message),
      messageId: taken.messageId,
      format: taken.format,
    })
  const unit = acceptance(exchange, from, keep(incoming.bytes, XML), taken)
  const entry =
    unit.exchange.state === 'waiting' ? undefined : parts.entryOf?.([acceptedNow(exchange, from, taken)])
  const committed = await orConflict(
    parts.committer.commit({ ...unit, ...(entry !== undefined && { entry }) }),
  )
  switch (committed.outcome) {
    case 'done': {
      const { state } = taken
      parts.onTaken(state)
      return {
        exchange,
        state,
        messageId: taken.messageId,
        receipt: receiptIn(committed),
        duplicate: false,
        error: undefined,
      }
    }
    case 'duplicate':
      // Same id, same content: the original receipt, for ever. Same id, other content: a refusal of its own.
      return sameContent(committed.existing, taken.digest)
        ? original(parts, committed.existing)
        : refuse(
            'MESSAGE_ID_REUSED',
            `The message id "${taken.messageId}" was used before for another content.`,
          )
    case 'waiting-taken':
      return refuse(
        'COMPANION_AMBIGUOUS',
        `Another ${taken.format} already waits under "${String(taken.companionKey)}".`,
      )
    case 'conflict':
      return refuse(committed.error.code, committed.error.message)
    case 'claim-lost':
    case 'state-moved':
      throw new KhorgosError('INTERNAL', `A new exchange cannot end as ${committed.outcome}.`)
  }
}

/** The receiver has a message of ours under the same natural key: the sender's to mend, so a refusal and no fault. */
export async function orConflict(
  committing: Promise<Committed>,
): Promise<Committed | { readonly outcome: 'conflict'; readonly error: KhorgosError }> {
  try {
    return await committing
  } catch (error) {
    if (error instanceof KhorgosError && error.code === 'MESSAGE_ID_REUSED')
      return { outcome: 'conflict', error }
    throw error
  }
}

/** Keeps the refused bytes and the reason, and answers with a receipt for the refusal. */
export async function reject(
  parts: Pick<ExchangeParts, 'committer'>,
  exchange: string,
  incoming: Incoming,
  refusal: Refused,
): Promise<Outcome> {
  const committed = await parts.committer.commit(
    rejection(exchange, incoming, keep(incoming.bytes, incoming.mediaType), refusal),
  )
  if (committed.outcome !== 'done')
    throw new KhorgosError('INTERNAL', `A refusal cannot end as ${committed.outcome}.`)
  return {
    exchange,
    state: 'rejected',
    messageId: refusal.messageId,
    receipt: receiptIn(committed),
    duplicate: false,
    error: { code: refusal.code, message: refusal.message, place: refusal.place },
  }
}

export function receiptIn(committed: Extract<Committed, { outcome: 'done' }>): string {
  if (committed.receipt === undefined) throw new KhorgosError('INTERNAL', 'The commit made no receipt.')
  return committed.receipt
}

function requirePartner(partner: Partner | undefined): Partner {
  if (partner === undefined) throw new KhorgosError('INTERNAL', 'Only a partner can have a message taken.')
  return partner
}
