/* Generated from schemas/canonical/response.schema.json by "npm run generate:types". */

/**
 * A moment with offset, or a day (with the offset of the place it is counted in, where known). ISO 8601.
 */
export type Moment = string

/**
 * Hub document: an acknowledgement (WCO Data Model class Response). level and outcome follow from the status codes, the registration and the errors.
 */
export interface Response {
  /**
   * Functional reference: the message id that is answered
   */
  functionalReferenceId: string
  /**
   * technical: the bytes were taken; business: the content was judged
   */
  level: 'technical' | 'business'
  /**
   * The worst of all answers in the message
   */
  outcome: 'accepted' | 'review' | 'rejected'
  /**
   * Function of the message that is answered
   */
  functionCode?: string
  /**
   * Type of the message that is answered, in the terms of its standard
   */
  typeCode?: string
  /**
   * The declaration that is answered, in its own terms
   */
  declaration?: {
    /**
     * WCO D014 Declaration reference number
     */
    id?: string
    /**
     * WCO 065 Office of declaration, said as the crossing it controls
     */
    borderCrossingId?: string
    departureDateTime?: Moment
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
  }
  /**
   * Answers per container
   *
   * @minItems 1
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
  }[]
  /**
   * Answers per bill
   *
   * @minItems 1
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
  }[]
  /**
   * The registration given by the receiving customs
   */
  registration?: {
    /**
     * Year of the register
     */
    year: string
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
   * WCO class Error
   *
   * @minItems 1
   *
   * Items: WCO class Error
   */
  errors?: {
    /**
     * Error code of the receiving system
     */
    validationCode: string
    /**
     * WCO 225 Description
     */
    description?: string
    /**
     * WCO class Pointer
     */
    pointer?: {
      /**
       * Where in the answered message, in its own terms
       */
      location?: string
      /**
       * WCO id of the data element (Pointer TagID)
       */
      tagId?: string
    }
  }[]
}
