import { STATUSES } from '../../model/document-status.ts'
import type { Question } from '../../model/generated/verification/question.ts'
import type { Fact, FactContent, Paper } from '../facts/fact.ts'
import { compare, showsHolding, statementsOf } from './held.ts'
import type { Kind } from '../kinds.ts'
import { contentOf, isBad, isStatedIn, isUpheld, paperStatus } from '../facts/papers.ts'
import { isBare } from '../facts/status.ts'

/** What a question is answered from: the document that the issuer sent, or a paper that it was asked about. */
export interface Seen {
  readonly fact: Fact
  readonly paper: Paper['said'] | undefined
}

/**
 * The paper that a question is about, where the issuer has disowned just that one; else the document; where nothing but
 * papers is known, the confirmed one of which the question states most.
 */
export function seenBy(question: Question, kind: Kind, fact: Fact): Seen {
  const paper = paperFor(question, kind, fact.content)
  return paper === undefined ? { fact, paper } : asFact(fact, paper)
}

/** That paper; undefined where the question is answered from the document, or from nothing. */
export function paperFor(question: Question, kind: Kind, content: FactContent): Paper | undefined {
  const { papers = [] } = content
  const [bad] = papers
    .filter((paper) => isBad(paper) && isStatedIn(paper, question))
    .toSorted((one, other) => rankOf(other) - rankOf(one))
  if (bad !== undefined || !isBare(content)) return bad
  return papers
    .filter((paper) => isUpheld(paper, papers) && showsHolding(question, kind, contentOf(paper)))
    .toSorted((one, other) => matchesOf(question, other) - matchesOf(question, one))[0]
}

function asFact(fact: Fact, paper: Paper): Seen {
  const { v, key, event, status, seed } = fact.content
  // What the issuer said of the number holds for each of its papers; what it said of another paper does not.
  const own = isBad(paper) ? paperStatus(paper) : status
  const provenance = paper.provenance && [paper.provenance]
  return {
    fact: {
      ...fact,
      content: { v, key, event, status: own, seed, ...contentOf(paper), ...(provenance && { provenance }) },
    },
    paper: paper.said,
  }
}

function rankOf(paper: Paper): number {
  return STATUSES.indexOf(paperStatus(paper))
}

function matchesOf(question: Question, paper: Paper): number {
  const content = contentOf(paper)
  return statementsOf(question).filter((each) => compare(each, content, question.salt).result === 'pass')
    .length
}
