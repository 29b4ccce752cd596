import type { Moment } from '../../model/generated/parts.ts'

/** A moment with its time and offset; a day alone is none, since nobody knows its hour. */
const INSTANT = /T.*(Z|[+-]\d\d:\d\d)$/

/**
 * The time from one moment to another as a fact of type duration, in whole seconds.
 * @returns undefined where one of them is not told to the hour, or the second is before the first
 */
export function between(from: Moment | undefined, to: Moment | undefined): string | undefined {
  if (from === undefined || to === undefined || !INSTANT.test(from) || !INSTANT.test(to)) return undefined
  const seconds = Math.floor((Date.parse(to) - Date.parse(from)) / 1000)
  return seconds >= 0 ? `${seconds}s` : undefined
}
