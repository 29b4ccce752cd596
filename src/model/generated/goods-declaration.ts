/* Generated from schemas/canonical/goods-declaration.schema.json by "npm run generate:types". */
import type {
  AdditionalDocument,
  Address,
  Amendment,
  Amount,
  Attachment,
  Authorisation,
  CustomsOffice,
  Decimal,
  DutyTaxFee,
  Equipment,
  GoodsItem,
  GovernmentProcedure,
  Guarantee,
  Identifier,
  Invoice,
  ListedCode,
  Moment,
  Ordinal,
  Packaging,
  Party,
  Payment,
  Place,
  PreviousDocument,
  Quantity,
  RegisterEntry,
  Seal,
  Signatory,
  Statement,
  TradeTerms,
  TransportDocument,
  TransportMeans,
  Valuation
} from './parts.ts'

/**
 * Hub document: goods declared to customs for a procedure: import, export and what else the law knows.
 */
export interface GoodsDeclaration {
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
  /**
   * Number that the single window gave it before registration; no WCO id
   */
  preDeclarationId?: string
  /**
   * WCO 383 Version, where corrections are counted
   */
  versionId?: string
  registration?: RegisterEntry
  assessment?: RegisterEntry
  paymentReceipt?: RegisterEntry
  /**
   * WCO 017 Function (UN 1225); a document that does not say it is an original
   */
  functionCode?: string
  /**
   * WCO D013 Import, export or transit
   */
  typeCode: string
  typeCodeSource?: ListedCode
  featureCode?: ListedCode
  filingCode?: ListedCode
  channelCode?: ListedCode
  /**
   * The goods go on in transit under the same declaration; no WCO id
   */
  transitIndicator?: boolean
  /**
   * Release against security is asked for; no WCO id
   */
  guaranteedReleaseIndicator?: boolean
  /**
   * The goods are sorted out for inspection; no WCO id
   */
  inspectionIndicator?: boolean
  /**
   * The declarant assesses the duties himself; no WCO id
   */
  selfAssessmentIndicator?: boolean
  specificCircumstancesCode?: ListedCode
  acceptanceDateTime?: Moment
  issueDateTime?: Moment
  issueLocation?: Place
  declarationOffice?: CustomsOffice
  /**
   * WCO 065 Office of declaration, said as the crossing it controls, because each side names only its own office
   */
  borderCrossingId?: string
  presentationOffice?: CustomsOffice
  supervisingOffice?: CustomsOffice
  exitOffice?: CustomsOffice
  /**
   * Offices at the border that the goods pass or passed; no WCO id
   *
   * @minItems 1
   * @maxItems 9
   */
  borderOffices?: CustomsOffice[]
  /**
   * Offices of quarantine and inspection by the part they have; no WCO class
   */
  inspectionOffices?: {
    acceptance?: CustomsOffice
    border?: CustomsOffice
    certificate?: CustomsOffice
    destination?: CustomsOffice
  }
  goodsItemQuantity?: Quantity
  totalPackageQuantity?: Quantity
  totalGrossMassMeasure?: Decimal
  totalNetMassMeasure?: Decimal
  loadingListQuantity?: Quantity
  pageQuantity?: Quantity
  /**
   * WCO class Packaging of the whole declaration, the main kind first
   *
   * @minItems 1
   * @maxItems 99
   */
  packagings?: Packaging[]
  /**
   * WCO 142 Marks and numbers of the whole declaration
   */
  marksNumbersId?: string
  invoiceAmount?: Amount
  declarant?: Party
  agent?: Party
  agentFunctionCode?: ListedCode
  submitter?: Party
  exporter?: Party
  carrier?: Party
  payer?: Party
  borderTransportMeans?: TransportMeans
  goodsShipment: GoodsShipment
  /**
   * Which item of which certificate of origin covers which item here; no WCO class
   *
   * @minItems 1
   * @maxItems 999
   */
  originRelations?: OriginRelation[]
  /**
   * WCO class CurrencyExchange
   *
   * @minItems 1
   * @maxItems 20
   *
   * Items: WCO class CurrencyExchange
   */
  currencyExchanges?: {
    /**
     * WCO 135 Currency
     */
    currencyTypeCode: string
    rateNumeric?: Decimal
    scaleNumeric?: Quantity
    dateTime?: Moment
  }[]
  /**
   * WCO class ObligationGuarantee
   *
   * @minItems 1
   * @maxItems 99
   */
  obligationGuarantees?: Guarantee[]
  /**
   * WCO class DutyTaxFee of the whole declaration
   *
   * @minItems 1
   * @maxItems 99
   */
  dutyTaxFees?: DutyTaxFee[]
  dutyTaxTotalAmount?: Amount
  /**
   * WCO class Payment
   *
   * @minItems 1
   * @maxItems 99
   */
  payments?: Payment[]
  paymentMethodCode?: ListedCode
  /**
   * Authorisation of deferred payment; no WCO id
   */
  deferredPaymentId?: string
  /**
   * WCO class Bank
   */
  bank?: {
    /**
     * Code of the bank; no WCO id
     */
    id?: string
    /**
     * Name; no WCO id
     */
    name?: string
    /**
     * Branch; no WCO id
     */
    branchName?: string
    /**
     * WCO R069 Reference of the bank
     */
    referenceId?: string
  }
  /**
   * WCO class Amendment
   *
   * @minItems 1
   * @maxItems 99
   */
  amendments?: Amendment[]
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
   * WCO class AuthorisationHolder
   *
   * @minItems 1
   * @maxItems 99
   */
  authorisations?: Authorisation[]
  /**
   * Papers that the declarant asks the authority for; no WCO class
   *
   * @minItems 1
   * @maxItems 50
   *
   * Items: One kind of paper
   */
  requestedDocuments?: {
    typeCode: ListedCode
    originalQuantity?: Quantity
    copyQuantity?: Quantity
  }[]
  /**
   * Import or export licence for all goods, where it has a field apart from the other documents; no WCO id
   */
  licenceId?: string
  /**
   * Papers handed in as files and named by their place in the single window; no WCO class
   *
   * @minItems 1
   * @maxItems 99
   */
  electronicDocuments?: ElectronicDocument[]
  /**
   * Files handed in with it; no WCO class
   *
   * @minItems 1
   * @maxItems 99
   */
  attachments?: Attachment[]
  /**
   * WCO class AdditionalInformation
   *
   * @minItems 1
   * @maxItems 99
   */
  statements?: Statement[]
  authentication?: Signatory
}
/**
 * WCO class GoodsShipment
 */
