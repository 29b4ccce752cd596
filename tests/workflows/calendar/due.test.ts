import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  isOpen,
  type ExceptionalDay,
  type OfficeCalendar,
  type OpeningHours,
} from '../../../src/workflows/calendar/calendar.ts'
import { dueAt, type Span } from '../../../src/workflows/calendar/due.ts'
import { calendarOf, ZONES } from './zones.ts'

const MINUTE = 60_000

/** The same clocks, asked minute by minute and of the runtime alone. */
function naiveOpen(calendar: OfficeCalendar): (at: number) => { open: boolean; day: string } {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone: calendar.timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    weekday: 'short',
  })
  return (at) => {
    const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]))
    const { year = '', month = '', day: date = '', hour = '', minute = '', weekday = '' } = parts
    const day = `${year}-${month}-${date}`
    const index = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].indexOf(weekday)
    const hours = calendar.days.get(day)?.hours ?? calendar.week[index] ?? []
    const clock = Number(hour) * 60 + Number(minute)
    return { open: hours.some(({ opens, closes }) => opens <= clock && clock < closes), day }
  }
}

function naiveWorking(calendar: OfficeCalendar, from: number, minutes: number): number {
  const at = naiveOpen(calendar)
  let [now, left] = [from, minutes]
  for (; left > 0; now += MINUTE) if (at(now).open) left -= 1
  return now
}

function naiveWorkingDays(calendar: OfficeCalendar, from: number, wanted: number): number {
  const at = naiveOpen(calendar)
  const today = at(from).day
  const days: string[] = []
  let end = from
  for (let now = from; ; now += MINUTE) {
    const { open, day } = at(now)
    if (!open || day === today) continue
    if (!days.includes(day)) days.push(day)
    if (days.length > wanted) return end
    end = now + MINUTE
  }
}

const hoursArbitrary: fc.Arbitrary<OpeningHours> = fc
  .uniqueArray(fc.integer({ min: 0, max: 1440 }), { minLength: 0, maxLength: 6 })
  .map((marks) => {
    const sorted = marks.toSorted((a, b) => a - b)
    const spans = []
    for (let at = 0; at + 1 < sorted.length; at += 2)
      spans.push({ opens: sorted[at] ?? 0, closes: sorted[at + 1] ?? 0 })
    return spans
  })

/** Around the days on which the clocks of the zones change in 2026, with room before and after. */
const MOMENTS = [
  '2026-03-07',
  '2026-03-28',
  '2026-04-04',
  '2026-10-03',
  '2026-10-24',
  '2026-10-31',
  '2026-07-01',
]

const momentArbitrary = fc
  .tuple(fc.constantFrom(...MOMENTS), fc.integer({ min: 0, max: 3 * 1440 }))
  .map(([day, minutes]) => Date.parse(`${day}T00:00:00Z`) + minutes * MINUTE)

const calendarArbitrary: fc.Arbitrary<OfficeCalendar> = fc
  .record({
    zone: fc.constantFrom(...ZONES),
    // Tuesday is worked in any case: an office that never opens is refused when files are read.
    week: fc.array(hoursArbitrary, { minLength: 7, maxLength: 7 }),
    days: fc.array(fc.tuple(fc.constantFrom(...MOMENTS), hoursArbitrary), { maxLength: 3 }),
  })
  .map(({ zone, week, days }) =>
    calendarOf(
      zone,
      week.with(1, [{ opens: 9 * 60, closes: 12 * 60 }]),
      new Map(days.map(([day, hours]): [string, ExceptionalDay] => [day, { name: 'exception', hours }])),
    ),
  )

const ms = (calendar: OfficeCalendar, from: number, span: Span): number =>
  dueAt(calendar, new Date(from), span).getTime()

