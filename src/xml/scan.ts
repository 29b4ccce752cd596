import { isUtf8 } from 'node:buffer'
import type { ErrorCode } from '../errors.ts'
import { KhorgosError } from '../errors.ts'

const LESS_THAN = 0x3c
const BANG = 0x21
const QUESTION = 0x3f
const UTF8_BOM = [0xef, 0xbb, 0xbf]

/**
 * Looks at the bytes before any parser does. In well-formed XML a `<` stands only where markup starts, so
 * one pass that skips comments and CDATA sections sees every declaration and processing instruction; a
 * message that fools this pass is not well-formed, and the parser refuses it.
 *
 * @returns the bytes without a UTF-8 byte order mark (XML 1.0 section 4.3.3 makes it no part of the document)
 * @throws KhorgosError MESSAGE_EMPTY, XML_ENCODING, XML_FORBIDDEN (document types, entities, processing instructions, XML 1.1)
 */
export function checkMarkup(received: Uint8Array): Uint8Array {
  if (received.length === 0) throw new KhorgosError('MESSAGE_EMPTY', 'The message has no bytes')
  if (!isUtf8(received)) throw refusal('XML_ENCODING', 'The message is not valid UTF-8', received, 0)
  const zero = received.indexOf(0)
  if (zero !== -1) throw refusal('XML_ENCODING', 'The message contains a NUL byte', received, zero)
  const bytes = UTF8_BOM.every((byte, at) => received[at] === byte) ? received.subarray(3) : received
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let at = checkDeclaration(view); at < view.length; at++) {
    if (view[at] === LESS_THAN) at = skipMarkup(view, at)
  }
  return bytes
}

/** Returns the offset after the XML declaration, 0 when there is none. */
function checkDeclaration(view: Buffer): number {
  if (!/^<\?xml[ \t\r\n]/.test(view.toString('latin1', 0, 6))) return 0
  const end = view.indexOf('?>')
  // XML 1.0 section 2.8: version, then encoding, then standalone; the parser checks the order.
  const declaration = view.toString('latin1', 0, end === -1 ? view.length : end)
  const version = /\sversion\s*=\s*["']([^"']*)["']/.exec(declaration)?.[1]
  if (version !== '1.0')
    throw refusal('XML_FORBIDDEN', `XML ${version ?? 'of no version'} is not accepted, only 1.0`, view, 0)
  const encoding = /\sencoding\s*=\s*["']([^"']*)["']/.exec(declaration)?.[1] ?? 'UTF-8'
  if (encoding.toUpperCase() !== 'UTF-8') {
    throw refusal(
      'XML_ENCODING',
      `The message declares encoding ${encoding}, only UTF-8 is accepted`,
      view,
      0,
    )
  }
  return end === -1 ? view.length : end + 2
}

/** Returns the offset of the last byte of a comment or CDATA section that starts at `at`, else `at`. */
function skipMarkup(view: Buffer, at: number): number {
  const next = view[at + 1]
  if (next === QUESTION) throw refusal('XML_FORBIDDEN', 'A processing instruction is not accepted', view, at)
  if (next !== BANG) return at
  if (startsWith(view, at, '<!--')) return endOf(view, '-->', at + 4)
  if (startsWith(view, at, '<![CDATA[')) return endOf(view, ']]>', at + 9)
  const name = view.toString('latin1', at + 2, at + 10)
  throw refusal(
    'XML_FORBIDDEN',
    `A declaration (<!${/^[A-Za-z]*/.exec(name)?.[0] ?? ''}) is not accepted`,
    view,
    at,
  )
}

function startsWith(view: Buffer, at: number, text: string): boolean {
  return view.toString('latin1', at, at + text.length) === text
}

function endOf(view: Buffer, text: string, from: number): number {
  const at = view.indexOf(text, from)
  return at === -1 ? view.length : at + text.length - 1
}

function refusal(code: ErrorCode, message: string, bytes: Uint8Array, at: number): KhorgosError {
  let line = 1
  for (let i = 0; i < at; i++) if (bytes[i] === 0x0a) line++
  return new KhorgosError(code, message, { place: { path: '/', line } })
}
