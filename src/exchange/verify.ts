import { KhorgosError } from '../errors.ts'
import type { Partner } from '../partners/partner.ts'
import { verifyEnveloped } from '../trust/xmldsig-verify.ts'
import type { SignatureVerdict } from '../trust/verdict.ts'
import type { XmlMessage } from '../xml/message.ts'

/** A message whose signature was verified; from here on its tree is the tree that was signed. */
export interface Verified {
  readonly verdict: SignatureVerdict
  readonly digest: Uint8Array
}

/**
 * Verifies the message under the profile and the keys of its sender's agreement, never of its own KeyInfo. A message
 * can be verified once, so the keys of all partners are tried together, the sender's first: each key is one partner's.
 * @throws KhorgosError SIGNATURE_*, SIGNER_UNKNOWN, SIGNER_COMPROMISED; SENDER_MISMATCH when the signature is good but another
 * partner's: a valid message of A that came over B's connection.
 */
export function verify(message: XmlMessage, partner: Partner, all: Iterable<Partner>, at: Date): Verified {
  const others = [...all].filter(({ id }) => id !== partner.id)
  const verified = verifyEnveloped(
    message,
    [partner, ...others].flatMap(({ keys }) => keys),
    at,
  )
  if (partner.keys.some(({ keyId }) => keyId === verified.verdict.keyId)) return verified
  throw new KhorgosError(
    'SENDER_MISMATCH',
    `The connection belongs to ${partner.id}, but another partner signed the message.`,
  )
}

/**
 * Of whoever sends a new message and of whoever shall get it. An acknowledgement may come after the end of an
 * agreement: the message it answers was sent under it.
 * @throws KhorgosError AGREEMENT_NOT_IN_FORCE
 */
export function requireInForce({ agreement }: Partner, at: Date): void {
  if (at >= agreement.validFrom && (agreement.validTo === undefined || at <= agreement.validTo)) return
  throw new KhorgosError(
    'AGREEMENT_NOT_IN_FORCE',
    `The agreement ${agreement.id} is not in force at ${at.toISOString()}.`,
  )
}
