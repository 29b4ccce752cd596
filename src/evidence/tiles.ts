import { KhorgosError } from '../errors.ts'
import { HASH_BYTES, type Hash, EMPTY_ROOT, nodeHash, TILE_HEIGHT, TILE_WIDTH } from './merkle.ts'

/**
 * The stored form of the tree (C2SP tlog-tiles): at level L, tile N holds the roots of up to 256 consecutive
 * subtrees of 256**L leaves. Any root or proof of any size is computed from a few tiles.
 */

/** Hashes to append to one tile. */
export interface TileRun {
  readonly level: number
  readonly index: bigint
  /** Hashes the tile held before. */
  readonly offset: number
  /** n × 32 bytes. */
  readonly hashes: Uint8Array
}

/** Resolves to exactly the first `width` × 32 bytes of a tile, which may have grown since. */
export type TileReader = (level: number, index: bigint, width: number) => Promise<Uint8Array>

/** Hashes that tile `index` of `level` holds in a tree of `size` leaves, 0 to 256. */
export function tileWidth(level: number, index: bigint, size: bigint): number {
  const held = (size >> BigInt(level * TILE_HEIGHT)) - index * BigInt(TILE_WIDTH)
  return held <= 0n ? 0 : held >= BigInt(TILE_WIDTH) ? TILE_WIDTH : Number(held)
}

/** The root of the tree of `size` leaves. @throws KhorgosError LOG_CORRUPT when a tile has the wrong length */
export async function rootFromTiles(size: bigint, read: TileReader): Promise<Hash> {
  if (size === 0n) return EMPTY_ROOT
  return createNodeReader(size, read)(bitLength(size), 0n)
}

/**
 * RFC 6962 2.1.1, leaf's sibling first.
 * @throws RangeError when the tree has no such leaf
 */
export async function inclusionProof(index: bigint, size: bigint, read: TileReader): Promise<Hash[]> {
  if (index < 0n || index >= size) throw new RangeError(`a tree of ${size} leaves has no leaf ${index}`)
  return siblingsOf(0, index, size, createNodeReader(size, read))
}

/**
 * RFC 6962 2.1.2. Empty for equal sizes.
 * @throws RangeError unless 0 < size1 ≤ size2: with an empty tree everything is consistent, so nothing is proved
 */
export async function consistencyProof(size1: bigint, size2: bigint, read: TileReader): Promise<Hash[]> {
  if (size1 <= 0n || size1 > size2)
    throw new RangeError(`no consistency proof from ${size1} to ${size2} leaves`)
  if (size1 === size2) return []
  const node = createNodeReader(size2, read)
  // The largest perfect subtree that ends where the first tree ends: the proof starts there.
  let height = 0
  let index = size1 - 1n
  for (; (index & 1n) === 1n; index >>= 1n) height++
  const siblings = await siblingsOf(height, index, size2, node)
  return index === 0n ? siblings : [await node(height, index), ...siblings]
}

/** Hash of the node at (height, index), which is incomplete when it reaches over the right edge. */
type NodeReader = (height: number, index: bigint) => Promise<Hash>

async function siblingsOf(height: number, index: bigint, size: bigint, node: NodeReader): Promise<Hash[]> {
  const wanted: Promise<Hash>[] = []
  for (let at = BigInt(height); (size - 1n) >> at > 0n; at++) {
    const sibling = (index >> (at - BigInt(height))) ^ 1n
    if (sibling << at < size) wanted.push(node(Number(at), sibling))
  }
  return Promise.all(wanted)
}

function createNodeReader(size: bigint, read: TileReader): NodeReader {
  const tile = createTileCache(size, read)
  const complete = async (height: number, index: bigint): Promise<Hash> => {
    const inside = height % TILE_HEIGHT
    const level = (height - inside) / TILE_HEIGHT
    const first = index << BigInt(inside)
    const bytes = await tile(level, first / BigInt(TILE_WIDTH))
    const offset = Number(first % BigInt(TILE_WIDTH)) * HASH_BYTES
    return subtreeRoot(bytes.subarray(offset, offset + (HASH_BYTES << inside)))
  }
  return async (height, index) => {
    if ((index + 1n) << BigInt(height) <= size) return complete(height, index)
    const parts: Promise<Hash>[] = []
    for (let below = height - 1; below >= 0; below--) {
      const end = size >> BigInt(below)
      if ((end & 1n) === 1n) parts.push(complete(below, end - 1n))
    }
    return (await Promise.all(parts)).reduceRight((right, left) => nodeHash(left, right))
  }
}

