import { generateKeyPairSync, sign, verify, type KeyObject } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { algorithmByName, type SignatureAlgorithm } from '../../src/trust/algorithms.ts'
import { isSignatureValue, signatureValue } from '../../src/trust/signature-value.ts'

interface Signer {
  readonly algorithm: SignatureAlgorithm
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
}

const signers: readonly Signer[] = [
  {
    algorithm: algorithmByName('ecdsa-sha256'),
    ...generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  },
  {
    algorithm: algorithmByName('ecdsa-sha384'),
    ...generateKeyPairSync('ec', { namedCurve: 'P-384' }),
  },
  { algorithm: algorithmByName('rsa-sha256'), ...generateKeyPairSync('rsa', { modulusLength: 2048 }) },
]
/** Enough for values whose r or s begins with zeros, or with a bit that DER has to keep from being a sign. */
const RUNS = { 'ecdsa-sha256': 600, 'ecdsa-sha384': 60, 'rsa-sha256': 5 }
const P1363 = 'ieee-p1363'

describe.each(signers)('$algorithm.name', ({ algorithm, privateKey, publicKey }) => {
  const { hash, name } = algorithm
  const options = { numRuns: RUNS[name] }

  test('what we sign is what Node calls side by side, and the other way round', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (data) => {
        const ours = signatureValue(algorithm, data, privateKey)
        expect(verify(hash, data, { key: publicKey, dsaEncoding: P1363 }, ours)).toBe(true)
        const theirs = sign(hash, data, { key: privateKey, dsaEncoding: P1363 })
        expect(isSignatureValue(algorithm, data, publicKey, theirs)).toBe(true)
        expect(ours).toHaveLength(theirs.length)
      }),
      options,
    )
  })

  test('a changed byte, other data, another length: no signature', () => {
    const data = Buffer.from('what is signed')
    const value = signatureValue(algorithm, data, privateKey)
    for (let at = 0; at < value.length; at += 7) {
      const changed = Uint8Array.from(value, (byte, place) => (place === at ? byte ^ 1 : byte))
      expect(isSignatureValue(algorithm, data, publicKey, changed)).toBe(false)
    }
    expect(isSignatureValue(algorithm, Buffer.from('something else'), publicKey, value)).toBe(false)
    for (const other of [value.subarray(1), Buffer.concat([Uint8Array.of(0), value]), new Uint8Array(0)])
      expect(isSignatureValue(algorithm, data, publicKey, other)).toBe(false)
  })
})

test.each(signers.slice(0, 2))(
  '$algorithm.name: DER is no value, nor are zeros or ones',
  ({ algorithm, ...key }) => {
    const data = Buffer.from('what is signed')
    const der = sign(algorithm.hash, data, key.privateKey)
    const size = algorithm.valueBytes ?? 0
    const half = new Uint8Array(size / 2)
    const { length } = half
    const one = Uint8Array.from(half, (_, at) => (at === length - 1 ? 1 : 0))
    const tries = [der, new Uint8Array(size), new Uint8Array(size).fill(0xff)]
    for (const r of [half, one]) for (const s of [half, one]) tries.push(Buffer.concat([r, s]))
    for (const value of tries) expect(isSignatureValue(algorithm, data, key.publicKey, value)).toBe(false)
  },
)
