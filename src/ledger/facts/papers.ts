import { isDeepStrictEqual } from 'node:util'
import type { Held, HeldLine, Question } from '../../model/generated/verification/question.ts'
import { canonicalDecimal } from '../../model/decimal.ts'
import type { DocumentContent, FactContent, FactLine, FactStatus, Paper, PartyFact } from './fact.ts'
import { compare, isHash, statementsOf } from '../questions/held.ts'
import { present } from '../present.ts'

/**
 * Papers: what the issuer was asked about. A paper says nothing of other papers with the same number, nor of the document
 * that the issuer may have sent under it: forgers copy numbers of real documents.
 */

/** How a document stands that agrees with such a paper. */
const STATUS_OF: Readonly<Record<Paper['said'], FactStatus>> = {
  confirmed: 'in-force',
  'not-originating': 'not-originating',
  withdrawn: 'revoked',
  disowned: 'not-issued',
}

export function paperStatus({ said }: Paper): FactStatus {
  return STATUS_OF[said]
}

export function isBad({ said }: Paper): boolean {
  return said !== 'confirmed'
}

/** Whether anybody may have been answered from a paper that the issuer confirmed. */
export function hasConfirmed({ papers = [] }: Pick<FactContent, 'papers'>): boolean {
  return papers.some((paper) => !isBad(paper))
}

/** The same paper about which the same was said is one, by whoever said it first. */
export function withPaper(papers: readonly Paper[], paper: Paper): readonly Paper[] {
  return papers.some((each) => isDeepStrictEqual(statedIn(each), statedIn(paper)))
    ? papers
    : [...papers, paper]
}

function statedIn({ provenance: _p, ...paper }: Paper): unknown {
  return paper
}

/** Whether the document says all that the paper says. */
export function isCopyOf({ held }: Paper, content: DocumentContent): boolean {
  return statementsOf({ held }).every((each) => compare(each, content, undefined).result === 'pass')
}

/** Whether a question states all that the paper says: who states less, or something else, may hold another one. */
export function isStatedIn(paper: Paper, question: Pick<Question, 'held' | 'salt'>): boolean {
  const stated = statementsOf(question)
  const content = contentOf(paper)
  return statementsOf(paper).every(({ field, line }) => {
    const statement = stated.find((each) => each.field === field && each.line === line)
    return statement !== undefined && compare(statement, content, question.salt).result === 'pass'
  })
}

/** Without the confirmations of papers that say all of this: what the issuer does not confirm of less holds for more too. */
export function withoutConfirmed(papers: readonly Paper[], held: Held): readonly Paper[] {
  return papers.filter((paper) => isBad(paper) || !statesAll(paper, held))
}

function statesAll(paper: Paper, held: Held): boolean {
  return isStatedIn({ said: 'confirmed', held }, paper)
}

/** Whether the issuer has confirmed the paper and said nothing else of it, nor of one that says less. */
export function isUpheld(paper: Paper, papers: readonly Paper[]): boolean {
  return !isBad(paper) && !papers.some((each) => isBad(each) && isStatedIn(each, paper))
}

/** The paper as a document says it. */
export function contentOf({ held, issueDay, authority, lastDay }: Paper): DocumentContent {
  return {
    ...present({
      issueDay: issueDay ?? plain(held.issueDate),
      lastDay,
      authority,
      agreementCode: plain(held.agreement),
      exporter: partyOf(held.exporter, held.exporterId),
      consignee: partyOf(held.consignee, held.consigneeId),
      importer: partyOf(held.importer, undefined),
      invoices: listOf(held.invoice),
    }),
    lines: (held.lines ?? []).map(lineOf),
  }
}

type Text = Held['exporter']

function plain(value: Text): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function listOf(value: Text): readonly string[] | undefined {
  const text = plain(value)
  return text === undefined ? undefined : [text]
}

function partyOf(name: Text, id: Text): PartyFact | undefined {
  const [names, ids] = [listOf(name) ?? [], listOf(id) ?? []]
  return names.length + ids.length === 0 ? undefined : { names, ids }
}

function lineOf({ line, hs, originCountry, criterion, quantity, amount }: HeldLine): FactLine {
  return {
    line,
    ...present({
      hs: plain(hs),
      origin: plain(originCountry),
      criterion: plain(criterion),
      quantity:
        quantity === undefined || isHash(quantity)
          ? undefined
          : {
              quantity: canonicalDecimal(quantity.quantity),
              unit: quantity.unitCode,
              basis: 'other' as const,
            },
      value:
        amount === undefined || isHash(amount)
          ? undefined
          : { amount: canonicalDecimal(amount.amount), currency: amount.currencyId },
    }),
  }
}