export interface GoodsShipment {
  exitDateTime?: Moment
  transactionNatureCode?: ListedCode
  buyer?: Party
  seller?: Party
  consignor?: Party
  consignee?: Party
  importer?: Party
  owner?: Party
  /**
   * WCO 062 Country of export
   */
  exportCountryCode?: string
  /**
   * Region of export; no WCO id
   */
  exportRegionId?: string
  /**
   * WCO class Destination
   */
  destination?: {
    /**
     * WCO 465 Country of destination
     */
    countryCode?: string
    /**
     * WCO 477 Region of destination
     */
    regionId?: string
  }
  /**
   * WCO 063 Country of origin of all items
   */
  originCountryCode?: string
  /**
   * Country of the other side of the contract; no WCO id
   */
  tradeCountryCode?: string
  /**
   * Country of first destination; no WCO id
   */
  firstDestinationCountryCode?: string
  governmentProcedure?: GovernmentProcedure
  dutyReliefCode?: ListedCode
  tradeTerms?: TradeTerms
  /**
   * WCO class Invoice
   *
   * @minItems 1
   * @maxItems 99
   */
  invoices?: Invoice[]
  contract?: AdditionalDocument
  /**
   * WCO 016 Unique consignment reference
   */
  ucrId?: string
  /**
   * WCO 009 Trader reference
   */
  traderAssignedReferenceId?: string
  /**
   * WCO class Warehouse
   */
  warehouse?: {
    /**
     * WCO L019 Warehouse
     */
    id?: string
    typeCode?: ListedCode
    storageDays?: Quantity
  }
  totalAmount?: Amount
  totalNationalAmount?: Amount
  exchangeRateNumeric?: Decimal
  totalCostAmount?: Amount
  customsValueAmount?: Amount
  customsValuation?: Valuation
  consignment?: ShipmentConsignment
  /**
   * WCO class GovernmentAgencyGoodsItem
   *
   * @minItems 1
   * @maxItems 999
   */
  goodsItems: GoodsItem[]
}
/**
 * WCO class Consignment of the shipment: how the goods travel
 */
