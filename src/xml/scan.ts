import type { ErrorCode } from '../errors.ts'
import { KhorgosError } from '../errors.ts'
import { lineAt } from '../model/encoding.ts'
import { declarationEnd, inUtf8 } from './declaration.ts'

const LESS_THAN = 0x3c
const BANG = 0x21
const QUESTION = 0x3f

/**
 * Looks at the bytes before any parser does. In well-formed XML a `<` stands only where markup starts, so
 * one pass that skips comments and CDATA sections sees every declaration and processing instruction; a
 * message that fools this pass is not well-formed, and the parser refuses it.
 *
 * @param encodings labels the message may declare; one without declaration is UTF-8
 * @returns the message in UTF-8, without byte order mark (XML 1.0 section 4.3.3 makes it no part of the document)
 * @throws KhorgosError MESSAGE_EMPTY, XML_ENCODING, XML_FORBIDDEN (document types, entities, processing instructions, XML 1.1)
 */
export function checkMarkup(received: Uint8Array, encodings: readonly string[]): Uint8Array {
  if (received.length === 0) throw new KhorgosError('MESSAGE_EMPTY', 'The message has no bytes')
  const bytes = inUtf8(received, encodings)
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const zero = view.indexOf(0)
  if (zero !== -1) throw refusal('XML_ENCODING', 'The message contains a NUL byte', view, zero)
  for (let at = declarationEnd(view); at < view.length; at++) {
    if (view[at] === LESS_THAN) at = skipMarkup(view, at)
  }
  return bytes
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
  return new KhorgosError(code, message, { place: { path: '/', line: lineAt(bytes, at) } })
}
