import type {
  ExceptionalDay,
  OfficeCalendar,
  OpeningHours,
} from '../../../src/workflows/calendar/calendar.ts'

/** Zones with what clocks can do: nothing, an hour, half an hour, a change at midnight, an odd offset. */
export const ZONES = [
  'Asia/Shanghai',
  'Asia/Almaty',
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Beirut',
  'America/Havana',
  'Asia/Kathmandu',
  'Pacific/Apia',
] as const

export function calendarOf(
  timeZone: string,
  week: readonly OpeningHours[],
  days: ReadonlyMap<string, ExceptionalDay> = new Map(),
): OfficeCalendar {
  return {
    id: 'test',
    name: 'Test',
    country: 'CN',
    office: '0705',
    crossing: 'CNERC-MNZUU',
    timeZone,
    week,
    days,
    knownUntil: '2027-12-31',
  }
}
