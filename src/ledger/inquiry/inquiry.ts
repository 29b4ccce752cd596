import { createHash } from 'node:crypto'
import { comparableForm } from '../../model/comparable.ts'
import type { Held, Inquire, Question } from '../../model/generated/verification/question.ts'
import type { Answer } from '../../model/generated/verification/answer.ts'
import type { InquiryRule, Partner } from '../../partners/partner.ts'
import type { InquirerRow, InquiryRow, InquiryState } from '../../store/ledger/inquiries.ts'
import { type DocumentKey, type DocumentName, keyOf } from '../facts/fact.ts'
import { isHash, type Statement, statementsOf } from '../questions/held.ts'
import { isHeldField } from '../questions/held-fields.ts'
import type { Due } from './due.ts'

/** What an authority replied for good: codes of the hub's list origin-verification-result. */
export type Result = NonNullable<NonNullable<Answer['inquiry']>['result']>

/** What the authority gets to see of a question: nothing of who asks, and what for. */
export interface Asked {
  /** With the number as written. */
  readonly key: DocumentName
  readonly held: Held
  readonly inquire: Inquire
}

/** Our asking of an issuing authority about a document. */
export interface Inquiry {
  /** Without its hyphens the number of our first request. */
  readonly id: string
  readonly asked: Asked
  /** Hex: what is stated of the document. */
  readonly statements: string
  /** Partner id of whom is asked. */
  readonly partner: string
  /** The verification that wanted it first. */
  readonly openedBy: string
  readonly state: InquiryState
  /** Requests that were made: the first, then reminders. */
  readonly rounds: number
  readonly exchanges: readonly string[]
  readonly openedAt: Date
  readonly due: Due
  /** When there is something to do; undefined once it has ended. */
  readonly nextAt: Date | undefined
  /** How often it came to another outcome. */
  readonly ends: number
  readonly result: Result | undefined
  /** Its reasons in words. */
  readonly reply: string | undefined
}

/** A verification that waits for an inquiry. */
export type Inquirer = InquirerRow

/** Who is asked about a document, and how; undefined when no agreement says so. */
export function inquiryRuleFor(
  { kind, issuer, series }: Pick<DocumentKey, 'kind' | 'issuer' | 'series'>,
  partners: Iterable<Partner>,
): { readonly partner: Partner; readonly rule: InquiryRule } | undefined {
  for (const partner of partners) {
    const rule = partner.agreement.inquiries.find(
      (each) => each.kind === kind && each.issuer === issuer && each.forms.includes(series),
    )
    if (rule !== undefined) return { partner, rule }
  }
  return undefined
}

/** Hex SHA-256 of what a question states, in any order and spelling that means the same. */
export function statementsDigest(question: Pick<Question, 'held'>): string {
  const lines = statementsOf(question).map(({ field, line = 0, value }) =>
    JSON.stringify([field, line, formOf(field, value)]),
  )
  return createHash('sha256').update(lines.toSorted().join('\n')).digest('hex')
}

function formOf(field: string, value: Statement['value']): string {
  // Of tariff numbers all digits count here: the authority is asked about each of them.
  if (field === 'hs' || !isHeldField(field) || isHash(value)) return JSON.stringify(value)
  return comparableForm(field, value) ?? ''
}

export function isOpen({ state }: Pick<Inquiry, 'state'>): boolean {
  return state === 'wanted' || state === 'asked'
}

/** Number of the request of a round; reminders have numbers of their own. Formats have room for 35 characters. */
export function requestId({ id }: Pick<Inquiry, 'id'>, round: number): string {
  return id.replaceAll('-', '') + (round === 0 ? '' : `R${round}`)
}

const REQUEST_ID = /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})(?:R([1-9]))?$/

/** Which inquiry has such a request, if any of ours; whether that one was made, the inquiry knows. */
export function inquiryOfRequest(id: string): { readonly id: string; readonly round: number } | undefined {
  const [, ...parts] = REQUEST_ID.exec(id) ?? []
  return parts.length === 0 ? undefined : { id: parts.slice(0, 5).join('-'), round: Number(parts[5] ?? 0) }
}

/**
 * How an answer tells of it to one who waits for it: by an id and a day of his own, so that nobody learns whether another one
 * has asked before.
 */
export function shownInquiry(
  { state, result, reply }: Inquiry,
  { verification, dueDay }: Inquirer,
): NonNullable<Answer['inquiry']> {
  return {
    id: verification,
    due: dueDay,
    state: state === 'wanted' || state === 'asked' ? 'open' : state,
    ...(result !== undefined && { result }),
    ...(reply !== undefined && { text: reply }),
  }
}

export function inquiryOf(row: InquiryRow): Inquiry {
  const { asked, statements, dueDay, dueAt, nextAt, result, reply } = row
  const { id, partner, openedBy, state, rounds, exchanges, openedAt, ends } = row
  const parsed: Asked = JSON.parse(asked)
  return {
    id,
    partner,
    openedBy,
    state,
    rounds,
    exchanges,
    openedAt,
    ends,
    asked: parsed,
    statements: statements.toString('hex'),
    due: { day: dueDay, at: dueAt },
    nextAt: nextAt ?? undefined,
    result: isResult(result) ? result : undefined,
    reply: reply ?? undefined,
  }
}

export function rowOf(inquiry: Inquiry): InquiryRow {
  const { id, partner, openedBy, state, rounds, exchanges, openedAt, ends } = inquiry
  const { kind, issuer, series, number } = keyOf(inquiry.asked.key)
  return {
    id,
    partner,
    openedBy,
    state,
    rounds,
    exchanges,
    openedAt,
    ends,
    kind,
    issuer,
    series,
    number,
    asked: JSON.stringify(inquiry.asked),
    statements: Buffer.from(inquiry.statements, 'hex'),
    dueDay: inquiry.due.day,
    dueAt: inquiry.due.at,
    nextAt: inquiry.nextAt ?? null,
    result: inquiry.result ?? null,
    reply: inquiry.reply ?? null,
  }
}

const RESULTS: Readonly<Record<Result, true>> = {
  confirmed: true,
  corrected: true,
  'not-authentic': true,
  'not-originating': true,
  revoked: true,
  unverifiable: true,
}

export function isResult(text: string | null | undefined): text is Result {
  return typeof text === 'string' && Object.hasOwn(RESULTS, text)
}
