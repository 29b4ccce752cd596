import { X509Certificate } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { KhorgosError } from '../../src/errors.ts'
import { type Entry, unpackEntries } from '../../src/evidence/bundle/container.ts'
import { openEntries } from '../../src/evidence/bundle/read.ts'
import { writeBundle } from '../../src/evidence/bundle/write.ts'
import { checkContainerSignature } from '../../src/evidence/verify-bundle.ts'
import { createInput, createParties, type Parties } from './bundle-fixture.ts'

/** Row 29: what is in the container is what was signed, to the byte, and nothing more. */

let entries: Entry[]
let parties: Parties
let certificate: X509Certificate

beforeAll(async () => {
  parties = await createParties()
  certificate = new X509Certificate(parties.gateway.certificatePem)
  entries = await unpackEntries(await writeBundle(createInput(parties)))
})

const invalid = expect.objectContaining({ code: 'EVIDENCE_INVALID' })

/** Opens the entries and checks the signature over them, as verification begins; throws when anything is wrong. */
function check(given: readonly Entry[]): void {
  checkContainerSignature(openEntries(given), [certificate])
}

function holds(given: readonly Entry[]): boolean {
  try {
    check(given)
    return true
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(KhorgosError)
    return false
  }
}

const withEntry = (path: string, bytes: Uint8Array): Entry[] =>
  entries.map((entry) => (entry.path === path ? { path, bytes } : entry))
const textOf = (path: string): string =>
  new TextDecoder().decode(entries.find((entry) => entry.path === path)?.bytes)
const edited = (path: string, from: string | RegExp, to: string): Entry[] => {
  const text = textOf(path).replace(from, to)
  expect(text).not.toBe(textOf(path))
  return withEntry(path, new TextEncoder().encode(text))
}
const SIGNATURES = 'META-INF/signatures.xml'

describe('the signature over a bundle', () => {
  test('holds for the bundle as it was written', () => {
    check(entries)
  })

  test(
    'does not hold when a bit of any byte of any entry but mimetype is changed',
    { timeout: 120_000 },
    () => {
      let tried = 0
      for (const { path, bytes } of entries.slice(1)) {
        const copy = new Uint8Array(bytes)
        const changed = withEntry(path, copy)
        for (let at = 0; at < bytes.length; at++, tried++) {
          copy[at] = (bytes[at] ?? 0) ^ (1 << (at % 8))
          if (holds(changed)) expect.fail(`${path} may differ at byte ${at}`)
          copy[at] = bytes[at] ?? 0
        }
      }
      expect(tried).toBeGreaterThan(20_000)
    },
  )

  test('does not hold when any entry is cut, lengthened or emptied', () => {
    for (const { path, bytes } of entries.slice(1)) {
      for (const other of [
        bytes.slice(1),
        bytes.slice(0, -1),
        Buffer.concat([bytes, Buffer.from('\n')]),
        new Uint8Array(),
      ])
        expect(() => check(withEntry(path, other)), path).toThrow(invalid)
    }
  })

  test('does not hold when an entry is added, missing, renamed or out of place', () => {
    const [mimetype, readme, ...rest] = entries
    if (mimetype === undefined || readme === undefined) throw new Error('the bundle has entries')
    const stray = { path: 'messages/stray.xml', bytes: readme.bytes }
    expect(() => check([...entries, stray])).toThrow('does not list its entry messages/stray.xml')
    expect(() => check([mimetype, ...rest])).toThrow('README.txt is missing')
    expect(() => check([mimetype, { ...readme, path: 'README.md' }, ...rest])).toThrow(
      'README.txt is missing',
    )
    expect(() => check([mimetype, rest[0] ?? readme, readme, ...rest.slice(1)])).toThrow('not in its place')
  })

  test('has one spelling', () => {
    const spellings: [string | RegExp, string][] = [
      ['<asic:XAdESSignatures ', '<asic:XAdESSignatures  '],
      ['</asic:XAdESSignatures>\n', '</asic:XAdESSignatures>'],
      ['<ds:KeyInfo>', '<!-- --><ds:KeyInfo>'],
      ['<ds:SignatureValue>', '<ds:SignatureValue>\n'],
      ['</ds:SignedInfo>', '</ds:SignedInfo>\n'],
      [/<ds:DigestMethod ([^>]*)><\/ds:DigestMethod>/, '<ds:DigestMethod $1/>'],
      [/<ds:KeyInfo>.*<\/ds:KeyInfo>/, ''],
      ['?>\n', '?>\n<!DOCTYPE x>'],
      ['<ds:Object>', '<ds:Object></ds:Object><ds:Object>'],
      ['encoding="UTF-8"', "encoding='UTF-8'"],
    ]
    for (const [from, to] of spellings)
      expect(() => check(edited(SIGNATURES, from, to)), String(from)).toThrow(invalid)
  })

  test('is not replaced by one of an algorithm that the key does not have', () => {
    const hmac = 'http://www.w3.org/2000/09/xmldsig#hmac-sha1'
    const ecdsa = 'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256'
    expect(() => check(edited(SIGNATURES, ecdsa, hmac))).toThrow('hmac-sha1 is not allowed')
    expect(() => check(edited(SIGNATURES, ecdsa, ecdsa.replace('ecdsa', 'rsa')))).toThrow(
      'is not allowed for the key',
    )
    expect(() => check(edited(SIGNATURES, ecdsa, ecdsa.replace('256', '384')))).toThrow(
      'is not allowed for the key',
    )
  })

  test('tells which file was changed', () => {
    expect(() => check(edited('messages/received.xml', '100', '900'))).toThrow(
      'messages/received.xml is not the file',
    )
  })
})

describe('the index of a bundle', () => {
  test.each([
    ['a path for a name', '"name":"received.xml"', '"name":"../received.xml"'],
    ['a hidden name', '"name":"received.xml"', '"name":".received.xml"'],
    ['one name twice', '"name":"documents.json"', '"name":"received.xml"'],
    ['a record that is not there', '"record":"7"', '"record":"8"'],
    ['records out of order', '["7","9","11"]', '["9","7","11"]'],
    ['a record twice', '["7","9","11"]', '["7","9","9","11"]'],
    ['an unknown role', '"role":"received"', '"role":"invented"'],
    ['a salt too short', /"salt":"../, '"salt":"'],
    ['a quote in a media type', 'application/xml', 'a/b\\"x'],
    ['another version', '"v":1', '"v":2'],
    ['spaces', '"v":1', '"v": 1'],
  ])('with %s is refused', (_, from, to) => {
    expect(() => check(edited('bundle.json', from, to))).toThrow(invalid)
  })

  test('is not written when it would be refused', async () => {
    const named = createInput(parties, {
      input: (input) => ({ ...input, payloads: input.payloads.map((each) => ({ ...each, name: 'a b' })) }),
    })
    await expect(writeBundle(named)).rejects.toMatchObject({ code: 'EVIDENCE_INVALID' })
  })
})
