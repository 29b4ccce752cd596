import type { Tx } from './database.ts'

/** An acknowledgement with what it has to agree with, as of one moment. */
export interface ProvableAcknowledgement {
  readonly id: string
  readonly level: string
  readonly outcome: string
  readonly format: string
  readonly recordIndex: bigint
  readonly receiptSize: bigint
  readonly receivedAt: Date
  /** Of the message that it answers: whose it is, to whom it went, and the id it bears. */
  readonly exchangeId: string
  readonly partner: string
  readonly messageId: string
  /** The leaf at its index; null when there is none. */
  readonly record: Uint8Array | null
  /** How many acknowledgements name that leaf. */
  readonly siblings: bigint
  /** Size of the checkpoint under which the record was committed; null when none is larger than its index. */
  readonly committedSize: bigint | null
  /** Hashes of the bytes received; null once they were erased. */
  readonly salt: Uint8Array | null
  readonly sha256: Uint8Array | null
}

/** Acknowledgements after `id` in the order of ids. */
export function acknowledgementsAfter(db: Tx, id: string, limit: number): Promise<ProvableAcknowledgement[]> {
  return db.query<ProvableAcknowledgement>(
    `select r.id, r.level, r.outcome, r.format, r.record_index as "recordIndex", r.receipt_size as "receiptSize",
            r.received_at as "receivedAt", o.exchange_id as "exchangeId", o.partner, o.message_id as "messageId", l.record,
            (select count(*) from acknowledgement a where a.outgoing_id = r.outgoing_id and a.record_index = r.record_index)
              as siblings,
            c.size as "committedSize", p.salt, p.sha256
       from acknowledgement r
       join outgoing o on o.id = r.outgoing_id
       left join leaf l on l.index = r.record_index
       left join payload p on p.id = r.payload_id
       left join lateral (select size from checkpoint where size > r.record_index order by size limit 1) c on true
      where r.id > $1 order by r.id limit $2`,
    [id, limit],
  )
}

/** An exchange, and the index of one of its records. */
export interface AcknowledgedAt {
  readonly index: bigint
  readonly exchange: string
}

/** Those of the indexes at which an answer to a message of that exchange was recorded. */
export async function acknowledgedAmong(db: Tx, records: readonly AcknowledgedAt[]): Promise<Set<bigint>> {
  const rows = await db.query<{ index: bigint }>(
    `select k.index from unnest($1::bigint[], $2::uuid[]) as k (index, exchange)
      where exists (select 1 from outgoing o join acknowledgement a on a.outgoing_id = o.id
                     where o.exchange_id = k.exchange and a.record_index = k.index)`,
    [records.map(({ index }) => index.toString()), records.map(({ exchange }) => exchange)],
  )
  return new Set(rows.map((row) => row.index))
}
