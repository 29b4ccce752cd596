import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { daysAt, lastDayOfMonths, monthsAfter } from '../../src/ledger/facts/calendar.ts'

describe('the last day of a period of months', () => {
  test.each([
    ['2026-11-21', 12, '2027-11-20'],
    ['2026-01-01', 12, '2026-12-31'],
    ['2026-03-01', 6, '2026-08-31'],
    ['2026-08-31', 6, '2027-02-28'],
    ['2026-08-30', 6, '2027-02-28'],
    ['2027-08-29', 6, '2028-02-28'],
    ['2027-08-31', 6, '2028-02-29'],
    ['2024-02-29', 12, '2025-02-28'],
    ['2024-02-29', 48, '2028-02-28'],
    ['2024-03-01', 12, '2025-02-28'],
    ['2026-01-31', 1, '2026-02-28'],
    ['2026-05-31', 1, '2026-06-30'],
  ])('from %s for %i months is %s', (first, months, last) => {
    expect(lastDayOfMonths(first, months)).toBe(last)
  })
})

describe('months after a day', () => {
  test.each([
    ['2026-11-21', 12, '2027-11-21'],
    ['2026-08-31', 6, '2027-02-28'],
    ['2024-02-29', 12, '2025-02-28'],
    ['2026-12-31', 2, '2027-02-28'],
    ['2026-10-31', 1, '2026-11-30'],
  ])('%s and %i months are %s', (day, months, after) => {
    expect(monthsAfter(day, months)).toBe(after)
  })
})

test('a later day never ends earlier', () => {
  const day = fc
    .date({ min: new Date('1990-01-01'), max: new Date('2090-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10))
  fc.assert(
    fc.property(day, day, fc.integer({ min: 1, max: 60 }), (one, other, months) => {
      const [first, second] = [one, other].sort()
      if (first === undefined || second === undefined) return
      expect(lastDayOfMonths(first, months) <= lastDayOfMonths(second, months)).toBe(true)
      expect(monthsAfter(first, months) <= monthsAfter(second, months)).toBe(true)
      expect(lastDayOfMonths(first, months) <= monthsAfter(first, months)).toBe(true)
    }),
  )
})

test('a moment is two calendar days somewhere on earth', () => {
  expect(daysAt(new Date('2026-11-20T20:00:00Z'))).toEqual({ first: '2026-11-20', last: '2026-11-21' })
  expect(daysAt(new Date('2026-11-20T11:00:00Z'))).toEqual({ first: '2026-11-19', last: '2026-11-21' })
})
