import { v7 } from 'uuid'
import { freshBytes } from './random.ts'

/** When the last id was made, in ms, and its counter (RFC 9562 section 6.2, method 1, seeded anew each millisecond). */
let last = { msecs: -Infinity, seq: 0 }

const SEED = 0x7fff_ffff
const BIGGEST = 0xffff_ffff

/** A UUIDv7 (RFC 9562 section 5.7). Of two that one process makes, the later one sorts behind, whatever the clock does. */
export function newId(): string {
  const random = freshBytes(16)
  const now = Date.now()
  last = now > last.msecs ? { msecs: now, seq: seedOf(random) } : after(last)
  return v7({ random, ...last })
}

/** Half of the counter stays free, so that a millisecond has room for two thousand million ids. */
function seedOf(random: Uint8Array): number {
  return new DataView(random.buffer, random.byteOffset).getUint32(6) & SEED
}

function after({ msecs, seq }: typeof last): typeof last {
  return seq === BIGGEST ? { msecs: msecs + 1, seq: 0 } : { msecs, seq: seq + 1 }
}
