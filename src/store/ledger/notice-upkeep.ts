import type { Tx } from '../database.ts'

/** Gives back at once what an earlier run of this node was at when it ended, instead of after the lease. */
export async function releaseNoticeWorkOf(db: Tx, node: string): Promise<void> {
  await Promise.all([RECALLS, KEY_LOSSES, PUSHES].map((release) => db.query(release, [node])))
}

const EARLIER = `locked_by is not null and split_part(locked_by, '#', 1) = $1`
const RECALLS = `update recall set locked_by = null, locked_at = null where ${EARLIER}`
const KEY_LOSSES = `update key_loss set locked_by = null, locked_at = null where ${EARLIER}`
const PUSHES = `update notice_push set locked_by = null, locked_at = null where ${EARLIER}`
