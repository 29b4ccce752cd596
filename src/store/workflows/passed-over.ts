import type { Database, Tx } from '../database.ts'
import { rowsAsJson } from '../packed.ts'

/** A record of which workflows could make nothing. */
export interface PassedOverRow {
  readonly index: bigint
  readonly error: string
}

/** The newest error of each stands. */
export async function notePassedOver(tx: Tx, rows: readonly PassedOverRow[], at: Date): Promise<void> {
  await tx.query(
    `insert into workflow_passed_over (record_index, error, at)
     select record_index, error, $2 from json_to_recordset($1) as r (record_index bigint, error text)
     on conflict (record_index) do update set error = excluded.error, at = excluded.at`,
    [
      rowsAsJson(rows.map(({ index, error }) => ({ record_index: index.toString(), error }))),
      at.toISOString(),
    ],
  )
}

/** In order, behind that one. */
export function passedOver(
  db: Database,
  after: bigint,
  limit: number,
): Promise<{ index: bigint; record: Uint8Array }[]> {
  return db.query(
    `select l.index, l.record from workflow_passed_over p join leaf l on l.index = p.record_index
      where p.record_index > $1 order by p.record_index limit $2`,
    [after, limit],
  )
}

export async function forgetPassedOver(db: Database, index: bigint): Promise<void> {
  await db.query('delete from workflow_passed_over where record_index = $1', [index])
}
