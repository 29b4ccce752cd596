import { KhorgosError } from '../errors.ts'
import { isShaped, listOf, sha256, type Shape, text } from './shape.ts'
import { parseVkey } from './note.ts'

/** Whom a verifier believes. It comes from the verifier's own side, never out of the bundle. */
export interface BundleTrust {
  /** Verifier keys of logs (C2SP signed-note). */
  readonly vkeys: readonly string[]
  /** Hex SHA-256 of the SubjectPublicKeyInfo of each signing key of the gateway. */
  readonly gatewayKeyIds: readonly string[]
}

const SHAPE: Shape = { required: { vkeys: listOf(text), gatewayKeyIds: listOf(sha256) } }

/**
 * Reads a trust file: `{ "vkeys": ["<name>+<id>+<key>"], "gatewayKeyIds": ["<hex>"] }`.
 * @throws KhorgosError CONFIG_INVALID when it is anything else, an unusable key included
 */
export function parseTrust(source: string): BundleTrust {
  const value = parseJson(source)
  checkTrust(value)
  return value
}

/** @throws KhorgosError CONFIG_INVALID when it is anything but trust, an unusable key included */
export function checkTrust(value: unknown): asserts value is BundleTrust {
  if (!isTrust(value))
    throw new KhorgosError(
      'CONFIG_INVALID',
      'a trust file has the lists "vkeys" and "gatewayKeyIds", and only these',
    )
  for (const vkey of value.vkeys) checkVkey(vkey)
}

function isTrust(value: unknown): value is BundleTrust {
  return isShaped(value, SHAPE)
}

function parseJson(source: string): unknown {
  try {
    return JSON.parse(source)
  } catch (cause) {
    throw new KhorgosError('CONFIG_INVALID', 'the trust file is not JSON', { cause })
  }
}

function checkVkey(vkey: string): void {
  try {
    parseVkey(vkey)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : ''
    throw new KhorgosError('CONFIG_INVALID', `trust file: ${reason}`, { cause })
  }
}
