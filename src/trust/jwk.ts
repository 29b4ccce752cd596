import { createPublicKey, type KeyObject } from 'node:crypto'
import { KhorgosError } from '../errors.ts'
import { asObject, hasExactly } from '../model/json-access.ts'
import type { JsonValue } from '../model/json.ts'
import { algorithmOfKey } from './algorithms.ts'
import { spkiSha256OfKey, type VerificationKey } from './keys.ts'

/** A public key as JSON (RFC 7517), with the members that make the key and no others (those of RFC 7638). */
export type PublicJwk =
  | {
      readonly kty: 'EC'
      readonly crv: string
      readonly x: string
      readonly y: string
    }
  | { readonly kty: 'RSA'; readonly n: string; readonly e: string }

/**
 * Reads a key that somebody supplies. That it is there makes it nobody's: whose it is, only its id can tell, to a
 * reader who knows the id from elsewhere.
 *
 * @throws KhorgosError SIGNATURE_PROFILE when it is not a public key of an allowed algorithm in its one spelling
 */
export function keyOfJwk(jwk: JsonValue): VerificationKey {
  const publicKey = imported(jwk)
  if (algorithmOfKey(publicKey) === undefined) throw refused('no allowed algorithm uses it')
  // The way back shows other members, a private part, leading zeros and second spellings of base64url.
  if (!sameMembers(jwk, publicJwk(publicKey))) throw refused('it is not written in the one form')
  return { keyId: spkiSha256OfKey(publicKey), publicKey }
}

function imported(jwk: JsonValue): KeyObject {
  const members = asObject(jwk)
  if (members === undefined) throw refused('it is no object')
  try {
    return createPublicKey({ key: { ...members }, format: 'jwk' })
  } catch (cause) {
    throw refused('it cannot be read', cause)
  }
}

/** The public half of our key, for those who have its id and not the key. */
export function publicJwk(publicKey: KeyObject): PublicJwk {
  const { crv = '', x = '', y = '', n = '', e = '' } = publicKey.export({ format: 'jwk' })
  return publicKey.asymmetricKeyType === 'ec' ? { kty: 'EC', crv, x, y } : { kty: 'RSA', n, e }
}

function sameMembers(left: JsonValue, right: PublicJwk): boolean {
  const found = asObject(left)
  const wanted = Object.entries(right)
  return (
    found !== undefined &&
    hasExactly(found, Object.keys(right)) &&
    wanted.every(([name, value]) => found[name] === value)
  )
}

function refused(why: string, cause?: unknown): KhorgosError {
  return new KhorgosError('SIGNATURE_PROFILE', `The key in the header cannot be used: ${why}`, { cause })
}
