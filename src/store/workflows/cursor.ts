import { KhorgosError } from '../../errors.ts'
import type { Tx } from '../database.ts'

/** @returns index of the first record of the log that workflows have not looked at */
export async function readCursor(db: Tx): Promise<bigint> {
  const [row] = await db.query<{ reached: bigint }>('select reached from workflow_cursor')
  if (row === undefined)
    throw new KhorgosError('INTERNAL', 'Nobody knows how far workflows have followed the log.')
  return row.reached
}

/** @returns false when it was not at `from` any more */
export async function moveCursor(tx: Tx, from: bigint, to: bigint): Promise<boolean> {
  const rows = await tx.query(
    'update workflow_cursor set reached = $2 where reached = $1 returning reached',
    [from, to],
  )
  return rows.length > 0
}

/** A record of the log with what a case may want of it. */
export interface LoggedRecord {
  readonly index: bigint
  readonly record: Uint8Array
}

/** In order, from the record `from` on. */
export function recordsFrom(db: Tx, from: bigint, limit: number): Promise<LoggedRecord[]> {
  return db.query<LoggedRecord>(
    'select index, record from leaf where index >= $1 and index < $1 + $2::bigint order by index',
    [from, limit],
  )
}
