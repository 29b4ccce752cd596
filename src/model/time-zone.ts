/**
 * Offsets of IANA time zones, from the runtime's own copy of the zone database (Intl). An offset is minutes
 * east of UTC: 480 for Asia/Shanghai.
 */
const DAY_MS = 86_400_000

/** Days kept per zone before the table starts afresh; a year of traffic fits. */
const MAX_CACHED_DAYS = 1000

interface Zone {
  readonly format: Intl.DateTimeFormat
  /** Offset of a whole UTC day; undefined for a day in which the clock changed. */
  readonly days: Map<number, number | undefined>
}

const zones = new Map<string, Zone>()

/** @returns whether the runtime knows the zone. */
export function isTimeZone(name: string): boolean {
  try {
    return zoneNamed(name) !== undefined
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

/**
 * @param instant milliseconds since 1970-01-01T00:00Z.
 * @returns the zone's offset then, in minutes. No zone changes its clock twice within one UTC day and back, so a
 *   day with equal ends has one offset, and is asked for once.
 */
export function offsetAt(name: string, instant: number): number {
  const zone = zoneNamed(name)
  const day = Math.floor(instant / DAY_MS)
  if (!zone.days.has(day)) {
    if (zone.days.size >= MAX_CACHED_DAYS) zone.days.clear()
    const [start, end] = [ask(zone, day * DAY_MS), ask(zone, (day + 1) * DAY_MS)]
    zone.days.set(day, start === end ? start : undefined)
  }
  return zone.days.get(day) ?? ask(zone, instant)
}

/**
 * Instants at which clocks in the zone show a local time (given as if it were UTC), earliest first: one as a
 * rule, none in the hour that a clock change skips, two in the hour that it repeats.
 */
export function instantsOfLocal(name: string, local: number): readonly number[] {
  const offsets = new Set([offsetAt(name, local - DAY_MS), offsetAt(name, local + DAY_MS)])
  return [...offsets]
    .map((offset) => ({ offset, instant: local - offset * 60_000 }))
    .filter(({ offset, instant }) => offsetAt(name, instant) === offset)
    .map(({ instant }) => instant)
    .sort((a, b) => a - b)
}

/** A time in which the clock of a zone runs evenly. */
export interface ClockPeriod {
  readonly start: number
  readonly end: number
  /** Minutes east of UTC. */
  readonly offset: number
}

/**
 * A time cut where the zone's clock changes. The ends are instants in milliseconds, at most a day apart, because no zone
 * changes its clock twice within a day.
 */
export function clockPeriods(name: string, start: number, end: number): readonly ClockPeriod[] {
  const [before, after] = [offsetAt(name, start), offsetAt(name, end)]
  if (before === after) return [{ start, end, offset: before }]
  let [low, high] = [start, end]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (offsetAt(name, middle) === before) low = middle
    else high = middle
  }
  return [
    { start, end: high, offset: before },
    { start: high, end, offset: after },
  ].filter((period) => period.start < period.end)
}

function zoneNamed(name: string): Zone {
  let zone = zones.get(name)
  if (zone === undefined) {
    const format = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' })
    zone = { format, days: new Map() }
    zones.set(name, zone)
  }
  return zone
}

/** Intl prints `GMT+08:00`, `GMT` for zero, and seconds for local mean times before the zones; those are cut. */
function ask(zone: Zone, instant: number): number {
  const printed = zone.format.formatToParts(instant).find((part) => part.type === 'timeZoneName')?.value ?? ''
  const match = /^GMT(?:([+-])(\d\d):(\d\d)(?::\d\d)?)?$/.exec(printed)
  if (match === null) throw new RangeError(`the runtime prints an offset as "${printed}"`)
  const minutes = Number(match[2] ?? 0) * 60 + Number(match[3] ?? 0)
  return match[1] === '-' ? -minutes : minutes
}
