import { KhorgosError } from '../errors.ts'

/**
 * Exact decimal numbers as strings: masses, volumes, money. Binary floating point never touches them.
 * Canonical form: no plus sign, no leading or trailing zeros, no point without digits after it, no "-0", so
 * that equal numbers are equal strings.
 */

/** More digits than any customs format has; bounds the work on hostile input. */
export const MAX_DECIMAL_LENGTH = 64

/** xs:decimal, XML Schema part 2, 3.2.3.1: no exponent, a point without digits on one side is legal. */
const LEXICAL = /^([+-]?)0*([0-9]*)(?:\.([0-9]*))?$/

interface Scaled {
  readonly units: bigint
  readonly scale: number
}

/**
 * @returns the canonical form of an xs:decimal.
 * @throws KhorgosError FIELD_INVALID when the text is not one, or is longer than MAX_DECIMAL_LENGTH.
 */
export function canonicalDecimal(text: string): string {
  if (isCanonical(text)) return text
  const match = text.length > MAX_DECIMAL_LENGTH ? null : LEXICAL.exec(text)
  if (match === null || !/[0-9]/.test(text)) {
    throw new KhorgosError('FIELD_INVALID', `"${text.slice(0, MAX_DECIMAL_LENGTH)}" is not a decimal number.`)
  }
  const whole = match[2] === '' ? '0' : (match[2] ?? '0')
  const fraction = withoutTrailingZeros(match[3] ?? '')
  const plain = fraction === '' ? whole : `${whole}.${fraction}`
  return match[1] === '-' && plain !== '0' ? `-${plain}` : plain
}

/** @returns the exact sum, canonical; '0' of nothing. */
export function sumDecimals(values: Iterable<string>): string {
  let units = 0n
  let scale = 0
  for (const value of values) {
    const next = parse(value)
    if (next.scale > scale) {
      units *= 10n ** BigInt(next.scale - scale)
      scale = next.scale
    }
    units += next.scale === scale ? next.units : atScale(next, scale)
  }
  return print({ units, scale })
}

export function addDecimals(left: string, right: string): string {
  return sumDecimals([left, right])
}

/** @returns the exact difference, canonical; below zero where `right` is the greater one */
export function subtractDecimals(left: string, right: string): string {
  const [a, b] = [parse(left), parse(right)]
  const scale = Math.max(a.scale, b.scale)
  return print({ units: atScale(a, scale) - atScale(b, scale), scale })
}

export function multiplyDecimals(left: string, right: string): string {
  const [a, b] = [parse(left), parse(right)]
  return print({ units: a.units * b.units, scale: a.scale + b.scale })
}

/** @returns -1, 0 or 1 as `left` is below, equal to or above `right`: "21350.500" equals "21350.5". */
export function compareDecimals(left: string, right: string): -1 | 0 | 1 {
  if (left === right) return 0
  const [one, other] = [canonicalDecimal(left), canonicalDecimal(right)]
  if (one === other) return 0
  const [a, b] = [parse(one), parse(other)]
  const scale = Math.max(a.scale, b.scale)
  const difference = atScale(a, scale) - atScale(b, scale)
  return difference === 0n ? 0 : difference < 0n ? -1 : 1
}

/** @returns the number with at most `scale` decimals, canonical; a half goes away from zero ("half up"). */
export function roundDecimal(value: string, scale: number): string {
  const canonical = canonicalDecimal(value)
  const point = canonical.indexOf('.')
  if (point < 0 || canonical.length - point - 1 <= scale) return canonical
  const number = parse(canonical)
  return print({ units: divideHalfUp(number.units, 10n ** BigInt(number.scale - scale)), scale })
}

/** `half-up`: a half goes away from zero. `up`: never below the exact value. */
export type Rounding = 'half-up' | 'up'

/** @returns value × numerator ÷ denominator, rounded to `scale` decimals, canonical; the denominator is positive. */
export function scaleByRatio(
  value: string,
  numerator: bigint,
  denominator: bigint,
  scale: number,
  rounding: Rounding = 'half-up',
): string {
  const number = parse(value)
  const divide = rounding === 'up' ? divideUp : divideHalfUp
  const shifted = number.units * numerator * 10n ** BigInt(scale)
  return print({ units: divide(shifted, denominator * 10n ** BigInt(number.scale)), scale })
}

/** @returns a canonical number of at most `scale` decimals padded to exactly so many: "5" → "5.000". */
export function padDecimal(canonical: string, scale: number): string {
  if (scale === 0) return canonical
  const point = canonical.indexOf('.')
  if (point < 0) return `${canonical}.${'0'.repeat(scale)}`
  return canonical + '0'.repeat(Math.max(0, scale - (canonical.length - point - 1)))
}

/** The common case, recognised in one pass: digits, no leading zero, a fraction that does not end in zero. */
function isCanonical(text: string): boolean {
  const { length } = text
  if (length === 0 || length > MAX_DECIMAL_LENGTH) return false
  let point = -1
  for (let index = 0; index < length; index += 1) {
    const code = text.charCodeAt(index)
    if (code === 46 && point < 0 && index > 0) point = index
    else if (code < 48 || code > 57) return false
  }
  const wholeLength = point < 0 ? length : point
  if (wholeLength > 1 && text.charCodeAt(0) === 48) return false
  return point < 0 || (point < length - 1 && text.charCodeAt(length - 1) !== 48)
}

function parse(value: string): Scaled {
  const canonical = canonicalDecimal(value)
  const point = canonical.indexOf('.')
  if (point < 0) return { units: BigInt(canonical), scale: 0 }
  return {
    units: BigInt(canonical.slice(0, point) + canonical.slice(point + 1)),
    scale: canonical.length - point - 1,
  }
}

function print({ units, scale }: Scaled): string {
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0')
  const fraction = withoutTrailingZeros(digits.slice(digits.length - scale))
  const whole = digits.slice(0, digits.length - scale)
  const sign = units < 0n ? '-' : ''
  return scale === 0 || fraction === '' ? sign + whole : `${sign}${whole}.${fraction}`
}

function atScale({ units, scale }: Scaled, wanted: number): bigint {
  return units * 10n ** BigInt(wanted - scale)
}

/** `divisor` is positive. BigInt division cuts towards zero, so the half is added on the number's own side. */
function divideHalfUp(dividend: bigint, divisor: bigint): bigint {
  const half = dividend < 0n ? -divisor : divisor
  return (2n * dividend + half) / (2n * divisor)
}

/** `divisor` is positive. */
function divideUp(dividend: bigint, divisor: bigint): bigint {
  return dividend > 0n ? (dividend + divisor - 1n) / divisor : dividend / divisor
}

function withoutTrailingZeros(digits: string): string {
  let end = digits.length
  while (end > 0 && digits.charCodeAt(end - 1) === 48) end -= 1
  return digits.slice(0, end)
}
