import { asKhorgosError } from '../errors.ts'
import type { BundleTrust } from '../evidence/bundle-trust.ts'
import type { BundleCheck, Verdict } from '../evidence/check-list.ts'
import type { EvidenceRecord } from '../evidence/record.ts'
import { readReceipt, verifyReceipt, type VerifiedReceipt } from '../evidence/receipt.ts'
import type { StatementVerdict } from '../evidence/verify-statement.ts'
import type { BundleVerdict } from '../evidence/verify-bundle.ts'
import type { Answer } from '../model/generated/verification/answer.ts'
import type { Notice } from '../model/generated/verification/notice.ts'
import type { NoticeKind } from '../model/notice-kind.ts'
import type { Question } from '../model/generated/verification/question.ts'
import type { WriteOffRequest } from '../model/generated/verification/write-off-request.ts'
import type { PostedLine, WriteOff } from '../model/generated/verification/write-off.ts'

/** What `khorgos verify` says about a receipt that came without its bundle. */
export interface ReceiptVerdict {
  readonly verdict: Verdict
  readonly checks: readonly Omit<BundleCheck, 'check'>[]
  /** Of these the one that the record is about. */
  readonly exchange?: string
  readonly verification?: string
  readonly writeOff?: string
  readonly case?: string
  readonly trip?: string
  /** Of an act that was to open a case, and was refused. */
  readonly act?: string
  readonly request?: string
  readonly kind?: string
  readonly at?: string
  readonly origin?: string
  readonly index?: string
  readonly size?: string
}

/** Never throws for a bad receipt: a failed check is the answer. */
export function receiptVerdict(text: string, trust: BundleTrust | undefined): ReceiptVerdict {
  try {
    if (trust !== undefined) {
      const proved = verifyReceipt(text, trust)
      return { verdict: 'valid', checks: [{ result: 'pass', detail: trusted(proved) }], ...facts(proved) }
    }
    const read = readReceipt(text)
    const detail = `nothing was said about the key of the log ${read.origin}, so its signature is not checked`
    const checks = [
      { result: 'pass', detail: inclusion(read) },
      { result: 'not-established', detail },
    ] as const
    return { verdict: 'not-established', checks, ...facts(read) }
  } catch (thrown) {
    const { code, message } = asKhorgosError(thrown)
    return { verdict: 'invalid', checks: [{ result: 'fail', code, detail: message }] }
  }
}

const inclusion = ({ index, size, origin }: VerifiedReceipt): string =>
  `record ${index} stands in the log ${origin} of ${size} records`

const trusted = (receipt: VerifiedReceipt): string => `${inclusion(receipt)}, signed by a trusted key`

function facts({ record, index, size, origin }: VerifiedReceipt): Partial<ReceiptVerdict> {
  const { kind, at } = record
  return { ...aboutOf(record), kind, at, origin, index: String(index), size: String(size) }
}

/** By the name that the record has for it. */
function aboutOf(
  record: EvidenceRecord,
): Pick<ReceiptVerdict, 'exchange' | 'verification' | 'writeOff' | 'case' | 'act' | 'trip' | 'request'> {
  if ('exchange' in record) return { exchange: record.exchange }
  if ('writeOff' in record) return { writeOff: record.writeOff }
  if ('case' in record) return { case: record.case }
  if ('act' in record) return { act: record.act }
  if ('trip' in record) return { trip: record.trip }
  return 'verification' in record ? { verification: record.verification } : { request: record.request }
}

const MARKS = { pass: 'ok  ', fail: 'FAIL', 'not-established': '?   ' } as const

export const VERDICT_WORDS = {
  valid: 'VALID',
  invalid: 'NOT VALID',
  'not-established': 'NOT ESTABLISHED (something was not asked or not told; see ?)',
} as const satisfies Record<Verdict, string>

export const ANSWER_WORDS: Readonly<Record<Answer['verdict'], string>> = {
  confirmed: 'CONFIRMED',
  refuted: 'REFUTED',
  'not-established': 'NOT ESTABLISHED',
}

