import { comparableText } from '../../model/comparable.ts'
import type { Case, Check } from './checks.ts'
import type { Finding } from '../reasons.ts'

/** The agreement with the source vouches for the body that issued the document. */
export const competent: Check = (case_) => [{ check: 'competent', ...finding(case_) }]

function finding({ fact, issue }: Case): Finding {
  if (issue === undefined) return { result: 'not-established', reason: 'NOT_VOUCHED_FOR' }
  if (issue.authorities === undefined) return { result: 'pass' }
  const names = fact.content.authority?.names ?? []
  if (names.length === 0) return { result: 'not-established', reason: 'AUTHORITY_NOT_NAMED' }
  const listed = new Set(issue.authorities.map(comparableName))
  return names.some((name) => listed.has(comparableName(name)))
    ? { result: 'pass' }
    : { result: 'fail', reason: 'AUTHORITY_NOT_LISTED' }
}

/** Names of authorities are compared like those of companies. Signs alone are no name and equal nothing. */
function comparableName(name: string): string {
  return comparableText('holder', name) ?? name
}
