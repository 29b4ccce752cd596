import { canonicalDecimal, multiplyDecimals, type Rounding, scaleByRatio } from './decimal.ts'

/**
 * Units of measure by their UN/ECE Recommendation 20 code, with exact factors to the unit the hub uses for the
 * quantity: kilogram, cubic metre, metre, square metre. Pound and foot are the international ones of 1959, the gallons
 * those of the UK (1985) and the US (231 cubic inches): all exact by definition.
 */
export type Quantity = 'mass' | 'volume' | 'length' | 'area'

interface Unit {
  readonly quantity: Quantity
  readonly factor: string
}

const UNITS: Readonly<Record<string, Unit>> = {
  MGM: { quantity: 'mass', factor: '0.000001' },
  GRM: { quantity: 'mass', factor: '0.001' },
  HGM: { quantity: 'mass', factor: '0.1' },
  KGM: { quantity: 'mass', factor: '1' },
  DTN: { quantity: 'mass', factor: '100' },
  TNE: { quantity: 'mass', factor: '1000' },
  ONZ: { quantity: 'mass', factor: '0.028349523125' },
  LBR: { quantity: 'mass', factor: '0.45359237' },
  CTM: { quantity: 'mass', factor: '0.0002' },
  CWA: { quantity: 'mass', factor: '45.359237' },
  CWI: { quantity: 'mass', factor: '50.80234544' },
  STN: { quantity: 'mass', factor: '907.18474' },
  LTN: { quantity: 'mass', factor: '1016.0469088' },
  KTN: { quantity: 'mass', factor: '1000000' },
  MMQ: { quantity: 'volume', factor: '0.000000001' },
  MLT: { quantity: 'volume', factor: '0.000001' },
  CMQ: { quantity: 'volume', factor: '0.000001' },
  LTR: { quantity: 'volume', factor: '0.001' },
  DMQ: { quantity: 'volume', factor: '0.001' },
  HLT: { quantity: 'volume', factor: '0.1' },
  MTQ: { quantity: 'volume', factor: '1' },
  K6: { quantity: 'volume', factor: '1' },
  INQ: { quantity: 'volume', factor: '0.000016387064' },
  FTQ: { quantity: 'volume', factor: '0.028316846592' },
  GLI: { quantity: 'volume', factor: '0.00454609' },
  GLL: { quantity: 'volume', factor: '0.003785411784' },
  MMT: { quantity: 'length', factor: '0.001' },
  CMT: { quantity: 'length', factor: '0.01' },
  DMT: { quantity: 'length', factor: '0.1' },
  MTR: { quantity: 'length', factor: '1' },
  KMT: { quantity: 'length', factor: '1000' },
  INH: { quantity: 'length', factor: '0.0254' },
  FOT: { quantity: 'length', factor: '0.3048' },
  YRD: { quantity: 'length', factor: '0.9144' },
  NMI: { quantity: 'length', factor: '1852' },
  MMK: { quantity: 'area', factor: '0.000001' },
  CMK: { quantity: 'area', factor: '0.0001' },
  DMK: { quantity: 'area', factor: '0.01' },
  MTK: { quantity: 'area', factor: '1' },
  H16: { quantity: 'area', factor: '100' },
  DAA: { quantity: 'area', factor: '1000' },
  H18: { quantity: 'area', factor: '10000' },
  KMK: { quantity: 'area', factor: '1000000' },
  INK: { quantity: 'area', factor: '0.00064516' },
  FTK: { quantity: 'area', factor: '0.09290304' },
  YDK: { quantity: 'area', factor: '0.83612736' },
}

/** The hub's own unit of each quantity, unless a schema says otherwise with `x-unit`. */
const HUB_UNITS: Readonly<Record<Quantity, string>> = {
  mass: 'KGM',
  volume: 'MTQ',
  length: 'MTR',
  area: 'MTK',
}

export const KNOWN_UNITS: readonly string[] = Object.keys(UNITS)

/** @returns the hub's unit for the quantity that `unit` measures; undefined for an unknown unit. */
export function hubUnitFor(unit: string): string | undefined {
  const known = UNITS[unit]
  return known === undefined ? undefined : HUB_UNITS[known.quantity]
}

/** How numbers go from one unit to another. */
export interface UnitConversion {
  /** The result of every number is a finite decimal; when false, `convert` needs a scale to round to. */
  readonly exact: boolean
  /** @returns the canonical number in the other unit, rounded to `scale`, half up as a rule, only when not exact. */
  convert(value: string, scale?: number, rounding?: Rounding): string
}

/** @returns undefined when a unit is unknown or the two measure different things. */
export function unitConversion(from: string, to: string): UnitConversion | undefined {
  const [source, target] = [UNITS[from], UNITS[to]]
  if (source === undefined || target === undefined || source.quantity !== target.quantity) return undefined
  if (from === to) return { exact: true, convert: (value) => canonicalDecimal(value) }
  const ratio = reduced(asInteger(source.factor), asInteger(target.factor))
  const factor = finiteDecimal(ratio)
  if (factor !== undefined) return { exact: true, convert: (value) => multiplyDecimals(value, factor) }
  return {
    exact: false,
    convert: (value, scale = 0, rounding = 'half-up') =>
      scaleByRatio(value, ratio.numerator, ratio.denominator, scale, rounding),
  }
}

/** Decimals of a converted amount that has no end. */
const ENDLESS_SCALE = 9

/**
 * What somebody who takes so much from a total in another unit takes of it: exact where the result is a finite decimal,
 * else rounded up, so that nobody ever takes less than he said.
 *
 * @param from the same unit as `to`, known here or not (a piece is a piece), or one that measures the same
 * @returns the canonical number, undefined when the two units measure different things or are not known
 * @throws KhorgosError FIELD_INVALID when the value is no decimal number
 */
export function convertUp(value: string, from: string, to: string): string | undefined {
  if (from === to) return canonicalDecimal(value)
  return unitConversion(from, to)?.convert(value, ENDLESS_SCALE, 'up')
}

interface Ratio {
  readonly numerator: bigint
  readonly denominator: bigint
}

/** Factors have at most 12 decimals, so that this is an integer for each of them. */
function asInteger(factor: string): bigint {
  return BigInt(multiplyDecimals(factor, '1000000000000'))
}

function reduced(numerator: bigint, denominator: bigint): Ratio {
  let [a, b] = [numerator, denominator]
  while (b !== 0n) [a, b] = [b, a % b]
  return { numerator: numerator / a, denominator: denominator / a }
}

/** A reduced ratio is a finite decimal exactly when its denominator has no prime factor but 2 and 5. */
function finiteDecimal({ numerator, denominator }: Ratio): string | undefined {
  let rest = denominator
  let digits = 0
  for (const prime of [2n, 5n]) {
    for (; rest % prime === 0n; rest /= prime) digits += 1
  }
  return rest === 1n ? scaleByRatio('1', numerator, denominator, digits) : undefined
}
