/**
 * Framing of the PostgreSQL wire protocol (chapter 55.7), as far as it takes to hand PGlite whole units of work:
 * everything up to a Sync or a simple Query. One call then runs all messages of a statement, and many statements
 * when the client pipelines.
 */

const SYNC = 'S'.charCodeAt(0)
const QUERY = 'Q'.charCodeAt(0)
const TERMINATE = 'X'.charCodeAt(0)
const STARTUP_LENGTH = 4

export interface Unit {
  readonly bytes: Uint8Array
  readonly kind: 'startup' | 'work' | 'terminate'
}

/** Collects the bytes of one connection and cuts them into units. */
export function createFramer(): { push(chunk: Uint8Array): Unit[] } {
  let pending: Uint8Array = new Uint8Array(0)
  let started = false
  return {
    push(chunk) {
      pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk])
      const units: Unit[] = []
      if (!started) {
        const end = pending.length < STARTUP_LENGTH ? Infinity : uint32At(pending, 0)
        if (end > pending.length) return units
        units.push({ bytes: pending.subarray(0, end), kind: 'startup' })
        pending = pending.subarray(end)
        started = true
      }
      const { end, terminated } = lastBoundary(pending)
      if (end > 0) units.push({ bytes: pending.subarray(0, end), kind: 'work' })
      if (terminated) units.push({ bytes: new Uint8Array(0), kind: 'terminate' })
      pending = pending.subarray(end)
      return units
    },
  }
}

/** Where the last complete unit ends. Every message is a type byte and a length that counts itself. */
function lastBoundary(bytes: Uint8Array): { end: number; terminated: boolean } {
  let end = 0
  for (let at = 0; at + 5 <= bytes.length;) {
    if (bytes[at] === TERMINATE) return { end, terminated: true }
    const next = at + 1 + uint32At(bytes, at + 1)
    if (next > bytes.length) break
    if (bytes[at] === SYNC || bytes[at] === QUERY) end = next
    at = next
  }
  return { end, terminated: false }
}

function uint32At(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(at)
}

/** A simple Query message. */
export function simpleQuery(sql: string): Uint8Array {
  const text = new TextEncoder().encode(sql)
  const message = new Uint8Array(text.length + 6)
  message[0] = QUERY
  new DataView(message.buffer).setUint32(1, text.length + 5)
  message.set(text, 5)
  return message
}
