import { daysAt, monthsAfter } from '../calendar.ts'
import type { Case, Check } from '../checks.ts'
import type { DocumentContent } from '../fact.ts'
import type { Finding } from '../reasons.ts'

/** The day that the question is about lies between issue and last day. */
export const inForce: Check = (case_) => [{ check: 'in-force', ...finding(case_) }]

function finding(case_: Case): Finding {
  const { content } = case_.fact
  const { issueDay, lastDay } = content
  const { first, last } = daysAsked(case_)
  if (issueDay === undefined) return { result: 'not-established', reason: 'EXPIRY_NOT_STATED' }
  if (last < issueDay && !coversRetroactively(last, issueDay, content, case_))
    return { result: 'fail', reason: 'NOT_YET_ISSUED' }
  if (lastDay === undefined) return { result: 'not-established', reason: 'EXPIRY_NOT_STATED' }
  if (first > lastDay) return { result: 'fail', reason: 'EXPIRED' }
  return { result: 'pass', detail: `${issueDay} to ${lastDay}` }
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
