/**
 * A compact JWS as decimal digits: two for each character, its code less 45, as SMART Health Cards write it. A QR code holds
 * digits in 3⅓ bits each, so that a character takes 6⅔ bits in place of the 8 of a code of bytes.
 */
const FIRST = '-'.charCodeAt(0)
const LAST = 'z'.charCodeAt(0)

/** @param text of base64url characters and points */
export function digitsOf(text: string): string {
  return Array.from(text, (character) => String(character.charCodeAt(0) - FIRST).padStart(2, '0')).join('')
}

/** @returns undefined for a text that is not such digits, all of them and nothing else */
export function textOfDigits(digits: string): string | undefined {
  if (!/^(?:\d\d)+$/.test(digits)) return undefined
  const codes = Array.from(
    { length: digits.length / 2 },
    (_, at) => Number(digits.slice(2 * at, 2 * at + 2)) + FIRST,
  )
  return codes.every((code) => code <= LAST) ? String.fromCharCode(...codes) : undefined
}
