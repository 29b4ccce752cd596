import { createHash } from 'node:crypto'
import * as fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import type { TreeElement } from '../../src/model/tree.ts'
import { signEnveloped } from '../../src/trust/xmldsig-sign.ts'
import { verifyEnveloped, type VerifiedMessage } from '../../src/trust/xmldsig-verify.ts'
import { openXml } from '../../src/xml/parse.ts'
import { writeCanonical } from '../../src/xml/write.ts'
import { KhorgosError } from '../../src/errors.ts'
import { refusalOf } from '../refusal.ts'
import { manifestXml } from '../xml/manifest.ts'
import { KEY_KINDS, NOW, signFreely, testSigner, type TestSigner } from './signers.ts'

let signers: readonly TestSigner[]
let manifest: TreeElement

beforeAll(async () => {
  signers = await Promise.all(KEY_KINDS.map(testSigner))
  using message = openXml(Buffer.from(manifestXml(3)))
  manifest = message.root
})

function verified(
  bytes: Uint8Array | string,
  signer: TestSigner,
  at = NOW,
): VerifiedMessage & { root: TreeElement } {
  using message = openXml(Buffer.from(bytes))
  return { ...verifyEnveloped(message, [signer.verification], at), root: message.root }
}

function withoutLines(element: TreeElement): TreeElement {
  return { ...element, line: 0, children: element.children.map(withoutLines) }
}

describe('what we sign', () => {
  test.each(KEY_KINDS)('with %s verifies, and what is left is the content', (kind) => {
    const signer = signers[KEY_KINDS.indexOf(kind)]
    if (signer === undefined) throw new Error('no signer')
    const canonical = writeCanonical(manifest)
    const signed = signEnveloped(canonical, signer.signing)
    const result = verified(signed.bytes, signer)
    expect(result.verdict).toEqual({
      ...signed.verdict,
      profile: 'xmldsig-enveloped',
      keyId: signer.verification.keyId,
    })
    expect(Buffer.from(result.digest)).toEqual(createHash('sha256').update(canonical).digest())
    expect(Buffer.from(signed.digest)).toEqual(Buffer.from(result.digest))
    expect(withoutLines(result.root)).toEqual(withoutLines(manifest))
  })

  test('is canonical as a whole', () => {
    for (const { signing } of signers) {
      const { bytes } = signEnveloped(writeCanonical(manifest), signing)
      using message = openXml(bytes)
      expect(Buffer.from(message.canonical())).toEqual(Buffer.from(bytes))
    }
  })

  test('refuses a text without an end tag', () => {
    const key = signers[0]?.signing
    if (key === undefined) throw new Error('no key')
    expect(refusalOf(() => signEnveloped('nothing', key)).code).toBe('OUTPUT_INVALID')
  })
})

describe('who signed', () => {
  test('a signature without a matching key of the partner is SIGNER_UNKNOWN', async () => {
    const [own] = signers
    const stranger = await testSigner('ec-p256')
    if (own === undefined) throw new Error('no signer')
    const { bytes } = signEnveloped(writeCanonical(manifest), stranger.signing)
    expect(refusalOf(() => verified(bytes, own)).code).toBe('SIGNER_UNKNOWN')
    using message = openXml(bytes)
    expect(refusalOf(() => verifyEnveloped(message, [], NOW)).code).toBe('SIGNER_UNKNOWN')
  })

  test('one of several keys is enough, and the verdict says which', () => {
    const keys = signers.map(({ verification }) => verification)
    for (const { signing } of signers) {
      using message = openXml(signEnveloped(writeCanonical(manifest), signing).bytes)
      expect(verifyEnveloped(message, keys, NOW).verdict.keyId).toBe(signing.keyId)
    }
  })

  test('a key counts from its first to its last moment', () => {
    const [signer] = signers
    if (signer === undefined) throw new Error('no signer')
    const { bytes } = signEnveloped(writeCanonical(manifest), signer.signing)
    const { validFrom, validTo } = signer.verification
    if (validFrom === undefined || validTo === undefined) throw new Error('the certificate has no dates')
    for (const at of [validFrom, validTo]) expect(() => verified(bytes, signer, at)).not.toThrow()
    for (const at of [new Date(validFrom.getTime() - 1), new Date(validTo.getTime() + 1)]) {
      expect(refusalOf(() => verified(bytes, signer, at)).code).toBe('SIGNER_UNKNOWN')
    }
  })
})

