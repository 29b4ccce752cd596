import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { request as httpsRequest, type RequestOptions } from 'node:https'
import type { JsonObject } from '../../src/model/json.ts'

/** A reader of server-sent events as WHATWG HTML section 9.2.6 has it, as far as our streams use it. */
export interface EventReader {
  readonly status: number
  readonly mediaType: string
  readonly events: { readonly id: string; readonly event: string; readonly data: JsonObject }[]
  readonly comments: string[]
  /** Resolves when there are so many events. */
  until(count: number): Promise<void>
  /** Resolves when the server has ended the stream; false when it was cut off. */
  readonly ended: Promise<boolean>
  hangUp(): void
}

const PATIENCE_MS = 30_000

export interface EventRequest extends Omit<RequestOptions, 'headers'> {
  readonly headers?: Readonly<Record<string, string>>
}

export async function readEvents(options: EventRequest): Promise<EventReader> {
  const { headers, ...rest } = options
  const request = httpsRequest({ ...rest, headers: { accept: 'text/event-stream', ...headers } })
  request.end()
  const response: IncomingMessage = (await once(request, 'response'))[0]
  const events: EventReader['events'] = []
  const comments: string[] = []
  let wake: () => void = () => undefined
  let text = ''
  response.setEncoding('utf8')
  response.on('data', (chunk: string) => {
    text += chunk
    const blocks = text.split('\n\n')
    text = blocks.pop() ?? ''
    for (const block of blocks) take(block, events, comments)
    wake()
  })
  const ended = new Promise<boolean>((resolve) => {
    response.on('end', () => resolve(response.complete))
    response.on('error', () => resolve(false))
  })
  return {
    status: response.statusCode ?? 0,
    mediaType: String(response.headers['content-type']),
    events,
    comments,
    async until(count) {
      for (const limit = Date.now() + PATIENCE_MS; events.length < count;) {
        if (Date.now() > limit) throw new Error(`${events.length} of ${count} events came`)
        await new Promise<void>((resolve) => {
          wake = resolve
          setTimeout(resolve, 100)
        })
      }
    },
    ended,
    hangUp: () => request.destroy(),
  }
}

function take(block: string, events: EventReader['events'], comments: string[]): void {
  const fields = new Map<string, string>()
  for (const line of block.split('\n')) {
    const [, name = '', value = ''] = /^([^:]*): ?(.*)$/.exec(line) ?? []
    if (name === '') comments.push(value)
    else fields.set(name, value)
  }
  if (!fields.has('data')) return
  events.push({
    id: fields.get('id') ?? '',
    event: fields.get('event') ?? 'message',
    data: JSON.parse(fields.get('data') ?? ''),
  })
}
