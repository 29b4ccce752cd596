import { ALPHANUMERIC, weightedSum } from './check-digits.ts'
import type { IdentifierScheme } from './scheme.ts'

/** GB 32100-2015 section 4: no I, O, S, V and Z, which are misread. */
const USCC_ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY'

/** GB 32100-2015 annex A: 3 to the power of the position, modulo 31. */
const USCC_WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]

/** GB 11714-1997 section 3.3. */
const ORGANISATION_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2]

/**
 * Unified social credit code: registering authority, kind of body, six digits of the district, organisation code, check
 * character. The check digit inside the organisation code is not asked for: GB 32100 checks the whole.
 */
export const USCC: IdentifierScheme = {
  form: /^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}$/,
  shape: '18 digits and letters, the third to eighth of them digits',
  isChecked: (id) =>
    USCC_ALPHABET[(31 - (weightedSum(id, USCC_WEIGHTS, USCC_ALPHABET) % 31)) % 31] === id[17],
}

/** Organisation code, with or without the hyphen before its check character (GB 11714-1997). */
export const CN_ORG: IdentifierScheme = {
  form: /^[0-9A-Z]{8}-?[0-9X]$/,
  shape: 'eight digits and letters and a check character',
  isChecked: (id) => {
    const check = 11 - (weightedSum(id, ORGANISATION_WEIGHTS, ALPHANUMERIC) % 11)
    return id.at(-1) === (check === 10 ? 'X' : String(check % 11))
  },
}

/** Registration code with the customs: district, economic zone, kind of enterprise, serial. It has no check digit. */
export const CN_CUSTOMS: IdentifierScheme = {
  form: /^\d{4}[0-9A-Z]{6}$/,
  shape: 'four digits and six digits or letters',
}

/** Registration code with the inspection and quarantine service; it has no check digit. */
export const CN_CIQ: IdentifierScheme = { form: /^\d{10}$/, shape: '10 digits' }
