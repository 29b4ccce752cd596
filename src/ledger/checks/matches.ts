import type { Case, Check } from './checks.ts'
import { compare, type Statement, statementsOf } from '../questions/held.ts'
import type { Finding } from '../reasons.ts'

/** Everything that the question states is what the document says, field by field. */
export const matches: Check = (case_) =>
  statementsOf(case_.question).map((statement) => {
    const { field, line } = statement
    return { check: 'matches', field, ...(line !== undefined && { line }), ...finding(statement, case_) }
  })

/** Of a paper only what the issuer confirmed is known: all else may stand on the document or not. */
function finding(statement: Statement, { question, fact, paper }: Case): Finding {
  const found = compare(statement, fact.content, question.salt)
  const isKnown = paper === undefined || (paper === 'confirmed' && found.result === 'pass')
  return isKnown ? found : { result: 'not-established', reason: 'NOT_CONFIRMED' }
}
