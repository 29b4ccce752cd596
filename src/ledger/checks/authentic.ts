import type { Case, Check } from './checks.ts'
import { provenanceOf } from '../facts/provenance.ts'
import type { Finding } from '../reasons.ts'

/**
 * The messages that said so, and the newest one of the document, were signed with the issuer's keys, and the issuer has said
 * one thing only.
 */
export const authentic: Check = (case_) => [{ check: 'authentic', ...finding(case_) }]

function finding({ fact, compromised }: Case): Finding {
  const { keyId, source, knownAt, content } = fact
  const stated = provenanceOf(fact)
  const isLost = (by: string, at: Date): boolean => {
    const since = compromised.get(by)
    // When a message was signed is its signer's word: what came before the loss was told cannot have been forged after it.
    return since !== undefined && since <= at
  }
  if (isLost(keyId, knownAt) || stated.some((each) => isLost(each.keyId, new Date(each.knownAt))))
    return { result: 'not-established', reason: 'KEY_COMPROMISED' }
  if (content.status === 'disputed') return { result: 'not-established', reason: 'CONTRADICTED' }
  const keys = new Set([...stated.map((each) => each.keyId), keyId])
  return { result: 'pass', detail: `signed by ${source} with key ${[...keys].join(' and ')}` }
}
