import type { Tx } from '../database.ts'

/** What cargo accounts are made of, as the log commits to it. */

/** Hub documents of exchanges: of received messages, and of our own. Null bytes: they were erased. */
export function documentsOfExchanges(
  db: Tx,
  exchanges: readonly string[],
): Promise<{ exchange: string; bytes: Uint8Array | null }[]> {
  return db.query(
    `select e.id as exchange, p.bytes
       from exchange e
       left join payload p on p.id = case when e.about is null then e.documents_payload_id else e.payload_id end
      where e.id = any($1::uuid[])`,
    [exchanges],
  )
}

/** Payloads that the records commit to; erased ones are left out. */
export function payloadsOfRecords(
  db: Tx,
  records: readonly bigint[],
): Promise<{ index: bigint; bytes: Uint8Array }[]> {
  return db.query(
    `select l.index, p.bytes from leaf l join payload p on p.id = l.payload_id where l.index = any($1::bigint[])`,
    [records.map(String)],
  )
}

/** The first statement of each write-off, in which its request stands. */
export function writeOffRequests(
  db: Tx,
  writeOffs: readonly string[],
): Promise<{ writeOff: string; bytes: Uint8Array }[]> {
  return db.query(
    `select w.id as "writeOff", p.bytes
       from unnest($1::uuid[]) as w (id)
      cross join lateral (select payload_id from leaf where subject_id = w.id order by index limit 1) l
       join payload p on p.id = l.payload_id`,
    [writeOffs],
  )
}
