/** One byte, one character: the tables a single-byte encoding is decoded and encoded with. */
export interface SingleByteTable {
  /** Code unit by byte, `HOLE` for a byte that stands for nothing. */
  readonly units: Uint16Array
  readonly bytes: ReadonlyMap<number, number>
}

/** Marks a byte that stands for nothing: no table here has this character. */
const HOLE = 0xfffd

const ASCII = String.fromCharCode(...Array(0x80).keys())

/** Of U+0410 to U+044F, which both encodings hold in alphabetical order. */
const RUSSIAN = String.fromCharCode(...Array.from({ length: 64 }, (_, index) => 0x410 + index))

/**
 * Windows code page 1251. Byte 0x98 stands for nothing (browsers read it as the control character U+0098, which no
 * writer of text means).
 */
export const WINDOWS_1251: SingleByteTable = table(
  ASCII +
    'ЂЃ‚ѓ„…†‡€‰Љ‹ЊЌЋЏ' +
    `ђ‘’“”•–—\uFFFD™љ›њќћџ` +
    '\u00A0ЎўЈ¤Ґ¦§Ё©Є«¬\u00AD®Ї' +
    '°±Ііґµ¶·ё№є»јЅѕї' +
    RUSSIAN,
)

/**
 * ISO 8859-5:1999. It gives 0x80 to 0x9F no characters; where other tables put control characters, a byte of that
 * range only tells that the text is in another encoding than it says.
 */
export const ISO_8859_5: SingleByteTable = table(
  `${ASCII + '\uFFFD'.repeat(0x20)}\u00A0ЁЂЃЄЅІЇЈЉЊЋЌ\u00ADЎЏ${RUSSIAN}№ёђѓєѕіїјљњћќ§ўџ`,
)

function table(text: string): SingleByteTable {
  const units = Uint16Array.from({ length: 0x100 }, (_, byte) => text.charCodeAt(byte))
  const bytes = new Map(Array.from(units, (unit, byte) => [unit, byte] as const))
  bytes.delete(HOLE)
  return { units, bytes }
}

/** @returns the text; or the offset of the first byte that stands for nothing. */
export function decodeSingleByte(bytes: Uint8Array, { units }: SingleByteTable): string | number {
  const text = new Uint16Array(bytes.length)
  for (let at = 0; at < bytes.length; at++) {
    const unit = units[bytes[at] ?? 0] ?? HOLE
    if (unit === HOLE) return at
    text[at] = unit
  }
  return Buffer.from(text.buffer).toString('utf16le')
}

/** @returns the bytes; or the offset in `text` of the first character that the encoding has not. */
export function encodeSingleByte(text: string, { bytes }: SingleByteTable): Uint8Array | number {
  const encoded = new Uint8Array(text.length)
  for (let at = 0; at < text.length; at++) {
    const byte = bytes.get(text.charCodeAt(at))
    if (byte === undefined) return at
    encoded[at] = byte
  }
  return encoded
}
