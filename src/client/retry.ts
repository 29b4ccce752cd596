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
      if (!isPassing(thrown) || attempt >= attempts) throw thrown
      const wait = pauseAfter(thrown, attempt, random())
      if (wait > longestPauseMs) throw thrown
      await rest(wait, signal, pause)
    }
  }
}

/**
 * Reads what has no end, and opens it again whenever it has broken off, as long as waiting helps. Pauses are those of
 * `repeatedly`, none of our own longer than `longestPauseMs`; they begin anew once something came.
 *
 * @param open begins behind what came before
 * @param onInterruption told of each failure after which it is opened again, before the pause
 * @throws what waiting does not help. Ends when `signal` is aborted
 */
export async function* reopened<T>(
  open: () => AsyncIterable<T>,
  signal: AbortSignal,
  { longestPauseMs = LONGEST_PAUSE_MS }: RetryLimits = {},
  onInterruption: (error: GatewayError) => void = () => undefined,
  { random, pause }: Pacing = PACING,
): AsyncGenerator<T, void, undefined> {
  for (let failures = 0; ;) {
    const opened = performance.now()
    try {
      for await (const each of open()) {
        failures = 0
        yield each
      }
      throw new GatewayError('PARTNER_UNREACHABLE', 'The gateway has ended the stream.')
    } catch (thrown) {
      if (signal.aborted) return
      if (!isPassing(thrown)) throw thrown
      // One that was open for long and silent has not failed.
      failures = performance.now() - opened > longestPauseMs ? 1 : failures + 1
      onInterruption(thrown)
      await pause(pauseAfter(thrown, failures, random(), longestPauseMs), signal).catch(() => undefined)
      if (signal.aborted) return
    }
  }
}

/**
 * @param attempt how many have failed, from 1
 * @param longestMs of our own pauses
 * @returns milliseconds
 */
function pauseAfter(
  { retryAfter = 0 }: GatewayError,
  attempt: number,
  random: number,
  longestMs = Infinity,
): number {
  const own = Math.min(FIRST_PAUSE_MS * 2 ** (attempt - 1), longestMs) * (0.5 + random / 2)
  return Math.max(own, retryAfter * 1000)
}

/** Whether waiting may help. */
export function isPassing(thrown: unknown): thrown is GatewayError {
  return thrown instanceof GatewayError && thrown.retry === 'later' && !isTlsFault(thrown.cause)
}

/** Resolves after so many milliseconds. @throws whatever `signal` was aborted with */
export async function rest(
  ms: number,
  signal: AbortSignal | undefined,
  pause: Pacing['pause'] = PACING.pause,
): Promise<void> {
  await pause(ms, signal).catch((stopped: unknown) => {
    signal?.throwIfAborted()
    throw stopped
  })
}
