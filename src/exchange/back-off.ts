const FIRST_PAUSE_MS = 5_000
const LONGEST_PAUSE_MS = 3_600_000

/**
 * When to try again after the `attempts`-th attempt failed. Pauses double from 5 s to an hour, and each is drawn
 * between half and the whole of that, so that a receiver that comes back is not met by all of its queue at once.
 * @param random from 0 to 1
 */
export function nextAttempt(attempts: number, now: Date, random: number): Date {
  const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (attempts - 1))
  return new Date(now.getTime() + longest * (0.5 + random / 2))
}
