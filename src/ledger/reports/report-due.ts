import { addDecimals, subtractDecimals } from '../../model/decimal.ts'
import type { Measure } from '../../model/measure.ts'
import type { WriteOffRequest } from '../../model/generated/verification/write-off-request.ts'
import type { Partner, ReportRule } from '../../partners/partner.ts'
import type { NewReport } from '../../store/ledger/reports.ts'
import { isZero } from '../write-offs/amounts.ts'
import { countedOf, type Standing, standingOf } from '../write-offs/balances.ts'
import type { Fact } from '../facts/fact.ts'
import type { Decision } from '../write-offs/judged-write-off.ts'
import type { Known } from '../known.ts'
import { questionKey } from '../questions/question.ts'

/** The rule by which the issuer of the document is told of its use. Partner files are checked to have one at most. */
export function reportRuleFor(
  { kind, issuer, form = '', purpose }: Pick<WriteOffRequest, 'kind' | 'issuer' | 'form' | 'purpose'>,
  { agreement }: Partner,
): ReportRule | undefined {
  return agreement.reports.find(
    (rule) =>
      rule.kind === kind &&
      rule.issuer === issuer &&
      rule.forms.includes(form) &&
      rule.purposes.includes(purpose),
  )
}

/**
 * Whether the issuer is told of a step, and what became of its document. It is told of what was used, of what was given
 * back after that, and of what was declined; what is only set aside is nobody's business yet.
 *
 * @param known after the step
 */
export function reportOf(
  { before, after, stated }: Decision,
  known: Known,
  partners: Iterable<Partner>,
): Omit<NewReport, 'dueAt'> | undefined {
  const { state } = after
  const { request } = stated
  if (state === 'reserved' || (state === 'released' && before?.state !== 'used')) return undefined
  if (request === undefined) return undefined
  const partner = [...partners].find((each) => reportRuleFor(request, each) !== undefined)
  if (partner === undefined) return undefined
  const at = { position: after.recordIndex, writeOff: after.id, partner: partner.id }
  if (state === 'declined') return { ...at, status: 'rejected', exhausted: [] }
  const fact = known.find(questionKey(request))
  const lines =
    fact === undefined ? [] : linesLeft(fact, new Set(after.lines.map((each) => each.measure)), known)
  const exhausted = lines.filter(({ isLeft }) => !isLeft).map(({ line }) => line)
  const isAll = lines.length > 0 && exhausted.length === lines.length
  return {
    ...at,
    status: isAll ? 'utilised' : 'partially-utilised',
    exhausted: exhausted.filter((line) => after.lines.some((taken) => taken.line === line)),
  }
}

interface LineLeft {
  readonly line: number
  readonly isLeft: boolean
}

/**
 * The lines of the document that count in one of the measures. Goods that are used up are used up, whatever of their value
 * was never counted.
 */
function linesLeft(fact: Fact, measures: ReadonlySet<Measure>, known: Known): LineLeft[] {
  const counted = countedOf(fact.content).filter(({ measure }) => measures.has(measure))
  return fact.content.lines.flatMap(({ line }) => {
    const left = counted
      .filter((each) => each.line === line)
      .flatMap((each) => leaves(standingOf(fact, each, known)) ?? [])
    return left.length === 0 ? [] : [{ line, isLeft: left.every(Boolean) }]
  })
}

/** What is only set aside may come back. @returns undefined for what the document does not count */
function leaves(standing: Standing): boolean | undefined {
  if ('reason' in standing) return standing.reason === 'NOT_COUNTED' ? undefined : true
  const { total, carried, used } = standing.balance
  return !isZero(subtractDecimals(total, addDecimals(carried, used)))
}
