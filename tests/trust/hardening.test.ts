import { createServer, type Server } from 'node:http'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { generateKeyPairSync } from 'node:crypto'
import { readVerificationKey } from '../../src/trust/keys.ts'
import { signEnveloped } from '../../src/trust/xmldsig-sign.ts'
import { verifyEnveloped } from '../../src/trust/xmldsig-verify.ts'
import { openXml } from '../../src/xml/parse.ts'
import { refusalOf, type Refusal } from '../refusal.ts'
import {
  appendToRoot,
  DS,
  EXCLUSIVE,
  NOW,
  signFreely,
  testSigner,
  TRANSFORMS,
  type SignedInfoParts,
  type TestSigner,
} from './signers.ts'

/** Attacks on signed XML, 1 to 11; tests/xml/hardening.test.ts goes on with 12 to 15. Whatever is refused here is otherwise signed correctly, with a key of the partner. */
const XML = '<m xmlns="urn:m"><amount>100</amount></m>'

let signer: TestSigner
let canary: Server
let canaryUrl: string
let hits = 0

beforeAll(async () => {
  signer = await testSigner('ec-p256')
  canary = createServer((_, reply) => {
    hits += 1
    reply.end('<x/>')
  }).listen(0, '127.0.0.1')
  await once(canary, 'listening')
  const address = canary.address()
  canaryUrl = typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}/x` : ''
})

afterAll(() => {
  canary.close()
  expect(hits).toBe(0)
})

function verify(xml: string): void {
  using message = openXml(Buffer.from(xml))
  verifyEnveloped(message, [signer.verification], NOW)
}

function refused(xml: string): Refusal {
  return refusalOf(() => verify(xml))
}

function refusedSigned(parts: SignedInfoParts, after = ''): Refusal {
  return refused(signFreely(XML, signer.signing, parts, after))
}

const signed = (): string => signFreely(XML, signer.signing)
const signatureOf = (xml: string): string => /<Signature .*<\/Signature>/s.exec(xml)?.[0] ?? ''

test('0: the very same message without an attack verifies', () => {
  expect(() => verify(signed())).not.toThrow()
})

test('1: a processing instruction inside signed text', () => {
  expect(refused(signed().replace('>100<', '>1<?x 00?><')).code).toBe('XML_FORBIDDEN')
})

test('2: a comment in DigestValue (CVE-2025-29775)', () => {
  expect(refused(signed().replace('<DigestValue>', '<DigestValue><!--AAAA-->')).code).toBe('XML_FORBIDDEN')
  expect(refused(signed().replace('</DigestValue>', '<x/></DigestValue>')).code).toBe('SIGNATURE_PROFILE')
  expect(refused(signed().replace('<SignatureValue>', '<SignatureValue><!-- -->')).code).toBe('XML_FORBIDDEN')
})

test('3: two SignedInfo, beside and inside each other (CVE-2025-29774)', () => {
  const info = /<SignedInfo.*<\/SignedInfo>/s.exec(signed())?.[0] ?? ''
  for (const twice of [
    info + info,
    info.replace('</SignedInfo>', `${info}</SignedInfo>`),
    `<x>${info}</x>${info}`,
  ]) {
    expect(refused(signed().replace(info, twice)).code).toBe('SIGNATURE_PROFILE')
  }
})

describe('4: signature wrapping', () => {
  const evil = '<amount>900</amount>'

  test('the signed document moved into ds:Object', () => {
    const wrapped = signatureOf(signed()).replace('</Signature>', `<Object>${XML}</Object></Signature>`)
    expect(refused(`<m xmlns="urn:m">${evil}${wrapped}</m>`).code).toBe('SIGNATURE_PROFILE')
  })

  test('the signed document moved under another root', () => {
    expect(refused(`<m xmlns="urn:m">${evil}${signed()}</m>`).code).toBe('SIGNATURE_PROFILE')
  })

  test('the signature kept and the content exchanged', () => {
    expect(refused(`<m xmlns="urn:m">${evil}${signatureOf(signed())}</m>`).code).toBe('SIGNATURE_INVALID')
  })

  test('content put after the signature', () => {
    expect(refused(appendToRoot(signed(), evil)).code).toBe('SIGNATURE_PROFILE')
  })

  test('text put into the signature or beside it', () => {
    expect(refused(signed().replace('</SignedInfo>', '</SignedInfo>900')).code).toBe('SIGNATURE_PROFILE')
    expect(refused(appendToRoot(signed(), '900')).code).toBe('SIGNATURE_INVALID')
  })
})

test('5: references by Id, unique or ambiguous', () => {
  for (const id of ['Id', 'ID', 'id', 'xml:id']) {
    const xml = `<m xmlns="urn:m"><amount ${id}="x">100</amount><amount ${id === 'xml:id' ? 'Id' : id}="x">900</amount></m>`
    expect(refused(signFreely(xml, signer.signing, { uri: ' URI="#x"' })).code).toBe('SIGNATURE_PROFILE')
  }
})

test('6: a second signature anywhere', () => {
  const second = signatureOf(signed())
  for (const xml of [
    appendToRoot(signed(), second),
    signed().replace('<amount>', `<amount>${second}`),
    signed().replace('</Signature>', `<KeyInfo><X509Data>${second}</X509Data></KeyInfo></Signature>`),
  ]) {
    expect(refused(xml).code).toBe('SIGNATURE_PROFILE')
  }
})

test('7: references and key information that point elsewhere are refused and never followed', () => {
  for (const uri of [
    canaryUrl,
    'file:///etc/passwd',
    'other.xml',
    'cid:part1',
    '#xpointer(/)',
    '#xpointer(id("x"))',
  ]) {
    expect(refusedSigned({ uri: ` URI="${uri.replaceAll('"', '&quot;')}"` }).code).toBe('SIGNATURE_PROFILE')
  }
  expect(refusedSigned({ uri: '' }).code).toBe('SIGNATURE_PROFILE')
  const retrieval = `<KeyInfo><RetrievalMethod URI="${canaryUrl}" Type="${DS}X509Data"/></KeyInfo>`
  expect(refusedSigned({}, retrieval).code).toBe('SIGNATURE_PROFILE')
})

