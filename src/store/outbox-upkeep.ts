import type { Tx } from './database.ts'

/** Deliveries that are not finished; parked ones are no longer among them. */
export async function countOutbox(db: Tx): Promise<number> {
  const [row] = await db.query<{ count: bigint }>('select count(*) as count from outbox')
  return Number(row?.count ?? 0)
}

/**
 * Gives back at once what an earlier run of this node had claimed when it ended, instead of after the lease. Should
 * a second process carry the same name, its deliveries may be made twice: the receiver sees one effect all the same.
 * @returns how many
 */
export async function releaseClaimsOf(db: Tx, node: string): Promise<number> {
  const rows = await db.query(
    `update outbox set locked_by = null, locked_at = null
      where locked_by is not null and split_part(locked_by, '#', 1) = $1 returning outgoing_id`,
    [node],
  )
  return rows.length
}
