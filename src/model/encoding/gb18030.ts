import { KhorgosError } from '../../errors.ts'

/**
 * GB 18030-2022, four-byte forms included. The two big tables are taken from the platform's own decoder (WHATWG
 * Encoding, "gb18030") and then held to the standard, which a browser is not:
 *
 * - The 2005 and the 2022 edition exchanged the meaning of 18 pairs of sequences. Each two-byte form shows the same
 *   character under both (2005 by a private-use code point), so it is read as the character. Its four-byte partner is
 *   a character in one edition and a private-use code point in the other: it is refused, nobody can know which.
 * - 0xA3A0 is the user-defined U+E5E5 in the standard and an ideographic space to browsers: refused as well.
 * - Six two-byte forms show rare characters of plane 2, which some decoders give and others keep as private-use code
 *   points: refused; the four-byte forms of these characters are read and written.
 * - A lone 0x80, the euro sign of code page 936, is no GB 18030.
 */

const [FIRST_LEAD, LAST_LEAD] = [0x81, 0xfe]
const TRAILS = 190
const TWO_BYTE_FORMS = (LAST_LEAD - FIRST_LEAD + 1) * TRAILS

/** Four-byte forms of the Basic Multilingual Plane come first, U+10000 has index 189,000 (WHATWG section 10.2). */
const FOUR_BYTE_PLANE_0 = 39_420
const FOUR_BYTE_PLANE_1 = 189_000
const [FIRST_SUPPLEMENTARY, LAST_CODE_POINT] = [0x10000, 0x10ffff]

/** What no edition agrees on: see above. */
const AMBIGUOUS_PAIRS = [0xa3a0, 0xfe51, 0xfe52, 0xfe53, 0xfe6c, 0xfe76, 0xfe91]
const AMBIGUOUS_FOUR = [0x82359037, 0x82359038, 0x82359039, 0x82359130, 0x82359131, 0x82359132].concat(
  [0x82359133, 0x82359134, 0x84318236, 0x84318237, 0x84318238, 0x84318239],
  [0x84318330, 0x84318331, 0x84318332, 0x84318333, 0x84318334, 0x84318335],
)

interface Tables {
  /** Code unit by index of the two-byte form, 0 for none. */
  readonly two: Uint16Array
  /** Code unit by index of the four-byte form, 0 for none. */
  readonly four: Uint16Array
  /** Form by code unit: below 0x10000 two bytes, else four; 0 for none. */
  readonly forms: Uint32Array
}

let tables: Tables | undefined

/** 23,940 + 39,420 characters: made when the first such text comes, because most installations never see one. */
function load(): Tables {
  if (tables !== undefined) return tables
  const pairs = Array.from({ length: TWO_BYTE_FORMS }, (_, index) => pairAt(index))
  const fours = Array.from({ length: FOUR_BYTE_PLANE_0 }, (_, index) => fourAt(index))
  const two = codeUnits(
    pairs.flatMap((form) => [form >>> 8, form & 0xff]),
    TWO_BYTE_FORMS,
  )
  const four = codeUnits(fours.flatMap(fourBytes), FOUR_BYTE_PLANE_0)
  for (const form of AMBIGUOUS_PAIRS) two[pairs.indexOf(form)] = 0
  for (const form of AMBIGUOUS_FOUR) four[indexOfFour(form)] = 0
  const forms = new Uint32Array(0x10000)
  for (const [index, unit] of four.entries()) if (unit !== 0) forms[unit] = fours[index] ?? 0
  for (const [index, unit] of two.entries()) if (unit !== 0) forms[unit] = pairs[index] ?? 0
  tables = { two, four, forms }
  return tables
}

function codeUnits(bytes: readonly number[], count: number): Uint16Array {
  const text = new TextDecoder('gb18030', { fatal: true }).decode(Uint8Array.from(bytes))
  if (text.length !== count)
    throw new KhorgosError('INTERNAL', 'The platform has another table of GB 18030 than it should have.')
  return Uint16Array.from({ length: count }, (_, index) => text.charCodeAt(index))
}

