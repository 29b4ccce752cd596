import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto'
import { KhorgosError } from '../errors.ts'
import { decodeBase64, encodeBase64 } from './base64.ts'

/** Signed notes and verifier keys (C2SP signed-note) with Ed25519, the one signature type our log uses. */

const ED25519_TYPE = 0x01
/** SubjectPublicKeyInfo of an Ed25519 key is this and then the 32 bytes of the key (RFC 8410 section 4). */
const ED25519_SPKI_PREFIX = Uint8Array.from([
  0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0,
])
const PUBLIC_KEY_BYTES = 32
const KEY_ID_BYTES = 4
/** The specification asks for at least 16 signatures, post-quantum ones of 5 kB among them. */
const MAX_SIGNATURES = 64
export const MAX_NOTE_BYTES = 512 * 1024
/** "MUST NOT contain any Unicode spaces or plus"; control characters fall to the rule for the whole note. */
const KEY_NAME = /^[^\p{White_Space}+]+$/u
const SIGNATURE_LINE = /^— (?<name>[^\p{White_Space}+]+) (?<value>[A-Za-z0-9+/]+=*)$/u

export interface NoteKey {
  readonly name: string
  /** First four bytes of a hash: it names a key, it does not prove one. */
  readonly keyId: number
  readonly publicKey: KeyObject
}

export interface NoteSignature {
  readonly name: string
  readonly keyId: number
  readonly signature: Uint8Array
}

export interface Note {
  /** What is signed, final newline included. */
  readonly text: string
  readonly signatures: readonly NoteSignature[]
}

/** @throws KhorgosError EVIDENCE_INVALID for a name that a signature line could not hold */
export function checkKeyName(name: string): void {
  if (!KEY_NAME.test(name) || hasForbiddenCharacter(name))
    throw invalid(`${JSON.stringify(name)} is not a key name`)
}

/** `<name>+<key id>+<base64 of type and key>`, the form in which verifiers are told a log's key. */
export function encodeVkey(name: string, publicKey: KeyObject): string {
  checkKeyName(name)
  const key = Buffer.concat([Uint8Array.of(ED25519_TYPE), rawPublicKey(publicKey)])
  return `${name}+${keyIdOf(name, key).toString(16).padStart(8, '0')}+${encodeBase64(key)}`
}

/** @throws KhorgosError EVIDENCE_INVALID unless the text is an Ed25519 verifier key with its own key id */
export function parseVkey(vkey: string): NoteKey {
  const [name, id, value, ...rest] = splitVkey(vkey)
  const key = decodeBase64(value ?? '')
  if (name === undefined || id === undefined || key === undefined || rest.length > 0)
    throw invalid('a verifier key has three parts: name+hash+key')
  checkKeyName(name)
  if (key[0] !== ED25519_TYPE || key.length !== 1 + PUBLIC_KEY_BYTES)
    throw invalid(`the verifier key of ${name} is not an Ed25519 key`)
  const keyId = keyIdOf(name, key)
  if (id !== keyId.toString(16).padStart(8, '0'))
    throw invalid(`the verifier key of ${name} has a wrong key id`)
  const der = Buffer.concat([ED25519_SPKI_PREFIX, key.subarray(1)])
  return { name, keyId, publicKey: createPublicKey({ key: der, format: 'der', type: 'spki' }) }
}

/** The base64 at the end may contain plus signs of its own; name and id may not. */
function splitVkey(vkey: string): (string | undefined)[] {
  const first = vkey.indexOf('+')
  const second = vkey.indexOf('+', first + 1)
  return first < 0 || second < 0
    ? []
    : [vkey.slice(0, first), vkey.slice(first + 1, second), vkey.slice(second + 1)]
}

/** signed-note "Signatures": the text, an empty line, and one line per signature. */
export function formatNote(text: string, signature: NoteSignature): string {
  const id = Buffer.alloc(KEY_ID_BYTES)
  id.writeUInt32BE(signature.keyId)
  return `${text}\n— ${signature.name} ${encodeBase64(Buffer.concat([id, signature.signature]))}\n`
}

/** @throws KhorgosError EVIDENCE_INVALID for anything that is not a signed note, whoever signed it */
export function parseNote(note: string): Note {
  if (note.length > MAX_NOTE_BYTES) throw invalid('the note is too long')
  if (hasForbiddenCharacter(note)) throw invalid('the note holds a character that notes may not have')
  const split = note.lastIndexOf('\n\n')
  if (split < 0 || !note.endsWith('\n')) throw invalid('the note has no signature block')
  const lines = note.slice(split + 2, -1).split('\n')
  if (lines.length > MAX_SIGNATURES) throw invalid(`the note has ${lines.length} signature lines`)
  return { text: note.slice(0, split + 1), signatures: lines.map(parseSignatureLine) }
}

/**
 * The keys of `keys` that signed the note. Signatures of unknown keys are ignored, as the specification asks.
 * @throws KhorgosError EVIDENCE_INVALID when a known key's signature is wrong or no known key signed
 */
export function verifyNote(note: Note, keys: readonly NoteKey[]): NoteKey[] {
  const text = Buffer.from(note.text)
  const signers: NoteKey[] = []
  for (const { name, keyId, signature } of note.signatures) {
    const key = keys.find((known) => known.name === name && known.keyId === keyId)
    if (key === undefined) continue
    if (signers.includes(key)) throw invalid(`${name} signed the note twice`)
    if (!verify(null, text, key.publicKey, signature))
      throw invalid(`the signature of ${name} does not verify`)
    signers.push(key)
  }
  if (signers.length === 0) throw invalid('no trusted key signed the note')
  return signers
}

function parseSignatureLine(line: string): NoteSignature {
  const { name, value } = SIGNATURE_LINE.exec(line)?.groups ?? {}
  const bytes = decodeBase64(value ?? '')
  if (name === undefined || bytes === undefined || bytes.length <= KEY_ID_BYTES)
    throw invalid('a signature line of the note is malformed')
  const keyId = Buffer.from(bytes).readUInt32BE()
  return { name, keyId, signature: bytes.subarray(KEY_ID_BYTES) }
}

/** @returns the uint32 of SHA-256(name ‖ newline ‖ type ‖ key)[:4] */
export function keyIdOf(name: string, typedKey: Uint8Array): number {
  return createHash('sha256').update(`${name}\n`).update(typedKey).digest().readUInt32BE()
}

/** Type byte and 32 bytes of the key: what key ids are computed over. */
export function typedEd25519Key(publicKey: KeyObject): Uint8Array {
  return Buffer.concat([Uint8Array.of(ED25519_TYPE), rawPublicKey(publicKey)])
}

function rawPublicKey(publicKey: KeyObject): Uint8Array {
  if (publicKey.asymmetricKeyType !== 'ed25519') throw invalid('a log key is an Ed25519 key')
  return publicKey.export({ format: 'der', type: 'spki' }).subarray(ED25519_SPKI_PREFIX.length)
}

/** "valid UTF-8 and MUST NOT contain any ASCII control characters other than newline". */
function hasForbiddenCharacter(text: string): boolean {
  for (const character of text) if (character < ' ' && character !== '\n') return true
  return /\p{Surrogate}/u.test(text)
}

function invalid(message: string): KhorgosError {
  return new KhorgosError('EVIDENCE_INVALID', message)
}
