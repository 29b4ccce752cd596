/* Generated from schemas/canonical/response.schema.json by "npm run generate:types". */
import type {
  CustomsOffice,
  DutyTaxFee,
  Finding,
  ListedCode,
  Measure,
  Moment,
  Officer,
  Ordinal,
  Payment,
  Statement
} from './parts.ts'

/**
 * Hub document: an acknowledgement. level and outcome follow from the status codes, the registration and the errors.
 */
export interface Response {
  /**
   * Functional reference: the message id that is answered
   */
  functionalReferenceId: string
  /**
   * Number of the response with its sender; no WCO id
   */
  id?: string
  issueDateTime?: Moment
  /**
   * Step of the acknowledgement ladder. transport: the bytes arrived; technical: they follow their schema and are stored; business: the content was judged; decision: what happens to the goods
   */
  level: 'transport' | 'technical' | 'business' | 'decision'
  /**
   * The worst of all answers in the message
   */
  outcome: 'accepted' | 'review' | 'rejected'
  /**
   * WCO 017 Function of the message that is answered
   */
  functionCode?: string
  /**
   * Type of the message that is answered, in the terms of its standard; no WCO id
   */
  typeCode?: string
  office?: CustomsOffice
  officer?: Officer
  /**
   * The declaration that is answered, in its own terms
   */
  declaration?: {
    /**
     * WCO D014 Declaration reference number
     */
    id?: string
    /**
     * WCO D026 Number that its declarant gave it
     */
    functionalReferenceId?: string
    /**
     * Number that the single window gave it before registration; no WCO id
     */
    preDeclarationId?: string
    /**
     * WCO 383 Version of the declaration
     */
    versionId?: string
    /**
     * WCO 065 Office of declaration, said as the crossing it controls
     */
    borderCrossingId?: string
    office?: CustomsOffice
    borderDateTime?: Moment
    departureDateTime?: Moment
    acceptanceDateTime?: Moment
    rejectionDateTime?: Moment
    cancellationDateTime?: Moment
  }
  /**
   * Answer to the whole message
   */
  status?: {
    /**
     * WCO 226 Additional statement, coded: a step of the acknowledgement ladder
     */
    statusCode: string
    /**
     * WCO 225 Additional statement text
     */
    statusDescription?: string
    statusCodeSource?: ListedCode
    effectiveDateTime?: Moment
    releaseDateTime?: Moment
    limitDateTime?: Moment
  }
  /**
   * Answers per container
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: Answer to one container
   */
  transportEquipment?: {
    /**
     * WCO 159 Equipment identification number
     */
    id: string
    /**
     * WCO 226 Additional statement, coded: a step of the acknowledgement ladder
     */
    statusCode: string
    /**
     * WCO 225 Additional statement text
     */
    statusDescription?: string
    statusCodeSource?: ListedCode
  }[]
  /**
   * Answers per bill
   *
   * @minItems 1
   * @maxItems 20000
   *
   * Items: Answer to one bill
   */
  consignments?: {
    /**
     * WCO D023 Transport document number
     */
    transportContractDocumentId: string
    /**
     * WCO 226 Additional statement, coded: a step of the acknowledgement ladder
     */
    statusCode: string
    /**
     * WCO 225 Additional statement text
     */
    statusDescription?: string
    statusCodeSource?: ListedCode
  }[]
  /**
   * Answers per item of the declaration or certificate
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: Answer to one item
   */
  goodsItems?: {
    sequenceNumeric: Ordinal
    utilisedQuantity?: Measure
    /**
     * WCO class DutyTaxFee
     *
     * @minItems 1
     * @maxItems 50
     */
    dutyTaxFees?: DutyTaxFee[]
    /**
     * WCO 226 Additional statement, coded: a step of the acknowledgement ladder
     */
    statusCode: string
    /**
     * WCO 225 Additional statement text
     */
    statusDescription?: string
    statusCodeSource?: ListedCode
  }[]
  /**
   * Answers per document of a package
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: Answer to one document
   */
  documents?: {
    /**
     * WCO D026 Number of the document
     */
    id: string
    /**
     * Name or kind of the document; no WCO id
     */
    name?: string
    /**
     * WCO 226 Additional statement, coded: a step of the acknowledgement ladder
     */
    statusCode: string
    /**
     * WCO 225 Additional statement text
     */
    statusDescription?: string
    statusCodeSource?: ListedCode
  }[]
  /**
   * The registration given by the receiving customs
   */
  registration?: {
    /**
     * The whole registration number as printed
     */
    id?: string
    office?: CustomsOffice
    /**
     * Country that registered
     */
    countryCode?: string
    /**
     * Year of the register
     */
    year?: string
    /**
     * Letter of the series
     */
    serialCode?: string
    /**
     * Number in the register
     */
    number: string
    acceptanceDateTime?: Moment
  }
  /**
   * WCO class DutyTaxFee
   *
   * @minItems 1
   * @maxItems 99
   */
  dutyTaxFees?: DutyTaxFee[]
  /**
   * WCO class Payment: sums to be paid or paid for the declaration
   *
   * @minItems 1
   * @maxItems 99
   */
  payments?: Payment[]
  /**
   * WCO class AdditionalInformation
   *
   * @minItems 1
   * @maxItems 99
   */
  statements?: Statement[]
  /**
   * What differs from the answered document where the load was checked: it was understood, and is no error
   *
   * @minItems 1
   * @maxItems 999
   */
  findings?: Finding[]
  /**
   * WCO class Error
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: WCO class Error
   */
  errors?: {
    /**
     * WCO 377 Error code of the receiving system
     */
    validationCode: string
    severityCode?: ListedCode
    /**
     * WCO 488 Error description
     */
    description?: string
    detectedDateTime?: Moment
    /**
     * WCO D026 Document of a package that is wrong
     */
    documentId?: string
    /**
     * WCO class Pointer
     */
    pointer?: {
      /**
       * Where in the answered message, in its own terms
       */
      location?: string
      /**
       * Box of the printed form; no WCO id
       */
      boxId?: string
      /**
       * WCO 381 WCO id of the data element
       */
      tagId?: string
      /**
       * The way to the element, class by class
       *
       * @minItems 1
       * @maxItems 20
       *
       * Items: WCO class Pointer: one step
       */
      steps?: {
        sequenceNumeric?: Ordinal
        /**
         * WCO 375 WCO id of the class
         */
        documentSectionCode?: string
        /**
         * WCO 381 WCO id of the data element
         */
        tagId?: string
      }[]
    }
    /**
     * The value that is wrong; no WCO id
     */
    found?: string
    /**
     * The value that would be right; no WCO id
     */
    expected?: string
  }[]
}
