import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { parseCheckpoint, signCheckpoint, verifyCheckpoint } from '../../src/evidence/checkpoint.ts'
import { generateLogKey, loadLogSigner } from '../../src/evidence/log-key.ts'
import { EMPTY_ROOT } from '../../src/evidence/merkle.ts'
import { encodeVkey, formatNote, parseNote, parseVkey, verifyNote } from '../../src/evidence/note.ts'

const VKEY = 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k'
const NOTE = `This is an example message.

— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
`
const signer = loadLogSigner(generateLogKey('log.khorgos.example/one'))
const note = signCheckpoint(signer, 2n ** 60n + 1n, EMPTY_ROOT)
const invalid = (reason: string) =>
  expect.objectContaining({ code: 'EVIDENCE_INVALID', message: expect.stringContaining(reason) })

describe('the example of signed-note', () => {
  test('verifies with its verifier key, which is written as it was read', () => {
    const key = parseVkey(VKEY)
    expect(key).toMatchObject({ name: 'example.com/foo', keyId: 0x53_0d_90_3a })
    expect(encodeVkey(key.name, key.publicKey)).toBe(VKEY)
    expect(verifyNote(parseNote(NOTE), [key])).toEqual([key])
    expect(parseNote(NOTE).text).toBe('This is an example message.\n')
  })

  test('does not verify when any character of it is changed', () => {
    const key = parseVkey(VKEY)
    for (let at = 0; at < NOTE.length; at++) {
      const changed =
        NOTE.slice(0, at) + String.fromCodePoint((NOTE.codePointAt(at) ?? 0) ^ 1) + NOTE.slice(at + 1)
      expect(() => verifyNote(parseNote(changed), [key]), changed).toThrow(invalid(''))
    }
  })
})

describe('verifier keys', () => {
  test.each([
    ['two parts', 'example.com/foo+530d903a', 'three parts'],
    ['a wrong key id', VKEY.replace('530d903a', '530d903b'), 'wrong key id'],
    ['another name', VKEY.replace('foo', 'bar'), 'wrong key id'],
    ['upper case', VKEY.replace('530d903a', '530D903A'), 'wrong key id'],
    ['another signature type', VKEY.replace('+Ae', '+Be'), 'not an Ed25519 key'],
    ['base64 with padding it does not need', `${VKEY}=`, 'three parts'],
    ['a space in the name', VKEY.replace('foo', 'f o'), 'not a key name'],
  ])('with %s are refused', (_, vkey, reason) => {
    expect(() => parseVkey(vkey)).toThrow(invalid(reason))
  })
})

