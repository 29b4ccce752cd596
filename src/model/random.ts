import { randomFillSync } from 'node:crypto'

/** Filled at once: asking the generator costs the same for a few bytes as for many. */
const POOL_BYTES = 4096

let pool = Buffer.alloc(0)

/** Random bytes of the operating system's generator that nobody was given before. */
export function freshBytes(length: number): Uint8Array {
  if (pool.length < length) pool = randomFillSync(Buffer.alloc(Math.max(POOL_BYTES, length)))
  const bytes = pool.subarray(0, length)
  pool = pool.subarray(length)
  return bytes
}
