import { createHmac, createSign, generateKeyPairSync, sign as rawSign } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fitsToken, TOKEN_ALGORITHMS } from '../../../src/trust/tokens/algorithms.ts'
import { MAX_TOKEN_BYTES, openToken, verifyToken } from '../../../src/trust/tokens/compact.ts'
import { readKeySet } from '../../../src/trust/tokens/key-set.ts'
import { claims, makeKey, sign, type IssuerKey } from '../../access/issuer.ts'
import { refusalOf } from '../../refusal.ts'

const ISSUER = 'https://sso.example'
const keys = TOKEN_ALGORITHMS.map((algorithm) => makeKey(algorithm, `key-${algorithm}`))
const byAlgorithm = new Map(keys.map((key) => [key.algorithm, key]))
const of = (algorithm: (typeof TOKEN_ALGORITHMS)[number]): IssuerKey => {
  const key = byAlgorithm.get(algorithm)
  if (key === undefined) throw new Error('no such key')
  return key
}
const es256 = of('ES256')

const b64 = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')

/** A token whose header and claims may be any bytes, signed with the ES256 key over exactly these. */
function forged(header: unknown, body: unknown = claims(ISSUER)): string {
  const input = `${b64(header)}.${b64(body)}`
  const value = rawSign('sha256', Buffer.from(input), {
    key: es256.privateKey,
    dsaEncoding: 'ieee-p1363',
  })
  return `${input}.${value.toString('base64url')}`
}
const HEADER = { alg: 'ES256', kid: es256.keyId, typ: 'at+jwt' }

async function codeOf(token: string, key = es256.publicKey): Promise<string> {
  try {
    await verifyToken(openToken(token), key)
    return 'taken'
  } catch (thrown) {
    return refusalOf(() => {
      throw thrown
    }).code
  }
}

describe('a token', () => {
  test.each(TOKEN_ALGORITHMS)(
    'signed with %s is taken by the key that signed it, and by no other',
    async (algorithm) => {
      const key = of(algorithm)
      const opened = openToken(await sign(key, claims(ISSUER)))
      expect(opened).toMatchObject({ algorithm, keyId: key.keyId, type: 'at+jwt', claims: { iss: ISSUER } })
      await verifyToken(opened, key.publicKey)
      const other = makeKey(algorithm, key.keyId)
      await expect(verifyToken(opened, other.publicKey)).rejects.toMatchObject({ code: 'AUTH_INVALID' })
    },
  )

  test('that is put together by hand is taken like one of the library, so that the forgeries below fail for what they say', async () => {
    expect(await codeOf(forged(HEADER))).toBe('taken')
  })

  test('with one bit changed anywhere is refused', async () => {
    const token = await sign(es256, claims(ISSUER))
    await fc.assert(
      fc.asyncProperty(fc.nat(token.length - 1), fc.integer({ min: 0, max: 6 }), async (at, bit) => {
        const changed = String.fromCharCode(token.charCodeAt(at) ^ (1 << bit))
        const tampered = token.slice(0, at) + changed + token.slice(at + 1)
        expect(await codeOf(tampered)).toBe('AUTH_INVALID')
      }),
      { numRuns: 60 },
    )
  })

  test('made of anything at all is refused as a token, and as nothing else', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(fc.base64String()).map((parts) => parts.join('.')),
        ),
        (text) => {
          expect(refusalOf(() => openToken(text)).code).toBe('AUTH_INVALID')
        },
      ),
    )
  })
})

