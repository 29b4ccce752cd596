import type { Tx } from '../database.ts'

/** A count of misses, as it stands. */
export interface MissRow {
  readonly agency: string
  /** Hex SHA-256 of the key that was asked for; empty for all keys together. */
  readonly scope: string
  readonly count: number
  readonly firstAt: Date
}

/** Counts whose day had not ended at the time of the newest record. */
export function openMisses(tx: Tx): Promise<MissRow[]> {
  return tx.query<MissRow>(
    `select m.agency, encode(m.scope, 'hex') as scope, m.count, m.first_at as "firstAt"
       from log_head h join miss m on m.first_at > h.last_at - interval '24 hours'`,
  )
}

/** What was asked in the refused requests of those records, by their index; those that are kept. */
export async function deniedPayloads(db: Tx, indexes: readonly bigint[]): Promise<Map<bigint, Uint8Array>> {
  const rows = await db.query<{ index: bigint; bytes: Uint8Array }>(
    `select l.index, p.bytes from unnest($1::bigint[]) as k (index)
       join leaf l on l.index = k.index join payload p on p.id = l.payload_id`,
    [indexes.map(String)],
  )
  return new Map(rows.map(({ index, bytes }) => [index, bytes]))
}
