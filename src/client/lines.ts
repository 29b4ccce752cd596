import { GatewayError } from './gateway-error.ts'

const LINE_FEED = 0x0a

/** The lines of a body as they come, without their line feeds. @throws GatewayError EVIDENCE_INVALID when one has no end */
export async function* linesOf(
  body: AsyncIterable<Uint8Array>,
  maxBytes: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  let begun: Uint8Array[] = []
  for await (const chunk of body) {
    let start = 0
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
      const line = Buffer.concat([...begun, chunk.subarray(start, end)])
      begun = []
      start = end + 1
      yield line
    }
    begun.push(chunk.subarray(start))
    if (lengthOf(begun) > maxBytes)
      throw new GatewayError('EVIDENCE_INVALID', `A line of the reply is longer than ${maxBytes} bytes.`)
  }
  const last = Buffer.concat(begun)
  if (last.length > 0) yield last
}

const lengthOf = (parts: readonly Uint8Array[]): number => parts.reduce((all, { length }) => all + length, 0)
