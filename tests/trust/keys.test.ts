import { createHash, generateKeyPairSync, X509Certificate } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { isValidAt, readSigningKey, readVerificationKey, spkiSha256 } from '../../src/trust/keys.ts'
import { refusalOf } from '../refusal.ts'
import { KEY_KINDS, NOW, testSigner, YEAR, type TestSigner } from './signers.ts'

let signers: readonly TestSigner[]

beforeAll(async () => {
  signers = await Promise.all(KEY_KINDS.map(testSigner))
})

test('a key has one name: by certificate, by public key, PEM or DER', () => {
  for (const { issued, signing, verification } of signers) {
    const { publicKey, raw } = new X509Certificate(issued.certificatePem)
    const spki = publicKey.export({ type: 'spki', format: 'der' })
    const name = createHash('sha256').update(spki).digest('hex')
    const byPublicKey = readVerificationKey(publicKey.export({ type: 'spki', format: 'pem' }).toString(), 'k')
    expect([
      signing.keyId,
      verification.keyId,
      byPublicKey.keyId,
      spkiSha256(raw),
      spkiSha256(issued.certificatePem),
    ]).toEqual(Array(5).fill(name))
  }
})

test('the kind of key decides the algorithm', () => {
  expect(signers.map(({ signing }) => signing.algorithm)).toEqual([
    'ecdsa-sha256',
    'ecdsa-sha384',
    'rsa-sha256',
  ])
})

describe('validity', () => {
  test('comes from the certificate, narrowed by the agreement', () => {
    const pem = signers[0]?.issued.certificatePem ?? ''
    expect(readVerificationKey(pem, 'k')).toMatchObject(YEAR)
    const later = new Date('2026-12-01T00:00:00Z')
    const key = readVerificationKey(pem, 'k', { validFrom: later, validTo: new Date('2099-01-01T00:00:00Z') })
    expect(key).toMatchObject({ validFrom: later, validTo: YEAR.validTo })
    expect(isValidAt(key, NOW)).toBe(false)
  })

  test('of a bare public key has no ends unless the agreement says so', () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const key = readVerificationKey(publicKey.export({ type: 'spki', format: 'pem' }).toString(), 'k')
    expect('validFrom' in key || 'validTo' in key).toBe(false)
    expect(isValidAt(key, new Date(0))).toBe(true)
  })
})

describe('what cannot be used is CONFIG_INVALID and says why', () => {
  test('two blocks, no block, another block, garbage', () => {
    const [a, b] = signers.map(({ issued }) => issued)
    if (a === undefined || b === undefined) throw new Error('no keys')
    for (const pem of [
      a.certificatePem + b.certificatePem,
      '',
      a.privateKeyPem,
      a.certificatePem.replace(/.{20}\n-----END/, '-----END'),
    ]) {
      expect(refusalOf(() => readVerificationKey(pem, 'k.pem'))).toMatchObject({ code: 'CONFIG_INVALID' })
    }
    expect(refusalOf(() => spkiSha256('x')).code).toBe('CONFIG_INVALID')
  })

  test('a certificate of another key, and no word of the private one', () => {
    const [a, b] = signers.map(({ issued }) => issued)
    if (a === undefined || b === undefined) throw new Error('no keys')
    const refusal = refusalOf(() => readSigningKey(a.privateKeyPem, b.certificatePem, 'k.pem'))
    expect(refusal).toMatchObject({ code: 'CONFIG_INVALID', message: expect.stringContaining('another key') })
    const broken = refusalOf(() =>
      readSigningKey(a.privateKeyPem.replace('MI', 'AA'), a.certificatePem, 'k.pem'),
    )
    expect(broken.message).not.toContain(a.privateKeyPem.slice(40, 60))
  })
})
