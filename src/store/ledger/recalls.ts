import type { Tx } from '../database.ts'
import { rowsAsJson } from '../packed.ts'
import type { NoticeSubject } from './notices.ts'

/** A document that fell, or has a newer edition, and whose answers are to be looked for. */
export interface NewRecall {
  /** The fact by which it fell or was amended, or whose key was compromised. */
  readonly factPosition: bigint
  /** Position of the document's first fact. */
  readonly document: bigint
  /** Stable code. */
  readonly reason: string
  /** Answers whose records have greater indexes than this … */
  readonly toldAfter: bigint
  /** … and smaller ones than this. */
  readonly toldBefore: bigint
}

export async function insertRecalls(tx: Tx, rows: readonly NewRecall[]): Promise<void> {
  await tx.query(
    `insert into recall (fact_position, document, reason, told_after, told_before)
     select * from json_to_recordset($1) as r (fact_position bigint, document bigint, reason text, told_after bigint,
       told_before bigint)`,
    [
      rowsAsJson(
        rows.map((row) => ({
          fact_position: row.factPosition.toString(),
          document: row.document.toString(),
          reason: row.reason,
          told_after: row.toldAfter.toString(),
          told_before: row.toldBefore.toString(),
        })),
      ),
    ],
  )
}

/** A recall that this worker has claimed. */
export interface Recall extends NewRecall {
  /** Id of the last verification or write-off whose notice is made. */
  readonly reached: string
}

const COLUMNS = `r.fact_position as "factPosition", r.document, r.reason, r.told_after as "toldAfter",
       r.told_before as "toldBefore", r.reached`

/** Takes recalls for this worker, the oldest first; a claim older than the lease is somebody's who died. */
export function claimRecalls(
  db: Tx,
  claim: { readonly worker: string; readonly limit: number; readonly leaseMs: number },
): Promise<Recall[]> {
  return db.query<Recall>(
    `update recall r set locked_by = $1, locked_at = now()
       from (select fact_position, document, reason, told_after from recall
              where locked_by is null or locked_at < now() - $3::float8 * interval '1 millisecond'
              order by fact_position, document limit $2 for update skip locked) d
      where (r.fact_position, r.document, r.reason, r.told_after)
          = (d.fact_position, d.document, d.reason, d.told_after)
      returning ${COLUMNS}`,
    [claim.worker, claim.limit, claim.leaseMs],
  )
}

/** Who may have to be told of a recall. */
export interface Relied {
  /** Id of the verification or write-off. */
  readonly id: string
  readonly agency: string
  readonly subject: NoticeSubject
}

interface Page {
  readonly limit: number
}

/**
 * The next who relied on the document, in the order of their ids: answers that did not refute it, and write-offs that
 * still take something. A write-off relies on the fact by which it was judged.
 */
export function whoRelied(db: Tx, recall: Recall, { limit }: Page): Promise<Relied[]> {
  return db.query<Relied>(BY_FACT, [...spanOf(recall), limit, recall.factPosition])
}

/**
 * The same of what a lost key signed.
 * @param knew bytes that stand in every answer that knew of it
 */
export function whoReliedOnKey(
  db: Tx,
  recall: Recall,
  { limit, knew }: Page & { readonly knew: Uint8Array },
): Promise<Relied[]> {
  return db.query<Relied>(BY_KEY, [...spanOf(recall), limit, recall.factPosition, knew])
}

/** With what it was told: null once that was erased. */
export type ReliedOnEdition = Relied & { readonly payload: Uint8Array | null }

/** The same, with the newest statement of each, of a document that has a newer edition. */
export function whoReliedOnEdition(db: Tx, recall: Recall, { limit }: Page): Promise<ReliedOnEdition[]> {
  return db.query<ReliedOnEdition>(BY_EDITION, [...spanOf(recall), limit, recall.factPosition])
}

const spanOf = ({ document, reached, toldAfter, toldBefore }: Recall) => [
  document,
  reached,
  toldAfter,
  toldBefore,
]

const reliedSql = (answers: string, writeOffs: string): string => `
  (select v.id, v.agency, 'verification' as subject, v.payload_id from verification v
    where v.document = $1 and v.id > $2 and v.record_index > $3 and v.record_index < $4 and v.verdict <> 'refuted'
      ${answers}
    order by v.id limit $5)
   union all
  (select w.id, w.agency, 'write-off' as subject, w.payload_id from write_off w
    where w.document = $1 and w.id > $2 and w.state in ('reserved', 'used') and ${writeOffs}
    order by w.id limit $5)
   order by id limit $5`

