import { createHash } from 'node:crypto'
import type { TileRun } from './tiles.ts'

/**
 * The Merkle tree of RFC 6962 section 2.1 (unchanged in RFC 9162) over SHA-256, and how it grows. Pure; sizes
 * and indexes are bigint, because other people's numbers may be beyond 2^53.
 */

/** 32 bytes. */
export type Hash = Uint8Array

export const HASH_BYTES = 32
const LEAF_PREFIX = Uint8Array.of(0)
const NODE_PREFIX = Uint8Array.of(1)
/** A tile is the subtree of height 8 over at most 256 hashes (C2SP tlog-tiles). */
export const TILE_HEIGHT = 8
export const TILE_WIDTH = 256

/** RFC 6962 2.1: SHA-256(0x00 ‖ record). The prefix keeps a leaf from passing as a node. */
export function leafHash(record: Uint8Array): Hash {
  return new Uint8Array(createHash('sha256').update(LEAF_PREFIX).update(record).digest())
}

/** RFC 6962 2.1: SHA-256(0x01 ‖ left ‖ right). */
export function nodeHash(left: Hash, right: Hash): Hash {
  return new Uint8Array(createHash('sha256').update(NODE_PREFIX).update(left).update(right).digest())
}

/** Root of the tree without leaves: SHA-256 of nothing. */
export const EMPTY_ROOT: Hash = new Uint8Array(createHash('sha256').digest())

/** Perfect subtrees of a tree, left to right (largest first): all that appending needs. */
export interface Frontier {
  readonly size: bigint
  /** One hash for every bit set in `size`. */
  readonly hashes: readonly Hash[]
}

export const EMPTY_FRONTIER: Frontier = { size: 0n, hashes: [] }

/** Root hash of the whole tree: the subtrees folded from the smallest, at the right, to the largest. */
export function frontierRoot(frontier: Frontier): Hash {
  return (
    frontier.hashes.reduceRight<Hash | undefined>(
      (right, left) => (right === undefined ? left : nodeHash(left, right)),
      undefined,
    ) ?? EMPTY_ROOT
  )
}

/** The hashes one after the other, 32 bytes each; the size is stored beside them. */
export function encodeFrontier(frontier: Frontier): Uint8Array {
  return concatHashes(frontier.hashes)
}

/** @throws RangeError when the bytes are not one hash for every bit set in `size`. */
export function decodeFrontier(size: bigint, bytes: Uint8Array): Frontier {
  const expected = bitsSet(size)
  if (bytes.length !== expected * HASH_BYTES)
    throw new RangeError(
      `a tree of ${size} leaves has ${expected} perfect subtrees, not ${bytes.length} bytes`,
    )
  const hashes = Array.from({ length: expected }, (_, at) =>
    bytes.slice(at * HASH_BYTES, (at + 1) * HASH_BYTES),
  )
  return { size, hashes }
}

export interface Appended {
  readonly frontier: Frontier
  readonly root: Hash
  /** Inclusion proof of each new leaf in the tree after the append, leaf's sibling first. */
  readonly proofs: readonly (readonly Hash[])[]
  /** Hashes to append to stored tiles: each a contiguous run in tile (level, index), beginning at `offset`. */
  readonly tiles: readonly TileRun[]
}

/**
 * Adds leaves at the right. Costs one hash per new complete node and reads nothing: every sibling a new leaf
 * needs is new itself or in the frontier.
 * @throws RangeError when the frontier has not one hash for every bit set in its size
 */
export function appendLeaves(before: Frontier, leaves: readonly Hash[]): Appended {
  if (before.hashes.length !== bitsSet(before.size))
    throw new RangeError(`not the frontier of ${before.size} leaves`)
  const size = before.size + BigInt(leaves.length)
  const rows = growRows(before, leaves, size)
  const edges = rightEdges(rows)
  return {
    frontier: {
      size,
      hashes: rows
        .filter((row) => isOdd(row.end))
        .map(lastOf)
        .toReversed(),
    },
    root: edges.at(-1) ?? EMPTY_ROOT,
    proofs: leaves.map((_, at) => proofOf(at, rows, edges)),
    tiles: rows.flatMap((row, height) =>
      height % TILE_HEIGHT === 0 ? tileRuns(row, height / TILE_HEIGHT) : [],
    ),
  }
}

