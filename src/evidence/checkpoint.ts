import { KhorgosError } from '../errors.ts'
import { decodeBase64, encodeBase64 } from './base64.ts'
import type { LogSigner } from './log-key.ts'
import { HASH_BYTES, type Hash } from './merkle.ts'
import { type NoteSignature, parseNote, parseVkey, verifyNote } from './note.ts'

/** Signed heads of a log (C2SP tlog-checkpoint). */

export interface Checkpoint {
  /** Name of the log. */
  readonly origin: string
  readonly size: bigint
  readonly root: Hash
  /** Further lines; ours have none and the specification advises against them. */
  readonly extensions: readonly string[]
  readonly signatures: readonly NoteSignature[]
}

/** RFC 6962 tree sizes are uint64. */
const MAX_SIZE = 2n ** 64n - 1n
/** Longest decimal of a uint64. */
const MAX_DIGITS = 20

/** @returns the whole signed note */
export function signCheckpoint(signer: LogSigner, size: bigint, root: Hash): string {
  if (size < 0n || size > MAX_SIZE || root.length !== HASH_BYTES)
    throw new RangeError('not the head of a tree')
  return signer.sign(`${signer.origin}\n${size}\n${encodeBase64(root)}\n`)
}

/**
 * Reads a checkpoint without checking any signature.
 * @throws KhorgosError EVIDENCE_INVALID with the reason
 */
export function parseCheckpoint(note: string): Checkpoint {
  const { text, signatures } = parseNote(note)
  const [origin, size, root, ...extensions] = text.slice(0, -1).split('\n')
  if (origin === undefined || size === undefined || root === undefined)
    throw invalid('a checkpoint has at least three lines: origin, size and root')
  if ([origin, ...extensions].includes('')) throw invalid('a checkpoint has no empty lines')
  return { origin, size: parseDecimal(size, 'tree size'), root: parseHash(root), extensions, signatures }
}

/**
 * Reads a checkpoint that one of `vkeys` signed as the log the checkpoint names: a log's key speaks for its own
 * origin only (tlog-proof, "Verifying", step 2).
 * @throws KhorgosError EVIDENCE_INVALID with the reason
 */
export function verifyCheckpoint(note: string, vkeys: readonly string[]): Checkpoint {
  const checkpoint = parseCheckpoint(note)
  const keys = vkeys.map(parseVkey).filter((key) => key.name === checkpoint.origin)
  if (keys.length === 0) throw invalid(`no key of the log ${checkpoint.origin} is trusted`)
  verifyNote(parseNote(note), keys)
  return checkpoint
}

/** A decimal without sign or leading zeros, up to the largest uint64. */
export function parseDecimal(text: string, what: string): bigint {
  const value = text.length <= MAX_DIGITS && /^(?:0|[1-9]\d*)$/.test(text) ? BigInt(text) : -1n
  if (value < 0n || value > MAX_SIZE) throw invalid(`the ${what} is not a decimal number`)
  return value
}

/** One SHA-256 in canonical base64. */
export function parseHash(text: string): Hash {
  const hash = decodeBase64(text)
  if (hash?.length !== HASH_BYTES) throw invalid('a hash is not 32 bytes in base64')
  return hash
}

function invalid(message: string): KhorgosError {
  return new KhorgosError('EVIDENCE_INVALID', message)
}
