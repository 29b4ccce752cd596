import { newId } from '../model/new-id.ts'
import type { Changes } from './unit.ts'
import type { Made } from './make.ts'
import { JSON_TYPE, keep, XML, type Payload } from './payload.ts'
import type { Incoming } from './service.ts'
import type { Refused, Taken } from './switch.ts'
import type { Partner } from '../partners/partner.ts'

/**
 * What one turn of the story wants to be true afterwards, as data for the committer: every function here is pure
 * but for the random ids and salts.
 */

/** The message is taken: its bytes are kept, and it is on its way, waits for its companion, or has arrived with us. */
export function acceptance(
  id: string,
  incoming: Incoming & { partner: Partner },
  raw: Payload,
  taken: Taken,
): Changes & { readonly exchange: NonNullable<Changes['exchange']> } {
  const documents = keep(taken.documents, JSON_TYPE)
  const route = incoming.partner.agreement.routes.find(({ name }) => name === taken.route)
  const waits = taken.state === 'waiting'
  const sent = taken.made && outgoing(id, [id], taken.made)
  return {
    ...NOTHING,
    exchange: {
      id,
      about: undefined,
      partner: incoming.partner.id,
      connection: incoming.connection,
      messageId: taken.messageId,
      digest: taken.digest,
      format: taken.format,
      state: taken.state,
      payloadId: raw.id,
      documentsPayloadId: documents.id,
      route: taken.route,
      companionKey: taken.companionKey,
      waitsUntil: waits ? new Date(incoming.receivedAt.getTime() + (route?.waitMs ?? 0)) : undefined,
      receivedAt: incoming.receivedAt,
      error: undefined,
    },
    payloads: [raw, documents, ...(sent?.payloads ?? [])],
    outgoing: sent ? [sent.row] : [],
    records: [
      {
        kind: 'accepted',
        exchange: id,
        partner: incoming.partner.id,
        messageId: taken.messageId,
        format: taken.format,
        payload: raw.commitment,
        digest: Buffer.from(taken.digest).toString('hex'),
        signature: taken.signature,
        agreement: incoming.partner.file.sha256,
        documents: documents.commitment,
        ...(waits && route && { awaits: taken.format === route.on ? String(route.with) : route.on }),
      },
      ...(sent ? [sent.record] : []),
    ],
    receiptOf: { record: 0, salt: raw.salt },
  }
}

/** The message is refused: its bytes are kept and the sender gets a receipt for the refusal. */
export function rejection(id: string, incoming: Incoming, raw: Payload, refused: Refused): Changes {
  return {
    ...NOTHING,
    exchange: {
      id,
      about: undefined,
      partner: incoming.partner?.id,
      connection: incoming.connection,
      messageId: refused.messageId,
      digest: undefined,
      format: refused.format,
      state: 'rejected',
      payloadId: raw.id,
      documentsPayloadId: undefined,
      route: undefined,
      companionKey: undefined,
      waitsUntil: undefined,
      receivedAt: incoming.receivedAt,
      error: { code: refused.code, message: refused.message, place: refused.place },
    },
    payloads: [raw],
    records: [
      {
        kind: 'rejected',
        exchange: id,
        ...(incoming.partner && { partner: incoming.partner.id }),
        ...(refused.messageId !== undefined && { messageId: refused.messageId }),
        ...(refused.format !== undefined && { format: refused.format }),
        payload: raw.commitment,
        code: refused.code,
        ...(refused.place && { place: refused.place.path }),
      },
    ],
    receiptOf: { record: 0, salt: raw.salt },
  }
}

/** One outgoing message of exchange `id`, made from the documents of `sources`, due at once. */
export function outgoing(id: string, sources: readonly string[], made: Made) {
  const message = keep(made.bytes, XML)
  const lossReport = keep(made.lossReport, JSON_TYPE)
  return {
    payloads: [message, lossReport],
    row: {
      id: newId(),
      exchangeId: id,
      sources,
      partner: made.to,
      format: made.format,
      messageId: made.messageId,
      payloadId: message.id,
      lossPayloadId: lossReport.id,
      signature: made.signature,
    },
    record: {
      kind: 'converted' as const,
      exchange: id,
      to: made.to,
      messageId: made.messageId,
      format: made.format,
      payload: message.commitment,
      lossReport: lossReport.commitment,
      mappings: made.mappings,
      signature: made.signature,
      companions: sources.filter((source) => source !== id),
    },
  }
}

export const NOTHING = {
  payloads: [],
  outgoing: [],
  acknowledgements: [],
  exchangeStates: [],
  outgoingStates: [],
  records: [],
} satisfies Changes
