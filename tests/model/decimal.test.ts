import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  addDecimals,
  canonicalDecimal,
  compareDecimals,
  multiplyDecimals,
  padDecimal,
  roundDecimal,
  scaleByRatio,
  sumDecimals,
} from '../../src/model/decimal.ts'
import { refusalOf } from '../refusal.ts'

/** A number as integer units and scale, beside its text: what arithmetic on texts is checked against. */
const number = fc.tuple(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.integer({ min: 0, max: 12 }))
function text([units, scale]: readonly [bigint, number]): string {
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0')
  const whole = digits.slice(0, digits.length - scale)
  return `${units < 0n ? '-' : ''}${whole}${scale === 0 ? '' : `.${digits.slice(-scale)}`}`
}
const atScale = ([units, scale]: readonly [bigint, number], wanted: number) =>
  units * 10n ** BigInt(wanted - scale)

describe('canonical form', () => {
  test.each([
    ['21350.500', '21350.5'],
    ['+007', '7'],
    ['.5', '0.5'],
    ['5.', '5'],
    ['-0.00', '0'],
    ['-01.10', '-1.1'],
    ['0', '0'],
    ['10.0', '10'],
    ['0.10', '0.1'],
  ])('%s is %s', (given, canonical) => expect(canonicalDecimal(given)).toBe(canonical))

  test.each(['', '.', '+', '1e3', '1,5', '1 000', '0x1', '--1', '1.2.3', 'NaN', '٣', '9'.repeat(65)])(
    '"%s" is no number',
    (given) => expect(refusalOf(() => canonicalDecimal(given)).code).toBe('FIELD_INVALID'),
  )

  test('equal numbers have equal forms, and a form is its own form', () => {
    fc.assert(
      fc.property(number, fc.integer({ min: 0, max: 5 }), ([units, scale], more) => {
        const canonical = canonicalDecimal(text([units, scale]))
        expect(canonicalDecimal(text([units * 10n ** BigInt(more), scale + more]))).toBe(canonical)
        expect(canonicalDecimal(canonical)).toBe(canonical)
      }),
    )
  })
})

describe('arithmetic', () => {
  test('sums, products and comparisons are those of integers', () => {
    fc.assert(
      fc.property(number, number, (a, b) => {
        const scale = Math.max(a[1], b[1])
        const sum = atScale(a, scale) + atScale(b, scale)
        expect(addDecimals(text(a), text(b))).toBe(canonicalDecimal(text([sum, scale])))
        expect(multiplyDecimals(text(a), text(b))).toBe(canonicalDecimal(text([a[0] * b[0], a[1] + b[1]])))
        expect(compareDecimals(text(a), text(b))).toBe(
          Math.sign(Number(atScale(a, scale) - atScale(b, scale))),
        )
      }),
    )
  })

  test('a sum does not depend on the order, and of nothing it is zero', () => {
    fc.assert(
      fc.property(fc.array(number.map(text)), (all) => {
        expect(sumDecimals(all)).toBe(sumDecimals(all.toReversed()))
      }),
    )
    expect(sumDecimals([])).toBe('0')
    expect(sumDecimals(['0.1', '0.2'])).toBe('0.3')
  })

  test.each([
    ['1.005', 2, '1.01'],
    ['1.004999', 2, '1'],
    ['-1.005', 2, '-1.01'],
    ['0.5', 0, '1'],
    ['-0.4', 0, '0'],
    ['42.5', 0, '43'],
    ['9.999', 2, '10'],
    ['7', 3, '7'],
  ])('%s to %i decimals is %s', (value, scale, rounded) => expect(roundDecimal(value, scale)).toBe(rounded))

  test('padding only adds zeros', () => {
    expect([padDecimal('5', 3), padDecimal('5.25', 3), padDecimal('5', 0)]).toEqual(['5.000', '5.250', '5'])
  })

  test('a ratio is rounded once, at the end', () => expect(scaleByRatio('2', 1n, 3n, 4)).toBe('0.6667'))
})
