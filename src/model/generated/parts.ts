/* Generated from schemas/canonical/parts.schema.json by "npm run generate:types". */

/**
 * A moment with offset, or a day (with the offset of the place it is counted in, where known). ISO 8601.
 */
export type Moment = string
/**
 * An exact decimal number, no exponent, no sign, no leading zeros.
 */
export type Decimal = string
/**
 * A share in percent, 0 to 100, an exact decimal number.
 */
export type Percentage = string
/**
 * A count.
 */
export type Quantity = number
/**
 * A position, counted from 1.
 */
export type Ordinal = number
/**
 * SHA-256 of the bytes, hexadecimal.
 */
export type Digest = string

/**
 * WCO class AuthorisationHolder: who holds a permit or a status
 */
export interface AuthorisationHolder {
  identifier?: Identifier
  /**
   * Name of the holder, exactly as written (never transliterated); no WCO id
   */
  name: string
  /**
   * Name in Latin letters, where it has one of its own; no WCO id
   */
  latinName?: string
}
/**
 * An identifier and the scheme that gives it meaning. Without schemeId the message did not say which register it comes from: never assume the reader's own.
 */
export interface Identifier {
  /**
   * The identifier as the format writes it
   */
  id: string
  /**
   * Register: USCC, CN-CUSTOMS, CN-ORG, KZ-BIN, KZ-IIN, RU-INN, RU-KPP, RU-OGRN, BY-UNP, MN-REG …
   */
  schemeId?: string
}
/**
 * A time for which a permit or a status does not count
 */
export interface Suspension {
  startDateTime: Moment
  endDateTime?: Moment
  /**
   * Why, in words; no WCO id
   */
  reason?: string
}
/**
 * That a permit, a status or a result was taken back
 */
export interface Revocation {
  effectiveDateTime: Moment
  /**
   * Why, in words; no WCO id
   */
  reason?: string
}
/**
 * A code of somebody's own list, together with that list: of a list the hub does not translate, or beside a hub code that says less.
 */
export interface ListedCode {
  /**
   * The list: of a mapping, as that mapping names it, else issuer and name there, as in EEC-2009
   */
  listId: string
  /**
   * The code as that list writes it
   */
  code: string
}
/**
 * WCO class Communication
 */
export interface Communication {
  /**
   * WCO 240 Communication number
   */
  id: string
  /**
   * WCO 253 Communication number type
   */
  typeId: string
}
/**
 * WCO class Contact
 */
export interface Contact {
  /**
   * WCO 246 Department or employee contact name
   */
  name?: string
  /**
   * WCO class Communication
   *
   * @minItems 1
   * @maxItems 20
   */
  communications?: Communication[]
}
/**
 * WCO class Address: one line as written, or its parts
 */
export interface Address {
  /**
   * WCO 410 Type of address
   */
  typeCode?: string
  /**
   * WCO 239 Street and number/P.O. Box, or the whole address in one line
   */
  line?: string
  /**
   * WCO 241 City name
   */
  cityName?: string
  /**
   * Village or other settlement below a city; no WCO id
   */
  settlementName?: string
  /**
   * District of the region; no WCO id
   */
  districtName?: string
  /**
   * WCO 243 Country sub-entity name: region, province, state
   */
  countrySubDivisionName?: string
  /**
   * WCO 244 Country sub-entity identification, in the country's own register
   */
  countrySubDivisionId?: string
  /**
   * Street, where it stands apart from the house; no WCO id
   */
  streetName?: string
  /**
   * House, block or building; no WCO id
   */
  buildingId?: string
  /**
   * Office or flat; no WCO id
   */
  roomId?: string
  /**
   * Post office box; no WCO id
   */
  postOfficeBoxId?: string
  /**
   * WCO 245 Postcode identification
   */
  postcodeId?: string
  /**
   * WCO 242 Country
   */
  countryCode?: string
  /**
   * Name of the country as written beside the code or instead of it; no WCO id
   */
  countryName?: string
}
/**
 * A document that proves who a natural person is; no WCO class
 */
