import { GatewayError } from './gateway-error.ts'
import { linesOf } from './lines.ts'

/** One server-sent event (WHATWG HTML section 9.2). */
export interface StreamEvent {
  readonly type: string
  readonly data: string
}

/**
 * The events of a stream as they come. One that breaks off is none. Lines end with a line feed, or with a carriage
 * return before it; ids are not kept, for each notice says itself where it stands.
 *
 * @throws GatewayError EVIDENCE_INVALID when an event has no end; whatever the body throws
 */
export async function* eventsOf(
  body: AsyncIterable<Uint8Array>,
  maxBytes: number,
): AsyncGenerator<StreamEvent, void, undefined> {
  let fields: [name: string, value: string][] = []
  let length = 0
  for await (const bytes of linesOf(body, maxBytes)) {
    const line = Buffer.from(bytes).toString('utf8').replace(/\r$/, '')
    if (line !== '') {
      fields.push(fieldIn(line))
      length += bytes.length
      if (length > maxBytes)
        throw new GatewayError('EVIDENCE_INVALID', `An event is longer than ${maxBytes} bytes.`)
    } else {
      const data = fields.flatMap(([name, value]) => (name === 'data' ? [value] : []))
      const type = fields.findLast(([name]) => name === 'event')?.[1] ?? 'message'
      ;[fields, length] = [[], 0]
      if (data.length > 0) yield { type, data: data.join('\n') }
    }
  }
}

/** A comment is a field without a name. */
function fieldIn(line: string): [name: string, value: string] {
  const colon = line.indexOf(':')
  return colon < 0 ? [line, ''] : [line.slice(0, colon), line.slice(colon + 1).replace(/^ /, '')]
}
