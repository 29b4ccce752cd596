/* Generated from schemas/canonical/permit.schema.json by "npm run generate:types". */
import type {Amount, AuthorisationHolder, Measure, Moment, Ordinal, Revocation, Suspension} from './parts.ts'

/**
 * Hub document: a licence or permit as its authority issued it, and how it stands.
 */
export interface Permit {
  /**
   * WCO D005 Number of the permit with its authority
   */
  id: string
  /**
   * WCO D006 Kind of the permit
   */
  typeCode: string
  /**
   * WCO 017 Function (UN 1225); a document that does not say it is an original
   */
  functionCode?: string
  /**
   * How it stands; in force where it does not say so; no WCO id
   */
  statusCode?: string
  /**
   * Country of the authority that issued it; no WCO id
   */
  issuingCountryCode: string
  /**
   * Authority that issued it; no WCO id
   */
  issuingAuthorityName?: string
  issueDateTime?: Moment
  effectiveDateTime?: Moment
  expirationDateTime?: Moment
  holder: AuthorisationHolder
  /**
   * Every time for which it did not count or does not; no WCO class
   *
   * @minItems 1
   * @maxItems 99
   */
  suspensions?: Suspension[]
  revocation?: Revocation
  /**
   * WCO class GovernmentAgencyGoodsItem: what it permits, where that is counted or named
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: WCO class GovernmentAgencyGoodsItem: one item
   */
  goodsItems?: {
    sequenceNumeric: Ordinal
    /**
     * WCO 137 Description of goods
     */
    description?: string
    /**
     * WCO 145 Tariff number, as many digits as the authority gave
     */
    classificationId?: string
    /**
     * WCO 063 Country of origin
     */
    originCountryCode?: string
    quantity?: Measure
    valueAmount?: Amount
  }[]
}
