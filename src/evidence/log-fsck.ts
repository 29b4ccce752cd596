import { createHash } from 'node:crypto'
import { KhorgosError } from '../errors.ts'
import type { Database } from '../store/database.ts'
import { findTile, leavesFrom, readHead, type HeadRow, type LeafRow } from '../store/log.ts'
import { hashesOfExchanges, payloadsAfter } from '../store/payloads.ts'
import { checkpointCursor, type CheckpointCursor } from './checkpoint-cursor.ts'
import { commit } from './commitment.ts'
import {
  appendLeaves,
  EMPTY_FRONTIER,
  encodeFrontier,
  equalBytes,
  leafHash,
  TILE_WIDTH,
  type Frontier,
} from './merkle.ts'
import { decodeRecord } from './record-reader.ts'
import type { EvidenceRecord } from './record.ts'
import { tilePath, type TileRun } from './tiles.ts'

export interface FsckProgress {
  readonly stage: 'records' | 'payloads'
  readonly done: bigint
  /** Unknown for payloads. */
  readonly total: bigint | undefined
}

export interface FsckProblem {
  /** What is damaged, by the name an operator finds it under: `leaf 17`, `tile/0/000.p/5`, `payload <id>`. */
  readonly place: string
  readonly detail: string
}

export interface FsckReport {
  readonly records: bigint
  readonly checkpoints: bigint
  readonly payloads: bigint
  readonly problems: readonly FsckProblem[]
}

const LEAVES_PER_PAGE = 1024
const PAYLOADS_PER_PAGE = 64
const NIL_ID = '00000000-0000-0000-0000-000000000000'

/**
 * Recomputes the log from its raw records, trusting no stored hash: leaves, tiles, every checkpoint (each is a prefix
 * of one list of records, so that together they are one chain), the head; then the payloads and the commitments to
 * them. The log may grow meanwhile; what came after the start is not looked at.
 */
export async function checkLog(
  database: Database,
  vkey: string,
  onProgress: (progress: FsckProgress) => void,
): Promise<FsckReport> {
  const head = await readHead(database)
  if (head === undefined) throw new KhorgosError('LOG_CORRUPT', 'The database holds no log.')
  const problems: FsckProblem[] = []
  const report = (place: string, detail: string): void => void problems.push({ place, detail })
  const checkpoints = await checkpointCursor(database, head.size, vkey, report)
  const tree = await checkRecords(database, head, checkpoints, report, onProgress)
  checkHeadRow(head, tree, report)
  const payloads = await checkPayloads(database, report, onProgress)
  return { records: tree.size, checkpoints: checkpoints.checked(), payloads, problems }
}

export type Report = (place: string, detail: string) => void

async function checkRecords(
  database: Database,
  head: HeadRow,
  checkpoints: CheckpointCursor,
  report: Report,
  onProgress: (progress: FsckProgress) => void,
): Promise<Frontier> {
  const tiles = tileChecker(database, report)
  let tree = EMPTY_FRONTIER
  let lastAt = ''
  while (tree.size < head.size) {
    const page = await nextPage(database, tree.size, head.size)
    for (const [place, leaf] of page.entries())
      lastAt = checkLeaf(leaf, tree.size + BigInt(place), lastAt, report)
    if (page.length === 0) {
      report(`leaf ${tree.size}`, `is missing, and all after it to ${head.size}`)
      break
    }
    await checkCommitments(database, page, report)
    tree = await grow(tree, page, checkpoints, tiles.add)
    onProgress({ stage: 'records', done: tree.size, total: head.size })
  }
  await tiles.finish()
  return tree
}

async function nextPage(database: Database, first: bigint, end: bigint): Promise<LeafRow[]> {
  const left = end - first
  return leavesFrom(database, first, left < LEAVES_PER_PAGE ? Number(left) : LEAVES_PER_PAGE)
}

/** @returns the record's time, for the next one to be compared with */
function checkLeaf(leaf: LeafRow, index: bigint, lastAt: string, report: Report): string {
  if (leaf.index !== index) report(`leaf ${index}`, `is missing: the next one has index ${leaf.index}`)
  if (!equalBytes(leafHash(leaf.record), leaf.hash))
    report(`leaf ${leaf.index}`, 'its record does not hash to its leaf hash')
  const record = readRecord(leaf)
  if (record === undefined) report(`leaf ${leaf.index}`, 'is not an evidence record')
  else if (record.exchange !== leaf.exchangeId)
    report(`leaf ${leaf.index}`, 'is filed under another exchange')
  else if (record.at < lastAt) report(`leaf ${leaf.index}`, 'is older than the one before it')
  return record?.at ?? lastAt
}

