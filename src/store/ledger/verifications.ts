import type { AnswerVerdictWord } from '../../model/answer-verdict.ts'
import type { Tx } from '../database.ts'
import { byteaText, rowsAsJson } from '../packed.ts'

/** A question and our signed answer, with the place of its record in the log. */
export interface NewVerification {
  /** UUIDv7. */
  readonly id: string
  /** Partner id of who asked. */
  readonly agency: string
  /** The document the answer relied on; undefined when the asker was told nothing of one. */
  readonly document: bigint | undefined
  readonly verdict: AnswerVerdictWord
  /** The signed bytes: payload of the JWS. */
  readonly payloadId: string
  /** Signature of the JWS. */
  readonly signature: Uint8Array
  /** Index of the record "answered". */
  readonly recordIndex: bigint
  readonly receiptSize: bigint
  /** When the question was here. */
  readonly askedAt: Date
  /** The verification whose question was asked again by us. */
  readonly follows: string | undefined
}

export async function insertVerifications(tx: Tx, rows: readonly NewVerification[]): Promise<void> {
  await tx.query(
    `insert into verification (id, agency, document, verdict, payload_id, signature, record_index, receipt_size, asked_at,
       follows)
     select * from json_to_recordset($1) as r (id uuid, agency text, document bigint, verdict text, payload_id uuid,
       signature bytea, record_index bigint, receipt_size bigint, asked_at timestamptz, follows uuid)`,
    [
      rowsAsJson(
        rows.map((row) => ({
          id: row.id,
          agency: row.agency,
          document: row.document?.toString() ?? null,
          verdict: row.verdict,
          payload_id: row.payloadId,
          signature: byteaText(row.signature),
          record_index: row.recordIndex.toString(),
          receipt_size: row.receiptSize.toString(),
          asked_at: row.askedAt.toISOString(),
          follows: row.follows ?? null,
        })),
      ),
    ],
  )
}

/** All of which the agency's file is made again: signed bytes, signature, and the receipt of the record. */
export interface VerificationRow {
  readonly id: string
  readonly verdict: AnswerVerdictWord
  readonly document: bigint | null
  readonly askedAt: Date
  readonly payloadId: string
  /** Null once the answer was erased, like its salt; the record stays. */
  readonly payload: Uint8Array | null
  readonly salt: Uint8Array | null
  readonly signature: Uint8Array
  readonly recordIndex: bigint
  readonly receiptSize: bigint
  /** The leaf: it names the algorithm and the key of the signature. */
  readonly record: Uint8Array
  /** The verification in which we asked again, when there is one. */
  readonly next: string | null
}

/** The verification when `agency` asked it, else nothing: another's verification looks like none. */
export async function findVerification(
  db: Tx,
  id: string,
  agency: string,
): Promise<VerificationRow | undefined> {
  const [row] = await db.query<VerificationRow>(
    `select v.id, v.verdict, v.document, v.asked_at as "askedAt", v.payload_id as "payloadId", p.bytes as payload, p.salt,
            v.signature, v.record_index as "recordIndex", v.receipt_size as "receiptSize", l.record,
            (select n.id from verification n where n.follows = v.id) as next
       from verification v join leaf l on l.index = v.record_index left join payload p on p.id = v.payload_id
      where v.id = $1 and v.agency = $2`,
    [id, agency],
  )
  return row
}
