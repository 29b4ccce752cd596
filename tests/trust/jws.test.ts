import { createHmac, generateKeyPairSync, sign } from 'node:crypto'
import * as fc from 'fast-check'
import { FlattenedSign, flattenedVerify, type FlattenedJWSInput } from 'jose'
import nodeJose from 'node-jose'
import { beforeAll, describe, expect, test } from 'vitest'
import { keyOfJwk } from '../../src/trust/jwk.ts'
import { jwkOf } from './own-jwk.ts'
import { flattenedJws, readJwsFile, type FlattenedJws } from '../../src/trust/jws-file.ts'
import { protectedHeaderOf, signJws, verifyJws, type Jws, type JwsType } from '../../src/trust/jws.ts'
import type { SignatureVerdict } from '../../src/trust/verdict.ts'
import { refusalOf, type Refusal } from '../refusal.ts'
import { KEY_KINDS, testSigner, type TestSigner } from './signers.ts'

const TYPE: JwsType = 'khorgos-answer'
const PAYLOAD = Buffer.from('{"v":1,"verdict":"confirmed"}')
const ALGORITHMS = ['ES256', 'ES384', 'RS256']

let signers: readonly TestSigner[]
let signer: TestSigner

beforeAll(async () => {
  signers = await Promise.all(KEY_KINDS.map(testSigner))
  signer = await testSigner('ec-p256')
})

function signerOf(kind: string): TestSigner {
  const found = signers[KEY_KINDS.findIndex((each) => each === kind)]
  if (found === undefined) throw new Error('no signer')
  return found
}

function signedBy({ signing }: TestSigner, payload: Uint8Array = PAYLOAD, typ = TYPE): Jws {
  const protectedHeader = protectedHeaderOf(signing, typ)
  return { payload, protectedHeader, signature: signJws(payload, protectedHeader, signing) }
}

function fileOf(by: TestSigner = signer, receipt?: string): FlattenedJws {
  return flattenedJws(signedBy(by), { jwk: jwkOf(by.signing), ...(receipt !== undefined && { receipt }) })
}

const bytesOf = (file: unknown): Uint8Array =>
  Buffer.from(typeof file === 'string' ? file : JSON.stringify(file))

/** As somebody does who knows the id of our key and nothing else. */
function verifyFile(file: unknown, keyId = signer.verification.keyId): SignatureVerdict {
  const { jws, suppliedKey } = readJwsFile(bytesOf(file))
  const verdict = verifyJws(jws, suppliedKey, TYPE)
  expect(verdict.keyId).toBe(keyId)
  return verdict
}

const refusedFile = (file: unknown): Refusal => refusalOf(() => verifyFile(file))

/** Signs like somebody who holds the key and ignores our form, so that a refusal can only come from the form. */
function signedUnder(header: string | Readonly<Record<string, unknown>>, by: TestSigner = signer): Jws {
  const protectedHeader = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header))
  return { payload: PAYLOAD, protectedHeader, signature: signJws(PAYLOAD, protectedHeader, by.signing) }
}

const refusedHeader = (header: string | Readonly<Record<string, unknown>>): Refusal =>
  refusalOf(() => verifyJws(signedUnder(header), signer.verification, TYPE))

describe('what we sign', () => {
  test.each(KEY_KINDS)('with %s verifies, and says who signed how', (kind) => {
    const by = signerOf(kind)
    expect(verifyJws(signedBy(by), by.verification, TYPE)).toEqual({
      profile: 'jws',
      algorithm: ALGORITHMS[KEY_KINDS.indexOf(kind)],
      keyId: by.verification.keyId,
    })
  })

  test('has the one protected header, always the same bytes', () => {
    const header = Buffer.from(protectedHeaderOf(signer.signing, TYPE)).toString()
    expect(header).toBe(`{"alg":"ES256","kid":"${signer.signing.keyId}","typ":"khorgos-answer"}`)
  })

  test.each(KEY_KINDS)('with %s is read back from a file as it was', (kind) => {
    const by = signerOf(kind)
    const { jws, suppliedKey, receipt } = readJwsFile(bytesOf(fileOf(by, 'c2sp.org/tlog-proof@v1\n')))
    expect(Buffer.from(jws.payload)).toEqual(PAYLOAD)
    expect(suppliedKey.keyId).toBe(by.signing.keyId)
    expect(receipt).toBe('c2sp.org/tlog-proof@v1\n')
    expect(verifyJws(jws, suppliedKey, TYPE).keyId).toBe(by.verification.keyId)
  })

  test('whatever its payload is, verifies, and with another byte it does not', () => {
    const payloads = fc.uint8Array({ minLength: 1, maxLength: 300 })
    fc.assert(
      fc.property(payloads, fc.nat(), fc.integer({ min: 1, max: 255 }), (payload, at, change) => {
        const jws = signedBy(signer, payload)
        expect(() => verifyJws(jws, signer.verification, TYPE)).not.toThrow()
        const changed = payload.map((byte, index) => (index === at % payload.length ? byte ^ change : byte))
        const refusal = refusalOf(() => verifyJws({ ...jws, payload: changed }, signer.verification, TYPE))
        expect(refusal.code).toBe('SIGNATURE_INVALID')
      }),
      { numRuns: 50 },
    )
  })
})

