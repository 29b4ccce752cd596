import type { InspectionResult } from '../../model/generated/inspection-result.ts'
import type { Inspection } from '../../model/generated/parts.ts'
import { durationMs } from '../../model/duration.ts'
import type { Arrangement, RecognitionRule } from '../checklist/arrangement.ts'

/** What is known when a result of the other side is to be relied on. */
export interface RecognitionFacts {
  /** Tariff numbers of the goods inspected; undefined: nobody has told. */
  readonly goods: readonly string[] | undefined
  /** What our side has found of the seals; undefined: it has not looked. */
  readonly seals: 'intact' | 'broken' | undefined
  /** What our side holds against all of it, whatever the rules say. */
  readonly against?: Objection | undefined
  /** When it is relied on. */
  readonly at: Date
  /** Country whose result it is. */
  readonly country: string
}

export type RecognitionOutcome = 'recognised' | 'partly' | 'not-recognised'

export interface Recognition {
  readonly outcome: RecognitionOutcome
  readonly arrangement: string
  /** One for each check of the result, in its order. */
  readonly checks: readonly CheckRecognition[]
  /** Of the result as a whole; each stops all of it. */
  readonly reasons: readonly RecognitionReason[]
  /** When the first recognised check is too old: ISO 8601. */
  readonly until?: string
}

export interface CheckRecognition {
  readonly sequenceNumeric: number
  readonly kindCode: string
  readonly recognised: boolean
  /** The rule by which it is, or which came nearest. */
  readonly rule?: string
  readonly reasons: readonly RecognitionReason[]
}

/** What can be held against a result as a whole after it was heard: stable codes. */
export const OBJECTIONS = ['SEALS_BROKEN', 'FALLEN', 'NOT_RELIED_ON'] as const

/** Seals were broken on the way; a document or a key it rests on has fallen; an officer has decided so. */
export type Objection = (typeof OBJECTIONS)[number]

/** Stable codes. */
export type RecognitionReason =
  | Objection
  /** It was taken back. */
  | 'REVOKED'
  /** The office is none of the arrangement. */
  | 'OFFICE_NOT_COVERED'
  /** No officer is named. */
  | 'OFFICER_UNKNOWN'
  /** No rule covers checks of this kind. */
  | 'KIND_NOT_COVERED'
  | 'GOODS_NOT_COVERED'
  | 'GOODS_NOT_ESTABLISHED'
  /** It gave no clear result, or was not done. */
  | 'INCONCLUSIVE'
  | 'TOO_OLD'
  /** It says that it was done later than now. */
  | 'IN_THE_FUTURE'
  /** The load did not leave it under seal. */
  | 'NOT_SEALED'

/**
 * Whether, and how far, a verified result of the other side is taken for our own. Pure: the same result, facts and arrangement come
 * to the same.
 */
export function recognise(
  result: InspectionResult,
  arrangement: Arrangement,
  facts: RecognitionFacts,
): Recognition {
  const reasons = wholeReasons(result, arrangement, facts)
  const checks = result.inspections.map((inspection, place) =>
    recogniseCheck(inspection, place, result, arrangement, facts),
  )
  const recognised = checks.filter((check) => check.recognised)
  const none = reasons.length > 0 || recognised.length === 0
  const until = none ? undefined : firstEnd(recognised, result, arrangement)
  return {
    outcome: none ? 'not-recognised' : recognised.length === checks.length ? 'recognised' : 'partly',
    arrangement: arrangement.id,
    checks: reasons.length > 0 ? checks.map((check) => ({ ...check, recognised: false })) : checks,
    reasons,
    ...(until !== undefined && { until: until.toISOString() }),
  }
}

function wholeReasons(
  { functionCode, revocation, office }: InspectionResult,
  arrangement: Arrangement,
  { country, against }: RecognitionFacts,
): RecognitionReason[] {
  const side = arrangement.sides.find((each) => each.country === country)
  const isCovered = side?.offices.some((each) => each.office === office?.id) === true
  const isRevoked = revocation !== undefined || functionCode === '3' || functionCode === '1'
  return [
    ...(isRevoked ? ['REVOKED' as const] : []),
    ...(isCovered ? [] : ['OFFICE_NOT_COVERED' as const]),
    ...(against === undefined ? [] : [against]),
  ]
}

