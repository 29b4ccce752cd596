import type { Tx } from './database.ts'
import { pack } from './packed.ts'

/** The one row that orders all nodes. Hashes are 32 bytes. */
export interface HeadRow {
  readonly origin: string
  readonly size: bigint
  readonly root: Uint8Array
  /** Roots of the perfect subtrees, largest first, 32 bytes each. */
  readonly frontier: Uint8Array
  /** Signed checkpoint of this size. */
  readonly note: string
  /** Time of the newest record. */
  readonly lastAt: Date
}

const HEAD = 'select origin, size, root, frontier, note, last_at as "lastAt" from log_head'

export async function readHead(db: Tx): Promise<HeadRow | undefined> {
  const [row] = await db.query<HeadRow>(HEAD)
  return row
}

/** Waits until no other node is committing, then holds the log until the end of the transaction. */
export async function lockHead(tx: Tx): Promise<HeadRow | undefined> {
  const [row] = await tx.query<HeadRow>(`${HEAD} for update`)
  return row
}

/** The head of a new log. @returns false when another node was faster */
export async function createHead(tx: Tx, head: HeadRow): Promise<boolean> {
  const created = await tx.query(
    `insert into log_head (origin, size, root, frontier, note, last_at) values ($1, $2, $3, $4, $5, $6)
     on conflict do nothing returning size`,
    [head.origin, head.size, head.root, head.frontier, head.note, head.lastAt.toISOString()],
  )
  return created.length === 1
}

/** Compare-and-swap. @returns false when the head is no longer the one that was read */
export async function moveHead(tx: Tx, before: HeadRow, after: HeadRow): Promise<boolean> {
  const moved = await tx.query(
    `update log_head set size = $3, root = $4, frontier = $5, note = $6, last_at = $7
      where size = $1 and root = $2 returning size`,
    [
      before.size,
      before.root,
      after.size,
      after.root,
      after.frontier,
      after.note,
      after.lastAt.toISOString(),
    ],
  )
  return moved.length === 1
}

export interface CheckpointRow {
  readonly size: bigint
  readonly root: Uint8Array
  readonly note: string
  readonly signedAt: Date
}

export async function insertCheckpoint(tx: Tx, row: CheckpointRow): Promise<void> {
  await tx.query('insert into checkpoint (size, root, note, signed_at) values ($1, $2, $3, $4)', [
    row.size,
    row.root,
    row.note,
    row.signedAt.toISOString(),
  ])
}

export async function findCheckpoint(db: Tx, size: bigint): Promise<CheckpointRow | undefined> {
  const [row] = await db.query<CheckpointRow>(
    'select size, root, note, signed_at as "signedAt" from checkpoint where size = $1',
    [size],
  )
  return row
}

/** Checkpoints of more than `size` leaves, smallest first. */
export function checkpointsAfter(db: Tx, size: bigint, limit: number): Promise<CheckpointRow[]> {
  return db.query<CheckpointRow>(
    'select size, root, note, signed_at as "signedAt" from checkpoint where size > $1 order by size limit $2',
    [size, limit],
  )
}

export interface NewLeaf {
  /** What the record is about. */
  readonly subjectId: string
  /** The payload whose salt belongs to the record's receipt; undefined for a record about no payload. */
  readonly payloadId: string | undefined
  readonly record: Uint8Array
  readonly hash: Uint8Array
}

/** @param first index of the first of the leaves */
export async function insertLeaves(tx: Tx, first: bigint, leaves: readonly NewLeaf[]): Promise<void> {
  const records = pack(leaves.map(({ record }) => record))
  await tx.query(
    `insert into leaf (index, subject_id, payload_id, record, hash)
     select $1::bigint + l.place - 1, l.subject_id, l.payload_id, substring($2::bytea from l.first for l.length),
            substring($3::bytea from ((l.place - 1) * 32 + 1)::int for 32)
       from unnest($4::uuid[], $5::uuid[], $6::int[], $7::int[]) with ordinality as l (subject_id, payload_id, first, length, place)`,
    [
      first,
      records.bytes,
      Buffer.concat(leaves.map(({ hash }) => hash)),
      leaves.map(({ subjectId }) => subjectId),
      leaves.map(({ payloadId }) => payloadId ?? null),
      records.firsts,
      records.lengths,
    ],
  )
}

export interface LeafRow {
  readonly index: bigint
  readonly subjectId: string
  readonly record: Uint8Array
  readonly hash: Uint8Array
}

/** Leaves from `first` on, in order. */
export function leavesFrom(db: Tx, first: bigint, limit: number): Promise<LeafRow[]> {
  return db.query<LeafRow>(
    `select index, subject_id as "subjectId", record, hash from leaf where index >= $1 order by index limit $2`,
    [first, limit],
  )
}

/** A leaf with the salt of the payload it commits to: null when there is none, or when it was erased. */
export async function findLeaf(
  db: Tx,
  index: bigint,
): Promise<{ readonly record: Uint8Array; readonly salt: Uint8Array | null } | undefined> {
  const [row] = await db.query<{ record: Uint8Array; salt: Uint8Array | null }>(
    'select l.record, p.salt from leaf l left join payload p on p.id = l.payload_id where l.index = $1',
    [index],
  )
  return row
}

/** Hashes to append to one tile, which held `offset` hashes before. */
export interface NewHashes {
  readonly level: number
  readonly index: bigint
  readonly offset: number
  readonly hashes: Uint8Array
}

/** @returns how many tiles grew: fewer than asked when a tile does not end where it should */
export async function growTiles(tx: Tx, runs: readonly NewHashes[]): Promise<number> {
  const hashes = pack(runs.map((run) => run.hashes))
  const [row] = await tx.query<{ grown: bigint }>(
    `with run as (
       select r.level, r.index, r.held * 32 as held, substring($1::bytea from r.first for r.length) as hashes
         from unnest($2::smallint[], $3::bigint[], $4::int[], $5::int[], $6::int[]) as r (level, index, held, first, length)
     ), begun as (
       insert into tile (level, index, hashes) select level, index, hashes from run where held = 0 returning 1
     ), continued as (
       update tile t set hashes = t.hashes || run.hashes from run
        where run.held > 0 and t.level = run.level and t.index = run.index and length(t.hashes) = run.held returning 1
     ) select (select count(*) from begun) + (select count(*) from continued) as grown`,
    [
      hashes.bytes,
      runs.map(({ level }) => level),
      runs.map(({ index }) => index),
      runs.map(({ offset }) => offset),
      hashes.firsts,
      hashes.lengths,
    ],
  )
  return Number(row?.grown ?? 0)
}

/** All the hashes a tile holds now. */
export async function findTile(db: Tx, level: number, index: bigint): Promise<Uint8Array | undefined> {
  const [row] = await db.query<{ hashes: Uint8Array }>(
    'select hashes from tile where level = $1 and index = $2',
    [level, index],
  )
  return row?.hashes
}
