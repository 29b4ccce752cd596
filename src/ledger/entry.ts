import type { Question } from '../model/generated/verification/question.ts'
import type { IssueRule, Partner } from '../partners/partner.ts'
import type { Reading } from './fact.ts'

/** What a unit of work hands to the ledger, to be decided under the lock of the log's head. */
export type LedgerEntry =
  | { readonly entry: 'facts'; readonly facts: readonly Entering[] }
  | {
      readonly entry: 'question'
      /** Id of the verification. */
      readonly id: string
      readonly asker: Partner
      readonly question: Question
      readonly receivedAt: Date
    }

/** What an accepted message says of a document that its sender vouches for. */
export interface Entering {
  readonly reading: Reading
  /** Partner whose message it is. */
  readonly source: string
  /** Hex SHA-256 of the key that signed it. */
  readonly keyId: string
  readonly exchange: string
  /** Index in the log of its acceptance; undefined when that is the first record of the same unit. */
  readonly acceptance: bigint | undefined
  /** The rule of the source's agreement that vouches for it. */
  readonly issue: IssueRule
}
