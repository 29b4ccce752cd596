import type { Database, Tx } from './database.ts'

/** A delivery that this worker has claimed. */
export interface DueDelivery {
  /** Id of the outgoing message, and of its delivery: the same at every attempt. */
  readonly id: string
  readonly exchangeId: string
  readonly sources: readonly string[]
  /** Receiver. */
  readonly partner: string
  readonly format: string
  readonly messageId: string
  readonly bytes: Uint8Array
  /** This attempt's number, from 1. */
  readonly attempts: number
}

/** One claim at a time in all nodes, so that the count per partner is exact. Any constant of our own. */
const CLAIM_LOCK = 7_400_158_347

/**
 * Takes due deliveries for this worker. A partner never has more than `perPartner` claimed by all workers together,
 * and the claims go round the partners, so that a long queue for one of them delays nobody else's.
 * @param claim.limit deliveries at most
 * @param claim.now the node's clock, by which `retryAt` was set: what is due by it is due, even where the database's
 * clock is behind
 */
export function claimDue(
  database: Database,
  claim: {
    readonly worker: string
    readonly limit: number
    readonly perPartner: number
    readonly now?: Date
  },
): Promise<DueDelivery[]> {
  return database.transaction(async (tx) => {
    await tx.query('select pg_advisory_xact_lock($1)', [CLAIM_LOCK])
    return tx.query<DueDelivery>(CLAIM, [
      claim.worker,
      claim.limit,
      claim.perPartner,
      claim.now?.toISOString() ?? null,
    ])
  })
}

/**
 * `receiver` skips from one partner to the next in the index, however long their queues are. `skip locked` passes by
 * rows that a commit is changing at this moment.
 */
const CLAIM = `
  with recursive receiver as (
    (select partner from outbox where locked_by is null order by partner limit 1)
    union all
    select (select o.partner from outbox o where o.locked_by is null and o.partner > r.partner order by o.partner limit 1)
      from receiver r where r.partner is not null
  ), due as (
    select d.outgoing_id, row_number() over (partition by r.partner order by d.due_at) as place, d.due_at
      from receiver r cross join lateral (
        select o.outgoing_id, o.due_at from outbox o
         where o.partner = r.partner and o.locked_by is null and o.due_at <= greatest(now(), $4::timestamptz)
         order by o.due_at
         limit least($2::bigint, greatest(0, $3::bigint - (
           select count(*) from outbox b where b.partner = r.partner and b.locked_by is not null)))
           for update skip locked) d
  ), taken as (
    update outbox o set locked_by = $1, locked_at = now(), attempts = o.attempts + 1
     where o.outgoing_id in (select outgoing_id from due order by place, due_at limit $2::bigint)
    returning o.outgoing_id, o.attempts, o.due_at
  )
  select g.id, g.exchange_id as "exchangeId", g.partner, g.format, g.message_id as "messageId", p.bytes, t.attempts,
         array(select s.exchange_id::text from outgoing_source s where s.outgoing_id = g.id order by 1) as sources
    from taken t join outgoing g on g.id = t.outgoing_id join payload p on p.id = g.payload_id
   order by t.due_at`

/** Who holds each of these deliveries now. Locks the rows, so that no claim changes until the commit. */
export function holdersOf(
  tx: Tx,
  ids: readonly string[],
): Promise<{ readonly id: string; readonly worker: string | null }[]> {
  return tx.query(
    `select outgoing_id as id, locked_by as worker from outbox where outgoing_id = any($1::uuid[])
      order by outgoing_id for update`,
    [ids],
  )
}

/** Nothing more is to be sent. */
export async function completeDeliveries(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx.query('delete from outbox where outgoing_id = any($1::uuid[])', [ids])
}

export interface Retry {
  readonly outgoingId: string
  readonly retryAt: Date
  readonly error: string | undefined
  /** Its claim ends with this; undefined leaves a claim to whoever holds it. */
  readonly worker: string | undefined
}

/** Puts deliveries off. */
export async function retryLater(tx: Tx, retries: readonly Retry[]): Promise<void> {
  await tx.query(
    `update outbox o set
       due_at = r.retry_at,
       last_error = coalesce(r.error, o.last_error),
       locked_at = case when o.locked_by = r.worker then null else o.locked_at end,
       locked_by = case when o.locked_by = r.worker then null else o.locked_by end
       from unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::text[]) as r (outgoing_id, retry_at, error, worker)
      where o.outgoing_id = r.outgoing_id`,
    [
      retries.map(({ outgoingId }) => outgoingId),
      retries.map(({ retryAt }) => retryAt.toISOString()),
      retries.map(({ error }) => error ?? null),
      retries.map(({ worker }) => worker ?? null),
    ],
  )
}

/**
 * Gives back the claims of workers that died. A worker that only was slow finds out at its commit, whose guard asks
 * for the claim.
 * @returns how many
 */
export async function releaseStale(db: Tx, leaseMs: number): Promise<number> {
  const rows = await db.query(
    `update outbox set locked_by = null, locked_at = null where outgoing_id in (
       select outgoing_id from outbox where locked_at < now() - $1::float8 * interval '1 millisecond' for update skip locked)
     returning outgoing_id`,
    [leaseMs],
  )
  return rows.length
}
