import type { Check } from '../checks.ts'
import { compare, statementsOf } from '../held.ts'

/** Everything that the question states is what the document says, field by field. */
export const matches: Check = ({ question, fact }) =>
  statementsOf(question).map((statement) => {
    const { field, line } = statement
    const finding = compare(statement, fact.content, question.salt)
    return { check: 'matches', field, ...(line !== undefined && { line }), ...finding }
  })
