/* Generated from schemas/canonical/certificate-of-origin.schema.json by "npm run generate:types". */
import type {
  AdditionalDocument,
  Amount,
  Classification,
  Decimal,
  Invoice,
  Measure,
  Moment,
  Ordinal,
  Origin,
  Packaging,
  Party,
  Place,
  PreviousDocument,
  Signatory,
  Statement,
  TransportDocument,
  TransportMeans
} from './parts.ts'

/**
 * Hub document: a certificate or declaration of origin, line by line.
 */
export interface CertificateOfOrigin {
  /**
   * WCO D014 Number of the certificate
   */
  id: string
  /**
   * Number of the printed form it stands on; no WCO id
   */
  blankId?: string
  /**
   * WCO D026 Number of the message with its sender
   */
  functionalReferenceId?: string
  /**
   * WCO D026 Number of the message that it corrects
   */
  previousFunctionalReferenceId?: string
  /**
   * WCO 017 Function (UN 1225); a document that does not say it is an original
   */
  functionCode?: string
  /**
   * WCO D013 Document type (UN 1001)
   */
  typeCode?: string
  /**
   * Form of the certificate; no WCO id
   */
  formCode?: string
  /**
   * Trade agreement it is issued under; no WCO id
   */
  agreementCode?: string
  issueDateTime: Moment
  expirationDateTime?: Moment
  issueLocation?: Place
  /**
   * Issuing country; no WCO id
   */
  issuingCountryCode?: string
  issuingAuthority?: Party
  /**
   * WCO R144 Authorisation of a certified exporter who declares origin himself
   */
  exporterAuthorisationId?: string
  previousDocument?: PreviousDocument
  exporter?: Party
  consignor?: Party
  importer?: Party
  consignee?: Party
  producer?: Party
  /**
   * WCO 062 Country of export
   */
  exportCountryCode?: string
  /**
   * WCO 465 Country of destination
   */
  destinationCountryCode?: string
  /**
   * WCO class Consignment: how the goods travel
   */
  consignment?: {
    departureDateTime?: Moment
    transportMeans?: TransportMeans
    /**
     * Transport and route in words, line by line; no WCO id
     *
     * @minItems 1
     * @maxItems 20
     *
     * Items: One line; no WCO id
     */
    routeDescriptions?: string[]
    loadingLocation?: Place
    unloadingLocation?: Place
    /**
     * WCO 064 Countries of routing
     *
     * @minItems 1
     * @maxItems 99
     *
     * Items: WCO 064 Country of routing
     */
    routingCountryCodes?: string[]
    transportContractDocument?: TransportDocument
  }
  /**
   * WCO class Invoice: invoices of the whole certificate
   *
   * @minItems 1
   * @maxItems 99
   */
  invoices?: Invoice[]
  /**
   * WCO class AdditionalDocument: contracts
   *
   * @minItems 1
   * @maxItems 20
   */
  contracts?: AdditionalDocument[]
  /**
   * WCO class GovernmentAgencyGoodsItem: the lines
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: WCO class GovernmentAgencyGoodsItem: one line
   */
  goodsItems: {
    sequenceNumeric: Ordinal
    /**
     * WCO class Packaging
     *
     * @minItems 1
     * @maxItems 20
     */
    packagings?: Packaging[]
    /**
     * Number and kind of packages in words; no WCO id
     */
    packagesDescription?: string
    /**
     * WCO 137 Description of goods
     */
    description: string
    classification?: Classification
    exportClassification?: Classification
    origin?: Origin
    grossMassMeasure?: Decimal
    netMassMeasure?: Decimal
    /**
     * WCO 130 Other quantities, the main one first
     *
     * @minItems 1
     * @maxItems 3
     */
    quantities?: Measure[]
    fobAmount?: Amount
    producer?: Party
    /**
     * Trade mark; no WCO id
     */
    brandName?: string
    /**
     * WCO class Invoice
     *
     * @minItems 1
     * @maxItems 20
     */
    invoices?: Invoice[]
    /**
     * WCO class AdditionalInformation
     *
     * @minItems 1
     * @maxItems 20
     */
    statements?: Statement[]
  }[]
  totalGrossMassMeasure?: Decimal
  /**
   * WCO class AdditionalInformation: boxes ticked on the form
   *
   * @minItems 1
   * @maxItems 20
   *
   * Items: One box ticked
   */
  indicators?: {
    /**
     * WCO 226 The box
     */
    statementCode: string
    /**
     * WCO 225 What is written to it: the third country's company, the exhibition, the first certificate
     */
    content?: string
  }[]
  /**
   * Box for official use of the importing customs; no WCO class
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: Whether the preference was given
   */
  preferences?: {
    /**
     * WCO 379 Given, given in part or not given
     */
    statusCode: string
    goodsItemNumeric?: Ordinal
    /**
     * Why not; no WCO id
     */
    reason?: string
  }[]
  exporterDeclaration?: Signatory
  certification?: Signatory
  /**
   * WCO class AdditionalInformation: official remarks
   *
   * @minItems 1
   * @maxItems 50
   */
  statements?: Statement[]
}
