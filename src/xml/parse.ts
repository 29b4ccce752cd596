import { ParseOption, XmlDocument, XmlParseError, type ErrorDetail } from 'libxml2-wasm'
import { KhorgosError } from '../errors.ts'
import { requireKnownLayout } from './layout-check.ts'
import { DEFAULT_LIMITS, type XmlLimits } from './limits.ts'
import { XmlMessage } from './message.ts'
import { checkMarkup } from './scan.ts'
import { readTree } from './walk.ts'

requireKnownLayout()

/**
 * Nothing is loaded, nothing is substituted, nothing is repaired: NOENT, DTDLOAD, DTDATTR, XINCLUDE, HUGE and
 * RECOVER must never be set here. (NONET and NO_SYS_CATALOG would change nothing: this build of libxml2 has
 * neither network clients nor catalogs.) COMPACT says nothing about what is read: short texts lie in their nodes.
 */
const OPTION = ParseOption.XML_PARSE_NO_XXE | ParseOption.XML_PARSE_COMPACT

/** What an agreement may widen. */
export interface XmlReading {
  /**
   * Labels of encodings the message may declare, `UTF-8` and `GB2312` for example. A message in another encoding than
   * UTF-8 is turned into UTF-8 once, before anything else looks at it.
   */
  readonly encodings?: readonly string[]
}

const UTF_8_ONLY: readonly string[] = ['UTF-8']

/**
 * Opens a message: the one place where received bytes become a tree.
 * Use with `using`: the document lives in WebAssembly memory, which no garbage collector frees.
 *
 * @param bytes the message as received
 * @throws KhorgosError MESSAGE_EMPTY, MESSAGE_TOO_LARGE, XML_ENCODING, XML_FORBIDDEN, XML_MALFORMED or XML_LIMIT, with a place
 */
export function openXml(
  bytes: Uint8Array,
  limits: XmlLimits = DEFAULT_LIMITS,
  { encodings = UTF_8_ONLY }: XmlReading = {},
): XmlMessage {
  if (bytes.length > limits.maxBytes) {
    throw new KhorgosError(
      'MESSAGE_TOO_LARGE',
      `The message has ${bytes.length} bytes, ${limits.maxBytes} are allowed`,
    )
  }
  const document = parse(checkMarkup(bytes, encodings))
  try {
    refuseWarnings(document.warnings)
    return new XmlMessage(document, readTree(document.root, limits))
  } catch (error) {
    document.dispose()
    throw error
  }
}

function parse(bytes: Uint8Array): XmlDocument {
  try {
    return XmlDocument.fromBuffer(bytes, { option: OPTION })
  } catch (error) {
    if (!(error instanceof XmlParseError)) throw error
    throw parseError(error)
  }
}

function parseError(error: XmlParseError): KhorgosError {
  // The first error is the cause; what follows are its consequences.
  const first = error.details.find((detail) => detail.level > 1) ?? error.details[0]
  const reason = first?.message.trim() ?? 'no XML document'
  const place = { path: '/', ...(first !== undefined && { line: first.line }) }
  // Every built-in limit of libxml2 says that XML_PARSE_HUGE would lift it.
  if (reason.includes('XML_PARSE_HUGE')) {
    return new KhorgosError('XML_LIMIT', 'The message exceeds a limit of the parser', { place, cause: error })
  }
  return new KhorgosError('XML_MALFORMED', `The message is not well-formed: ${reason}`, {
    place,
    cause: error,
  })
}

/**
 * libxml2 only warns of what it could still read, above all of namespace names that are not absolute URIs:
 * those have no canonical form (C14N 1.0 section 1.3), so nothing about them could be signed.
 */
function refuseWarnings(warnings: readonly ErrorDetail[]): void {
  const first = warnings[0]
  if (first === undefined) return
  const message = `The message is not acceptable XML: ${first.message.trim()}`
  throw new KhorgosError('XML_FORBIDDEN', message, { place: { path: '/', line: first.line } })
}
