import { describe, expect, test } from 'vitest'
import { eventsOf, type StreamEvent } from '../../src/client/events.ts'

const MAX_BYTES = 100

async function* inParts(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function read(text: string, size = 7): Promise<StreamEvent[]> {
  const events: StreamEvent[] = []
  for await (const event of eventsOf(inParts(text, size), MAX_BYTES)) events.push(event)
  return events
}

describe('a stream of events', () => {
  const STREAM = ': open\n\nid: 7\nevent: notice\ndata: {"a":"é"}\n\n: still here\n\ndata:x\ndata: y\n\n'
  const EVENTS = [
    { type: 'notice', data: '{"a":"é"}' },
    { type: 'message', data: 'x\ny' },
  ]

  test.each([1, 2, 3, 1000])('is read in parts of %i bytes, comments left out', async (size) => {
    expect(await read(STREAM, size)).toEqual(EVENTS)
    expect(await read(STREAM.replaceAll('\n', '\r\n'), size)).toEqual(EVENTS)
  })

  test('has no event where one breaks off, whichever its last byte is', async () => {
    const [before, rest] = ['data: 1\n\n', 'id: 7\nevent: notice\ndata: {"a":1}\n']
    for (let length = 0; length <= rest.length; length += 1)
      expect(await read(before + rest.slice(0, length))).toEqual([{ type: 'message', data: '1' }])
  })

  test('does not grow without bound', async () => {
    await expect(read(`data: ${'x'.repeat(2 * MAX_BYTES)}`)).rejects.toMatchObject({
      code: 'EVIDENCE_INVALID',
    })
    await expect(read('data: x\n'.repeat(MAX_BYTES))).rejects.toMatchObject({ code: 'EVIDENCE_INVALID' })
  })
})
