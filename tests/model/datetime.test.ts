import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compileDateFormat, type DateFormat } from '../../src/model/date-format.ts'
import { dayAt, fromHubTime, hubTimeAt, toHubTime } from '../../src/model/datetime.ts'
import { instantsOfLocal, isTimeZone, offsetAt } from '../../src/model/time-zone.ts'

function format(pattern: string): DateFormat {
  const compiled = compileDateFormat(pattern)
  if (compiled === undefined) throw new Error(`${pattern} does not compile`)
  return compiled
}
const ZONES = [
  'Asia/Shanghai',
  'Asia/Almaty',
  'Asia/Ulaanbaatar',
  'Europe/Berlin',
  'America/St_Johns',
  'Asia/Kathmandu',
  'UTC',
]

describe('patterns', () => {
  test.each(['yyyyMMddHHmmssSSS', "yyyy-MM-dd'T'HH:mm:ssXXX", 'dd.MM.yyyy HH:mm', 'HH:mm', 'yyyyMMdd'])(
    '%s prints what it parses',
    (pattern) => {
      const parts = { year: 2026, month: 11, day: 21, hour: 8, minute: 5, second: 9, milli: 7, offset: 300 }
      const text = format(pattern).print(parts)
      expect(format(pattern).print(format(pattern).parse(text) ?? parts)).toBe(text)
      expect(format(pattern).parse(`${text}0`)).toBeUndefined()
      expect(format(pattern).parse(text.slice(0, -1))).toBeUndefined()
    },
  )

  test.each(['', 'YYYYMMDD', 'yyyyMM', 'yyyyMMddMM', 'mm:ss', 'yyyy-MM-ddTHH:mm', "yyyy'", 'yMd'])(
    '"%s" is no pattern',
    (pattern) => expect(compileDateFormat(pattern)).toBeUndefined(),
  )

  test('offsets are Z or hours and minutes, at most fourteen', () => {
    const offset = (text: string) => format('HH:mmXXX').parse(`08:00${text}`)?.offset
    expect(['Z', '+05:00', '-03:30', '+14:00', '+14:01', '+5:00', '05:00', '+05-00'].map(offset)).toEqual([
      0,
      300,
      -210,
      840,
      undefined,
      undefined,
      undefined,
      undefined,
    ])
  })
})

describe('zones', () => {
  test('know their changes, around them too', () => {
    expect(offsetAt('Asia/Almaty', Date.UTC(2024, 1, 29, 12))).toBe(360)
    expect(offsetAt('Asia/Almaty', Date.UTC(2024, 1, 29, 17, 59, 59))).toBe(360)
    expect(offsetAt('Asia/Almaty', Date.UTC(2024, 1, 29, 18))).toBe(300)
    expect(offsetAt('Asia/Kathmandu', Date.UTC(2026, 0, 1))).toBe(345)
    expect(isTimeZone('Asia/Nowhere')).toBe(false)
  })

  test('a local time has none, one or two instants', () => {
    expect(instantsOfLocal('Europe/Berlin', Date.UTC(2026, 2, 29, 2, 30))).toEqual([])
    expect(instantsOfLocal('Europe/Berlin', Date.UTC(2026, 9, 25, 2, 30))).toEqual([
      Date.UTC(2026, 9, 25, 0, 30),
      Date.UTC(2026, 9, 25, 1, 30),
    ])
  })

  test('the offset is the one Intl shows, for every instant and zone', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), fc.integer({ min: 0, max: 4_000_000_000 }), (zone, seconds) => {
        const instant = seconds * 1000
        const shown = new Intl.DateTimeFormat('sv-SE', {
          timeZone: zone,
          dateStyle: 'short',
          timeStyle: 'medium',
        }).format(instant)
        const local = new Date(instant + offsetAt(zone, instant) * 60_000)
          .toISOString()
          .slice(0, 19)
          .replace('T', ' ')
        expect(shown).toBe(local)
        expect(dayAt(new Date(instant), zone)).toBe(local.slice(0, 10))
      }),
    )
  })
})

describe('hub values', () => {
  test('an instant is the same instant after the way through any zone, unless it is told to have changed', () => {
    const seconds = format('yyyyMMddHHmmss')
    fc.assert(
      fc.property(
        fc.constantFrom(...ZONES),
        fc.constantFrom(...ZONES),
        fc.integer({ min: 0, max: 4_000_000_000 }),
        (from, through, time) => {
          const hub = hubTimeAt(new Date(time * 1000), from)
          const { text, changed } = fromHubTime(hub, seconds, through)
          const parts = seconds.parse(text)
          if (parts === undefined) throw new Error('the format reads what it wrote')
          const back = toHubTime(parts, seconds, through)
          expect(new Date(back.text).getTime() === time * 1000).toBe(changed === undefined)
        },
      ),
      { numRuns: 500 },
    )
  })
})
