import { KhorgosError } from '../../errors.ts'

/** The characters that a syntax level (0001 of UNB) allows, and their bytes. */
export interface CharacterSet {
  readonly level: string
  /** @throws KhorgosError FIELD_INVALID naming the first byte that is no character of the set */
  decode(bytes: Uint8Array): string
  /** The first character that the set does not have; undefined when it has them all. */
  missing(text: string): string | undefined
  /** @throws KhorgosError INTERNAL: the caller has asked `missing` */
  encode(text: string): Uint8Array
}

/** ISO 9735 level A: capitals, digits and a few marks. Level B adds small letters; neither has more of ISO 646. */
const LEVEL_A = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,-()/=\'+:?!"%&*;<>'
const LEVEL_B = `${LEVEL_A}abcdefghijklmnopqrstuvwxyz`

/**
 * Level → part of ISO 8859, as the decoder of the runtime names it. Parts 1 and 9 are not among them: under these
 * names every runtime decodes the windows code pages instead.
 */
const DECODED_PARTS: Readonly<Record<string, string>> = {
  UNOD: 'iso-8859-2',
  UNOE: 'iso-8859-5',
  UNOF: 'iso-8859-7',
  UNOG: 'iso-8859-3',
  UNOH: 'iso-8859-4',
  UNOI: 'iso-8859-6',
  UNOJ: 'iso-8859-8',
}

/** ISO 8859-9 is part 1 with six Icelandic letters replaced by Turkish ones. */
const TURKISH: ReadonlyMap<number, string> = new Map([
  [0xd0, 'Ğ'],
  [0xdd, 'İ'],
  [0xde, 'Ş'],
  [0xf0, 'ğ'],
  [0xfd, 'ı'],
  [0xfe, 'ş'],
])

const FIRST_LATER = 0xa0

const sets: ReadonlyMap<string, CharacterSet> = new Map(
  [
    byteSet('UNOA', (byte) => ascii(byte, LEVEL_A)),
    byteSet('UNOB', (byte) => ascii(byte, LEVEL_B)),
    byteSet('UNOC', (byte) => latin(byte)),
    byteSet('UNOK', (byte) => TURKISH.get(byte) ?? latin(byte)),
    ...Object.entries(DECODED_PARTS).map(([level, label]) => byteSet(level, (byte) => decoded(byte, label))),
    unicodeSet('UNOW'),
    unicodeSet('UNOY'),
  ].map((set) => [set.level, set]),
)

/** @returns the set of a syntax level; undefined for one that is not supported (UNOX, ISO 2022, above all) */
export function characterSet(level: string): CharacterSet | undefined {
  return sets.get(level)
}

function byteSet(level: string, characterOf: (byte: number) => string | undefined): CharacterSet {
  const characters = Array.from({ length: 256 }, (_, byte) =>
    isLineEnd(byte) ? String.fromCharCode(byte) : characterOf(byte),
  )
  const units = Uint16Array.from(characters, (character) => character?.charCodeAt(0) ?? 0)
  const bytes = new Map(
    characters.flatMap((character, byte) => (character === undefined ? [] : [[character, byte]])),
  )
  return {
    level,
    decode: (input) => decodeBytes(level, input, units),
    missing: (text) => firstMissing(text, bytes),
    encode(text) {
      const output = new Uint8Array(text.length)
      for (let at = 0; at < text.length; at += 1) output[at] = bytes.get(text.charAt(at)) ?? unforeseen(level)
      return output
    },
  }
}

/** @param units UTF-16 unit of each byte, 0 for none: no set has a character beyond the first plane */
function decodeBytes(level: string, input: Uint8Array, units: Uint16Array): string {
  const output = Buffer.alloc(input.length * 2)
  for (let at = 0; at < input.length; at += 1) {
    const byte = input[at] ?? 0
    const unit = units[byte] ?? 0
    output.writeUInt16LE(unit === 0 ? refuseByte(level, byte, at) : unit, at * 2)
  }
  return output.toString('utf16le')
}

function firstMissing(text: string, bytes: ReadonlyMap<string, number>): string | undefined {
  for (const character of text) if (isLineEndText(character) || !bytes.has(character)) return character
  return undefined
}

/** Line ends may follow a segment terminator; inside a segment the reader refuses them. */
function isLineEnd(byte: number): boolean {
  return byte === 0x0a || byte === 0x0d
}

function isLineEndText(character: string): boolean {
  return character === '\n' || character === '\r'
}

function ascii(byte: number, repertoire: string): string | undefined {
  const character = String.fromCharCode(byte)
  return repertoire.includes(character) ? character : undefined
}

/** The graphic characters of ISO 646 and ISO 8859-1; no controls. */
function latin(byte: number): string | undefined {
  const graphic = (byte >= 0x20 && byte < 0x7f) || byte >= FIRST_LATER
  return graphic ? String.fromCharCode(byte) : undefined
}

function decoded(byte: number, label: string): string | undefined {
  if (byte < FIRST_LATER) return latin(byte)
  const character = new TextDecoder(label).decode(Uint8Array.of(byte))
  return character === '\ufffd' ? undefined : character
}

/** Controls, lone surrogates and noncharacters say nothing and are refused by other standards. */
const NO_TEXT = /[\p{Cc}\p{Surrogate}\p{Noncharacter_Code_Point}]/u
/** Line ends may follow a terminator; the decoder lets no surrogate through. */
const NO_INPUT = /(?![\r\n])[\p{Cc}\p{Noncharacter_Code_Point}]/u

function unicodeSet(level: string): CharacterSet {
  return {
    level,
    decode(input) {
      const text = decodeUtf8(level, input)
      const refused = NO_INPUT.exec(text)?.[0]
      if (refused === undefined) return text
      const code = refused.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0') ?? ''
      throw invalid(`U+${code} is no character that an interchange may hold`)
    },
    missing: (text) => NO_TEXT.exec(text)?.[0],
    encode: (text) => new TextEncoder().encode(text),
  }
}

function decodeUtf8(level: string, input: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(input)
  } catch (cause) {
    throw new KhorgosError('FIELD_INVALID', `The interchange says ${level}, but is not UTF-8`, {
      place: { path: '/' },
      cause,
    })
  }
}

function refuseByte(level: string, byte: number, offset: number): never {
  const shown = byte.toString(16).toUpperCase().padStart(2, '0')
  throw invalid(`Byte ${offset + 1} (hexadecimal ${shown}) is no character of level ${level}`)
}

function unforeseen(level: string): never {
  throw new KhorgosError('INTERNAL', `A character was not checked against level ${level}`)
}

const invalid = (sentence: string): KhorgosError =>
  new KhorgosError('FIELD_INVALID', sentence, { place: { path: '/' } })
