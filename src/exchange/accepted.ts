import { KhorgosError } from '../errors.ts'
import { decodeRecord } from '../evidence/record-reader.ts'
import type { AcceptedRecord } from '../evidence/record.ts'
import type { Partner } from '../partners/partner.ts'
import type { Tx } from '../store/database.ts'
import { findLeaf } from '../store/log.ts'
import { payloadsById, sourcesOf, type SourceView } from '../store/views.ts'
import type { WaitingMessage } from '../store/waiting.ts'
import type { Accepted } from './participant.ts'
import type { Taken } from './switch.ts'

/** What a participant may see of a message that is accepted by the very unit that hands this to the participant. */
export function acceptedNow(
  exchange: string,
  { partner, receivedAt }: Pick<Accepted, 'partner' | 'receivedAt'>,
  { messageId, format, signature, documents }: Taken,
): Accepted {
  return { exchange, partner, messageId, format, signature, documents, receivedAt }
}

/**
 * The same of messages that were accepted before now, and have waited: what their records say, and the documents those
 * commit to. Read again, they would be read under the mappings of today.
 */
export async function acceptedBefore(
  parts: { readonly database: Tx; readonly partners: ReadonlyMap<string, Partner> },
  messages: readonly Pick<WaitingMessage, 'id' | 'receivedAt'>[],
): Promise<Accepted[]> {
  const ids = messages.map(({ id }) => id)
  const rows = new Map((await sourcesOf(parts.database, ids)).map((row) => [row.id, row]))
  return Promise.all(
    messages.map(async ({ id, receivedAt }) => {
      const row = rows.get(id)
      const sender = row?.partner ?? undefined
      const partner = sender === undefined ? undefined : parts.partners.get(sender)
      if (row === undefined || partner === undefined)
        throw new KhorgosError('INTERNAL', `The exchange ${id} or its partner is not there.`)
      const [{ messageId, format, signature }, documents] = await Promise.all([
        acceptanceOf(parts.database, row),
        documentsOf(parts.database, row),
      ])
      const acceptance = row.receipt_index
      return { exchange: id, partner, messageId, format, signature, documents, receivedAt, acceptance }
    }),
  )
}

async function acceptanceOf(db: Tx, { id, receipt_index: index }: SourceView): Promise<AcceptedRecord> {
  const leaf = await findLeaf(db, index)
  const record = leaf && decodeRecord(leaf.record)
  if (record?.kind !== 'accepted' || record.exchange !== id)
    throw new KhorgosError('LOG_CORRUPT', `Leaf ${index} is not the acceptance of ${id}.`)
  return record
}

/** The documents of exchanges, canonical JSON by name: of those whose documents are still kept. */
export async function documentsKept(db: Tx, exchanges: readonly string[]): Promise<Uint8Array[]> {
  const ids = (await sourcesOf(db, exchanges)).flatMap((row) => row.documents_payload_id ?? [])
  return ids.length === 0 ? [] : (await payloadsById(db, ids)).map(({ bytes }) => bytes)
}

async function documentsOf(db: Tx, row: SourceView): Promise<Uint8Array> {
  const [kept] = row.documents_payload_id === null ? [] : await payloadsById(db, [row.documents_payload_id])
  if (kept === undefined) throw new KhorgosError('INTERNAL', `The documents of ${row.id} are not kept.`)
  return kept.bytes
}
