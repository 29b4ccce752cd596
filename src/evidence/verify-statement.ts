import { createHash } from 'node:crypto'
import { KhorgosError } from '../errors.ts'
import type { Answer } from '../model/generated/verification/answer.ts'
import type { Notice } from '../model/generated/verification/notice.ts'
import type { WriteOff } from '../model/generated/verification/write-off.ts'
import { readJwsFile, type JwsFile } from '../trust/jws-file.ts'
import { typeOfJws, verifyJws } from '../trust/jws.ts'
import type { SignatureVerdict } from '../trust/verdict.ts'
import type { BundleTrust } from './bundle-trust.ts'
import { type BundleCheck, CheckList, type Verdict } from './check-list.ts'
import { commit } from './commitment.ts'
import { readReceipt, type VerifiedReceipt, verifyReceipt } from './receipt.ts'
import { readStatement, recordedAs, STATEMENT_NAMES, type Statement } from './statement.ts'
import { checkGatewayKey } from './verify-gateway-key.ts'

/** Offline verification of a signed statement, an answer, a write-off or a notice: no database, no network, no clock. */

export interface StatementVerdict {
  /** Whether the file is what the gateway said. What it said stands in the statement. */
  readonly verdict: Verdict
  /** As the file has it, to be believed when the verdict is valid; undefined when it could not be read, or is no answer. */
  readonly answer: Answer | undefined
  /** The same of a write-off. */
  readonly writeOff: WriteOff | undefined
  /** The same of a notice. */
  readonly notice: Notice | undefined
  /** The record of the statement in the log; undefined when the file proves none. */
  readonly record: VerifiedReceipt | undefined
  readonly checks: readonly BundleCheck[]
}

interface ReadFile {
  readonly file: JwsFile
  readonly statement: Statement
}

/**
 * Answers every question about a signed statement. Never throws for a bad one: everything that is wrong with it is a check
 * that failed. Without `trust` the keys' owners stay open, and so does the verdict.
 */
export function verifyStatement(bytes: Uint8Array, trust?: BundleTrust): StatementVerdict {
  const checks = new CheckList()
  const read = checks.attempt('statement-form', 'the file is a signed statement', () => readFile(bytes))
  const record = read && checkStatement(read, trust, checks)
  const { answer, writeOff, notice } = { ...NOTHING_READ, ...read?.statement }
  return { verdict: checks.verdict, answer, writeOff, notice, record, checks: checks.checks }
}

const NOTHING_READ = { answer: undefined, writeOff: undefined, notice: undefined }

/** The type that it says it is decides how it is read; that its signer said so is checked with the signature. */
function readFile(bytes: Uint8Array): ReadFile {
  const file = readJwsFile(bytes)
  return { file, statement: readStatement(typeOfJws(file.jws), file.jws.payload) }
}

function checkStatement(
  { file, statement }: ReadFile,
  trust: BundleTrust | undefined,
  checks: CheckList,
): VerifiedReceipt | undefined {
  const what = STATEMENT_NAMES[statement.type]
  // The key that came along is tried only to see whether it signed; whose it is, the next check asks.
  const signature = checks.attempt('statement-signature', `the key in the file signed the ${what}`, () =>
    verifyJws(file.jws, file.suppliedKey, statement.type),
  )
  checkGatewayKey(file.suppliedKey.keyId, trust, checks)
  const receipt = checkReceipt(file.receipt, what, trust, checks)
  if (receipt === undefined) return undefined
  const about = `record ${receipt.index}`
  checks.attempt('record', `${about} says the same of the ${what}`, () =>
    requireSame(statement, signature, receipt),
  )
  checks.attempt('commitment', `${about} commits to the ${what} that was signed`, () =>
    requireCommitment(statement, file.jws.payload, receipt),
  )
  return receipt
}

function checkReceipt(
  text: string | undefined,
  what: string,
  trust: BundleTrust | undefined,
  checks: CheckList,
): VerifiedReceipt | undefined {
  if (text === undefined) {
    checks.leaveOpen('receipt', `the file has no receipt: whether the ${what} stands in the log is not told`)
    return undefined
  }
  const receipt = checks.attempt('receipt', `the record of the ${what} stands in its log`, () =>
    readReceipt(text),
  )
  if (receipt === undefined) return undefined
  const about = `the key of the log ${receipt.origin}`
  if (trust === undefined) checks.leaveOpen('log-key-trusted', `nothing was said about ${about}`)
  else checks.attempt('log-key-trusted', `${about} is trusted`, () => verifyReceipt(text, trust))
  return receipt
}

/** All that the record says in plain, so that nobody needs to open the statement to see which one it is about. */
function requireSame(
  statement: Statement,
  signature: SignatureVerdict | undefined,
  receipt: VerifiedReceipt,
): void {
  const { record, said, pairs } = recordedAs(statement, receipt.record)
  const all: typeof pairs = {
    ...pairs,
    time: [record.at, said.at],
    log: [receipt.origin, said.ledger.log],
    place: [receipt.index.toString(), said.ledger.size],
    key: [record.signature.keyId, signature?.keyId],
    algorithm: [record.signature.algorithm, signature?.algorithm],
  }
  const different = Object.entries(all).filter(([, [recorded, told]]) => recorded !== told)
  if (different.length > 0) throw invalid(`it has another ${different.map(([name]) => name).join(', ')}`)
}

function requireCommitment(statement: Statement, payload: Uint8Array, receipt: VerifiedReceipt): void {
  const digest = createHash('sha256').update(payload).digest()
  if (commit(receipt.salt, digest) !== recordedAs(statement, receipt.record).record.payload)
    throw invalid('the commitment is to other bytes or with another salt')
}

function invalid(message: string): KhorgosError {
  return new KhorgosError('EVIDENCE_INVALID', message)
}