/** @returns the text; or the offset of the first sequence that is no GB 18030. */
export function decodeGb18030(bytes: Uint8Array): string | number {
  const { two, four } = load()
  const units = new Uint16Array(bytes.length)
  let length = 0
  for (let at = 0; at < bytes.length;) {
    const lead = bytes[at] ?? 0
    if (lead < 0x80) {
      units[length++] = lead
      at += 1
      continue
    }
    const second = bytes[at + 1] ?? 0
    const isFour = isDigit(second)
    const point = isFour ? fourPoint(four, bytes, at) : pairPoint(two, lead, second)
    if (point === 0) return at
    if (point < FIRST_SUPPLEMENTARY) units[length++] = point
    else {
      units[length++] = 0xd800 + ((point - FIRST_SUPPLEMENTARY) >>> 10)
      units[length++] = 0xdc00 + ((point - FIRST_SUPPLEMENTARY) & 0x3ff)
    }
    at += isFour ? 4 : 2
  }
  return Buffer.from(units.buffer, 0, length * 2).toString('utf16le')
}

/** @returns the bytes; or the offset in `text` of the first character that GB 18030 has no sure form of. */
export function encodeGb18030(text: string): Uint8Array | number {
  const { forms } = load()
  const bytes = Buffer.allocUnsafe(text.length * 4)
  let length = 0
  for (let at = 0; at < text.length; at++) {
    const point = text.codePointAt(at) ?? 0
    if (point < 0x80) {
      length = bytes.writeUInt8(point, length)
      continue
    }
    const form = point < FIRST_SUPPLEMENTARY ? (forms[point] ?? 0) : supplementaryForm(point)
    if (form === 0) return at
    length = form < 0x10000 ? bytes.writeUInt16BE(form, length) : bytes.writeUInt32BE(form, length)
    if (point >= FIRST_SUPPLEMENTARY) at += 1
  }
  return bytes.subarray(0, length)
}

function supplementaryForm(point: number): number {
  return fourAt(FOUR_BYTE_PLANE_1 + point - FIRST_SUPPLEMENTARY)
}

function pairPoint(two: Uint16Array, lead: number, trail: number): number {
  if (lead < FIRST_LEAD || lead > LAST_LEAD || trail < 0x40 || trail === 0x7f || trail === 0xff) return 0
  return two[(lead - FIRST_LEAD) * TRAILS + trail - (trail < 0x7f ? 0x40 : 0x41)] ?? 0
}

function fourPoint(four: Uint16Array, bytes: Uint8Array, at: number): number {
  const [first = 0, second = 0, third = 0, fourth = 0] = bytes.subarray(at, at + 4)
  const leads = [first, third].every((byte) => byte >= FIRST_LEAD && byte <= LAST_LEAD)
  if (!leads || !isDigit(second) || !isDigit(fourth)) return 0
  const index = indexOfFour(((first << 24) | (second << 16) | (third << 8) | fourth) >>> 0)
  if (index < FOUR_BYTE_PLANE_0) return four[index] ?? 0
  const point = index - FOUR_BYTE_PLANE_1 + FIRST_SUPPLEMENTARY
  return point >= FIRST_SUPPLEMENTARY && point <= LAST_CODE_POINT ? point : 0
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39
}

function pairAt(index: number): number {
  const trail = index % TRAILS
  return ((FIRST_LEAD + Math.floor(index / TRAILS)) << 8) | (trail + (trail < 0x3f ? 0x40 : 0x41))
}

/** Four bytes count like digits to the bases 126, 10, 126 and 10. */
function fourAt(index: number): number {
  const [a, b] = [FIRST_LEAD + Math.floor(index / 12_600), 0x30 + (Math.floor(index / 1260) % 10)]
  const [c, d] = [FIRST_LEAD + (Math.floor(index / 10) % 126), 0x30 + (index % 10)]
  return ((a << 24) | (b << 16) | (c << 8) | d) >>> 0
}

function indexOfFour(form: number): number {
  const [a = 0, b = 0, c = 0, d = 0] = fourBytes(form)
  return (((a - FIRST_LEAD) * 10 + b - 0x30) * 126 + c - FIRST_LEAD) * 10 + d - 0x30
}

function fourBytes(form: number): number[] {
  return [form >>> 24, (form >>> 16) & 0xff, (form >>> 8) & 0xff, form & 0xff]
}