export interface IdentityDocument {
  typeCode?: ListedCode
  /**
   * Kind of identity document in words
   */
  typeName?: string
  /**
   * Series
   */
  seriesId?: string
  /**
   * Number
   */
  id: string
  issueDateTime?: Moment
  expirationDateTime?: Moment
  /**
   * Issuing authority, coded
   */
  authorityId?: string
  /**
   * Issuing authority in words
   */
  authorityName?: string
  /**
   * Issuing country
   */
  countryCode?: string
}
/**
 * WCO class AuthorisationHolder: an entry in a customs register, as of authorised economic operators, carriers, warehouses
 */
export interface Authorisation {
  /**
   * WCO R144 Number in the register
   */
  id: string
  categoryCode?: ListedCode
  kindCode?: ListedCode
  /**
   * Mark of a repeated registration; no WCO id
   */
  reregistrationId?: string
  /**
   * Country of the register
   */
  countryCode?: string
}
/**
 * A party: names, identifiers, addresses and how to reach it
 */
export interface Party {
  identifier?: Identifier
  customsIdentifier?: Identifier
  registrationIdentifier?: Identifier
  branchIdentifier?: Identifier
  personIdentifier?: Identifier
  authorisation?: Authorisation
  /**
   * Name of the party, exactly as written (never transliterated)
   */
  name?: string
  /**
   * Name in Latin letters as the party itself gives it, beside the name in its own script
   */
  latinName?: string
  /**
   * Short name, where one is given beside the full one
   */
  shortName?: string
  legalFormCode?: ListedCode
  /**
   * Legal form in words
   */
  legalFormName?: string
  /**
   * Country where the party is registered
   */
  countryCode?: string
  address?: Address
  /**
   * WCO class Address: further addresses, each with its type
   *
   * @minItems 1
   * @maxItems 9
   */
  otherAddresses?: Address[]
  /**
   * WCO class Communication
   *
   * @minItems 1
   * @maxItems 20
   */
  communications?: Communication[]
  contact?: Contact
  identityDocument?: IdentityDocument
}
/**
 * WCO class Seal
 */
export interface Seal {
  /**
   * WCO 165 Seal number
   */
  id: string
  /**
   * Mechanical or electronic; no WCO id
   */
  kindCode?: string
  /**
   * UNTDED 9303 Sealing party
   */
  sealingPartyCode?: string
  kindCodeSource?: ListedCode
  quantity?: Quantity
  /**
   * What tells the seal apart, its state or a remark
   */
  description?: string
  /**
   * A seal of another customs, recognised here
   */
  foreignIndicator?: boolean
}
/**
 * WCO class TransportEquipment: a container
 */
export interface Equipment {
  /**
   * WCO 159 Equipment identification number
   */
  id: string
  /**
   * WCO 152 Equipment size and type (ISO 6346)
   */
  characteristicCode?: string
  /**
   * WCO 154 Transport equipment loaded status
   */
  fullnessCode?: string
  packageQuantity?: Quantity
  /**
   * WCO 151 Equipment supplier type
   */
  supplierPartyTypeCode?: string
  tareWeightMeasure?: Decimal
  /**
   * WCO class Seal
   *
   * @minItems 1
   * @maxItems 99
   */
  seals?: Seal[]
  /**
   * WCO class AdditionalInformation, e.g. the damage that was seen
   */
  additionalInformation?: {
    /**
     * WCO 105 Free text
     */
    content: string
  }
  /**
   * WCO class AdditionalDocument: what it replaces
   */
  additionalDocument?: {
    /**
     * WCO D005 Additional document reference number
     */
    id: string
  }
  amendment?: Amendment
  characteristicCodeSource?: ListedCode
  /**
   * Numbers of the items that it holds, where nothing more is told of them; WCO 006 of each
   *
   * @minItems 1
   * @maxItems 999
   */
  goodsItemNumerics?: Ordinal[]
  grossMassMeasure?: Decimal
  /**
   * Country of the container's registration
   */
  registrationCountryCode?: string
}
/**
 * WCO class Amendment: why it was amended or deleted, and whom to ask
 */
export interface Amendment {
  /**
   * WCO 099 Amendment code
   *
   * @minItems 1
   * @maxItems 3
   *
   * Items: WCO 099 Amendment code
   */
  changeReasonCodes?: string[]
  /**
   * The reason in words
   */
  reason?: string
  /**
   * Who answers questions about it
   */
  contactName?: string
  /**
   * How to reach that person
   */
  telephone?: string
}
/**
 * WCO class Master: the driver
 */