describe('a checkpoint', () => {
  test('is read back with sizes beyond 2^53', () => {
    const checkpoint = verifyCheckpoint(note, [signer.vkey])
    expect(checkpoint).toMatchObject({ origin: signer.origin, size: 2n ** 60n + 1n, extensions: [] })
    expect(checkpoint.root).toEqual(EMPTY_ROOT)
  })

  test('of a log that is not trusted is refused, also when it signed under the trusted name', () => {
    const other = loadLogSigner(generateLogKey('log.khorgos.example/two'))
    expect(() => verifyCheckpoint(note, [other.vkey])).toThrow(invalid('no key of the log'))
    const impostor = loadLogSigner(generateLogKey(signer.origin))
    expect(() => verifyCheckpoint(note, [impostor.vkey])).toThrow(invalid('no trusted key signed'))
    expect(() => verifyCheckpoint(note, [])).toThrow(invalid('no key of the log'))
  })

  test('that a trusted log signed in the name of another log is refused', () => {
    const body = parseNote(note).text.replace('/one\n', '/two\n')
    expect(() => verifyCheckpoint(signer.sign(body), [signer.vkey])).toThrow(invalid('no key of the log'))
  })

  test('whose key id is the trusted one but whose key is not is refused, not ignored', () => {
    const { privateKey } = generateKeyPairSync('ed25519')
    const { text, signatures } = parseNote(note)
    const keyId = signatures[0]?.keyId ?? 0
    const forged = formatNote(text, {
      name: signer.origin,
      keyId,
      signature: sign(null, Buffer.from(text), privateKey),
    })
    expect(() => verifyCheckpoint(forged, [signer.vkey])).toThrow(invalid('does not verify'))
    const hint = parseNote(formatNote(text, { name: signer.origin, keyId, signature: new Uint8Array(1) }))
    expect(() => verifyNote(hint, [parseVkey(signer.vkey)])).toThrow(invalid('does not verify'))
  })

  test('keeps its value when witnesses we do not know add their lines', () => {
    const line = parseNote(NOTE).signatures[0]
    const cosigned = note + formatNote('', line ?? { name: '', keyId: 0, signature: EMPTY_ROOT }).slice(1)
    expect(verifyCheckpoint(cosigned, [signer.vkey]).size).toBe(2n ** 60n + 1n)
    expect(() => verifyCheckpoint(note + note.slice(note.indexOf('— ')), [signer.vkey])).toThrow(
      invalid('twice'),
    )
  })

  const root = Buffer.from(EMPTY_ROOT).toString('base64')
  test.each([
    ['two lines', 'o\n1\n', 'three lines'],
    ['a leading zero', `o\n01\n${root}\n`, 'tree size'],
    ['a sign', `o\n+1\n${root}\n`, 'tree size'],
    ['a size over 2^64', `o\n18446744073709551616\n${root}\n`, 'tree size'],
    ['a short root', `o\n1\n${root.slice(4)}\n`, '32 bytes'],
    ['a root with spare bits', `o\n1\n${root.replace(/.=$/, 'V=')}\n`, '32 bytes'],
    ['no origin', `\n1\n${root}\n`, 'empty lines'],
    ['an empty extension', `o\n1\n${root}\n\nx\n`, 'empty lines'],
    ['a control character', `o\n1\n${root}\n\tx\n`, 'character'],
    ['carriage returns', `o\r\n1\r\n${root}\r\n`, 'character'],
  ])('with %s is refused', (_, text, reason) => {
    expect(() => parseCheckpoint(signer.sign(text))).toThrow(invalid(reason))
  })

  test.each([
    ['no signature', 'a\nb\n', 'no signature block'],
    ['no newline at the end', NOTE.slice(0, -1), 'no signature block'],
    ['a hyphen for the dash', NOTE.replace('—', '-'), 'malformed'],
    ['a name with a plus', NOTE.replace('— e', '— +e'), 'malformed'],
    ['a signature without bytes', NOTE.replace(/ Uw2Q.*/, ' Uw2QOg=='), 'malformed'],
    ['65 signatures', NOTE + NOTE.slice(NOTE.indexOf('— ')).repeat(64), '65 signature lines'],
    ['half a megabyte', 'x'.repeat(600_000) + NOTE, 'too long'],
  ])('that is a note with %s is refused', (_, text, reason) => {
    expect(() => parseNote(text)).toThrow(invalid(reason))
  })
})

describe('the key of the log', () => {
  test('is kept in one file with its name, which openssl and node read as a private key', () => {
    const file = generateLogKey('log.khorgos.example/one')
    expect(file.startsWith('Origin: log.khorgos.example/one\n-----BEGIN PRIVATE KEY-----\n')).toBe(true)
    const loaded = loadLogSigner(file)
    expect(encodeVkey(loaded.origin, createPublicKey(createPrivateKey(file)))).toBe(loaded.vkey)
  })

  test.each([
    ['without origin', '-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----\n'],
    ['that is no key', 'Origin: x\n-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----\n'],
    ['that is empty', ''],
  ])('%s is refused', (_, file) => {
    expect(() => loadLogSigner(file)).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }))
  })

  test('has no name with spaces, and is an Ed25519 key', () => {
    expect(() => generateLogKey('a log')).toThrow(invalid('not a key name'))
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    expect(() => encodeVkey('log', publicKey)).toThrow(invalid('Ed25519'))
  })
})
