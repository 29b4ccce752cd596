import type { ErrorCode } from '../errors.ts'
import { KhorgosError } from '../errors.ts'
import { lineAt } from '../model/encoding.ts'
import { declarationEnd, inUtf8 } from './declaration.ts'

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
  let at = declarationEnd(view)
  let instruction = view.indexOf('<?', at)
  let declaration = view.indexOf('<!', at)
  while (instruction !== -1 || declaration !== -1) {
    if (instruction !== -1 && (declaration === -1 || instruction < declaration))
      throw refusal('XML_FORBIDDEN', 'A processing instruction is not accepted', view, instruction)
    at = endOfSection(view, declaration)
    // What stands inside a comment or a CDATA section is text.
    if (instruction !== -1 && instruction < at) instruction = view.indexOf('<?', at)
    declaration = view.indexOf('<!', at)
  }
  return bytes
}

/** @returns the offset after the comment or CDATA section that starts at `at`. @throws for any other declaration */
function endOfSection(view: Buffer, at: number): number {
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
  return at === -1 ? view.length : at + text.length
}

function refusal(code: ErrorCode, message: string, bytes: Uint8Array, at: number): KhorgosError {
  return new KhorgosError(code, message, { place: { path: '/', line: lineAt(bytes, at) } })
}
