import { createHash } from 'node:crypto'
import { EMPTY_ROOT, type Hash, leafHash, nodeHash } from '../../src/evidence/merkle.ts'
import type { TileReader, TileRun } from '../../src/evidence/tiles.ts'

/** RFC 6962 2.1 written down as the RFC writes it, plain and slow: what the real code must agree with. */
export class TextbookTree {
  readonly #leaves: readonly Hash[]
  readonly #hashes = new Map<string, Hash>()

  constructor(leaves: readonly Hash[]) {
    this.#leaves = leaves
  }

  /** MTH(D[from:to]). */
  root(from: number, to: number): Hash {
    const key = `${from}:${to}`
    const known = this.#hashes.get(key) ?? this.#hash(from, to)
    this.#hashes.set(key, known)
    return known
  }

  #hash(from: number, to: number): Hash {
    const [only] = this.#leaves.slice(from, to)
    if (only === undefined) return EMPTY_ROOT
    if (to - from === 1) return only
    const middle = from + split(to - from)
    return nodeHash(this.root(from, middle), this.root(middle, to))
  }

  /** PATH(m, D[from:to]), RFC 6962 2.1.1. */
  path(m: number, to: number, from = 0): Hash[] {
    if (to - from <= 1) return []
    const middle = from + split(to - from)
    return m < middle
      ? [...this.path(m, middle, from), this.root(middle, to)]
      : [...this.path(m, to, middle), this.root(from, middle)]
  }

  /** SUBPROOF(m, D[from:to], whole), RFC 6962 2.1.2. */
  consistency(m: number, to: number, from = 0, whole = true): Hash[] {
    if (m === to) return whole ? [] : [this.root(from, to)]
    const middle = from + split(to - from)
    return m <= middle
      ? [...this.consistency(m, middle, from, whole), this.root(middle, to)]
      : [...this.consistency(m, to, middle, false), this.root(from, middle)]
  }
}

/** The largest power of two smaller than n. */
const split = (n: number): number => {
  let k = 1
  while (k * 2 < n) k *= 2
  return k
}

/** Distinct leaf hashes. */
export function someLeaves(count: number, first = 0): Hash[] {
  return Array.from({ length: count }, (_, at) => leafHash(Buffer.from(`leaf ${first + at}`)))
}

/** Tiles as the database keeps them: runs appended, and refused when they do not begin where the tile ends. */
export class TileStore {
  readonly tiles = new Map<string, Uint8Array>()
  reads = 0

  append(runs: readonly TileRun[]): void {
    for (const { level, index, offset, hashes } of runs) {
      const key = `${level}/${index}`
      const held = this.tiles.get(key) ?? new Uint8Array()
      if (held.length !== offset * 32)
        throw new Error(`tile ${key} holds ${held.length} bytes, not ${offset * 32}`)
      this.tiles.set(key, Buffer.concat([held, hashes]))
    }
  }

  read: TileReader = (level, index, width) => {
    this.reads++
    const tile = this.tiles.get(`${level}/${index}`)
    if (tile === undefined) return Promise.reject(new Error(`no tile ${level}/${index}`))
    return Promise.resolve(tile.subarray(0, width * 32))
  }
}

export const sha256 = (bytes: Uint8Array | string): Uint8Array => createHash('sha256').update(bytes).digest()
