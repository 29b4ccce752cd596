import { sign, verify, type KeyObject } from 'node:crypto'
import { KhorgosError } from '../errors.ts'
import type { SignatureAlgorithm } from './algorithms.ts'

/**
 * Signature values as XML signatures and JWS hold them: of an EC key r and s side by side (XMLDSig 1.1 section 6.4.3,
 * RFC 7518 section 3.4). OpenSSL knows them as DER (RFC 3279 section 2.2.3), and they are turned here: Node's own
 * option for it (`dsaEncoding`) takes as long again as the signature on Node 24.
 */

/** @returns the value over `data` */
export function signatureValue(algorithm: SignatureAlgorithm, data: Uint8Array, key: KeyObject): Uint8Array {
  const made = sign(algorithm.hash, data, key)
  return algorithm.keyType === 'ec' ? sideBySide(made, partBytes(algorithm)) : made
}

/** Whether `value` is that key's over `data`; false too for one of another length. */
export function isSignatureValue(
  algorithm: SignatureAlgorithm,
  data: Uint8Array,
  key: KeyObject,
  value: Uint8Array,
): boolean {
  if (algorithm.keyType !== 'ec') return verify(algorithm.hash, data, key, value)
  return value.length === algorithm.valueBytes && verify(algorithm.hash, data, key, derOf(value))
}

/** Bytes of r, and of s. */
function partBytes({ valueBytes }: SignatureAlgorithm): number {
  return (valueBytes ?? 0) / 2
}

const SEQUENCE = 0x30
const INTEGER = 0x02
/** The length of both parts of the largest curve is below this, so that it takes one byte. */
const LONG_FORM = 0x80
/** An integer whose first byte has this bit is negative, unless a zero stands before it. */
const SIGN_BIT = 0x80

function derOf(value: Uint8Array): Uint8Array {
  const middle = value.length / 2
  const der = new Uint8Array(value.length + ROOM)
  const end = writeInteger(der, writeInteger(der, 2, value, 0, middle), value, middle, value.length)
  der[0] = SEQUENCE
  der[1] = end - 2
  return der.subarray(0, end)
}

/** Tag and length of the sequence, and of each integer with the zero that may stand before it. */
const ROOM = 2 + 2 * 3

/** X.690 section 8.3: as short as it can be. @returns what comes after it */
function writeInteger(der: Uint8Array, at: number, value: Uint8Array, from: number, end: number): number {
  let first = from
  while (first < end - 1 && value[first] === 0) first += 1
  const zero = (value[first] ?? 0) >= SIGN_BIT ? 1 : 0
  const length = zero + end - first
  der[at] = INTEGER
  der[at + 1] = length
  der.set(value.subarray(first, end), at + 2 + zero)
  return at + 2 + length
}

function sideBySide(der: Uint8Array, size: number): Uint8Array {
  const value = new Uint8Array(2 * size)
  const end = copyInteger(der, copyInteger(der, 2, value, size), value, 2 * size)
  if (der[0] !== SEQUENCE || (der[1] ?? LONG_FORM) >= LONG_FORM || end !== der.length) throw unexpected()
  return value
}

/** Copies the integer at `at` so that it ends at `end` of the value. @returns what comes after it */
function copyInteger(der: Uint8Array, at: number, value: Uint8Array, end: number): number {
  const next = at + 2 + (der[at + 1] ?? 0)
  const from = der[at + 2] === 0 ? at + 3 : at + 2
  if (der[at] !== INTEGER || next > der.length || next - from > value.length / 2) throw unexpected()
  value.set(der.subarray(from, next), end - (next - from))
  return next
}

function unexpected(): KhorgosError {
  return new KhorgosError('INTERNAL', 'The signature that was made is not of the form that was expected')
}
