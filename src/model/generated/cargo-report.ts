/* Generated from schemas/canonical/cargo-report.schema.json by "npm run generate:types". */

/**
 * A count.
 */
export type Quantity = number
/**
 * An exact decimal number, no exponent, no sign, no leading zeros.
 */
export type Decimal = string
/**
 * A moment with offset, or a day (with the offset of the place it is counted in, where known). ISO 8601.
 */
export type Moment = string

/**
 * Hub document: what one vehicle carries across the border, bill by bill (WCO Data Model class Declaration).
 */
export interface CargoReport {
  /**
   * WCO D014 Declaration reference number: the trip, unique to its carrier; joins cargo and conveyance
   */
  id: string
  /**
   * WCO 065 Office of declaration, said as the crossing it controls, because each side names only its own office
   */
  borderCrossingId: string
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
  borderTransportMeans: {
    /**
     * WCO T010 Mode of transport crossing the border (UN/ECE Rec 19)
     */
    typeCode: string
  }
  carrier?: Party
  /**
   * WCO class Consignment
   *
   * @minItems 1
   */
  consignments: Consignment[]
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
   * WCO class RepresentativePerson
   */
  representativePerson?: {
    /**
     * WCO R006 Representative person name
     */
    name: string
  }
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
 * A party: name, identifier, address and how to reach it
 */
export interface Party {
  identifier?: Identifier
  /**
   * Name of the party, exactly as written (never transliterated)
   */
  name?: string
  /**
   * WCO class Address
   */
  address?: {
    /**
     * WCO 239 Street and number/P.O. Box
     */
    line: string
  }
  /**
   * WCO class Communication
   *
   * @minItems 1
   */
  communications?: Communication[]
  contact?: Contact
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
   * Register: USCC, CN-CUSTOMS, CN-ORG, KZ-BIN, KZ-IIN, RU-INN …
   */
  schemeId?: string
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
  name: string
  /**
   * WCO class Communication
   *
   * @minItems 1
   */
  communications?: Communication[]
}
/**
 * WCO class Consignment: one bill
 */
export interface Consignment {
  /**
   * WCO class TransportContractDocument
   */
  transportContractDocument: {
    /**
     * WCO D023 Transport document number
     */
    id: string
    /**
     * Transport document type
     */
    typeCode?: string
    /**
     * WCO 091 Contract and carriage condition
     */
    conditionCode?: string
    consolidator?: Party
    deconsolidator?: Party
  }
  /**
   * Nature of the bill: export, import, transit, transhipment
   */
  natureCode?: string
  totalPackageQuantity: Quantity
  /**
   * WCO 141 Kind of packages of the bill (UN/ECE Rec 21)
   */
  packageKindCode: string
  grossVolumeMeasure?: Decimal
  valueAmount?: Amount
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
  /**
   * WCO class LoadingLocation of the bill
   */
  loadingLocation?: {
    /**
     * WCO L010 Place of loading (UN/LOCODE)
     */
    id: string
  }
  /**
   * WCO class UnloadingLocation of the bill
   */
  unloadingLocation?: {
    /**
     * WCO L013 Place of discharge (UN/LOCODE)
     */
    id: string
  }
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
  consignor: Party
  consignee: Party
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
   */
  consignmentItems: ConsignmentItem[]
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
   */
  seals?: Seal[]
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
}
/**
 * WCO class ConsignmentItem: one kind of goods
 */
export interface ConsignmentItem {
  /**
   * WCO 138 Brief cargo description
   */
  cargoDescription: string
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
  grossMassMeasure: Decimal
  grossVolumeMeasure?: Decimal
  packageQuantity: Quantity
  /**
   * WCO 141 Kind of packages (UN/ECE Rec 21)
   */
  packageKindCode: string
}
