import { dayAt } from '../../model/datetime.ts'
import { offsetAt } from '../../model/time-zone.ts'

export const DAY_MINUTES = 1440

/**
 * When a border office works, on the clocks of its own zone. Hours are told by those clocks: an hour that a clock change
 * skips is not worked, one that it repeats is worked twice.
 */
export interface OfficeCalendar {
  readonly id: string
  readonly name: string
  /** Country of the office (ISO 3166 alpha-2), and its code in that customs. */
  readonly country: string
  readonly office: string
  /** Hub code of the crossing, list `border-crossing`. */
  readonly crossing: string
  /** IANA name. */
  readonly timeZone: string
  /** Opening hours of a usual week, Monday first; a day without hours is closed. */
  readonly week: readonly OpeningHours[]
  /** Days (`2026-10-01`) that are not as the week has them. */
  readonly days: ReadonlyMap<string, ExceptionalDay>
  /** Last day whose holidays are known; later ones are taken as the week has them. */
  readonly knownUntil: string
}

/** Spans of one day, in order and apart from each other. */
export type OpeningHours = readonly OpeningSpan[]

/** Minutes since midnight; it is open from `opens` and closed again at `closes`, which may be 1440. */
export interface OpeningSpan {
  readonly opens: number
  readonly closes: number
}

export interface ExceptionalDay {
  readonly name: string
  readonly hours: OpeningHours
}

/** @param day `2026-11-21` @returns its hours: those of the day itself, else those of the weekday */
export function hoursOn(calendar: OfficeCalendar, day: string): OpeningHours {
  return calendar.days.get(day)?.hours ?? calendar.week[weekdayOf(day)] ?? []
}

/** Whether the office works at that instant. At the moment of closing it does not. */
export function isOpen(calendar: OfficeCalendar, at: Date): boolean {
  const local = at.getTime() / 60_000 + offsetAt(calendar.timeZone, at.getTime())
  const minute = local - Math.floor(local / DAY_MINUTES) * DAY_MINUTES
  return hoursOn(calendar, dayAt(at, calendar.timeZone)).some(
    ({ opens, closes }) => opens <= minute && minute < closes,
  )
}

/** Monday is 0. */
export function weekdayOf(day: string): number {
  return (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7
}
