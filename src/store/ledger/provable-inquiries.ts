import type { Tx } from '../database.ts'
import type { InquiryRow } from './inquiries.ts'

/** An inquiry with what it has to agree with, as of one moment. */
export interface ProvableInquiry extends InquiryRow {
  /** The leaf of the verification that wanted it first; null when there is none. */
  readonly record: Uint8Array | null
  /** Its answer; null once it was erased. */
  readonly answer: Uint8Array | null
  /** Whether that verification waits for it. */
  readonly isAwaited: boolean
  /** JSON list of its exchanges in order, each with its records and base64 of its hub documents. */
  readonly requests: string
  /** The newest answer to one who was told of its newest outcome; null when nobody was. */
  readonly told: Uint8Array | null
}

/** Inquiries after `id` in the order of ids. */
export function inquiriesAfter(db: Tx, id: string, limit: number): Promise<ProvableInquiry[]> {
  return db.query<ProvableInquiry>(
    `select i.id, i.kind, i.issuer, i.series, i.number, i.statements, i.partner, i.opened_by as "openedBy",
            i.asked::text as asked, i.state, i.rounds, i.exchanges::text[] as exchanges, i.opened_at as "openedAt",
            i.due_day as "dueDay", i.due_at as "dueAt", i.next_at as "nextAt", i.ends, i.result, i.reply,
            l.record, p.bytes as answer,
            exists (select 1 from inquirer w where w.verification = i.opened_by and w.inquiry = i.id) as "isAwaited",
            coalesce((select json_agg(json_build_object('exchange', x.id,
                 'records', (select json_agg(json_build_object('index', s.index::text, 'record', encode(s.record, 'base64')) order by s.index)
                               from leaf s where s.subject_id = x.id),
                 'documents', (select encode(d.bytes, 'base64') from exchange e join payload d on d.id = e.payload_id
                                where e.id = x.id)) order by x.place)
               from unnest(i.exchanges) with ordinality as x (id, place)), '[]')::text as requests,
            (select d.bytes from inquirer w
               join verification n on n.id = w.latest join payload d on d.id = n.payload_id
              where w.inquiry = i.id and w.told = i.ends order by w.opened_at limit 1) as told
       from inquiry i
       left join verification v on v.id = i.opened_by
       left join leaf l on l.index = v.record_index
       left join payload p on p.id = v.payload_id
      where i.id > $1 order by i.id limit $2`,
    [id, limit],
  )
}

/** Somebody who waits for an inquiry, with what it has to agree with, as of one moment. */
export interface ProvableInquirer {
  readonly verification: string
  readonly inquiry: string
  readonly agency: string
  readonly openedAt: Date
  readonly ends: number
  readonly told: number
  readonly latest: string
  readonly dueDay: string
  readonly dueAt: Date
  /** Of the inquiry: which document it is about. */
  readonly kind: string
  readonly issuer: string
  readonly series: string
  readonly number: string
  /** Ends of the inquiry. */
  readonly inquiryEnds: number
  /** The leaf of the verification; null when there is none. */
  readonly record: Uint8Array | null
  /** Its answer; null once it was erased. */
  readonly answer: Uint8Array | null
  /** The last of the verifications that follow it, and how many these are; null and zero when there is none. */
  readonly last: string | null
  readonly followers: number
  /** Whether there is a notice of the newest answer. */
  readonly isNoticed: boolean
}

/** More answers than one question ever had. */
const MAX_FOLLOWERS = 10_000

/** Inquirers after a verification, in the order of these. */
export function inquirersAfter(db: Tx, verification: string, limit: number): Promise<ProvableInquirer[]> {
  return db.query<ProvableInquirer>(
    `select r.verification, r.inquiry, r.agency, r.opened_at as "openedAt", r.ends, r.told, r.latest,
            r.due_day as "dueDay", r.due_at as "dueAt", i.kind, i.issuer, i.series, i.number, i.ends as "inquiryEnds", l.record, p.bytes as answer, c.last, coalesce(c.followers, 0) as followers,
            exists (select 1 from notice n
                     where n.about = r.verification and n.kind = 'answered' and n.next = r.latest) as "isNoticed"
       from inquirer r
       join inquiry i on i.id = r.inquiry
       left join verification v on v.id = r.verification
       left join leaf l on l.index = v.record_index
       left join payload p on p.id = v.payload_id
       left join lateral (
         with recursive chain (id, length) as (
           select n.id, 1 from verification n where n.follows = r.verification
           union all
           select n.id, c.length + 1 from chain c join verification n on n.follows = c.id where c.length < ${MAX_FOLLOWERS})
         select id as last, length as followers from chain order by length desc limit 1) c on true
      where r.verification > $1 order by r.verification limit $2`,
    [verification, limit],
  )
}

/** Those of the verifications for which somebody waits. */
export async function inquirersAmong(db: Tx, verifications: readonly string[]): Promise<Set<string>> {
  const rows = await db.query<{ id: string }>(
    'select r.verification as id from unnest($1::uuid[]) as k (id) join inquirer r on r.verification = k.id',
    [verifications],
  )
  return new Set(rows.map(({ id }) => id))
}
