import type { DataFile, DataPath } from '../../model/data-file.ts'
import { isTimeZone } from '../../model/time-zone.ts'
import { DAY_MINUTES, type ExceptionalDay, type OfficeCalendar, type OpeningHours } from './calendar.ts'
import { type CalendarContent, type NationalDaysContent, WEEKDAYS } from './calendar-file.ts'
import { eachDay } from './each-day.ts'

/** What cannot be said by a schema. Collects what is wrong; the calendar is of use only when nothing is. */
export function readCalendar(
  file: DataFile<CalendarContent>,
  national: DataFile<NationalDaysContent> | undefined,
  problems: string[],
): OfficeCalendar {
  const { id, name, country, office, crossing, timeZone, hours, nationalDays } = file.content
  const complain: Complain = (path, what) => problems.push(`${file.at(path)}: ${what}`)
  if (!isTimeZone(timeZone)) complain(['timeZone'], `there is no time zone ${timeZone}`)
  const week = WEEKDAYS.map((day) =>
    hours === 'always' ? ALWAYS : spansOf(hours[day] ?? [], ['hours', day], complain),
  )
  if (national === undefined) complain(['country'], `there is no file national/${country}.yaml`)
  const days = new Map<string, ExceptionalDay>(
    national === undefined || nationalDays === 'as-usual' ? [] : nationalDaysOf(national, week),
  )
  for (const [day, exceptional] of ownDays(file, complain)) days.set(day, exceptional)
  const knownUntil = national?.content.to ?? ''
  return { id, name, country, office, crossing, timeZone, week, days, knownUntil }
}

type Complain = (path: DataPath, what: string) => void

const ALWAYS: OpeningHours = [{ opens: 0, closes: DAY_MINUTES }]

function nationalDaysOf(
  { content }: DataFile<NationalDaysContent>,
  week: readonly OpeningHours[],
): [string, ExceptionalDay][] {
  return content.days.flatMap(({ date, to, name, workedAs }) => {
    const hours = workedAs === undefined ? [] : (week[WEEKDAYS.indexOf(workedAs)] ?? [])
    return eachDay(date, to).map((day): [string, ExceptionalDay] => [day, { name, hours }])
  })
}

function ownDays(
  { content }: DataFile<CalendarContent>,
  complain: Complain,
): ReadonlyMap<string, ExceptionalDay> {
  const days = new Map<string, ExceptionalDay>()
  for (const [at, { date, to, name, hours }] of (content.days ?? []).entries()) {
    const spans = hours === 'closed' ? [] : spansOf(hours, ['days', at, 'hours'], complain)
    const dates = eachDay(date, to)
    if (dates.length === 0) complain(['days', at], `${date} to ${to ?? date} is no time of days that exist`)
    for (const day of dates) {
      if (days.has(day)) complain(['days', at], `${day} stands here twice`)
      days.set(day, { name, hours: spans })
    }
  }
  return days
}

/** `09:00-12:30`: the schema has seen to the form. */
function spansOf(texts: readonly string[], path: DataPath, complain: Complain): OpeningHours {
  const spans = texts.map((text) => ({
    opens: minutesOf(text.slice(0, 5)),
    closes: minutesOf(text.slice(6)),
  }))
  for (const [at, { opens, closes }] of spans.entries()) {
    const before = spans[at - 1]?.closes ?? -1
    if (opens >= closes)
      complain([...path, at], `${texts[at]} ends before it begins; write hours past midnight on the next day`)
    else if (opens <= before) complain([...path, at], `${texts[at]} begins before the span above has ended`)
  }
  return spans
}

function minutesOf(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3))
}
