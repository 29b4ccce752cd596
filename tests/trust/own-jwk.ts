import { createPublicKey } from 'node:crypto'
import { publicJwk, type PublicJwk } from '../../src/trust/jwk.ts'
import type { SigningKey } from '../../src/trust/keys.ts'

/** What goes along with what a key of ours signs. */
export function jwkOf({ privateKey }: SigningKey): PublicJwk {
  return publicJwk(createPublicKey(privateKey))
}
