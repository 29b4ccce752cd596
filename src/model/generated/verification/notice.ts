/* Generated from schemas/verification/notice.schema.json by "npm run generate:types". */
import type {Index, PartnerId} from './answer.ts'
import type {Instant} from './question.ts'

/**
 * That something an agency was told has changed, or has been answered: the payload of the signed notice. Fields may be added, never changed.
 */
export interface Notice {
  /**
   * Version of this form; no WCO id
   */
  v: 1
  /**
   * Id of the notice (UUID); no WCO id
   */
  notice: string
  at: Instant
  to: PartnerId
  /**
   * The state of the ledger in which it was made
   */
  ledger: {
    /**
     * Origin of the log; no WCO id
     */
    log: string
    size: Index
  }
  /**
   * What the agency was told before: one of the two
   */
  about: {
    /**
     * Id of the verification (UUID); no WCO id
     */
    verification?: string
    /**
     * Id of the write-off (UUID); no WCO id
     */
    writeOff?: string
  }
  /**
   * recalled: the document, or the key that vouched for it, does not hold any more; amended: a newer edition of the document differs in what the answer or write-off rests on; answered: the question has a new answer; ended: the reservation ended by itself; no WCO id
   */
  kind: 'amended' | 'answered' | 'ended' | 'recalled'
  /**
   * Stable code of why; no WCO id
   */
  reason: string
  fact?: Index
  /**
   * Id of the verification that answers the question anew (UUID); no WCO id
   */
  next?: string
}
