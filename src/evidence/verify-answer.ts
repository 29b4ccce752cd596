import { createHash } from 'node:crypto'
import { KhorgosError } from '../errors.ts'
import { parseAnswer } from '../model/answer.ts'
import type { Answer } from '../model/generated/verification/answer.ts'
import { readJwsFile, type JwsFile } from '../trust/jws-file.ts'
import { verifyJws } from '../trust/jws.ts'
import type { SignatureVerdict } from '../trust/verdict.ts'
import type { BundleTrust } from './bundle-trust.ts'
import { type BundleCheck, CheckList, type Verdict } from './check-list.ts'
import { commit } from './commitment.ts'
import { readReceipt, type VerifiedReceipt, verifyReceipt } from './receipt.ts'
import type { AnsweredRecord } from './record.ts'
import { checkGatewayKey } from './verify-gateway-key.ts'

/** Offline verification of a signed answer: no database, no network, no clock. */

export interface AnswerVerdict {
  /** Whether the file is what the gateway said. What it said is `answer.verdict`. */
  readonly verdict: Verdict
  /** As the file has it, to be believed when the verdict is valid; undefined when it could not be read. */
  readonly answer: Answer | undefined
  /** The record of the answer in the log; undefined when the file proves none. */
  readonly record: VerifiedReceipt | undefined
  readonly checks: readonly BundleCheck[]
}

interface ReadAnswer {
  readonly file: JwsFile
  readonly answer: Answer
}

/**
 * Answers every question about a signed answer. Never throws for a bad one: everything that is wrong with it is a check
 * that failed. Without `trust` the keys' owners stay open, and so does the verdict.
 */
export function verifyAnswer(bytes: Uint8Array, trust?: BundleTrust): AnswerVerdict {
  const checks = new CheckList()
  const read = checks.attempt('answer-form', 'the file is a signed answer', () => readAnswer(bytes))
  const record = read && checkAnswer(read, trust, checks)
  return { verdict: checks.verdict, answer: read?.answer, record, checks: checks.checks }
}

function readAnswer(bytes: Uint8Array): ReadAnswer {
  const file = readJwsFile(bytes)
  return { file, answer: parseAnswer(file.jws.payload) }
}

function checkAnswer(
  { file, answer }: ReadAnswer,
  trust: BundleTrust | undefined,
  checks: CheckList,
): VerifiedReceipt | undefined {
  // The key that came along is tried only to see whether it signed; whose it is, the next check asks.
  const signature = checks.attempt('answer-signature', 'the key in the file signed the answer', () =>
    verifyJws(file.jws, file.suppliedKey, 'khorgos-answer'),
  )
  checkGatewayKey(file.suppliedKey.keyId, trust, checks)
  const receipt = checkReceipt(file.receipt, trust, checks)
  if (receipt === undefined) return undefined
  const about = `record ${receipt.index}`
  checks.attempt('record', `${about} says the same of the answer`, () =>
    requireSame(answer, signature, receipt),
  )
  checks.attempt('commitment', `${about} commits to the answer that was signed`, () =>
    requireCommitment(file.jws.payload, receipt),
  )
  return receipt
}

function checkReceipt(
  text: string | undefined,
  trust: BundleTrust | undefined,
  checks: CheckList,
): VerifiedReceipt | undefined {
  if (text === undefined) {
    checks.leaveOpen('receipt', 'the file has no receipt: whether the answer stands in the log is not told')
    return undefined
  }
  const receipt = checks.attempt('receipt', 'the record of the answer stands in its log', () =>
    readReceipt(text),
  )
  if (receipt === undefined) return undefined
  const about = `the key of the log ${receipt.origin}`
  if (trust === undefined) checks.leaveOpen('log-key-trusted', `nothing was said about ${about}`)
  else checks.attempt('log-key-trusted', `${about} is trusted`, () => verifyReceipt(text, trust))
  return receipt
}

/** All that the record says in plain, so that nobody needs to open the answer to see which one it is about. */
function requireSame(
  answer: Answer,
  signature: SignatureVerdict | undefined,
  receipt: VerifiedReceipt,
): void {
  const record = recordOf(receipt)
  const pairs: Readonly<Record<string, readonly [unknown, unknown]>> = {
    verification: [record.verification, answer.verification],
    asker: [record.by, answer.by],
    purpose: [record.purpose, answer.question.purpose],
    verdict: [record.verdict, answer.verdict],
    time: [record.at, answer.at],
    log: [receipt.origin, answer.ledger.log],
    place: [receipt.index.toString(), answer.ledger.size],
    key: [record.signature.keyId, signature?.keyId],
    algorithm: [record.signature.algorithm, signature?.algorithm],
  }
  const different = Object.entries(pairs).filter(([, [recorded, said]]) => recorded !== said)
  if (different.length > 0) throw invalid(`it has another ${different.map(([name]) => name).join(', ')}`)
}

function requireCommitment(payload: Uint8Array, receipt: VerifiedReceipt): void {
  const digest = createHash('sha256').update(payload).digest()
  if (commit(receipt.salt, digest) !== recordOf(receipt).payload)
    throw invalid('the commitment is to other bytes or with another salt')
}

function recordOf({ record }: VerifiedReceipt): AnsweredRecord {
  if (record.kind !== 'answered') throw invalid(`a record "${record.kind}" is about no answer`)
  return record
}

function invalid(message: string): KhorgosError {
  return new KhorgosError('EVIDENCE_INVALID', message)
}
