import type { Answer } from '../../model/generated/verification/answer.ts'
import type { Question } from '../../model/generated/verification/question.ts'
import { statesWrong } from '../../model/misses.ts'
import type { Shown } from '../../partners/partner.ts'
import { type Case, type CheckName, type CheckResult, checksOf, verdictOf } from '../checks/checks.ts'
import type { Fact } from '../facts/fact.ts'
import { showsHolding, statementsOf } from './held.ts'
import type { Kind } from '../kinds.ts'
import type { Reason } from '../reasons.ts'
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
  /** There when the question is asked again by us. */
  readonly after?: After
}

/** What a question is asked again after. */
export interface After {
  /** The verification that it was answered in before. */
  readonly follows: string
  readonly inquiry: NonNullable<Answer['inquiry']>
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
  // What a paper says others may have stated, and the issuer has only confirmed: whoever states it too is told that.
  const shownHere = known.paper === undefined ? shows : []
  const answer =
    question.salt === undefined
      ? {
          ...answerWith(
            asking,
            checks.map((each) => shownCheck(each, shownHere)),
          ),
          ...shownOf(known.fact, shownHere),
          ...shownBalance(question, known, shownHere),
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
  const { question, after } = asking
  const reason = after === undefined ? 'NOT_SHOWN' : UNKNOWN_AFTER[after.inquiry.state]
  const open = (check: CheckName, rest: Pick<CheckResult, 'field' | 'line'> = {}): CheckResult => ({
    check,
    ...rest,
    result: 'not-established',
    reason,
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

/** Why nothing is told once the authority was asked. One that has replied has not confirmed what was stated. */
const UNKNOWN_AFTER = {
  open: 'NOT_SHOWN',
  answered: 'NOT_SHOWN',
  expired: 'NO_REPLY',
  failed: 'NOT_ASKED',
} as const satisfies Record<After['inquiry']['state'], Reason>

/**
 * Whether the question did not fit: its asker did not show that he holds the document, or was wrong about it. What others
 * have had confirmed is not to be found out by trying either.
 */
export function isMiss({ answer, told }: Answered): boolean {
  return told === undefined || statesWrong(answer.checks)
}

function answerWith(asking: Asking, checks: CheckResult[]): Answer {
  const { verification, at, by, log, size, question, after } = asking
  return {
    v: 1,
    verification,
    ...(after !== undefined && { follows: after.follows, inquiry: after.inquiry }),
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
