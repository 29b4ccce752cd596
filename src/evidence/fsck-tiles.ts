import type { Database } from '../store/database.ts'
import { findTile } from '../store/log.ts'
import type { Report } from './fsck-report.ts'
import { equalBytes, HASH_BYTES, TILE_WIDTH } from './merkle.ts'
import { tilePath, type TileRun } from './tiles.ts'

export interface TileChecker {
  add(runs: readonly TileRun[]): Promise<void>
  /** Compares the tiles that are not full. */
  finish(): Promise<void>
}

/** Rebuilds one tile per level at a time, and compares it with the stored one when it is full. */
export function createTileChecker(database: Database, report: Report): TileChecker {
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
    async add(runs) {
      for (const { level, index, hashes } of runs) {
        const tile = growing.get(level) ?? { index, parts: [], width: 0 }
        tile.parts.push(hashes)
        tile.width += hashes.length / HASH_BYTES
        growing.set(level, tile)
        if (tile.width === TILE_WIDTH) await compare(level)
      }
    },
    async finish() {
      for (const level of Array.from(growing.keys())) await compare(level)
    },
  }
}
