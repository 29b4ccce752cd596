/**
 * A miss is a question, or a write-off, that did not fit: its asker did not show that he holds the document, or stated
 * something wrong of it. Misses are counted for each key that is asked for and for all of an agency's questions together, alike for
 * documents that exist and that do not.
 */

/** Misses of one agency in the day that begins with the first of them. */
export interface Misses {
  readonly count: number
  readonly firstAt: Date
}

const DAY_MS = 86_400_000

/** Misses of an agency about one document in a day; after those it is told nothing of it until the day is over. */
export const MISSES_PER_DOCUMENT = 10

const FIRST_DELAY_MS = 50

/** One miss more. Those of a day that is over count no more. */
export function afterMiss(before: Misses | undefined, at: Date): Misses {
  return before === undefined || isOver(before, at)
    ? { count: 1, firstAt: at }
    : { ...before, count: before.count + 1 }
}

/** How long the answer to the newest miss about a document is held back, in ms: twice as long each time. */
export function delayOf({ count }: Misses): number {
  return FIRST_DELAY_MS * 2 ** (count - 1)
}

/**
 * When questions are answered again, the right ones included: were they answered, then not to be answered would say that
 * a guess was wrong, and a dictionary could be tried to its end.
 *
 * @returns undefined when they are answered now
 */
export function closedUntil(misses: Misses | undefined, limit: number, at: Date): Date | undefined {
  return misses === undefined || misses.count < limit || isOver(misses, at) ? undefined : endOf(misses)
}

function isOver(misses: Misses, at: Date): boolean {
  return at >= endOf(misses)
}

function endOf({ firstAt }: Misses): Date {
  return new Date(firstAt.getTime() + DAY_MS)
}
