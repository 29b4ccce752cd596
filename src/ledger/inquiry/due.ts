import { instantsOfLocal, offsetAt } from '../../model/time-zone.ts'
import type { InquiryRule } from '../../partners/partner.ts'

const DAY_MS = 86_400_000
const MINUTE_MS = 60_000

/** Until when the authority has time: a day of its own calendar, and the moment when that day is over. */
export interface Due {
  /** `yyyy-MM-dd` */
  readonly day: string
  readonly at: Date
}

type Term = Pick<InquiryRule, 'withinDays' | 'reminderDays' | 'timeZone'>

/** The day on which it is asked does not count, the last one counts whole: our request names a day and no hour. */
export function dueOf(opened: Date, { withinDays, timeZone }: Term): Due {
  const last = dayAt(opened, timeZone) + withinDays * DAY_MS
  return { day: new Date(last).toISOString().slice(0, 10), at: new Date(startOf(last + DAY_MS, timeZone)) }
}

/**
 * When the next reminder is due, or else the end of the time: a reminder goes out when the day begins on which its number
 * of days is over.
 * @param rounds requests that were made
 */
export function nextAfter(rounds: number, opened: Date, due: Due, { reminderDays, timeZone }: Term): Date {
  const days = reminderDays[rounds - 1]
  if (days === undefined) return due.at
  const reminder = startOf(dayAt(opened, timeZone) + days * DAY_MS, timeZone)
  return reminder < due.at.getTime() ? new Date(reminder) : due.at
}

/** The day that a clock in the zone shows, as if it were one of UTC. */
function dayAt(moment: Date, timeZone: string): number {
  const local = moment.getTime() + offsetAt(timeZone, moment.getTime()) * MINUTE_MS
  return Math.floor(local / DAY_MS) * DAY_MS
}

/** Where a clock change skips midnight, the day begins when it would have come. */
function startOf(day: number, timeZone: string): number {
  return instantsOfLocal(timeZone, day)[0] ?? day - offsetAt(timeZone, day - DAY_MS) * MINUTE_MS
}
