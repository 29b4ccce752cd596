import type { Answer } from '../model/generated/verification/answer.ts'
import type { Question } from '../model/generated/verification/question.ts'
import type { Shown } from '../partners/partner.ts'
import { type Case, type CheckName, type CheckResult, checksOf, verdictOf } from './checks.ts'
import type { Fact } from './fact.ts'
import { showsHolding, statementsOf } from './held.ts'
import type { Kind } from './kinds.ts'
import { shownBalances } from './shown-balance.ts'
import { shownOf } from './shown.ts'

/** Who asked what, and which state of the ledger is to answer. */
export interface Asking {
  /** Id of the verification. */
  readonly verification: string
  /** Partner who asks. */
  readonly by: string
  /** Origin of the log. */
  readonly log: string
  /** Index that the answer's own record will have: what stands before it was considered. */
  readonly size: bigint
  /** Time of that record. */
  readonly at: Date
  readonly question: Question
}

export interface Answered {
  readonly answer: Answer
  /** The fact that the asker was told something of; undefined for the unknown answer. */
  readonly told: Fact | undefined
}

/**
 * The answer to a question: all checks, and as much of the document as the agreement shows.
 *
 * @param known what the ledger knows of the document asked for; undefined when it knows none
 */
export function answerOf(
  asking: Asking,
  kind: Kind,
  known: Omit<Case, 'question' | 'at'> | undefined,
  shows: readonly Shown[],
): Answered {
  const { question, at } = asking
  if (known === undefined || !showsHolding(question, kind, known.fact.content))
    return { answer: unknownAnswer(asking), told: undefined }
  const checks = checksOf({ ...known, question, at })
  const answer =
    question.salt === undefined
      ? {
          ...answerWith(
            asking,
            checks.map((each) => shownCheck(each, shows)),
          ),
          ...shownOf(known.fact, shows),
          ...shownBalance(question, known, shows),
        }
      : // Hashes were sent so that nothing is told: match or no match, whatever the agreement shows.
        answerWith(asking, checks.map(withoutDetail))
  return { answer, told: known.fact }
}

function shownBalance(
  question: Question,
  known: Pick<Case, 'fact' | 'standingOf'>,
  shows: readonly Shown[],
): Pick<Answer, 'balance'> {
  const balance = shows.includes('balance') ? shownBalances(question, known) : []
  return balance.length === 0 ? {} : { balance }
}

/**
 * What an asker is told who did not show that he holds the document. It is made of the question alone, so that a document
 * that does not exist and a wrong guess at one that does look the same.
 */
export function unknownAnswer(asking: Asking): Answer {
  const { question } = asking
  const open = (check: CheckName, rest: Pick<CheckResult, 'field' | 'line'> = {}): CheckResult => ({
    check,
    ...rest,
    result: 'not-established',
    reason: 'NOT_SHOWN',
  })
  return answerWith(asking, [
    open('exists'),
    open('authentic'),
    open('competent'),
    open('in-force'),
    ...statementsOf(question).map(({ field, line }) =>
      open('matches', line === undefined ? { field } : { field, line }),
    ),
    ...(question.wants ?? []).map(({ line }) => open('available', { line })),
    open('not-revoked'),
  ])
}

/** Whether the question did not fit: its asker did not show that he holds the document, or was wrong about it. */
export function isMiss({ answer, told }: Answered): boolean {
  return (
    told === undefined || answer.checks.some(({ check, result }) => check === 'matches' && result === 'fail')
  )
}

function answerWith(asking: Asking, checks: CheckResult[]): Answer {
  const { verification, at, by, log, size, question } = asking
  return {
    v: 1,
    verification,
    at: at.toISOString(),
    by,
    ledger: { log, size: size.toString() },
    question,
    verdict: verdictOf(checks),
    checks,
  }
}

/** From when to when a document is valid stands in a detail too. */
function shownCheck(result: CheckResult, shows: readonly Shown[]): CheckResult {
  return result.check === 'in-force' && !shows.includes('validity') ? withoutDetail(result) : result
}

function withoutDetail(result: CheckResult): CheckResult {
  const { check, field, line, reason } = result
  return {
    check,
    ...(field !== undefined && { field }),
    ...(line !== undefined && { line }),
    result: result.result,
    ...(reason !== undefined && { reason }),
  }
}
