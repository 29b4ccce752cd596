import type { KeyObject } from 'node:crypto'
import { CompactSign } from 'jose'
import type { JsonObject } from '../../model/json.ts'
import type { TokenAlgorithm } from './algorithms.ts'

/** A private key that signs tokens, and what readers know it by. */
export interface TokenKey {
  readonly privateKey: KeyObject
  readonly keyId: string
  readonly algorithm: TokenAlgorithm
}

/** Signs claims as a token of that type, in the compact serialization. */
export function signToken(claims: JsonObject, type: string, key: TokenKey): Promise<string> {
  return new CompactSign(Buffer.from(JSON.stringify(claims)))
    .setProtectedHeader({ alg: key.algorithm, kid: key.keyId, typ: type })
    .sign(key.privateKey)
}
