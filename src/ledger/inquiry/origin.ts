import type { HeldLine } from '../../model/generated/verification/question.ts'
import type { JsonObject } from '../../model/json.ts'
import type { InquiryRule } from '../../partners/partner.ts'
import { isHash, type Statement, statementsOf } from '../questions/held.ts'
import { present } from '../present.ts'
import { type Inquiry, requestId } from './inquiry.ts'
import { readReply, type Reply } from './reply.ts'

/** How the issuing authority of a kind of document is asked, and how its reply is read. */
export interface Inquiring {
  /** Name of the hub document of the request. */
  readonly request: string
  /** Name of the hub document of the reply. */
  readonly reply: string
  /** The request of a round: the first, then reminders. */
  readonly write: (inquiry: Inquiry, rule: InquiryRule, at: Date) => JsonObject
  readonly read: (reply: JsonObject) => Reply | undefined
}

/** Retroactive check of a certificate of origin: annex 8 of the ATIGA, rule 18, and what the ACFTA has like it. */
export const ORIGIN_INQUIRY: Inquiring = {
  request: 'origin-verification-request',
  reply: 'origin-verification-reply',
  write: writeRequest,
  read: readReply,
}

/** UN 1225: every request is an original with a number of its own; the formats have no other function for a reminder. */
const ORIGINAL = '9'

/**
 * Everything that the asker holds stands in the request, or its confirmation would confirm less than it seems to. Who asks,
 * what for and in which case stands nowhere in it.
 */
function writeRequest(inquiry: Inquiry, { requester, issuer }: InquiryRule, at: Date): JsonObject {
  const { asked, rounds } = inquiry
  const { key, held, inquire } = asked
  const { exporter, importer, issueDate, lines = [] } = held
  const rest = statementsOf(asked).filter(
    (each) => (each.line ?? 0) === 0 && !(each.line === undefined && hasField(each)),
  )
  const words = [reminderOf(inquiry), inquire.text, stated(rest)].filter((each) => each !== undefined)
  const { name, latinName, countryCode, identifier } = requester
  return {
    id: requestId(inquiry, rounds),
    functionCode: ORIGINAL,
    issueDateTime: at.toISOString(),
    kindCode: 'retroactive-check',
    requester: { name, countryCode, ...present({ latinName, identifier }) },
    requestingCountryCode: countryCode,
    certificate: {
      id: key.number,
      formCode: key.series,
      issuingCountryCode: issuer,
      ...present({ issueDateTime: text(issueDate) }),
    },
    reasonCodes: [inquire.reason],
    ...(words.length > 0 && { reason: words.join('\n') }),
    ...present({ exporter: partyOf(exporter), importer: partyOf(importer) }),
    ...itemsOf(lines),
    limitDateTime: inquiry.due.day,
  }
}

function reminderOf(inquiry: Inquiry): string | undefined {
  const { openedAt, rounds } = inquiry
  return rounds === 0
    ? undefined
    : `Reminder of our request ${requestId(inquiry, 0)} of ${openedAt.toISOString().slice(0, 10)}, which has no reply yet.`
}

/** Longest name that every format has room for. */
const MAX_NAME = 150

function hasField({ field, value }: Statement): boolean {
  if (field === 'issueDate') return true
  return (field === 'exporter' || field === 'importer') && partyOf(value) !== undefined
}

function partyOf(name: Statement['value'] | undefined): JsonObject | undefined {
  return typeof name === 'string' && name.length <= MAX_NAME ? { name } : undefined
}

function itemsOf(lines: readonly HeldLine[]): { readonly goodsItems?: JsonObject[] } {
  const items = lines.filter(({ line }) => line > 0)
  return items.length === 0 ? {} : { goodsItems: items.map(itemOf) }
}

/** Lengths of tariff numbers that every format has. */
const TARIFF_LENGTHS: ReadonlySet<number> = new Set([6, 8, 10])

function itemOf({ line, hs, originCountry, ...others }: HeldLine): JsonObject {
  const tariffNumber = text(hs)
  const fits = tariffNumber !== undefined && TARIFF_LENGTHS.has(tariffNumber.length)
  const country = text(originCountry)
  const rest = statementsOf({ held: { lines: [{ line, ...others, ...(hs && !fits && { hs }) }] } })
  return {
    sequenceNumeric: line,
    ...present({
      classification: fits ? { id: tariffNumber } : undefined,
      declaredOrigin: country === undefined ? undefined : { countryCode: country },
      question: stated(rest),
    }),
  }
}

const WORDS: Readonly<Record<string, string>> = {
  exporterId: 'identifier of the exporter',
  consigneeId: 'identifier of the consignee',
  agreement: 'trade agreement',
  hs: 'tariff number',
  originCountry: 'country of origin',
  criterion: 'origin criterion',
  amount: 'value',
}

/** What no field of the formats holds. */
function stated(statements: readonly Statement[]): string | undefined {
  if (statements.length === 0) return undefined
  const words = statements.map(({ field, value }) => `${WORDS[field] ?? field}: ${wordsOf(value)}`)
  return `The certificate in hand states: ${words.join('; ')}.`
}

function wordsOf(value: Statement['value']): string {
  if (typeof value === 'string') return value
  if (isHash(value)) return ''
  return 'quantity' in value ? `${value.quantity} ${value.unitCode}` : `${value.amount} ${value.currencyId}`
}

function text(value: Statement['value'] | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined
}
