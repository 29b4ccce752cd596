import { ALPHANUMERIC, DIGITS, weightedSum } from './check-digits.ts'
import type { IdentifierScheme } from './scheme.ts'

/** Registers of the states of the Eurasian Economic Union. */

const ONE_TO_ELEVEN = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]
const THREE_TO_TWO = [3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2]

/**
 * Kazakhstan's one check digit for persons and entities: weights 1 to 11; a remainder of 10 starts again with the
 * weights 3 to 11, 1, 2; a second 10 means that the number was never given out.
 */
function isKazakh(id: string): boolean {
  const first = weightedSum(id, ONE_TO_ELEVEN, DIGITS) % 11
  const check = first === 10 ? weightedSum(id, THREE_TO_TWO, DIGITS) % 11 : first
  return check === Number(id[11])
}

/** Individual: birth as YYMMDD, century and sex, serial. */
export const KZ_IIN: IdentifierScheme = {
  form: /^\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[0-6]\d{5}$/,
  shape: '12 digits, the first six a day of birth',
  isChecked: isKazakh,
}

/** Business: registered in YYMM, then 4, 5 or 6 for its kind, where an individual's number has a day below 40. */
export const KZ_BIN: IdentifierScheme = {
  form: /^\d\d(?:0[1-9]|1[0-2])[456][0-3]\d{6}$/,
  shape: '12 digits, the first four a month, the fifth 4, 5 or 6',
  isChecked: isKazakh,
}

const INN_10 = [2, 4, 10, 3, 5, 9, 4, 6, 8]
/** Of a person's two check digits; the second is made of the first ten digits and the first check digit. */
const INN_11 = [7, ...INN_10]
const INN_12 = [3, ...INN_11]

const innDigit = (id: string, weights: readonly number[]) =>
  String((weightedSum(id, weights, DIGITS) % 11) % 10)

/** Taxpayer: 10 digits of an entity with one check digit, 12 of a person with two. */
export const RU_INN: IdentifierScheme = {
  form: /^(?:\d{10}|\d{12})$/,
  shape: '10 digits of an organisation or 12 of a person',
  isChecked: (id) =>
    id.length === 10
      ? id[9] === innDigit(id, INN_10)
      : id[10] === innDigit(id, INN_11) && id[11] === innDigit(id, INN_12),
}

/** Why and where a taxpayer is registered: tax office, reason, serial. It has no check digit. */
export const RU_KPP: IdentifierScheme = {
  form: /^\d{4}[0-9A-Z]{2}\d{3}$/,
  shape: 'four digits, two digits or letters, three digits',
}

/** State register of legal entities: the number without its last digit, modulo 11. */
export const RU_OGRN: IdentifierScheme = {
  form: /^[15]\d{12}$/,
  shape: '13 digits, the first 1 or 5',
  isChecked: (id) => id[12] === String(remainder(id.slice(0, 12), 11) % 10),
}

/** State register of sole traders: the number without its last digit, modulo 13. */
export const RU_OGRNIP: IdentifierScheme = {
  form: /^3\d{14}$/,
  shape: '15 digits, the first 3',
  isChecked: (id) => id[14] === String(remainder(id.slice(0, 14), 13) % 10),
}

function remainder(digits: string, modulus: number): number {
  return Number(BigInt(digits) % BigInt(modulus))
}

const UNP_LETTERS = 'ABCEHKMOPT'
const UNP_WEIGHTS = [29, 23, 19, 17, 13, 7, 5, 3]

/**
 * Belarusian payer: an entity has nine digits, a person two letters first. The letters are those that Cyrillic and
 * Latin share by look: the first counts as in base 36, the second by its place among them. A remainder of 10 means that the number was never given out.
 */
export const BY_UNP: IdentifierScheme = {
  form: /^(?:[1-7]\d|[ABCEHKM][ABCEHKMOPT])\d{7}$/,
  shape: 'nine digits, or two letters and seven digits',
  letters: 'by look',
  isChecked: (id) => {
    const second = UNP_LETTERS.indexOf(id[1] ?? '')
    const digits = second === -1 ? id : `${id[0] ?? ''}${second}${id.slice(2)}`
    return weightedSum(digits, UNP_WEIGHTS, ALPHANUMERIC) % 11 === Number(id[8])
  },
}

/** Armenian taxpayer; how its digits are checked has not been published. */
export const AM_UNN: IdentifierScheme = { form: /^\d{8}$/, shape: '8 digits' }

/** Kyrgyz taxpayer; how its digits are checked has not been published. */
export const KG_INN: IdentifierScheme = { form: /^\d{14}$/, shape: '14 digits' }
