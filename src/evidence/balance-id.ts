import { createHash } from 'node:crypto'
import { stringify } from 'uuid'
import type { Measure } from '../model/measure.ts'

/** 16 bytes in lower-case hex. */
export const isSeed = (text: string): boolean => /^[0-9a-f]{32}$/.test(text)

/**
 * The only name under which a measure of a line can be counted, a UUIDv8 (RFC 9562, 5.8): the first bytes of
 * SHA-256("khorgos-balance" ‖ seed ‖ line as a decimal ‖ 0x00 ‖ measure). Without the seed it says nothing of the
 * document; whoever is shown the fact finds all that was taken, and knows that nothing was counted beside it.
 * @param seed of the document: 32 hex digits, in the content of each of its facts
 * @param line WCO 006; 0 for the document as a whole
 * @throws RangeError for what is no seed or no line
 */
export function balanceId(seed: string, line: number, measure: Measure): string {
  if (!isSeed(seed)) throw new RangeError('a seed is 16 bytes in lower-case hex')
  if (!Number.isSafeInteger(line) || line < 0) throw new RangeError(`${line} is no line`)
  const hash = createHash('sha256')
    .update('khorgos-balance')
    .update(seed, 'hex')
    .update(`${line}\0${measure}`)
    .digest()
  // Version 8 in the high bits of byte 6, variant 0b10 in those of byte 8.
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x80
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80
  return stringify(hash.subarray(0, 16))
}