describe('a key that was lost', () => {
  test('counts until the moment from which it is compromised, and is told apart from an unknown one', () => {
    const [signer] = signers
    if (signer === undefined) throw new Error('no signer')
    const { bytes } = signEnveloped(writeCanonical(manifest), signer.signing)
    const lost = { ...signer.verification, compromisedFrom: NOW }
    const by = (keys: Parameters<typeof verifyEnveloped>[1], at: Date) => {
      using message = openXml(bytes)
      return verifyEnveloped(message, keys, at).verdict.keyId
    }
    expect(by([lost], new Date(NOW.getTime() - 1))).toBe(signer.signing.keyId)
    expect(refusalOf(() => by([lost], NOW)).code).toBe('SIGNER_COMPROMISED')
    // Listed twice, for two times: what is said of it once is said of it.
    expect(refusalOf(() => by([signer.verification, lost], NOW)).code).toBe('SIGNER_COMPROMISED')
    const [, other] = signers
    expect(refusalOf(() => by(other ? [other.verification] : [], NOW)).code).toBe('SIGNER_UNKNOWN')
  })
})

describe('the signature itself', () => {
  const XML = '<?xml version="1.0"?>\n<m xmlns="urn:m" xmlns:unused="urn:u">\n  <amount>100</amount>\n</m>\n'

  test('may be made elsewhere, with white space and unused namespaces around it', () => {
    const [signer] = signers
    if (signer === undefined) throw new Error('no signer')
    const spaced = signFreely(XML, signer.signing)
      .replace(/(<DigestValue>.{9})/, '$1\n  ')
      .replace(/(<SignatureValue>.{20})/, '$1\r\n\t')
    // SignedInfo is signed with its white space, so only SignatureValue may be broken into lines afterwards.
    expect(refusalOf(() => verified(spaced, signer)).code).toBe('SIGNER_UNKNOWN')
    const lines = signFreely(XML, signer.signing).replace(/(<SignatureValue>.{20})/, '$1\r\n\t')
    expect(verified(lines, signer).root.children.map(({ text }) => text)).toEqual(['100'])
  })

  test('may stand under declarations of the document element', () => {
    const [signer] = signers
    if (signer === undefined) throw new Error('no signer')
    const { bytes } = signEnveloped(writeCanonical(manifest), signer.signing)
    const hoisted = Buffer.from(bytes)
      .toString()
      .replace('<Awmds ', '<Awmds xmlns:ds="http://www.w3.org/2000/09/xmldsig#" ')
      .replace('<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#">', '<ds:Signature>')
    expect(verified(hoisted, signer).root.name).toBe('Awmds')
  })

  test('missing is SIGNATURE_MISSING, over other content is SIGNATURE_INVALID', () => {
    const [signer] = signers
    if (signer === undefined) throw new Error('no signer')
    expect(refusalOf(() => verified(XML, signer)).code).toBe('SIGNATURE_MISSING')
    const changed = signFreely(XML, signer.signing).replace('>100<', '>900<')
    expect(refusalOf(() => verified(changed, signer)).code).toBe('SIGNATURE_INVALID')
  })

  test('in any other spelling of base64 is SIGNATURE_PROFILE', () => {
    const [signer] = signers
    if (signer === undefined) throw new Error('no signer')
    const digest = '4uq/9jv7bLKWgGqWq+/9Vv7bLKWgGqWq+/9Vv7bLKWg='
    const spellings = [
      digest.slice(0, -1),
      digest.replace('g=', 'h='),
      digest.replace('/', '_'),
      `${digest}AAAA`,
      digest.slice(4),
      `.${digest}`,
      '',
      '&#xA0;' + digest,
    ]
    for (const digestValue of spellings) {
      expect(refusalOf(() => verified(signFreely(XML, signer.signing, { digestValue }), signer)).code).toBe(
        'SIGNATURE_PROFILE',
      )
    }
  })
})

test('no single flipped bit lets another content through', () => {
  const [signer] = signers
  if (signer === undefined) throw new Error('no signer')
  const { bytes } = signEnveloped(writeCanonical(manifest), signer.signing)
  const content = withoutLines(verified(bytes, signer).root)
  let accepted = 0
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.nat(7), (at, bit) => {
      const flipped = Uint8Array.from(bytes)
      flipped[at] = (flipped[at] ?? 0) ^ (1 << bit)
      try {
        const { root } = verified(flipped, signer)
        accepted += 1
        expect(withoutLines(root)).toEqual(content)
      } catch (error) {
        if (!(error instanceof KhorgosError)) throw error
      }
    }),
    { numRuns: 4000 },
  )
  // Only bits inside KeyInfo, which is not signed and not looked at, may pass.
  expect(accepted).toBeLessThan(4000 / 3)
})
