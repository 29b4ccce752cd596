/** Sums that check digits are made of. Characters outside an alphabet must have been refused before. */

/** The sum of the characters' values, each times its weight. */
export function weightedSum(text: string, weights: readonly number[], alphabet: string): number {
  return weights.reduce((sum, weight, at) => sum + weight * alphabet.indexOf(text[at] ?? ''), 0)
}

/** Digits only. */
export const DIGITS = '0123456789'

/** Digits and Latin capitals: A is 10, Z is 35. */
export const ALPHANUMERIC = `${DIGITS}ABCDEFGHIJKLMNOPQRSTUVWXYZ`
