/* Generated from schemas/verification/answer.schema.json by "npm run generate:types". */
import type {Country, Day, Instant, Line, Question, Word} from './question.ts'

/**
 * Id of a partner.
 */
export type PartnerId = string
/**
 * Position in the log, or a number of records, a decimal number.
 */
export type Index = string
/**
 * What a quantity of goods is: gross mass, net mass, or another quantity.
 */
export type QuantityBasis = 'gross' | 'net' | 'other'
/**
 * An exact decimal number, no exponent, no sign, with as many decimals as converting left.
 */
export type ExactDecimal = string

/**
 * What the ledger said to one question at one moment: the payload of the signed answer. Fields may be added, never changed.
 */
export interface Answer {
  /**
   * Version of this form; no WCO id
   */
  v: 1
  /**
   * Id of the verification (UUID); no WCO id
   */
  verification: string
  at: Instant
  by: PartnerId
  /**
   * The state of the ledger that was asked: everything that stands in the log before this answer, nothing after it
   */
  ledger: {
    /**
     * Origin of the log; no WCO id
     */
    log: string
    size: Index
  }
  question: Question
  /**
   * Refuted when a check failed, confirmed when all passed, else not established; no WCO id
   */
  verdict: 'confirmed' | 'refuted' | 'not-established'
  /**
   * All checks in their order; no WCO class
   *
   * @minItems 1
   * @maxItems 999
   */
  checks: Check[]
  /**
   * What is left of the lines that were asked about, where the agreement shows it; no WCO class
   *
   * @minItems 1
   * @maxItems 1998
   */
  balance?: Balance[]
  document?: ShownDocument
  /**
   * Records of the log that it rests on; no WCO class
   *
   * @minItems 1
   * @maxItems 9
   */
  basis?: Basis[]
  heardAt?: Instant
  inquiry?: Inquiry
  /**
   * The verification whose question was asked again, by us, when the inquiry had ended; no WCO id
   */
  follows?: string
  /**
   * Records of the same verification before this answer: that it waited, what was answered before; no WCO class
   *
   * @minItems 1
   * @maxItems 99
   */
  earlier?: Index[]
}
/**
 * One check and its result.
 */
export interface Check {
  /**
   * What was checked; no WCO id
   */
  check: 'exists' | 'authentic' | 'competent' | 'in-force' | 'matches' | 'available' | 'not-revoked'
  /**
   * Field of held that was compared; no WCO id
   */
  field?: string
  line?: Line
  /**
   * Whether it holds; not-established where nobody can tell, which is never a pass; no WCO id
   */
  result: 'pass' | 'fail' | 'not-established'
  /**
   * Stable code of why; no WCO id
   */
  reason?: string
  /**
   * The same in words for people; no WCO id
   */
  detail?: string
}
/**
 * What is left of one measure of one line, in the unit of the document.
 */
export interface Balance {
  line: Line
  /**
   * What is counted; no WCO id
   */
  measure: 'quantity' | 'value'
  /**
   * Unit (UN/ECE Rec 20) of a quantity, currency (ISO 4217) of a value; no WCO id
   */
  unit: string
  basis?: QuantityBasis
  total: ExactDecimal
  carried?: ExactDecimal
  reserved: ExactDecimal
  used: ExactDecimal
  available: ExactDecimal
}
/**
 * A document as the ledger knows it, as far as the asker's agreement shows it.
 */