describe('is refused before any cryptography:', () => {
  const { alg: _alg, ...noAlgorithm } = HEADER
  const { kid: _kid, ...noKey } = HEADER
  test.each<[string, () => string]>([
    ['no algorithm', () => forged(noAlgorithm)],
    ['"none"', () => `${b64({ ...HEADER, alg: 'none' })}.${b64(claims(ISSUER))}.`],
    ['"none" with a signature', () => forged({ ...HEADER, alg: 'none' })],
    ['"nOnE"', () => forged({ ...HEADER, alg: 'nOnE' })],
    ['an HMAC', () => forged({ ...HEADER, alg: 'HS256' })],
    ['an algorithm nobody needs', () => forged({ ...HEADER, alg: 'ES512' })],
    ['algorithms in a list', () => forged({ ...HEADER, alg: ['ES256'] })],
    ['no key id', () => forged(noKey)],
    ['an empty key id', () => forged({ ...HEADER, kid: '' })],
    ['an endless key id', () => forged({ ...HEADER, kid: 'k'.repeat(257) })],
    ['a key of its own', () => forged({ ...HEADER, jwk: es256.jwk })],
    ['an address of keys', () => forged({ ...HEADER, jku: 'https://attacker.example/jwks' })],
    ['an address of certificates', () => forged({ ...HEADER, x5u: 'https://attacker.example/x' })],
    ['certificates', () => forged({ ...HEADER, x5c: ['AAAA'] })],
    ['something critical', () => forged({ ...HEADER, crit: ['exp'], exp: 1 })],
    ['nothing critical', () => forged({ ...HEADER, crit: [] })],
    ['a payload that is not encoded', () => forged({ ...HEADER, b64: false, crit: ['b64'] })],
    ['a payload that is not encoded, not critical', () => forged({ ...HEADER, b64: false })],
    ['compression', () => forged({ ...HEADER, zip: 'DEF' })],
    ['encryption', () => forged({ ...HEADER, enc: 'A256GCM' })],
    ['a token in a token', () => forged({ ...HEADER, cty: 'JWT' })],
    ['a type that is no text', () => forged({ ...HEADER, typ: 1 })],
    ['a header that is a list', () => forged([HEADER])],
    ['a header with a name twice', () => forged('{"alg":"ES256","alg":"none","kid":"k","typ":"at+jwt"}')],
    ['a header with another prototype', () => forged('{"alg":"ES256","kid":"k","__proto__":{}}')],
    ['claims with a name twice', () => forged(HEADER, '{"sub":"a","sub":"b"}')],
    ['claims with a number that no double holds', () => forged(HEADER, '{"exp":12345678901234567890}')],
    ['claims that are no object', () => forged(HEADER, '"x"')],
    [
      'claims that are not UTF-8',
      () => `${b64(HEADER)}.${Buffer.from([0xff, 0xfe]).toString('base64url')}.AAAA`,
    ],
    ['four parts', () => `${forged(HEADER)}.AAAA`],
    ['two parts', () => forged(HEADER).split('.').slice(0, 2).join('.')],
    ['an encrypted token', () => 'a.b.c.d.e'],
    ['no signature', () => `${b64(HEADER)}.${b64(claims(ISSUER))}.`],
    ['padding', () => `${forged(HEADER)}=`],
    ['a space in the signature', () => forged(HEADER).replace(/.$/, ' $&')],
    ['a line break in the claims', () => forged(HEADER).replace('.', '.\n')],
    ['letters of the other base64', () => forged(HEADER).replace(/[A-Za-z0-9]$/, '+')],
    ['a JWS in the JSON serialization', () => JSON.stringify({ payload: 'e30', signatures: [] })],
    ['more than it may be long', () => forged(HEADER, { ...claims(ISSUER), x: 'x'.repeat(MAX_TOKEN_BYTES) })],
  ])('%s', (_what, make) => {
    const { code, message } = refusalOf(() => openToken(make()))
    expect(code).toBe('AUTH_INVALID')
    expect(message.length).toBeLessThan(200)
  })

  test('trailing bits that are not zero', () => {
    const [header = '', body = '', signature = ''] = forged(HEADER).split('.')
    // 64 bytes leave four bits of the last letter unused.
    const last = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    const second = last[last.indexOf(signature.slice(-1)) + 1] ?? ''
    expect(Buffer.from(signature.slice(0, -1) + second, 'base64url')).toEqual(
      Buffer.from(signature, 'base64url'),
    )
    expect(refusalOf(() => openToken(`${header}.${body}.${signature.slice(0, -1)}${second}`)).code).toBe(
      'AUTH_INVALID',
    )
  })
})

