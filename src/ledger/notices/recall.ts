import { ENDED, STATUSES, TAKEN_BACK } from '../../model/document-status.ts'
import type { NewRecall } from '../../store/ledger/recalls.ts'
import { FINDINGS } from '../checks/not-revoked.ts'
import type { Fact } from '../facts/fact.ts'
import { isBare, ownStatus } from '../facts/status.ts'

/** What befalls answers that relied on a document when it gets worse. */

/** Why a document that has ended is recalled, by itself. */
export function isEnd(reason: string): boolean {
  return ENDED.some((status) => FINDINGS[status].reason === reason)
}

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