export interface ShownDocument {
  issueDay?: Day
  firstDay?: Day
  lastDay?: Day
  /**
   * Authority that issued it, as the document names it; no WCO id
   */
  authority?: string
  /**
   * Trade agreement that it is issued under; no WCO id
   */
  agreementCode?: string
  /**
   * WCO class AdditionalInformation: boxes ticked on the form
   *
   * @minItems 1
   * @maxItems 20
   *
   * Items: WCO 226 A box, as issued-retroactively
   */
  indicators?: string[]
  /**
   * WCO D018 Number of the document that it replaces or is built on
   */
  previous?: string
  /**
   * Number of the document that replaced it; no WCO id
   */
  next?: string
  releaseDay?: Day
  /**
   * When it did not count, or does not; no WCO class
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: A suspension, both days included; without a last one until further notice
   */
  suspensions?: {
    from: Day
    to?: Day
    /**
     * Why; no WCO id
     */
    reason?: string
  }[]
  /**
   * That it was taken back; no WCO class
   */
  revocation?: {
    from: Day
    /**
     * Why; no WCO id
     */
    reason?: string
  }
  declarant?: ShownParty
  carrier?: ShownParty
  exporter?: ShownParty
  consignee?: ShownParty
  importer?: ShownParty
  holder?: ShownParty
  /**
   * WCO class Invoice: its invoices
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: WCO D016 Number of an invoice
   */
  invoices?: string[]
  /**
   * Contracts that the goods are delivered under; no WCO class
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: Number of a contract; no WCO id
   */
  contracts?: string[]
  /**
   * WCO class BorderTransportMeans: number plates of the vehicle and its trailers
   *
   * @minItems 1
   * @maxItems 99
   *
   * Items: WCO T005 A number plate
   */
  plates?: string[]
  /**
   * WCO class TransportEquipment: its containers
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: WCO 159 Number of a container
   */
  containers?: string[]
  /**
   * WCO class Seal: its seals
   *
   * @minItems 1
   * @maxItems 999
   *
   * Items: WCO 165 Number of a seal
   */
  seals?: string[]
  inspection?: ShownInspection
  /**
   * The word of each side on the document; no WCO class
   *
   * @minItems 1
   * @maxItems 9
   */
  confirmations?: ShownConfirmation[]
  /**
   * WCO class GovernmentAgencyGoodsItem: its items; line 0 is the document as a whole
   *
   * @minItems 1
   * @maxItems 999
   */
  lines?: ShownLine[]
}
/**
 * A party as a document names it.
 */
export interface ShownParty {
  /**
   * Its name, and its name in Latin letters where the document has one; no WCO class
   *
   * @maxItems 3
   *
   * Items: A name; no WCO id
   */
  names: string[]
  /**
   * Its identifiers, each after the register that gives it meaning; no WCO class
   *
   * @maxItems 9
   *
   * Items: An identifier, as KZ-BIN 123456789012; no WCO id
   */
  ids: string[]
}
/**
 * An inspection as the ledger knows it, in the words of the hub's lists.
 */
export interface ShownInspection {
  /**
   * WCO D018 Number of the document whose goods were inspected
   */
  subject: string
  /**
   * WCO D019 Kind of that document (UN 1001)
   */
  type: string
  /**
   * SHA-256 of that document as the hub writes it; no WCO id
   */
  digest?: string
  /**
   * WCO 065 Border crossing, of the hub's list border-crossing
   */
  crossing?: string
  result: Word
  decision?: Word
  /**
   * The checks; no WCO class
   *
   * @maxItems 99
   *
   * Items: A check
   */
  checks: {
    kind: Word
    result: Word
    /**
     * What differed, of the hub's list finding-kind; no WCO class
     *
     * @minItems 1
     * @maxItems 99
     */
    findings?: Word[]
  }[]
}
/**
 * What one side says of a document.
 */
export interface ShownConfirmation {
  country: Country
  /**
   * When: a moment with offset, or a day; no WCO id
   */
  at: string
  result: Word
  decision?: Word
}
/**
 * An item of a document as the ledger knows it.
 */
export interface ShownLine {
  line: Line
  /**
   * WCO D023 Transport document of the goods of the line
   */
  bill?: string
  /**
   * WCO 145 Tariff number
   */
  hs?: string
  origin?: Country
  /**
   * Origin criterion, with its percentage where it has one; no WCO id
   */
  criterion?: string
  /**
   * WCO 130 Quantity that the document states
   */
  quantity?: {
    quantity: ExactDecimal
    /**
     * Unit (UN/ECE Rec 20); no WCO id
     */
    unit: string
    basis: QuantityBasis
  }
  /**
   * Value that the document states; no WCO class
   */
  value?: {
    amount: ExactDecimal
    /**
     * Currency (ISO 4217); no WCO id
     */
    currency: string
  }
}
/**
 * A message that the ledger took over, and where that stands in the log.
 */
export interface Basis {
  acceptance: Index
  fact: Index
  at: Instant
  source: PartnerId
}
/**
 * Our asking of the issuing authority about the document, as it stood at the answer.
 */
export interface Inquiry {
  /**
   * The verification (UUID) for which the authority is asked: the first answer to the question; no WCO id
   */
  id: string
  due: Day
  /**
   * Open until the authority has replied, the last day is over, or it could not be asked; no WCO id
   */
  state: 'open' | 'answered' | 'expired' | 'failed'
  /**
   * What the authority replied: of the hub's list origin-verification-result; no WCO id
   */
  result?: 'confirmed' | 'corrected' | 'not-authentic' | 'not-originating' | 'revoked' | 'unverifiable'
  /**
   * WCO 225 Its reasons in words; no WCO class
   */
  text?: string
}
