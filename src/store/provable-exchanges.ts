import type { Tx } from './database.ts'

/** An exchange with what it has to agree with, as of one moment. */
export interface ProvableExchange {
  readonly id: string
  readonly about: string | null
  readonly partner: string | null
  readonly messageId: string | null
  readonly digest: Buffer | null
  readonly format: string | null
  readonly state: string
  readonly errorCode: string | null
  readonly errorPath: string | null
  readonly receiptIndex: bigint
  readonly receiptSize: bigint
  /** Size of the checkpoint under which the record of its receipt was committed; null when none is larger than its index. */
  readonly committedSize: bigint | null
  /** Hashes of the received bytes and of the hub documents; null once they were erased, or where there are none. */
  readonly salt: Uint8Array | null
  readonly sha256: Uint8Array | null
  readonly documentsSalt: Uint8Array | null
  readonly documentsSha256: Uint8Array | null
  /**
   * JSON list of its records and of those of exchanges whose messages its documents went into, in order, each with index and
   * base64; null when there is none.
   */
  readonly records: string | null
}

/** Exchanges after `id` in the order of ids. */
export function exchangesAfter(db: Tx, id: string, limit: number): Promise<ProvableExchange[]> {
  return db.query<ProvableExchange>(
    `select r.id, r.about, r.partner, r.message_id as "messageId", r.digest, r.format, r.state, r.error_code as "errorCode",
            r.error_path as "errorPath", r.receipt_index as "receiptIndex", r.receipt_size as "receiptSize",
            c.size as "committedSize", p.salt, p.sha256, d.salt as "documentsSalt", d.sha256 as "documentsSha256",
            (select json_agg(json_build_object('index', s.index::text, 'record', encode(s.record, 'base64')) order by s.index)
               from leaf s
              where s.subject_id = r.id
                 or s.subject_id in (select o.exchange_id from outgoing_source q join outgoing o on o.id = q.outgoing_id
                                      where q.exchange_id = r.id))::text as records
       from exchange r
       left join payload p on p.id = r.payload_id
       left join payload d on d.id = r.documents_payload_id
       left join lateral (select size from checkpoint where size > r.receipt_index order by size limit 1) c on true
      where r.id > $1 order by r.id limit $2`,
    [id, limit],
  )
}

/** Those of the ids that are exchanges. */
export async function exchangesAmong(db: Tx, ids: readonly string[]): Promise<Set<string>> {
  const rows = await db.query<{ id: string }>('select id from exchange where id = any($1::uuid[])', [ids])
  return new Set(rows.map((row) => row.id))
}
