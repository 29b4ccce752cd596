import { asKhorgosError } from '../errors.ts'
import type { BundleTrust } from '../evidence/bundle-trust.ts'
import type { BundleCheck, Verdict } from '../evidence/check-list.ts'
import type { EvidenceRecord } from '../evidence/record.ts'
import { readReceipt, verifyReceipt, type VerifiedReceipt } from '../evidence/receipt.ts'
import type { AnswerVerdict } from '../evidence/verify-answer.ts'
import type { BundleVerdict } from '../evidence/verify-bundle.ts'
import type { Answer } from '../model/generated/verification/answer.ts'

/** What `khorgos verify` says about a receipt that came without its bundle. */
export interface ReceiptVerdict {
  readonly verdict: Verdict
  readonly checks: readonly Omit<BundleCheck, 'check'>[]
  /** Of these four the one that the record is about. */
  readonly exchange?: string
  readonly verification?: string
  readonly writeOff?: string
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
): Pick<ReceiptVerdict, 'exchange' | 'verification' | 'writeOff' | 'request'> {
  if ('exchange' in record) return { exchange: record.exchange }
  if ('writeOff' in record) return { writeOff: record.writeOff }
  return record.kind === 'answered' ? { verification: record.verification } : { request: record.request }
}

const MARKS = { pass: 'ok  ', fail: 'FAIL', 'not-established': '?   ' } as const

const WORDS = {
  valid: 'VALID',
  invalid: 'NOT VALID',
  'not-established': 'NOT ESTABLISHED (something was not asked or not told; see ?)',
} as const satisfies Record<Verdict, string>

export function bundleText(file: string, { verdict, exchange, checks }: BundleVerdict): string {
  const lines = checks.map(({ check, result, code, detail }) => line(result, `${check}: ${detail}`, code))
  const about = exchange === undefined ? [] : [`exchange ${exchange}`]
  return `${[file, ...about, ...lines, WORDS[verdict]].join('\n')}\n`
}

/** Two verdicts: whether this is what the gateway said, and what it said. */
export function answerText(file: string, { verdict, answer, checks }: AnswerVerdict): string {
  const lines = checks.map(({ check, result, code, detail }) => line(result, `${check}: ${detail}`, code))
  return `${[file, ...(answer === undefined ? [] : saidLines(answer)), ...lines, WORDS[verdict]].join('\n')}\n`
}

function saidLines({ verification, question, verdict, at, by }: Answer): string[] {
  const { kind, issuer, form, number } = question
  const document = [kind, issuer, form, number].filter((part) => part !== undefined).join(' ')
  return [`verification ${verification}: ${document}`, `answered at ${at} to ${by}: ${verdict}`]
}

export function receiptText(file: string, receipt: ReceiptVerdict): string {
  const { verdict, checks, exchange, verification, writeOff, request, kind, at } = receipt
  const lines = checks.map(({ result, code, detail }) => line(result, detail, code))
  const about = Object.entries({ exchange, verification, 'write-off': writeOff, request }).flatMap(
    ([name, id]) => (id === undefined ? [] : [`${name} ${id}: ${kind ?? ''} at ${at ?? ''}`]),
  )
  return `${[file, ...about, ...lines, WORDS[verdict]].join('\n')}\n`
}

function line(result: BundleCheck['result'], detail: string, code: string | undefined): string {
  return `  ${MARKS[result]} ${detail}${code === undefined ? '' : ` (${code})`}`
}
