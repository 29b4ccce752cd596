import { createHash } from 'node:crypto'
import { canonicalDecimal } from './decimal.ts'
import type { Amount, Quantity } from './generated/verification/question.ts'
import { foldLookAlikes, skeleton } from './homoglyphs.ts'
import { hubUnitFor, unitConversion } from './units.ts'

/**
 * One text for everything that people mean by the same value of a document, so that what an agency read off the paper
 * can be compared with what the issuer sent, and a hash of it with a hash. For comparing only: never shown, never sent.
 *
 * A change here makes hashes incomparable that agencies compute with their own software: docs and test vectors change
 * with it.
 */
const FORMS = {
  declarant: nameForm,
  declarantId: identifierForm,
  carrier: nameForm,
  carrierId: identifierForm,
  exporter: nameForm,
  exporterId: identifierForm,
  consignee: nameForm,
  consigneeId: identifierForm,
  importer: nameForm,
  importerId: identifierForm,
  holder: nameForm,
  holderId: identifierForm,
  issueDate: plainForm,
  invoice: numberForm,
  contract: numberForm,
  agreement: plainForm,
  bill: numberForm,
  plate: numberForm,
  container: numberForm,
  seal: numberForm,
  subject: numberForm,
  office: nameForm,
  hs: subheadingForm,
  originCountry: plainForm,
  criterion: plainForm,
} as const satisfies Record<string, (text: string) => string>

/** Fields of a question that are texts; `quantity` and `amount` are the others. */
export type TextField = keyof typeof FORMS

/** Digits that the tariffs of all countries have in common. Harmonized System Convention, article 3. */
export const COMMON_TARIFF_DIGITS = 6

const SALT_BYTES = 32

/** Sets hashes of held values apart from every other use of SHA-256 over a salt. */
const HELD_VALUE = Uint8Array.of(1)
const SEPARATOR = Uint8Array.of(0)

/** What a question may state of a document, told plainly. */
export type ComparableField = TextField | 'quantity' | 'amount'
export type ComparableValue = string | Quantity | Amount

/**
 * @returns undefined when nothing is left to compare
 * @throws KhorgosError FIELD_INVALID for a quantity or amount that is no decimal number
 */
export function comparableForm(field: ComparableField, value: ComparableValue): string | undefined {
  if (typeof value !== 'string')
    return 'quantity' in value ? comparableQuantity(value) : comparableAmount(value)
  return field === 'quantity' || field === 'amount' ? undefined : comparableText(field, value)
}

export function isComparableField(field: string): field is ComparableField {
  return Object.hasOwn(FORMS, field) || field === 'quantity' || field === 'amount'
}

/** @returns undefined when nothing is left to compare: two names that are only dots are not one name. */
export function comparableText(field: TextField, text: string): string | undefined {
  const form = FORMS[field](text)
  return form === '' ? undefined : form
}

/**
 * @returns the number and its unit: kg, m³, m or m² for every unit that is known, else the unit itself
 * @throws KhorgosError FIELD_INVALID when it is no decimal number
 */
export function comparableQuantity({ quantity, unitCode }: Quantity): string {
  const hub = hubUnitFor(unitCode)
  const conversion = hub === undefined ? undefined : unitConversion(unitCode, hub)
  return hub === undefined || conversion === undefined
    ? `${canonicalDecimal(quantity)} ${unitCode}`
    : `${conversion.convert(quantity)} ${hub}`
}

/** @throws KhorgosError FIELD_INVALID when it is no decimal number */
export function comparableAmount({ amount, currencyId }: Amount): string {
  return `${canonicalDecimal(amount)} ${currencyId}`
}

/**
 * Tariff numbers have as many digits as their country gave them beyond the common ones, so that only the digits that
 * both sides have can be compared. (A hash has to do with the common ones.)
 *
 * @returns how many digits were compared, when all of them are the same; undefined when some differ or are too few
 */
export function sameTariffDigits(left: string, right: string): number | undefined {
  const digits = Math.min(left.length, right.length)
  if (digits < COMMON_TARIFF_DIGITS || left.slice(0, digits) !== right.slice(0, digits)) return undefined
  return digits
}

/**
 * Hex SHA-256 of salt ‖ 0x01 ‖ field ‖ 0x00 ‖ line ‖ 0x00 ‖ comparable form, texts in UTF-8: what a question states in place of a
 * value that it does not tell.
 *
 * @param salt 32 random bytes of this question alone, or the same values could be recognised in two of them
 * @param line number of the item, 0 outside items
 * @throws RangeError for a salt of another length
 */
export function heldHash(salt: Uint8Array, field: string, line: number, comparable: string): string {
  if (salt.length !== SALT_BYTES) throw new RangeError(`a salt has ${SALT_BYTES} bytes, not ${salt.length}`)
  return createHash('sha256')
    .update(salt)
    .update(HELD_VALUE)
    .update(field)
    .update(SEPARATOR)
    .update(String(line))
    .update(SEPARATOR)
    .update(comparable)
    .digest('hex')
}

/**
 * Letters and digits only. Marks stay with their letters: the vowels of Lao, Khmer and Burmese are marks. Upper case can
 * take a letter apart (ΐ), so that it is composed again.
 */
function nameForm(text: string): string {
  const capitals = text.normalize('NFKC').toUpperCase().normalize('NFKC')
  return foldLookAlikes(capitals).replaceAll(/[^\p{L}\p{M}\p{N}]/gu, '')
}

/** The register gives an identifier its meaning, so that one without a register equals nothing. */
function identifierForm(text: string): string {
  const { register = '', identifier = '' } = /^(?<register>\S+) (?<identifier>.+)$/su.exec(text)?.groups ?? {}
  const form = skeleton(identifier)
  return form === '' ? '' : `${register} ${form}`
}

function numberForm(text: string): string {
  return skeleton(text)
}

function subheadingForm(text: string): string {
  return text.length < COMMON_TARIFF_DIGITS ? '' : text.slice(0, COMMON_TARIFF_DIGITS)
}

/** Days and codes have one spelling, which the schema of the question holds them to. */
function plainForm(text: string): string {
  return text
}
