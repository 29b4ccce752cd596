import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { clockPeriods, offsetAt } from '../../src/model/time-zone.ts'

const DAY_MS = 86_400_000
const day = (text: string): [number, number] => [Date.parse(text), Date.parse(text) + DAY_MS]

describe('a day is cut where the clock changes', () => {
  test.each([
    ['Asia/Shanghai', '2026-03-29', []],
    ['Europe/Berlin', '2026-03-29', ['2026-03-29T01:00:00.000Z']],
    ['Australia/Lord_Howe', '2026-10-03', ['2026-10-03T15:30:00.000Z']],
    ['Asia/Almaty', '2024-02-29', ['2024-02-29T18:00:00.000Z']],
  ])('of %s on %s', (zone, text, changes) => {
    const periods = clockPeriods(zone, ...day(text))
    expect(periods.slice(1).map(({ start }) => new Date(start).toISOString())).toEqual(changes)
  })

  test('into periods without gap, in each of which the offset is one', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('Europe/Berlin', 'America/Havana', 'Asia/Beirut', 'Pacific/Apia'),
        fc.integer({ min: Date.UTC(2009, 0), max: Date.UTC(2027, 0) }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (zone, from, share) => {
          const start = Math.floor(from / DAY_MS) * DAY_MS
          const periods = clockPeriods(zone, start, start + DAY_MS)
          expect(periods[0]?.start).toBe(start)
          expect(periods.at(-1)?.end).toBe(start + DAY_MS)
          for (const [at, period] of periods.entries()) {
            expect(period.end).toBe(periods[at + 1]?.start ?? start + DAY_MS)
            const within = Math.floor(period.start + share * (period.end - 1 - period.start))
            expect(offsetAt(zone, within)).toBe(period.offset)
          }
        },
      ),
    )
  })
})
