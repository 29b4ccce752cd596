import { createHash, randomBytes } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import { NOTHING } from '../../src/exchange/changes.ts'
import type { Changes } from '../../src/exchange/commit.ts'
import { JSON_TYPE, keep, XML } from '../../src/exchange/payload.ts'

/** Units of work as the story of a message makes them, without the story. */

const HASH = 'ab'.repeat(32)
const SIGNATURE = {
  profile: 'xmldsig-enveloped',
  algorithm: 'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256',
  keyId: HASH,
}

export interface Taking {
  readonly messageId?: string
  readonly content?: string
  /** Canonical JSON of its hub documents by name. */
  readonly documents?: string
  /** Waits under this key instead of being sent. */
  readonly waitsFor?: string
  readonly outgoingId?: string
  readonly outgoingMessageId?: string
}

/** A message taken, and, unless it waits, converted and queued for partner `cn`. */
export function taking(
  options: Taking = {},
): Changes & { readonly exchange: NonNullable<Changes['exchange']> } {
  const id = uuidv7()
  const { messageId = id, content = `<message id="${id}"/>`, waitsFor } = options
  const raw = keep(Buffer.from(content), XML)
  const documents = keep(Buffer.from(options.documents ?? `{"of":"${id}"}`), JSON_TYPE)
  const accepted = {
    kind: 'accepted' as const,
    exchange: id,
    partner: 'kz',
    messageId,
    format: 'kz-1',
    payload: raw.commitment,
    digest: createHash('sha256').update(content).digest('hex'),
    signature: SIGNATURE,
    agreement: HASH,
    documents: documents.commitment,
    ...(waitsFor !== undefined && { awaits: 'kz-2' }),
  }
  const sent = waitsFor === undefined ? sending(id, options) : undefined
  return {
    ...NOTHING,
    exchange: {
      id,
      about: undefined,
      partner: 'kz',
      connection: HASH,
      messageId,
      digest: createHash('sha256').update(content).digest(),
      format: 'kz-1',
      state: sent ? 'accepted' : 'waiting',
      payloadId: raw.id,
      documentsPayloadId: documents.id,
      route: 'r',
      companionKey: waitsFor,
      waitsUntil: sent ? undefined : new Date(Date.now() + 60_000),
      receivedAt: new Date(),
      error: undefined,
    },
    payloads: [raw, documents, ...(sent?.payloads ?? [])],
    outgoing: sent ? [sent.row] : [],
    records: [accepted, ...(sent ? [sent.record] : [])],
    receiptOf: { record: 0, salt: raw.salt },
  }
}

function sending(exchange: string, options: Taking) {
  const message = keep(randomBytes(300), XML)
  const loss = keep(Buffer.from('{"losses":[]}'), JSON_TYPE)
  const messageId = options.outgoingMessageId ?? `o-${exchange}`
  return {
    payloads: [message, loss],
    row: {
      id: options.outgoingId ?? uuidv7(),
      exchangeId: exchange,
      sources: [exchange],
      partner: 'cn',
      format: 'cn-1',
      messageId,
      payloadId: message.id,
      lossPayloadId: loss.id,
      signature: SIGNATURE,
    },
    record: {
      kind: 'converted' as const,
      exchange,
      to: 'cn',
      messageId,
      format: 'cn-1',
      payload: message.commitment,
      lossReport: loss.commitment,
      mappings: { read: [HASH], write: HASH },
      signature: SIGNATURE,
      companions: [],
    },
  }
}

/** A message refused. */
export function refusing(messageId?: string): Changes {
  const id = uuidv7()
  const raw = keep(Buffer.from('<broken'), XML)
  return {
    ...NOTHING,
    exchange: {
      id,
      about: undefined,
      partner: 'kz',
      connection: HASH,
      messageId,
      digest: undefined,
      format: undefined,
      state: 'rejected',
      payloadId: raw.id,
      documentsPayloadId: undefined,
      route: undefined,
      companionKey: undefined,
      waitsUntil: undefined,
      receivedAt: new Date(),
      error: {
        code: 'XML_MALFORMED',
        message: 'The message is not well-formed XML',
        place: { path: '/', line: 1 },
      },
    },
    payloads: [raw],
    records: [
      {
        kind: 'rejected',
        exchange: id,
        partner: 'kz',
        payload: raw.commitment,
        code: 'XML_MALFORMED',
        place: '/',
        ...(messageId !== undefined && { messageId }),
      },
    ],
    receiptOf: { record: 0, salt: raw.salt },
  }
}

/** The receiver's answer to what `taken` sent: delivered after 'technical', completed after 'business'. */
export function acknowledging(
  taken: Changes,
  level: 'technical' | 'business',
  content = `<${level}/>`,
  numbers: readonly string[] = [],
): Changes {
  const [row] = taken.outgoing
  if (row === undefined) throw new Error('nothing was sent')
  const raw = keep(Buffer.from(content), XML)
  const last = level === 'business'
  return {
    ...NOTHING,
    payloads: [raw],
    acknowledgements: [
      {
        id: uuidv7(),
        outgoingId: row.id,
        level,
        outcome: 'accepted',
        format: 'cn-receipt',
        digest: createHash('sha256').update(content).digest(),
        payloadId: raw.id,
        numbers,
        response: undefined,
        record: 0,
      },
    ],
    records: [
      {
        kind: 'acknowledged',
        exchange: row.exchangeId,
        by: 'cn',
        messageId: row.messageId,
        level,
        outcome: 'accepted',
        format: 'cn-receipt',
        payload: raw.commitment,
        signature: SIGNATURE,
        agreement: 'ab'.repeat(32),
      },
    ],
    receiptOf: { record: 0, salt: raw.salt },
    exchangeStates: [
      { id: row.exchangeId, from: ['accepted', 'delivered'], to: last ? 'completed' : 'delivered' },
    ],
    outgoingStates: [{ id: row.id, from: ['queued', 'sent'], to: last ? 'acknowledged' : 'sent' }],
    outbox: {
      outgoingId: row.id,
      next: last ? 'complete' : { retryAt: new Date(Date.now() + 60_000), error: undefined },
    },
  }
}
