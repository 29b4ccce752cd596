import type { OfficeCalendar } from '../../../src/workflows/calendar/calendar.ts'
import { dueAt as dueBy, type Span } from '../../../src/workflows/calendar/due.ts'
import { calendarOf } from '../calendar/zones.ts'

const WEEK = Array.from({ length: 7 }, () => [{ opens: 0, closes: 1440 }])
const ALWAYS_OPEN: OfficeCalendar = calendarOf('Asia/Shanghai', WEEK)

export const dueAt = (from: Date, within: Span): Date => dueBy(ALWAYS_OPEN, from, within)
export const checkOnly = (within: Span): void => void dueAt(new Date(0), within)
