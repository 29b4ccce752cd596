/* Generated from schemas/canonical/conveyance-report.schema.json by "npm run generate:types". */

/**
 * A moment with offset, or a day (with the offset of the place it is counted in, where known). ISO 8601.
 */
export type Moment = string
/**
 * An exact decimal number, no exponent, no sign, no leading zeros.
 */
export type Decimal = string
/**
 * A count.
 */
export type Quantity = number

/**
 * Hub document: the vehicle that makes the crossing (WCO Data Model class Declaration).
 */
export interface ConveyanceReport {
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
  carrier?: Party
  /**
   * WCO class Consignment: one vehicle with its containers
   *
   * @minItems 1
   *
   * Items: One vehicle with its containers
   */
  consignments: {
    borderTransportMeans: Vehicle
    /**
     * WCO class TransportEquipment
     *
     * @minItems 1
     * @maxItems 9
     */
    transportEquipment?: Equipment[]
  }[]
  /**
   * WCO class RepresentativePerson
   */
  representativePerson?: {
    /**
     * WCO R006 Representative person name
     */
    name: string
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
 * WCO class BorderTransportMeans: the vehicle
 */
export interface Vehicle {
  arrivalDateTime?: Moment
  /**
   * WCO T006 Identification of the vehicle in the register of the sending customs
   */
  id?: string
  /**
   * WCO T005 Registration plate as written on the vehicle
   */
  name: string
  /**
   * WCO T010 Mode of transport crossing the border (UN/ECE Rec 19)
   */
  typeCode: string
  /**
   * Nationality of the vehicle
   */
  registrationNationalityCode?: string
  /**
   * WCO class Master: the driver
   */
  master?: {
    /**
     * WCO R017 Master, coded
     */
    id?: string
    /**
     * WCO R016 Master, name
     */
    name?: string
  }
  /**
   * WCO class TransportEquipment attached: trailers
   *
   * @minItems 1
   * @maxItems 9
   *
   * Items: A trailer
   */
  transportEquipment?: {
    /**
     * WCO 159 Registration of the trailer
     */
    id: string
    tareWeightMeasure?: Decimal
    /**
     * WCO 387 Attached transport equipment
     */
    typeCode?: string
  }[]
  /**
   * WCO class Seal on the vehicle
   *
   * @minItems 1
   * @maxItems 9
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
