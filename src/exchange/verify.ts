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
 * Verifies the message under the profile and the keys of its sender's agreement, never of its own KeyInfo.
 * @throws KhorgosError AGREEMENT_NOT_IN_FORCE, SIGNATURE_*, SIGNER_UNKNOWN; SENDER_MISMATCH when the signature
 * is good but another partner's: a valid message of A that came over B's connection.
 */
export function verify(message: XmlMessage, partner: Partner, all: Iterable<Partner>, at: Date): Verified {
  requireInForce(partner, at)
  try {
    return verifyEnveloped(message, partner.keys, at)
  } catch (error) {
    if (!(error instanceof KhorgosError) || error.code !== 'SIGNER_UNKNOWN') throw error
    throw signedByAnother(message, partner, all, at) ?? error
  }
}

function requireInForce({ agreement }: Partner, at: Date): void {
  if (at >= agreement.validFrom && (agreement.validTo === undefined || at <= agreement.validTo)) return
  throw new KhorgosError('AGREEMENT_NOT_IN_FORCE', `The agreement ${agreement.id} is not in force at ${at.toISOString()}.`)
}

function signedByAnother(message: XmlMessage, partner: Partner, all: Iterable<Partner>, at: Date): KhorgosError | undefined {
  const others = [...all].filter((other) => other.id !== partner.id)
  try {
    verifyEnveloped(message, others.flatMap((other) => other.keys), at)
  } catch {
    return undefined // nobody we know signed it: the first finding stands
  }
  return new KhorgosError('SENDER_MISMATCH', `The connection belongs to ${partner.id}, but another partner signed the message.`)
}
