/* Generated from schemas/canonical/cargo-report.schema.json by "npm run generate:types". */
import type {
  AdditionalDocument,
  Amendment,
  Amount,
  Contact,
  Decimal,
  Equipment,
  ListedCode,
  Measure,
  Moment,
  Ordinal,
  Party,
  Place,
  PreviousDocument,
  Quantity,
  Seal
} from './parts.ts'

/**
 * Hub document: what one vehicle carries across the border, bill by bill (WCO Data Model class Declaration).
 */
export interface CargoReport {
  /**
   * WCO D014 Declaration reference number: the trip, unique to its carrier; joins cargo and conveyance
   */
  id: string
  /**
   * WCO D026 Number of the message with its sender, where id is the trip's
   */
  functionalReferenceId?: string
  /**
   * What the report is handed in for, in the receiver's list; no WCO id
   *
   * @minItems 1
   * @maxItems 20
   */
  purposeCodes?: ListedCode[]
  /**
   * WCO 065 Office of declaration, said as the crossing it controls, because each side names only its own office
   */
  borderCrossingId: string
  /**
   * WCO 017 Function (UN 1225); a document that does not say it is an original
   */
  functionCode?: string
  /**
   * WCO D013 Kind of the report; one that does not say it is a manifest
   */
  typeCode?: string
  /**
   * WCO class AdditionalDocument: the trip that this one replaces
   */
  additionalDocument?: {
    /**
     * WCO D005 Additional document reference number
     */
    id: string
  }
  /**
   * WCO class AdditionalInformation
   */
  additionalInformation?: {
    /**
     * WCO 105 Free text
     */
    content: string
  }
  agent?: Party
  /**
   * WCO class BorderTransportMeans
   */
  borderTransportMeans?: {
    /**
     * WCO T010 Mode of transport crossing the border (UN/ECE Rec 19)
     */
    typeCode: string
    /**
     * WCO class TransportEquipment of the trip, where it is not told bill by bill
     *
     * @minItems 1
     * @maxItems 999
     */
    transportEquipment?: Equipment[]
  }
  carrier?: Party
  declarant?: Party
  previousDocument?: PreviousDocument
  /**
   * The TIR carnet that the goods travel under; no WCO class
   */
  tirCarnet?: {
    /**
     * Kind of the carnet (UN 1001); no WCO id
     */
    typeCode?: string
    /**
     * Series
     */
    seriesId?: string
    /**
     * Number
     */
    id: string
    pageNumeric?: Ordinal
    /**
     * Number of the holder
     */
    holderId?: string
  }
  entryLocation?: Place
  goodsItemQuantity?: Quantity
  totalPackageQuantity?: Quantity
  totalGrossMassMeasure?: Decimal
  totalAmount?: Amount
  /**
   * WCO class Consignment
   *
   * @minItems 1
   * @maxItems 99999
   */
  consignments?: Consignment[]
  /**
   * WCO class Control: when goods were tallied
   */
  control?: {
    inspectionStartDateTime?: Moment
    inspectionEndDateTime?: Moment
  }
  /**
   * WCO class LoadingLocation of the trip
   */
  loadingLocation?: {
    /**
     * WCO L010 Place of loading (UN/LOCODE)
     */
    id?: string
    loadingDateTime?: Moment
  }
  /**
   * WCO class StuffingEstablishment
   */
  stuffingEstablishment?: {
    stuffingDateTime?: Moment
  }
  /**
   * WCO class RepresentativePerson
   */
  representativePerson?: {
    /**
     * WCO R006 Representative person name
     */
    name: string
  }
  submitter?: Party
  /**
   * WCO class UnloadingLocation of the trip
   */
  unloadingLocation?: {
    /**
     * WCO L013 Place of discharge (UN/LOCODE)
     */
    id?: string
    arrivalDateTime?: Moment
  }
}
/**
 * WCO class Consignment: one bill
 */
