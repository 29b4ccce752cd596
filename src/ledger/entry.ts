import type { KhorgosError } from '../errors.ts'
import type { Question } from '../model/generated/verification/question.ts'
import type { WriteOff } from '../model/generated/verification/write-off.ts'
import type { WriteOffRequest } from '../model/generated/verification/write-off-request.ts'
import type { WriteOffStep } from '../model/generated/verification/write-off-step.ts'
import type { NoticeKind } from '../model/notice-kind.ts'
import type { WriteOffStepState } from '../model/write-off-state.ts'
import type { IssueRule, Partner } from '../partners/partner.ts'
import type { Reported } from '../store/ledger/reports.ts'
import type { DocumentKey, Reading } from './facts/fact.ts'
import type { Reply } from './inquiry/reply.ts'

/** What a unit of work hands to the ledger, to be decided under the lock of the log's head. */
export type LedgerEntry =
  | FactsEntry
  | QuestionEntry
  | InquiryEntry
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
  | {
      /** A reservation whose time is over. */
      readonly entry: 'end'
      readonly writeOff: string
      /** What it was reserved of. */
      readonly document: DocumentKey
      /** As of a step; without the request once that was erased. */
      readonly stated: Pick<WriteOff, 'request' | 'basis'>
    }
  | {
      readonly entry: 'reported'
      /** The report that the exchange of this very unit tells. */
      readonly report: Reported
    }
  | NoticeEntry

export interface FactsEntry {
  readonly entry: 'facts'
  readonly facts: readonly Entering[]
  readonly replies: readonly Replying[]
}

export interface QuestionEntry {
  readonly entry: 'question'
  /** Id of the verification. */
  readonly id: string
  readonly asker: Partner
  readonly question: Question
  readonly receivedAt: Date
  /** There when we ask again for the asker, because an inquiry has ended. */
  readonly follows?: Follows
}

/** The verification whose question wanted an inquiry, and that inquiry. */
export interface Follows {
  readonly verification: string
  readonly inquiry: string
}

/** What our own work does with an inquiry. `round`: requests that were made before. */
export interface InquiryEntry {
  readonly entry: 'inquiry'
  readonly inquiry: string
  readonly step:
    | { readonly to: 'ask'; readonly round: number; readonly exchange: string }
    | { readonly to: 'fail'; readonly round: number }
    | { readonly to: 'expire'; readonly round: number }
}

/** What becomes of a write-off after its request. */
export interface Step {
  readonly to: WriteOffStepState
  readonly instruction: WriteOffStep
}

/** Something to be told to an agency. One that was told before is not told again. */
export interface NoticeEntry {
  readonly entry: 'notice'
  /** Id of the notice that it may become. */
  readonly id: string
  readonly to: Pick<Partner, 'id' | 'notices'>
  /** What the agency was told before. */
  readonly about: NoticeAbout
  readonly kind: NoticeKind
  /** Stable code of why. */
  readonly reason: string
  /** Position of the fact by which it came so. */
  readonly fact?: bigint
  /** Id of the verification that answers the question anew. */
  readonly next?: string
}

export type NoticeAbout = { readonly verification: string } | { readonly writeOff: string }

/** Whose message, or acknowledgement, says something, and where that stands. */
export interface Source {
  /** Partner whose message it is. */
  readonly source: string
  /** Hex SHA-256 of the key that signed it. */
  readonly keyId: string
  readonly exchange: string
  /** Index in the log of its record; undefined when that is the first one of the same unit. */
  readonly acceptance: bigint | undefined
}

/** What an accepted message says of a document that its sender vouches for. */
export interface Entering extends Source {
  readonly reading: Reading
  /** The rule of the source's agreement that vouches for it. */
  readonly issue: IssueRule
}

/** What an accepted message replies to a request, perhaps one of ours. */
export interface Replying extends Source {
  readonly reply: Reply
  /** Rules by which the source vouches for documents. */
  readonly issues: readonly IssueRule[]
}
