import { KhorgosError } from '../errors.ts'
import { asObject, hasExactly } from '../model/json-access.ts'
import type { JsonObject } from '../model/json.ts'
import { parseStrictJson } from '../model/strict-json.ts'
import { readBase64Url, writeBase64Url } from './base64.ts'
import { keyOfJwk, type PublicJwk } from './jwk.ts'
import type { Jws } from './jws.ts'
import type { VerificationKey } from './keys.ts'

/** A JWS in the flattened JSON serialization (RFC 7515 section 7.2.2): one object, to be kept as a file. */
export interface FlattenedJws {
  readonly payload: string
  readonly protected: string
  readonly signature: string
  readonly header: UnprotectedHeader
}

/** What is not signed: it helps to verify, and proves itself or nothing. */
export interface UnprotectedHeader {
  /** The key, for a reader who knows its id; it has to hash to the `kid` that is signed. */
  readonly jwk: PublicJwk
  /** Proof that what was signed stands in the log, which exists only after the signature. */
  readonly receipt?: string
}

/** A flattened JWS as it was read; nothing of it is verified. */
export interface JwsFile {
  readonly jws: Jws
  /** The key that came along. It is to be trusted by its id, if at all. */
  readonly suppliedKey: VerificationKey
  readonly receipt: string | undefined
}

const MEMBERS = ['header', 'payload', 'protected', 'signature']

export function flattenedJws(jws: Jws, header: UnprotectedHeader): FlattenedJws {
  return {
    payload: writeBase64Url(jws.payload),
    protected: writeBase64Url(jws.protectedHeader),
    signature: writeBase64Url(jws.signature),
    header,
  }
}

/**
 * @throws KhorgosError JSON_MALFORMED, SIGNATURE_MISSING, or SIGNATURE_PROFILE for a member that is missing, too much, or
 *   not in its one spelling
 */
export function readJwsFile(file: Uint8Array): JwsFile {
  const members = asObject(parseStrictJson(file))
  if (members === undefined) throw refused('it is no object')
  if (!Object.hasOwn(members, 'signature'))
    throw new KhorgosError('SIGNATURE_MISSING', 'The file carries no signature')
  requireMembers(members, MEMBERS)
  const header = asObject(members['header'])
  if (header === undefined) throw refused('"header" is no object')
  requireMembers(header, Object.hasOwn(header, 'receipt') ? ['jwk', 'receipt'] : ['jwk'])
  const receipt = header['receipt']
  if (receipt !== undefined && typeof receipt !== 'string') throw refused('"receipt" is no text')
  return {
    jws: {
      payload: bytesOf(members, 'payload'),
      protectedHeader: bytesOf(members, 'protected'),
      signature: bytesOf(members, 'signature'),
    },
    suppliedKey: keyOfJwk(header['jwk'] ?? null),
    receipt,
  }
}

function requireMembers(object: JsonObject, names: readonly string[]): void {
  if (!hasExactly(object, names)) throw refused(`it has to have ${names.join(', ')} and nothing else`)
}

function bytesOf(members: JsonObject, name: string): Uint8Array {
  const text = members[name]
  const bytes = typeof text === 'string' ? readBase64Url(text) : undefined
  if (bytes === undefined) throw refused(`"${name}" is not base64url in its one spelling`)
  return bytes
}

function refused(why: string): KhorgosError {
  return new KhorgosError('SIGNATURE_PROFILE', `The file is no signed statement: ${why}`)
}
