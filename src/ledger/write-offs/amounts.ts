import { canonicalDecimal, compareDecimals } from '../../model/decimal.ts'
import type { Wish } from '../../model/generated/verification/question.ts'
import type { Measure } from '../../model/measure.ts'
import { convertUp } from '../../model/units.ts'
import type { FactLine } from '../facts/fact.ts'

/** What is asked for of lines, and what lines state: a number and its unit, under one name for goods and for money. */

/** A measure of one line of a document. */
export interface Counted {
  readonly line: number
  readonly measure: Measure
}

/** A number in a unit (UN/ECE Rec 20) or a currency (ISO 4217). */
export interface Measured {
  readonly amount: string
  readonly unit: string
}

/** @returns undefined for a line that is named without saying how much of it */
export function askedOf({ line, quantity, amount }: Wish): (Counted & Measured) | undefined {
  if (quantity !== undefined)
    return { line, measure: 'quantity', amount: quantity.quantity, unit: quantity.unitCode }
  return amount && { line, measure: 'value', amount: amount.amount, unit: amount.currencyId }
}

/** What a document states of a line; undefined where it does not. */
export function statedOf({ quantity, value }: FactLine, measure: Measure): Measured | undefined {
  if (measure === 'quantity')
    return quantity && { amount: canonicalDecimal(quantity.quantity), unit: quantity.unit }
  return value && { amount: canonicalDecimal(value.amount), unit: value.currency }
}

/**
 * What is asked for in the unit of the document. There are no rates: money counts in its own currency only. Gross and net
 * masses are not converted into each other; which of them the document states is shown, and the asker chooses.
 *
 * @returns undefined when it cannot be told in that unit
 */
export function amountIn(unit: string, { measure, ...asked }: Counted & Measured): string | undefined {
  if (measure === 'value' && asked.unit !== unit) return undefined
  return convertUp(asked.amount, asked.unit, unit)
}

/** What a record of the log can hold: no certificate has so much, and sums of very many still fit. */
const COUNTABLE = /^\d{1,18}(?:\.\d{1,30})?$/

export function isCountable(amount: string): boolean {
  return COUNTABLE.test(amount)
}

export function isZero(amount: string): boolean {
  return compareDecimals(amount, '0') === 0
}
