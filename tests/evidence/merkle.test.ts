import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  appendLeaves,
  decodeFrontier,
  EMPTY_FRONTIER,
  EMPTY_ROOT,
  encodeFrontier,
  type Frontier,
  frontierRoot,
  leafHash,
} from '../../src/evidence/merkle.ts'
import { verifyConsistency, verifyInclusion } from '../../src/evidence/proofs.ts'
import { someLeaves, TextbookTree } from './naive-tree.ts'

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const hexes = (hashes: readonly Uint8Array[]): string[] => hashes.map(hex)

const leaves = someLeaves(1000)
const textbook = new TextbookTree(leaves)

describe('appending', () => {
  test('the empty tree and the empty leaf have the hashes RFC 6962 gives them', () => {
    expect(hex(EMPTY_ROOT)).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
    expect(hex(leafHash(new Uint8Array()))).toBe(
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
    )
    expect(frontierRoot(EMPTY_FRONTIER)).toEqual(EMPTY_ROOT)
  })

  test('in random batches gives the root, the proofs and the frontier of the textbook tree', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 70 }), { maxLength: 12 }), (batches) => {
        let tree: Frontier = EMPTY_FRONTIER
        for (const batch of batches) {
          const before = Number(tree.size)
          const after = before + batch
          const appended = appendLeaves(tree, leaves.slice(before, after))
          expect(hex(appended.root)).toBe(hex(textbook.root(0, after)))
          expect(hex(frontierRoot(appended.frontier))).toBe(hex(appended.root))
          for (const [at, proof] of appended.proofs.entries())
            expect(hexes(proof)).toEqual(hexes(textbook.path(before + at, after)))
          tree = appended.frontier
        }
      }),
      { numRuns: 60 },
    )
  })

  test('one by one and all at once end in the same frontier', () => {
    const some = leaves.slice(0, 777)
    const atOnce = appendLeaves(EMPTY_FRONTIER, some)
    const oneByOne = some.reduce((tree, leaf) => appendLeaves(tree, [leaf]).frontier, EMPTY_FRONTIER)
    expect(hexes(oneByOne.hashes)).toEqual(hexes(atOnce.frontier.hashes))
    expect(oneByOne.size).toBe(777n)
  })

  test('works beyond 2^53, where numbers would not', () => {
    const size = 2n ** 60n + 5n
    const before: Frontier = { size, hashes: someLeaves(3) }
    const appended = appendLeaves(before, someLeaves(9, 100))
    const [proof] = appended.proofs
    const leaf = someLeaves(1, 100)[0]
    if (proof === undefined || leaf === undefined) throw new Error('one proof per leaf')
    const claim = { index: size, size: size + 9n, leaf, root: appended.root, proof }
    expect(verifyInclusion(claim)).toBe(true)
    expect(verifyInclusion({ ...claim, index: size + 1n })).toBe(false)
    expect(appended.tiles.map((run) => [run.level, run.index, run.offset])).toEqual([[0, 2n ** 52n, 5]])
  })

  test('a frontier is stored as its hashes and read back only with the size it belongs to', () => {
    const { frontier } = appendLeaves(EMPTY_FRONTIER, someLeaves(13))
    const bytes = encodeFrontier(frontier)
    expect(bytes).toHaveLength(3 * 32)
    expect(hexes(decodeFrontier(13n, bytes).hashes)).toEqual(hexes(frontier.hashes))
    expect(() => decodeFrontier(12n, bytes)).toThrow('2 perfect subtrees')
    expect(() => decodeFrontier(13n, bytes.subarray(1))).toThrow('3 perfect subtrees')
    expect(() => appendLeaves({ size: 12n, hashes: frontier.hashes }, [])).toThrow(
      'not the frontier of 12 leaves',
    )
  })
})

describe('consistency', () => {
  const rootOf = (size: number): Uint8Array => textbook.root(0, size)

  test('of every prefix of every tree up to 300 leaves verifies, and with no other root or longer proof', () => {
    for (let size2 = 1; size2 <= 300; size2++) {
      for (let size1 = 1; size1 <= size2; size1++) {
        const [root1, root2] = [rootOf(size1), rootOf(size2)]
        const proof = textbook.consistency(size1, size2)
        const claim = { size1: BigInt(size1), size2: BigInt(size2), root1, root2, proof }
        const place = `from ${size1} to ${size2} leaves`
        if (!verifyConsistency(claim)) expect.fail(place)
        if (size2 % 16 > 1) continue
        if (verifyConsistency({ ...claim, root1: rootOf(size1 - 1) }))
          expect.fail(`${place}, other first root`)
        if (verifyConsistency({ ...claim, root2: rootOf(size2 - 1) }))
          expect.fail(`${place}, other second root`)
        if (verifyConsistency({ ...claim, proof: [...proof, root1] })) expect.fail(`${place}, one hash more`)
      }
    }
  })

  test('with an empty tree is refused, since it would prove nothing', () => {
    const claim = { size1: 0n, size2: 5n, root1: EMPTY_ROOT, root2: rootOf(5), proof: [] }
    expect(verifyConsistency(claim)).toBe(false)
    expect(verifyConsistency({ ...claim, size2: 0n, root2: EMPTY_ROOT })).toBe(false)
  })
})

describe('inclusion', () => {
  test('is refused for another index, another leaf, a longer or shorter proof, size 0 and odd-sized hashes', () => {
    const root = textbook.root(0, 21)
    const leaf = leaves[9] ?? EMPTY_ROOT
    const proof = textbook.path(9, 21)
    const claim = { index: 9n, size: 21n, leaf, root, proof }
    expect(verifyInclusion(claim)).toBe(true)
    for (let index = -1n; index <= 22n; index++)
      expect(verifyInclusion({ ...claim, index })).toBe(index === 9n)
    expect(verifyInclusion({ ...claim, leaf: leaves[8] ?? EMPTY_ROOT })).toBe(false)
    expect(verifyInclusion({ ...claim, proof: [...proof, leaf] })).toBe(false)
    expect(verifyInclusion({ ...claim, proof: proof.slice(1) })).toBe(false)
    expect(verifyInclusion({ ...claim, proof: proof.slice(0, -1) })).toBe(false)
    expect(verifyInclusion({ ...claim, size: 0n })).toBe(false)
    expect(verifyInclusion({ ...claim, leaf: leaf.subarray(1) })).toBe(false)
    expect(verifyInclusion({ ...claim, proof: proof.map((hash) => hash.subarray(1)) })).toBe(false)
    expect(verifyInclusion({ ...claim, size: 2n ** 64n + 21n })).toBe(false)
  })
})