/** The complete nodes of one height that appending touches, up to index `end`. */
interface Row {
  readonly end: bigint
  /** 1 when the first hash is the frontier's, so that the first hash is always a left child; else 0. */
  readonly lead: 0 | 1
  readonly hashes: readonly Hash[]
}

/** From the leaves up: the new complete nodes of each height, with the frontier's node at their left. */
function growRows(before: Frontier, leaves: readonly Hash[], size: bigint): Row[] {
  const rows: Row[] = []
  const waiting = [...before.hashes]
  let grown = leaves
  for (let height = 0n; size >> height > 0n; height++) {
    const left = isOdd(before.size >> height) ? waiting.pop() : undefined
    const hashes = left === undefined ? grown : [left, ...grown]
    rows.push({ end: size >> height, lead: left === undefined ? 0 : 1, hashes })
    grown = pairUp(hashes)
  }
  return rows
}

function pairUp(hashes: readonly Hash[]): Hash[] {
  const parents: Hash[] = []
  for (let at = 1; at < hashes.length; at += 2)
    parents.push(nodeHash(hashAt(hashes, at - 1), hashAt(hashes, at)))
  return parents
}

/**
 * For each height the root of what lies right of the complete nodes (the incomplete right subtree), undefined
 * where nothing does. The last entry, above the top, is the root of the tree.
 */
function rightEdges(rows: readonly Row[]): (Hash | undefined)[] {
  const edges: (Hash | undefined)[] = [undefined]
  for (const row of rows) {
    const below = edges.at(-1)
    if (!isOdd(row.end)) edges.push(below)
    else edges.push(below === undefined ? lastOf(row) : nodeHash(lastOf(row), below))
  }
  return edges
}

/** RFC 6962 2.1.1: the siblings from the `at`-th new leaf up to the root's child. */
function proofOf(at: number, rows: readonly Row[], edges: readonly (Hash | undefined)[]): Hash[] {
  const proof: Hash[] = []
  let place = at
  for (const [height, row] of rows.entries()) {
    place += row.lead
    const sibling = place ^ 1
    const hash = sibling === row.hashes.length ? edges[height] : row.hashes[sibling]
    if (hash !== undefined) proof.push(hash)
    place >>= 1
  }
  return proof
}

/** The new nodes of a row, cut where tiles end. */
function tileRuns(row: Row, level: number): TileRun[] {
  const runs: TileRun[] = []
  const fresh = row.hashes.slice(row.lead)
  let next = row.end - BigInt(fresh.length)
  for (let at = 0; at < fresh.length;) {
    const offset = Number(next % BigInt(TILE_WIDTH))
    const run = fresh.slice(at, at + TILE_WIDTH - offset)
    runs.push({ level, index: next / BigInt(TILE_WIDTH), offset, hashes: concatHashes(run) })
    at += run.length
    next += BigInt(run.length)
  }
  return runs
}

function bitsSet(value: bigint): number {
  let count = 0
  for (let rest = value; rest > 0n; rest >>= 1n) count += Number(rest & 1n)
  return count
}

const isOdd = (value: bigint): boolean => (value & 1n) === 1n
const lastOf = (row: Row): Hash => hashAt(row.hashes, row.hashes.length - 1)

function hashAt(hashes: readonly Hash[], at: number): Hash {
  const hash = hashes[at]
  if (hash === undefined) throw new RangeError('no such node')
  return hash
}

export function equalBytes(left: Uint8Array, right: Uint8Array): boolean {
  return Buffer.compare(left, right) === 0
}

/** 32 bytes after 32 bytes, as tiles and frontiers are stored. */
export function concatHashes(hashes: readonly Hash[]): Uint8Array {
  const bytes = new Uint8Array(hashes.length * HASH_BYTES)
  for (const [at, hash] of hashes.entries()) bytes.set(hash, at * HASH_BYTES)
  return bytes
}
