import type { Tx } from '../database.ts'

/** A row with a signed statement, and what it has to agree with. */
export interface ProvableStatement {
  /** The signed bytes: payload of the JWS. */
  readonly payloadId: string
  /** Signature of the JWS. */
  readonly signature: Uint8Array
  readonly recordIndex: bigint
  readonly receiptSize: bigint
  /** The payload that the leaf at that index names; null when there is no such leaf. */
  readonly leafPayloadId: string | null
  /** Size of the checkpoint under which the record was committed; null when none is larger than its index. */
  readonly committedSize: bigint | null
  /** Null once the payload was erased, or where there never was one. */
  readonly bytes: Uint8Array | null
  readonly salt: Uint8Array | null
  readonly sha256: Uint8Array | null
}

/** Columns of `ProvableStatement` for a row `r`, with the joins below. */
export const STATEMENT_COLUMNS = `r.payload_id as "payloadId", r.signature, r.record_index as "recordIndex",
       r.receipt_size as "receiptSize", l.payload_id as "leafPayloadId", c.size as "committedSize", p.bytes, p.salt, p.sha256`

export const STATEMENT_JOINS = `left join leaf l on l.index = r.record_index
       left join payload p on p.id = r.payload_id
       left join lateral (select size from checkpoint where size > r.record_index order by size limit 1) c on true`

/** A verification with what it has to agree with. */
export interface ProvableVerification extends ProvableStatement {
  readonly id: string
  readonly agency: string
  readonly document: bigint | null
  readonly verdict: string
  readonly follows: string | null
  /** Whose the verification is that it follows; null when that is not there. */
  readonly followsAgency: string | null
}

/** Verifications with these ids, in any order. */
export function provableVerifications(db: Tx, ids: readonly string[]): Promise<ProvableVerification[]> {
  return db.query<ProvableVerification>(
    `select r.id, r.agency, r.document, r.verdict, r.follows,
            (select f.agency from verification f where f.id = r.follows) as "followsAgency", ${STATEMENT_COLUMNS}
       from unnest($1::uuid[]) as k (id) join verification r on r.id = k.id ${STATEMENT_JOINS}`,
    [ids],
  )
}

/** The first record that is filed under the id of a row. */
export interface FirstRecord {
  readonly id: string
  /** Null when there is none. */
  readonly record: Uint8Array | null
}

/** Verifications after `id` in the order of ids, each with the first record of its subject. */
export function verificationsAfter(db: Tx, id: string, limit: number): Promise<FirstRecord[]> {
  return db.query<FirstRecord>(
    `select v.id, l.record
       from verification v
       left join lateral (select record from leaf where subject_id = v.id order by index limit 1) l on true
      where v.id > $1 order by v.id limit $2`,
    [id, limit],
  )
}
