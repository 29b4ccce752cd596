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

/** A message that a fact names as one that what it says comes from. */
export interface NamedMessage {
  /** Of the fact that names it. */
  readonly position: bigint
  readonly exchange: string
  /** Hex. */
  readonly keyId: string
  /** Index of the record of its acceptance. */
  readonly basis: bigint
  /** When the ledger took it over, as the fact has it: ISO 8601. */
  readonly knownAt: string
}

/** What there is of a message that a fact names. */
export interface Ground {
  /** The leaf of its acceptance; null when there is none before the fact. */
  readonly record: Uint8Array | null
  /** Whether it became a fact at that time, and not after the one that names it. */
  readonly isEntered: boolean
}

/** In the order of the messages. */
export function groundsOf(db: Tx, messages: readonly NamedMessage[]): Promise<Ground[]> {
  return db.query<Ground>(
    `select l.record,
            exists (select 1 from leaf s join fact f on f.position = s.index
                     where s.subject_id = l.subject_id and f.position <= k.position
                       and to_char(f.known_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') = k.known_at) as "isEntered"
       from unnest($1::bigint[], $2::text[], $3::bigint[], $4::text[]) with ordinality
              as k (position, exchange, basis, known_at, place)
       left join leaf l on l.index = k.basis and k.basis < k.position
      order by k.place`,
    [
      messages.map(({ position }) => position.toString()),
      messages.map(({ exchange }) => exchange),
      messages.map(({ basis }) => basis.toString()),
      messages.map(({ knownAt }) => knownAt),
    ],
  )
}
