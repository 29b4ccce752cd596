/* Generated from schemas/canonical/economic-operator.schema.json by "npm run generate:types". */
import type {AuthorisationHolder, ListedCode, Moment, Revocation, Suspension} from './parts.ts'

/**
 * Hub document: the status of an authorised economic operator as its customs granted it, and how it stands.
 */
export interface EconomicOperator {
  /**
   * WCO R144 Number in the register of authorised economic operators
   */
  id: string
  categoryCode?: ListedCode
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
   * Countries that recognise the status by agreement; no WCO class
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: A country; no WCO id
   */
  recognisingCountryCodes?: string[]
}
