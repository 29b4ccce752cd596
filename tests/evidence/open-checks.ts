import type { BundleTrust } from '../../src/evidence/bundle-trust.ts'
import { type StatementVerdict, verifyStatement } from '../../src/evidence/verify-statement.ts'

/** What the verifier says of a file, and which of its checks did not pass. */

export function verdictOn(file: unknown, trust: BundleTrust | undefined): StatementVerdict {
  return verifyStatement(Buffer.from(JSON.stringify(file)), trust)
}

export function failed({ checks }: StatementVerdict): string[] {
  return checks.filter(({ result }) => result === 'fail').map(({ check }) => check)
}

export function open({ checks }: StatementVerdict): string[] {
  return checks.filter(({ result }) => result === 'not-established').map(({ check }) => check)
}

/** The checks of a statement that is valid, in their order. */
export const ALL_PASS: readonly string[] = [
  'statement-form pass',
  'statement-signature pass',
  'gateway-key-trusted pass',
  'receipt pass',
  'log-key-trusted pass',
  'record pass',
  'commitment pass',
]
