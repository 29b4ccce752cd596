/** A file of `schemas/workflows/calendars`, as `calendar.schema.json` allows it. */
export interface CalendarContent {
  readonly id: string
  readonly name: string
  readonly country: string
  readonly office: string
  readonly crossing: string
  readonly timeZone: string
  readonly basis: Basis
  readonly hours: 'always' | Readonly<Partial<Record<Weekday, readonly string[]>>>
  readonly nationalDays: 'closed' | 'as-usual'
  readonly days?: readonly (DayContent & { readonly hours: 'closed' | readonly string[] })[]
}

/** A file of `schemas/workflows/calendars/national`, as `national-days.schema.json` allows it. */
export interface NationalDaysContent {
  readonly country: string
  readonly from: string
  readonly to: string
  readonly days: readonly (DayContent & { readonly workedAs?: Weekday })[]
}

export interface DayContent {
  readonly date: string
  readonly to?: string
  readonly name: string
  readonly basis: Basis
}

/** How far what is said can be relied on. */
type Basis = 'law' | 'announced' | 'sandbox'

export type Weekday = (typeof WEEKDAYS)[number]

export const WEEKDAYS = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const
