import { dayAt } from '../../model/datetime.ts'
import type { EconomicOperator } from '../../model/generated/economic-operator.ts'
import type { OperatorClass } from '../channel/vocabulary.ts'
import { ZONE } from '../channel/in-force.ts'
import type { Grant, Programme } from './programme.ts'

/** Whether the status of an operator counts with us, and as what. */
export interface OperatorRecognition {
  readonly outcome: 'recognised' | 'not-recognised'
  readonly programme?: string
  /** Only of one that is recognised. */
  readonly class?: OperatorClass
  readonly consolidates?: boolean
  /** As the vocabulary of channels has it; absent where it says nothing. */
  readonly aeo?: 'in-force' | 'recognised' | 'suspended' | 'revoked' | 'none'
  readonly reasons: readonly OperatorReason[]
  /** When that has to be looked at again, because the status itself says that it changes then: ISO 8601. */
  readonly until?: string
}

/** Stable codes. */
export type OperatorReason =
  | 'PROGRAMME_UNKNOWN'
  | 'PROGRAMME_NOT_IN_FORCE'
  /** The message is of another country than the status. */
  | 'NOT_ITS_COUNTRY'
  /** The status does not name us among those that recognise it. */
  | 'NOT_FOR_US'
  | 'CATEGORY_NOT_COVERED'
  | 'NOT_YET_VALID'
  | 'EXPIRED'
  | 'SUSPENDED'
  | 'REVOKED'
  /** A document or a key that it rests on has fallen; an officer has decided so. */
  | 'FALLEN'
  | 'NOT_RELIED_ON'

export interface OperatorFacts {
  readonly programmes: readonly Programme[]
  /** Ours. */
  readonly country: string
  /** Whose message said it. */
  readonly from: string
  readonly at: Date
  readonly against?: Extract<OperatorReason, 'FALLEN' | 'NOT_RELIED_ON'> | undefined
}

/** Pure: the same status, programmes and moment come to the same. */
export function recogniseOperator(
  operator: EconomicOperator,
  { programmes, country, from, at, against }: OperatorFacts,
): OperatorRecognition {
  const programme = programmes.find((each) => each.country === operator.issuingCountryCode)
  if (programme === undefined) return { outcome: 'not-recognised', reasons: ['PROGRAMME_UNKNOWN'] }
  const day = dayAt(at, ZONE)
  const grant = grantOf(operator, programme)
  const reasons: OperatorReason[] = [
    ...programmeReasons(operator, programme, { country, from, day }),
    ...(grant === undefined ? (['CATEGORY_NOT_COVERED'] as const) : []),
    ...statusReasons(operator, day),
    ...(against === undefined ? [] : [against]),
  ]
  const until = nextChange(operator, day)
  const of = {
    programme: programme.id,
    reasons,
    ...(until !== undefined && { until }),
  }
  const aeo = aeoOf(reasons, grant, programme.country === country)
  if (reasons.length > 0 || grant === undefined) return { outcome: 'not-recognised', ...of, aeo }
  const { class: ofClass, consolidates } = grant
  return { outcome: 'recognised', class: ofClass, ...(consolidates && { consolidates }), ...of, aeo }
}

function grantOf({ categoryCode }: EconomicOperator, { grants }: Programme): Grant | undefined {
  return grants.find(({ list, codes }) => list === categoryCode?.listId && codes.includes(categoryCode.code))
}

function programmeReasons(
  { issuingCountryCode, recognisingCountryCodes = [] }: EconomicOperator,
  { validFrom, validTo, mutual = false }: Programme,
  { country, from, day }: { readonly country: string; readonly from: string; readonly day: string },
): OperatorReason[] {
  const isInForce = validFrom <= day && (validTo === undefined || day <= validTo)
  return [
    ...(isInForce ? [] : ['PROGRAMME_NOT_IN_FORCE' as const]),
    ...(from === issuingCountryCode ? [] : ['NOT_ITS_COUNTRY' as const]),
    ...(mutual && !recognisingCountryCodes.includes(country) ? ['NOT_FOR_US' as const] : []),
  ]
}

/** Days are those that the status names, in its own country: the first ten characters of a moment. */
const dayIn = (moment: string): string => moment.slice(0, 10)

function statusReasons(operator: EconomicOperator, day: string): OperatorReason[] {
  const { functionCode, statusCode, revocation, suspensions = [] } = operator
  const from = operator.effectiveDateTime ?? operator.issueDateTime
  const to = operator.expirationDateTime
  const isRevoked =
    statusCode === 'revoked' ||
    functionCode === '1' ||
    functionCode === '3' ||
    (revocation !== undefined && dayIn(revocation.effectiveDateTime) <= day)
  const isSuspended = suspensions.some(
    ({ startDateTime, endDateTime }) =>
      dayIn(startDateTime) <= day && (endDateTime === undefined || day <= dayIn(endDateTime)),
  )
  // A status that says it is suspended, without days, is suspended until another message says otherwise.
  const saysSuspended = statusCode === 'suspended' && suspensions.length === 0
  return [
    ...(from !== undefined && day < dayIn(from) ? ['NOT_YET_VALID' as const] : []),
    ...(to !== undefined && day > dayIn(to) ? ['EXPIRED' as const] : []),
    ...(isSuspended || saysSuspended ? ['SUSPENDED' as const] : []),
    ...(isRevoked ? ['REVOKED' as const] : []),
  ]
}

function aeoOf(
  reasons: readonly OperatorReason[],
  grant: Grant | undefined,
  isOurs: boolean,
): NonNullable<OperatorRecognition['aeo']> {
  if (reasons.includes('REVOKED')) return 'revoked'
  if (reasons.includes('SUSPENDED')) return 'suspended'
  if (reasons.length > 0 || grant?.aeo === false) return 'none'
  return isOurs ? 'in-force' : 'recognised'
}

/** Midnight in China before the first day on which one of the days in the status makes a difference. */
function nextChange(operator: EconomicOperator, day: string): string | undefined {
  const { effectiveDateTime, issueDateTime, expirationDateTime, revocation, suspensions = [] } = operator
  const begins = [
    effectiveDateTime ?? issueDateTime,
    revocation?.effectiveDateTime,
    ...suspensions.map(({ startDateTime }) => startDateTime),
  ].flatMap((each) => (each === undefined ? [] : [dayIn(each)]))
  const ends = [expirationDateTime, ...suspensions.map(({ endDateTime }) => endDateTime)].flatMap((each) =>
    each === undefined ? [] : [dayAfter(dayIn(each))],
  )
  const [next] = [...begins, ...ends].filter((each) => each > day).toSorted()
  return next === undefined ? undefined : new Date(`${next}T00:00:00+08:00`).toISOString()
}

function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)
}
