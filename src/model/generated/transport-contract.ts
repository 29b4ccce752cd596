/* Generated from schemas/canonical/transport-contract.schema.json by "npm run generate:types". */
import type {
  AdditionalDocument,
  Address,
  Amount,
  Classification,
  CustomsOffice,
  Decimal,
  Equipment,
  Measure,
  Moment,
  Ordinal,
  Packaging,
  Party,
  Place,
  Quantity,
  Seal,
  Signatory,
  Statement,
  TradeTerms,
  Trailer,
  TransportMeans
} from './parts.ts'

/**
 * Hub document: the consignment note of one carriage: road (CMR) or rail (SMGS).
 */
export interface TransportContract {
  /**
   * WCO D023 Number of the consignment note
   */
  id?: string
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
   * Language it is written in (ISO 639-1); no WCO id
   */
  languageCode?: string
  issueDateTime?: Moment
  issueLocation?: Place
  consignor: Party
  orderer?: Party
  consignee: Party
  notifyParty?: Party
  carrier?: Party
  /**
   * Licence of the carrier; no WCO id
   */
  carrierLicenceId?: string
  /**
   * WCO R011/R012 Carriers that follow, in the order of the way
   *
   * @minItems 1
   * @maxItems 20
   */
  successiveCarriers?: Party[]
  takingOverLocation?: Place
  terminal?: Place
  deliveryLocation?: Place
  destinationOffice?: CustomsOffice
  /**
   * WCO class Warehouse at the destination
   */
  warehouse?: {
    /**
     * WCO L019 Warehouse, or the number of its licence
     */
    id?: string
    /**
     * Name; no WCO id
     */
    name?: string
    authorisationDateTime?: Moment
    address?: Address
  }
  borderTransportMeans?: TransportMeans
  /**
   * Wagons; no WCO class
   *
   * @minItems 1
   * @maxItems 99
   */
  wagons?: Trailer[]
  /**
   * WCO class TransportEquipment
   *
   * @minItems 1
   * @maxItems 999
   */
  transportEquipment?: Equipment[]
  /**
   * WCO class Seal
   *
   * @minItems 1
   * @maxItems 99
   */
  seals?: Seal[]
  /**
   * WCO class Itinerary: border crossings and stations on the way, in order
   *
   * @minItems 1
   * @maxItems 99
   */
  itinerary?: Place[]
  tradeTerms?: TradeTerms
  /**
   * WCO class Freight
   */
  freight?: {
    /**
     * WCO 098 Transport charges, means of payment (UNTDED 4461)
     */
    paymentMethodCode?: string
    /**
     * UNTDED 4215 Transport charges prepaid or collect
     */
    termsCode?: string
    chargeAmount?: Amount
    additionalAmount?: Amount
    otherAmount?: Amount
    totalAmount?: Amount
  }
  cashOnDeliveryAmount?: Amount
  declaredValueAmount?: Amount
  totalPackageQuantity?: Quantity
  totalGrossMassMeasure?: Decimal
  supplementaryQuantity?: Measure
  /**
   * WCO class ConsignmentItem
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: WCO class ConsignmentItem: goods of one line
   */
  consignmentItems: {
    sequenceNumeric?: Ordinal
    /**
     * WCO 142 Marks and numbers
     */
    marksNumbersId?: string
    /**
     * WCO 137 Description of goods
     */
    description: string
    classification?: Classification
    /**
     * WCO 506 UN dangerous goods number
     */
    undgId?: string
    /**
     * Classes of dangerous goods; no WCO id
     *
     * @minItems 1
     * @maxItems 9
     *
     * Items: Class and division of the UN Model Regulations
     */
    dangerousGoodsClassIds?: string[]
    packageQuantity?: Quantity
    /**
     * WCO class Packaging
     *
     * @minItems 1
     * @maxItems 20
     */
    packagings?: Packaging[]
    grossMassMeasure?: Decimal
    grossVolumeMeasure?: Decimal
    /**
     * WCO 159 Container that holds the line
     */
    transportEquipmentId?: string
  }[]
  /**
   * WCO class AdditionalDocument: papers that travel with the goods
   *
   * @minItems 1
   * @maxItems 99
   */
  additionalDocuments?: AdditionalDocument[]
  /**
   * Reservations of the carrier; no WCO id
   */
  carrierReservations?: string
  /**
   * Instructions of the consignor for customs and other formalities; no WCO id
   */
  consignorInstructions?: string
  /**
   * Special agreements; no WCO id
   */
  specialConditions?: string
  /**
   * The paper bears a stamp; no WCO id
   */
  stampIndicator?: boolean
  /**
   * Marks of customs and other authorities on the paper; no WCO class
   *
   * @minItems 1
   * @maxItems 20
   *
   * Items: One mark
   */
  controlMarks?: {
    /**
     * The mark is there
     */
    presentIndicator?: boolean
    /**
     * Kind of mark
     */
    kind: string
    /**
     * Result of the control
     */
    result?: string
  }[]
  /**
   * WCO class AdditionalInformation
   *
   * @minItems 1
   * @maxItems 20
   */
  statements?: Statement[]
  authentication?: Signatory
  carrierAuthentication?: Signatory
  consigneeAuthentication?: Signatory
}
