import type { ErrorCode } from '../errors.ts'
import type { Partner } from '../partners/partner.ts'
import type { SignatureVerdict } from '../trust/verdict.ts'
import { DS } from '../trust/xmldsig-names.ts'
import type { OpenMessage } from '../formats/syntax.ts'
import { XmlMessage } from '../xml/message.ts'
import { asContentError } from './content-error.ts'
import { verify } from './verify.ts'

/** What is to be said of a message's signature when none is asked for. */
export type TriedSignature =
  | { readonly state: 'absent' }
  /** There is one, and nobody was named whose keys it could be tried with. */
  | { readonly state: 'not-tried' }
  | { readonly state: 'verified'; readonly verdict: SignatureVerdict }
  | { readonly state: 'not-verified'; readonly code: ErrorCode; readonly detail: string }

/**
 * Tries the signature, if there is one, and takes it out of the message, so that the content can be looked at. Only
 * XML carries one in itself.
 */
export function trySignature(
  message: OpenMessage,
  partner: Partner | undefined,
  all: Iterable<Partner>,
  at: Date,
): TriedSignature {
  if (!(message instanceof XmlMessage) || signaturesIn(message) === 0) return { state: 'absent' }
  const tried = partner === undefined ? { state: 'not-tried' as const } : tryKeys(message, partner, all, at)
  // Verifying has taken it out, unless it failed before. Two of them stay: the schema has its say about that.
  if (signaturesIn(message) === 1) message.detachChild('Signature', DS)
  return tried
}

function signaturesIn({ root }: XmlMessage): number {
  return root.children.filter(({ name, namespace }) => name === 'Signature' && namespace === DS).length
}

function tryKeys(message: XmlMessage, partner: Partner, all: Iterable<Partner>, at: Date): TriedSignature {
  try {
    return { state: 'verified', verdict: verify(message, partner, all, at).verdict }
  } catch (thrown) {
    const error = asContentError(thrown)
    return { state: 'not-verified', code: error.code, detail: error.message }
  }
}
