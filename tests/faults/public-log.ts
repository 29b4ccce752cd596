import { verifyCheckpoint, type Checkpoint } from '../../src/evidence/checkpoint.ts'
import { leafHash, TILE_WIDTH, type Hash } from '../../src/evidence/merkle.ts'
import { decodeRecord } from '../../src/evidence/record-reader.ts'
import type { EvidenceRecord } from '../../src/evidence/record.ts'
import { decodeEntryBundle, tilePath, tileWidth, type TileReader } from '../../src/evidence/tiles.ts'
import { TextbookTree } from '../evidence/naive-tree.ts'
import type { Site } from '../harness/site.ts'

/** The log as anybody may read it: HTTP to the public listener, and the one key that was agreed beforehand. */

/** One record at its place. */
export interface Entry {
  readonly index: number
  readonly record: EvidenceRecord
  /** The leaf. */
  readonly bytes: Uint8Array
}

export interface PublicLog {
  readonly head: Checkpoint
  readonly entries: readonly Entry[]
  /** Root that the records give for an earlier, or this, size; 64 hex digits. */
  rootAt(size: bigint): string
}

/** @throws KhorgosError when the checkpoint is not signed by the log's key, or an entry is no record */
export async function readPublicLog(site: Site): Promise<PublicLog> {
  const head = await newestCheckpoint(site)
  const bundles: Uint8Array[] = []
  for (let index = 0n; index * BigInt(TILE_WIDTH) < head.size; index += 1n)
    bundles.push(await read(site, tilePath('entries', index, tileWidth(0, index, head.size))))
  const entries = bundles
    .flatMap((bundle) => decodeEntryBundle(bundle))
    .map((bytes, index) => ({ index, bytes, record: decodeRecord(bytes) }))
  const tree = new TextbookTree(entries.map(({ bytes }) => leafHash(bytes)))
  return { head, entries, rootAt: (size) => hex(tree.root(0, Number(size))) }
}

export async function newestCheckpoint(site: Site): Promise<Checkpoint> {
  return verifyCheckpoint((await read(site, 'checkpoint')).toString('utf8'), [site.vkey])
}

/** Tiles over HTTP; the widest form of each is fetched once. */
export function publicTiles(site: Site): TileReader {
  const cache = new Map<string, Promise<Hash>>()
  return (level, index, width) => {
    const path = tilePath(level, index, width)
    const known = cache.get(path) ?? read(site, path)
    cache.set(path, known)
    return known
  }
}

async function read(site: Site, path: string): Promise<Buffer> {
  const reply = await fetch(`${site.publicUrl}/v1/log/${path}`)
  if (!reply.ok) throw new Error(`${path}: ${reply.status}`)
  return Buffer.from(await reply.arrayBuffer())
}

const hex = (hash: Hash): string => Buffer.from(hash).toString('hex')
