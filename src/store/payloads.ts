import type { Tx } from './database.ts'
import { pack } from './packed.ts'

/** Bytes worth keeping. */
export interface NewPayload {
  /** UUIDv7. */
  readonly id: string
  /** 32 bytes. */
  readonly sha256: Uint8Array
  /** 32 random bytes. */
  readonly salt: Uint8Array
  readonly mediaType: string
  readonly bytes: Uint8Array
}

export async function insertPayloads(tx: Tx, payloads: readonly NewPayload[]): Promise<void> {
  const content = pack(payloads.map(({ bytes }) => bytes))
  await tx.query(
    `insert into payload (id, sha256, salt, media_type, bytes)
     select p.id, substring($2::bytea from ((p.place - 1) * 32 + 1)::int for 32),
            substring($3::bytea from ((p.place - 1) * 32 + 1)::int for 32), p.media_type,
            substring($4::bytea from p.first for p.length)
       from unnest($1::uuid[], $5::text[], $6::int[], $7::int[]) with ordinality as p (id, media_type, first, length, place)`,
    [
      payloads.map(({ id }) => id),
      Buffer.concat(payloads.map(({ sha256 }) => sha256)),
      Buffer.concat(payloads.map(({ salt }) => salt)),
      content.bytes,
      payloads.map(({ mediaType }) => mediaType),
      content.firsts,
      content.lengths,
    ],
  )
}

/** A payload's hashes, for those who check commitments. */
export interface PayloadHashes {
  readonly id: string
  readonly sha256: Uint8Array
  readonly salt: Uint8Array
}

/** The payloads that the records of a subject may commit to; of an exchange also those of its messages. */
export function hashesOfSubjects(
  db: Tx,
  subjects: readonly string[],
): Promise<(PayloadHashes & { readonly subjectId: string })[]> {
  return db.query(
    `select u.subject_id as "subjectId", p.id, p.sha256, p.salt
       from (select id as subject_id, payload_id from exchange where id = any($1::uuid[])
             union select id, documents_payload_id from exchange where id = any($1::uuid[])
             union select exchange_id, payload_id from outgoing where exchange_id = any($1::uuid[])
             union select exchange_id, loss_payload_id from outgoing where exchange_id = any($1::uuid[])
             union select subject_id, payload_id from leaf where subject_id = any($1::uuid[])) u
       join payload p on p.id = u.payload_id`,
    [subjects],
  )
}

/** Payloads after `id` in the order of ids, with their bytes, to be hashed again. */
export function payloadsAfter(
  db: Tx,
  id: string,
  limit: number,
): Promise<(PayloadHashes & { readonly bytes: Uint8Array })[]> {
  return db.query('select id, sha256, salt, bytes from payload where id > $1 order by id limit $2', [
    id,
    limit,
  ])
}
