import { KhorgosError } from '../errors.ts'
import { decodeBase64, encodeBase64 } from './base64.ts'
import { type Checkpoint, parseCheckpoint, parseDecimal, parseHash, verifyCheckpoint } from './checkpoint.ts'
import { SALT_BYTES } from './commitment.ts'
import { equalBytes, type Hash, leafHash } from './merkle.ts'
import { MAX_NOTE_BYTES } from './note.ts'
import { verifyInclusion } from './proofs.ts'
import { decodeRecord } from './record-reader.ts'
import { type EvidenceRecord, MAX_RECORD_BYTES } from './record.ts'

/**
 * Receipts: C2SP tlog-proof files. `extra` holds what a holder needs besides: the salt that opens the record's
 * payload commitment and the record itself, whose hash is the leaf. `extra` is not signed, but the record in
 * it is what inclusion is proved of, and a wrong salt opens nothing.
 */

export interface Receipt {
  readonly index: bigint
  /** Leaf's sibling first. */
  readonly proof: readonly Hash[]
  /** The signed note, verbatim. */
  readonly checkpoint: string
  /** 32 bytes. */
  readonly salt: Uint8Array
  /** Bytes of the leaf. */
  readonly record: Uint8Array
}

export interface VerifiedReceipt {
  readonly record: EvidenceRecord
  readonly recordBytes: Uint8Array
  readonly salt: Uint8Array
  readonly index: bigint
  readonly size: bigint
  readonly origin: string
  readonly root: Hash
}

const FIRST_LINE = 'c2sp.org/tlog-proof@v1'
/** A path in a tree of 2^64 leaves. */
const MAX_PROOF = 64
const MAX_RECEIPT_LENGTH = MAX_NOTE_BYTES + 2 * MAX_RECORD_BYTES

/** @throws RangeError when the salt or the record has not the length of one */
export function formatReceipt(receipt: Receipt): string {
  const { index, proof, checkpoint, salt, record } = receipt
  if (salt.length !== SALT_BYTES) throw new RangeError(`a salt has ${SALT_BYTES} bytes, not ${salt.length}`)
  if (record.length > MAX_RECORD_BYTES) throw new RangeError(`evidence record of ${record.length} bytes`)
  const extra = encodeBase64(Buffer.concat([salt, record]))
  return [FIRST_LINE, `extra ${extra}`, `index ${index}`, ...proof.map(encodeBase64), '', checkpoint].join(
    '\n',
  )
}

/**
 * Reads a receipt and proves nothing.
 * @throws KhorgosError EVIDENCE_INVALID for anything that `formatReceipt` would not have written
 */
export function parseReceipt(text: string): Receipt {
  if (text.length > MAX_RECEIPT_LENGTH) throw invalid('the receipt is too long')
  const end = text.indexOf('\n\n')
  if (end < 0) throw invalid('the receipt has no checkpoint')
  const [first, extra, index, ...proof] = text.slice(0, end).split('\n')
  if (first !== FIRST_LINE) throw invalid(`the receipt does not begin with ${FIRST_LINE}`)
  if (proof.length > MAX_PROOF) throw invalid(`the inclusion proof has ${proof.length} hashes`)
  const opened = decodeBase64(afterWord('extra', extra))
  if (opened === undefined || opened.length <= SALT_BYTES || opened.length > SALT_BYTES + MAX_RECORD_BYTES)
    throw invalid('the line "extra" is not the base64 of a salt and a record')
  return {
    index: parseDecimal(afterWord('index', index), 'index'),
    proof: proof.map(parseHash),
    checkpoint: text.slice(end + 2),
    salt: opened.subarray(0, SALT_BYTES),
    record: opened.subarray(SALT_BYTES),
  }
}

/**
 * Proves that the record stands in the log that one of `vkeys` speaks for. Whether a payload is the one that
 * the record means is a further question (`commit`).
 * @throws KhorgosError EVIDENCE_INVALID with the reason
 */
export function verifyReceipt(text: string, trust: { readonly vkeys: readonly string[] }): VerifiedReceipt {
  const receipt = parseReceipt(text)
  return proveRecord(receipt, verifyCheckpoint(receipt.checkpoint, trust.vkeys))
}

/** As `verifyReceipt` for whoever has no key to trust: tells what the receipt claims, signatures unchecked. */
export function readReceipt(text: string): VerifiedReceipt {
  const receipt = parseReceipt(text)
  return proveRecord(receipt, parseCheckpoint(receipt.checkpoint))
}

function proveRecord(receipt: Receipt, checkpoint: Checkpoint): VerifiedReceipt {
  const { index, proof, record, salt } = receipt
  const { size, root, origin } = checkpoint
  if (!verifyInclusion({ index, size, leaf: leafHash(record), root, proof }))
    throw invalid(`the proof does not lead from record ${index} to the root of the ${size} records`)
  return { record: decodeRecord(record), recordBytes: record, salt, index, size, origin, root }
}

/** True when both receipts are against one and the same head of one log. */
export function sameHead(left: VerifiedReceipt, right: VerifiedReceipt): boolean {
  return left.origin === right.origin && left.size === right.size && equalBytes(left.root, right.root)
}

function afterWord(word: string, line: string | undefined): string {
  if (line === undefined || !line.startsWith(`${word} `))
    throw invalid(`the receipt misses its line "${word}"`)
  return line.slice(word.length + 1)
}

function invalid(message: string): KhorgosError {
  return new KhorgosError('EVIDENCE_INVALID', message)
}