export interface Master {
  /**
   * WCO R017 Master, coded
   */
  id?: string
  /**
   * WCO R016 Master, name
   */
  name?: string
  /**
   * Family name, where the parts of a name stand apart; no WCO id
   */
  familyName?: string
  /**
   * Given name; no WCO id
   */
  givenName?: string
  /**
   * Patronymic or middle name; no WCO id
   */
  middleName?: string
  /**
   * People on board, the driver included; no WCO id
   */
  crewQuantity?: number
  /**
   * State of health of the people on board, as the sender codes it; no WCO id
   */
  healthStatus?: string
  /**
   * Whether they are vaccinated, as the sender codes it; no WCO id
   */
  vaccinationStatus?: string
  identityDocument?: IdentityDocument
  /**
   * WCO class Communication
   *
   * @minItems 1
   * @maxItems 9
   */
  communications?: Communication[]
}
/**
 * WCO class TransportEquipment attached to a vehicle: a trailer
 */
export interface Trailer {
  /**
   * WCO 159 Registration of the trailer
   */
  id: string
  tareWeightMeasure?: Decimal
  /**
   * WCO 387 Attached transport equipment
   */
  typeCode?: string
  kindCode?: ListedCode
  /**
   * Country of the trailer's registration
   */
  registrationCountryCode?: string
  /**
   * Vehicle identification number (ISO 3779), else the number of the chassis
   */
  vehicleIdentificationId?: string
  makeCode?: ListedCode
  /**
   * Model
   */
  modelName?: string
  /**
   * Number of the registration certificate
   */
  registrationDocumentId?: string
}
/**
 * WCO classes BorderTransportMeans, ArrivalTransportMeans, DepartureTransportMeans: a vehicle, train, ship or aircraft
 */
export interface TransportMeans {
  arrivalDateTime?: Moment
  departureDateTime?: Moment
  /**
   * WCO T006 Identification in the register of the sending customs (T002 at arrival, T004 at departure)
   */
  id?: string
  /**
   * WCO T005 Registration plate, name or number as written on the vehicle (T001 at arrival, T003 at departure)
   */
  name?: string
  identificationTypeCode?: ListedCode
  /**
   * Voyage, flight or train number; no WCO id
   */
  journeyId?: string
  /**
   * WCO T010 Mode of transport (UN/ECE Rec 19)
   */
  typeCode?: string
  typeCodeSource?: ListedCode
  kindCode?: ListedCode
  /**
   * Kind of vehicle in words; no WCO id
   */
  kindName?: string
  /**
   * WCO T014 Nationality of the vehicle
   */
  registrationNationalityCode?: string
  grossMassMeasure?: Decimal
  tareWeightMeasure?: Decimal
  /**
   * Vehicle identification number (ISO 3779), else the number of the chassis
   */
  vehicleIdentificationId?: string
  makeCode?: ListedCode
  /**
   * Model
   */
  modelName?: string
  /**
   * Number of the registration certificate
   */
  registrationDocumentId?: string
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
  master?: Master
  /**
   * WCO class TransportEquipment attached: trailers
   *
   * @minItems 1
   * @maxItems 9
   */
  transportEquipment?: Trailer[]
  /**
   * WCO class Seal on the vehicle
   *
   * @minItems 1
   * @maxItems 99
   */
  seals?: Seal[]
}
/**
 * An amount and its currency
 */
export interface Amount {
  amount: Decimal
  /**
   * Currency (ISO 4217)
   */
  currencyId: string
}
/**
 * A quantity of goods and its unit
 */
export interface Measure {
  quantity: Decimal
  /**
   * Unit (UN/ECE Rec 20)
   */
  unitCode?: string
  unitCodeSource?: ListedCode
  /**
   * The unit in words as written
   */
  unitName?: string
}
/**
 * A place on the way of goods: by UN/LOCODE, by another register, by name
 */
