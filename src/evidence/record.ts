import type { AnswerVerdictWord } from '../model/answer-verdict.ts'
import type { AcknowledgementLevel } from '../model/ladder.ts'
import type { NoticeKind } from '../model/notice-kind.ts'
import type { ActRefusedRecord, ComparedRecord, MovedRecord } from './workflow-records.ts'
import type { RecordHead } from './record-head.ts'
import type { SignatureVerdict } from '../trust/verdict.ts'
import { canonicalJsonBytes } from './canonical-json.ts'
import type { Commitment } from './commitment.ts'

/**
 * Evidence records: each says one thing about one subject (an exchange, a verification, a write-off, a refused request, a case, a trip)
 * and is one leaf of the log. They hold commitments and identifiers, never content, so that a payload can be erased later and the
 * proof still verifies.
 */

interface ExchangeRecordHead extends RecordHead {
  readonly exchange: string
}

/** The message was verified, validated and durably taken. `awaits` names the companion it still needs. */
export interface AcceptedRecord extends ExchangeRecordHead {
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
export interface RejectedRecord extends ExchangeRecordHead {
  readonly kind: 'rejected'
  readonly partner?: string
  readonly messageId?: string
  readonly format?: string
  readonly payload: Commitment
  readonly code: string
  readonly place?: string
}

/** A message of our own was composed: it begins with us, and not with a message that was received. */
export interface ComposedRecord extends ExchangeRecordHead {
  readonly kind: 'composed'
  /** Subject that the message is about. */
  readonly about: string
  /** Commitment to the canonical JSON of the hub documents. */
  readonly documents: Commitment
}

/** One outgoing message was made and signed in our name. */
export interface ConvertedRecord extends ExchangeRecordHead {
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
export interface AcknowledgedRecord extends ExchangeRecordHead {
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
export interface StoppedRecord extends ExchangeRecordHead {
  readonly kind: 'expired' | 'failed' | 'parked'
  readonly code: string
  readonly place?: string
  /** Id of the outgoing message concerned, where there is one. */
  readonly messageId?: string
}

/** The ledger took over what an accepted message, or an acknowledgement, said of a document. */
export interface EnteredRecord extends ExchangeRecordHead {
  readonly kind: 'entered'
  /** Kind of document. */
  readonly of: string
  /** What happened to the document. */
  readonly event: string
  /** Index in the log, as a decimal, of the record it rests on: acceptance or acknowledgement. */
  readonly basis: string
  /** Commitment to the document as it is after the event. */
  readonly payload: Commitment
}

/** A question about a document and our signed answer. */
export interface AnsweredRecord extends RecordHead {
  readonly kind: 'answered'
  readonly verification: string
  /** Partner id of who asked. */
  readonly by: string
  /** Hex SHA-256 of its partner file in force. */
  readonly agreement: string
  readonly purpose: string
  readonly verdict: AnswerVerdictWord
  /** Commitment to the bytes that were signed: the answer with its question. */
  readonly payload: Commitment
  /** Of the profile `jws`. The signature itself is made while the record is written, so the log holds what was said. */
  readonly signature: SignatureVerdict
}

interface WriteOffRecordHead extends RecordHead {
  readonly writeOff: string
  /** Commitment to the bytes that were signed: the statement with the request. */
  readonly payload: Commitment
  /** Of the profile `jws`. */
  readonly signature: SignatureVerdict
}

/** A step that an agency asked for. */
interface AskedRecordHead extends WriteOffRecordHead {
  /** Partner id of whose write-off it is. */
  readonly by: string
  /** Hex SHA-256 of its partner file in force. */
  readonly agreement: string
}

/** Something was taken from a document, or given back. Amounts are plain, so that everybody can add them up. */
export interface PostedRecord extends AskedRecordHead {
  readonly kind: 'reserved' | 'used' | 'released'
  /** One for each balance it changes; never none. */
  readonly postings: readonly PostedAmount[]
  /** Of what is reserved: when it ends by itself, as `at` is written; absent where it has no end. */
  readonly until?: string
}

/**
 * The time of a reservation was over, so the gateway gave back what was reserved. No agency asked for that, and whose it is
 * may have no agreement any more.
 */
export interface EndedRecord extends WriteOffRecordHead {
  readonly kind: 'ended'
  /** Partner id of whose write-off it is. */
  readonly agency: string
  /** As in the record by which it was reserved; never after `at`. */
  readonly until: string
  /** One for each balance it changes; never none. */
  readonly postings: readonly PostedAmount[]
}

/** A change of one balance: canonical decimals in a unit that only the payload names. */
export interface PostedAmount {
  /** UUIDv8: `balanceId` of postings.ts. */
  readonly balance: string
  /** The same in all postings of the balance. */
  readonly total: string
  /** Already taken from a replaced document; in the first posting of the balance only, and there when it is not zero. */
  readonly carried?: string
  /** Signed. */
  readonly reserved: string
  /** Signed. */
  readonly used: string
}

/** The agency did not accept a document; nothing was taken. */
export interface DeclinedRecord extends AskedRecordHead {
  readonly kind: 'declined'
}

interface NotifiedRecordHead extends RecordHead {
  readonly kind: 'notified'
  /** Partner id of who is told. */
  readonly to: string
  readonly of: NoticeKind
  /** Commitment to the bytes that were signed: the notice. */
  readonly payload: Commitment
  /** Of the profile `jws`. */
  readonly signature: SignatureVerdict
}

/** A signed notice that something an agency was told has changed, or has been answered. It is about one of the two. */
export type NotifiedRecord = NotifiedRecordHead &
  ({ readonly verification: string } | { readonly writeOff: string })

/** A question or a write-off that was understood and refused. */
export interface DeniedRecord extends RecordHead {
  readonly kind: 'denied'
  /** Our id of what was asked. */
  readonly request: string
  /** Partner id of who asked. */
  readonly by: string
  /** Hex SHA-256 of its partner file in force. */
  readonly agreement: string
  readonly code: string
  /** Commitment to what was asked. */
  readonly payload: Commitment
}

/**
 * Somebody's token was refused at the door for people. Strangers can come as often as they like, so the door does not record
 * each of them: those since the record before are counted.
 */
export interface TurnedAwayRecord extends RecordHead {
  readonly kind: 'turned-away'
  /** Id of the request. */
  readonly request: string
  readonly code: string
  /** Decimal: how many of the same code the node has turned away since its last record of that, this one not counted. */
  readonly unrecorded: string
  /** Commitment to what the token said of itself, and what was wanted. */
  readonly payload: Commitment
}

export type EvidenceRecord =
  | AcceptedRecord
  | RejectedRecord
  | ComposedRecord
  | ConvertedRecord
  | AcknowledgedRecord
  | StoppedRecord
  | EnteredRecord
  | AnsweredRecord
  | PostedRecord
  | EndedRecord
  | DeclinedRecord
  | NotifiedRecord
  | DeniedRecord
  | MovedRecord
  | ActRefusedRecord
  | ComparedRecord
  | TurnedAwayRecord

/** A record before the log has given it its time. */
export type EvidenceDraft = EvidenceRecord extends infer R
  ? R extends EvidenceRecord
    ? Omit<R, 'at' | 'v'>
    : never
  : never

/** Id under which a record is filed: its story is the records of one subject. */
export function subjectOf(record: EvidenceDraft | EvidenceRecord): string {
  if ('exchange' in record) return record.exchange
  if ('writeOff' in record) return record.writeOff
  if ('case' in record) return record.case
  if ('trip' in record) return record.trip
  if ('act' in record) return record.act
  return 'verification' in record ? record.verification : record.request
}

/** Upper bound of a leaf: C2SP entry bundles prefix each entry with a 16-bit length. */
export const MAX_RECORD_BYTES = 65_535

/** RFC 8785 bytes of a record: exactly these bytes are the leaf. */
export function encodeRecord(record: EvidenceRecord): Uint8Array {
  const bytes = canonicalJsonBytes(record)
  if (bytes.length > MAX_RECORD_BYTES) throw new RangeError(`evidence record of ${bytes.length} bytes`)
  return bytes
}
