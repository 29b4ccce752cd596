import { STATUSES } from '../../model/document-status.ts'
import { saysNothing } from './edition.ts'
import type { FactContent, FactStatus } from './fact.ts'
import { isBad, isCopyOf, isUpheld, paperStatus } from './papers.ts'

/** How a document stands, with what was said of it and of papers that bear its number. */

/** What the number has come to without what was said of papers, as long as nothing but papers is known. */
export function ownStatus(before: FactContent): FactStatus {
  const ofPapers = before.status === 'not-issued' || before.status === 'not-originating'
  return isBare(before) && ofPapers ? 'in-force' : before.status
}

/** A document stands as badly as the papers that are copies of it; a number without one, as the best of its papers. */
export function withPapers(own: FactStatus, content: FactContent): FactStatus {
  const { papers = [] } = content
  if (!isBare(content))
    return papers
      .filter((paper) => isBad(paper) && isCopyOf(paper, content))
      .map(paperStatus)
      .reduce(worse, own)
  if (own !== 'in-force' || papers.some((paper) => isUpheld(paper, papers))) return own
  return papers.filter(isBad).map(paperStatus).reduce(worse, own)
}

export function worse(one: FactStatus, other: FactStatus): FactStatus {
  return STATUSES.indexOf(one) > STATUSES.indexOf(other) ? one : other
}

/** Nothing was heard of it but news, or what its issuer said of papers that bear its number. */
export function isBare(content: FactContent): boolean {
  return content.bare === true || saysNothing(content)
}
