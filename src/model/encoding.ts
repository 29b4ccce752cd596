import { isUtf8 } from 'node:buffer'
import { KhorgosError } from '../errors.ts'
import { decodeGb18030, encodeGb18030 } from './encoding/gb18030.ts'
import { decodeSingleByte, encodeSingleByte, ISO_8859_5, WINDOWS_1251 } from './encoding/single-byte.ts'
import { firstInvalidUtf8 } from './encoding/utf-8.ts'

/** Text ↔ bytes in the encodings that partners use. Strict both ways: nothing is replaced, left out or guessed. */
export type Encoding = 'UTF-8' | 'GB18030' | 'windows-1251' | 'ISO-8859-5'

/**
 * Names by which messages declare an encoding, without regard to case, as XML 1.0 section 4.3.3 asks. GB2312 and GBK
 * are old subsets of GB 18030, and files under these names are read by its table; whether a partner may use the name
 * is for its agreement to say.
 */
const ENCODINGS_BY_LABEL: Readonly<Record<string, Encoding>> = {
  'UTF-8': 'UTF-8',
  GB18030: 'GB18030',
  GBK: 'GB18030',
  GB2312: 'GB18030',
  'WINDOWS-1251': 'windows-1251',
  'ISO-8859-5': 'ISO-8859-5',
}

/** Every label an agreement may name; for messages that were accepted before and are opened again. */
export const ENCODING_LABELS: readonly string[] = Object.keys(ENCODINGS_BY_LABEL)

/** @returns undefined for a label no agreement may name. */
export function encodingOf(label: string): Encoding | undefined {
  const known = label.toUpperCase()
  return Object.hasOwn(ENCODINGS_BY_LABEL, known) ? ENCODINGS_BY_LABEL[known] : undefined
}

/**
 * A byte order mark is read as the character it is, U+FEFF.
 *
 * @throws KhorgosError XML_ENCODING with offset (0-based, in `bytes`) and line of the first byte that is no such text
 */
export function decodeText(bytes: Uint8Array, encoding: Encoding): string {
  const decoded = DECODERS[encoding](bytes)
  if (typeof decoded === 'string') return decoded
  throw undecodable(bytes, decoded, encoding)
}

/**
 * @param path where the text stands, for the error
 * @throws KhorgosError OUTPUT_INVALID naming the first character that the encoding does not have
 */
export function encodeText(text: string, encoding: Encoding, path: string): Uint8Array {
  const encoded = ENCODERS[encoding](text)
  if (typeof encoded !== 'number') return encoded
  throw unrepresentable(text.codePointAt(encoded) ?? 0, encoding, path)
}

/** Whether the encoding has every character of the text. */
export function canEncode(text: string, encoding: Encoding): boolean {
  return typeof ENCODERS[encoding](text) !== 'number'
}

/** The text, or the offset of the first byte that cannot be read. */
type Decoder = (bytes: Uint8Array) => string | number
/** The bytes, or the offset of the first character that cannot be written. */
type Encoder = (text: string) => Uint8Array | number

const DECODERS: Readonly<Record<Encoding, Decoder>> = {
  'UTF-8': (bytes) => (isUtf8(bytes) ? Buffer.from(bytes).toString('utf8') : firstInvalidUtf8(bytes)),
  GB18030: decodeGb18030,
  'windows-1251': (bytes) => decodeSingleByte(bytes, WINDOWS_1251),
  'ISO-8859-5': (bytes) => decodeSingleByte(bytes, ISO_8859_5),
}

/** Only a lone surrogate has no form in UTF-8 (RFC 3629 section 3). */
const LONE_SURROGATE = /[\uD800-\uDFFF]/u

const ENCODERS: Readonly<Record<Encoding, Encoder>> = {
  'UTF-8': (text) => LONE_SURROGATE.exec(text)?.index ?? Buffer.from(text, 'utf8'),
  GB18030: encodeGb18030,
  'windows-1251': (text) => encodeSingleByte(text, WINDOWS_1251),
  'ISO-8859-5': (text) => encodeSingleByte(text, ISO_8859_5),
}

function undecodable(bytes: Uint8Array, offset: number, encoding: Encoding): KhorgosError {
  const byte = (bytes[offset] ?? 0).toString(16).toUpperCase().padStart(2, '0')
  return new KhorgosError(
    'XML_ENCODING',
    `The message is not valid ${encoding}: the byte 0x${byte} at offset ${offset} cannot be read`,
    { place: { path: '/', line: lineAt(bytes, offset) } },
  )
}

/** @returns the 1-based line of a byte: in all these encodings 0x0A is a line feed and part of nothing else. */
export function lineAt(bytes: Uint8Array, offset: number): number {
  let line = 1
  for (let at = 0; at < offset; at++) if (bytes[at] === 0x0a) line++
  return line
}

function unrepresentable(point: number, encoding: Encoding, path: string): KhorgosError {
  const name = point.toString(16).toUpperCase().padStart(4, '0')
  const character = String.fromCodePoint(point)
  const shown = LONE_SURROGATE.test(character) ? '' : ` ("${character}")`
  return new KhorgosError('OUTPUT_INVALID', `${encoding} has no character U+${name}${shown}`, {
    place: { path },
  })
}
