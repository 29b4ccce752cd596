/* Generated from schemas/canonical/origin-verification-request.schema.json by "npm run generate:types". */
import type {
  Attachment,
  Classification,
  Digest,
  Moment,
  Officer,
  Ordinal,
  Origin,
  Party,
  PreviousDocument
} from './parts.ts'

/**
 * Hub document: an importing customs asks the issuing authority whether a certificate of origin is genuine and right.
 */
export interface OriginVerificationRequest {
  /**
   * WCO D014 Number of the request with the asking customs
   */
  id: string
  /**
   * WCO 017 Function (UN 1225); a document that does not say it is an original
   */
  functionCode?: string
  issueDateTime: Moment
  /**
   * What is asked for; no WCO id
   */
  kindCode?: string
  requester?: Party
  /**
   * Asking country; no WCO id
   */
  requestingCountryCode: string
  authority?: Party
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
   * Why it is asked; no WCO id
   *
   * @minItems 1
   * @maxItems 9
   *
   * Items: Why it is asked; no WCO id
   */
  reasonCodes: string[]
  /**
   * WCO 225 Reasons in words
   */
  reason?: string
  /**
   * WCO class GovernmentAgencyGoodsItem: items in doubt; all where absent
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: One item in doubt
   */
  goodsItems?: {
    sequenceNumeric: Ordinal
    classification?: Classification
    declaredOrigin?: Origin
    /**
     * What is doubted
     */
    question?: string
  }[]
  declaration?: PreviousDocument
  exporter?: Party
  importer?: Party
  /**
   * The preference is suspended until the answer; no WCO id
   */
  preferenceSuspended?: boolean
  limitDateTime?: Moment
  /**
   * A visit to exporter or producer that is asked for; no WCO class
   */
  visit?: {
    premises?: Party
    startDateTime?: Moment
    /**
     * What would be looked at
     */
    scope?: string
    /**
     * Who would come
     *
     * @minItems 1
     * @maxItems 20
     */
    officers?: Officer[]
  }
  /**
   * Files; no WCO class
   *
   * @minItems 1
   * @maxItems 99
   */
  attachments?: Attachment[]
}
