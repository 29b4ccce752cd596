/** Days and months as agreements count them. Days are `yyyy-MM-dd`: they compare as texts. */

const DAY_MS = 86_400_000

/**
 * The same day of a later month; where that month has none, its last day: 31 August and six months are 28 February.
 * So most rules on periods count, e.g. Regulation (EEC) 1182/71 article 3(2)(c).
 */
export function monthsAfter(day: string, months: number): string {
  const { year, month, date } = partsOf(day)
  return dayOf(Math.min(Date.UTC(year, month + months, date), lastOfMonth(year, month + months)))
}

/**
 * The last day of a period of months that begins on `first` and includes it: the day before it would begin again, or
 * the end of the month where it could not. 2026-11-21 and twelve months end on 2027-11-20, 2024-02-29 on 2025-02-28.
 */
export function lastDayOfMonths(first: string, months: number): string {
  const { year, month, date } = partsOf(first)
  return dayOf(Math.min(Date.UTC(year, month + months, date) - DAY_MS, lastOfMonth(year, month + months)))
}

/** The calendar days that a moment is somewhere on earth, from twelve hours behind UTC to fourteen ahead. */
export function daysAt(moment: Date): { readonly first: string; readonly last: string } {
  const hour = 3_600_000
  return { first: dayOf(moment.getTime() - 12 * hour), last: dayOf(moment.getTime() + 14 * hour) }
}

/** Before any document that somebody could still ask about. PostgreSQL has no year 0 at all. */
const FIRST_DAY = '1900-01-01'

const OFFSET = /[+-]\d\d:\d\d$/

/** Whether there is such a day from 1900 on, and such an hour of it, whatever the offset: `2026-02-30` has the form of one. */
export function isMoment(text: string): boolean {
  const moment = new Date(text.replace(OFFSET, 'Z'))
  return (
    text >= FIRST_DAY &&
    !Number.isNaN(moment.getTime()) &&
    moment.toISOString().startsWith(text.slice(0, 'yyyy-MM-ddTHH'.length))
  )
}

function partsOf(day: string): { readonly year: number; readonly month: number; readonly date: number } {
  const [year = NaN, month = NaN, date = NaN] = day.split('-').map(Number)
  return { year, month: month - 1, date }
}

/** Day zero of a month is the last one of the month before. */
function lastOfMonth(year: number, month: number): number {
  return Date.UTC(year, month + 1, 0)
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10)
}