describe('others agree with us', () => {
  test.each(KEY_KINDS)('jose verifies what we sign with %s', async (kind) => {
    const file: FlattenedJWSInput = Object(fileOf(signerOf(kind), 'a receipt'))
    const verified = await flattenedVerify(file, signerOf(kind).verification.publicKey)
    expect(Buffer.from(verified.payload)).toEqual(PAYLOAD)
    expect(verified.protectedHeader).toMatchObject({ typ: TYPE, kid: signerOf(kind).signing.keyId })
    await expect(
      flattenedVerify({ ...file, payload: 'e30' }, signerOf(kind).verification.publicKey),
    ).rejects.toThrow()
  })

  test.each(KEY_KINDS)('node-jose verifies what we sign with %s', async (kind) => {
    const file = fileOf(signerOf(kind))
    const key = await nodeJose.JWK.asKey({ ...file.header.jwk, kid: signerOf(kind).signing.keyId })
    const verified = await nodeJose.JWS.createVerify(key).verify(Object(file))
    expect(verified.payload).toEqual(PAYLOAD)
  })

  test.each(KEY_KINDS)('we verify what jose signs with %s', async (kind) => {
    const { signing, verification } = signerOf(kind)
    const theirs = await new FlattenedSign(PAYLOAD)
      .setProtectedHeader({
        typ: TYPE,
        kid: signing.keyId,
        alg: ALGORITHMS[KEY_KINDS.indexOf(kind)] ?? '',
      })
      .setUnprotectedHeader({ jwk: { ...jwkOf(signing) } })
      .sign(signing.privateKey)
    expect(verifyFile(theirs, verification.keyId).algorithm).toBe(ALGORITHMS[KEY_KINDS.indexOf(kind)])
  })

  test.each(KEY_KINDS)('we verify what node-jose signs with %s', async (kind) => {
    const { signing, verification } = signerOf(kind)
    const key = await nodeJose.JWK.asKey({
      ...Object(signing.privateKey.export({ format: 'jwk' })),
      kid: signing.keyId,
      alg: ALGORITHMS[KEY_KINDS.indexOf(kind)],
    })
    const fields = { typ: TYPE, kid: signing.keyId }
    const theirs: unknown = await nodeJose.JWS.createSign({ format: 'flattened', fields }, key)
      .update(PAYLOAD)
      .final()
    const file = { ...Object(theirs), header: { jwk: jwkOf(signing) } }
    expect(verifyFile(file, verification.keyId).profile).toBe('jws')
  })
})

describe('a protected header', () => {
  const header = (): Readonly<Record<string, unknown>> => ({
    alg: 'ES256',
    kid: signer.signing.keyId,
    typ: TYPE,
  })

  test('that is right verifies in any order of its members', () => {
    const { alg, kid, typ } = header()
    expect(() => verifyJws(signedUnder({ typ, alg, kid }), signer.verification, TYPE)).not.toThrow()
  })

  test.each(['none', 'None', 'HS256', 'ES512', 'PS256', 'EdDSA', 'ES256K', '', 256, null])(
    'with algorithm %j is refused',
    (alg) => expect(refusedHeader({ ...header(), alg }).code).toBe('SIGNATURE_PROFILE'),
  )

  test('with the algorithm of another key is refused', () => {
    for (const alg of ['ES384', 'RS256'])
      expect(refusedHeader({ ...header(), alg }).code).toBe('SIGNATURE_PROFILE')
  })

  test.each(['khorgos-write-off', 'khorgos-notice', 'JWT', 'Khorgos-Answer', ''])(
    'of type %j does not pass as an answer',
    (typ) => expect(refusedHeader({ ...header(), typ }).code).toBe('SIGNATURE_PROFILE'),
  )

  test('that names another key is of an unknown signer', () => {
    for (const kid of ['0'.repeat(64), signer.signing.keyId.toUpperCase(), '', 7])
      expect(refusedHeader({ ...header(), kid }).code).toBe('SIGNER_UNKNOWN')
  })

  test.each([
    ['crit', ['exp']],
    ['b64', false],
    ['jku', 'https://example.test/keys'],
    ['x5u', 'https://example.test/certificate'],
    ['jwk', { kty: 'EC' }],
    ['zip', 'DEF'],
    ['cty', 'json'],
  ])('with %s is refused', (name, value) =>
    expect(refusedHeader({ ...header(), [name]: value }).code).toBe('SIGNATURE_PROFILE'),
  )

  test('without one of its members is refused', () => {
    for (const missing of ['alg', 'kid', 'typ']) {
      const rest = Object.entries(header()).filter(([name]) => name !== missing)
      expect(refusedHeader(Object.fromEntries(rest)).code).toBe('SIGNATURE_PROFILE')
    }
  })

  test('that says something twice, or is no JSON object, is refused', () => {
    const text = JSON.stringify(header())
    for (const wrong of [
      text.replace('{', '{"alg":"none",'),
      text.replace('}', ',"typ":"khorgos-notice"}'),
      `${text}{}`,
      `\ufeff${text}`,
      `[${text}]`,
      '"ES256"',
      'null',
      '{',
    ])
      expect(refusedHeader(wrong).code, wrong).toBe('SIGNATURE_PROFILE')
  })
})

