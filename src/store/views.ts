import type { AcknowledgementLevel } from '../model/ladder.ts'
import type { Tx } from './database.ts'
import type { ExchangeState } from './exchanges.ts'

/** Reading side: what a partner, an operator or a bundle may ask about exchanges. */

export interface ExchangeRecordRow {
  readonly id: string
  readonly partner: string
  readonly message_id: string | null
  readonly format: string | null
  readonly state: ExchangeState
  readonly error_code: string | null
  readonly error_path: string | null
  readonly waits_until: Date | null
  readonly receipt_index: bigint
  readonly receipt_size: bigint
  readonly received_at: Date
}

const EXCHANGE_COLUMNS = `id, partner, message_id, format, state, error_code, error_path, waits_until, receipt_index, receipt_size, received_at`

/** The exchange when `partner` sent it, else nothing: another's exchange looks like none. */
export async function exchangeOf(
  db: Tx,
  id: string,
  partner: string,
): Promise<ExchangeRecordRow | undefined> {
  const [row] = await db.query<ExchangeRecordRow>(
    `select ${EXCHANGE_COLUMNS} from exchange where id = $1 and partner = $2`,
    [id, partner],
  )
  return row
}

export interface ExchangeQuery {
  readonly messageId: string | undefined
  readonly state: string | undefined
  readonly limit: number
}

/** Newest first. */
export function exchangesOf(db: Tx, partner: string, query: ExchangeQuery): Promise<ExchangeRecordRow[]> {
  return db.query<ExchangeRecordRow>(
    `select ${EXCHANGE_COLUMNS} from exchange
      where partner = $1 and ($2::text is null or message_id = $2) and ($3::text is null or state = $3)
      order by id desc limit $4`,
    [partner, query.messageId ?? null, query.state ?? null, query.limit],
  )
}

export interface OutgoingView {
  readonly id: string
  readonly exchange_id: string
  /** The exchange that was asked about. */
  readonly source_id: string
  readonly partner: string
  readonly format: string
  readonly message_id: string
  readonly state: 'queued' | 'sent' | 'acknowledged' | 'refused' | 'parked'
  readonly payload_id: string
  readonly loss_payload_id: string
  readonly attempts: number | null
  readonly last_error: string | null
}

/** Messages made from any of these exchanges. */
export function outgoingFrom(db: Tx, exchanges: readonly string[]): Promise<OutgoingView[]> {
  return db.query<OutgoingView>(
    `select o.id, o.exchange_id, s.exchange_id as source_id, o.partner, o.format, o.message_id, o.state,
            o.payload_id, o.loss_payload_id, b.attempts, b.last_error
       from outgoing_source s join outgoing o on o.id = s.outgoing_id left join outbox b on b.outgoing_id = o.id
      where s.exchange_id = any($1::uuid[]) order by o.id`,
    [exchanges],
  )
}

export interface LeafView {
  readonly index: bigint
  readonly subject_id: string
  readonly payload_id: string | null
  readonly record: Uint8Array
}

/** Evidence records about these subjects, in log order. */
export function leavesOf(db: Tx, subjects: readonly string[]): Promise<LeafView[]> {
  return db.query<LeafView>(
    `select index, subject_id, payload_id, record from leaf where subject_id = any($1::uuid[]) order by index`,
    [subjects],
  )
}

export interface PayloadView {
  readonly id: string
  readonly salt: Uint8Array
  readonly media_type: string
  readonly bytes: Uint8Array
}

export function payloadsById(db: Tx, ids: readonly string[]): Promise<PayloadView[]> {
  return db.query<PayloadView>(`select id, salt, media_type, bytes from payload where id = any($1::uuid[])`, [
    ids,
  ])
}

export interface SourceView {
  readonly id: string
  /** Null for our own message, and for one of nobody we know. */
  readonly partner: string | null
  /** What our own message is about; null for one that was received. */
  readonly about: string | null
  readonly payload_id: string
  readonly documents_payload_id: string | null
  readonly receipt_index: bigint
}

/** What each exchange began with: the received message and its documents, or the documents of our own message. */
export function sourcesOf(db: Tx, exchanges: readonly string[]): Promise<SourceView[]> {
  return db.query<SourceView>(
    `select id, partner, about, payload_id, documents_payload_id, receipt_index from exchange where id = any($1::uuid[]) order by id`,
    [exchanges],
  )
}

export interface AcknowledgementView {
  readonly outgoing_id: string
  readonly level: AcknowledgementLevel
  readonly payload_id: string
  readonly record_index: bigint
}

export function acknowledgementsOf(db: Tx, outgoing: readonly string[]): Promise<AcknowledgementView[]> {
  return db.query<AcknowledgementView>(
    `select outgoing_id, level, payload_id, record_index from acknowledgement
      where outgoing_id = any($1::uuid[]) order by record_index`,
    [outgoing],
  )
}
