import type { GatewayError } from '../client/gateway-error.ts'
import type { Signed } from '../client/signed.ts'
import { REASONS } from '../ledger/reasons.ts'
import type { Answer, Balance, Check } from '../model/generated/verification/answer.ts'
import { sentence } from './error-text.ts'
import { ANSWER_WORDS, checkLine, checkLines, closingLine, documentName } from './verdict-text.ts'

/** What `khorgos verify-document` says to people: the verdict, why, how fresh it is, and whose word. */

const PASSED: Readonly<Record<Check['check'], string>> = {
  exists: 'somebody who may say so has said that it was issued',
  authentic: "the issuer's own key signed that, and the issuer has said one thing only",
  competent: 'the agreement with its source covers this issuer, form and authority',
  'in-force': 'the day lies between issue and last day',
  matches: 'the document says the same',
  available: 'so much is left',
  'not-revoked': 'nobody has taken it back, nor the certificate that it is built on',
}

/** All of one answer. */
export function answerText(signed: Signed<Answer>): string {
  const { statement, checks, checked } = signed
  return [
    headLine(signed),
    ...statement.checks.map(findingLine),
    ...shownLines(statement),
    ...inquiryLines(statement),
    ...freshLines(statement),
    'Checked offline:',
    ...checkLines(checks),
    closingLine(checked, statement),
    '',
  ].join('\n')
}

/** One answer of many: only what is not as it should be. */
export function shortAnswerText(number: number, signed: Signed<Answer>): string {
  const { statement, checked } = signed
  const wrong = statement.checks.filter(({ result }) => result !== 'pass').map(findingLine)
  const head = `${number}: ${headLine(signed)} (offline: ${checked})`
  return [head, ...wrong, ...inquiryLines(statement), ''].join('\n')
}

/** Why there is no answer, and what stands on record of that. */
export function refusalText(error: GatewayError): string {
  const recorded =
    error.request === undefined ? [] : [`On record with the gateway as request ${error.request}.`]
  const later =
    error.retryAfter === undefined ? [] : [`It may be asked again in ${error.retryAfter} seconds.`]
  return [sentence(error), ...recorded, ...later].join('\n')
}

/** Nobody may take for confirmed what anybody may have answered. */
function headLine({ statement: { verdict, question }, checked }: Signed<Answer>): string {
  const says = ANSWER_WORDS[verdict]
  return checked === 'valid'
    ? `${says}: ${documentName(question)}`
    : `NOT ESTABLISHED WHOSE ANSWER THIS IS (no --trust, no --log-key). It says ${says}: ${documentName(question)}`
}

function findingLine({ check, field, line, result, reason, detail }: Check): string {
  const place = [field, line === undefined ? undefined : `line ${line}`].filter((part) => part !== undefined)
  const about = [check, ...(place.length === 0 ? [] : [`(${place.join(' of ')})`])].join(' ')
  const words = reason === undefined ? (result === 'pass' ? PASSED[check] : undefined) : reasonText(reason)
  const told = [words, detail].filter((part) => part !== undefined).join('; ')
  return checkLine(result, told === '' ? about : `${about}: ${told}`, result === 'pass' ? undefined : reason)
}

/** A gateway that is newer than this program may have reasons that it does not know. */
function reasonText(reason: string): string | undefined {
  const known: Readonly<Record<string, string>> = REASONS
  return Object.hasOwn(known, reason) ? known[reason] : undefined
}

function shownLines({ document, balance = [] }: Answer): string[] {
  const { issueDay, lastDay, next } = document ?? {}
  return [
    ...(issueDay === undefined
      ? []
      : [`Issued on ${issueDay}${lastDay === undefined ? '' : `, valid until ${lastDay}`}.`]),
    ...(next === undefined ? [] : [`Replaced by ${next}.`]),
    ...balance.map(balanceLine),
  ]
}

function balanceLine({ line, measure, unit, available, total, ...parts }: Balance): string {
  const taken = Object.entries({ used: parts.used, reserved: parts.reserved, carried: parts.carried ?? '0' })
    .filter(([, amount]) => amount !== '0')
    .map(([name, amount]) => `${amount} ${name}`)
  const rest = taken.length === 0 ? '' : ` (${taken.join(', ')})`
  return `Line ${line}: ${measure} left ${available} of ${total} ${unit}${rest}.`
}

/** An inquiry that came to nothing is told by the reason of its checks. */
function inquiryLines({ inquiry }: Answer): string[] {
  if (inquiry?.state === 'open') return [`The issuing authority is asked and has until ${inquiry.due}.`]
  if (inquiry?.result === undefined) return []
  const words = inquiry.text === undefined ? '.' : `: ${inquiry.text}`
  return [`The issuing authority replied "${inquiry.result}"${words}`]
}

function freshLines({ ledger, at, by, heardAt, question, verification }: Answer): string[] {
  const { asOf } = question
  return [
    `Everything was considered that stands in the log ${ledger.log} before record ${ledger.size}${
      asOf === undefined ? '' : ` and was known at ${asOf}`
    }.`,
    ...(heardAt === undefined ? [] : [`The issuer last spoke of it at ${heardAt}.`]),
    `Answered at ${at} to ${by}: verification ${verification}.`,
  ]
}