export interface Consignment {
  /**
   * WCO class TransportContractDocument
   */
  transportContractDocument?: {
    /**
     * WCO D023 Transport document number
     */
    id: string
    /**
     * Transport document type
     */
    typeCode?: string
    typeCodeSource?: ListedCode
    /**
     * Name of the document; no WCO id
     */
    name?: string
    issueDateTime?: Moment
    /**
     * Place of issue; no WCO id
     */
    issuePlaceName?: string
    /**
     * WCO 091 Contract and carriage condition
     */
    conditionCode?: string
    consolidator?: Party
    deconsolidator?: Party
  }
  sequenceNumeric?: Ordinal
  /**
   * WCO class AdditionalDocument: the bill that this one replaces
   */
  additionalDocument?: {
    /**
     * WCO D005 Additional document reference number
     */
    id: string
  }
  amendment?: Amendment
  /**
   * Nature of the bill: export, import, transit, transhipment
   */
  natureCode?: string
  totalPackageQuantity?: Quantity
  /**
   * WCO 141 Kind of packages of the bill (UN/ECE Rec 21)
   */
  packageKindCode?: string
  packageKindCodeSource?: ListedCode
  grossMassMeasure?: Decimal
  grossVolumeMeasure?: Decimal
  valueAmount?: Amount
  /**
   * WCO 062 Country of dispatch
   */
  exportCountryCode?: string
  /**
   * WCO 465 Country of destination
   */
  destinationCountryCode?: string
  /**
   * WCO 016 Unique consignment reference
   */
  ucrId?: string
  previousDocument?: PreviousDocument
  /**
   * WCO class AdditionalDocument
   *
   * @minItems 1
   * @maxItems 99
   */
  additionalDocuments?: AdditionalDocument[]
  /**
   * WCO class Itinerary
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One country on the way
   */
  routingCountries?: {
    /**
     * WCO 064 Country of routing
     */
    routingCountryCode: string
  }[]
  /**
   * WCO 142 Shipping marks
   */
  shippingMarks?: string
  loadingLocation?: Place
  unloadingLocation?: Place
  deliveryLocation?: Place
  /**
   * WCO class GoodsLocation
   */
  goodsLocation?: {
    /**
     * Goods location, in the terms of the office
     */
    id?: string
    /**
     * Goods location in words
     */
    name?: string
  }
  /**
   * WCO class TransitDeparture
   */
  transitDeparture?: {
    /**
     * WCO L087 Place of departure of transit, national customs district
     */
    id: string
  }
  /**
   * WCO class TransitDestination
   */
  transitDestination?: {
    /**
     * WCO L008 Place of destination of transit, national customs district
     */
    id: string
  }
  consignor?: Party
  consignee?: Party
  seller?: Party
  buyer?: Party
  notifyParty?: Party
  undgContact?: Contact
  /**
   * WCO class Freight
   */
  freight?: {
    /**
     * WCO 098 Transport charges, means of payment (UNTDED 4461)
     */
    paymentMethodCode?: string
    /**
     * UNTDED 4215 Transport charges prepaid or collect: another fact than the means of payment
     */
    termsCode?: string
    chargeAmount?: Amount
  }
  /**
   * WCO 166 Government procedure
   */
  governmentProcedureCode?: string
  /**
   * WCO class TransportEquipment
   *
   * @minItems 1
   * @maxItems 9999
   */
  transportEquipment?: Equipment[]
  /**
   * WCO class Seal on goods that travel without container
   *
   * @minItems 1
   * @maxItems 9
   */
  seals?: Seal[]
  /**
   * WCO class ConsignmentItem
   *
   * @minItems 1
   * @maxItems 99999
   */
  consignmentItems?: ConsignmentItem[]
}
/**
 * WCO class ConsignmentItem: one kind of goods
 */
export interface ConsignmentItem {
  /**
   * WCO 006 Sequence number, where an amendment must say which item it means
   */
  sequenceNumeric?: number
  /**
   * WCO 138 Brief cargo description
   */
  cargoDescription?: string
  /**
   * WCO 137 Description of goods
   */
  description?: string
  /**
   * WCO 145 UN dangerous goods number
   */
  undgId?: string
  /**
   * WCO 145 Commodity classification: Harmonized System, as many digits as the sender gave
   */
  classificationId?: string
  /**
   * Country of origin
   */
  originCountryCode?: string
  grossMassMeasure?: Decimal
  netMassMeasure?: Decimal
  grossVolumeMeasure?: Decimal
  packageQuantity?: Quantity
  /**
   * WCO 141 Kind of packages (UN/ECE Rec 21)
   */
  packageKindCode?: string
  packageKindCodeSource?: ListedCode
  /**
   * WCO 142 Shipping marks of the item
   */
  marksNumbersId?: string
  /**
   * WCO 130 Quantities in other units, the tariff's first
   *
   * @minItems 1
   * @maxItems 5
   */
  quantities?: Measure[]
  valueAmount?: Amount
  /**
   * WCO 016 Unique consignment reference
   */
  ucrId?: string
  /**
   * WCO 159 Containers that hold the item
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: WCO 159 Equipment identification number
   */
  transportEquipmentIds?: string[]
  /**
   * WCO class Manufacturer
   *
   * @minItems 1
   * @maxItems 9
   */
  manufacturers?: Party[]
  /**
   * WCO class AdditionalDocument
   *
   * @minItems 1
   * @maxItems 99
   */
  additionalDocuments?: AdditionalDocument[]
  /**
   * WCO class PreviousDocument
   *
   * @minItems 1
   * @maxItems 99
   */
  previousDocuments?: PreviousDocument[]
}
