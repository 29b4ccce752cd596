/* Generated from schemas/canonical/origin-verification-reply.schema.json by "npm run generate:types". */
import type {Attachment, Digest, Moment, Ordinal, Origin, Party, Signatory} from './parts.ts'

/**
 * Hub document: the issuing authority's answer to a question about a certificate of origin.
 */
export interface OriginVerificationReply {
  /**
   * WCO D014 Number of the reply with the answering authority
   */
  id: string
  /**
   * WCO D026 Number of the request that is answered
   */
  functionalReferenceId: string
  issueDateTime: Moment
  authority?: Party
  /**
   * Answering country; no WCO id
   */
  answeringCountryCode?: string
  /**
   * The certificate in question
   */
  certificate: {
    /**
     * WCO D014 Number of the certificate
     */
    id: string
    /**
     * Form of the certificate; no WCO id
     */
    formCode?: string
    /**
     * Trade agreement it is issued under; no WCO id
     */
    agreementCode?: string
    issueDateTime?: Moment
    /**
     * Issuing country; no WCO id
     */
    issuingCountryCode?: string
    /**
     * Issuing authority; no WCO id
     */
    issuingAuthorityName?: string
    digest?: Digest
  }
  /**
   * WCO 379 Result for the whole certificate
   */
  resultCode: string
  /**
   * WCO 225 Reasons in words
   */
  description?: string
  /**
   * WCO class GovernmentAgencyGoodsItem: result item by item, where items differ
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: Result for one item
   */
  goodsItems?: {
    sequenceNumeric: Ordinal
    /**
     * WCO 379 Result
     */
    resultCode: string
    origin?: Origin
    /**
     * WCO 225 Reasons in words
     */
    description?: string
  }[]
  limitDateTime?: Moment
  /**
   * Files; no WCO class
   *
   * @minItems 1
   * @maxItems 99
   */
  attachments?: Attachment[]
  authentication?: Signatory
}
