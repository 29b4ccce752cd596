import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  checkNumber,
  formatNumber,
  nextNumber,
  parseNumber,
  yearAt,
} from '../../../src/workflows/checklist/numbers.ts'

const CHINA = { country: 'CN', letter: 'C', districts: new Set(['0705', '0708']) }
const NOW = new Date('2026-11-22T08:00:00Z')
const refused = (message: string) =>
  expect.objectContaining({ code: 'NUMBER_MALFORMED', message: expect.stringContaining(message) })

describe('the number of a load checklist', () => {
  test('is that of the public form', () => {
    expect(parseNumber('C09070500001')).toEqual({ letter: 'C', year: 2009, district: '0705', serial: 1 })
  })

  test('is read as it was written, whatever its parts are', () => {
    fc.assert(
      fc.property(
        fc.record({
          letter: fc.constantFrom('C', 'M', 'K'),
          year: fc.integer({ min: 2000, max: 2099 }),
          district: fc.integer({ min: 0, max: 9999 }).map((number) => String(number).padStart(4, '0')),
          serial: fc.integer({ min: 1, max: 99_999 }),
        }),
        (parts) => {
          const number = formatNumber(parts)
          expect(number).toHaveLength(12)
          expect(parseNumber(number)).toEqual(parts)
        },
      ),
    )
  })

  test.each([
    '',
    'C2607050012',
    'C260705001234',
    'c26070500123',
    'C26070500000',
    ' C26070500123',
    'CC6070500123',
    '９',
  ])('is not "%s"', (text) => {
    expect(() => parseNumber(text)).toThrow(refused('no number of a load checklist'))
  })

  test('is not written with a letter that only looks like its own', () => {
    expect(() => parseNumber('С26070500123')).toThrow(refused('the letter С at position 1 is not Latin'))
  })

  test.each([
    ['M26070500123', 'lists of CN begin with C'],
    ['C26999900123', '9999 is no district of CN'],
    ['C27070500123', 'the year 2027 has not begun'],
  ])('is not %s, given by Erenhot in 2026', (text, why) => {
    expect(() => checkNumber(text, CHINA, NOW)).toThrow(refused(why))
  })

  test('may be of the new year as soon as it has begun somewhere', () => {
    const eve = new Date('2026-12-31T10:30:00Z')
    expect(checkNumber('C27070500001', CHINA, eve).year).toBe(2027)
  })

  test('may be of an old year: trucks and papers wait', () => {
    expect(checkNumber('C25070599999', CHINA, NOW).serial).toBe(99_999)
  })

  test.each([0, 100_000, 1.5, -1])('has no serial %d', (serial) => {
    expect(() => formatNumber({ letter: 'C', year: 2026, district: '0705', serial })).toThrow(
      expect.objectContaining({ code: 'FIELD_INVALID' }),
    )
  })

  test('is not given when the year has none left', () => {
    expect(() => nextNumber({ letter: 'C', year: 2026, district: '0705' }, undefined)).toThrow(
      expect.objectContaining({ code: 'CHECKLIST_NUMBERS_EXHAUSTED' }),
    )
  })

  test('belongs to the year that the clocks of the office show', () => {
    const moment = new Date('2026-12-31T17:00:00Z')
    expect(yearAt(moment, 'Asia/Shanghai')).toBe(2027)
    expect(yearAt(moment, 'Asia/Almaty')).toBe(2026)
  })
})
