/* Generated from schemas/verification/write-off-request.schema.json by "npm run generate:types". */
import type {Amount, Country, Day, Held, Line, Quantity, Word} from './question.ts'

/**
 * A moment with its offset from UTC. ISO 8601.
 */
export type Moment = string

/**
 * What an agency sets aside, uses up or declines of one document. The same reference is the same write-off, for ever.
 */
export interface WriteOffRequest {
  /**
   * The agency's own name of this write-off, another one for each; no WCO id
   */
  reference: string
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
   * The asker's own number of the matter; no WCO id
   */
  case?: string
  date?: Day
  /**
   * Reserved: set aside until it is used or released. Used: used up at once. Declined: refused, nothing is taken; no WCO id
   */
  state: 'reserved' | 'used' | 'declined'
  reservedUntil?: Moment
  held: Held
  /**
   * What is taken of which lines, each line once; without quantities and amounts when declined; no WCO class
   *
   * @minItems 1
   * @maxItems 50
   */
  lines: WriteOffLine[]
  reason?: WriteOffReason
  for?: UsedFor
}
/**
 * One line of the document, and how much of it: a quantity or an amount.
 */
export interface WriteOffLine {
  line: Line
  quantity?: Quantity
  amount?: Amount
}
/**
 * Why, as a code and in words.
 */
export interface WriteOffReason {
  code: Word
  /**
   * The same in words; no WCO id
   */
  text?: string
}
/**
 * A document of the agency's own, and its item.
 */
export interface UsedFor {
  kind: Word
  issuer: Country
  /**
   * WCO D018 Number of that document
   */
  number: string
  line?: Line
}
