import type { Database, Tx } from '../database.ts'

/** A key that its owner states as compromised. */
export interface LostKey {
  /** Hex SHA-256 of its SubjectPublicKeyInfo. */
  readonly keyId: string
  readonly since: Date
}

/** One statement at a time in all nodes, so that the parts of the log touch. Any constant of our own. */
const STATE_LOCK = 7_400_158_348

/**
 * Writes down that answers up to now are to be recalled, beginning where the last statement of the same key ended: nodes that
 * were started before knew nothing of it, and may have answered since. The same start of several nodes is one statement.
 */
export async function stateKeyLoss(database: Database, { keyId, since }: LostKey): Promise<void> {
  await database.transaction(async (tx) => {
    await tx.query('select pg_advisory_xact_lock($1)', [STATE_LOCK])
    await tx.query(
      `insert into key_loss (key_id, since, from_size, to_size)
       select decode($1, 'hex'), $2, s.size, h.size
         from log_head h, (select coalesce(max(to_size), 0) as size from key_loss
                            where key_id = decode($1, 'hex') and since = $2) s
        where h.size > s.size`,
      [keyId, since.toISOString()],
    )
  })
}

/** A statement that this worker has claimed. */
export interface KeyLoss extends LostKey {
  /** The part of the log whose answers are looked for: from here … */
  readonly fromSize: bigint
  /** … up to here, that one not included. */
  readonly toSize: bigint
  /** Position of the last fact whose recall is written down. */
  readonly reached: bigint
}

/** Takes statements for this worker; a claim older than the lease is somebody's who died. */
export function claimKeyLosses(
  db: Tx,
  claim: { readonly worker: string; readonly limit: number; readonly leaseMs: number },
): Promise<KeyLoss[]> {
  return db.query<KeyLoss>(
    `update key_loss k set locked_by = $1, locked_at = now()
       from (select key_id, since, from_size from key_loss
              where not done and (locked_by is null or locked_at < now() - $3::float8 * interval '1 millisecond')
              order by key_id, since, from_size limit $2 for update skip locked) d
      where (k.key_id, k.since, k.from_size) = (d.key_id, d.since, d.from_size)
      returning encode(k.key_id, 'hex') as "keyId", k.since, k.from_size as "fromSize", k.to_size as "toSize", k.reached`,
    [claim.worker, claim.limit, claim.leaseMs],
  )
}

/**
 * Writes down the recalls of the next facts that the key signed since it was lost, as far as anybody relied on them. Who asked
 * while a fact was the newest of its document relied on it, and so did who asked while a newer one had something from its message.
 */
export async function recallSigned(
  database: Database,
  loss: KeyLoss,
  { worker, limit, reason }: { readonly worker: string; readonly limit: number; readonly reason: string },
): Promise<void> {
  await database.transaction(async (tx) => {
    const facts = await tx.query<{ position: bigint }>(
      `select position from fact
        where key_id = decode($1, 'hex') and position > $2 and position < $3 and known_at >= $4
        order by position limit $5`,
      [loss.keyId, loss.reached, loss.toSize, loss.since.toISOString(), limit],
    )
    if (facts.length > 0)
      await insertSigned(
        tx,
        loss,
        facts.map(({ position }) => position),
        reason,
      )
    await tx.query(
      `update key_loss set reached = $4, done = $5, locked_by = null, locked_at = null
        where key_id = decode($1, 'hex') and since = $2 and from_size = $3 and locked_by = $6`,
      [
        loss.keyId,
        loss.since.toISOString(),
        loss.fromSize,
        facts.at(-1)?.position ?? loss.reached,
        facts.length < limit,
        worker,
      ],
    )
  })
}

async function insertSigned(
  tx: Tx,
  { fromSize, toSize }: KeyLoss,
  positions: readonly bigint[],
  reason: string,
): Promise<void> {
  await tx.query(
    `insert into recall (fact_position, document, reason, told_after, told_before)
     select f.position, f.document, $2, greatest(f.position, $3::bigint - 1), least(n.position, $4::bigint)
       from unnest($1::bigint[]) as p (position) join fact f using (position)
       left join lateral (
         select o.position from fact o
          where o.number = f.number and o.issuer = f.issuer and o.kind = f.kind and o.series = f.series
            and o.position > f.position
            and not exists (select 1 from json_array_elements(o.content -> 'provenance') p
                             where p ->> 'exchange' = f.exchange_id::text)
          order by o.position limit 1) n on true
      where exists (select 1 from verification v
                     where v.document = f.document and v.record_index > greatest(f.position, $3::bigint - 1)
                       and v.record_index < least(n.position, $4::bigint))
         or exists (select 1 from write_off w
                     where w.document = f.document and w.fact_position >= f.position
                       and w.fact_position < least(n.position, $4::bigint))
         on conflict do nothing`,
    [positions.map(String), reason, fromSize, toSize],
  )
}
