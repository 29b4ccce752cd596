import { DAY_MINUTES, type OfficeCalendar } from './calendar.ts'

const WHOLE_DAY = [{ opens: 0, closes: DAY_MINUTES }]

/** An office that never closes. */
export const ALWAYS_OPEN: OfficeCalendar = {
  id: 'always-open',
  name: 'Always open',
  country: '',
  office: '',
  crossing: '',
  timeZone: 'UTC',
  week: Array.from({ length: 7 }, () => WHOLE_DAY),
  days: new Map(),
  knownUntil: '9999-12-31',
}
