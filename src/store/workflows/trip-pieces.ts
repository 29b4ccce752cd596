import type { Tx } from '../database.ts'
import { rowsAsJson } from '../packed.ts'

/** What a record of the log tells of a trip. */
export interface PieceRow {
  readonly recordIndex: bigint
  readonly paper: string
  /** Null for what joins nothing. */
  readonly tripId: string | null
  /** JSON. */
  readonly piece: string
}

const COLUMNS = `p.record_index as "recordIndex", p.paper, p.trip_id as "tripId", p.piece::text as piece`

export async function insertPieces(tx: Tx, rows: readonly PieceRow[]): Promise<void> {
  await tx.query(
    `insert into trip_piece (record_index, paper, trip_id, piece)
     select record_index, paper, trip_id, piece::json
       from json_to_recordset($1) as r (record_index bigint, paper text, trip_id uuid, piece text)`,
    [
      rowsAsJson(
        rows.map(({ recordIndex, paper, tripId, piece }) => ({
          record_index: recordIndex.toString(),
          paper,
          trip_id: tripId,
          piece,
        })),
      ),
    ],
  )
}

export interface PieceKeyRow {
  readonly key: string
  readonly value: string
  readonly recordIndex: bigint
  readonly paper: string
  readonly at: string
}

export async function insertPieceKeys(tx: Tx, rows: readonly PieceKeyRow[]): Promise<void> {
  await tx.query(
    `insert into trip_key (key, value, record_index, paper, at)
     select * from json_to_recordset($1) as r (key text, value text, record_index bigint, paper text, at timestamptz)`,
    [rowsAsJson(rows.map(({ recordIndex, ...row }) => ({ ...row, record_index: recordIndex.toString() })))],
  )
}

export interface PlacedPiece {
  readonly recordIndex: bigint
  readonly paper: string
  readonly tripId: string
}

/** Pieces that are of another trip now. */
export async function placePieces(tx: Tx, rows: readonly PlacedPiece[]): Promise<void> {
  await tx.query(
    `update trip_piece p set trip_id = r.trip_id
       from unnest($1::bigint[], $2::text[], $3::uuid[]) as r (record_index, paper, trip_id)
      where p.record_index = r.record_index and p.paper = r.paper`,
    [
      rows.map(({ recordIndex }) => recordIndex.toString()),
      rows.map(({ paper }) => paper),
      rows.map(({ tripId }) => tripId),
    ],
  )
}

/** A key, and between which moments pieces with it are wanted. */
export interface WantedKey {
  readonly key: string
  readonly value: string
  readonly from: Date
  readonly to: Date
}

/** Each once, in no order. */
export function piecesWith(db: Tx, keys: readonly WantedKey[], limit: number): Promise<PieceRow[]> {
  return db.query<PieceRow>(
    `select ${COLUMNS} from trip_piece p
      where (p.record_index, p.paper) in (
        select k.record_index, k.paper
          from unnest($1::text[], $2::text[], $3::timestamptz[], $4::timestamptz[]) as w (key, value, since, until)
          join trip_key k on k.key = w.key and k.value = w.value and k.at between w.since and w.until)
      limit $5`,
    [
      keys.map(({ key }) => key),
      keys.map(({ value }) => value),
      keys.map(({ from }) => from.toISOString()),
      keys.map(({ to }) => to.toISOString()),
      limit,
    ],
  )
}

/** In the order of the log. */
export function piecesOfTrips(db: Tx, trips: readonly string[], limit: number): Promise<PieceRow[]> {
  return db.query<PieceRow>(
    `select ${COLUMNS} from trip_piece p where p.trip_id = any($1::uuid[]) order by p.record_index, p.paper limit $2`,
    [trips, limit],
  )
}

/** Pieces that join nothing and bear one of the keys, in the order of the log. */
export function attachedPieces(
  db: Tx,
  keys: readonly { readonly key: string; readonly value: string }[],
  limit: number,
): Promise<PieceRow[]> {
  return db.query<PieceRow>(
    `select ${COLUMNS} from trip_piece p
      where p.trip_id is null and (p.record_index, p.paper) in (
        select k.record_index, k.paper from unnest($1::text[], $2::text[]) as w (key, value) join trip_key k using (key, value))
      order by p.record_index, p.paper limit $3`,
    [keys.map(({ key }) => key), keys.map(({ value }) => value), limit],
  )
}

/** Pieces of a part of the log, in order. */
export function piecesBetween(
  db: Tx,
  { first, end }: { readonly first: bigint; readonly end: bigint },
): Promise<PieceRow[]> {
  return db.query<PieceRow>(
    `select ${COLUMNS} from trip_piece p where p.record_index >= $1 and p.record_index < $2
      order by p.record_index, p.paper`,
    [first, end],
  )
}

/** What pieces of a part of the log are found by. */
export function keysBetween(
  db: Tx,
  { first, end }: { readonly first: bigint; readonly end: bigint },
): Promise<{ key: string; value: string; at: Date; recordIndex: bigint; paper: string }[]> {
  return db.query(
    `select key, value, at, record_index as "recordIndex", paper from trip_key
      where record_index >= $1 and record_index < $2`,
    [first, end],
  )
}

/**
 * How documents stand of which the records spoke, by record and kind of document; also where they repeated what was known.
 *
 * @param subjects of the records: facts stand in the log under them
 */
export function statusesAt(
  db: Tx,
  records: readonly bigint[],
  subjects: readonly string[],
): Promise<{ basis: bigint; kind: string; status: string }[]> {
  return db.query(
    `select f.basis, f.kind, (select e.status from fact e where e.document = f.document order by e.position desc limit 1) as status
       from (select f.basis, f.kind, f.document from leaf l join fact f on f.position = l.index
              where l.subject_id = any($2::uuid[]) and f.basis = any($1::bigint[])
              union all
             select r.basis, f.kind, f.document from fact_repeat r join fact f on f.position = r.position
              where r.basis = any($1::bigint[])) f`,
    [records.map(String), subjects],
  )
}

/** Records that spoke of the documents of these facts. */
export async function basesOfFacts(db: Tx, positions: readonly bigint[]): Promise<bigint[]> {
  const rows = await db.query<{ basis: bigint }>(
    `with other as (select o.basis, o.position from fact f join fact o on o.document = f.document
                     where f.position = any($1::bigint[]))
     select basis from other union select r.basis from other o join fact_repeat r on r.position = o.position`,
    [positions.map(String)],
  )
  return rows.map(({ basis }) => basis)
}
