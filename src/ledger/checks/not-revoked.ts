import type { Case, Check } from './checks.ts'
import type { FactStatus } from '../facts/fact.ts'
import type { Finding } from '../reasons.ts'
import { ownStatus } from '../facts/status.ts'

/** Nobody has taken the document back, nor the one that it is built on. */
export const notRevoked: Check = (case_) => [{ check: 'not-revoked', ...finding(case_) }]

/** What a document's status comes to. */
export const FINDINGS: Readonly<Record<FactStatus, Finding>> = {
  'in-force': { result: 'pass' },
  disputed: { result: 'not-established', reason: 'DISPUTED' },
  replaced: { result: 'fail', reason: 'REPLACED' },
  cancelled: { result: 'fail', reason: 'CANCELLED' },
  refused: { result: 'fail', reason: 'REFUSED' },
  'not-originating': { result: 'fail', reason: 'NOT_ORIGINATING' },
  revoked: { result: 'fail', reason: 'REVOKED' },
  'not-issued': { result: 'fail', reason: 'NOT_ISSUED' },
}

function finding({ fact, base }: Case): Finding {
  const own = FINDINGS[fact.content.status]
  const baseFell = base !== undefined && FINDINGS[ownStatus(base.content)].result === 'fail'
  return own.result === 'pass' && baseFell ? { result: 'not-established', reason: 'BASE_REVOKED' } : own
}
