import { createHash } from 'node:crypto'
import { stringify } from 'uuid'
import { inLogOrder, type Piece } from './piece.ts'

/**
 * Name of the trip of these pieces, a UUIDv8 (RFC 9562, 5.8) made of the first of them in the log: whoever reads the log again
 * names it alike, and of trips that turn out to be one the older name stays.
 */
export function tripIdOf(pieces: readonly Piece[]): string {
  const [first] = pieces.toSorted(inLogOrder)
  const hash = createHash('sha256')
    .update('khorgos-trip')
    .update(`${first?.subject ?? ''}\0${first?.record ?? ''}\0${first?.paper ?? ''}`)
    .digest()
  // Version 8 in the high bits of byte 6, variant 0b10 in those of byte 8.
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x80
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80
  return stringify(hash.subarray(0, 16))
}
