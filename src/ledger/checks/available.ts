import { compareDecimals } from '../../model/decimal.ts'
import type { Wish } from '../../model/generated/verification/question.ts'
import { amountIn, askedOf } from '../write-offs/amounts.ts'
import { availableOf } from '../write-offs/balances.ts'
import type { Case, Check } from './checks.ts'
import type { Finding } from '../reasons.ts'

/** Of each line that the asker wishes to use, so much is left. */
export const available: Check = (case_) =>
  (case_.question.wants ?? []).map((wish) => ({
    check: 'available',
    line: wish.line,
    ...finding(wish, case_),
  }))

function finding(wish: Wish, { standingOf, paper }: Case): Finding {
  // Nothing is counted of a paper: what the document says in all may be less.
  const asked = paper === undefined ? askedOf(wish) : undefined
  const standing = asked && standingOf(asked)
  // What nobody counts is never confirmed to be left.
  if (asked === undefined || standing === undefined)
    return { result: 'not-established', reason: 'NOT_COUNTED' }
  if ('reason' in standing) return { result: 'not-established', reason: standing.reason }
  const amount = amountIn(standing.balance.unit, asked)
  if (amount === undefined) return { result: 'not-established', reason: 'UNIT_NOT_COMPARABLE' }
  return compareDecimals(amount, availableOf(standing.balance)) <= 0
    ? { result: 'pass' }
    : { result: 'fail', reason: 'BALANCE_TOO_SMALL' }
}
