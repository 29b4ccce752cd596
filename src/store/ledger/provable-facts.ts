import type { Tx } from '../database.ts'

/** A key, and the end of the part of the log in which its document is looked for. */
export interface FactKey {
  readonly kind: string
  readonly issuer: string
  readonly series: string
  /** Skeleton of the number. */
  readonly number: string
  /** Only facts of smaller positions count. */
  readonly before: bigint
}

/** Position of the first fact of each key, in the order of the keys; undefined where there is none. */
export async function firstFacts(db: Tx, keys: readonly FactKey[]): Promise<(bigint | undefined)[]> {
  if (keys.length === 0) return []
  const rows = await db.query<{ place: bigint; position: bigint }>(
    `select k.place, f.position
       from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[]) with ordinality
              as k (number, issuer, kind, series, before, place)
      cross join lateral (
        select position from fact
         where number = k.number and issuer = k.issuer and kind = k.kind and series = k.series
           and position < k.before
         order by position limit 1) f`,
    [
      keys.map(({ number }) => number),
      keys.map(({ issuer }) => issuer),
      keys.map(({ kind }) => kind),
      keys.map(({ series }) => series),
      keys.map(({ before }) => before.toString()),
    ],
  )
  const found = new Map(rows.map(({ place, position }) => [Number(place), position]))
  return keys.map((_, at) => found.get(at + 1))
}
