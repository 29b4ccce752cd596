import type { Tx } from '../database.ts'
import { byteaText, rowsAsJson } from '../packed.ts'

export type InquiryState = 'wanted' | 'asked' | 'answered' | 'expired' | 'failed'

/** Our asking of an issuing authority about a document. */
export interface InquiryRow {
  /** UUIDv7. */
  readonly id: string
  readonly kind: string
  /** ISO 3166 alpha-2 */
  readonly issuer: string
  /** Empty where numbers of the kind need none. */
  readonly series: string
  /** Skeleton of the number. */
  readonly number: string
  /** SHA-256 of what is stated of the document. */
  readonly statements: Buffer
  /** Partner id of whom is asked. */
  readonly partner: string
  /** The verification that wanted it first. */
  readonly openedBy: string
  /** JSON: what the authority gets to see. */
  readonly asked: string
  readonly state: InquiryState
  /** Requests that were made. */
  readonly rounds: number
  /** Their exchanges, in order. */
  readonly exchanges: readonly string[]
  readonly openedAt: Date
  /** `yyyy-MM-dd` */
  readonly dueDay: string
  readonly dueAt: Date
  /** When there is something to do; null once it has ended. */
  readonly nextAt: Date | null
  /** How often it came to another outcome. */
  readonly ends: number
  readonly result: string | null
  /** The authority's reasons in words. */
  readonly reply: string | null
}

/** A verification that waits for an inquiry. */
export interface InquirerRow {
  readonly verification: string
  readonly inquiry: string
  /** Partner id. */
  readonly agency: string
  readonly openedAt: Date
  /** Ends of the inquiry by now. */
  readonly ends: number
  /** Ends of the inquiry after which its question was asked again. */
  readonly told: number
  /** The verification with the newest answer. */
  readonly latest: string
  /** `yyyy-MM-dd`: until when it waits for a reply. */
  readonly dueDay: string
  readonly dueAt: Date
}

/** What inquiries are looked for by. */
export interface InquiryKeys {
  readonly ids: readonly string[]
  readonly about: readonly Pick<InquiryRow, 'kind' | 'issuer' | 'series' | 'number' | 'statements'>[]
}

const COLUMNS = `i.id, i.kind, i.issuer, i.series, i.number, i.statements, i.partner, i.opened_by as "openedBy", i.asked::text as asked, i.state, i.rounds,
       i.exchanges::text[] as exchanges, i.opened_at as "openedAt", i.due_day as "dueDay", i.due_at as "dueAt",
       i.next_at as "nextAt", i.ends, i.result, i.reply`

/** Those with the ids, and open ones about the same statements as these or as the given. */
export function inquiriesOf(tx: Tx, { ids, about }: InquiryKeys): Promise<InquiryRow[]> {
  return tx.query<InquiryRow>(
    `with named as (
       select i.* from unnest($1::uuid[]) as k (id) cross join lateral (select * from inquiry where id = k.id) i),
     wanted as (
       select number, issuer, kind, series, statements from named
       union
       select * from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::bytea[]))
     select ${COLUMNS} from named i
     union
     select ${COLUMNS} from wanted w cross join lateral (
       select * from inquiry
        where number = w.number and issuer = w.issuer and kind = w.kind and series = w.series
          and statements = w.statements and next_at is not null) i`,
    [
      ids,
      about.map(({ number }) => number),
      about.map(({ issuer }) => issuer),
      about.map(({ kind }) => kind),
      about.map(({ series }) => series),
      about.map(({ statements }) => statements),
    ],
  )
}

const INQUIRER = `r.verification, r.inquiry, r.agency, r.opened_at as "openedAt", r.ends, r.told, r.latest,
       r.due_day as "dueDay", r.due_at as "dueAt"`

export function inquirersOf(tx: Tx, verifications: readonly string[]): Promise<InquirerRow[]> {
  return tx.query<InquirerRow>(
    `select ${INQUIRER} from unnest($1::uuid[]) as k (id)
      cross join lateral (select * from inquirer where verification = k.id) r`,
    [verifications],
  )
}

/** One inquiry that was made for an agency. */
export interface MadeInquiry {
  readonly agency: string
  readonly openedAt: Date
  readonly isOpen: boolean
}

/**
 * Inquiries for the agencies that are open, or younger than `since`. Each half has an index of its own, so that it costs
 * nothing how many there were before. Open are those without an end: an inquiry never opens again.
 */
export function inquiriesFor(tx: Tx, agencies: readonly string[], since: Date): Promise<MadeInquiry[]> {
  return tx.query<MadeInquiry>(
    `select r.agency, r.opened_at as "openedAt", r.ends = 0 as "isOpen"
       from unnest($1::text[]) as k (agency)
      cross join lateral (
        select * from inquirer where agency = k.agency and ends = 0
         union all
        select * from inquirer where agency = k.agency and ends > 0 and opened_at > $2) r`,
    [agencies, since.toISOString()],
  )
}