describe('a signature', () => {
  test('by nobody is refused', () => {
    const none = Buffer.from(JSON.stringify({ alg: 'none', kid: signer.signing.keyId, typ: TYPE }))
    const jws = { payload: PAYLOAD, protectedHeader: none, signature: Buffer.from('-') }
    expect(refusalOf(() => verifyJws(jws, signer.verification, TYPE)).code).toBe('SIGNATURE_PROFILE')
    expect(refusedFile({ ...fileOf(), signature: '' }).code).toBe('SIGNATURE_PROFILE')
    const { payload, header, protected: signed } = fileOf()
    expect(refusedFile({ payload, protected: signed, header }).code).toBe('SIGNATURE_MISSING')
  })

  test('that is an HMAC under the public key is refused', () => {
    const { publicKey, keyId } = signer.verification
    for (const secret of [
      publicKey.export({ type: 'spki', format: 'pem' }),
      publicKey.export({ type: 'spki', format: 'der' }),
    ]) {
      const header = Buffer.from(JSON.stringify({ alg: 'HS256', kid: keyId, typ: TYPE }))
      const input = `${header.toString('base64url')}.${PAYLOAD.toString('base64url')}`
      const signature = createHmac('sha256', secret).update(input).digest()
      const jws = { payload: PAYLOAD, protectedHeader: header, signature }
      expect(refusalOf(() => verifyJws(jws, signer.verification, TYPE)).code).toBe('SIGNATURE_PROFILE')
    }
  })

  test('by an own key that comes along is not ours', async () => {
    const attacker = await testSigner('ec-p256')
    const own = fileOf(attacker)
    const inOurName = signedUnder({ alg: 'ES256', kid: signer.signing.keyId, typ: TYPE }, attacker)
    expect(refusedFile(flattenedJws(inOurName, own.header)).code).toBe('SIGNER_UNKNOWN')
    expect(refusedFile(flattenedJws(inOurName, fileOf().header)).code).toBe('SIGNATURE_INVALID')
    expect(refusedFile({ ...fileOf(), header: own.header }).code).toBe('SIGNER_UNKNOWN')
    expect(() => verifyFile(own, attacker.verification.keyId)).not.toThrow()
  })

  test('in DER, cut, extended or of zeros is invalid', () => {
    const jws = signedBy(signer)
    const { signature } = jws
    const input = `${base64Url(jws.protectedHeader)}.${base64Url(jws.payload)}`
    const der = sign('sha256', Buffer.from(input), signer.signing.privateKey)
    for (const wrong of [
      der,
      signature.subarray(1),
      Buffer.concat([signature, Buffer.of(0)]),
      new Uint8Array(64),
    ]) {
      const refusal = refusalOf(() => verifyJws({ ...jws, signature: wrong }, signer.verification, TYPE))
      expect(refusal.code).toBe('SIGNATURE_INVALID')
    }
  })
})

