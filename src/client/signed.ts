import { isDeepStrictEqual } from 'node:util'
import type { BundleTrust } from '../evidence/bundle-trust.ts'
import type { BundleCheck, Verdict } from '../evidence/check-list.ts'
import { verifyReceipt, type VerifiedReceipt } from '../evidence/receipt.ts'
import { type StatementVerdict, verifyStatement } from '../evidence/verify-statement.ts'
import { KhorgosError } from '../errors.ts'
import { readJwsFile } from '../trust/jws-file.ts'
import { GatewayError } from './gateway-error.ts'

/** Whom a client believes; it knows it by another way than the gateway itself. */
export interface ClientTrust {
  /** Verifier keys of the gateway's log (C2SP signed-note). */
  readonly vkeys: readonly string[]
  /** Hex SHA-256 of the SubjectPublicKeyInfo of the gateway's signing keys; those that its log names where absent. */
  readonly gatewayKeyIds?: readonly string[]
}

/** A signed statement of the gateway. */
export interface Signed<Statement> {
  /** What it says. Without `trust` nobody has shown whose word that is. */
  readonly statement: Statement
  /** The file to keep: a flattened JWS with its receipt, as it came. */
  readonly file: Uint8Array
  /**
   * Whether it is the gateway's word: `valid` with trust, `not-established` without. What does not verify is never handed
   * out. What was answered is another matter: `statement.verdict`.
   */
  readonly checked: Exclude<Verdict, 'invalid'>
  readonly checks: readonly BundleCheck[]
  /** Its record in the log. */
  readonly record: VerifiedReceipt
}

/**
 * Believes a file of one kind of statement.
 * @param wrong why it is not the statement that was asked for; undefined when it is
 * @throws GatewayError EVIDENCE_INVALID
 */
export type Believe<Statement> = (
  file: Uint8Array,
  wrong: (statement: Statement) => string | undefined,
) => Signed<Statement>

/**
 * Believes a file as far as it verifies.
 *
 * @param wanted of the verified file the statement that was asked for
 * @param wrong why the statement is not the one that was asked for; undefined when it is
 * @throws GatewayError EVIDENCE_INVALID with every check that failed, or that trust should have settled and did not
 */
export function believed<Statement>(
  file: Uint8Array,
  trust: ClientTrust | undefined,
  wanted: (verified: StatementVerdict) => Statement | undefined,
  wrong: (statement: Statement) => string | undefined,
): Signed<Statement> {
  const verified = verifyStatement(file, trust && trustFor(file, trust))
  const { verdict, record, checks } = verified
  const open = verdict === 'not-established' && trust !== undefined
  if (verdict === 'invalid' || open || record === undefined) throw doesNotVerify(checks)
  const statement = wanted(verified)
  const fault = statement === undefined ? 'The statement is of another kind' : wrong(statement)
  if (statement === undefined || fault !== undefined)
    throw new GatewayError('EVIDENCE_INVALID', `${fault ?? ''}.`)
  return { statement, file, checked: verdict, checks, record }
}

/** Whether one value is the other after it was sent as JSON: members that are undefined are not sent. */
export function sameAsSent(told: unknown, sent: unknown): boolean {
  return isDeepStrictEqual(told, JSON.parse(JSON.stringify(sent)))
}

/**
 * Whom the verifier is told to believe. The log vouches for the key that its record names: nobody else writes that log.
 */
export function trustFor(file: Uint8Array, { vkeys, gatewayKeyIds }: ClientTrust): BundleTrust {
  return { vkeys, gatewayKeyIds: gatewayKeyIds ?? keyNamedByLog(file, vkeys) }
}

function keyNamedByLog(file: Uint8Array, vkeys: readonly string[]): readonly string[] {
  try {
    const { record } = verifyReceipt(readJwsFile(file).receipt ?? '', { vkeys })
    return 'signature' in record ? [record.signature.keyId] : []
  } catch {
    return [] // What is wrong with the file, its verifier says.
  }
}

function doesNotVerify(checks: readonly BundleCheck[]): GatewayError {
  const wrong = checks.filter(({ result }) => result !== 'pass')
  const failed = wrong.some(({ result }) => result === 'fail')
    ? wrong.filter(({ result }) => result === 'fail')
    : wrong
  const sentences = failed.map(({ detail }) => detail).join('; ')
  return new GatewayError('EVIDENCE_INVALID', `What the gateway signed does not verify: ${sentences}.`, {
    problems: failed.map(({ code, detail }) => new KhorgosError(code ?? 'EVIDENCE_INVALID', detail)),
  })
}