export interface Place {
  /**
   * UN/LOCODE of the place
   */
  id?: string
  idSource?: ListedCode
  /**
   * Name of the place as written
   */
  name?: string
  /**
   * Country of the place
   */
  countryCode?: string
  /**
   * Railway station (six digits, the last one a check digit, or five)
   */
  stationId?: string
  /**
   * Railway that the station belongs to
   */
  railwayId?: string
  office?: CustomsOffice
  address?: Address
  dateTime?: Moment
}
/**
 * A customs office, in the terms of its own customs
 */
export interface CustomsOffice {
  /**
   * Code of the office; WCO 065, G005, G012, G014, G015 by its part in the document
   */
  id?: string
  /**
   * Name of the office
   */
  name?: string
  /**
   * Country of the office
   */
  countryCode?: string
}
/**
 * WCO class AdditionalDocument: a licence, certificate, contract or other paper that goes with the goods
 */
export interface AdditionalDocument {
  /**
   * WCO D006 Document type (UN 1001)
   */
  typeCode?: string
  typeCodeSource?: ListedCode
  /**
   * WCO D005 Document number
   */
  id?: string
  /**
   * WCO D028 Document name
   */
  name?: string
  issueDateTime?: Moment
  effectiveDateTime?: Moment
  expirationDateTime?: Moment
  /**
   * Who issued it; no WCO id
   */
  issuerName?: string
  /**
   * Issuing authority, coded; no WCO id
   */
  issuerId?: string
  /**
   * Issuing country; no WCO id
   */
  countryCode?: string
  itemNumeric?: Ordinal
  writeOffQuantity?: Measure
  writeOffAmount?: Amount
  exemptionCode?: ListedCode
  /**
   * Where the document lies in the declarant's electronic archive; no WCO id
   */
  archiveId?: string
  presentationCode?: ListedCode
}
/**
 * WCO class PreviousDocument: the customs document that these goods came from
 */
export interface PreviousDocument {
  /**
   * WCO D019 Previous document type (UN 1001)
   */
  typeCode?: string
  typeCodeSource?: ListedCode
  categoryCode?: ListedCode
  /**
   * WCO D018 Previous document number
   */
  id?: string
  /**
   * Name of the document; no WCO id
   */
  name?: string
  issueDateTime?: Moment
  office?: CustomsOffice
  lineNumeric?: Ordinal
  procedureCode?: ListedCode
}
/**
 * WCO class Packaging: packages of one kind
 */
export interface Packaging {
  /**
   * WCO 142 Shipping marks
   */
  marksNumbersId?: string
  quantity?: Quantity
  partQuantity?: Quantity
  /**
   * WCO 141 Kind of packages (UN/ECE Rec 21)
   */
  typeCode?: string
  typeCodeSource?: ListedCode
  roleCode?: ListedCode
  /**
   * WCO 344 Packing material or packages in words
   */
  description?: string
  volumeMeasure?: Decimal
}
/**
 * WCO class Classification: the place of goods in a tariff
 */
export interface Classification {
  /**
   * WCO 145 Tariff number, as many digits as the sender gave; the first six are the Harmonized System's
   */
  id: string
  /**
   * Digits beyond the tariff number that another authority adds: CN inspection code, national precision
   */
  extensionId?: string
  /**
   * Which tariff; WCO list of identification types
   */
  typeCode?: string
  /**
   * Year of the Harmonized System edition
   */
  edition?: string
}
/**
 * Why goods count as originating: rule of an agreement, and the share it reaches. A combination (CTSH + 35 %) is a tariff-shift code with a percentage.
 */
export interface OriginCriterion {
  /**
   * Trade agreement whose rules are applied
   */
  agreementCode?: string
  /**
   * Criterion of that agreement, in the hub's own words
   */
  criterionCode: string
  percentage?: Percentage
  /**
   * Heading of the Harmonized System that the good came under by sufficient processing
   */
  tariffHeadingId?: string
  criterionCodeSource?: ListedCode
}
/**
 * WCO class Origin
 */
export interface Origin {
  /**
   * WCO 063 Country of origin
   */
  countryCode?: string
  /**
   * WCO 066 Region of origin
   */
  regionId?: string
  typeCode?: ListedCode
  /**
   * Country that the tariff preference is asked for, where it is another; no WCO id
   */
  preferenceCountryCode?: string
  criterion?: OriginCriterion
}
/**
 * WCO class Invoice
 */
