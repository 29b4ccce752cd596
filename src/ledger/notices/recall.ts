import type { NewRecall } from '../../store/ledger/recalls.ts'
import { FINDINGS } from '../checks/not-revoked.ts'
import type { Fact, FactStatus } from '../facts/fact.ts'
import type { Reason } from '../reasons.ts'
import { isBare, ownStatus, STATUSES } from '../facts/status.ts'

/** What befalls answers that relied on a document when it gets worse. */

/** Statuses of documents on which nothing can be built any more. */
export const ENDED: readonly FactStatus[] = STATUSES.filter((status) => FINDINGS[status].result === 'fail')

/** Why a document that has ended is recalled, by itself. */
export function isEnd(reason: string): boolean {
  return ENDED.some((status) => FINDINGS[status].reason === reason)
}

/** Why answers about documents that are built on one that fell do not hold any more. */
export const BASE_FELL: Reason = 'BASE_REVOKED'

/** Why answers do not hold any more that rest on what a lost key signed. */
export const KEY_LOST: Reason = 'KEY_COMPROMISED'

/** Why answers do not hold any more that rest on what the issuer had confirmed, and does not confirm any more. */
export const TAKEN_BACK: Reason = 'NOT_CONFIRMED'

/**
 * The recall that a fact makes due: of everything that was told before it. A document that was not known before was relied
 * on by nobody, but others may be built on it.
 * @returns undefined when the document is no worse than before, and no confirmation was taken back
 */
export function recallOf(fact: Fact, before: Fact | undefined): NewRecall | undefined {
  const { position, document, content } = fact
  // A paper that was never known as anything else is nothing that others could be built on.
  if (before === undefined && ownStatus(content) !== content.status) return undefined
  const due = { factPosition: position, document, toldAfter: -1n, toldBefore: position }
  // Nothing but papers is known: no other contents can be contradicted.
  if (content.event === 'contradicted' && isBare(content)) return { ...due, reason: TAKEN_BACK }
  const { reason } = FINDINGS[content.status]
  const was = before?.content.status ?? 'in-force'
  if (reason === undefined || STATUSES.indexOf(content.status) <= STATUSES.indexOf(was)) return undefined
  return { ...due, reason }
}
