import { join } from 'node:path'
import { KhorgosError } from '../../errors.ts'
import { type DataFile, dataFileReader } from '../../model/data-file.ts'
import { loadHubList } from '../../model/hub-codes.ts'
import { readDataFolder } from '../data-folder.ts'
import type { OfficeCalendar } from './calendar.ts'
import type { CalendarContent, NationalDaysContent } from './calendar-file.ts'
import { eachDay } from './each-day.ts'
import { readCalendar } from './read-calendar.ts'

/** The calendars of all offices, each under its office. */
export interface Calendars {
  readonly all: readonly OfficeCalendar[]
  /**
   * @param country of the office (ISO 3166 alpha-2)
   * @param office its code in that customs
   */
  of(country: string, office: string): OfficeCalendar | undefined
}

/**
 * Reads `workflows/calendars/*.yaml` and the national days beside them.
 *
 * @param schemas folder that holds `workflows`, and the hub's own files in `canonical`
 * @throws KhorgosError CONFIG_INVALID listing all problems of all files, each with file and line
 */
export function loadCalendars(schemas: string): Calendars {
  const folder = join(schemas, 'workflows', 'calendars')
  const problems: string[] = []
  const read = {
    national: dataFileReader<NationalDaysContent>(join(schemas, 'workflows', 'national-days.schema.json')),
    calendar: dataFileReader<CalendarContent>(join(schemas, 'workflows', 'calendar.schema.json')),
  }
  const national = readDataFolder(join(folder, 'national'), read.national, problems)
  for (const file of national) checkNational(file, problems)
  const files = readDataFolder(folder, read.calendar, problems)
  const calendars = files.map((file) =>
    readCalendar(
      file,
      national.find(({ content }) => content.country === file.content.country),
      problems,
    ),
  )
  checkTogether(files, loadHubList(join(schemas, 'canonical', 'codes'), 'border-crossing'), problems)
  if (problems.length > 0) throw new KhorgosError('CONFIG_INVALID', `Calendars: ${problems.join('; ')}.`)
  const byOffice = new Map(calendars.map((calendar) => [`${calendar.country} ${calendar.office}`, calendar]))
  return { all: calendars, of: (country, office) => byOffice.get(`${country} ${office}`) }
}

function checkNational({ content, name, at }: DataFile<NationalDaysContent>, problems: string[]): void {
  if (name !== `${content.country}.yaml`)
    problems.push(`${at(['country'])}: the file of ${content.country} is ${content.country}.yaml`)
  const seen = new Set<string>()
  for (const [index, { date, to }] of content.days.entries()) {
    const days = eachDay(date, to)
    const place = at(['days', index])
    if (days.length === 0) problems.push(`${place}: ${date} to ${to ?? date} is no time of days that exist`)
    for (const day of days) {
      if (seen.has(day)) problems.push(`${place}: ${day} stands here twice`)
      if (day < content.from || day > content.to)
        problems.push(`${place}: ${day} is outside ${content.from} to ${content.to}, of which the file tells`)
      seen.add(day)
    }
  }
}

function checkTogether(
  files: readonly DataFile<CalendarContent>[],
  crossings: ReadonlySet<string>,
  problems: string[],
): void {
  const seen = new Map<string, string>()
  for (const { name, content, at } of files) {
    if (name !== `${content.id}.yaml`)
      problems.push(`${at(['id'])}: the calendar ${content.id} is not ${name}`)
    if (!crossings.has(content.crossing))
      problems.push(
        `${at(['crossing'])}: there is no crossing ${content.crossing} in the list border-crossing`,
      )
    const office = `${content.country} ${content.office}`
    const other = seen.get(office)
    if (other !== undefined) problems.push(`${at(['office'])}: ${other} is of the office ${office} too`)
    seen.set(office, name)
  }
}