describe('a file', () => {
  test('in which any single character is another one is refused', () => {
    const text = JSON.stringify(fileOf())
    expect(() => verifyFile(text)).not.toThrow()
    for (let at = 0; at < text.length; at += 1) {
      for (const other of ['A', 'B', '_', '"', ' ', '=']) {
        if (text[at] === other) continue
        const changed = text.slice(0, at) + other + text.slice(at + 1)
        expect([
          'JSON_MALFORMED',
          'SIGNATURE_MISSING',
          'SIGNATURE_PROFILE',
          'SIGNATURE_INVALID',
          'SIGNER_UNKNOWN',
        ]).toContain(refusedFile(changed).code)
      }
    }
  })

  test.each(['payload', 'protected', 'signature'] as const)('has one spelling of its %s', (name) => {
    const file = fileOf()
    const text = file[name]
    for (const wrong of [
      `${text}=`,
      `${text}==`,
      `${text}\n`,
      ` ${text}`,
      text.replaceAll('-', '+').replaceAll('_', '/') + '+',
      `${text.slice(0, 4)}.${text.slice(4)}`,
      withSpareBits(text),
      '',
      7,
      null,
    ]) {
      if (wrong !== text) expect(refusedFile({ ...file, [name]: wrong }).code).toBe('SIGNATURE_PROFILE')
    }
  })

  test('with a member that it does not need is refused', () => {
    const file = fileOf()
    for (const more of [
      { signatures: [] },
      { note: 'trust me' },
      { header: { ...file.header, kid: signer.signing.keyId } },
      { header: { ...file.header, alg: 'none' } },
      { header: {} },
      { header: { receipt: 'r' } },
      { header: { ...file.header, receipt: 7 } },
      { header: [] },
    ])
      expect(refusedFile({ ...file, ...more }).code).toBe('SIGNATURE_PROFILE')
    for (const missing of ['payload', 'protected', 'header']) {
      const rest = Object.entries(file).filter(([name]) => name !== missing)
      expect(refusedFile(Object.fromEntries(rest)).code).toBe('SIGNATURE_PROFILE')
    }
  })

  test('that says something twice is no JSON to us', () => {
    const text = JSON.stringify(fileOf())
    const payload = Buffer.from('{"v":1,"verdict":"refuted"}').toString('base64url')
    expect(refusedFile(text.replace('{', `{"payload":"${payload}",`)).code).toBe('JSON_MALFORMED')
    expect(refusedFile(text.replace('"jwk":', '"jwk":{},"jwk":')).code).toBe('JSON_MALFORMED')
    expect(refusedFile(text.replace('{', '{"p\\u0061yload":"AAAA",')).code).toBe('JSON_MALFORMED')
  })

  test('that is a compact or general JWS, or no object, is refused', () => {
    const { payload, protected: signed, signature, header } = fileOf()
    expect(refusedFile(`${signed}.${payload}.${signature}`).code).toBe('JSON_MALFORMED')
    const general = { payload, signatures: [{ protected: signed, signature, header }] }
    expect(refusedFile(general).code).toBe('SIGNATURE_MISSING')
    expect(refusedFile([fileOf()]).code).toBe('SIGNATURE_PROFILE')
    expect(refusedFile('').code).toBe('JSON_MALFORMED')
  })
})

describe('a key that comes along', () => {
  test.each(KEY_KINDS)('of %s has the members that make it, and the id that it has elsewhere', (kind) => {
    const { signing, verification } = signerOf(kind)
    const jwk = jwkOf(signing)
    expect(Object.keys(jwk)).toEqual(kind === 'rsa-2048' ? ['kty', 'n', 'e'] : ['kty', 'crv', 'x', 'y'])
    expect(keyOfJwk({ ...jwk }).keyId).toBe(verification.keyId)
  })

  test('in any other form is refused', () => {
    const jwk = Object(jwkOf(signer.signing))
    const refused = (key: Parameters<typeof keyOfJwk>[0]): string => refusalOf(() => keyOfJwk(key)).code
    for (const wrong of [
      { ...jwk, use: 'sig' },
      { ...jwk, kid: signer.signing.keyId },
      { ...jwk, x: `${jwk.x}=` },
      { ...jwk, x: `AA${jwk.x}` },
      { ...jwk, x: jwk.y, y: jwk.x },
      { ...jwk, crv: 'P-384' },
      { kty: 'EC' },
      { kty: 'oct', k: 'AAAA' },
      {},
      [],
      null,
      'key',
    ])
      expect(refused(wrong), JSON.stringify(wrong)).toBe('SIGNATURE_PROFILE')
    const withPrivatePart = Object(signer.signing.privateKey.export({ format: 'jwk' }))
    expect(refused(withPrivatePart)).toBe('SIGNATURE_PROFILE')
  })

  test('too weak for our own keys is refused', () => {
    for (const { publicKey } of [
      generateKeyPairSync('rsa', { modulusLength: 1024 }),
      generateKeyPairSync('ec', { namedCurve: 'secp256k1' }),
      generateKeyPairSync('ed25519'),
    ]) {
      const jwk = Object(publicKey.export({ format: 'jwk' }))
      expect(refusalOf(() => keyOfJwk(jwk)).code).toBe('SIGNATURE_PROFILE')
    }
  })
})

const base64Url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url')

/** The same bytes to a forgiving decoder: the last letter has bits that no byte uses. */
function withSpareBits(text: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  const next = alphabet[alphabet.indexOf(text.at(-1) ?? '') + 1] ?? '='
  const other = text.slice(0, -1) + next
  return Buffer.from(other, 'base64url').equals(Buffer.from(text, 'base64url')) ? other : `${text}=`
}
