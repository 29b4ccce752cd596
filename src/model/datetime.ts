import { KhorgosError } from '../errors.ts'
import {
  compileDateFormat,
  type DateFormat,
  type DateParts,
  digits,
  parseOffset,
  printOffset,
} from './date-format.ts'
import { instantsOfLocal, offsetAt } from './time-zone.ts'

/**
 * Dates between a partner's local notation and the hub. The hub holds either an instant with its offset,
 * `2026-11-21T08:30:00+08:00` (RFC 3339, milliseconds at most), or a day, `2026-11-21`, where the source has no
 * more; a day may carry an offset, `2026-11-21+05:00`, and is the same calendar day with and without it.
 */
export interface Converted {
  readonly text: string
  /** Why the value cannot be recovered from what was written or read. */
  readonly changed?: string
  /** What was filled in because the value did not say it. */
  readonly defaulted?: string
}

/** A year outside is a slip of the keyboard, not the date of a shipment or of a driver's birth. */
const [FIRST_YEAR, LAST_YEAR] = [1900, 9999]

const ISO_DAY = requireFormat('yyyy-MM-dd')

/** ISO 8601 with every field it may have: how dateTimes without a `format` are read. */
export const ISO_DATE_TIME: DateFormat = {
  pattern: 'ISO 8601',
  hasDate: true,
  hasTime: true,
  hasOffset: true,
  finest: 'milli',
  parse: (text) => (text.length === 10 ? ISO_DAY.parse(text) : parseIso(text)),
  print: (parts) => printHub(parts),
}

/**
 * Fields as a partner wrote them → hub value with the precision of `format`.
 * @throws KhorgosError FIELD_INVALID for a day or time that does not exist, in the calendar or in the zone.
 */
export function toHubTime(parts: DateParts, format: Pick<DateFormat, 'hasTime'>, zone: string): Converted {
  checkCalendar(parts)
  if (!format.hasTime) return { text: ISO_DAY.print(parts) }
  if (parts.offset !== undefined) return { text: printHub(parts) }
  const local = asUtc(parts)
  const [instant, second] = instantsOfLocal(zone, local)
  if (instant === undefined) {
    throw new KhorgosError('FIELD_INVALID', `${printLocal(parts)} was skipped by a clock change in ${zone}.`)
  }
  const text = printHub({ ...parts, offset: (local - instant) / 60_000 })
  if (second === undefined) return { text }
  return { text, changed: `the time happened twice that day in ${zone}; the first is taken` }
}

/**
 * Hub value → fields of a partner's local time, with what `format` cannot hold.
 * @throws KhorgosError DOCUMENT_INVALID when the value is neither a dateTime with offset nor a day.
 */
export function fromHubTime(
  hub: string,
  format: DateFormat,
  zone: string,
): Converted & { readonly parts: DateParts } {
  const value = parseHub(hub)
  if (value.hour === undefined) return dayInFormat(value.day, value.offset, format, zone)
  const instant = asUtc(value.day) - (value.offset ?? 0) * 60_000
  const offset = offsetAt(zone, instant)
  const parts = localParts(instant, offset)
  const changed = lostPart(parts, format) ?? ambiguity(parts, instant, format, zone)
  return { parts, text: format.print(parts), ...(changed === undefined ? {} : { changed }) }
}

/** @returns the calendar day (`2026-11-21`) that clocks in the zone show at an instant. */
export function dayAt(instant: Date, zone: string): string {
  const time = instant.getTime()
  return ISO_DAY.print(localParts(time, offsetAt(zone, time)))
}

/** @returns the instant as a hub dateTime with the zone's offset. */
export function hubTimeAt(instant: Date, zone: string): string {
  const time = instant.getTime()
  return printHub(localParts(time, offsetAt(zone, time)))
}

interface HubValue {
  readonly day: DateParts
  readonly offset: number | undefined
  /** Undefined for a day. */
  readonly hour: number | undefined
}

function parseHub(hub: string): HubValue {
  const parts = hub.length > 10 && hub.charAt(10) === 'T' ? parseIso(hub) : undefined
  if (parts?.offset !== undefined && isCalendar(parts))
    return { day: parts, offset: parts.offset, hour: parts.hour }
  const day = ISO_DAY.parse(hub.slice(0, 10))
  const offset = hub.length > 10 ? parseOffset(hub.slice(10)) : undefined
  if (day === undefined || !isCalendar(day) || (hub.length > 10 && offset === undefined)) {
    throw new KhorgosError(
      'DOCUMENT_INVALID',
      `"${hub.slice(0, 40)}" is neither a dateTime with offset nor a day.`,
    )
  }
  return { day, offset, hour: undefined }
}

