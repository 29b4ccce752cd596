import { setMaxListeners } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Book, Effect } from './book.ts'
import type { GatewayClient } from './gateway-client.ts'

/** Pushes business receipts to the gateway until it has taken them. */
export interface Pusher {
  /** Resolves when the gateway has taken the receipt, or has refused it for good. */
  push(effect: Effect, copies: number): Promise<void>
  /** Gives up what is still under way; the book knows it for the next start. */
  stop(): Promise<void>
}

export interface PusherParts {
  readonly client: () => GatewayClient
  readonly book: Book
  /** The gateway has said something final about the receipt of this message. */
  readonly onPushed: (messageId: string, status: number) => void
}

const FIRST_RETRY_MS = 250
const LAST_RETRY_MS = 10_000
/** Too many requests (RFC 6585 section 4): the one client error that passes by itself. */
const TOO_MANY_REQUESTS = 429

export function createPusher({ client, book, onPushed }: PusherParts): Pusher {
  const stopping = new AbortController()
  // Every receipt that waits for its next attempt listens: as many as were taken while the gateway was away.
  setMaxListeners(0, stopping.signal)
  const underWay = new Set<Promise<void>>()

  const once = async (effect: Effect): Promise<void> => {
    for (let wait = FIRST_RETRY_MS; !stopping.signal.aborted; wait = Math.min(wait * 2, LAST_RETRY_MS)) {
      const status = await attempt(client(), effect)
      if (status !== undefined) {
        if (status < 300) book.markPushed(effect.messageId)
        onPushed(effect.messageId, status)
        return
      }
      await sleep(wait, undefined, { signal: stopping.signal }).catch(() => undefined) // stopped: the loop ends
    }
  }

  return {
    async push(effect, copies) {
      const work = (async () => {
        for (let copy = 0; copy < copies; copy += 1) await once(effect)
      })()
      underWay.add(work)
      await work.finally(() => underWay.delete(work))
    },
    async stop() {
      stopping.abort()
      await Promise.allSettled(underWay)
    },
  }
}

/** The final status, or `undefined` when it is worth trying again. */
async function attempt(client: GatewayClient, effect: Effect): Promise<number | undefined> {
  if (effect.push === undefined) return 200
  try {
    const { status } = await client.post('/v1/acknowledgements', effect.push)
    return status >= 500 || status === TOO_MANY_REQUESTS ? undefined : status
  } catch {
    return undefined // the gateway is not there: the next attempt finds it, or the one after
  }
}
