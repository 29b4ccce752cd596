import type { AcknowledgementLevel } from '../model/ladder.ts'
import type { SignatureVerdict } from '../trust/verdict.ts'
import { canonicalJsonBytes } from './canonical-json.ts'
import type { Commitment } from './commitment.ts'

/**
 * Evidence records: each is one fact about one exchange and one leaf of the log. They hold commitments and
 * identifiers, never content, so that a payload can be erased later and the proof still verifies.
 */

interface RecordHead {
  readonly v: 1
  /** UTC, millisecond precision, never before the record ahead of it in the log. */
  readonly at: string
  readonly exchange: string
}

/** The message was verified, validated and durably taken. `awaits` names the companion it still needs. */
export interface AcceptedRecord extends RecordHead {
  readonly kind: 'accepted'
  readonly partner: string
  readonly messageId: string
  readonly format: string
  readonly payload: Commitment
  /** Hex SHA-256 over the canonical message without its signature: the identity used against duplicates. */
  readonly digest: string
  readonly signature: SignatureVerdict
  /** Hex SHA-256 of the partner file in force. */
  readonly agreement: string
  /** Commitment to the canonical JSON of the hub documents. */
  readonly documents: Commitment
  readonly awaits?: string
}

/** The message was refused. `partner` is absent only when the connection belonged to nobody we know. */
export interface RejectedRecord extends RecordHead {
  readonly kind: 'rejected'
  readonly partner?: string
  readonly messageId?: string
  readonly format?: string
  readonly payload: Commitment
  readonly code: string
  readonly place?: string
}

/** One outgoing message was made and signed in our name. */
export interface ConvertedRecord extends RecordHead {
  readonly kind: 'converted'
  readonly to: string
  readonly messageId: string
  readonly format: string
  readonly payload: Commitment
  readonly lossReport: Commitment
  /** Hex SHA-256 of the mapping file that read and of the one that wrote, code lists included. */
  readonly mappings: { readonly read: readonly string[]; readonly write: string }
  readonly signature: SignatureVerdict
  /** Other exchanges whose documents went into this message. */
  readonly companions: readonly string[]
}

/** The receiver's own signed answer at one rung of the acknowledgement ladder was verified. */
export interface AcknowledgedRecord extends RecordHead {
  readonly kind: 'acknowledged'
  readonly by: string
  readonly messageId: string
  readonly level: AcknowledgementLevel
  readonly outcome: 'accepted' | 'review' | 'rejected'
  readonly format: string
  readonly payload: Commitment
  readonly signature: SignatureVerdict
  /** Hex SHA-256 of the receiver's partner file in force: it names the key that signed. */
  readonly agreement: string
  /** The receiver's own status code and registration number, as far as the format has them. */
  readonly status?: string
  readonly registration?: string
}

/** The exchange ended or stopped without the receiver's consent. */
export interface StoppedRecord extends RecordHead {
  readonly kind: 'expired' | 'failed' | 'parked'
  readonly code: string
  readonly place?: string
  /** Id of the outgoing message concerned, where there is one. */
  readonly messageId?: string
}

export type EvidenceRecord =
  AcceptedRecord | RejectedRecord | ConvertedRecord | AcknowledgedRecord | StoppedRecord

/** A record before the log has given it its time. */
export type EvidenceDraft = EvidenceRecord extends infer R
  ? R extends EvidenceRecord
    ? Omit<R, 'at' | 'v'>
    : never
  : never

/** Upper bound of a leaf: C2SP entry bundles prefix each entry with a 16-bit length. */
export const MAX_RECORD_BYTES = 65_535

/** RFC 8785 bytes of a record: exactly these bytes are the leaf. */
export function encodeRecord(record: EvidenceRecord): Uint8Array {
  const bytes = canonicalJsonBytes(record)
  if (bytes.length > MAX_RECORD_BYTES) throw new RangeError(`evidence record of ${bytes.length} bytes`)
  return bytes
}
