import type { Tx } from '../database.ts'

/** A report to an issuer with what it has to agree with. */
export interface ProvableReport {
  readonly position: bigint
  readonly writeOff: string
  readonly partner: string
  readonly status: string
  readonly exhausted: readonly number[]
  readonly exchangeId: string | null
  /** The leaf of the step; null when there is none. */
  readonly record: Uint8Array | null
  /** The signed statement of the step; null once it was erased. */
  readonly statement: Uint8Array | null
  /** JSON list of the records of the exchange that tells it, each with index and base64. */
  readonly records: string | null
  /** Hub documents of that exchange; null once they were erased. */
  readonly told: Uint8Array | null
  /** JSON: the newest fact of the document before the step; null when there is none. */
  readonly content: string | null
  /** JSON list of the balances of the document that were posted to until the step, as they stood then. */
  readonly balances: string | null
}

/** Reports of later steps than that at `position`, in the order of the log. */
export function reportsAfter(db: Tx, position: bigint, limit: number): Promise<ProvableReport[]> {
  return db.query<ProvableReport>(
    `select r.position, r.write_off as "writeOff", r.partner, r.status, r.exhausted, r.exchange_id as "exchangeId",
            l.record, p.bytes as statement, q.bytes as told,
            (select json_agg(json_build_object('index', s.index::text, 'record', encode(s.record, 'base64')) order by s.index)
               from leaf s where s.subject_id = r.exchange_id)::text as records,
            (select g.content::text from fact f
               join fact g on g.number = f.number and g.issuer = f.issuer and g.kind = f.kind and g.series = f.series
              where f.position = w.document and g.position < r.position order by g.position desc limit 1) as content,
            (select json_agg(json_build_object('id', b.id, 'total', trim_scale(b.total)::text,
                      'carried', trim_scale(b.carried)::text, 'used', trim_scale(t.used)::text))
               from balance b
              cross join lateral (select sum(used) as used from posting
                                   where balance_id = b.id and position <= r.position) t
              where b.document = w.document and t.used is not null)::text as balances
       from report r
       left join write_off w on w.id = r.write_off
       left join leaf l on l.index = r.position
       left join payload p on p.id = l.payload_id
       left join exchange e on e.id = r.exchange_id
       left join payload q on q.id = e.payload_id
      where r.position > $1 order by r.position limit $2`,
    [position.toString(), limit],
  )
}
