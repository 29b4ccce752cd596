import { KhorgosError } from '../errors.ts'
import type { Tx } from '../store/database.ts'
import { findTile, leavesFrom, type HeadRow } from '../store/log.ts'
import { decodeFrontier, equalBytes, frontierRoot, HASH_BYTES, TILE_WIDTH, type Frontier } from './merkle.ts'
import { encodeEntryBundle, tilePath, tileWidth, type TileReader } from './tiles.ts'

/** Tiles as the database has them, which may have grown past the width that is asked for. */
export function tileReader(db: Tx): TileReader {
  return async (level, index, width) => {
    const hashes = await findTile(db, level, index)
    if (hashes === undefined || hashes.length < width * HASH_BYTES)
      throw corrupt(`${tilePath(level, index, width)} has ${(hashes?.length ?? 0) / HASH_BYTES} hashes`)
    return new Uint8Array(hashes.subarray(0, width * HASH_BYTES))
  }
}

/**
 * A tile of the tree of `size` leaves.
 * @returns undefined when that tree does not have the tile at this width
 */
export async function tileOf(
  db: Tx,
  size: bigint,
  tile: { readonly level: number; readonly index: bigint; readonly width: number },
): Promise<Uint8Array | undefined> {
  if (tile.width > tileWidth(tile.level, tile.index, size)) return undefined
  return tileReader(db)(tile.level, tile.index, tile.width)
}

/** The records under a tile of level 0, as C2SP tlog-tiles wants them. Undefined as for `tileOf`. */
export async function entriesOf(
  db: Tx,
  size: bigint,
  bundle: { readonly index: bigint; readonly width: number },
): Promise<Uint8Array | undefined> {
  if (bundle.width > tileWidth(0, bundle.index, size)) return undefined
  const leaves = await leavesFrom(db, bundle.index * BigInt(TILE_WIDTH), bundle.width)
  return encodeEntryBundle(leaves.map(({ record }) => record))
}

/** @throws KhorgosError LOG_CORRUPT when the perfect subtrees of the head do not make its root */
export function frontierOf(head: HeadRow): Frontier {
  const frontier = decoded(head)
  if (!equalBytes(frontierRoot(frontier), head.root)) throw corrupt('the head does not hash to its root')
  return frontier
}

function decoded(head: HeadRow): Frontier {
  try {
    return decodeFrontier(head.size, head.frontier)
  } catch (cause) {
    throw new KhorgosError('LOG_CORRUPT', 'The stored head is not the head of a tree of its size.', { cause })
  }
}

export function corrupt(what: string): KhorgosError {
  return new KhorgosError('LOG_CORRUPT', `The stored log is damaged: ${what}.`)
}
