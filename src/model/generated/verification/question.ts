/* Generated from schemas/verification/question.schema.json by "npm run generate:types". */

/**
 * A name in small letters and hyphens.
 */
export type Word = string
/**
 * A country, ISO 3166-1 alpha-2.
 */
export type Country = string
/**
 * A day. ISO 8601.
 */
export type Day = string
/**
 * A moment in UTC. ISO 8601.
 */
export type Instant = string
/**
 * A text as it stands on the document, or its hash.
 */
export type HeldText = string | Hash
/**
 * An identifier of a party after the register that gives it meaning, as KZ-BIN 123456789012, or its hash.
 */
export type HeldIdentifier = string | Hash
/**
 * A day, or its hash.
 */
export type HeldDay = Day | Hash
/**
 * A code of the hub, or its hash.
 */
export type HeldCode = string | Hash
/**
 * An item of the document by its number there, WCO 006; 0 for the document as a whole.
 */
export type Line = number
/**
 * A tariff number of at least six digits without separators, or the hash of its first six.
 */
export type HeldTariffNumber = string | Hash
/**
 * A country, or its hash.
 */
export type HeldCountry = Country | Hash
/**
 * A quantity as it stands on the document, in any unit that converts into the document's, or its hash.
 */
export type HeldQuantity = Quantity | Hash
/**
 * An exact decimal number, no exponent, no sign, no leading zeros.
 */
export type Decimal = string
/**
 * An amount as it stands on the document, or its hash.
 */
export type HeldAmount = Amount | Hash

/**
 * What an agency asks about one document, what of the document it states, and what it wishes to use of it.
 */
export interface Question {
  kind: Word
  issuer: Country
  /**
   * Form of a certificate, as E or D, for kinds whose numbers are unique within a form only; no WCO id
   */
  form?: string
  /**
   * WCO D014 Number of the document; separators, case and look-alike letters do not matter
   */
  number: string
  purpose: Word
  /**
   * The asker's own number of the matter, given back in everything about this question; no WCO id
   */
  case?: string
  date?: Day
  asOf?: Instant
  /**
   * Random 32 bytes in base64url, drawn for this question alone: every value in held is then a salted hash; no WCO id
   */
  salt?: string
  held?: Held
  /**
   * What the asker wishes to use of the document, each line once; not to be used with salt; no WCO class
   *
   * @minItems 1
   * @maxItems 50
   */
  wants?: Wish[]
  inquire?: Inquire
}
/**
 * What the asker states of a document: fields of that kind of document only, all hashed or none.
 */
export interface Held {
  declarant?: HeldText
  declarantId?: HeldIdentifier
  carrier?: HeldText
  carrierId?: HeldIdentifier
  exporter?: HeldText
  exporterId?: HeldIdentifier
  consignee?: HeldText
  consigneeId?: HeldIdentifier
  importer?: HeldText
  importerId?: HeldIdentifier
  holder?: HeldText
  holderId?: HeldIdentifier
  issueDate?: HeldDay
  invoice?: HeldText
  contract?: HeldText
  bill?: HeldText
  agreement?: HeldCode
  plate?: HeldText
  container?: HeldText
  seal?: HeldText
  subject?: HeldText
  office?: HeldText
  /**
   * WCO class GovernmentAgencyGoodsItem: what is stated of its items, each item once
   *
   * @minItems 1
   * @maxItems 50
   */
  lines?: HeldLine[]
}
/**
 * A value that is not told: the salted hash of its comparable form.
 */
export interface Hash {
  /**
   * SHA-256 over salt, field, line and comparable form, hexadecimal; no WCO id
   */
  sha256: string
}
/**
 * What the asker states of one item of a document.
 */
export interface HeldLine {
  line: Line
  hs?: HeldTariffNumber
  originCountry?: HeldCountry
  criterion?: HeldCode
  quantity?: HeldQuantity
  amount?: HeldAmount
}
/**
 * WCO class GoodsMeasure: a quantity and its unit
 */
export interface Quantity {
  quantity: Decimal
  /**
   * Unit (UN/ECE Rec 20); no WCO id
   */
  unitCode: string
}
/**
 * An amount of money and its currency.
 */
export interface Amount {
  amount: Decimal
  /**
   * Currency (ISO 4217); no WCO id
   */
  currencyId: string
}
/**
 * What the asker wishes to use of one line: a quantity or an amount.
 */
export interface Wish {
  line: Line
  quantity?: Quantity
  amount?: Amount
}
/**
 * Why the issuing authority is to be asked. The authority gets to see it, and what the question holds.
 */
export interface Inquire {
  /**
   * Of the hub's list origin-verification-reason; no WCO id
   */
  reason:
    | 'classification'
    | 'description'
    | 'form'
    | 'origin-criterion'
    | 'random'
    | 'route'
    | 'seal-or-signature'
    | 'value'
  /**
   * WCO 225 The reason in words; only a random choice needs none
   */
  text?: string
}
