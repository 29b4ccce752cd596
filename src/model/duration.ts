import { KhorgosError } from '../errors.ts'

/** ISO 8601 durations of weeks, days, hours, minutes and seconds. Months and years have no length of their own. */
const FORM =
  /^P(?:(?<weeks>\d{1,5})W|(?=.)(?:(?<days>\d{1,5})D)?(?:T(?=\d)(?:(?<hours>\d{1,6})H)?(?:(?<minutes>\d{1,8})M)?(?:(?<seconds>\d{1,10})S)?)?)$/

const UNIT_MS = {
  weeks: 604_800_000,
  days: 86_400_000,
  hours: 3_600_000,
  minutes: 60_000,
  seconds: 1000,
} as const

/**
 * @param text `PT72H`, `P3D`, `P1W`; a day is 24 hours
 * @returns milliseconds; undefined for a text that is no such duration, or lasts nothing
 */
export function durationMs(text: string): number | undefined {
  const parts = FORM.exec(text)?.groups
  if (parts === undefined) return undefined
  let total = 0
  for (const [unit, ms] of Object.entries(UNIT_MS)) total += Number(parts[unit] ?? 0) * ms
  return total > 0 ? total : undefined
}

const SHORT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
}

/**
 * `90s`, `24h` as milliseconds; schemas of files allow nothing else.
 *
 * @throws KhorgosError CONFIG_INVALID
 */
export function milliseconds(duration: string): number {
  const factor = SHORT_MS[duration.replace(/^\d+/, '')]
  if (factor === undefined) throw new KhorgosError('CONFIG_INVALID', `"${duration}" is not a duration`)
  return Number.parseInt(duration, 10) * factor
}
