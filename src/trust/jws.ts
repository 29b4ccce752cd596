import { KhorgosError } from '../errors.ts'
import { asObject, hasExactly } from '../model/json-access.ts'
import type { JsonObject, JsonValue } from '../model/json.ts'
import { parseStrictJson } from '../model/strict-json.ts'
import { algorithmByJws, algorithmByName, fits } from './algorithms.ts'
import { writeBase64Url } from './base64.ts'
import type { SigningKey, VerificationKey } from './keys.ts'
import { isSignatureValue, signatureValue } from './signature-value.ts'
import type { SignatureVerdict } from './verdict.ts'

/**
 * What a signed statement of ours is. Every kind says so in its protected header (RFC 8725 section 3.11), so that a
 * notice never passes as an answer.
 */
export type JwsType = (typeof TYPES)[number]

/** A load checklist as a code that verifies without a network (docs/load-checklist.md): no statement of the log. */
export const PRESENTATION_TYPE = 'khorgos-load-checklist+jws'

export type SignedType = JwsType | typeof PRESENTATION_TYPE

const TYPES = ['khorgos-answer', 'khorgos-write-off', 'khorgos-notice'] as const

/** The three parts of a JSON Web Signature (RFC 7515) as bytes, whatever they were written in. */
export interface Jws {
  readonly payload: Uint8Array
  readonly protectedHeader: Uint8Array
  readonly signature: Uint8Array
}

const PROFILE = 'jws'

/**
 * The only members of a protected header. In it there is nothing that a reader has to obey: no `jwk`, `jku` or `x5u` that
 * would bring a key along, no `crit`, no `b64` that would change what is signed (RFC 7797).
 */
const MEMBERS = ['alg', 'kid', 'typ']

/** The protected header of everything a key signs as that type: the same bytes each time, so that they can be kept. */
export function protectedHeaderOf(key: Pick<SigningKey, 'keyId' | 'algorithm'>, typ: SignedType): Uint8Array {
  return Buffer.from(JSON.stringify({ alg: algorithmByName(key.algorithm).jws, kid: key.keyId, typ }))
}

/**
 * @param protectedHeader from `protectedHeaderOf` of the same key
 * @returns the signature value; of an EC key r and s side by side (RFC 7518 section 3.4)
 */
export function signJws(payload: Uint8Array, protectedHeader: Uint8Array, key: SigningKey): Uint8Array {
  return signatureValue(
    algorithmByName(key.algorithm),
    signingInput(protectedHeader, payload),
    key.privateKey,
  )
}

/**
 * Verifies with the key that the caller trusts, and no other: the header has to name that key, its algorithm and the type
 * that is expected. So neither `none`, nor an HMAC under the public key, nor a key of the sender's own is ever tried.
 *
 * @throws KhorgosError SIGNATURE_PROFILE (the header is not of the one form), SIGNER_UNKNOWN (it names another key),
 *   SIGNATURE_INVALID (that key did not sign this)
 */
export function verifyJws(jws: Jws, key: VerificationKey, typ: SignedType): SignatureVerdict {
  const header = readHeader(jws.protectedHeader)
  if (header['typ'] !== typ)
    throw refused(`its type is ${shown(header['typ'])}, where ${typ} was to be signed`)
  const alg = header['alg']
  const algorithm = typeof alg === 'string' ? algorithmByJws(alg) : undefined
  if (algorithm === undefined) throw refused(`the algorithm ${shown(alg)} is not allowed`)
  if (header['kid'] !== key.keyId)
    throw new KhorgosError('SIGNER_UNKNOWN', `The signature names the key ${shown(header['kid'])}`)
  if (!fits(algorithm, key.publicKey)) throw refused(`the key it names does not sign with ${algorithm.jws}`)
  const signed = signingInput(jws.protectedHeader, jws.payload)
  if (!isSignatureValue(algorithm, signed, key.publicKey, jws.signature))
    throw new KhorgosError('SIGNATURE_INVALID', 'The key that the signature names did not sign this')
  return { profile: PROFILE, algorithm: algorithm.jws, keyId: key.keyId }
}

/**
 * The type that the header names, for who expects one of several; nothing is verified by that.
 *
 * @throws KhorgosError SIGNATURE_PROFILE when the header is not of the one form, or names no type of ours
 */
export function typeOfJws({ protectedHeader }: Jws): JwsType {
  const stated = readHeader(protectedHeader)['typ']
  const type = TYPES.find((known) => known === stated)
  if (type === undefined) throw refused(`its type is ${shown(stated)}, which is none of ours`)
  return type
}

/** RFC 7515 section 5.1. Base64url has one spelling, so that the bytes lead back to the very text that was signed. */
function signingInput(protectedHeader: Uint8Array, payload: Uint8Array): Uint8Array {
  return Buffer.from(`${writeBase64Url(protectedHeader)}.${writeBase64Url(payload)}`)
}

function readHeader(bytes: Uint8Array): JsonObject {
  const header = asObject(parsed(bytes))
  if (header === undefined || !hasExactly(header, MEMBERS))
    throw refused(`its protected header has to have ${MEMBERS.join(', ')} and nothing else`)
  return header
}

function parsed(bytes: Uint8Array): JsonValue {
  try {
    return parseStrictJson(bytes)
  } catch (cause) {
    throw refused('its protected header is not acceptable JSON', cause)
  }
}

const MAX_SHOWN = 80

function shown(value: JsonValue | undefined): string {
  return (JSON.stringify(value) ?? 'missing').slice(0, MAX_SHOWN)
}

function refused(why: string, cause?: unknown): KhorgosError {
  return new KhorgosError('SIGNATURE_PROFILE', `The signature is not of the agreed form: ${why}`, { cause })
}
