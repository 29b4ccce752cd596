import type { KeyObject } from 'node:crypto'
import { compactVerify, errors } from 'jose'
import { KhorgosError } from '../../errors.ts'
import { asObject, textAt } from '../../model/json-access.ts'
import type { JsonObject } from '../../model/json.ts'
import { parseStrictJson } from '../../model/strict-json.ts'
import { readBase64Url } from '../base64.ts'
import { tokenAlgorithm, type TokenAlgorithm } from './algorithms.ts'

/** A token in the compact serialization (RFC 7515 section 7.1), taken apart; nothing of it is verified. */
export interface OpenedToken {
  readonly text: string
  readonly algorithm: TokenAlgorithm
  /** Which key of its issuer signed it, as it says. */
  readonly keyId: string
  /** `typ`, without `application/` and in small letters (RFC 7515 section 4.1.9); undefined where there is none. */
  readonly type: string | undefined
  readonly claims: JsonObject
}

/** Nothing we take needs more, and a header line has 8 KiB at most. */
export const MAX_TOKEN_BYTES = 8_192

const MAX_KEY_ID = 256

/**
 * Header members that a reader would have to obey, or that bring a key along (RFC 8725 sections 2.8 and 3.10). What else
 * there may be changes nothing, and nobody looks at it.
 */
const REFUSED_MEMBERS = ['crit', 'b64', 'jwk', 'jku', 'x5u', 'x5c', 'zip', 'enc', 'cty']

/**
 * The gate before any cryptography: size, exactly three parts, base64url in its one spelling (jose lets spaces and padding
 * pass), strict JSON, and a header in which there is nothing to obey.
 *
 * @throws KhorgosError AUTH_INVALID
 */
export function openToken(text: string): OpenedToken {
  if (Buffer.byteLength(text) > MAX_TOKEN_BYTES) throw refusedToken(`is longer than ${MAX_TOKEN_BYTES} bytes`)
  const parts = text.split('.')
  if (parts.length !== 3) throw refusedToken('does not have the three parts of a signed token')
  const [header, claims] = [jsonOf(parts[0], 'header'), jsonOf(parts[1], 'claims')]
  if (readBase64Url(parts[2] ?? '') === undefined)
    throw refusedToken('is not base64url in its one spelling (signature)')
  const obeyed = REFUSED_MEMBERS.find((name) => Object.hasOwn(header, name))
  if (obeyed !== undefined) throw refusedToken(`has "${obeyed}" in its header`)
  const algorithm = tokenAlgorithm(header['alg'])
  if (algorithm === undefined) throw refusedToken('is signed with an algorithm that is not allowed')
  return { text, algorithm, keyId: keyIdOf(header), type: typeOf(header), claims }
}

/**
 * Verifies with that key and with the algorithm that the token was opened with.
 *
 * @param key one that the algorithm fits: `fitsToken`
 * @throws KhorgosError AUTH_INVALID when that key did not sign this
 */
export async function verifyToken({ text, algorithm }: OpenedToken, key: KeyObject): Promise<void> {
  try {
    await compactVerify(text, key, { algorithms: [algorithm] })
  } catch (cause) {
    if (!(cause instanceof errors.JOSEError)) throw cause
    throw refusedToken('is not signed by the key that it names', cause)
  }
}

export function refusedToken(why: string, cause?: unknown): KhorgosError {
  return new KhorgosError('AUTH_INVALID', `The token ${why}.`, { cause })
}

function jsonOf(part: string | undefined, name: string): JsonObject {
  const bytes = readBase64Url(part ?? '')
  if (bytes === undefined) throw refusedToken(`is not base64url in its one spelling (${name})`)
  const object = asObject(parsed(bytes, name))
  if (object === undefined) throw refusedToken(`has no JSON object where its ${name} should be`)
  return object
}

function parsed(bytes: Uint8Array, name: string) {
  try {
    return parseStrictJson(bytes)
  } catch (cause) {
    throw refusedToken(`has no acceptable JSON where its ${name} should be`, cause)
  }
}

function keyIdOf(header: JsonObject): string {
  const keyId = textAt(header, 'kid')
  if (keyId === undefined || keyId === '' || keyId.length > MAX_KEY_ID)
    throw refusedToken('does not name its key ("kid")')
  return keyId
}

function typeOf(header: JsonObject): string | undefined {
  const type = header['typ']
  if (type === undefined) return undefined
  if (typeof type !== 'string') throw refusedToken('has a "typ" that is no text')
  return type.toLowerCase().replace(/^application\//, '')
}
