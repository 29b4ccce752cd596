import type { IssueRule } from '../../partners/partner.ts'
import { lastDayOfMonths } from './calendar.ts'
import type { DocumentContent } from './fact.ts'

/** The last day of a document that names none, as its agreement counts it from the day of issue. */
export function countedLastDay(
  { issueDay }: DocumentContent,
  { validMonths }: IssueRule,
): string | undefined {
  return issueDay === undefined || validMonths === undefined
    ? undefined
    : lastDayOfMonths(issueDay, validMonths)
}

/** What a document states itself goes before what was counted. */
export function withLastDay(content: DocumentContent, lastDay: string | undefined): DocumentContent {
  return content.lastDay !== undefined || lastDay === undefined ? content : { ...content, lastDay }
}
