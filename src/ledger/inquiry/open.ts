import { KhorgosError } from '../../errors.ts'
import type { EntryPlace } from '../../exchange/participant.ts'
import { newId } from '../../model/new-id.ts'
import type { Partner } from '../../partners/partner.ts'
import type { QuestionEntry } from '../entry.ts'
import type { Known } from '../known.ts'
import { questionKey } from '../questions/question.ts'
import { dueOf } from './due.ts'
import { type Inquirer, type Inquiry, inquiryRuleFor, statementsDigest } from './inquiry.ts'

/**
 * The inquiry that a question without an answer waits for: the open one about the same statements, or a new one. The same
 * for documents that the ledger does not know and for those that the asker did not show to hold.
 */
export function joinInquiry(
  { id: verification, asker, question }: QuestionEntry,
  known: Known,
  { at }: EntryPlace,
  partners: ReadonlyMap<string, Partner>,
): Joined {
  const statements = statementsDigest(question)
  const opened = newInquiry({ verification, question, statements, at }, partners)
  const inquiry = known.inquiries.openAbout(questionKey(question), statements) ?? opened
  known.inquiries.set(inquiry)
  const { id, ends } = inquiry
  // Also who joins has the whole time before him: the day tells nothing of who was first.
  const { day: dueDay, at: dueAt } = opened.due
  const who = { verification, inquiry: id, agency: asker.id, openedAt: at, dueDay, dueAt }
  const inquirer = { ...who, ends, told: ends, latest: verification }
  known.inquiries.setInquirer(inquirer)
  return { inquiry, inquirer }
}

export interface Joined {
  readonly inquiry: Inquiry
  readonly inquirer: Inquirer
}

interface Opening {
  readonly verification: string
  readonly question: QuestionEntry['question']
  readonly statements: string
  readonly at: Date
}

function newInquiry(
  { verification, question, statements, at }: Opening,
  partners: ReadonlyMap<string, Partner>,
): Inquiry {
  const { number, held, inquire } = question
  const key = { ...questionKey(question), number }
  const whom = inquiryRuleFor(key, partners.values())
  if (whom === undefined || held === undefined || inquire === undefined)
    throw new KhorgosError('INTERNAL', 'An inquiry was let pass that nobody can be asked.')
  return {
    id: newId(),
    asked: { key, held, inquire },
    statements,
    partner: whom.partner.id,
    openedBy: verification,
    state: 'wanted',
    rounds: 0,
    exchanges: [],
    openedAt: at,
    due: dueOf(at, whom.rule),
    nextAt: at,
    ends: 0,
    result: undefined,
    reply: undefined,
  }
}
