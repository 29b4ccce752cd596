import type { Tx } from '../database.ts'

/**
 * Takes the announcing of events for a node, or goes on with it. The first of all nodes begins with the events to come:
 * old ones are no news.
 *
 * @param holdMs until it counts as gone, and another takes over
 * @returns index in the log of the last event that was announced, -1 before the first; undefined while another node does it
 */
export async function holdAnnouncements(db: Tx, node: string, holdMs: number): Promise<bigint | undefined> {
  const [row] = await db.query<{ reached: bigint }>(
    `update announcement_cursor
        set held_by = $1, held_until = now() + $2 * interval '1 millisecond',
            reached = coalesce(reached, (select max(record_index) from case_event), -1)
      where held_by = $1 or held_until is null or held_until < now()
      returning reached`,
    [node, holdMs],
  )
  return row?.reached
}

/** Notes what the broker has, unless another node has taken over meanwhile: that one may announce some of it again. */
export async function announcedUpTo(db: Tx, node: string, reached: bigint): Promise<void> {
  await db.query('update announcement_cursor set reached = greatest(reached, $2) where held_by = $1', [
    node,
    reached,
  ])
}

/** Lets another node go on at once. */
export async function releaseAnnouncements(db: Tx, node: string): Promise<void> {
  await db.query('update announcement_cursor set held_by = null, held_until = null where held_by = $1', [
    node,
  ])
}

/** @returns how many events the broker does not have yet; 0 where none was ever told */
export async function countUnannounced(db: Tx): Promise<number> {
  const [row] = await db.query<{ behind: bigint }>(
    'select count(*) as behind from case_event where record_index > (select reached from announcement_cursor)',
  )
  return Number(row?.behind ?? 0)
}