describe('a deadline', () => {
  test('in working time is what a walk from minute to minute comes to, in every zone and over every clock change', () => {
    fc.assert(
      fc.property(
        calendarArbitrary,
        momentArbitrary,
        fc.integer({ min: 1, max: 900 }),
        (calendar, from, minutes) => {
          expect(ms(calendar, from, { working: `PT${minutes}M` })).toBe(naiveWorking(calendar, from, minutes))
        },
      ),
      { numRuns: 60 },
    )
  })

  test('in working days is what a walk from minute to minute comes to', () => {
    fc.assert(
      fc.property(
        calendarArbitrary,
        momentArbitrary,
        fc.integer({ min: 1, max: 4 }),
        (calendar, from, days) => {
          expect(ms(calendar, from, { workingDays: days })).toBe(naiveWorkingDays(calendar, from, days))
        },
      ),
      { numRuns: 20 },
    )
  })

  test('in working time never falls into closed time: the office works just before it', () => {
    fc.assert(
      fc.property(
        calendarArbitrary,
        momentArbitrary,
        fc.oneof(
          fc.integer({ min: 1, max: 100_000 }).map((seconds): Span => ({ working: `PT${seconds}S` })),
          fc.integer({ min: 1, max: 9 }).map((workingDays): Span => ({ workingDays })),
        ),
        (calendar, from, span) => {
          expect(isOpen(calendar, new Date(ms(calendar, from, span) - 1))).toBe(true)
        },
      ),
    )
  })

  test('never comes sooner for who begins later or has longer', () => {
    const spans = fc.oneof(
      fc
        .tuple(fc.integer({ min: 1, max: 50_000 }), fc.integer({ min: 0, max: 50_000 }))
        .map(([short, more]): [Span, Span] => [
          { working: `PT${short}S` },
          { working: `PT${short + more}S` },
        ]),
      fc
        .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 0, max: 6 }))
        .map(([short, more]): [Span, Span] => [{ workingDays: short }, { workingDays: short + more }]),
      fc
        .tuple(fc.integer({ min: 1, max: 50_000 }), fc.integer({ min: 0, max: 50_000 }))
        .map(([short, more]): [Span, Span] => [
          { elapsed: `PT${short}S` },
          { elapsed: `PT${short + more}S` },
        ]),
    )
    fc.assert(
      fc.property(
        calendarArbitrary,
        momentArbitrary,
        fc.integer({ min: 0, max: 1e8 }),
        spans,
        (calendar, from, later, [short, long]) => {
          expect(ms(calendar, from + later, short)).toBeGreaterThanOrEqual(ms(calendar, from, short))
          expect(ms(calendar, from, long)).toBeGreaterThanOrEqual(ms(calendar, from, short))
        },
      ),
    )
  })

  test('opening hours are told as the clocks tell them', () => {
    fc.assert(
      fc.property(calendarArbitrary, momentArbitrary, (calendar, at) => {
        expect(isOpen(calendar, new Date(at))).toBe(naiveOpen(calendar)(at).open)
      }),
    )
  })
})

describe('an office open from 8 to 12 and from 13 to 18 on weekdays', () => {
  const hours: OpeningHours = [
    { opens: 480, closes: 720 },
    { opens: 780, closes: 1080 },
  ]
  const holiday: ExceptionalDay = { name: 'National Day', hours: [] }
  const calendar = calendarOf(
    'Asia/Shanghai',
    [hours, hours, hours, hours, hours, [], []],
    new Map([['2026-10-01', holiday]]),
  )
  const due = (from: string, span: Span): string => dueAt(calendar, new Date(from), span).toISOString()

  test.each([
    ['over the break', '2026-09-28T11:30:00+08:00', { working: 'PT1H' }, '2026-09-28T05:30:00.000Z'],
    [
      'at the very end of a day',
      '2026-09-28T17:00:00+08:00',
      { working: 'PT1H' },
      '2026-09-28T10:00:00.000Z',
    ],
    ['over a weekend', '2026-09-25T17:00:00+08:00', { working: 'PT2H' }, '2026-09-28T01:00:00.000Z'],
    ['over a holiday', '2026-09-30T17:00:00+08:00', { working: 'PT2H' }, '2026-10-02T01:00:00.000Z'],
    ['from the night', '2026-09-28T03:00:00+08:00', { working: 'PT30M' }, '2026-09-28T00:30:00.000Z'],
    ['two working days', '2026-09-28T23:59:00+08:00', { workingDays: 2 }, '2026-09-30T10:00:00.000Z'],
    ['two over a holiday', '2026-09-29T09:00:00+08:00', { workingDays: 2 }, '2026-10-02T10:00:00.000Z'],
    ['72 hours by any clock', '2026-09-30T12:00:00+08:00', { elapsed: 'PT72H' }, '2026-10-03T04:00:00.000Z'],
    ['three days by any clock', '2026-09-30T12:00:00+08:00', { elapsed: 'P3D' }, '2026-10-03T04:00:00.000Z'],
  ] satisfies [string, string, Span, string][])('is due %s', (_, from, span, expected) => {
    expect(due(from, span)).toBe(expected)
  })

  test.each([
    { elapsed: 'P1M' },
    { elapsed: 'PT0S' },
    { elapsed: '72h' },
    { elapsed: 'P' },
    { elapsed: 'PT' },
    { elapsed: 'P99999W' },
    { working: 'P2Y' },
    { working: 'P9999D' },
    { workingDays: 0 },
    { workingDays: 1.5 },
    { workingDays: 100_000 },
  ] satisfies Span[])('refuses the span %o', (span) => {
    expect(() => due('2026-09-28T11:30:00+08:00', span)).toThrow(
      expect.objectContaining({ code: 'FIELD_INVALID' }),
    )
  })
})
