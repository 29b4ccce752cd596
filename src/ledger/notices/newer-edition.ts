import { isDeepStrictEqual } from 'node:util'
import { AMENDED, ENDED } from '../../model/document-status.ts'
import type { Answer } from '../../model/generated/verification/answer.ts'
import type { Question } from '../../model/generated/verification/question.ts'
import type { WriteOff } from '../../model/generated/verification/write-off.ts'
import type { IssueRule, Shown } from '../../partners/partner.ts'
import type { NewRecall } from '../../store/ledger/recalls.ts'
import type { Case, Check } from '../checks/checks.ts'
import { competent } from '../checks/competent.ts'
import { inForce } from '../checks/in-force.ts'
import { matches } from '../checks/matches.ts'
import { issueIn } from '../facts/edition.ts'
import type { Fact, FactContent } from '../facts/fact.ts'
import { hasConfirmed } from '../facts/papers.ts'
import { isBare } from '../facts/status.ts'
import { KINDS } from '../kinds.ts'
import { seenBy } from '../questions/seen.ts'
import { countedFor } from '../questions/shown-balance.ts'
import { documentOf } from '../questions/shown.ts'
import { askedOf, type Counted } from '../write-offs/amounts.ts'
import { totalOf } from '../write-offs/balances.ts'
import { questionOf } from '../write-offs/write-off-form.ts'

/** Who is told that a document which still stands has a newer edition: those for whom that edition says something else. */

/**
 * The work that a newer edition makes due: to look through everything that was told before it. Of a document that ended nobody
 * relies on what it says; of a number of which nothing was known, those do who were answered from a confirmed paper.
 * @returns undefined where the fact says of the document what was known
 */
export function amendmentOf(fact: Fact, before: Fact | undefined): NewRecall | undefined {
  const { position, document, content } = fact
  if (before === undefined || ENDED.includes(content.status)) return undefined
  if (isBare(before.content) && !hasConfirmed(before.content)) return undefined
  if (isDeepStrictEqual(issueIn(content), issueIn(before.content))) return undefined
  return { factPosition: position, document, reason: AMENDED, toldAfter: -1n, toldBefore: position }
}

/** A newer edition and the one that it follows. */
export interface Editions {
  readonly before: Fact
  readonly after: FactContent
  /** What the document's source vouches for. */
  readonly issue: IssueRule | undefined
}

/**
 * Whether the newer edition differs in what the answer checked, showed, or told of what is left. One about a past moment told
 * what was known then, and that stays so.
 *
 * @param shows what the agreement of its agency shows
 */
export function concernsAnswer(
  { question, at, balance }: Answer,
  editions: Editions,
  shows: readonly Shown[],
): boolean {
  if (question.asOf !== undefined) return false
  const { after } = editions
  const before = seenBy(question, KINDS[after.key.kind], editions.before).fact
  // To a question in hashes nothing is shown, and nothing of a paper.
  const shown = question.salt === undefined && !isBare(editions.before.content) ? shows : []
  const wished = (question.wants ?? []).flatMap((wish) => askedOf(wish) ?? [])
  const told = (content: FactContent): Counted[] =>
    balance === undefined ? [] : countedFor(question, content)
  return (
    changesChecks(question, at, { ...editions, before }) ||
    !isDeepStrictEqual(documentOf(before.content, shown), documentOf(after, shown)) ||
    changesTotals([...wished, ...told(before.content), ...told(after)], { ...editions, before })
  )
}

/** Whether the newer edition differs in what the write-off was judged by, or in what there is of the lines that it took from. */
export function concernsWriteOff({ request, lines, at }: WriteOff, editions: Editions): boolean {
  // Without its request it was given back, and relies on nothing any more.
  if (request === undefined) return false
  return changesChecks(questionOf(request), at, editions) || changesTotals(lines, editions)
}

/** Those that ask what the document says; the others ask how it stands, and that is told by recalls. */
const OF_CONTENT: readonly Check[] = [competent, inForce, matches]

function changesChecks(question: Question, at: string, { before, after, issue }: Editions): boolean {
  const found = (content: FactContent): unknown =>
    OF_CONTENT.flatMap((check) => check(caseOf(question, at, { ...before, content }, issue))).map(
      ({ check, result, reason }) => ({ check, result, reason }),
    )
  return before.content.base !== after.base || !isDeepStrictEqual(found(before.content), found(after))
}

/** As the asker was answered; what these checks do not ask for is not known. */
function caseOf(question: Question, at: string, fact: Fact, issue: IssueRule | undefined): Case {
  return {
    question,
    fact,
    issue,
    at: new Date(at),
    paper: undefined,
    base: undefined,
    compromised: new Map(),
    standingOf: () => ({ reason: 'NOT_COUNTED' }),
  }
}

/** What was taken is carried over from edition to edition: what is left changes with what there is. */
function changesTotals(counted: readonly Counted[], { before, after }: Editions): boolean {
  return counted.some((each) => !isDeepStrictEqual(totalOf(before.content, each), totalOf(after, each)))
}
