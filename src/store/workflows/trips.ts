import { KhorgosError } from '../../errors.ts'
import type { Tx } from '../database.ts'
import { byteaText, rowsAsJson } from '../packed.ts'

export interface CargoCursor {
  readonly turn: bigint
  readonly reached: bigint
  readonly behind: bigint
  /** 32 bytes; null before the first time. */
  readonly rules: Uint8Array | null
}

export async function readCargoCursor(db: Tx): Promise<CargoCursor> {
  const [row] = await db.query<CargoCursor>('select turn, reached, behind, rules from cargo_cursor')
  if (row === undefined)
    throw new KhorgosError('INTERNAL', 'Nobody knows how far cargo accounts have followed the log.')
  return row
}

/** @returns false when somebody has written since that turn */
export async function moveCargoCursor(tx: Tx, turn: bigint, reached: bigint): Promise<boolean> {
  const rows = await tx.query(
    `update cargo_cursor set turn = turn + 1, reached = $2 where turn = $1 returning turn`,
    [turn, reached],
  )
  return rows.length > 0
}

/**
 * Forgets what was read by other rules, so that the log is read again; what was said of trips stays. Does nothing where the rules are
 * the same.
 */
export async function beginCargo(tx: Tx, rules: Uint8Array): Promise<void> {
  const begun = await tx.query(
    `update cargo_cursor set turn = turn + 1, reached = 0, behind = coalesce((select size from log_head), 0),
            rules = $1::bytea
      where rules is distinct from $1::bytea returning turn`,
    [byteaText(rules)],
  )
  if (begun.length === 0) return
  await tx.query('delete from trip_key')
  await tx.query('delete from trip_piece')
  await tx.query(`update trip set doubts = '[]', joined = null, due_at = 'epoch'`)
}

/** A trip as it was when it was looked at last. */
export interface TripRow {
  readonly id: string
  readonly revision: number
  /** JSON. */
  readonly findings: string
  /** JSON: list of texts. */
  readonly doubts: string
  readonly dueAt: Date | null
  readonly weighedAt: Date | null
  readonly joined: string | null
}

const COLUMNS = `t.id, t.revision, t.findings::text as findings, t.doubts::text as doubts, t.due_at as "dueAt",
       t.weighed_at as "weighedAt", t.joined`

export function findTrips(db: Tx, ids: readonly string[]): Promise<TripRow[]> {
  return db.query<TripRow>(`select ${COLUMNS} from trip t where t.id = any($1::uuid[])`, [ids])
}

/** Those that have to be looked at, the longest due first. */
export function dueTrips(db: Tx, now: Date, limit: number): Promise<TripRow[]> {
  return db.query<TripRow>(
    `select ${COLUMNS} from trip t where t.due_at is not null and t.due_at <= $1 order by t.due_at, t.id limit $2`,
    [now.toISOString(), limit],
  )
}

/** Behind that one, in the order of ids. */
export function tripsAfter(db: Tx, after: string, limit: number): Promise<TripRow[]> {
  return db.query<TripRow>(`select ${COLUMNS} from trip t where t.id > $1 order by t.id limit $2`, [
    after,
    limit,
  ])
}

/** Trips that have pieces, with what else they could be of; to be looked at. New ones are made. */
export async function stirTrips(
  tx: Tx,
  rows: readonly { readonly id: string; readonly doubts: readonly string[] }[],
): Promise<void> {
  await tx.query(
    `insert into trip (id, doubts, due_at)
     select id, doubts::json, 'epoch' from json_to_recordset($1) as r (id uuid, doubts text)
     on conflict (id) do update set doubts = excluded.doubts, due_at = excluded.due_at, joined = null`,
    [rowsAsJson(rows.map(({ id, doubts }) => ({ id, doubts: JSON.stringify(doubts) })))],
  )
}

/** Trips whose pieces are of another now. */
export async function joinTrips(
  tx: Tx,
  rows: readonly { readonly id: string; readonly joined: string }[],
): Promise<void> {
  await tx.query(
    `update trip t set joined = r.joined, doubts = '[]', due_at = 'epoch'
       from unnest($1::uuid[], $2::uuid[]) as r (id, joined) where t.id = r.id`,
    [rows.map(({ id }) => id), rows.map(({ joined }) => joined)],
  )
}

/** Trips of these records, and those that name one of the keys: to be looked at. */
export async function stirTripsAbout(
  tx: Tx,
  records: readonly bigint[],
  keys: readonly { readonly key: string; readonly value: string }[],
): Promise<void> {
  await tx.query(
    `update trip t set due_at = 'epoch' where t.id in (
       select p.trip_id from trip_piece p where p.record_index = any($1::bigint[])
       union
       select p.trip_id from unnest($2::text[], $3::text[]) as w (key, value) join trip_key k using (key, value)
         join trip_piece p on p.record_index = k.record_index and p.paper = k.paper
       union
       select o.trip_id from trip_piece p join trip_key a on a.record_index = p.record_index and a.paper = p.paper
         join trip_key k on k.key = a.key and k.value = a.value
         join trip_piece o on o.record_index = k.record_index and o.paper = k.paper
        where p.record_index = any($1::bigint[]) and p.trip_id is null)`,
    [records.map(String), keys.map(({ key }) => key), keys.map(({ value }) => value)],
  )
}

/** Trips that were looked at; a new revision where its findings have changed. */
export async function weighTrips(
  tx: Tx,
  rows: readonly {
    readonly id: string
    readonly revision: number
    readonly findings: string
    readonly dueAt: Date | undefined
    readonly weighedAt: Date
  }[],
): Promise<void> {
  await tx.query(
    `update trip t set revision = r.revision, findings = r.findings::json, due_at = r.due_at, weighed_at = r.weighed_at
       from json_to_recordset($1) as r (id uuid, revision integer, findings text, due_at timestamptz, weighed_at timestamptz)
      where t.id = r.id`,
    [
      rowsAsJson(
        rows.map(({ id, revision, findings, dueAt, weighedAt }) => ({
          id,
          revision,
          findings,
          due_at: dueAt?.toISOString() ?? null,
          weighed_at: weighedAt.toISOString(),
        })),
      ),
    ],
  )
}

/** Trips that bear a key, the newest paper first. */
export async function tripsWith(
  db: Tx,
  { value, key }: { readonly value: string; readonly key: string | undefined },
  limit: number,
): Promise<string[]> {
  const rows = await db.query<{ id: string }>(
    `select p.trip_id as id from trip_key k join trip_piece p on p.record_index = k.record_index and p.paper = k.paper
      where k.value = $1 and ($2::text is null or k.key = $2) and k.key not like '@%' and p.trip_id is not null
      group by p.trip_id order by max(k.at) desc, p.trip_id limit $3`,
    [value, key ?? null, limit],
  )
  return rows.map(({ id }) => id)
}
