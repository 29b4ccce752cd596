import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { hoursOn, isOpen } from '../../../src/workflows/calendar/calendar.ts'
import { dueAt } from '../../../src/workflows/calendar/due.ts'
import { loadCalendars } from '../../../src/workflows/calendar/load.ts'

const SCHEMAS = 'schemas'

/** The calendars as they are, but for one file. */
function withFile(name: string, change: (text: string) => string): () => unknown {
  const folder = mkdtempSync(join(tmpdir(), 'khorgos-calendars-'))
  for (const part of ['workflows', 'canonical/codes'])
    cpSync(join(SCHEMAS, part), join(folder, part), { recursive: true })
  const file = join(folder, 'workflows/calendars', name)
  writeFileSync(file, change(readFileSync(join(SCHEMAS, 'workflows/calendars', name), 'utf8')))
  return () => loadCalendars(folder)
}

describe('the calendars of the repository', () => {
  const calendars = loadCalendars(SCHEMAS)

  test('are of both sides of the four crossings with a uniform checklist, and of one that never closes', () => {
    expect(calendars.all.map(({ id, crossing, timeZone }) => [id, crossing, timeZone])).toEqual([
      ['cn-dulata', 'CNDLT', 'Asia/Shanghai'],
      ['cn-erenhot', 'CNERC-MNZUU', 'Asia/Shanghai'],
      ['cn-ganqimaodu', 'CN151101', 'Asia/Shanghai'],
      ['cn-horgos', 'CNHRS-KZHOR', 'Asia/Shanghai'],
      ['cn-jeminay', 'CNJEM', 'Asia/Shanghai'],
      ['kz-kalzhat', 'CNDLT', 'Asia/Almaty'],
      ['kz-maikapchagai', 'CNJEM', 'Asia/Almaty'],
      ['mn-gashuun-sukhait', 'CN151101', 'Asia/Ulaanbaatar'],
      ['mn-zamyn-uud', 'CNERC-MNZUU', 'Asia/Ulaanbaatar'],
    ])
    expect(calendars.of('CN', '0705')?.id).toBe('cn-erenhot')
    expect(calendars.of('MN', '0705')).toBeUndefined()
  })

  const calendar = (country: string, office: string) => {
    const found = calendars.of(country, office)
    if (found === undefined) throw new Error('no calendar')
    return found
  }

  test('keep the national days of their country, and the weekend days worked instead', () => {
    const ganqimaodu = calendar('CN', '0708')
    expect(hoursOn(ganqimaodu, '2026-10-07')).toEqual([])
    expect(hoursOn(ganqimaodu, '2026-10-08')).toHaveLength(2)
    expect(hoursOn(ganqimaodu, '2026-09-20')).toEqual(hoursOn(ganqimaodu, '2026-09-22'))
    expect(hoursOn(ganqimaodu, '2026-09-27')).toEqual([])
  })

  test('let days of their own stand before national ones', () => {
    expect(calendar('CN', '9407').days.get('2026-03-24')).toEqual({
      name: 'the other side keeps Nauryz',
      hours: [],
    })
  })

  test('know an office that never closes, holidays included', () => {
    const horgos = calendar('CN', '9402')
    expect(isOpen(horgos, new Date('2026-10-01T03:00:00+08:00'))).toBe(true)
    const from = new Date('2026-10-01T23:30:00+08:00')
    expect(dueAt(horgos, from, { working: 'PT4H' })).toEqual(dueAt(horgos, from, { elapsed: 'PT4H' }))
    expect(dueAt(horgos, from, { workingDays: 1 }).toISOString()).toBe('2026-10-02T16:00:00.000Z')
  })

  test('differ between the two sides of a crossing in zone, hours and days', () => {
    const at = new Date('2026-10-01T15:00:00+08:00')
    expect(isOpen(calendar('CN', '9408'), at)).toBe(false)
    expect(isOpen(calendar('KZ', '55305'), at)).toBe(true)
  })
})

describe('a calendar is refused at the start, with file and line,', () => {
  test.each<[string, string, (text: string) => string, string]>([
    [
      'without its zone',
      'cn-erenhot.yaml',
      (text) => text.replace(/timeZone.*\n/, ''),
      "required property 'timeZone'",
    ],
    [
      'with a zone that is not there',
      'cn-erenhot.yaml',
      (text) => text.replace('Asia/Shanghai', 'Asia/Erenhot'),
      'cn-erenhot.yaml:7: there is no time zone Asia/Erenhot',
    ],
    [
      'with a crossing that is not there',
      'cn-erenhot.yaml',
      (text) => text.replace('CNERC-MNZUU', 'CNERC-KZHOR'),
      'cn-erenhot.yaml:6: there is no crossing CNERC-KZHOR',
    ],
    [
      'with hours that run backwards',
      'cn-erenhot.yaml',
      (text) => text.replace('monday: [08:00-18:00]', 'monday: [18:00-08:00]'),
      'cn-erenhot.yaml:11: 18:00-08:00 ends before it begins',
    ],
    [
      'with hours that overlap',
      'cn-erenhot.yaml',
      (text) => text.replace('monday: [08:00-18:00]', 'monday: [08:00-12:00, 11:00-18:00]'),
      'cn-erenhot.yaml:11: 11:00-18:00 begins before the span above has ended',
    ],
    [
      'with an hour that no clock shows',
      'cn-erenhot.yaml',
      (text) => text.replace('monday: [08:00-18:00]', 'monday: [08:00-25:00]'),
      'cn-erenhot.yaml:11: hours.monday.0 must match pattern',
    ],
    [
      'with a day that does not exist',
      'cn-dulata.yaml',
      (text) => text.replace('date: 2026-03-23, to: 2026-03-25', 'date: 2026-02-30'),
      'cn-dulata.yaml:17: 2026-02-30 to 2026-02-30 is no time of days that exist',
    ],
    [
      'with the same day twice',
      'cn-dulata.yaml',
      (text) => `${text}  - { date: 2026-03-24, name: again, hours: closed, basis: sandbox }\n`,
      'cn-dulata.yaml:18: 2026-03-24 stands here twice',
    ],
    [
      'of an office that another file has',
      'cn-dulata.yaml',
      (text) => text.replace("'9407'", "'0705'"),
      'cn-dulata.yaml is of the office CN 0705 too',
    ],
    [
      'under a wrong name',
      'cn-dulata.yaml',
      (text) => text.replace('id: cn-', 'id: zz-'),
      'zz-dulata is not cn-dulata',
    ],
    [
      'with a national day outside the years of the list',
      'national/CN.yaml',
      (text) => `${text}  - { date: 2028-01-01, name: New Year, basis: law }\n`,
      '2028-01-01 is outside 2026-01-01 to 2027-12-31',
    ],
    [
      'with a key that is not known',
      'national/MN.yaml',
      (text) => text.replace('basis: law }', 'base: law }'),
      'is not known here',
    ],
  ])('%s', (_, file, change, message) => {
    expect(withFile(file, change)).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID', message: expect.stringContaining(message) }),
    )
  })
})