/** `yyyy-MM-ddTHH:mm:ss`, then up to three decimals, then an offset or none. */
function parseIso(text: string): DateParts | undefined {
  const head = ISO_SECOND.parse(text.slice(0, 19))
  if (head === undefined) return undefined
  let end = 19
  let milli = 0
  if (text.charAt(19) === '.') {
    end = 20
    while (end < 23 && digits(text, end, 1) >= 0) end += 1
    milli = digits(text, 20, end - 20) * 10 ** (23 - end)
    if (end === 20) return undefined
  }
  if (end === text.length) return { ...head, milli }
  const offset = parseOffset(text.slice(end))
  return offset === undefined ? undefined : { ...head, milli, offset }
}

const ISO_SECOND = requireFormat("yyyy-MM-dd'T'HH:mm:ss")
const ISO_MILLI = requireFormat("yyyy-MM-dd'T'HH:mm:ss.SSS")

function printHub(parts: DateParts): string {
  const time = parts.milli === 0 ? ISO_SECOND.print(parts) : ISO_MILLI.print(parts)
  return time + printOffset(parts.offset ?? 0)
}

function printLocal(parts: DateParts): string {
  return ISO_SECOND.print(parts).replace('T', ' ')
}

/** A day has no instant: it stays the same calendar day in every zone, and a wanted time becomes zeros. */
function dayInFormat(
  day: DateParts,
  offset: number | undefined,
  format: DateFormat,
  zone: string,
): Converted & { parts: DateParts } {
  if (!format.hasTime) {
    const changed = offset === undefined ? {} : { changed: 'the offset of the day is not written' }
    return { parts: day, text: format.print(day), ...changed }
  }
  const midnight = instantsOfLocal(zone, asUtc(day))[0] ?? asUtc(day)
  const parts = { ...day, offset: offsetAt(zone, midnight) }
  return { parts, text: format.print(parts), defaulted: 'the time of day is not known and written as zeros' }
}

function lostPart(parts: DateParts, format: DateFormat): string | undefined {
  const fields = ['hour', 'minute', 'second', 'milli'] as const
  const kept = fields.findIndex((field) => field === format.finest)
  const lost = fields.slice(kept + 1).find((field) => parts[field] !== 0)
  if (!format.hasTime) return 'the format holds the day only'
  return lost === undefined
    ? undefined
    : `the format holds no ${lost === 'milli' ? 'milliseconds' : `${lost}s`}`
}

/** Without offset the second of two equal local times will be read as the first. */
function ambiguity(parts: DateParts, instant: number, format: DateFormat, zone: string): string | undefined {
  if (format.hasOffset || !format.hasTime) return undefined
  const [first] = instantsOfLocal(zone, asUtc(parts))
  return first === instant ? undefined : `the time happened twice that day in ${zone}; this is the second`
}

function localParts(instant: number, offset: number): DateParts {
  const local = new Date(instant + offset * 60_000)
  return {
    year: local.getUTCFullYear(),
    month: local.getUTCMonth() + 1,
    day: local.getUTCDate(),
    hour: local.getUTCHours(),
    minute: local.getUTCMinutes(),
    second: local.getUTCSeconds(),
    milli: local.getUTCMilliseconds(),
    offset,
  }
}

function asUtc({ year, month, day, hour, minute, second, milli }: DateParts): number {
  return Date.UTC(year, month - 1, day, hour, minute, second, milli)
}

function checkCalendar(parts: DateParts): void {
  if (isCalendar(parts)) return
  throw new KhorgosError('FIELD_INVALID', `${printLocal(parts)} is not a date and time that exists.`)
}

/** No 31 February, no hour 24, no leap second: each names a moment that has another, plain name. */
function isCalendar({ year, month, day, hour, minute, second }: DateParts): boolean {
  if (year < FIRST_YEAR || year > LAST_YEAR || month < 1 || month > 12 || day < 1) return false
  if (day > new Date(Date.UTC(year, month, 0)).getUTCDate()) return false
  return hour < 24 && minute < 60 && second < 60
}

function requireFormat(pattern: string): DateFormat {
  const format = compileDateFormat(pattern)
  if (format === undefined) throw new TypeError(`${pattern} is a date pattern`)
  return format
}
