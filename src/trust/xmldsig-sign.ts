import { createHash } from 'node:crypto'
import { KhorgosError } from '../errors.ts'
import { algorithmByName, type SignatureAlgorithm } from './algorithms.ts'
import type { SigningKey } from './keys.ts'
import { signatureValue } from './signature-value.ts'
import type { SignatureVerdict } from './verdict.ts'
import { DS, ENVELOPED_SIGNATURE, EXCLUSIVE_C14N, PROFILE, SHA256 } from './xmldsig-names.ts'

export interface SignedMessage {
  /** The signed message, UTF-8. */
  readonly bytes: Uint8Array
  /** SHA-256 of the canonical message without its signature. */
  readonly digest: Uint8Array
  readonly verdict: SignatureVerdict
}

/**
 * Signs a message in our name. The text is already canonical, and the signature is written in canonical form as
 * last child of the document element, so that nothing is parsed and the whole result is canonical again.
 *
 * @param canonical what `writeCanonicalBytes` returned, or `writeCanonical`
 * @throws KhorgosError OUTPUT_INVALID when the text does not end with an end tag
 */
export function signEnveloped(canonical: Uint8Array | string, key: SigningKey): SignedMessage {
  const message = bufferOf(canonical)
  const end = message.lastIndexOf('</')
  if (end === -1 || message.at(-1) !== GREATER_THAN)
    throw new KhorgosError('OUTPUT_INVALID', 'There is no document to sign')
  const algorithm = algorithmByName(key.algorithm)
  const digest = createHash('sha256').update(message).digest()
  // As apex of its own canonical form, SignedInfo carries the declaration that it inherits in the message.
  const signedInfo = writeSignedInfo(` xmlns:ds="${DS}"`, algorithm, digest.toString('base64'))
  const value = Buffer.from(signatureValue(algorithm, Buffer.from(signedInfo), key.privateKey))
  const signature =
    `<ds:Signature xmlns:ds="${DS}">${writeSignedInfo('', algorithm, digest.toString('base64'))}` +
    `<ds:SignatureValue>${value.toString('base64')}</ds:SignatureValue>` +
    `<ds:KeyInfo><ds:X509Data><ds:X509Certificate>${certificateBase64(key)}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>` +
    '</ds:Signature>'
  return {
    bytes: Buffer.concat([message.subarray(0, end), Buffer.from(signature), message.subarray(end)]),
    digest,
    verdict: { profile: PROFILE, algorithm: algorithm.uri, keyId: key.keyId },
  }
}

const GREATER_THAN = 0x3e

function bufferOf(canonical: Uint8Array | string): Buffer {
  return typeof canonical === 'string'
    ? Buffer.from(canonical)
    : Buffer.from(canonical.buffer, canonical.byteOffset, canonical.byteLength)
}

/** Canonical form has no empty-element tags (C14N 1.0 section 2.3). */
function writeSignedInfo(declaration: string, algorithm: SignatureAlgorithm, digest: string): string {
  return (
    `<ds:SignedInfo${declaration}>` +
    `<ds:CanonicalizationMethod Algorithm="${EXCLUSIVE_C14N}"></ds:CanonicalizationMethod>` +
    `<ds:SignatureMethod Algorithm="${algorithm.uri}"></ds:SignatureMethod>` +
    `<ds:Reference URI=""><ds:Transforms><ds:Transform Algorithm="${ENVELOPED_SIGNATURE}"></ds:Transform>` +
    `<ds:Transform Algorithm="${EXCLUSIVE_C14N}"></ds:Transform></ds:Transforms>` +
    `<ds:DigestMethod Algorithm="${SHA256}"></ds:DigestMethod><ds:DigestValue>${digest}</ds:DigestValue></ds:Reference>` +
    '</ds:SignedInfo>'
  )
}

/** The body of the PEM block is the base64 of the DER (RFC 7468); only its line breaks go. */
function certificateBase64(key: SigningKey): string {
  return key.certificatePem.replaceAll(/-----[^-]+-----|\s/g, '')
}
