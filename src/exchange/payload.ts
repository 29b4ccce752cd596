import { createHash } from 'node:crypto'
import { commit, type Commitment, SALT_BYTES } from '../evidence/commitment.ts'
import { newId } from '../model/new-id.ts'
import { freshBytes } from '../model/random.ts'

/** Bytes worth keeping, hashed once, with the salt that lets a leaf commit to them without revealing them. */
export interface Payload {
  readonly id: string
  readonly sha256: Uint8Array
  readonly salt: Uint8Array
  readonly mediaType: string
  readonly bytes: Uint8Array
  readonly commitment: Commitment
}

export function keep(bytes: Uint8Array, mediaType: string): Payload {
  const sha256 = createHash('sha256').update(bytes).digest()
  const salt = freshBytes(SALT_BYTES)
  return { id: newId(), sha256, salt, mediaType, bytes, commitment: commit(salt, sha256) }
}

export const XML = 'application/xml'
export const JSON_TYPE = 'application/json'

/** Kept documents and reports are bytes like any other: what the log says of them is their hash. */
export function jsonBytes(value: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(value))
}
