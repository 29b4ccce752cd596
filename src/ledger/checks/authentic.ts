import type { Case, Check } from './checks.ts'
import type { Finding } from '../reasons.ts'

/** The message that said so was signed with the issuer's key, and the issuer has said one thing only. */
export const authentic: Check = (case_) => [{ check: 'authentic', ...finding(case_) }]

function finding({ fact, compromised }: Case): Finding {
  const { keyId, source, knownAt, content } = fact
  const since = compromised.get(keyId)
  // When a message was signed is its signer's word: what came before the loss was told cannot have been forged after it.
  if (since !== undefined && since <= knownAt) return { result: 'not-established', reason: 'KEY_COMPROMISED' }
  if (content.status === 'disputed') return { result: 'not-established', reason: 'CONTRADICTED' }
  return { result: 'pass', detail: `signed by ${source} with key ${keyId}` }
}
