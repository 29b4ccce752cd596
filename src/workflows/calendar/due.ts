import { KhorgosError } from '../../errors.ts'
import { dayAt } from '../../model/datetime.ts'
import { durationMs } from '../../model/duration.ts'
import type { OfficeCalendar } from './calendar.ts'
import { openingsFrom } from './openings.ts'

/** How long somebody has, as definitions of workflows say it. Durations are ISO 8601 (`PT72H`, `P3D`), longer than nothing. */
export type Span =
  /** By any clock, whether the office works or not. */
  | { readonly elapsed: string }
  /** Only opening hours count. */
  | { readonly working: string }
  /** Until the office closes on the n-th day after this one on which it opens. */
  | { readonly workingDays: number }

const DAY_MS = 86_400_000

/** No deadline at a border is longer, and no slip of the pen makes the calendar be walked for ever. */
const LONGEST = { elapsed: 3660 * DAY_MS, working: 366 * DAY_MS, workingDays: 366 } as const

/**
 * When a span that begins at `from` is over.
 *
 * Opening hours are counted to the last one: four hours from 16:00, where the office closes at 18:00 and opens at 08:00,
 * end at 10:00 of the next day it opens; where they are used up as the office closes, they end at that moment. The day of
 * `from` is not among the working days, whatever hour it is (as in Regulation (EEC) 1182/71 article 3(1)).
 *
 * @throws KhorgosError FIELD_INVALID for a span that is none, or longer than anybody may have
 */
export function dueAt(calendar: OfficeCalendar, from: Date, span: Span): Date {
  const start = from.getTime()
  if ('elapsed' in span) return new Date(start + lengthOf(span.elapsed, LONGEST.elapsed))
  if ('working' in span) return new Date(workedUp(calendar, start, lengthOf(span.working, LONGEST.working)))
  const { workingDays } = span
  if (!Number.isInteger(workingDays) || workingDays < 1 || workingDays > LONGEST.workingDays)
    throw invalid(`${workingDays} is not a number of working days from 1 to ${LONGEST.workingDays}`)
  return new Date(endOfWorkingDay(calendar, from, workingDays))
}

function lengthOf(text: string, longest: number): number {
  const length = durationMs(text)
  if (length === undefined) throw invalid(`"${text.slice(0, 40)}" is not a duration such as PT72H or P3D`)
  if (length > longest) throw invalid(`${text} is longer than ${longest / DAY_MS} days`)
  return length
}

function workedUp(calendar: OfficeCalendar, from: number, length: number): number {
  const openings = openingsFrom(calendar, from)
  for (let left = length; ;) {
    const { start, end } = openings.next().value
    if (left <= end - start) return start + left
    left -= end - start
  }
}

/** Known when the next working day begins, because what the clock repeats of a day comes after what it showed first. */
function endOfWorkingDay(calendar: OfficeCalendar, from: Date, wanted: number): number {
  const openings = openingsFrom(calendar, from.getTime())
  let last = { day: dayAt(from, calendar.timeZone), end: 0 }
  for (let count = 0; ;) {
    const { day, end } = openings.next().value
    if (day > last.day) count += 1
    if (count > wanted) return last.end
    if (count > 0) last = { day, end }
  }
}

function invalid(what: string): KhorgosError {
  return new KhorgosError('FIELD_INVALID', `The span is not usable: ${what}.`)
}
