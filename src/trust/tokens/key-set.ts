import { createPublicKey, type KeyObject } from 'node:crypto'
import { KhorgosError } from '../../errors.ts'
import { asObject, textAt } from '../../model/json-access.ts'
import type { JsonObject, JsonValue } from '../../model/json.ts'
import { fitsToken, type TokenAlgorithm } from './algorithms.ts'

/** The public keys of one token issuer (RFC 7517 section 5). */
export interface KeySet {
  /** The one key of that id which checks that algorithm; undefined where there is none, or more than one. */
  find(keyId: string, algorithm: TokenAlgorithm): KeyObject | undefined
}

interface KnownKey {
  readonly keyId: string
  readonly publicKey: KeyObject
  /** What its owner lets it be used for; undefined: whatever it fits. */
  readonly algorithm: string | undefined
}

/** Issuers have a handful: those in use, the last and the next. */
const MAX_KEYS = 64

/** Members that hold secrets: a key that somebody published whole is nobody's any more. */
const SECRET_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']

/**
 * Reads a JWK Set. Keys of kinds and for uses that tokens do not have are passed over, as RFC 7517 section 5 asks; so is a key
 * that shows its private part.
 *
 * @throws KhorgosError AUTH_UNAVAILABLE when it is no JWK Set
 */
export function readKeySet(content: JsonValue): KeySet {
  const listed = asObject(content)?.['keys']
  if (!Array.isArray(listed) || listed.length > MAX_KEYS)
    throw new KhorgosError('AUTH_UNAVAILABLE', `There is no list of at most ${MAX_KEYS} "keys".`)
  const keys = listed.flatMap((each: JsonValue) => knownKey(asObject(each)) ?? [])
  return {
    find(keyId, algorithm) {
      const found = keys.filter(
        (key) =>
          key.keyId === keyId &&
          (key.algorithm ?? algorithm) === algorithm &&
          fitsToken(algorithm, key.publicKey),
      )
      return found.length === 1 ? found[0]?.publicKey : undefined
    },
  }
}

function knownKey(jwk: JsonObject | undefined): KnownKey | undefined {
  const keyId = textAt(jwk, 'kid')
  if (jwk === undefined || keyId === undefined || !isForSignatures(jwk)) return undefined
  if (SECRET_MEMBERS.some((name) => Object.hasOwn(jwk, name))) return undefined
  const publicKey = imported(jwk)
  return publicKey && { keyId, publicKey, algorithm: textAt(jwk, 'alg') }
}

function isForSignatures(jwk: JsonObject): boolean {
  const operations = jwk['key_ops']
  return (
    (jwk['use'] ?? 'sig') === 'sig' &&
    (operations === undefined || (Array.isArray(operations) && operations.includes('verify')))
  )
}

function imported(jwk: JsonObject): KeyObject | undefined {
  try {
    return createPublicKey({ key: { ...jwk }, format: 'jwk' })
  } catch {
    return undefined // a kind of key that this program does not know: not for us
  }
}
