import type { Tx } from './database.ts'
import { rowsAsJson } from './packed.ts'

export type OutgoingState = 'queued' | 'sent' | 'acknowledged' | 'refused' | 'parked'

/** A message made and signed in our name, due at once. */
export interface NewOutgoing {
  /** UUIDv7. */
  readonly id: string
  readonly exchangeId: string
  /** Every exchange whose documents are in it, `exchangeId` included. */
  readonly sources: readonly string[]
  /** Receiver. */
  readonly partner: string
  readonly format: string
  readonly messageId: string
  readonly payloadId: string
  readonly lossPayloadId: string
  readonly signature: { readonly profile: string; readonly algorithm: string; readonly keyId: string }
}

/** Those of the message ids that a receiver has been sent, or will be, unless it refused them. */
export function findSent(
  db: Tx,
  keys: readonly { readonly partner: string; readonly messageId: string }[],
): Promise<{ readonly partner: string; readonly messageId: string }[]> {
  return db.query(
    `select o.partner, o.message_id as "messageId" from unnest($1::text[], $2::text[]) as k (partner, message_id)
       join outgoing o on o.partner = k.partner and o.message_id = k.message_id and o.state <> 'refused'`,
    [keys.map(({ partner }) => partner), keys.map(({ messageId }) => messageId)],
  )
}

export function outgoingStates(
  db: Tx,
  ids: readonly string[],
): Promise<{ readonly id: string; readonly state: OutgoingState }[]> {
  return db.query('select id, state from outgoing where id = any($1::uuid[])', [ids])
}

/** The messages, their sources, and a place in the outbox for each. */
export async function insertOutgoing(tx: Tx, rows: readonly NewOutgoing[]): Promise<void> {
  await Promise.all([
    tx.query(
      `insert into outgoing (id, exchange_id, partner, format, message_id, payload_id, loss_payload_id, state, signature)
       select id, exchange_id, partner, format, message_id, payload_id, loss_payload_id, 'queued', signature::jsonb
         from json_to_recordset($1) as r (id uuid, exchange_id uuid, partner text, format text, message_id text,
           payload_id uuid, loss_payload_id uuid, signature text)`,
      [rowsAsJson(rows.map(outgoingColumns))],
    ),
    tx.query(
      `insert into outgoing_source (outgoing_id, exchange_id)
       select outgoing_id, exchange_id from unnest($1::uuid[], $2::uuid[]) as s (outgoing_id, exchange_id)`,
      [rows.flatMap(({ id, sources }) => sources.map(() => id)), rows.flatMap(({ sources }) => sources)],
    ),
    tx.query(
      `insert into outbox (outgoing_id, partner, due_at)
       select outgoing_id, partner, now() from unnest($1::uuid[], $2::text[]) as o (outgoing_id, partner)`,
      [rows.map(({ id }) => id), rows.map(({ partner }) => partner)],
    ),
  ])
}

function outgoingColumns(row: NewOutgoing): Record<string, string> {
  return {
    id: row.id,
    exchange_id: row.exchangeId,
    partner: row.partner,
    format: row.format,
    message_id: row.messageId,
    payload_id: row.payloadId,
    loss_payload_id: row.lossPayloadId,
    signature: JSON.stringify(row.signature),
  }
}

export interface OutgoingMove {
  readonly id: string
  readonly from: OutgoingState
  readonly to: OutgoingState
}

/** @returns ids of the messages that moved */
export async function moveOutgoing(tx: Tx, moves: readonly OutgoingMove[]): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `update outgoing o set state = m.after
       from unnest($1::uuid[], $2::text[], $3::text[]) as m (id, before, after)
      where o.id = m.id and o.state = m.before returning o.id`,
    [moves.map(({ id }) => id), moves.map(({ from }) => from), moves.map(({ to }) => to)],
  )
  return rows.map(({ id }) => id)
}
