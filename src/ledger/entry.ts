import type { KhorgosError } from '../errors.ts'
import type { Question } from '../model/generated/verification/question.ts'
import type { WriteOff } from '../model/generated/verification/write-off.ts'
import type { WriteOffRequest } from '../model/generated/verification/write-off-request.ts'
import type { WriteOffStep } from '../model/generated/verification/write-off-step.ts'
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
  | {
      readonly entry: 'write-off'
      /** Id of the write-off that it may become, and of the refusal. */
      readonly id: string
      readonly asker: Partner
      readonly request: WriteOffRequest
      /** What the agreement says against it, if it does: a repetition is answered all the same. */
      readonly refusal: KhorgosError | undefined
    }
  | {
      readonly entry: 'step'
      /** Id of the refusal. */
      readonly id: string
      readonly writeOff: string
      readonly asker: Partner
      readonly step: Step
      /** What never changes in the statements of the write-off. */
      readonly stated: Pick<WriteOff, 'request' | 'basis'>
      readonly refusal: KhorgosError | undefined
    }

/** What becomes of a write-off after its request. */
export interface Step {
  readonly to: 'used' | 'released'
  readonly instruction: WriteOffStep
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
