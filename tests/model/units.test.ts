import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compareDecimals } from '../../src/model/decimal.ts'
import { hubUnitFor, KNOWN_UNITS, unitConversion } from '../../src/model/units.ts'

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
