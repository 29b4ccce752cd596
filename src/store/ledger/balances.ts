import type { Measure } from '../../model/measure.ts'
import type { Tx } from '../database.ts'
import { rowsAsJson } from '../packed.ts'

/** What was taken of a measure of a line. Amounts are canonical decimals in the unit of the document. */
export interface KnownBalance {
  /** UUIDv8, its name in the log. */
  readonly id: string
  /** WCO 006; 0 for the document as a whole. */
  readonly line: number
  readonly measure: Measure
  readonly unit: string
  readonly total: string
  /** Already taken from the document that this one replaces. */
  readonly carried: string
  readonly reserved: string
  readonly used: string
}

/** A balance after its first postings. */
export interface NewBalance extends KnownBalance {
  /** Position of the document's first fact. */
  readonly document: bigint
  /** Index of the newest record that posted to it. */
  readonly posted: bigint
}

export async function insertBalances(tx: Tx, rows: readonly NewBalance[]): Promise<void> {
  await tx.query(
    `insert into balance (id, document, line, measure, unit, total, carried, reserved, used, posted)
     select * from json_to_recordset($1) as r (id uuid, document bigint, line integer, measure text, unit text,
       total numeric, carried numeric, reserved numeric, used numeric, posted bigint)`,
    [
      rowsAsJson(
        rows.map(({ document, posted, ...row }) => ({
          ...row,
          document: document.toString(),
          posted: posted.toString(),
        })),
      ),
    ],
  )
}

/** By how much a balance moves: the signed sum of what is posted to it now. */
export interface BalanceChange {
  readonly id: string
  readonly reserved: string
  readonly used: string
  /** Index of the newest record that posted to it. */
  readonly posted: bigint
}

/**
 * Not an upsert: a constraint is tried on the proposed row before the conflict is seen, and refuses a negative change.
 * Arrays and not JSON: of a JSON text the planner expects so many rows that it would read a small table from end to end.
 * @param changes one for each balance
 * @returns ids of the balances that were there
 */
export async function moveBalances(tx: Tx, changes: readonly BalanceChange[]): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `update balance b set reserved = b.reserved + c.reserved, used = b.used + c.used, posted = c.posted
       from unnest($1::uuid[], $2::numeric[], $3::numeric[], $4::bigint[]) as c (id, reserved, used, posted)
      where b.id = c.id returning b.id`,
    [
      changes.map(({ id }) => id),
      changes.map(({ reserved }) => reserved),
      changes.map(({ used }) => used),
      changes.map(({ posted }) => posted.toString()),
    ],
  )
  return rows.map(({ id }) => id)
}

/** One signed change of a balance. */
export interface NewPosting {
  readonly balanceId: string
  /** Index of its record. */
  readonly position: bigint
  readonly reserved: string
  readonly used: string
  /** Time of its record. */
  readonly postedAt: Date
}

/** After their balances. */
export async function insertPostings(tx: Tx, rows: readonly NewPosting[]): Promise<void> {
  await tx.query(
    `insert into posting (balance_id, position, reserved, used, posted_at)
     select * from json_to_recordset($1) as r (balance_id uuid, position bigint, reserved numeric, used numeric,
       posted_at timestamptz)`,
    [
      rowsAsJson(
        rows.map(({ balanceId, position, reserved, used, postedAt }) => ({
          balance_id: balanceId,
          position: position.toString(),
          reserved,
          used,
          posted_at: postedAt.toISOString(),
        })),
      ),
    ],
  )
}

/** A posting by its names. */
export type PostingName = Pick<NewPosting, 'balanceId' | 'position'>

/** Those that are there, in any order. */
export function findPostings(db: Tx, names: readonly PostingName[]): Promise<NewPosting[]> {
  return db.query<NewPosting>(
    `select p.balance_id as "balanceId", p.position, trim_scale(p.reserved)::text as reserved,
            trim_scale(p.used)::text as used, p.posted_at as "postedAt"
       from unnest($1::uuid[], $2::bigint[]) as n (balance_id, position)
       join posting p on p.balance_id = n.balance_id and p.position = n.position`,
    [names.map(({ balanceId }) => balanceId), names.map(({ position }) => position.toString())],
  )
}

/** A balance with what it has to agree with. */
export interface ProvableBalance extends NewBalance {
  /**
   * JSON list of the contents of the newest fact of each edition of its document, the newest edition first; null when no
   * document begins there.
   */
  readonly contents: string | null
  /** What its postings come to; null when it has none. */
  readonly postedReserved: string | null
  readonly postedUsed: string | null
  readonly newest: bigint | null
  /** How many of its postings stand before the end that was asked for. */
  readonly postings: bigint
  /** Whether it was posted to by what the log does not have. */
  readonly beyondLog: boolean
}

/** Balances after `id` in the order of ids, each as of one moment however the log grows. */
export function balancesAfter(
  db: Tx,
  id: string,
  { end, limit }: { readonly end: bigint; readonly limit: number },
): Promise<ProvableBalance[]> {
  return db.query<ProvableBalance>(
    `select b.id, b.document, b.line, b.measure, b.unit, trim_scale(b.total)::text as total,
            trim_scale(b.carried)::text as carried, trim_scale(b.reserved)::text as reserved,
            trim_scale(b.used)::text as used, b.posted, trim_scale(p.reserved)::text as "postedReserved",
            trim_scale(p.used)::text as "postedUsed", p.newest, p.postings,
            greatest(b.posted, p.newest) >= (select size from log_head) as "beyondLog",
            (select json_agg(edition.content order by edition.position desc)::text
               from fact first
              cross join lateral (
                select distinct on (content ->> 'seed') position, content from fact
                 where number = first.number and issuer = first.issuer and kind = first.kind and series = first.series
                 order by content ->> 'seed', position desc) edition
              where first.position = b.document and first.document = first.position) as contents
       from balance b
      cross join lateral (
        select sum(reserved) as reserved, sum(used) as used, max(position) as newest,
               count(*) filter (where position < $2) as postings
          from posting where balance_id = b.id) p
      where b.id > $1 order by b.id limit $3`,
    [id, end.toString(), limit],
  )
}