describe('a signature is refused', () => {
  test('that is an HMAC under the public key, whatever the header calls it', async () => {
    const secret = es256.publicKey.export({ type: 'spki', format: 'pem' })
    for (const alg of ['HS256', 'ES256', 'RS256']) {
      const input = `${b64({ ...HEADER, alg })}.${b64(claims(ISSUER))}`
      const value = createHmac('sha256', secret).update(input).digest('base64url')
      expect(await codeOf(`${input}.${value}`)).toBe('AUTH_INVALID')
    }
  })

  test('whose r and s are zero, missing, too long, or written in DER', async () => {
    const input = `${b64(HEADER)}.${b64(claims(ISSUER))}`
    const der = createSign('sha256').update(input).sign(es256.privateKey)
    for (const value of [Buffer.alloc(64), Buffer.alloc(1), Buffer.alloc(65, 1), der])
      expect(await codeOf(`${input}.${value.toString('base64url')}`)).toBe('AUTH_INVALID')
  })
})

describe('the keys of an issuer', () => {
  const set = (...listed: unknown[]) => readKeySet(JSON.parse(JSON.stringify({ keys: listed })))

  test('are found by id, for the algorithm that they are for', () => {
    const found = set(...keys.map(({ jwk }) => jwk))
    for (const { algorithm, keyId, publicKey } of keys) {
      expect(found.find(keyId, algorithm)?.equals(publicKey)).toBe(true)
      for (const other of TOKEN_ALGORITHMS.filter((each) => each !== algorithm))
        expect(found.find(keyId, other)).toBeUndefined()
    }
    expect(found.find('none of them', 'ES256')).toBeUndefined()
  })

  test('serve both algorithms of RSA when they name none, and an elliptic key never RSA', () => {
    const { alg: _, ...rsa } = of('RS256').jwk
    const { alg: __, ...ec } = es256.jwk
    expect(set(rsa).find('key-RS256', 'PS256')).toBeDefined()
    expect(set(rsa).find('key-RS256', 'RS256')).toBeDefined()
    expect(set(ec).find('key-ES256', 'RS256')).toBeUndefined()
  })

  const weak = generateKeyPairSync('rsa', { modulusLength: 1024 })
  const small = generateKeyPairSync('rsa', { modulusLength: 2048, publicExponent: 3 })
  const p384 = generateKeyPairSync('ec', { namedCurve: 'secp384r1' })
  test.each<[string, Record<string, unknown>]>([
    ['for encryption', { ...es256.jwk, use: 'enc' }],
    ['for signing and not for verifying', { ...es256.jwk, key_ops: ['sign'] }],
    ['with their private part', { ...es256.privateKey.export({ format: 'jwk' }), kid: es256.keyId }],
    ['that are a secret', { kty: 'oct', k: 'c2VjcmV0', kid: es256.keyId }],
    ['without an id', { ...es256.jwk, kid: undefined }],
    ['on another curve', { ...p384.publicKey.export({ format: 'jwk' }), kid: es256.keyId }],
    ['that are no point of the curve', { ...es256.jwk, x: es256.jwk['y'] }],
    ['of RSA with 1024 bits', { ...weak.publicKey.export({ format: 'jwk' }), kid: es256.keyId }],
    ['of RSA with the exponent 3', { ...small.publicKey.export({ format: 'jwk' }), kid: es256.keyId }],
    ['for another algorithm', { ...es256.jwk, alg: 'ES384' }],
  ])('are passed over %s', (_why, jwk) => {
    const found = set(jwk)
    for (const algorithm of TOKEN_ALGORITHMS) expect(found.find(es256.keyId, algorithm)).toBeUndefined()
  })

  test('that share an id name nobody', () => {
    expect(set(es256.jwk, makeKey('ES256', es256.keyId).jwk).find(es256.keyId, 'ES256')).toBeUndefined()
    expect(set(es256.jwk, { ...of('EdDSA').jwk, kid: es256.keyId }).find(es256.keyId, 'ES256')).toBeDefined()
  })

  test.each([[null], [[]], [{}], [{ keys: {} }], [{ keys: Array.from({ length: 65 }, () => ({})) }]])(
    'are no key set: %j',
    (content) => {
      expect(refusalOf(() => readKeySet(content)).code).toBe('AUTH_UNAVAILABLE')
    },
  )

  test('that are private never check anything', () => {
    for (const { algorithm, privateKey } of keys) expect(fitsToken(algorithm, privateKey)).toBe(false)
  })
})
