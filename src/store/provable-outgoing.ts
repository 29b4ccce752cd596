import type { Tx } from './database.ts'

/** A message of ours with what it has to agree with, as of one moment. */
export interface ProvableOutgoing {
  readonly id: string
  readonly exchangeId: string
  readonly partner: string
  readonly format: string
  readonly messageId: string
  readonly state: string
  /** JSON: the signature verdict. */
  readonly signature: string
  /** Exchanges whose documents are in it, in the order of their ids. */
  readonly sources: readonly string[]
  /** How many messages the exchange has. */
  readonly siblings: bigint
  /** Hashes of the message and of its loss report; null once they were erased. */
  readonly salt: Uint8Array | null
  readonly sha256: Uint8Array | null
  readonly lossSalt: Uint8Array | null
  readonly lossSha256: Uint8Array | null
  /** JSON list of the records of the exchange in order, each with index and base64; null when there is none. */
  readonly records: string | null
}

/** Messages after `id` in the order of ids. */
export function outgoingAfter(db: Tx, id: string, limit: number): Promise<ProvableOutgoing[]> {
  return db.query<ProvableOutgoing>(
    `select r.id, r.exchange_id as "exchangeId", r.partner, r.format, r.message_id as "messageId", r.state,
            r.signature::text as signature,
            array(select s.exchange_id::text from outgoing_source s where s.outgoing_id = r.id order by s.exchange_id) as sources,
            (select count(*) from outgoing o where o.exchange_id = r.exchange_id) as siblings,
            p.salt, p.sha256, q.salt as "lossSalt", q.sha256 as "lossSha256",
            (select json_agg(json_build_object('index', s.index::text, 'record', encode(s.record, 'base64')) order by s.index)
               from leaf s where s.subject_id = r.exchange_id)::text as records
       from outgoing r left join payload p on p.id = r.payload_id left join payload q on q.id = r.loss_payload_id
      where r.id > $1 order by r.id limit $2`,
    [id, limit],
  )
}

/** Those of the exchanges that have a message. */
export async function exchangesWithOutgoing(db: Tx, exchanges: readonly string[]): Promise<Set<string>> {
  const rows = await db.query<{ id: string }>(
    `select k.id from unnest($1::uuid[]) as k (id)
      where exists (select 1 from outgoing o where o.exchange_id = k.id)`,
    [exchanges],
  )
  return new Set(rows.map(({ id }) => id))
}
