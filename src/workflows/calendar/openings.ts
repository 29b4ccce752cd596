import { clockPeriods } from '../../model/time-zone.ts'
import { hoursOn, type OfficeCalendar } from './calendar.ts'

/** A time in which the office works without a break. Milliseconds since 1970; open from `start`, closed at `end`. */
export interface Opening {
  /** The day on the clocks of the office. */
  readonly day: string
  readonly start: number
  readonly end: number
}

const DAY_MS = 86_400_000

/**
 * The opening times from an instant on, one after the other, without end. One span of hours may come in several pieces, cut
 * at midnight UTC and where the clock changes; they leave no gap.
 */
export function* openingsFrom(calendar: OfficeCalendar, from: number): Generator<Opening, never> {
  for (let day = Math.floor(from / DAY_MS); ; day += 1)
    for (const period of clockPeriods(calendar.timeZone, day * DAY_MS, (day + 1) * DAY_MS))
      for (const opening of openingsIn(calendar, period))
        if (opening.end > from) yield { ...opening, start: Math.max(opening.start, from) }
}

/** While the clock runs evenly, local days and their spans follow each other as instants do. */
function* openingsIn(
  calendar: OfficeCalendar,
  period: { readonly start: number; readonly end: number; readonly offset: number },
): Generator<Opening> {
  const shift = period.offset * 60_000
  const first = Math.floor((period.start + shift) / DAY_MS)
  const last = Math.floor((period.end - 1 + shift) / DAY_MS)
  for (let local = first; local <= last; local += 1) {
    const midnight = local * DAY_MS - shift
    const day = new Date(local * DAY_MS).toISOString().slice(0, 'yyyy-MM-dd'.length)
    for (const { opens, closes } of hoursOn(calendar, day)) {
      const start = Math.max(midnight + opens * 60_000, period.start)
      const end = Math.min(midnight + closes * 60_000, period.end)
      if (start < end) yield { day, start, end }
    }
  }
}
