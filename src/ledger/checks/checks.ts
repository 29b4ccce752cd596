import type { Answer, Check as ResultInAnswer } from '../../model/generated/verification/answer.ts'
import type { Question } from '../../model/generated/verification/question.ts'
import type { IssueRule } from '../../partners/partner.ts'
import type { Counted } from '../write-offs/amounts.ts'
import type { Standing } from '../write-offs/balances.ts'
import { authentic } from './authentic.ts'
import { available } from './available.ts'
import { competent } from './competent.ts'
import { exists } from './exists.ts'
import { inForce } from './in-force.ts'
import { matches } from './matches.ts'
import { notRevoked } from './not-revoked.ts'
import type { Fact, Paper } from '../facts/fact.ts'
import type { Finding } from '../reasons.ts'

/** A question whose asker has shown that he holds the document, and all that answering it goes by. */
export interface Case {
  readonly question: Question
  readonly fact: Fact
  /** What the issuer said of it, when all that is known is a paper that it was asked about. */
  readonly paper: Paper['said'] | undefined
  /** Of a back-to-back certificate: the first certificate, where the ledger knows it. */
  readonly base: Fact | undefined
  /** What the fact's source vouches for today of this issuer and form. */
  readonly issue: IssueRule | undefined
  /** Hex key ids and since when they are not their owner's alone. */
  readonly compromised: ReadonlyMap<string, Date>
  /** What is left of a measure of one of its lines. */
  readonly standingOf: (counted: Counted) => Standing
  /** The moment of the answer. */
  readonly at: Date
}

export type CheckName = ResultInAnswer['check']

export interface CheckResult extends Finding {
  readonly check: CheckName
  readonly field?: string
  readonly line?: number
}

/** Asks one thing of a case; several results where it asks the same of several fields or lines. */
export type Check = (case_: Case) => readonly CheckResult[]

export type Verdict = Answer['verdict']

/** All checks, in the order in which answers list them. */
const CHECKS: readonly Check[] = [exists, authentic, competent, inForce, matches, available, notRevoked]

export function checksOf(case_: Case): CheckResult[] {
  return CHECKS.flatMap((check) => check(case_))
}

/** What nobody could establish is never a confirmation. */
export function verdictOf(checks: readonly CheckResult[]): Verdict {
  if (checks.some(({ result }) => result === 'fail')) return 'refuted'
  return checks.length > 0 && checks.every(({ result }) => result === 'pass')
    ? 'confirmed'
    : 'not-established'
}
