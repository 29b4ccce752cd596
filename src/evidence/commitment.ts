import { createHash } from 'node:crypto'

/** Hex SHA-256 of (32-byte salt, then the 32-byte SHA-256 of the payload): checkable with `sha256sum`. */
export type Commitment = string

/** Bytes of a salt: as many as of the hash, so that a small payload cannot be guessed from its commitment. */
export const SALT_BYTES = 32

/**
 * Hex SHA-256 of the salt and then the 32-byte SHA-256 of the payload. Over the hash and not the payload, so
 * that somebody who may not see a payload can still be shown which one a record means.
 * @throws RangeError when the salt or the hash is not 32 bytes
 */
export function commit(salt: Uint8Array, sha256OfPayload: Uint8Array): Commitment {
  if (salt.length !== SALT_BYTES) throw new RangeError(`a salt has ${SALT_BYTES} bytes, not ${salt.length}`)
  if (sha256OfPayload.length !== 32)
    throw new RangeError(`a SHA-256 has 32 bytes, not ${sha256OfPayload.length}`)
  return createHash('sha256').update(salt).update(sha256OfPayload).digest('hex')
}