function recogniseCheck(
  inspection: Inspection,
  place: number,
  result: InspectionResult,
  { recognition = [] }: Arrangement,
  facts: RecognitionFacts,
): CheckRecognition {
  const { kindCode, sequenceNumeric = place + 1 } = inspection
  const of = { sequenceNumeric, kindCode }
  const rules = recognition.filter(
    ({ kinds, offices }) =>
      kinds.includes(kindCode) && (offices === undefined || offices.includes(result.office?.id ?? '')),
  )
  if (rules.length === 0) return { ...of, recognised: false, reasons: ['KIND_NOT_COVERED'] }
  const own = checkReasons(inspection, result)
  const judged = rules.map((rule) => ({
    rule: rule.id,
    reasons: [...own, ...ruleReasons(rule, inspection, result, facts)],
  }))
  // The rule that has least against it: its reasons are the ones that help.
  const best = judged.reduce((one, other) => (other.reasons.length < one.reasons.length ? other : one))
  return { ...of, recognised: best.reasons.length === 0, ...best }
}

function checkReasons(inspection: Inspection, result: InspectionResult): RecognitionReason[] {
  const isClear = inspection.resultCode === 'conforming' || inspection.resultCode === 'differing'
  const officers = inspection.officers ?? []
  const isNamed = officers.some(({ id, name }) => id !== undefined || name !== undefined)
  const isSigned = result.authentication !== undefined
  return [
    ...(isClear ? [] : ['INCONCLUSIVE' as const]),
    ...(isNamed || isSigned ? [] : ['OFFICER_UNKNOWN' as const]),
  ]
}

function ruleReasons(
  rule: RecognitionRule,
  inspection: Inspection,
  result: InspectionResult,
  { goods, seals, at }: RecognitionFacts,
): RecognitionReason[] {
  const done = doneAt(inspection, result)
  const age = at.getTime() - done.getTime()
  const isSealed = (result.appliedSeals ?? []).length > 0
  return [
    ...goodsReasons(rule, goods),
    ...(age > (durationMs(rule.freshFor) ?? 0) ? ['TOO_OLD' as const] : []),
    ...(age < -CLOCKS_APART ? ['IN_THE_FUTURE' as const] : []),
    ...(rule.seals === 'required' && !isSealed ? ['NOT_SEALED' as const] : []),
    ...(rule.seals === 'required' && seals === 'broken' ? ['SEALS_BROKEN' as const] : []),
  ]
}

/** Two customs' clocks differ, and not by more, ms. */
const CLOCKS_APART = 5 * 60_000

function goodsReasons(
  { chapters, except = [] }: RecognitionRule,
  goods: readonly string[] | undefined,
): RecognitionReason[] {
  if (chapters === undefined && except.length === 0) return []
  if (goods === undefined || goods.length === 0) return ['GOODS_NOT_ESTABLISHED']
  const begins = (number: string, firsts: readonly string[]): boolean =>
    firsts.some((first) => number.startsWith(first))
  const isCovered = goods.every(
    (number) => !begins(number, except) && (chapters === undefined || begins(number, chapters)),
  )
  return isCovered ? [] : ['GOODS_NOT_COVERED']
}

function doneAt({ endDateTime, startDateTime }: Inspection, { issueDateTime }: InspectionResult): Date {
  return new Date(endDateTime ?? startDateTime ?? issueDateTime)
}

function firstEnd(
  recognised: readonly CheckRecognition[],
  result: InspectionResult,
  { recognition = [] }: Arrangement,
): Date | undefined {
  const ends = recognised.flatMap(({ sequenceNumeric, rule: id }) => {
    const rule = recognition.find((each) => each.id === id)
    const inspection = result.inspections.find(
      ({ sequenceNumeric: own }, place) => (own ?? place + 1) === sequenceNumeric,
    )
    if (rule === undefined || inspection === undefined) return []
    return doneAt(inspection, result).getTime() + (durationMs(rule.freshFor) ?? 0)
  })
  return ends.length === 0 ? undefined : new Date(Math.min(...ends))
}
