import type { Balance as ShownBalance } from '../../model/generated/verification/answer.ts'
import type { Question } from '../../model/generated/verification/question.ts'
import { availableOf, type Balance, countedOf } from '../write-offs/balances.ts'
import type { Case } from '../checks/checks.ts'
import type { FactContent } from '../facts/fact.ts'
import { type Counted, isZero } from '../write-offs/amounts.ts'

/** What an answer tells of what is left: of the lines that the question names, of all when it names none. */
export function shownBalances(
  question: Question,
  { fact: { content }, standingOf }: Pick<Case, 'fact' | 'standingOf'>,
): ShownBalance[] {
  return countedFor(question, content).flatMap((counted) => {
    const standing = standingOf(counted)
    if ('reason' in standing) return []
    const basis =
      counted.measure === 'quantity'
        ? content.lines.find(({ line }) => line === counted.line)?.quantity?.basis
        : undefined
    const { measure, unit } = standing.balance
    return [{ line: counted.line, measure, unit, ...(basis && { basis }), ...leftOf(standing.balance) }]
  })
}

/** The measures of which an answer to the question tells what is left. */
export function countedFor(question: Question, content: FactContent): Counted[] {
  const named = new Set([...(question.wants ?? []), ...(question.held?.lines ?? [])].map(({ line }) => line))
  return countedOf(content).filter(({ line }) => named.size === 0 || named.has(line))
}

/** What is left of a balance, and how that comes about. */
export function leftOf(
  balance: Balance,
): Pick<ShownBalance, 'total' | 'carried' | 'reserved' | 'used' | 'available'> {
  const { total, carried, reserved, used } = balance
  return {
    total,
    ...(!isZero(carried) && { carried }),
    reserved,
    used,
    available: availableOf(balance),
  }
}
