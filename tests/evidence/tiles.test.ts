import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { appendLeaves, EMPTY_FRONTIER, EMPTY_ROOT, type Frontier } from '../../src/evidence/merkle.ts'
import { verifyConsistency, verifyInclusion } from '../../src/evidence/proofs.ts'
import {
  consistencyProof,
  decodeEntryBundle,
  encodeEntryBundle,
  inclusionProof,
  parseTilePath,
  rootFromTiles,
  tilePath,
  tileWidth,
} from '../../src/evidence/tiles.ts'
import { someLeaves, TextbookTree, TileStore } from './naive-tree.ts'

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const hexes = (hashes: readonly Uint8Array[]): string[] => hashes.map(hex)

describe('the tiles that appending writes', () => {
  const leaves = someLeaves(70_000)
  const textbook = new TextbookTree(leaves)
  const store = new TileStore()
  const roots = new Map<number, Uint8Array>()
  let tree: Frontier = EMPTY_FRONTIER
  for (let at = 0, step = 1; at < leaves.length; at += step, step = (step * 7 + 3) % 911) {
    const appended = appendLeaves(tree, leaves.slice(at, at + step))
    store.append(appended.tiles)
    tree = appended.frontier
    roots.set(Number(tree.size), appended.root)
  }

  test('are those of the example in tlog-tiles: 70,000 leaves', () => {
    expect(tree.size).toBe(70_000n)
    expect(tileWidth(0, 272n, 70_000n)).toBe(256)
    expect(tileWidth(0, 273n, 70_000n)).toBe(112)
    expect(tileWidth(1, 1n, 70_000n)).toBe(17)
    expect(tileWidth(2, 0n, 70_000n)).toBe(1)
    expect(tileWidth(2, 1n, 70_000n)).toBe(0)
    for (const [key, bytes] of store.tiles) {
      const [level, index] = key.split('/')
      expect(bytes.length).toBe(32 * tileWidth(Number(level), BigInt(index ?? ''), tree.size))
    }
    expect(store.tiles.size).toBe(274 + 2 + 1)
  })

  test('give the root of every size that was reached', async () => {
    for (const [size, root] of roots)
      expect(hex(await rootFromTiles(BigInt(size), store.read))).toBe(hex(root))
    expect(await rootFromTiles(0n, store.read)).toEqual(EMPTY_ROOT)
  })

  test('give the inclusion proofs of the textbook', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 1500 }), fc.nat(), async (size, seed) => {
        const index = seed % size
        const proof = await inclusionProof(BigInt(index), BigInt(size), store.read)
        expect(hexes(proof)).toEqual(hexes(textbook.path(index, size)))
      }),
      { numRuns: 60 },
    )
  })

  test('give inclusion proofs that verify at any size, reading few tiles', async () => {
    const sizes = [...roots.keys()]
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...sizes), fc.nat(), async (size, seed) => {
        const index = seed % size
        store.reads = 0
        const proof = await inclusionProof(BigInt(index), BigInt(size), store.read)
        const claim = { index: BigInt(index), size: BigInt(size), leaf: leaves[index] ?? EMPTY_ROOT, proof }
        expect(verifyInclusion({ ...claim, root: roots.get(size) ?? EMPTY_ROOT })).toBe(true)
        expect(store.reads).toBeLessThanOrEqual(6)
      }),
      { numRuns: 300 },
    )
  })

  test('give the consistency proofs of the textbook', async () => {
    const sizes = [
      1, 2, 3, 4, 5, 6, 7, 8, 15, 31, 33, 63, 64, 100, 127, 128, 200, 255, 256, 257, 300, 511, 513, 1200,
    ]
    for (const size2 of sizes) {
      for (let size1 = 1; size1 <= size2; size1 += size1 < 20 ? 1 : 13) {
        const proof = await consistencyProof(BigInt(size1), BigInt(size2), store.read)
        expect(hexes(proof)).toEqual(hexes(textbook.consistency(size1, size2)))
      }
    }
  })

  test('give consistency proofs that verify between any two larger sizes', async () => {
    const sizes = [...roots.keys()]
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...sizes), fc.constantFrom(...sizes), async (left, right) => {
        const [size1, size2] = [Math.min(left, right), Math.max(left, right)]
        const proof = await consistencyProof(BigInt(size1), BigInt(size2), store.read)
        const [root1, root2] = [roots.get(size1) ?? EMPTY_ROOT, roots.get(size2) ?? EMPTY_ROOT]
        expect(verifyConsistency({ size1: BigInt(size1), size2: BigInt(size2), root1, root2, proof })).toBe(
          true,
        )
      }),
      { numRuns: 300 },
    )
  })

  test('are refused when the store hands back another length', async () => {
    const short = (): Promise<Uint8Array> => Promise.resolve(new Uint8Array(32))
    await expect(rootFromTiles(5n, short)).rejects.toMatchObject({ code: 'LOG_CORRUPT' })
    await expect(inclusionProof(5n, 5n, store.read)).rejects.toThrow('no leaf 5')
    await expect(consistencyProof(0n, 5n, store.read)).rejects.toThrow('no consistency proof')
    await expect(consistencyProof(6n, 5n, store.read)).rejects.toThrow('no consistency proof')
  })
})

describe('tile paths', () => {
  test('are those of tlog-tiles', () => {
    expect(tilePath(0, 1_234_067n, 256)).toBe('tile/0/x001/x234/067')
    expect(tilePath(63, 5n, 5)).toBe('tile/63/005.p/5')
    expect(tilePath('entries', 1000n, 256)).toBe('tile/entries/x001/000')
  })

  test('are read back, each in one spelling only', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.nat({ max: 63 }), fc.constant('entries' as const)),
        fc.bigInt({ min: 0n, max: 2n ** 56n - 1n }),
        fc.integer({ min: 1, max: 256 }),
        (level, index, width) => {
          expect(parseTilePath(tilePath(level, index, width))).toEqual({ level, index, width })
        },
      ),
    )
    const wrong = [
      '',
      'tile/0/67',
      'tile/00/067',
      'tile/64/067',
      'tile/0/x000/067',
      'tile/0/001/067',
      'tile/0/x067',
      'tile/0/067.p/0',
      'tile/0/067.p/256',
      'tile/0/067.p/05',
      'tile/0/067.p/257',
      'tile/0/067/',
      'tile/-1/067',
      'tile/0/../067',
      'tile/0/067\n',
      'Tile/0/067',
    ]
    for (const path of wrong) expect(parseTilePath(path), path).toBeUndefined()
  })
})

describe('entry bundles', () => {
  test('are records behind their 16-bit lengths', () => {
    expect(hex(encodeEntryBundle([Buffer.from('ab'), new Uint8Array()]))).toBe('000261620000')
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 600 }), { maxLength: 256 }), (records) => {
        expect(hexes(decodeEntryBundle(encodeEntryBundle(records)))).toEqual(hexes(records))
      }),
    )
  })

  test('are refused when cut short, too many, or for a record without a 16-bit length', () => {
    expect(() => decodeEntryBundle(Uint8Array.of(0))).toThrow('ends inside a record')
    expect(() => decodeEntryBundle(Uint8Array.of(0, 2, 97))).toThrow('ends inside a record')
    expect(() => decodeEntryBundle(new Uint8Array(2 * 257))).toThrow('over 256')
    expect(() => encodeEntryBundle([new Uint8Array(65_536)])).toThrow('16-bit')
  })
})