export interface Invoice {
  /**
   * WCO D016 Invoice number
   */
  id?: string
  issueDateTime?: Moment
  /**
   * Name of the document where it is no plain invoice; no WCO id
   */
  name?: string
  amount?: Amount
}
/**
 * WCO class AdditionalInformation: a statement, coded or in words
 */
export interface Statement {
  statementCode?: ListedCode
  statementTypeCode?: ListedCode
  /**
   * WCO 225 Additional statement text
   */
  content?: string
  limitDateTime?: Moment
}
/**
 * WCO class Authentication: who stands for the document on paper. The electronic signature is kept apart, as evidence.
 */
export interface Signatory {
  /**
   * WCO R007 Authenticator name
   */
  name?: string
  /**
   * Family name, where the parts of a name stand apart; no WCO id
   */
  familyName?: string
  /**
   * Given name; no WCO id
   */
  givenName?: string
  /**
   * Patronymic or middle name; no WCO id
   */
  middleName?: string
  /**
   * Post of the signatory; no WCO id
   */
  positionName?: string
  dateTime?: Moment
  /**
   * Where it was signed; no WCO id
   */
  placeName?: string
  /**
   * Country where it was signed, or that the signatory speaks of; no WCO id
   */
  countryCode?: string
  /**
   * Number of the signatory's qualification or authority; no WCO id
   */
  certificateId?: string
  identityDocument?: IdentityDocument
  /**
   * WCO class Communication
   *
   * @minItems 1
   * @maxItems 9
   */
  communications?: Communication[]
  authorityDocument?: AdditionalDocument
}
/**
 * WCO class TradeTerms
 */
export interface TradeTerms {
  /**
   * WCO 090 Terms of delivery (Incoterms)
   */
  conditionCode?: string
  conditionCodeSource?: ListedCode
  /**
   * WCO L002 Place of the terms (UN/LOCODE)
   */
  locationId?: string
  /**
   * WCO L001 Place of the terms
   */
  locationName?: string
  /**
   * WCO 089 Terms in words
   */
  description?: string
}
/**
 * WCO class GovernmentProcedure: the customs procedure asked for
 */
export interface GovernmentProcedure {
  /**
   * WCO 166 Procedure, in the words of the Revised Kyoto Convention
   */
  currentCode?: string
  currentCodeSource?: ListedCode
  /**
   * WCO 161 Procedure before it
   */
  previousCode?: string
  previousCodeSource?: ListedCode
  featureCode?: ListedCode
}
/**
 * WCO class DutyTaxFee
 */
export interface DutyTaxFee {
  /**
   * WCO 113 Kind of duty, tax or fee
   */
  typeCode?: string
  typeCodeSource?: ListedCode
  regimeCode?: ListedCode
  taxBaseAmount?: Amount
  taxBaseQuantity?: Measure
  taxRateNumeric?: Decimal
  rateDateTime?: Moment
  deductAmount?: Amount
  assessedAmount?: Amount
  paymentMethodCode?: ListedCode
}
/**
 * WCO class ObligationGuarantee
 */
export interface Guarantee {
  /**
   * WCO 101 Kind of security
   */
  typeCode?: string
  typeCodeSource?: ListedCode
  /**
   * WCO 100 Guarantee reference
   */
  referenceId?: string
  issueDateTime?: Moment
  amount?: Amount
  accessCode?: ListedCode
  guaranteeOffice?: CustomsOffice
  surety?: Party
  notRequiredCode?: ListedCode
  /**
   * Country where it is not valid; no WCO id
   */
  excludedCountryCode?: string
}
/**
 * WCO class ChargeDeduction: freight, insurance and the like in the customs value
 */
export interface Charge {
  /**
   * How the figure is meant: a total, a rate, a price for a unit; no WCO id
   */
  basisCode?: string
  rateNumeric?: Decimal
  amount?: Amount
  nationalAmount?: Amount
  exchangeRateNumeric?: Decimal
}
/**
 * WCO class CustomsValuation: how the customs value comes about
 */
