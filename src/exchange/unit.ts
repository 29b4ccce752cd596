import type { EvidenceDraft } from '../evidence/record.ts'
import type { Commitment } from '../evidence/commitment.ts'
import type { NewAcknowledgement } from '../store/acknowledgements.ts'
import type { ExchangeRow, ExchangeState, NewExchange, StoredError } from '../store/exchanges.ts'
import type { NewOutgoing, OutgoingState } from '../store/outgoing.ts'
import type { NewPayload } from '../store/payloads.ts'

/**
 * What one unit of work wants to be true, as data: all of it, or none. The first three are its guards.
 * `E` is what its entry may be.
 */
export interface Changes<E = never> {
  /** Its message id must be free, unless it is rejected; a waiting one's companion key too, and what our own tells once. */
  readonly exchange?: NewExchange
  /** The claim in the outbox must still be this worker's. */
  readonly claim?: { readonly outgoingId: string; readonly worker: string }
  /** Each exchange must be in one of the states. */
  readonly expect?: readonly { readonly exchangeId: string; readonly states: readonly ExchangeState[] }[]
  readonly payloads: readonly (NewPayload & { readonly commitment: Commitment })[]
  /** Each gets a row in the outbox, due at once. */
  readonly outgoing: readonly NewOutgoing[]
  /** `record` is the place of its record in `records`. One that came before is not recorded again. */
  readonly acknowledgements: readonly (Omit<
    NewAcknowledgement,
    'recordIndex' | 'receiptSize' | 'receivedAt'
  > & {
    readonly record: number
  })[]
  /** Made only from one of the states `from`; passed over otherwise. */
  readonly exchangeStates: readonly {
    readonly id: string
    readonly from: readonly ExchangeState[]
    readonly to: ExchangeState
    readonly error?: StoredError
  }[]
  readonly outgoingStates: readonly {
    readonly id: string
    readonly from: readonly OutgoingState[]
    readonly to: OutgoingState
  }[]
  /** What becomes of a delivery. */
  readonly outbox?: {
    readonly outgoingId: string
    readonly next: 'complete' | { readonly retryAt: Date; readonly error: string | undefined }
  }
  /** Leaves, in order. Each commitment in them is to one of `payloads`. */
  readonly records: readonly EvidenceDraft[]
  /** The record whose inclusion is the receipt, and the salt of the payload that record commits to. */
  readonly receiptOf?: { readonly record: number; readonly salt: Uint8Array }
  /** What the participant decides about, once the guards have let the unit pass and unless it is a repetition. */
  readonly entry?: E
}

/** `R` is what the participant says of an entry. */
export type Committed<R = unknown> =
  | {
      readonly outcome: 'done'
      readonly records: readonly { readonly index: bigint }[]
      /** C2SP tlog-proof of the record that `receiptOf` named. */
      readonly receipt?: string
      /** Signed checkpoint under which all of it is in the log. */
      readonly checkpoint: string
      /** There when the unit had an entry. */
      readonly result?: R
    }
  | { readonly outcome: 'duplicate'; readonly existing: ExchangeRow }
  /** Another message of the same format waits under the same companion key. */
  | { readonly outcome: 'waiting-taken' }
  | { readonly outcome: 'claim-lost' }
  | { readonly outcome: 'state-moved' }
