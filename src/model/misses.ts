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

/** One miss more. Those of a day that is over count no more. */
export function afterMiss(before: Misses | undefined, at: Date): Misses {
  return before === undefined || isOver(before, at)
    ? { count: 1, firstAt: at }
    : { ...before, count: before.count + 1 }
}

export function isOver(misses: Pick<Misses, 'firstAt'>, at: Date): boolean {
  return at >= endOf(misses)
}

export function endOf({ firstAt }: Pick<Misses, 'firstAt'>): Date {
  return new Date(firstAt.getTime() + DAY_MS)
}

/** As much of a check in an answer as tells whether it was a miss. */
interface Checked {
  readonly check: string | undefined
  readonly result: string | undefined
  readonly reason?: string | undefined
}

/** Whether something that the asker states of the document is not what it says. */
export function statesWrong(checks: readonly Checked[]): boolean {
  // What others have had confirmed is not to be found out by trying either.
  return checks.some(
    ({ check, result, reason }) => check === 'matches' && (result === 'fail' || reason === 'NOT_CONFIRMED'),
  )
}
