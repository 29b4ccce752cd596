import type { FsckProblem } from '../../src/evidence/fsck-report.ts'
import { NOTHING } from '../../src/exchange/changes.ts'
import type { InquiryEntry, LedgerEntry } from '../../src/ledger/entry.ts'
import type { Asked, Denied } from '../../src/ledger/service.ts'
import { newId } from '../../src/model/new-id.ts'
import type { Answer } from '../../src/model/generated/verification/answer.ts'
import type { Question } from '../../src/model/generated/verification/question.ts'
import type { Partner } from '../../src/partners/partner.ts'
import { taking } from '../exchange/units.ts'
import { agency, type Desk, KEY_ID } from './desk.ts'
import { QUESTION, RULE } from './facts.ts'

/** Inquiries of a desk, step by step as a test says, without the work that takes them. */
export interface Inquiring {
  /** Asks, and has the authority asked about it. @returns the answer, and the inquiry that it waits for */
  ask(question: Question, asker?: Partner): Promise<{ readonly answer: Answer; readonly inquiry: string }>
  step(inquiry: string, step: InquiryEntry['step']): Promise<unknown>
  /** The authority's reply to the first request. */
  reply(inquiry: string, result: string): Promise<void>
  /** The question asked again; undefined when it has been already. */
  follow(answer: Answer, inquiry: string, asker?: Partner): Promise<Answer | undefined>
}

export const ASKER = agency('cn-clearance')
/** Nobody has sent it. */
export const UNKNOWN = 'E26LA0110000999'

/** A question about it that has its authority asked. */
export function inquiringQuestion(change: Partial<Question> = {}): Question {
  return {
    ...QUESTION,
    number: UNKNOWN,
    held: { exporter: 'Somebody Else Co., Ltd.', consignee: 'Nobody Ltd.' },
    inquire: { reason: 'form', text: 'The stamp has no date.' },
    ...change,
  }
}

export function answered(asked: Asked | Denied): Answer {
  if (asked.outcome === 'denied') throw asked.error
  return asked.answer
}

/** What the check of the log says, but for requests, which are made here without the messages that carry them. */
export async function problemsOf({ node }: Desk): Promise<readonly FsckProblem[]> {
  const { problems } = await node.log.fsck(() => undefined)
  return problems.filter(
    ({ detail }) => detail !== 'its request 0 is not about the verification that wanted it',
  )
}

export function inquiringAt(desk: Desk, clock: () => Date): Inquiring {
  const commit = (entry: LedgerEntry) => desk.node.committer.commit({ ...NOTHING, entry })
  const step: Inquiring['step'] = (inquiry, next) => commit({ entry: 'inquiry', inquiry, step: next })
  return {
    step,
    async ask(question, asker = ASKER) {
      const answer = answered(await desk.service.ask(question, asker))
      const [row] = await desk.database.query<{ inquiry: string; rounds: number }>(
        'select r.inquiry, i.rounds from inquirer r join inquiry i on i.id = r.inquiry where r.verification = $1',
        [answer.verification],
      )
      if (row === undefined) throw new Error('nobody is asked about it')
      const { inquiry, rounds } = row
      if (rounds === 0) await step(inquiry, { to: 'ask', round: 0, exchange: answer.verification })
      return { answer, inquiry }
    },
    async reply(inquiry, result) {
      const unit = taking()
      const reply = {
        request: inquiry.replaceAll('-', ''),
        number: UNKNOWN,
        series: undefined,
        issuer: undefined,
        result,
        lines: [],
        issueDay: '2026-11-21',
        authority: { names: ['Department of Industry and Commerce, Vientiane Capital'], ids: [] },
        text: 'As it is.',
      }
      const source = { source: 'kz', keyId: KEY_ID, exchange: unit.exchange.id, acceptance: undefined }
      const entry: LedgerEntry = {
        entry: 'facts',
        facts: [],
        replies: [{ ...source, reply, issues: [RULE] }],
      }
      await desk.node.committer.commit({ ...unit, entry })
    },
    async follow({ verification, question }, inquiry, asker = ASKER) {
      const follows = { verification, inquiry }
      const receivedAt = clock()
      const committed = await commit({ entry: 'question', id: newId(), asker, question, receivedAt, follows })
      if (committed.outcome !== 'done') throw new Error(committed.outcome)
      return committed.result?.result === 'answered' ? committed.result.answer : undefined
    },
  }
}
