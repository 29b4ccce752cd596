import { once } from 'node:events'
import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import { KhorgosError } from '../errors.ts'
import { NDJSON } from '../model/media-types.ts'

/** Several requests in one body, one JSON text a line (NDJSON), and a reply line for each of them. */

const LINE_FEED = 0x0a

/**
 * The lines of a body, empty ones included; a line feed at the end begins no further line.
 * @throws KhorgosError REQUEST_INVALID when there is none, or more than `most`
 */
export function linesOf(bytes: Uint8Array, most: number): Uint8Array[] {
  const lines: Uint8Array[] = []
  for (let start = 0; start < bytes.length && lines.length <= most;) {
    const found = bytes.indexOf(LINE_FEED, start)
    const end = found === -1 ? bytes.length : found
    lines.push(bytes.subarray(start, end))
    start = end + 1
  }
  if (lines.length === 0) throw new KhorgosError('REQUEST_INVALID', 'The body has no line.')
  if (lines.length > most) throw new KhorgosError('REQUEST_INVALID', `The body has more than ${most} lines.`)
  return lines
}

/**
 * Does work on items, begun in their order, and gives each result when it is ready. At most `limit` are under way, those
 * that are ready and not yet taken included, so that a reader who is slow slows the work. When the reader stops, nothing
 * more begins; his `return` resolves when everything that was begun has ended.
 */
export async function* asReady<T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T, index: number) => Promise<R>,
): AsyncGenerator<R, void, undefined> {
  const underWay = new Map<number, Promise<{ readonly index: number; readonly result: R }>>()
  const rest = items.entries()
  try {
    for (;;) {
      while (underWay.size < limit) {
        const { value } = rest.next()
        if (value === undefined) break
        const [index, item] = value
        underWay.set(
          index,
          work(item, index).then((result) => ({ index, result })),
        )
      }
      if (underWay.size === 0) return
      const { index, result } = await Promise.race(underWay.values())
      underWay.delete(index)
      yield result
    }
  } finally {
    await Promise.allSettled(underWay.values())
  }
}

/** Sends values as lines, each when it is there. Resolves when they have ended, or the caller has hung up and they have stopped. */
export async function sendLines(reply: FastifyReply, values: AsyncIterable<unknown>): Promise<FastifyReply> {
  const lines = Readable.from(texts(values))
  const closed = once(lines, 'close')
  reply.header('content-type', NDJSON).send(lines)
  await closed
  return reply
}

async function* texts(values: AsyncIterable<unknown>): AsyncGenerator<string> {
  for await (const value of values) yield `${JSON.stringify(value)}\n`
}