export interface Valuation {
  /**
   * WCO 122 Valuation method (WTO Agreement on Customs Valuation)
   */
  methodCode?: string
  methodCodeSource?: ListedCode
  externalFreight?: Charge
  internalFreight?: Charge
  insurance?: Charge
  otherCosts?: Charge
  deductions?: Charge
  /**
   * WCO class ChargeDeduction: charges of another kind
   *
   * @minItems 1
   * @maxItems 20
   *
   * Items: WCO class ChargeDeduction: one charge of another kind
   */
  furtherCharges?: {
    typeCode: ListedCode
    amount: Amount
  }[]
  adjustmentCode?: ListedCode
  statementCode?: ListedCode
}
/**
 * WCO class Payment: a sum paid for duties, taxes or fees
 */
export interface Payment {
  /**
   * WCO 113 Kind of duty, tax or fee
   */
  typeCode?: string
  typeCodeSource?: ListedCode
  paymentAmount?: Amount
  methodCode?: ListedCode
  /**
   * WCO 014 Payment reference
   */
  referenceId?: string
  dateTime?: Moment
  dueDateTime?: Moment
  payerIdentifier?: Identifier
}
/**
 * A number in a register of customs, in its parts; no WCO class
 */
export interface RegisterEntry {
  office?: CustomsOffice
  /**
   * Series
   */
  serialCode?: string
  /**
   * Number
   */
  number: string
  dateTime?: Moment
}
/**
 * WCO class GovernmentAgencyGoodsItem: goods of one tariff number, origin and procedure
 */
export interface GoodsItem {
  sequenceNumeric: Ordinal
  /**
   * WCO 137 Description of goods
   */
  description?: string
  /**
   * Trade name or foreign name of the goods; no WCO id
   */
  commercialDescription?: string
  /**
   * Make-up, model, quality; no WCO id
   */
  specification?: string
  /**
   * Brand; no WCO id
   */
  brandName?: string
  /**
   * Model; no WCO id
   */
  modelName?: string
  /**
   * Article number of the manufacturer; no WCO id
   */
  articleId?: string
  /**
   * Vehicle identification numbers, where the goods are vehicles; no WCO id
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: Vehicle identification number (ISO 3779)
   */
  vehicleIdentificationIds?: string[]
  classification?: Classification
  /**
   * WCO 506 UN dangerous goods number
   */
  undgId?: string
  /**
   * Proper shipping name of dangerous goods; no WCO id
   */
  dangerousGoodsName?: string
  dangerousPackagingCode?: ListedCode
  grossMassMeasure?: Decimal
  netMassMeasure?: Decimal
  netNetMassMeasure?: Decimal
  grossVolumeMeasure?: Decimal
  invoiceQuantity?: Measure
  /**
   * WCO 130 Quantities in the units of the tariff, in its order
   *
   * @minItems 1
   * @maxItems 9
   */
  tariffQuantities?: Measure[]
  /**
   * WCO class Packaging
   *
   * @minItems 1
   * @maxItems 99
   */
  packagings?: Packaging[]
  packageQuantity?: Quantity
  packageAvailabilityCode?: ListedCode
  /**
   * WCO class TransportEquipment that holds the item
   *
   * @minItems 1
   * @maxItems 999
   */
  transportEquipment?: Equipment[]
  origin?: Origin
  /**
   * WCO 465 Country of destination
   */
  destinationCountryCode?: string
  destinationRegionCode?: ListedCode
  /**
   * WCO 062 Country of export
   */
  exportCountryCode?: string
  governmentProcedure?: GovernmentProcedure
  dutyReliefCode?: ListedCode
  /**
   * WCO 401 Quota
   */
  quotaOrderId?: string
  useCode?: ListedCode
  unitPriceAmount?: Amount
  itemChargeAmount?: Amount
  itemChargeNationalAmount?: Amount
  exchangeRateNumeric?: Decimal
  totalCostAmount?: Amount
  customsValueAmount?: Amount
  statisticalValueAmount?: Amount
  customsValuation?: Valuation
  tradeTerms?: TradeTerms
  /**
   * WCO class DutyTaxFee
   *
   * @minItems 1
   * @maxItems 50
   */
  dutyTaxFees?: DutyTaxFee[]
  dutyTaxTotalAmount?: Amount
  /**
   * WCO class Manufacturer
   *
   * @minItems 1
   * @maxItems 9
   */
  manufacturers?: Party[]
  consignor?: Party
  consignee?: Party
  buyer?: Party
  seller?: Party
  /**
   * WCO 016 Unique consignment reference
   */
  ucrId?: string
  /**
   * Production batches; no WCO id
   */
  productionBatchId?: string
  /**
   * Days of production as written; no WCO id
   */
  productionDates?: string
  expirationDateTime?: Moment
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
}
/**
 * WCO class TransportContractDocument, as another document names it
 */
