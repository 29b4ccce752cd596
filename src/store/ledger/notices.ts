import type { NoticeKind } from '../../model/notice-kind.ts'
import type { Tx } from '../database.ts'
import { byteaText, rowsAsJson } from '../packed.ts'
import { type ProvableStatement, STATEMENT_COLUMNS, STATEMENT_JOINS } from './provable-statements.ts'

/** What an agency was told before. */
export type NoticeSubject = 'verification' | 'write-off'

/** What a notice is made for: there is one for each. */
export interface NoticeCause {
  /** Id of the verification or write-off. */
  readonly about: string
  readonly kind: NoticeKind
  /** Stable code. */
  readonly reason: string
  /** Position of the fact by which it came so. */
  readonly factPosition: bigint | undefined
  /** Id of the verification that answers anew. */
  readonly next: string | undefined
}

/** A signed notice, with the place of its record in the log. */
export interface NewNotice extends NoticeCause {
  /** UUIDv7. */
  readonly id: string
  /** Partner id of who is told. */
  readonly agency: string
  readonly subject: NoticeSubject
  /** Time of its record. */
  readonly madeAt: Date
  /** The signed bytes: payload of the JWS. */
  readonly payloadId: string
  /** Signature of the JWS. */
  readonly signature: Uint8Array
  /** Index of the record "notified". */
  readonly recordIndex: bigint
  readonly receiptSize: bigint
}

export async function insertNotices(tx: Tx, rows: readonly NewNotice[]): Promise<void> {
  await tx.query(
    `insert into notice (id, agency, subject, about, kind, reason, fact_position, next, made_at, payload_id, signature,
       record_index, receipt_size)
     select * from json_to_recordset($1) as r (id uuid, agency text, subject text, about uuid, kind text, reason text,
       fact_position bigint, next uuid, made_at timestamptz, payload_id uuid, signature bytea, record_index bigint, receipt_size bigint)`,
    [
      rowsAsJson(
        rows.map((row) => ({
          id: row.id,
          agency: row.agency,
          subject: row.subject,
          about: row.about,
          kind: row.kind,
          reason: row.reason,
          fact_position: row.factPosition?.toString() ?? null,
          next: row.next ?? null,
          made_at: row.madeAt.toISOString(),
          payload_id: row.payloadId,
          signature: byteaText(row.signature),
          record_index: row.recordIndex.toString(),
          receipt_size: row.receiptSize.toString(),
        })),
      ),
    ],
  )
}

/** As it is read: null where nothing was written. */
export type KnownNotice = Omit<NewNotice, 'factPosition' | 'next'> & {
  readonly factPosition: bigint | null
  readonly next: string | null
}

const COLUMNS = `n.id, n.agency, n.subject, n.about, n.kind, n.reason, n.fact_position as "factPosition", n.next,
       n.made_at as "madeAt", n.payload_id as "payloadId", n.signature, n.record_index as "recordIndex", n.receipt_size as "receiptSize"`

/** Notices that were made for the causes, in any order. */
export function findNotices(tx: Tx, causes: readonly NoticeCause[]): Promise<KnownNotice[]> {
  return tx.query<KnownNotice>(
    `select ${COLUMNS}
       from unnest($1::uuid[], $2::text[], $3::text[], $4::bigint[], $5::uuid[]) as c (about, kind, reason, fact, next)
       join notice n on n.about = c.about and n.kind = c.kind and n.reason = c.reason
        and coalesce(n.fact_position, -1) = coalesce(c.fact, -1) and coalesce(n.next, n.about) = coalesce(c.next, c.about)`,
    [
      causes.map(({ about }) => about),
      causes.map(({ kind }) => kind),
      causes.map(({ reason }) => reason),
      causes.map(({ factPosition }) => factPosition?.toString() ?? null),
      causes.map(({ next }) => next ?? null),
    ],
  )
}

/** All of which an agency's file is made again: signed bytes, signature, and the receipt of the record. */
export type NoticeRow = KnownNotice & {
  readonly payload: Uint8Array
  /** The leaf: it names the algorithm and the key of the signature. */
  readonly record: Uint8Array
}

const WITH_FILE = `select ${COLUMNS}, p.bytes as payload, l.record
       from notice n join leaf l on l.index = n.record_index join payload p on p.id = n.payload_id`

/** What is looked for in the list of an agency. */
export interface NoticePage {
  /** Only those whose records have greater indexes. */
  readonly after: bigint
  readonly limit: number
}

/** Notices of an agency in the order of the log, as far as they were not erased. */
export function listNotices(db: Tx, agency: string, { after, limit }: NoticePage): Promise<NoticeRow[]> {
  return db.query<NoticeRow>(
    `${WITH_FILE} where n.agency = $1 and n.record_index > $2 order by n.record_index limit $3`,
    [agency, after, limit],
  )
}

/** The notice when it is to `agency`, else nothing: another's notice looks like none. */
export async function findNotice(db: Tx, id: string, agency: string): Promise<NoticeRow | undefined> {
  const [row] = await db.query<NoticeRow>(`${WITH_FILE} where n.id = $1 and n.agency = $2`, [id, agency])
  return row
}

/** Enough of a notice to find it by. */
export type NoticeLink = Pick<KnownNotice, 'id' | 'kind' | 'reason' | 'madeAt'>

/** Notices about a verification or write-off, in the order of the log. */
export function noticesAbout(db: Tx, about: string): Promise<NoticeLink[]> {
  return db.query<NoticeLink>(
    `select id, kind, reason, made_at as "madeAt" from notice where about = $1 order by record_index`,
    [about],
  )
}

/** A notice with what it has to agree with. */
export type ProvableNotice = KnownNotice & ProvableStatement

/** Notices with records from `first` up to `end`, that one not included, in order. */
export function noticesBetween(
  db: Tx,
  { first, end }: { readonly first: bigint; readonly end: bigint },
): Promise<ProvableNotice[]> {
  return db.query<ProvableNotice>(
    `select r.id, r.agency, r.subject, r.about, r.kind, r.reason, r.fact_position as "factPosition", r.next,
            r.made_at as "madeAt", ${STATEMENT_COLUMNS}
       from notice r ${STATEMENT_JOINS}
      where r.record_index >= $1 and r.record_index < $2 order by r.record_index`,
    [first, end],
  )
}

/** Ids of notices whose records the log does not have. */
export async function noticesBeyondLog(db: Tx): Promise<string[]> {
  const rows = await db.query<{ id: string }>(
    'select id from notice where record_index >= (select size from log_head) order by id limit 100',
  )
  return rows.map(({ id }) => id)
}
