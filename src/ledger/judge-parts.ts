import type { Partner } from '../partners/partner.ts'
import type { SignatureVerdict } from '../trust/verdict.ts'

/** What everything that is decided under the lock is decided by, besides what the ledger knows. */
export interface JudgeParts {
  readonly partners: ReadonlyMap<string, Partner>
  /** Hex key ids and since when they are not their owner's alone. */
  readonly compromised: ReadonlyMap<string, Date>
  /** Origin of the log. */
  readonly log: string
  /** What the verdict of our own signature over an answer is: profile, algorithm, key. */
  readonly signature: SignatureVerdict
}
