import type { Case, Check } from '../checks.ts'
import type { FactStatus } from '../fact.ts'
import type { Finding } from '../reasons.ts'

/** Nobody has taken the document back, nor the one that it is built on. */
export const notRevoked: Check = (case_) => [{ check: 'not-revoked', ...finding(case_) }]

const FINDINGS: Readonly<Record<FactStatus, Finding>> = {
  'in-force': { result: 'pass' },
  disputed: { result: 'not-established', reason: 'DISPUTED' },
  replaced: { result: 'fail', reason: 'REPLACED' },
  cancelled: { result: 'fail', reason: 'CANCELLED' },
  revoked: { result: 'fail', reason: 'REVOKED' },
  'not-issued': { result: 'fail', reason: 'NOT_ISSUED' },
}

function finding({ fact, base }: Case): Finding {
  const own = FINDINGS[fact.content.status]
  const baseFell = base !== undefined && FINDINGS[base.content.status].result === 'fail'
  return own.result === 'pass' && baseFell ? { result: 'not-established', reason: 'BASE_REVOKED' } : own
}
