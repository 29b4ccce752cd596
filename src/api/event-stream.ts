import { once } from 'node:events'
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { KhorgosError } from '../errors.ts'
import { EVENT_STREAM } from '../model/media-types.ts'

/** Server-sent events (WHATWG HTML section 9.2): a reply that goes on while its reader stays. */

export interface StreamedEvent {
  /** A reader that comes back names the last one it has seen. */
  readonly id: string
  readonly event: string
  readonly data: unknown
}

/** Events behind a place, as far as there are any now; asked again and again. Undefined: its reader may read no more. */
export type ReadEvents = (after: string | undefined) => Promise<readonly StreamedEvent[] | undefined>

export interface EventStreams {
  /**
   * Sends events until the reader hangs up, may read no more, or the server closes; resolves then.
   * @param reader who bounds how many streams there are
   * @throws KhorgosError OVERLOADED
   */
  send(
    reply: FastifyReply,
    reader: string,
    after: string | undefined,
    read: ReadEvents,
  ): Promise<FastifyReply>
}

export interface StreamTimes {
  /** How often it is looked for events, in ms. */
  readonly lookMs: number
  /** Without an event for so long a comment is sent, so that nobody between takes the connection for dead. */
  readonly keepAliveMs: number
}

const TIMES: StreamTimes = { lookMs: 1_000, keepAliveMs: 15_000 }

/** @param perReader streams of one reader at once */
export function createEventStreams(app: FastifyInstance, perReader: number, times = TIMES): EventStreams {
  const closing = new AbortController()
  const open = new Map<string, number>()
  app.addHook('preClose', (done) => {
    closing.abort()
    done()
  })
  return {
    async send(reply, reader, after, read) {
      const taken = open.get(reader) ?? 0
      if (taken >= perReader)
        throw new KhorgosError('OVERLOADED', `${perReader} streams of yours are open, and no more can be.`)
      open.set(reader, taken + 1)
      try {
        const texts = Readable.from(textsOf(read, after, times, closing.signal))
        const closed = once(texts, 'close')
        // Never kept for another request: it ends with the reader, or with us.
        reply.header('connection', 'close').header('content-type', EVENT_STREAM).send(texts)
        await closed
        return reply
      } finally {
        const left = (open.get(reader) ?? 1) - 1
        if (left === 0) open.delete(reader)
        else open.set(reader, left)
      }
    },
  }
}

async function* textsOf(
  read: ReadEvents,
  from: string | undefined,
  { lookMs, keepAliveMs }: StreamTimes,
  closing: AbortSignal,
): AsyncGenerator<string> {
  let after = from
  let quietMs = 0
  yield ': open\n\n'
  while (!closing.aborted) {
    const events = await read(after)
    if (events === undefined) return
    for (const each of events) yield textOf(each)
    after = events.at(-1)?.id ?? after
    if (events.length > 0) {
      quietMs = 0
      continue
    }
    quietMs += lookMs
    if (quietMs >= keepAliveMs) {
      quietMs = 0
      yield ': still here\n\n'
    }
    await rest(lookMs, closing)
  }
}

/** JSON has no line feeds of its own, so that one line of data is enough. */
function textOf({ id, event, data }: StreamedEvent): string {
  return `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`
}

async function rest(ms: number, closing: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal: closing, ref: false })
  } catch (thrown) {
    if (!closing.aborted) throw thrown
  }
}