function readRecord(leaf: LeafRow): EvidenceRecord | undefined {
  try {
    return decodeRecord(leaf.record)
  } catch (thrown) {
    if (thrown instanceof KhorgosError) return undefined
    throw thrown
  }
}

/** Adds a page leaf by leaf where a checkpoint was signed, so that each root is compared at its own size. */
async function grow(
  tree: Frontier,
  page: readonly LeafRow[],
  checkpoints: CheckpointCursor,
  add: (runs: readonly TileRun[]) => Promise<void>,
): Promise<Frontier> {
  let grown = tree
  for (let at = 0; at < page.length;) {
    const next = checkpoints.next()
    const step = next === undefined ? page.length - at : Math.min(page.length - at, Number(next - grown.size))
    const { frontier, root, tiles } = appendLeaves(
      grown,
      page.slice(at, at + step).map(({ record }) => leafHash(record)),
    )
    await add(tiles)
    if (frontier.size === next) await checkpoints.compare(root)
    grown = frontier
    at += step
  }
  return grown
}

/** Rebuilds one tile per level at a time and compares it when it is full, and at the end. */
function tileChecker(database: Database, report: Report) {
  const growing = new Map<number, { index: bigint; parts: Uint8Array[]; width: number }>()
  const compare = async (level: number): Promise<void> => {
    const tile = growing.get(level)
    if (tile === undefined) return
    growing.delete(level)
    const stored = await findTile(database, level, tile.index)
    const expected = Buffer.concat(tile.parts)
    if (stored === undefined || !equalBytes(stored.subarray(0, expected.length), expected))
      report(tilePath(level, tile.index, tile.width), 'is not made of the hashes of the records')
  }
  return {
    async add(runs: readonly TileRun[]) {
      for (const { level, index, hashes } of runs) {
        const tile = growing.get(level) ?? { index, parts: [], width: 0 }
        tile.parts.push(hashes)
        tile.width += hashes.length / 32
        growing.set(level, tile)
        if (tile.width === TILE_WIDTH) await compare(level)
      }
    },
    async finish() {
      for (const level of [...growing.keys()]) await compare(level)
    },
  }
}

/** Every commitment in a record is to a payload of its exchange. */
async function checkCommitments(database: Database, page: readonly LeafRow[], report: Report): Promise<void> {
  const known = new Map<string, Set<string>>()
  for (const { exchangeId, salt, sha256 } of await hashesOfExchanges(database, [
    ...new Set(page.map((leaf) => leaf.exchangeId)),
  ]))
    known.set(exchangeId, (known.get(exchangeId) ?? new Set()).add(commit(salt, sha256)))
  for (const leaf of page)
    for (const [field, commitment] of commitmentsOf(readRecord(leaf)))
      if (known.get(leaf.exchangeId)?.has(commitment) !== true)
        report(
          `leaf ${leaf.index}`,
          `its "${field}" commits to no stored payload of exchange ${leaf.exchangeId}`,
        )
}

function commitmentsOf(record: EvidenceRecord | undefined): [field: string, commitment: string][] {
  if (record === undefined) return []
  return Object.entries(record).filter(([field]) => COMMITTING.has(field)) as [string, string][]
}

const COMMITTING = new Set(['payload', 'documents', 'lossReport'])

async function checkPayloads(
  database: Database,
  report: Report,
  onProgress: (progress: FsckProgress) => void,
): Promise<bigint> {
  let done = 0n
  for (let last = NIL_ID; ;) {
    const page = await payloadsAfter(database, last, PAYLOADS_PER_PAGE)
    for (const { id, bytes, sha256 } of page)
      if (!createHash('sha256').update(bytes).digest().equals(sha256))
        report(`payload ${id}`, 'its bytes do not hash to its SHA-256')
    done += BigInt(page.length)
    onProgress({ stage: 'payloads', done, total: undefined })
    const end = page.at(-1)
    if (end === undefined || page.length < PAYLOADS_PER_PAGE) return done
    last = end.id
  }
}

function checkHeadRow(head: HeadRow, tree: Frontier, report: Report): void {
  if (tree.size !== head.size) return // reported as a missing leaf
  if (!equalBytes(encodeFrontier(tree), head.frontier))
    report('head', 'its frontier is not that of the records')
}
