/* Generated from schemas/verification/write-off.schema.json by "npm run generate:types". */
import type {Basis, ExactDecimal, Index, PartnerId} from './answer.ts'
import type {Instant, Line} from './question.ts'
import type {WriteOffRequest} from './write-off-request.ts'
import type {WriteOffStep} from './write-off-step.ts'

/**
 * An exact decimal number that may be negative, no exponent.
 */
export type SignedDecimal = string

/**
 * What was written off of a document by one step of a write-off: the payload of its signed statement. Fields may be added, never changed.
 */
export interface WriteOff {
  /**
   * Version of this form; no WCO id
   */
  v: 1
  /**
   * Id of the write-off (UUID); no WCO id
   */
  writeOff: string
  at: Instant
  by: PartnerId
  /**
   * The state of the ledger that it was decided by: everything that stands in the log before this step, nothing after it
   */
  ledger: {
    /**
     * Origin of the log; no WCO id
     */
    log: string
    size: Index
  }
  /**
   * What it is after the step; no WCO id
   */
  state: 'reserved' | 'used' | 'released' | 'declined'
  request?: WriteOffRequest
  /**
   * The agency's own reference, where the request is absent; no WCO id
   */
  reference?: string
  instruction?: WriteOffStep
  previous?: Index
  reservedUntil?: Instant
  /**
   * Why the gateway itself made the step: the reservation ended. Absent where the agency asked for it; no WCO id
   */
  reason?: 'RESERVATION_ENDED'
  /**
   * What the step changed; none when it was declined; no WCO class
   *
   * @maxItems 50
   */
  lines: PostedLine[]
  /**
   * Records of the log that it rests on; no WCO class
   *
   * @minItems 1
   * @maxItems 9
   */
  basis: Basis[]
}
/**
 * What one step changed of one measure of one line, in the unit of the document.
 */
export interface PostedLine {
  line: Line
  /**
   * What is counted; no WCO id
   */
  measure: 'quantity' | 'value'
  /**
   * Unit (UN/ECE Rec 20) of a quantity, currency (ISO 4217) of a value; no WCO id
   */
  unit: string
  /**
   * Name of the balance in the public log (UUID); no WCO id
   */
  balanceId: string
  reserved: ExactDecimal
  used: ExactDecimal
  /**
   * What the step added or gave back, as it stands in the log; no WCO class
   */
  posted: {
    reserved: SignedDecimal
    used: SignedDecimal
  }
  balance?: Left
}
/**
 * How a balance stands after a step.
 */
export interface Left {
  total: ExactDecimal
  carried?: ExactDecimal
  reserved: ExactDecimal
  used: ExactDecimal
  available: ExactDecimal
}