describe('8: transforms and references outside the profile', () => {
  const enveloped = `<Transform Algorithm="${DS}enveloped-signature"/>`
  const exclusive = `<Transform Algorithm="${EXCLUSIVE}"/>`
  const reference = `<Reference URI=""><Transforms>${TRANSFORMS}</Transforms><DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><DigestValue>{digest}</DigestValue></Reference>`

  test.each([
    [
      'XSLT',
      `${enveloped}<Transform Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116"><x xmlns="urn:x"/></Transform>`,
    ],
    [
      'XPath',
      `${enveloped}<Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116"><XPath>1</XPath></Transform>`,
    ],
    ['XPath filter 2', `<Transform Algorithm="http://www.w3.org/2002/06/xmldsig-filter2"/>${exclusive}`],
    ['Base64', `${enveloped}<Transform Algorithm="${DS}base64"/>`],
    [
      'inclusive C14N',
      `${enveloped}<Transform Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"/>`,
    ],
    ['C14N with comments', `${enveloped}<Transform Algorithm="${EXCLUSIVE}WithComments"/>`],
    ['the wrong order', exclusive + enveloped],
    ['only one', enveloped],
    ['three', enveloped + exclusive + exclusive],
    ['none', ''],
    [
      'a prefix list',
      `${enveloped}<Transform Algorithm="${EXCLUSIVE}"><InclusiveNamespaces xmlns="${EXCLUSIVE}" PrefixList="a b"/></Transform>`,
    ],
    [
      'a prefix list in another namespace',
      `${enveloped}<Transform Algorithm="${EXCLUSIVE}"><InclusiveNamespaces PrefixList=""/></Transform>`,
    ],
  ])('%s', (_, transforms) => {
    expect(refusedSigned({ transforms }).code).toBe('SIGNATURE_PROFILE')
  })

  test('two references, and none', () => {
    expect(refusedSigned({ reference: reference + reference }).code).toBe('SIGNATURE_PROFILE')
    expect(refusedSigned({ reference: '' }).code).toBe('SIGNATURE_PROFILE')
    expect(() => verify(signFreely(XML, signer.signing, { reference }))).not.toThrow()
  })

  test('a manifest of references in place of content', () => {
    expect(refusedSigned({}, `<Object><Manifest>${reference}</Manifest></Object>`).code).toBe(
      'SIGNATURE_PROFILE',
    )
  })

  test('an empty prefix list changes nothing and is accepted', () => {
    const transforms = `${enveloped}<Transform Algorithm="${EXCLUSIVE}"><InclusiveNamespaces xmlns="${EXCLUSIVE}" PrefixList=""/></Transform>`
    expect(() => verify(signFreely(XML, signer.signing, { transforms }))).not.toThrow()
  })

  test('another canonical form of SignedInfo', () => {
    for (const c14n of [
      'http://www.w3.org/TR/2001/REC-xml-c14n-20010315',
      `${EXCLUSIVE}WithComments`,
      'http://www.w3.org/2006/12/xml-c14n11',
      '',
    ]) {
      expect(refusedSigned({ c14n }).code).toBe('SIGNATURE_PROFILE')
    }
  })
})