/** A valid file may say that a document is false: the last line never lets one verdict pass for the other. */
export function closingLine(checked: Verdict, answer: Answer | undefined): string {
  return checked === 'valid' && answer !== undefined
    ? `The file is VALID: the gateway said this. The answer is ${ANSWER_WORDS[answer.verdict]}.`
    : VERDICT_WORDS[checked]
}

export function bundleText(file: string, { verdict, exchange, checks }: BundleVerdict): string {
  const about = exchange === undefined ? [] : [`exchange ${exchange}`]
  return `${[file, ...about, ...checkLines(checks), VERDICT_WORDS[verdict]].join('\n')}\n`
}

/** Two verdicts: whether this is what the gateway said, and what it said. */
export function statementText(file: string, told: StatementVerdict): string {
  const { verdict, answer, writeOff, notice, checks } = told
  const said = [
    ...(answer ? answerLines(answer) : []),
    ...(writeOff ? writeOffLines(writeOff) : []),
    ...(notice ? noticeLines(notice) : []),
  ]
  return `${[file, ...said, ...checkLines(checks), closingLine(verdict, answer)].join('\n')}\n`
}

function answerLines({ verification, question, verdict, at, by }: Answer): string[] {
  return [`verification ${verification}: ${documentName(question)}`, `answered at ${at} to ${by}: ${verdict}`]
}

function writeOffLines({
  writeOff,
  request,
  state,
  at,
  by,
  lines,
  reservedUntil: until,
  reason,
  reference = request?.reference,
}: WriteOff): string[] {
  const who =
    reason === undefined
      ? `by ${by} under ${reference}`
      : `by the gateway (${reason}), reserved by ${by} under ${reference}`
  return [
    `write-off ${writeOff}: ${request === undefined ? 'its request was erased' : documentName(request)}`,
    `${state} at ${at} ${who}${until === undefined ? '' : ` until ${until}`}`,
    ...lines.map(postedText),
  ]
}

const NOTICE_WORDS: Readonly<Record<NoticeKind, string>> = {
  amended: 'rests on a document that says something else now',
  answered: 'is answered',
  ended: 'has ended',
  recalled: 'is recalled',
}

function noticeLines({ notice, about, kind, reason, fact, next, at, to }: Notice): string[] {
  const { verification, writeOff } = about
  const told = verification === undefined ? `write-off ${writeOff}` : `verification ${verification}`
  const by = fact === undefined ? '' : ` by record ${fact}`
  return [
    `notice ${notice} to ${to} at ${at}`,
    `${told} ${NOTICE_WORDS[kind]}: ${reason}${by}`,
    ...(next === undefined ? [] : [`it is answered anew by verification ${next}`]),
  ]
}

/** What the write-off has of it by then. */
function postedText({ line: number, measure, unit, reserved, used }: PostedLine): string {
  return `line ${number}, ${measure}: ${reserved} ${unit} reserved, ${used} ${unit} used`
}

/** `certificate-of-origin LA E E26LA0110000318` */
export function documentName({ kind, issuer, form, number }: Question | WriteOffRequest): string {
  return [kind, issuer, form, number].filter((part) => part !== undefined).join(' ')
}

/** One line for each check of an offline verification. */
export function checkLines(checks: readonly BundleCheck[]): string[] {
  return checks.map(({ check, result, code, detail }) => checkLine(result, `${check}: ${detail}`, code))
}

export function receiptText(file: string, receipt: ReceiptVerdict): string {
  const { verdict, checks, exchange, verification, writeOff, request, kind, at } = receipt
  const lines = checks.map(({ result, code, detail }) => checkLine(result, detail, code))
  const about = Object.entries({ exchange, verification, 'write-off': writeOff, request }).flatMap(
    ([name, id]) => (id === undefined ? [] : [`${name} ${id}: ${kind ?? ''} at ${at ?? ''}`]),
  )
  return `${[file, ...about, ...lines, VERDICT_WORDS[verdict]].join('\n')}\n`
}

export function checkLine(result: BundleCheck['result'], detail: string, code: string | undefined): string {
  return `  ${MARKS[result]} ${detail}${code === undefined ? '' : ` (${code})`}`
}
