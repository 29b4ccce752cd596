import type { Tx } from '../database.ts'
import { byteaText, rowsAsJson } from '../packed.ts'

/** What misses are counted by. */
export interface MissKey {
  /** Partner id of who asked. */
  readonly agency: string
  /** 32 bytes that stand for the document asked for; none for all of them together. */
  readonly scope: Buffer
}

export interface MissRow extends MissKey {
  readonly count: number
  readonly firstAt: Date
}

/** Counts of the keys under which there was a miss, in any order. */
export function missesOf(tx: Tx, keys: readonly MissKey[]): Promise<MissRow[]> {
  return tx.query<MissRow>(
    `select m.agency, m.scope, m.count, m.first_at as "firstAt"
       from unnest($1::text[], $2::bytea[]) as k (agency, scope)
      cross join lateral (select * from miss where agency = k.agency and scope = k.scope limit 1) m`,
    [keys.map(({ agency }) => agency), keys.map(({ scope }) => scope)],
  )
}

/** Puts counts in place of those that were read under the lock of the log head. */
export async function countMisses(tx: Tx, rows: readonly MissRow[]): Promise<void> {
  await tx.query(
    `insert into miss (agency, scope, count, first_at)
     select * from json_to_recordset($1) as r (agency text, scope bytea, count integer, first_at timestamptz)
         on conflict (agency, scope) do update set count = excluded.count, first_at = excluded.first_at`,
    [
      rowsAsJson(
        rows.map(({ agency, scope, count, firstAt }) => ({
          agency,
          scope: byteaText(scope),
          count,
          first_at: firstAt.toISOString(),
        })),
      ),
    ],
  )
}
