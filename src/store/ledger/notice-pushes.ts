import type { Tx } from '../database.ts'

/** A notice that is to be sent to the address of its agency. */
export interface NewPush {
  /** Id of the notice. */
  readonly notice: string
  /** Partner id. */
  readonly agency: string
}

export async function insertPushes(tx: Tx, pushes: readonly NewPush[]): Promise<void> {
  await tx.query('insert into notice_push (notice_id, agency) select * from unnest($1::uuid[], $2::text[])', [
    pushes.map(({ notice }) => notice),
    pushes.map(({ agency }) => agency),
  ])
}

/** A notice that this worker has claimed to send. */
export interface Push extends NewPush {
  /** This attempt's number, from 1. */
  readonly attempts: number
}

/**
 * Takes due notices for this worker, the longest due of each agency first. No agency has more than `perAgency` claimed by all
 * workers together (a race may add a few), so that a slow one takes no room of others.
 * @param claim.now the node's clock, by which the next attempt was set
 * @param claim.leaseMs a claim older than this is somebody's who died
 */
export function claimPushes(
  db: Tx,
  claim: {
    readonly worker: string
    readonly limit: number
    readonly perAgency: number
    readonly now: Date
    readonly leaseMs: number
  },
): Promise<Push[]> {
  return db.query<Push>(CLAIM, [
    claim.worker,
    claim.limit,
    claim.perAgency,
    claim.now.toISOString(),
    claim.leaseMs,
  ])
}

/** `receiver` skips from one agency to the next in the index, however long their queues are. */
const CLAIM = `
  with recursive receiver as (
    (select agency from notice_push where given_up_at is null order by agency limit 1)
    union all
    select (select p.agency from notice_push p
             where p.given_up_at is null and p.agency > r.agency order by p.agency limit 1)
      from receiver r where r.agency is not null
  ), due as (
    select d.notice_id
      from receiver r cross join lateral (
        select p.notice_id, p.due_at from notice_push p
         where p.agency = r.agency and p.given_up_at is null and p.due_at <= greatest(now(), $4::timestamptz)
           and (p.locked_by is null or p.locked_at < now() - $5::float8 * interval '1 millisecond')
         order by p.due_at
         limit greatest(0, $3::bigint - (
           select count(*) from notice_push b
            where b.agency = r.agency and b.given_up_at is null and b.locked_by is not null
              and b.locked_at >= now() - $5::float8 * interval '1 millisecond'))
           for update skip locked) d
     order by d.due_at limit $2::bigint
  )
  update notice_push p set locked_by = $1, locked_at = now(), attempts = p.attempts + 1
    from due where p.notice_id = due.notice_id
  returning p.notice_id as notice, p.agency, p.attempts`

/** The agency has said that it has it. */
export async function endPush(db: Tx, notice: string, worker: string): Promise<void> {
  await db.query('delete from notice_push where notice_id = $1 and locked_by = $2', [notice, worker])
}

/** To be sent again then. */
export async function postponePush(
  db: Tx,
  notice: string,
  worker: string,
  next: { readonly dueAt: Date; readonly error: string },
): Promise<void> {
  await db.query(
    `update notice_push set due_at = $3, last_error = $4, locked_by = null, locked_at = null
      where notice_id = $1 and locked_by = $2`,
    [notice, worker, next.dueAt.toISOString(), next.error],
  )
}

/** Not to be sent any more. */
export async function giveUpPush(db: Tx, notice: string, worker: string, error: string): Promise<void> {
  await db.query(
    `update notice_push set given_up_at = now(), last_error = $3, locked_by = null, locked_at = null
      where notice_id = $1 and locked_by = $2`,
    [notice, worker, error],
  )
}

/** Notices that are still to be sent. */
export async function countPushes(db: Tx): Promise<number> {
  const [row] = await db.query<{ count: bigint }>(
    'select count(*) as count from notice_push where given_up_at is null',
  )
  return Number(row?.count ?? 0)
}