const BY_FACT = `select id, agency, subject from (${reliedSql('', 'w.fact_position < $6')}) r order by id`

/** That a key was lost is told later than its facts are: who asked since may have been told. */
const BY_KEY = `select id, agency, subject from (${reliedSql(
  `and not exists (select 1 from payload p where p.id = v.payload_id and position($7::bytea in p.bytes) > 0)`,
  'w.fact_position >= $6 and w.fact_position < $4',
)}) r order by id`

const BY_EDITION = `select r.id, r.agency, r.subject, p.bytes as payload
  from (${reliedSql('', 'w.fact_position < $6')}) r left join payload p on p.id = r.payload_id order by r.id`

const MINE = `fact_position = $1 and document = $2 and reason = $3 and told_after = $4 and locked_by = $5`

const nameOf = ({ factPosition, document, reason, toldAfter }: NewRecall, worker: string) => [
  factPosition,
  document,
  reason,
  toldAfter,
  worker,
]

/** Gives the claim back; the next one goes on behind `reached`. */
export async function continueRecall(db: Tx, recall: Recall, worker: string, reached: string): Promise<void> {
  await db.query(`update recall set reached = $6, locked_by = null, locked_at = null where ${MINE}`, [
    ...nameOf(recall, worker),
    reached,
  ])
}

/** Everybody was told. @returns false when the claim was another's by then, who will end it */
export async function endRecall(tx: Tx, recall: Recall, worker: string): Promise<boolean> {
  const rows = await tx.query(
    `delete from recall where ${MINE} returning fact_position`,
    nameOf(recall, worker),
  )
  return rows.length > 0
}

/** What was known of the document by the fact at that position and by the one before it, the newest first. JSON. */
export async function contentsAround(db: Tx, factPosition: bigint): Promise<string[]> {
  const rows = await db.query<{ content: string }>(
    `select o.content::text as content from fact f join fact o using (number, issuer, kind, series)
      where f.position = $1 and o.position <= f.position order by o.position desc limit 2`,
    [factPosition],
  )
  return rows.map(({ content }) => content)
}

/** Answers by the ids of their verifications, as far as they were not erased. */
export async function answersOf(
  db: Tx,
  verifications: readonly string[],
): Promise<ReadonlyMap<string, Uint8Array>> {
  const rows = await db.query<{ id: string; payload: Uint8Array }>(
    `select v.id, p.bytes as payload from unnest($1::uuid[]) as k (id)
       join verification v using (id) join payload p on p.id = v.payload_id
      where p.bytes is not null`,
    [verifications],
  )
  return new Map(rows.map(({ id, payload }) => [id, payload]))
}

/** What names a document that fell; its number is a skeleton. */
export interface Fallen {
  readonly kind: string
  readonly series: string
  readonly number: string
}

/** @returns undefined where there is no such fact */
export async function fallenBy(tx: Tx, { factPosition }: NewRecall): Promise<Fallen | undefined> {
  const [row] = await tx.query<Fallen>('select kind, series, number from fact where position = $1', [
    factPosition,
  ])
  return row
}

/**
 * Documents that are built on the one that fell by that fact fall too, unless it had fallen before.
 * @param ended statuses of documents on which nothing can be built
 * @param issuer whose document a base with that number is where nobody states it; undefined: nobody can tell
 */
export async function recallBuiltOn(
  tx: Tx,
  { factPosition }: NewRecall,
  { reason, ended, issuer }: BuiltOn,
): Promise<void> {
  await tx.query(
    `insert into recall (fact_position, document, reason, told_after, told_before)
     select distinct f.position, b.document, $2, -1, f.position
       from fact f join fact b on b.base = f.number and b.kind = f.kind and b.series = f.series
      where f.position = $1 and b.position < f.position
        and coalesce(b.content ->> 'baseIssuer', $4::text) = f.issuer
        and not exists (select 1 from fact e
             where e.number = f.number and e.issuer = f.issuer and e.kind = f.kind and e.series = f.series
               and e.position < f.position and e.status = any($3::text[]))
         on conflict do nothing`,
    [factPosition, reason, ended, issuer ?? null],
  )
}

export interface BuiltOn {
  /** Stable code. */
  readonly reason: string
  readonly ended: readonly string[]
  readonly issuer: string | undefined
}

/** Recalls that are not finished. */
export async function countRecalls(db: Tx): Promise<number> {
  const [row] = await db.query<{ count: bigint }>('select count(*) as count from recall')
  return Number(row?.count ?? 0)
}