describe('9: algorithms', () => {
  test.each([
    'http://www.w3.org/2000/09/xmldsig#hmac-sha1',
    'http://www.w3.org/2001/04/xmldsig-more#hmac-sha256',
    'http://www.w3.org/2000/09/xmldsig#rsa-sha1',
    'http://www.w3.org/2000/09/xmldsig#dsa-sha1',
    'http://www.w3.org/2001/04/xmldsig-more#rsa-md5',
    'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha1',
    'http://www.w3.org/2000/09/xmldsig#sm2-sm3',
    '',
  ])('signature method %s', (method) => {
    expect(refusedSigned({ method }).code).toBe('SIGNATURE_PROFILE')
  })

  test('HMACOutputLength (CVE-2009-0217)', () => {
    expect(refusedSigned({ methodContent: '<HMACOutputLength>0</HMACOutputLength>' }).code).toBe(
      'SIGNATURE_PROFILE',
    )
  })

  test('digest methods other than SHA-256', () => {
    for (const digestMethod of [
      `${DS}sha1`,
      'http://www.w3.org/2001/04/xmldsig-more#md5',
      'http://www.w3.org/2001/04/xmlenc#sha512',
    ]) {
      expect(refusedSigned({ digestMethod }).code).toBe('SIGNATURE_PROFILE')
    }
  })

  test('a method that fits no key of the partner', () => {
    const method = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256'
    expect(refusedSigned({ method }).code).toBe('SIGNER_UNKNOWN')
  })

  test('keys that are too weak never become keys of a partner', () => {
    const weak = [
      generateKeyPairSync('rsa', { modulusLength: 1024 }),
      generateKeyPairSync('rsa', { modulusLength: 2048, publicExponent: 3 }),
      generateKeyPairSync('dsa', { modulusLength: 2048, divisorLength: 256 }),
      generateKeyPairSync('ec', { namedCurve: 'secp256k1' }),
      generateKeyPairSync('ed25519'),
    ]
    for (const { publicKey } of weak) {
      const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString()
      expect(refusalOf(() => readVerificationKey(pem, 'partner.pem')).code).toBe('CONFIG_INVALID')
    }
  })
})

test("10: an attacker's own key in KeyInfo, matching the signature", async () => {
  const attacker = await testSigner('ec-p256')
  const { bytes } = signEnveloped(XML, attacker.signing)
  expect(refused(Buffer.from(bytes).toString()).code).toBe('SIGNER_UNKNOWN')
})

test('11: no canonical form', () => {
  expect(refused(signed().replace('<amount>', '<amount xmlns="relative">')).code).toBe('XML_FORBIDDEN')
  // Declared and not used: only the canonical form trips over it.
  expect(refused(signed().replace('<amount>', '<amount xmlns:x="relative">')).code).toBe('XML_FORBIDDEN')
})
