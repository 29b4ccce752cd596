import { equalBytes, HASH_BYTES, type Hash, nodeHash } from './merkle.ts'

/** What a Merkle tree proves, checked as RFC 9162 section 2.1 spells it out. Every value is a stranger's. */

export interface InclusionClaim {
  readonly index: bigint
  readonly size: bigint
  readonly leaf: Hash
  readonly root: Hash
  readonly proof: readonly Hash[]
}

/** RFC 9162 2.1.3.2. False for anything that does not prove that `leaf` stands at `index` of the tree. */
export function verifyInclusion(claim: InclusionClaim): boolean {
  const { leaf, root, proof } = claim
  const sides = inclusionSides(claim)
  if (sides?.length !== proof.length || ![leaf, root, ...proof].every(isHash)) return false
  const hash = proof.reduce(
    (below, sibling, at) => (sides[at] === 'left' ? nodeHash(sibling, below) : nodeHash(below, sibling)),
    leaf,
  )
  return equalBytes(hash, root)
}

/** On which side each hash of an inclusion proof goes; undefined when the tree has no such leaf. */
export function inclusionSides(leaf: { readonly index: bigint; readonly size: bigint }): Side[] | undefined {
  if (leaf.index < 0n || leaf.index >= leaf.size) return undefined
  const sides: Side[] = []
  for (let node = leaf.index, last = leaf.size - 1n; last > 0n;) {
    const side = sideOfSibling(node, last)
    const levels = side === 'left' ? levelsToRightChild(node) : 0n
    sides.push(side)
    node >>= levels + 1n
    last >>= levels + 1n
  }
  return sides
}

export type Side = 'left' | 'right'

/** At the right edge of the tree there is nothing at the right: the next hash is a left one. */
function sideOfSibling(node: bigint, last: bigint): Side {
  return isOdd(node) || node === last ? 'left' : 'right'
}

export interface ConsistencyClaim {
  readonly size1: bigint
  readonly size2: bigint
  readonly root1: Hash
  readonly root2: Hash
  readonly proof: readonly Hash[]
}

/**
 * RFC 9162 2.1.4.2. True only when the tree of `size2` begins with the tree of `size1`. An empty first tree is
 * refused: every tree begins with it, so that it proves nothing.
 */
export function verifyConsistency(claim: ConsistencyClaim): boolean {
  const { size1, size2, root1, root2, proof } = claim
  if (size1 <= 0n || size1 > size2 || ![root1, root2, ...proof].every(isHash)) return false
  if (size1 === size2) return proof.length === 0 && equalBytes(root1, root2)
  const skipped = trailingOnes(size1 - 1n)
  // A first tree that is one perfect subtree is itself the starting node and is not repeated in the proof.
  const path = (size1 - 1n) >> skipped === 0n ? [root1, ...proof] : proof
  const [start, ...siblings] = path
  if (start === undefined) return false
  return climbBoth({
    node: (size1 - 1n) >> skipped,
    last: (size2 - 1n) >> skipped,
    start,
    siblings,
    root1,
    root2,
  })
}

interface Climb {
  readonly node: bigint
  readonly last: bigint
  readonly start: Hash
  readonly siblings: readonly Hash[]
  readonly root1: Hash
  readonly root2: Hash
}

/** RFC 9162 2.1.4.2 steps 5 to 7: hashes up to both roots at once. */
function climbBoth(climb: Climb): boolean {
  let { node, last } = climb
  let first = climb.start
  let second = climb.start
  for (const sibling of climb.siblings) {
    if (last === 0n) return false
    const fromLeft = sideOfSibling(node, last) === 'left'
    if (fromLeft) first = nodeHash(sibling, first)
    second = fromLeft ? nodeHash(sibling, second) : nodeHash(second, sibling)
    const levels = fromLeft ? levelsToRightChild(node) : 0n
    node >>= levels + 1n
    last >>= levels + 1n
  }
  return last === 0n && equalBytes(first, climb.root1) && equalBytes(second, climb.root2)
}

/** Levels at which a node at the right edge has no sibling: up to where it is a right child, or to the top. */
function levelsToRightChild(node: bigint): bigint {
  let levels = 0n
  while (node >> levels !== 0n && !isOdd(node >> levels)) levels++
  return levels
}

function trailingOnes(value: bigint): bigint {
  let count = 0n
  while (isOdd(value >> count)) count++
  return count
}

const isOdd = (value: bigint): boolean => (value & 1n) === 1n
const isHash = (bytes: Uint8Array): boolean => bytes.length === HASH_BYTES
