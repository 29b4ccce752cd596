import { ENDED, STATUSES, TAKEN_BACK } from '../../model/document-status.ts'
import type { NewRecall } from '../../store/ledger/recalls.ts'
import { FINDINGS } from '../checks/not-revoked.ts'
import type { Fact, FactContent } from '../facts/fact.ts'
import { hasConfirmed } from '../facts/papers.ts'
import { isBare, ownStatus } from '../facts/status.ts'

/** What befalls answers that relied on a document when it gets worse. */

/** Why a document that has ended is recalled, by itself. */
export function isEnd(reason: string): boolean {
  return ENDED.some((status) => FINDINGS[status].reason === reason)
}

/**
 * The recall that a fact makes due: of everything that was told before it. A document that was not known before was relied
 * on by nobody, but others may be built on it.
 * @returns undefined when the document is no worse than before, and nothing befell a confirmation
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
  if (reason !== undefined && STATUSES.indexOf(content.status) > STATUSES.indexOf(was))
    return { ...due, reason }
  return before !== undefined && refutesPaper(content, before.content)
    ? { ...due, reason: TAKEN_BACK }
    : undefined
}

/** The issuer refutes a paper while others uphold the number: whoever was told by that one that it is confirmed was told wrong. */
function refutesPaper(content: FactContent, before: FactContent): boolean {
  const refuted = content.event === 'disowned' || content.event === 'unfounded'
  return refuted && isBare(content) && hasConfirmed(before)
}
