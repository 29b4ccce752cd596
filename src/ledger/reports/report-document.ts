import { KhorgosError } from '../../errors.ts'
import { compareDecimals, roundDecimal } from '../../model/decimal.ts'
import type { JsonObject } from '../../model/json.ts'
import type { PostedLine, WriteOff } from '../../model/generated/verification/write-off.ts'
import type { WriteOffReason, WriteOffRequest } from '../../model/generated/verification/write-off-request.ts'
import type { ReportRule } from '../../partners/partner.ts'
import type { DueReport } from '../../store/ledger/reports.ts'
import { isZero } from '../write-offs/amounts.ts'

/** A statement that says what was asked for: all but those of ends whose requests had been erased. */
export type Requested = WriteOff & Required<Pick<WriteOff, 'request'>>

/** What is told of one step of a write-off: the step as it was signed, and what it left of the document. */
export interface Telling {
  readonly report: Pick<DueReport, 'status' | 'exhausted' | 'series' | 'number' | 'answers'>
  readonly statement: Requested
  readonly office: ReportRule['office']
}

/**
 * The hub's response about the use of a document: as an importing customs answers the message that brought it.
 * @throws KhorgosError INTERNAL for a document that no message with an id has told of
 */
export function responseOf({ report, statement, office }: Telling): JsonObject {
  const { status, series, number, answers } = report
  const { at, request, lines } = statement
  if (answers === null)
    throw new KhorgosError('INTERNAL', `The message that told of ${number} has no id to be answered by.`)
  const errors = statement.state === 'declined' ? groundsOf(request) : []
  const items = statement.state === 'declined' ? declinedItems(request) : usedItems(lines, report.exhausted)
  const statements = [usedFor(request), givenBack(statement)].flatMap((content) => content ?? [])
  return {
    functionalReferenceId: answers,
    id: reportId(statement),
    issueDateTime: at,
    level: 'business',
    outcome: status === 'rejected' ? 'rejected' : 'accepted',
    ...(series !== '' && { typeCode: series }),
    ...(office !== undefined && { office: { ...office } }),
    declaration: { id: number },
    status: { statusCode: status, effectiveDateTime: at },
    ...(items.length > 0 && { goodsItems: items }),
    ...(statements.length > 0 && { statements: statements.map((content) => ({ content })) }),
    ...(errors.length > 0 && { errors }),
  }
}

/** Each of these steps a write-off takes once at most. */
const LETTER: Readonly<Record<WriteOff['state'], string>> = {
  reserved: 'S',
  used: 'U',
  released: 'R',
  declined: 'D',
}

/** The report's own number: the write-off and its step, as short as message ids of the WCO are (35 characters). */
function reportId({ writeOff, state }: WriteOff): string {
  return `${writeOff.replaceAll('-', '')}-${LETTER[state]}`
}

/** What the write-off uses of each item now: nothing more after it was given back. */
function usedItems(lines: readonly PostedLine[], exhausted: readonly number[]): JsonObject[] {
  const changed = lines.filter(({ line, posted }) => line > 0 && !isZero(posted.used))
  return [...new Set(changed.map(({ line }) => line))]
    .sort((one, other) => one - other)
    .map((line) => {
      const quantity = changed.find((each) => each.line === line && each.measure === 'quantity')
      const value = changed.find((each) => each.line === line && each.measure === 'value')
      const words = [...inWords(quantity), ...(value ? [`Value used: ${value.used} ${value.unit}`] : [])]
      return {
        sequenceNumeric: line,
        statusCode: exhausted.includes(line) ? 'utilised' : 'partially-utilised',
        ...(words.length > 0 && { statusDescription: words.join('; ') }),
        ...(quantity && { utilisedQuantity: { quantity: rounded(quantity.used), unitCode: quantity.unit } }),
      }
    })
}

/** Decimals of a quantity in the hub. Amounts in another unit than the document's may have more. */
const HUB_SCALE = 6

const rounded = (amount: string): string => roundDecimal(amount, HUB_SCALE)

/** The exact quantity, where the hub has too few decimals for it. */
function inWords(quantity: PostedLine | undefined): string[] {
  if (quantity === undefined || compareDecimals(rounded(quantity.used), quantity.used) === 0) return []
  return [`Quantity used: ${quantity.used} ${quantity.unit}`]
}

function declinedItems({ lines }: WriteOffRequest): JsonObject[] {
  return lines
    .filter(({ line }) => line > 0)
    .map(({ line }) => ({ sequenceNumeric: line, statusCode: 'rejected' }))
}

/** The agency's own code and words, at each line that it declined. */
function groundsOf({ lines, reason }: WriteOffRequest): JsonObject[] {
  if (reason === undefined) return []
  const [description] = wordsOf(reason.text)
  return lines.map(({ line }) => ({
    validationCode: reason.code,
    ...(description !== undefined && { description }),
    ...(line > 0 && { pointer: { steps: [{ sequenceNumeric: line }] } }),
  }))
}

/** The declaration that it was used for, as the agency quoted it: the format has no place for it but words. */
function usedFor({ for: declaration }: WriteOffRequest): string | undefined {
  if (declaration === undefined) return undefined
  const { kind, issuer, number, line } = declaration
  return `For ${[kind, ...wordsOf(number)].join(' ')} of ${issuer}${line === undefined ? '' : `, item ${line}`}`
}

function givenBack({ state, instruction }: WriteOff): string | undefined {
  if (state !== 'released') return undefined
  return ['Use taken back', ...reasonTexts(instruction?.reason)].join(': ')
}

function reasonTexts(reason: WriteOffReason | undefined): string[] {
  return [...wordsOf(reason?.code), ...wordsOf(reason?.text)]
}

/** What people typed, in one line and without characters that XML cannot hold; nothing where nothing is left of it. */
function wordsOf(text: string | undefined): string[] {
  const words = text?.replaceAll(/[\s\p{Cc}\p{Cs}\p{NChar}]+/gu, ' ').trim() ?? ''
  return words === '' ? [] : [words]
}
