import { daysAt, monthsAfter } from '../facts/calendar.ts'
import type { Case, Check } from './checks.ts'
import type { DocumentContent } from '../facts/fact.ts'
import { KINDS } from '../kinds.ts'
import type { Finding } from '../reasons.ts'

/** The day that the question is about lies between issue and last day. */
export const inForce: Check = (case_) => [{ check: 'in-force', ...finding(case_) }]

function finding(case_: Case): Finding {
  const { content } = case_.fact
  const { lastDay, firstDay = content.issueDay } = content
  const { first, last } = daysAsked(case_)
  if (firstDay === undefined) return suspendedOn(first, last, content) ?? undated(last, case_)
  if (last < firstDay && !coversRetroactively(last, firstDay, content, case_))
    return { result: 'fail', reason: 'NOT_YET_ISSUED' }
  if (lastDay !== undefined && first > lastDay) return { result: 'fail', reason: 'EXPIRED' }
  const suspended = suspendedOn(first, last, content)
  if (suspended !== undefined) return suspended
  if (lastDay === undefined) return endless(case_)
  return { result: 'pass', detail: `${firstDay} to ${lastDay}` }
}

/** Somewhere the day has come and somewhere not: where only one of them is within a suspension nobody can tell. */
function suspendedOn(
  first: string,
  last: string,
  { suspensions = [] }: DocumentContent,
): Finding | undefined {
  const within = (day: string): boolean =>
    suspensions.some(({ from, to }) => from <= day && (to === undefined || day <= to))
  const [begins, ends] = [within(first), within(last)]
  if (begins && ends) return { result: 'fail', reason: 'SUSPENDED' }
  return begins || ends ? { result: 'not-established', reason: 'SUSPENDED' } : undefined
}

/** A document without a day was there on the day on which it was heard of, and nobody knows since when. */
function undated(day: string, case_: Case): Finding {
  const heard = case_.fact.knownAt.toISOString().slice(0, 'yyyy-MM-dd'.length)
  return day < heard ? { result: 'not-established', reason: 'EXPIRY_NOT_STATED' } : endless(case_)
}

/** Of some kinds every document ends with a day; others are what they are until somebody takes them back. */
function endless({ fact: { content } }: Case): Finding {
  return KINDS[content.key.kind].expires
    ? { result: 'not-established', reason: 'EXPIRY_NOT_STATED' }
    : { result: 'pass', reason: 'NO_LAST_DAY' }
}

/**
 * The day in the question. Without one it is about the moment of the answer or the past moment that it names, which is one
 * day here and another there: a document fails only when it does wherever the asker may be.
 */
function daysAsked({ question, at }: Case): { readonly first: string; readonly last: string } {
  const { date, asOf } = question
  if (date !== undefined) return { first: date, last: date }
  return daysAt(asOf === undefined ? at : new Date(asOf))
}

/** A document may be issued after the goods have left, if it says so and the agreement allows it for so long. */
function coversRetroactively(
  day: string,
  issueDay: string,
  { indicators = [] }: DocumentContent,
  { issue }: Case,
): boolean {
  const months = issue?.retroactiveMonths
  return (
    months !== undefined &&
    indicators.includes('issued-retroactively') &&
    issueDay <= monthsAfter(day, months)
  )
}
