/* Generated from schemas/canonical/transit-declaration.schema.json by "npm run generate:types". */
import type {
  AdditionalDocument,
  Address,
  Amount,
  Authorisation,
  CustomsOffice,
  Decimal,
  Equipment,
  GoodsItem,
  Guarantee,
  ListedCode,
  Moment,
  Ordinal,
  Party,
  Place,
  PreviousDocument,
  Quantity,
  RegisterEntry,
  Seal,
  Signatory,
  Statement,
  TransportDocument,
  TransportMeans
} from './parts.ts'

/**
 * Hub document: goods that travel under customs control from one office to another.
 */
export interface TransitDeclaration {
  /**
   * WCO D014 Number of the declaration, as the customs that registered it prints it
   */
  id?: string
  /**
   * WCO D026 Number that the declarant gave it
   */
  functionalReferenceId?: string
  /**
   * WCO D026 Number of the message that it corrects
   */
  previousFunctionalReferenceId?: string
  registration?: RegisterEntry
  /**
   * WCO 017 Function (UN 1225); a document that does not say it is an original
   */
  functionCode?: string
  /**
   * WCO 166 Between which offices the goods travel
   */
  transitProcedureCode?: string
  transitProcedureCodeSource?: ListedCode
  featureCode?: ListedCode
  useCode?: ListedCode
  acceptanceDateTime?: Moment
  issueDateTime?: Moment
  issueLocation?: Place
  /**
   * WCO 065 Office of declaration, said as the crossing it controls, because each side names only its own office
   */
  borderCrossingId?: string
  declarationOffice?: CustomsOffice
  entryLocation?: Place
  /**
   * Offices that the goods pass; no WCO id
   *
   * @minItems 1
   * @maxItems 20
   */
  borderOffices?: CustomsOffice[]
  transitDestination?: TransitDestination
  /**
   * The TIR carnet that serves as declaration; no WCO class
   */
  tirCarnet?: {
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
  limitDateTime?: Moment
  expectedArrivalDateTime?: Moment
  goodsItemQuantity?: Quantity
  totalPackageQuantity?: Quantity
  totalGrossMassMeasure?: Decimal
  totalAmount?: Amount
  loadingListQuantity?: Quantity
  pageQuantity?: Quantity
  declarant?: Party
  agent?: Party
  /**
   * WCO R011/R012 Carriers, in the order of the way
   *
   * @minItems 1
   * @maxItems 20
   */
  carriers?: Party[]
  /**
   * WCO 096 Goods are in containers
   */
  containerIndicator?: boolean
  /**
   * WCO class BorderTransportMeans: vehicles at the border
   *
   * @minItems 1
   * @maxItems 99
   */
  borderTransportMeans?: TransportMeans[]
  /**
   * WCO class DepartureTransportMeans: vehicles in transit, where they are others
   *
   * @minItems 1
   * @maxItems 99
   */
  transitTransportMeans?: TransportMeans[]
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
   * @maxItems 999
   */
  seals?: Seal[]
  sealQuantity?: Quantity
  /**
   * An electronic seal is used; no WCO id
   */
  electronicSealIndicator?: boolean
  /**
   * WCO class Itinerary: places on the way, in order
   *
   * @minItems 1
   * @maxItems 99
   */
  itinerary?: Place[]
  /**
   * Transhipments on the way; no WCO class
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: One transhipment
   */
  transhipments?: {
    operationCode?: ListedCode
    /**
     * The goods change the vehicle, not the tractor alone
     */
    goodsTranshippedIndicator?: boolean
    location?: Place
    /**
     * The new vehicles
     *
     * @minItems 1
     * @maxItems 99
     */
    transportMeans?: TransportMeans[]
    /**
     * The new containers
     *
     * @minItems 1
     * @maxItems 999
     */
    transportEquipment?: Equipment[]
    /**
     * Remark
     */
    description?: string
  }[]
  /**
   * WCO class Consignment
   *
   * @minItems 1
   * @maxItems 999
   */
  consignments: TransitConsignment[]
  /**
   * WCO class ObligationGuarantee
   *
   * @minItems 1
   * @maxItems 99
   */
  obligationGuarantees?: Guarantee[]
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
  /**
   * WCO class AdditionalInformation
   *
   * @minItems 1
   * @maxItems 99
   */
  statements?: Statement[]
  controlResultCode?: ListedCode
  authentication?: Signatory
}
/**
 * WCO class TransitDestination
 */
export interface TransitDestination {
  /**
   * UN/LOCODE of the place; no WCO id
   */
  id?: string
  office?: CustomsOffice
  /**
   * Customs control zone; no WCO id
   */
  controlZoneId?: string
  authorisation?: Authorisation
  /**
   * Railway station; no WCO id
   */
  stationId?: string
  /**
   * Name of the place; no WCO id
   */
  placeName?: string
  /**
   * Country; no WCO id
   */
  countryCode?: string
  address?: Address
}
/**
 * WCO class Consignment: goods under one transport document
 */
export interface TransitConsignment {
  sequenceNumeric?: Ordinal
  transportContractDocument?: TransportDocument
  previousDocument?: PreviousDocument
  /**
   * WCO 062 Country of dispatch
   */
  exportCountryCode?: string
  /**
   * WCO 465 Country of destination
   */
  destinationCountryCode?: string
  goodsItemQuantity?: Quantity
  totalPackageQuantity?: Quantity
  totalGrossMassMeasure?: Decimal
  totalAmount?: Amount
  consignor?: Party
  consignee?: Party
  seller?: Party
  buyer?: Party
  loadingLocation?: Place
  unloadingLocation?: Place
  transitDestination?: TransitDestination
  /**
   * WCO class TransportEquipment
   *
   * @minItems 1
   * @maxItems 999
   */
  transportEquipment?: Equipment[]
  /**
   * WCO class GovernmentAgencyGoodsItem
   *
   * @minItems 1
   * @maxItems 999
   */
  goodsItems: GoodsItem[]
}