export interface TransportDocument {
  /**
   * WCO D023 Transport document number
   */
  id: string
  /**
   * Transport document type (UN 1001)
   */
  typeCode?: string
  typeCodeSource?: ListedCode
  /**
   * Name of the document
   */
  name?: string
  issueDateTime?: Moment
  /**
   * Place of issue
   */
  issuePlaceName?: string
}
/**
 * A file that stays where it is and is named by its hash: weighbridge ticket, scanner image, photo
 */
export interface Attachment {
  /**
   * What it shows
   */
  kindCode: string
  /**
   * Number the attachment has with its owner
   */
  id?: string
  /**
   * File name
   */
  name?: string
  /**
   * Media type (RFC 6838)
   */
  mediaType?: string
  /**
   * Bytes
   */
  size?: number
  digest: Digest
  createdDateTime?: Moment
}
/**
 * A customs officer who acts in the document; no WCO class
 */
export interface Officer {
  /**
   * Service number
   */
  id?: string
  /**
   * Name
   */
  name?: string
}
/**
 * One check of goods, vehicle, container or papers; no WCO class
 */
export interface Inspection {
  sequenceNumeric?: Ordinal
  /**
   * Kind of check
   */
  kindCode: string
  /**
   * What it gave
   */
  resultCode: string
  startDateTime?: Moment
  endDateTime?: Moment
  location?: Place
  /**
   * Who did it
   *
   * @minItems 1
   * @maxItems 20
   */
  officers?: Officer[]
  /**
   * WCO 159 Container that was checked, where it was one alone
   */
  transportEquipmentId?: string
  goodsItemNumeric?: Ordinal
  grossMassMeasure?: Decimal
  tareWeightMeasure?: Decimal
  netMassMeasure?: Decimal
  packageQuantity?: Quantity
  /**
   * What differs from the papers
   *
   * @minItems 1
   * @maxItems 999
   */
  findings?: Finding[]
  /**
   * Images, tickets, protocols
   *
   * @minItems 1
   * @maxItems 99
   */
  attachments?: Attachment[]
  /**
   * Remark of the officer
   */
  description?: string
}
/**
 * A difference between papers and facts; WCO class Pointer says where
 */
export interface Finding {
  /**
   * What differs
   */
  kindCode: string
  /**
   * JSON Pointer (RFC 6901) into the checked hub document
   */
  location?: string
  goodsItemNumeric?: Ordinal
  /**
   * WCO 381 WCO id of the data element
   */
  tagId?: string
  /**
   * As the document says
   */
  declared?: string
  /**
   * As it was found
   */
  found?: string
  /**
   * In words
   */
  description?: string
}
/**
 * WCO class Status: what follows from a check
 */
export interface Decision {
  /**
   * WCO 379 Decision
   */
  statusCode: string
  effectiveDateTime?: Moment
  /**
   * Reason in words; no WCO id
   */
  description?: string
}
/**
 * One side's word on a document: that and how it was checked; no WCO class
 */
export interface Confirmation {
  /**
   * Side that confirms
   */
  countryCode: string
  office?: CustomsOffice
  dateTime: Moment
  officer?: Officer
  /**
   * Agrees with the papers, differs, or was not checked
   */
  resultCode: string
  decision?: Decision
  /**
   * Checks it rests on
   *
   * @minItems 1
   * @maxItems 99
   */
  inspections?: Inspection[]
  /**
   * WCO class Seal put on or found by this side
   *
   * @minItems 1
   * @maxItems 99
   */
  seals?: Seal[]
  /**
   * Remark
   */
  description?: string
}
/**
 * WCO class AdditionalInformation: a remark
 */
export interface Remark {
  /**
   * WCO 105 Free text
   */
  content: string
}
