import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addDecimals, compareDecimals, multiplyDecimals } from '../../src/model/decimal.ts'
import { convertUp, hubUnitFor, KNOWN_UNITS, unitConversion } from '../../src/model/units.ts'

describe('units', () => {
  test.each([
    ['21.3505', 'TNE', 'KGM', '21350.5'],
    ['1', 'LBR', 'KGM', '0.45359237'],
    ['16', 'ONZ', 'LBR', '1'],
    ['42500', 'LTR', 'MTQ', '42.5'],
    ['12', 'INH', 'MTR', '0.3048'],
    ['1', 'FOT', 'INH', '12'],
  ])('%s %s in %s... is exact', (value, from, to, result) =>
    expect(unitConversion(from, to)?.convert(value, 10)).toBe(result),
  )

  test('there is no way between quantities or from an unknown unit', () => {
    expect(unitConversion('KGM', 'MTQ')).toBeUndefined()
    expect(unitConversion('PUD', 'KGM')).toBeUndefined()
    expect(hubUnitFor('PUD')).toBeUndefined()
  })

  test('an inexact conversion says so', () => {
    expect(unitConversion('KGM', 'LBR')).toMatchObject({ exact: false })
    expect(unitConversion('KGM', 'LBR')?.convert('1', 6)).toBe('2.204623')
  })

  test('every unit reaches the hub exactly, and exact ways lead back', () => {
    fc.assert(
      fc.property(fc.constantFrom(...KNOWN_UNITS), fc.integer({ min: 0, max: 10 ** 9 }), (unit, amount) => {
        const hub = hubUnitFor(unit) ?? ''
        const there = unitConversion(unit, hub)
        const back = unitConversion(hub, unit)
        expect(there?.exact).toBe(true)
        const value = back?.convert(there?.convert(String(amount)) ?? '', 6) ?? ''
        expect(compareDecimals(value, String(amount))).toBe(0)
      }),
    )
  })
})

describe('what is taken from a total in another unit', () => {
  test.each([
    ['10', 'TNE', 'KGM', '10000'],
    ['10.500', 'KGM', 'KGM', '10.5'],
    ['12', 'C62', 'C62', '12'],
    ['1', 'KGM', 'LBR', '2.204622622'],
    ['0.45359237', 'KGM', 'LBR', '1'],
    ['0.000001', 'GRM', 'TNE', '0.000000000001'],
    ['0', 'KGM', 'LBR', '0'],
  ])('%s %s are %s: %s', (value, from, to, result) => expect(convertUp(value, from, to)).toBe(result))

  test.each([
    ['KGM', 'C62'],
    ['PCE', 'C62'],
    ['KGM', 'MTQ'],
    ['PUD', 'KGM'],
  ])('of %s nothing can be told in %s', (from, to) => expect(convertUp('1', from, to)).toBeUndefined())

  test('it is never less than was said, and more by less than the last decimal', () => {
    const unit = fc.constantFrom(...KNOWN_UNITS)
    fc.assert(
      fc.property(unit, unit, fc.integer({ min: 0, max: 10 ** 9 }), (from, to, amount) => {
        const taken = convertUp(String(amount), from, to)
        fc.pre(taken !== undefined)
        const factors = [
          unitConversion(from, hubUnitFor(from) ?? ''),
          unitConversion(to, hubUnitFor(to) ?? ''),
        ]
        const [said = '', took = ''] = [factors[0]?.convert(String(amount)), factors[1]?.convert(taken ?? '')]
        expect(compareDecimals(took, said)).toBeGreaterThanOrEqual(0)
        const less = multiplyDecimals(factors[1]?.convert('1') ?? '', '0.000000001')
        expect(compareDecimals(took, addDecimals(said, less))).toBeLessThan(1)
      }),
    )
  })
})
