import { weightedSum } from './check-digits.ts'
import type { IdentifierScheme } from './scheme.ts'

/** ISO 6346 section 3: letters count from 10, leaving out 11, 22 and 33, the multiples of the modulus. */
const CONTAINER_VALUES = '0123456789A_BCDEFGHIJK_LMNOPQRSTU_VWXYZ'
const CONTAINER_WEIGHTS = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512]

/** Freight container: owner, category U, J or Z, serial, check digit. A remainder of 10 is written 0. */
export const ISO_6346: IdentifierScheme = {
  form: /^[A-Z]{3}[UJZ]\d{7}$/,
  shape: 'three letters, U, J or Z, and seven digits',
  isChecked: (id) => (weightedSum(id, CONTAINER_WEIGHTS, CONTAINER_VALUES) % 11) % 10 === Number(id[10]),
}

/** Number of a dangerous good in the UN Model Regulations: four digits, from 0004 on; it has no check digit. */
export const UNDG: IdentifierScheme = {
  form: /^(?:000[4-9]|00[1-9]\d|0[1-9]\d\d|[123]\d{3})$/,
  shape: 'four digits, 0004 to 3999',
}
