import { createHash, sign } from 'node:crypto'
import {
  createAuthority,
  type Authority,
  type IssuedCertificate,
  type KeyKind,
} from '../../src/trust/authority.ts'
import { algorithmByUri } from '../../src/trust/algorithms.ts'
import {
  readSigningKey,
  readVerificationKey,
  type SigningKey,
  type VerificationKey,
} from '../../src/trust/keys.ts'
import { openXml } from '../../src/xml/parse.ts'

export const KEY_KINDS: readonly KeyKind[] = ['ec-p256', 'ec-p384', 'rsa-2048']
export const NOW = new Date('2026-11-21T12:00:00Z')
export const YEAR = { validFrom: new Date('2026-06-01T00:00:00Z'), validTo: new Date('2027-06-01T00:00:00Z') }
export const DS = 'http://www.w3.org/2000/09/xmldsig#'
export const EXCLUSIVE = 'http://www.w3.org/2001/10/xml-exc-c14n#'

export interface TestSigner {
  readonly authority: Authority
  readonly issued: IssuedCertificate
  readonly signing: SigningKey
  readonly verification: VerificationKey
}

/** A key and its certificate, made now. */
export async function testSigner(keys: KeyKind): Promise<TestSigner> {
  const authority = await createAuthority({ name: 'Test authority', keys: 'ec-p256', ...YEAR })
  const issued = await authority.issue({ name: 'Test customs', keys, purpose: 'signing', ...YEAR })
  return {
    authority,
    issued,
    signing: readSigningKey(issued.privateKeyPem, issued.certificatePem, 'test'),
    verification: readVerificationKey(issued.certificatePem, 'test'),
  }
}

export interface SignedInfoParts {
  readonly c14n?: string
  readonly method?: string
  readonly methodContent?: string
  readonly uri?: string
  readonly transforms?: string
  readonly digestMethod?: string
  readonly digestValue?: string
  readonly reference?: string
}

const ECDSA = 'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256'

/**
 * Signs like somebody who holds the key and ignores our profile: every part can be replaced, and the value is
 * right for what was put in, so that a refusal can only come from the profile.
 */
export function signFreely(xml: string, key: SigningKey, parts: SignedInfoParts = {}, after = ''): string {
  const digest = createHash('sha256').update(canonical(xml)).digest('base64')
  const reference =
    parts.reference ??
    `<Reference${parts.uri ?? ' URI=""'}><Transforms>${parts.transforms ?? TRANSFORMS}</Transforms>` +
      `<DigestMethod Algorithm="${parts.digestMethod ?? 'http://www.w3.org/2001/04/xmlenc#sha256'}"/>` +
      `<DigestValue>${parts.digestValue ?? digest}</DigestValue></Reference>`
  const signedInfo =
    `<SignedInfo xmlns="${DS}"><CanonicalizationMethod Algorithm="${parts.c14n ?? EXCLUSIVE}"/>` +
    `<SignatureMethod Algorithm="${parts.method ?? ECDSA}">${parts.methodContent ?? ''}</SignatureMethod>${reference.replaceAll('{digest}', digest)}</SignedInfo>`
  const hash = algorithmByUri(parts.method ?? ECDSA)?.hash ?? 'sha256'
  const value = sign(hash, canonical(signedInfo), {
    key: key.privateKey,
    dsaEncoding: 'ieee-p1363',
  }).toString('base64')
  return appendToRoot(
    xml,
    `<Signature xmlns="${DS}">${signedInfo}<SignatureValue>${value}</SignatureValue>${after}</Signature>`,
  )
}

export const TRANSFORMS = `<Transform Algorithm="${DS}enveloped-signature"/><Transform Algorithm="${EXCLUSIVE}"/>`

export function appendToRoot(xml: string, more: string): string {
  const end = xml.lastIndexOf('</')
  return xml.slice(0, end) + more + xml.slice(end)
}

function canonical(xml: string): Uint8Array {
  using message = openXml(Buffer.from(xml))
  return message.canonical()
}
