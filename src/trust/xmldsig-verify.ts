import { createHash, timingSafeEqual } from 'node:crypto'
import { KhorgosError } from '../errors.ts'
import type { XmlMessage } from '../xml/message.ts'
import { fits } from './algorithms.ts'
import { isCompromisedAt, isValidAt, type VerificationKey } from './keys.ts'
import { isSignatureValue } from './signature-value.ts'
import type { SignatureVerdict } from './verdict.ts'
import { DS, PROFILE } from './xmldsig-names.ts'
import { readClaim } from './xmldsig-profile.ts'

export interface VerifiedMessage {
  readonly verdict: SignatureVerdict
  /** SHA-256 of the canonical message without its signature: the same however the signature was made. */
  readonly digest: Uint8Array
}

/**
 * Verifies an enveloped XML signature in our strict profile and takes it out of the message. Afterwards
 * `message.root` is the content that was signed, all of it and nothing else; it is the same document in memory
 * from which the digest was computed, not a second reading.
 *
 * @param keys the keys agreed with the partner; whatever KeyInfo says is not looked at
 * @param at the moment of receipt, at which a key must be valid
 * @throws KhorgosError SIGNATURE_MISSING, SIGNATURE_PROFILE, SIGNATURE_INVALID (the content differs from what was
 *   signed), SIGNER_UNKNOWN (no valid key of the partner made this signature), SIGNER_COMPROMISED (one did that may be in
 *   wrong hands)
 */
export function verifyEnveloped(
  message: XmlMessage,
  keys: readonly VerificationKey[],
  at: Date,
): VerifiedMessage {
  const claim = readClaim(message.root)
  const signature = message.detachChild('Signature', DS)
  const digest = createHash('sha256').update(message.canonical()).digest()
  if (!timingSafeEqual(digest, claim.digestValue)) {
    throw new KhorgosError(
      'SIGNATURE_INVALID',
      'The message was changed after it was signed: its digest differs',
    )
  }
  const signedInfo = signature.canonicalOf('SignedInfo', DS)
  const candidates = keys.filter((key) => isValidAt(key, at) && fits(claim.algorithm, key.publicKey))
  const signer = candidates.find(({ publicKey }) =>
    isSignatureValue(claim.algorithm, signedInfo, publicKey, claim.signatureValue),
  )
  if (signer === undefined) {
    const tried = `${candidates.length} of ${keys.length} agreed keys fit ${claim.algorithm.name} and are valid now`
    throw new KhorgosError('SIGNER_UNKNOWN', `No agreed key made this signature (${tried})`)
  }
  // A key may be listed twice, for two times: what is said of it once is said of it.
  if (keys.some((key) => key.keyId === signer.keyId && isCompromisedAt(key, at)))
    throw new KhorgosError('SIGNER_COMPROMISED', `The key ${signer.keyId} is stated as compromised.`)
  return { verdict: { profile: PROFILE, algorithm: claim.algorithm.uri, keyId: signer.keyId }, digest }
}
