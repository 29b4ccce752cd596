import { endOf, isOver, type Misses } from '../../model/misses.ts'

/** What comes of misses: answers are held back, and after a while there are none. */

/** Misses of an agency about one document in a day; after those it is told nothing of it until the day is over. */
export const MISSES_PER_DOCUMENT = 10

const FIRST_DELAY_MS = 50

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
