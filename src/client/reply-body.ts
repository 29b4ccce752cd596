import { asObject } from '../model/json-access.ts'
import type { JsonObject } from '../model/json.ts'
import { parseStrictJson } from '../model/strict-json.ts'
import { GatewayError } from './gateway-error.ts'

/** Replies that have a signed statement among other things: what is beside it is nobody's word and only shows the way. */

/**
 * @param what it is, for people
 * @throws GatewayError EVIDENCE_INVALID when it is no JSON object
 */
export function objectIn(bytes: Uint8Array, what: string): JsonObject {
  const body = parsed(bytes, what)
  if (body === undefined) throw new GatewayError('EVIDENCE_INVALID', `${what} is no JSON object.`)
  return body
}

function parsed(bytes: Uint8Array, what: string): JsonObject | undefined {
  try {
    return asObject(parseStrictJson(bytes))
  } catch (cause) {
    throw new GatewayError('EVIDENCE_INVALID', `${what} is not JSON.`, { cause })
  }
}

/** The signed statement as the file it is when it comes alone. Where there is none, its verifier says so. */
export function signedIn(body: JsonObject): Uint8Array {
  return Buffer.from(JSON.stringify(body['signed'] ?? null))
}
