import type { Held } from '../../model/generated/verification/question.ts'
import type { Fact, FactContent, PaperReading } from './fact.ts'
import { countedLastDay } from './last-day.ts'
import { changed, first, isOwn, type Saying, told } from './next-fact.ts'
import { contentOf, withoutConfirmed, withPaper } from './papers.ts'
import { joined } from './provenance.ts'
import { isBare } from './status.ts'

/** What becomes of a document when its issuer answers an inquiry about papers that bear its number. */

/**
 * What the issuer says of a paper. The number ends only when it says that it has withdrawn the certificate; whatever else it
 * says holds for that paper, and for the document that says the same.
 *
 * @param before the document that bears the number
 * @returns the next fact of the document, if there is anything new
 */
export function paperSuccession(
  { key, event, paper }: PaperReading,
  before: Fact | undefined,
  saying: Saying,
): FactContent[] {
  if (!isOwn(before, saying)) return []
  const { message: provenance } = saying
  const lastDay = countedLastDay(contentOf(paper), saying.issue)
  const known = before ? told(before) : first(event, 'in-force', { key, lines: [] }, saying)
  const said = { ...paper, ...(lastDay !== undefined && { lastDay }), provenance }
  const papers = withPaper(known.papers ?? [], said)
  const answers = before !== undefined && isBare(known) && event === 'confirmed'
  const after = changed(known, event, event === 'revoked' ? 'revoked' : 'in-force', {
    papers,
    ...(answers && { provenance: joined(known, provenance) }),
  })
  return after === undefined ? [] : [after]
}

/**
 * The issuer does not confirm any more what it had confirmed. Of such papers nothing is known from then on, until it confirms
 * one anew. What it has sent itself stands: a confirmation was not what that rested on.
 *
 * @param held what it was asked about
 * @returns the next fact of the document, if anything was taken back
 */
export function takenBack(held: Held, before: Fact | undefined, saying: Saying): FactContent[] {
  if (before === undefined || !isOwn(before, saying) || !isBare(before.content)) return []
  const { papers: said = [] } = before.content
  const papers = withoutConfirmed(said, held)
  const after = changed(
    before.content,
    'contradicted',
    'in-force',
    papers.length < said.length ? { papers } : {},
  )
  return after === undefined ? [] : [after]
}
