import type { Tx } from '../database.ts'
import { rowsAsJson } from '../packed.ts'

/** The year of an office that gives numbers to load checklists: its country and its four digits in the number. */
export interface NumberingYear {
  readonly country: string
  readonly district: string
  readonly year: number
}

export interface FreeSerials extends NumberingYear {
  /** In order, each behind all that were given. */
  readonly free: readonly number[]
}

/**
 * Serial numbers that are free: behind the last one that was given here, and of no list that came with a number of its own.
 *
 * @param asked `prefix`: the number without its serial; `workflow`: whose cases are named by such numbers
 * @param highest the last serial that a number has room for
 */
export async function freeSerials(
  tx: Tx,
  asked: readonly (NumberingYear & { readonly workflow: string; readonly prefix: string })[],
  { highest, limit }: { readonly highest: number; readonly limit: number },
): Promise<FreeSerials[]> {
  // One look-up after the other, until there are enough: a join would look at all numbers there could be.
  return tx.query<FreeSerials>(
    `select a.country, a.district, a.year,
            array(select n from (select generate_series(coalesce(s.last, 0) + 1, $2::integer) as n) as each
                   where (select count(*) from workflow_case c
                           where c.workflow = a.workflow and c.key = a.prefix || lpad(n::text, 5, '0')) = 0
                   limit $3) as free
       from json_to_recordset($1) as a (country text, district text, year integer, workflow text, prefix text)
       left join checklist_serial s using (country, district, year)`,
    [rowsAsJson(asked.map((each) => ({ ...each }))), highest, limit],
  )
}

/** Writes down the last serial numbers that were given; while the log's head is held nobody else gives any. */
export async function moveSerials(
  tx: Tx,
  rows: readonly (NumberingYear & { readonly last: number })[],
): Promise<void> {
  await tx.query(
    `insert into checklist_serial as s (country, district, year, last)
     select * from json_to_recordset($1) as r (country text, district text, year integer, last integer)
         on conflict (country, district, year) do update set last = excluded.last where s.last < excluded.last`,
    [rowsAsJson(rows.map((each) => ({ ...each })))],
  )
}