/** Reads each tile once, at the width it has in this tree. */
function createTileCache(
  size: bigint,
  read: TileReader,
): (level: number, index: bigint) => Promise<Uint8Array> {
  const tiles = new Map<string, Promise<Uint8Array>>()
  const readChecked = async (level: number, index: bigint): Promise<Uint8Array> => {
    const width = tileWidth(level, index, size)
    const bytes = await read(level, index, width)
    if (bytes.length === width * HASH_BYTES) return bytes
    throw new KhorgosError('LOG_CORRUPT', `tile ${tilePath(level, index, width)} has ${bytes.length} bytes`)
  }
  return (level, index) => {
    const key = `${level}/${index}`
    const known = tiles.get(key) ?? readChecked(level, index)
    tiles.set(key, known)
    return known
  }
}

/** Root of a perfect subtree given as 2**n hashes one after the other. */
function subtreeRoot(hashes: Uint8Array): Hash {
  if (hashes.length === HASH_BYTES) return hashes.slice()
  const half = hashes.length / 2
  return nodeHash(subtreeRoot(hashes.subarray(0, half)), subtreeRoot(hashes.subarray(half)))
}

function bitLength(size: bigint): number {
  return size.toString(2).length
}

/** What a tile path names: hashes of a level, or the records themselves. */
export interface TileName {
  readonly level: number | 'entries'
  readonly index: bigint
  /** 1 to 256; under 256 the tile is partial. */
  readonly width: number
}

/** Path below the log's prefix: `tile/0/x001/x234/067.p/5`; level 'entries' for records. */
export function tilePath(level: number | 'entries', index: bigint, width: number): string {
  const digits = index.toString()
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/\d{3}/g) ?? []
  const path = groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join('/')
  return `tile/${level}/${path}${width === TILE_WIDTH ? '' : `.p/${width}`}`
}

const TILE_PATH =
  /^tile\/(?<level>entries|\d{1,2})\/(?<groups>(?:x\d{3}\/){0,6}\d{3})(?:\.p\/(?<width>\d{1,3}))?$/

/** Undefined for everything that is not exactly what `tilePath` writes (so that each tile has one URL). */
export function parseTilePath(path: string): TileName | undefined {
  const { level, groups, width } = TILE_PATH.exec(path)?.groups ?? {}
  if (level === undefined || groups === undefined) return undefined
  const name: TileName = {
    level: level === 'entries' ? level : Number(level),
    index: BigInt(groups.replaceAll(/[x/]/g, '')),
    width: width === undefined ? TILE_WIDTH : Number(width),
  }
  const allowed =
    (name.level === 'entries' || name.level <= 63) && name.width >= 1 && name.width <= TILE_WIDTH
  return allowed && tilePath(name.level, name.index, name.width) === path ? name : undefined
}

/** C2SP tlog-tiles "Log entries": each record behind its length as big-endian uint16. */
export function encodeEntryBundle(records: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(records.reduce((sum, record) => sum + 2 + record.length, 0))
  const view = new DataView(bytes.buffer)
  let at = 0
  for (const record of records) {
    if (record.length > 0xff_ff)
      throw new RangeError(`a log entry of ${record.length} bytes has no 16-bit length`)
    view.setUint16(at, record.length)
    bytes.set(record, at + 2)
    at += 2 + record.length
  }
  return bytes
}

/** @throws KhorgosError EVIDENCE_INVALID when the bytes end inside a record, or hold more than a tile does */
export function decodeEntryBundle(bytes: Uint8Array): Uint8Array[] {
  const records: Uint8Array[] = []
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let at = 0; at < bytes.length;) {
    const end = at + 2 <= bytes.length ? at + 2 + view.getUint16(at) : Infinity
    if (end > bytes.length) throw new KhorgosError('EVIDENCE_INVALID', 'an entry bundle ends inside a record')
    if (records.length === TILE_WIDTH)
      throw new KhorgosError('EVIDENCE_INVALID', 'an entry bundle has over 256 records')
    records.push(bytes.slice(at + 2, end))
    at = end
  }
  return records
}
