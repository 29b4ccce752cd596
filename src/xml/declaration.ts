import { isUtf8 } from 'node:buffer'
import { KhorgosError } from '../errors.ts'
import { decodeText, encodingOf, type Encoding } from '../model/encoding.ts'

/** What a message says about its own encoding: byte order mark and XML declaration (XML 1.0 sections 2.8 and 4.3.3). */

const UTF_8: Encoding = 'UTF-8'

/** U+FEFF at the start. UTF-16 is here to be named in the refusal: nobody agrees on it. */
const BYTE_ORDER_MARKS: readonly { readonly encoding: string; readonly bytes: readonly number[] }[] = [
  { encoding: UTF_8, bytes: [0xef, 0xbb, 0xbf] },
  { encoding: 'GB18030', bytes: [0x84, 0x31, 0x95, 0x33] },
  { encoding: 'UTF-16', bytes: [0xfe, 0xff] },
  { encoding: 'UTF-16', bytes: [0xff, 0xfe] },
]

/**
 * Agreement, declaration and byte order mark must say the same; none of them is ever guessed from the text.
 *
 * @param encodings labels the agreement allows
 * @returns the message in UTF-8 without byte order mark, its declaration saying so too
 * @throws KhorgosError XML_ENCODING with the line; XML_FORBIDDEN for another version of XML than 1.0
 */
export function inUtf8(received: Uint8Array, encodings: readonly string[]): Uint8Array {
  const mark = BYTE_ORDER_MARKS.find(({ bytes }) => bytes.every((byte, at) => received[at] === byte))
  const bytes = mark === undefined ? received : received.subarray(mark.bytes.length)
  const { label, start, end } = declaredEncoding(bytes)
  const encoding = agreed(label ?? UTF_8, encodings)
  if (mark !== undefined && mark.encoding !== encoding)
    throw refusal(
      `The message begins with the byte order mark of ${mark.encoding}, but says it is ${encoding}`,
    )
  if (encoding === UTF_8 && isUtf8(bytes)) return bytes
  const text = decodeText(received, encoding).slice(mark === undefined ? 0 : 1)
  // Every encoding here holds ASCII as it is, so that offsets of the declaration are those of the text.
  return Buffer.from(text.slice(0, start) + UTF_8 + text.slice(end), 'utf8')
}

/** Returns the offset after the XML declaration, 0 when there is none. */
export function declarationEnd(bytes: Uint8Array): number {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (!/^<\?xml[ \t\r\n]/.test(view.toString('latin1', 0, 6))) return 0
  const end = view.indexOf('?>')
  return end === -1 ? view.length : end + 2
}

interface DeclaredEncoding {
  readonly label: string | undefined
  /** Where the label stands. */
  readonly start: number
  readonly end: number
}

/** XML 1.0 section 2.8: version, then encoding, then standalone; the parser checks the order. */
function declaredEncoding(bytes: Uint8Array): DeclaredEncoding {
  const size = declarationEnd(bytes)
  if (size === 0) return { label: undefined, start: 0, end: 0 }
  const declaration = Buffer.from(bytes.buffer, bytes.byteOffset, size).toString('latin1')
  const version = /\sversion\s*=\s*["']([^"']*)["']/.exec(declaration)?.[1]
  if (version !== '1.0') {
    const message = `XML ${version ?? 'of no version'} is not accepted, only 1.0`
    throw new KhorgosError('XML_FORBIDDEN', message, { place: { path: '/', line: 1 } })
  }
  const found = /(\sencoding\s*=\s*["'])([^"']*)["']/.exec(declaration)
  const [, before = '', label] = found ?? []
  const start = (found?.index ?? 0) + before.length
  return { label, start, end: start + (label?.length ?? 0) }
}

function agreed(label: string, encodings: readonly string[]): Encoding {
  const encoding = encodingOf(label)
  const isAgreed = encodings.some((each) => each.toUpperCase() === label.toUpperCase())
  if (encoding !== undefined && isAgreed) return encoding
  throw refusal(`The message is in the encoding ${excerpt(label)}, only ${encodings.join(', ')} is accepted`)
}

/** No label of an encoding is longer; what else stands there is not repeated to its sender in full. */
const MAX_LABEL = 40

function excerpt(label: string): string {
  return label.length > MAX_LABEL ? `${label.slice(0, MAX_LABEL)}…` : label
}

function refusal(message: string): KhorgosError {
  return new KhorgosError('XML_ENCODING', message, { place: { path: '/', line: 1 } })
}
