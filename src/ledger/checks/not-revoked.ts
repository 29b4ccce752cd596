import { BASE_FELL, FALL_REASONS } from '../../model/document-status.ts'
import type { Case, Check } from './checks.ts'
import type { FactStatus } from '../facts/fact.ts'
import type { Finding } from '../reasons.ts'
import { ownStatus } from '../facts/status.ts'

/** Nobody has taken the document back, nor the one that it is built on. */
export const notRevoked: Check = (case_) => [{ check: 'not-revoked', ...finding(case_) }]

/** What a document's status comes to. */
export const FINDINGS: Readonly<Record<FactStatus, Finding>> = {
  'in-force': { result: 'pass' },
  disputed: { result: 'not-established', reason: FALL_REASONS.disputed },
  replaced: { result: 'fail', reason: FALL_REASONS.replaced },
  cancelled: { result: 'fail', reason: FALL_REASONS.cancelled },
  refused: { result: 'fail', reason: FALL_REASONS.refused },
  'not-originating': { result: 'fail', reason: FALL_REASONS['not-originating'] },
  revoked: { result: 'fail', reason: FALL_REASONS.revoked },
  'not-issued': { result: 'fail', reason: FALL_REASONS['not-issued'] },
}

function finding({ fact, base }: Case): Finding {
  const own = FINDINGS[fact.content.status]
  const baseFell = base !== undefined && FINDINGS[ownStatus(base.content)].result === 'fail'
  return own.result === 'pass' && baseFell ? { result: 'not-established', reason: BASE_FELL } : own
}
