import type { AcknowledgementLevel } from '../model/ladder.ts'
import type { Tx } from './database.ts'
import { byteaText, rowsAsJson } from './packed.ts'

/** The receiver's verified answer, with the place of its record in the log. */
export interface NewAcknowledgement {
  /** UUIDv7. */
  readonly id: string
  readonly outgoingId: string
  readonly level: AcknowledgementLevel
  readonly outcome: 'accepted' | 'review' | 'rejected'
  readonly format: string
  /** 32 bytes: SHA-256 of the canonical answer without its signature. */
  readonly digest: Uint8Array
  readonly payloadId: string
  /** Numbers by which the receiver will name the message from now on. */
  readonly numbers: readonly string[]
  /** Of a decision about the goods what it says, as JSON: workflows act on it. */
  readonly response: string | undefined
  readonly recordIndex: bigint
  readonly receiptSize: bigint
  readonly receivedAt: Date
}

export interface AcknowledgementKey {
  readonly outgoingId: string
  readonly level: AcknowledgementLevel
  readonly digest: Uint8Array
}

/** Those of the acknowledgements that came before, and where their receipts are. */
export function findAcknowledged(
  db: Tx,
  keys: readonly AcknowledgementKey[],
): Promise<(AcknowledgementKey & { readonly recordIndex: bigint; readonly receiptSize: bigint })[]> {
  return db.query(
    `select a.outgoing_id as "outgoingId", a.level, a.digest, a.record_index as "recordIndex", a.receipt_size as "receiptSize"
       from unnest($1::uuid[], $2::text[]) with ordinality as k (outgoing_id, level, place)
       join acknowledgement a on a.outgoing_id = k.outgoing_id and a.level = k.level
                             and a.digest = substring($3::bytea from ((k.place - 1) * 32 + 1)::int for 32)`,
    [
      keys.map(({ outgoingId }) => outgoingId),
      keys.map(({ level }) => level),
      Buffer.concat(keys.map(({ digest }) => digest)),
    ],
  )
}

export async function insertAcknowledgements(tx: Tx, rows: readonly NewAcknowledgement[]): Promise<void> {
  const decisions = rows.flatMap(({ recordIndex, response }) =>
    response === undefined ? [] : [{ record_index: recordIndex.toString(), response }],
  )
  await Promise.all([
    tx.query(
      `insert into acknowledgement (id, outgoing_id, level, outcome, format, digest, payload_id, numbers, record_index, receipt_size, received_at)
       select * from json_to_recordset($1) as r (id uuid, outgoing_id uuid, level text, outcome text, format text, digest bytea,
         payload_id uuid, numbers text[], record_index bigint, receipt_size bigint, received_at timestamptz)`,
      [
        rowsAsJson(
          rows.map((row) => ({
            id: row.id,
            outgoing_id: row.outgoingId,
            level: row.level,
            outcome: row.outcome,
            format: row.format,
            digest: byteaText(row.digest),
            payload_id: row.payloadId,
            numbers: row.numbers,
            record_index: row.recordIndex.toString(),
            receipt_size: row.receiptSize.toString(),
            received_at: row.receivedAt.toISOString(),
          })),
        ),
      ],
    ),
    decisions.length === 0
      ? undefined
      : tx.query(
          `insert into decision (record_index, response)
           select record_index, response::json from json_to_recordset($1) as r (record_index bigint, response text)`,
          [rowsAsJson(decisions)],
        ),
  ])
}

/** What a decision says, by the index of its record. */
export interface DecisionRow {
  readonly recordIndex: bigint
  /** JSON: hub document `response`. */
  readonly response: string
}

export function decisionsAt(db: Tx, records: readonly bigint[]): Promise<DecisionRow[]> {
  return db.query<DecisionRow>(
    `select record_index as "recordIndex", response::text as response from decision
      where record_index = any($1::bigint[])`,
    [records.map(String)],
  )
}
