import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { verifyConsistency, verifyInclusion } from '../../src/evidence/proofs.ts'
import { sharedFolder } from '../shared.ts'

/** Inclusion and consistency vectors of transparency-dev/merkle. */

interface Vector {
  readonly desc: string
  readonly wantErr: boolean
  readonly proof: readonly string[] | null
  readonly [field: string]: unknown
}

const shared = sharedFolder()
const folder = shared === undefined ? undefined : join(shared, 'vectors', 'merkle-proofs')
if (folder === undefined) console.warn('skipped: the Merkle proof vectors are not on this machine')

/** Indexes of the vectors go up to 2^64 - 1, where JSON.parse would round: numbers become strings. */
function readVectors(kind: string): Vector[] {
  if (folder === undefined) return []
  return readdirSync(join(folder, kind), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => {
      const text = readFileSync(join(folder, kind, name), 'utf8').replaceAll(/: (\d+)(?=[,\n])/g, ': "$1"')
      const vector: Vector = JSON.parse(text)
      return { ...vector, desc: `${name}: ${vector.desc}` }
    })
}

/** Accepted by the reference because two equal texts are equal roots; refused here: a root has 32 bytes. */
const NOT_HASHES = 'additional/sizes-are-equal-one-and-proof-is-empty.json'

const bytes = (value: unknown): Uint8Array => Buffer.from(typeof value === 'string' ? value : '', 'base64')
const size = (value: unknown): bigint => (typeof value === 'string' ? BigInt(value) : 0n)
const proofOf = (vector: Vector): Uint8Array[] => (vector.proof ?? []).map(bytes)

describe.skipIf(folder === undefined)('the published Merkle proofs', () => {
  const inclusion = readVectors('inclusion')
  const consistency = readVectors('consistency')

  test('are all there', () => {
    expect([inclusion.length, consistency.length]).toEqual([98, 98])
  })

  test.each(inclusion)('inclusion $desc', (vector) => {
    const verified = verifyInclusion({
      index: size(vector['leafIdx']),
      size: size(vector['treeSize']),
      leaf: bytes(vector['leafHash']),
      root: bytes(vector['root']),
      proof: proofOf(vector),
    })
    expect(verified).toBe(!vector.wantErr)
  })

  test.each(consistency)('consistency $desc', (vector) => {
    const verified = verifyConsistency({
      size1: size(vector['size1']),
      size2: size(vector['size2']),
      root1: bytes(vector['root1']),
      root2: bytes(vector['root2']),
      proof: proofOf(vector),
    })
    expect(verified).toBe(!vector.wantErr && !vector.desc.startsWith(NOT_HASHES))
  })
})
