import type { Tx } from './database.ts'
import { byteaText, rowsAsJson } from './packed.ts'

/** See docs/architecture.md, "States of an exchange". */
export type ExchangeState =
  | 'rejected'
  | 'waiting'
  | 'expired'
  | 'accepted'
  | 'failed'
  | 'delivered'
  | 'completed'
  | 'refused'
  | 'parked'

export interface StoredError {
  readonly code: string
  readonly message: string
  readonly place: { readonly path: string; readonly line?: number } | undefined
}

export interface NewExchange {
  /** UUIDv7. */
  readonly id: string
  /** Subject of the log that our own message is about; undefined for one that was received. */
  readonly about: string | undefined
  /** What of that subject it tells, where it must be told once. */
  readonly once?: string
  readonly partner: string | undefined
  /** Hex SHA-256 of the connection's key; undefined for our own message. */
  readonly connection: string | undefined
  readonly messageId: string | undefined
  /** 32 bytes. */
  readonly digest: Uint8Array | undefined
  readonly format: string | undefined
  readonly state: ExchangeState
  readonly payloadId: string
  readonly documentsPayloadId: string | undefined
  readonly route: string | undefined
  readonly companionKey: string | undefined
  readonly waitsUntil: Date | undefined
  readonly receivedAt: Date
  readonly error: StoredError | undefined
}

/** A new exchange with the place of its receipt in the log. */
export interface ReceiptedExchange extends NewExchange {
  readonly receiptIndex: bigint
  readonly receiptSize: bigint
}

export interface ExchangeRow {
  readonly id: string
  readonly partner: string | null
  readonly messageId: string | null
  readonly digest: Uint8Array | null
  readonly format: string | null
  readonly state: ExchangeState
  readonly receiptIndex: bigint
  readonly receiptSize: bigint
  readonly receivedAt: Date
}

/** The exchanges that have used up these message ids. */
export function findTaken(
  db: Tx,
  keys: readonly { readonly partner: string; readonly messageId: string }[],
): Promise<ExchangeRow[]> {
  return db.query<ExchangeRow>(
    `select e.id, e.partner, e.message_id as "messageId", e.digest, e.format, e.state,
            e.receipt_index as "receiptIndex", e.receipt_size as "receiptSize", e.received_at as "receivedAt"
       from unnest($1::text[], $2::text[]) as k (partner, message_id)
       join exchange e on e.partner = k.partner and e.message_id = k.message_id and e.state <> 'rejected'`,
    [keys.map(({ partner }) => partner), keys.map(({ messageId }) => messageId)],
  )
}

/** What an exchange of our own is found by that must be there once. */
export interface OwnKey {
  readonly about: string
  readonly once: string
}

/** The exchanges that tell these things already. */
export function findTold(db: Tx, keys: readonly OwnKey[]): Promise<(ExchangeRow & OwnKey)[]> {
  return db.query<ExchangeRow & OwnKey>(
    `select e.id, e.about, e.once, e.partner, e.message_id as "messageId", e.digest, e.format, e.state,
            e.receipt_index as "receiptIndex", e.receipt_size as "receiptSize", e.received_at as "receivedAt"
       from unnest($1::uuid[], $2::text[]) as k (about, once)
       join exchange e on e.about = k.about and e.once = k.once`,
    [keys.map(({ about }) => about), keys.map(({ once }) => once)],
  )
}

/** What a waiting message is found by: at most one waits under each of these keys. */
export interface WaitingKey {
  readonly partner: string
  readonly route: string
  readonly companionKey: string
  readonly format: string
}

/** Those of the keys under which a message waits. */
export function findWaitingKeys(db: Tx, keys: readonly WaitingKey[]): Promise<WaitingKey[]> {
  return db.query<WaitingKey>(
    `select e.partner, e.route, e.companion_key as "companionKey", e.format
       from unnest($1::text[], $2::text[], $3::text[], $4::text[]) as k (partner, route, companion_key, format)
       join exchange e on e.state = 'waiting' and e.partner = k.partner and e.route = k.route
                      and e.companion_key = k.companion_key and e.format = k.format`,
    [
      keys.map(({ partner }) => partner),
      keys.map(({ route }) => route),
      keys.map(({ companionKey }) => companionKey),
      keys.map(({ format }) => format),
    ],
  )
}

export function exchangeStates(
  db: Tx,
  ids: readonly string[],
): Promise<{ readonly id: string; readonly state: ExchangeState }[]> {
  return db.query('select id, state from exchange where id = any($1::uuid[])', [ids])
}

export async function insertExchanges(tx: Tx, rows: readonly ReceiptedExchange[]): Promise<void> {
  await tx.query(
    `insert into exchange (id, about, once, partner, connection, message_id, digest, format, state, error_code, error_message,
       error_path, error_line, payload_id, documents_payload_id, route, companion_key, waits_until, receipt_index,
       receipt_size, received_at)
     select * from json_to_recordset($1) as r (id uuid, about uuid, once text, partner text, connection text, message_id text, digest bytea,
       format text, state text, error_code text, error_message text, error_path text, error_line int, payload_id uuid,
       documents_payload_id uuid, route text, companion_key text, waits_until timestamptz, receipt_index bigint,
       receipt_size bigint, received_at timestamptz)`,
    [rowsAsJson(rows.map(exchangeColumns))],
  )
}

function exchangeColumns(row: ReceiptedExchange): Record<string, string | number | null> {
  return {
    id: row.id,
    about: row.about ?? null,
    once: row.once ?? null,
    partner: row.partner ?? null,
    connection: row.connection ?? null,
    message_id: row.messageId ?? null,
    digest: row.digest === undefined ? null : byteaText(row.digest),
    format: row.format ?? null,
    state: row.state,
    ...errorColumns(row.error),
    payload_id: row.payloadId,
    documents_payload_id: row.documentsPayloadId ?? null,
    route: row.route ?? null,
    companion_key: row.companionKey ?? null,
    waits_until: row.waitsUntil?.toISOString() ?? null,
    receipt_index: row.receiptIndex.toString(),
    receipt_size: row.receiptSize.toString(),
    received_at: row.receivedAt.toISOString(),
  }
}

/** From a state that was read under the lock of the log head to the one a batch leaves it in. */
export interface ExchangeMove {
  readonly id: string
  readonly from: ExchangeState
  readonly to: ExchangeState
  /** Set when it stops because of it; an earlier error stays otherwise. */
  readonly error: StoredError | undefined
}

/** @returns ids of the exchanges that moved: fewer than asked when somebody changed a state without the lock */
export async function moveExchanges(tx: Tx, moves: readonly ExchangeMove[]): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `update exchange e set state = m.state, updated_at = now(),
       error_code = coalesce(m.error_code, e.error_code), error_message = coalesce(m.error_message, e.error_message),
       error_path = case when m.error_code is null then e.error_path else m.error_path end,
       error_line = case when m.error_code is null then e.error_line else m.error_line end
       from json_to_recordset($1) as m (id uuid, before text, state text, error_code text, error_message text,
         error_path text, error_line int)
      where e.id = m.id and e.state = m.before returning e.id`,
    [
      rowsAsJson(
        moves.map(({ id, from, to, error }) => ({ id, before: from, state: to, ...errorColumns(error) })),
      ),
    ],
  )
  return rows.map(({ id }) => id)
}

function errorColumns(error: StoredError | undefined) {
  return {
    error_code: error?.code ?? null,
    error_message: error?.message ?? null,
    error_path: error?.place?.path ?? null,
    error_line: error?.place?.line ?? null,
  }
}