export interface ShipmentConsignment {
  /**
   * WCO 096 Goods are in containers
   */
  containerIndicator?: boolean
  /**
   * The container is the one it was packed in abroad; no WCO id
   */
  originalContainerIndicator?: boolean
  /**
   * One waybill for the whole way; no WCO id
   */
  singleWaybillIndicator?: boolean
  /**
   * WCO class TransportContractDocument
   *
   * @minItems 1
   * @maxItems 99
   */
  transportContractDocuments?: TransportDocument[]
  /**
   * Number of the manifest or trip; no WCO id
   */
  manifestId?: string
  arrivalTransportMeans?: TransportMeans
  departureTransportMeans?: TransportMeans
  /**
   * WCO T020/T021 Mode of transport inland (UN/ECE Rec 19)
   */
  inlandModeCode?: string
  inlandModeCodeSource?: ListedCode
  loadingLocation?: Place
  unloadingLocation?: Place
  transitLocation?: Place
  entryLocation?: Place
  /**
   * WCO class GoodsLocation
   */
  goodsLocation?: {
    /**
     * WCO L017 Location of goods
     */
    id?: string
    typeCode?: ListedCode
    /**
     * WCO L016 Location in words
     */
    name?: string
    office?: CustomsOffice
    /**
     * Customs control zone; no WCO id
     */
    controlZoneId?: string
    authorisation?: Authorisation
    address?: Address
  }
  departureDateTime?: Moment
  arrivalDateTime?: Moment
  dischargeDateTime?: Moment
  /**
   * WCO 064 Countries of routing
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: WCO 064 Country of routing
   */
  routingCountryCodes?: string[]
  /**
   * WCO 098 Transport charges, means of payment (UNTDED 4461)
   */
  freightPaymentCode?: string
  /**
   * WCO class TransportEquipment
   *
   * @minItems 1
   * @maxItems 999
   */
  transportEquipment?: Equipment[]
  /**
   * Which item is in which container; no WCO class
   *
   * @minItems 1
   * @maxItems 9999
   *
   * Items: One item in one container
   */
  equipmentContents?: {
    /**
     * WCO 159 Equipment identification number
     */
    equipmentId: string
    goodsItemNumeric: Ordinal
    packageQuantity?: Quantity
    massMeasure?: Decimal
  }[]
  /**
   * WCO class Seal
   *
   * @minItems 1
   * @maxItems 999
   */
  seals?: Seal[]
}
/**
 * An item here and the item of a certificate of origin that covers it
 */
export interface OriginRelation {
  typeCodeSource?: ListedCode
  /**
   * Trade agreement
   */
  agreementCode?: string
  /**
   * WCO D005 Number of the certificate
   */
  certificateId: string
  goodsItemNumeric: Ordinal
  certificateItemNumeric: Ordinal
  /**
   * Remark; no WCO id
   */
  description?: string
}
/**
 * A paper as a file that the single window holds; the message has its number, not its hash
 */
export interface ElectronicDocument {
  /**
   * Number or name of the file in the single window; no WCO id
   */
  id: string
  /**
   * WCO D006 Document type (UN 1001)
   */
  typeCode?: string
  typeCodeSource?: ListedCode
  formatCode?: ListedCode
  /**
   * Name of the file with its owner; no WCO id
   */
  name?: string
  /**
   * Bytes; no WCO id
   */
  size?: number
  owner?: Party
  signatoryIdentifier?: Identifier
  signatureDateTime?: Moment
  /**
   * Remark, such as why it is sent again; no WCO id
   */
  description?: string
}
