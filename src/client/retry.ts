import { setTimeout as sleep } from 'node:timers/promises'
import { isTlsFault } from '../transports/failure.ts'
import { GatewayError } from './gateway-error.ts'

/** How long a call that may be repeated is repeated. */
export interface RetryLimits {
  /** Attempts in all. Default 5. */
  readonly attempts?: number
  /** Longest pause that is waited for, in milliseconds; when the gateway asks for more, the call fails. Default 30 s. */
  readonly longestPauseMs?: number
}

/** What a test replaces. */
export interface Pacing {
  readonly random: () => number
  readonly pause: (ms: number, signal: AbortSignal | undefined) => Promise<void>
}

const ATTEMPTS = 5
const LONGEST_PAUSE_MS = 30_000
const FIRST_PAUSE_MS = 250

const PACING: Pacing = {
  random: Math.random,
  pause: (ms, signal) => sleep(ms, undefined, signal && { signal }),
}

/**
 * Repeats work that is the same when it is done twice, as long as waiting helps: pauses double from 250 ms, each drawn
 * between half and the whole of that, and are never shorter than the gateway asks for.
 *
 * @throws GatewayError of the last attempt; whatever `signal` was aborted with
 */
export async function repeatedly<T>(
  work: () => Promise<T>,
  { attempts = ATTEMPTS, longestPauseMs = LONGEST_PAUSE_MS }: RetryLimits = {},
  signal?: AbortSignal,
  { random, pause }: Pacing = PACING,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work()
    } catch (thrown) {
      const wait = pauseAfter(thrown, attempt, random())
      if (wait === undefined || attempt >= attempts || wait > longestPauseMs) throw thrown
      await pause(wait, signal).catch((stopped: unknown) => {
        signal?.throwIfAborted()
        throw stopped
      })
    }
  }
}

/** Milliseconds; undefined when repeating is no use. */
function pauseAfter(thrown: unknown, attempt: number, random: number): number | undefined {
  if (!(thrown instanceof GatewayError) || thrown.retry !== 'later' || isTlsFault(thrown.cause))
    return undefined
  const own = FIRST_PAUSE_MS * 2 ** (attempt - 1) * (0.5 + random / 2)
  return Math.max(own, (thrown.retryAfter ?? 0) * 1000)
}
