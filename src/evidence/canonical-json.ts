import { KhorgosError } from '../errors.ts'

/**
 * JSON text in the one form of RFC 8785 (JCS), so that equal values have equal bytes and a hash of them means
 * something. ECMAScript already writes strings and numbers as 3.2.2 asks; what is left is the order of names
 * (by UTF-16 units, 3.2.3) and the refusal of what I-JSON cannot hold.
 */

/** @throws TypeError for a value that JSON cannot hold exactly: functions, NaN, lone surrogates, … */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean') return String(value)
  if (typeof value === 'string') return canonicalString(value)
  if (typeof value === 'number' && Number.isFinite(value)) return JSON.stringify(value)
  if (typeof value === 'object') return canonicalObject(value)
  throw new TypeError(`a value of type ${typeof value} has no JSON form`)
}

/** UTF-8 bytes of `canonicalJson`. */
export function canonicalJsonBytes(value: unknown): Uint8Array {
  return new TextEncoder().encode(canonicalJson(value))
}

/**
 * Reads JSON only in the form that `canonicalJson` writes: a second spelling of the same value (spaces, another
 * order, a doubled name, `1.0`) is refused.
 * @throws KhorgosError EVIDENCE_INVALID
 */
export function parseCanonicalJson(bytes: Uint8Array): unknown {
  try {
    const source = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    const value: unknown = JSON.parse(source)
    if (canonicalJson(value) === source) return value
  } catch (cause) {
    throw new KhorgosError('EVIDENCE_INVALID', 'the bytes are not JSON', { cause })
  }
  throw new KhorgosError('EVIDENCE_INVALID', 'the bytes are not canonical JSON (RFC 8785)')
}

function canonicalObject(value: object): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, member]) => `${canonicalString(name)}:${canonicalJson(member)}`)
  return `{${members.join(',')}}`
}

/** RFC 8785 3.2.2.2: a lone surrogate must end in an error; JSON.stringify would quietly escape it. */
function canonicalString(text: string): string {
  if (/\p{Surrogate}/u.test(text))
    throw new TypeError('a string with a lone surrogate has no canonical JSON form')
  return JSON.stringify(text)
}