/** New inquiries, and what became of those that were read under the lock of the log head. */
export async function putInquiries(tx: Tx, rows: readonly InquiryRow[]): Promise<void> {
  await tx.query(
    `insert into inquiry (id, kind, issuer, series, number, statements, partner, opened_by, asked, state, rounds, exchanges,
       opened_at, due_day, due_at, next_at, ends, result, reply)
     select id, kind, issuer, series, number, statements, partner, opened_by, asked::json, state, rounds, exchanges,
            opened_at, due_day, due_at, next_at, ends, result, reply
       from json_to_recordset($1) as r (id uuid, kind text, issuer text, series text, number text, statements bytea,
         partner text, opened_by uuid, asked text, state text, rounds integer, exchanges uuid[], opened_at timestamptz, due_day text,
         due_at timestamptz, next_at timestamptz, ends integer, result text, reply text)
         on conflict (id) do update set state = excluded.state, rounds = excluded.rounds, exchanges = excluded.exchanges,
            next_at = excluded.next_at, ends = excluded.ends, result = excluded.result, reply = excluded.reply`,
    [
      rowsAsJson(
        rows.map((row) => ({
          id: row.id,
          kind: row.kind,
          issuer: row.issuer,
          series: row.series,
          number: row.number,
          statements: byteaText(row.statements),
          partner: row.partner,
          opened_by: row.openedBy,
          asked: row.asked,
          state: row.state,
          rounds: row.rounds,
          exchanges: row.exchanges,
          opened_at: row.openedAt.toISOString(),
          due_day: row.dueDay,
          due_at: row.dueAt.toISOString(),
          next_at: row.nextAt?.toISOString() ?? null,
          ends: row.ends,
          result: row.result,
          reply: row.reply,
        })),
      ),
    ],
  )
}

/** New ones, and which answer is their newest by now. */
export async function putInquirers(tx: Tx, rows: readonly InquirerRow[]): Promise<void> {
  await tx.query(
    `insert into inquirer (verification, inquiry, agency, opened_at, ends, told, latest, due_day, due_at)
     select * from json_to_recordset($1) as r (verification uuid, inquiry uuid, agency text, opened_at timestamptz,
         ends integer, told integer, latest uuid, due_day text, due_at timestamptz)
         on conflict (verification) do update set ends = greatest(inquirer.ends, excluded.ends), told = excluded.told,
            latest = excluded.latest`,
    [
      rowsAsJson(
        rows.map((row) => ({
          verification: row.verification,
          inquiry: row.inquiry,
          agency: row.agency,
          opened_at: row.openedAt.toISOString(),
          ends: row.ends,
          told: row.told,
          latest: row.latest,
          due_day: row.dueDay,
          due_at: row.dueAt.toISOString(),
        })),
      ),
    ],
  )
}

/** After new outcomes: whoever waits for one of these inquiries is due. */
export async function spreadEnds(tx: Tx, inquiries: readonly string[]): Promise<void> {
  await tx.query(
    `update inquirer r set ends = i.ends
       from unnest($1::uuid[]) as k (id) join inquiry i on i.id = k.id
      where r.inquiry = i.id and r.ends < i.ends`,
    [inquiries],
  )
}

/** Open inquiries with something to do, those that wait longest first. */
export function dueInquiries(db: Tx, now: Date, limit: number): Promise<InquiryRow[]> {
  return db.query<InquiryRow>(
    `select ${COLUMNS} from inquiry i where i.next_at <= $1 order by i.next_at limit $2`,
    [now.toISOString(), limit],
  )
}

/** A question that is to be asked again. */
export interface DueInquirer extends InquirerRow {
  /** The first answer: the question stands in it. */
  readonly payload: Uint8Array
}

/** Who is looked for: whoever is due by then, of these agencies. */
export interface DueBy {
  readonly now: Date
  readonly agencies: readonly string[]
  readonly limit: number
}

/** Questions whose inquiry has ended since they were answered; that no reply has come is told when their own time is over. */
export function dueInquirers(db: Tx, { now, agencies, limit }: DueBy): Promise<DueInquirer[]> {
  return db.query<DueInquirer>(
    `select ${INQUIRER}, p.bytes as payload
       from inquirer r
       join inquiry i on i.id = r.inquiry
       join verification v on v.id = r.verification
       join payload p on p.id = v.payload_id
      where r.told < r.ends and p.bytes is not null and r.agency = any($1) and (i.state <> 'expired' or r.due_at <= $2)
      order by r.opened_at limit $3`,
    [agencies, now.toISOString(), limit],
  )
}
