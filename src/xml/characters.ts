import { KhorgosError } from '../errors.ts'

/** Where something stands, `/a/b/@c`; asked only when it is refused. */
export type Where = () => string

/**
 * Nothing to escape, neither in text nor in attributes, and nothing forbidden: nearly every value, found in one look.
 * Surrogates, paired or not, are left to the second look.
 */
const PLAIN = /^[ !#-%'-;=?-\uD7FF\uE000-\uFFFD]*$/

/** Everything outside `Char` of XML 1.0 section 2.2: most control characters, U+FFFE, U+FFFF and lone surrogates. */
const FORBIDDEN = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u

/** `NCName` of XML Namespaces 1.0: `Name` of XML 1.0 (5th edition) section 2.3 without the colon. */
const NAME_START =
  'A-Z_a-z\\u{C0}-\\u{D6}\\u{D8}-\\u{F6}\\u{F8}-\\u{2FF}\\u{370}-\\u{37D}\\u{37F}-\\u{1FFF}\\u{200C}\\u{200D}' +
  '\\u{2070}-\\u{218F}\\u{2C00}-\\u{2FEF}\\u{3001}-\\u{D7FF}\\u{F900}-\\u{FDCF}\\u{FDF0}-\\u{FFFD}\\u{10000}-\\u{EFFFF}'
const NAME = new RegExp(
  `^[${NAME_START}][${NAME_START}\\-.0-9\\u{B7}\\u{300}-\\u{36F}\\u{203F}\\u{2040}]*$`,
  'u',
)

/**
 * RFC 3986 section 4.3: an absolute URI starts with its scheme and holds no space, quote or bracket. Of what a URI
 * may hold `&` is left out: libxml2, and xmlsec1 with it, does not escape it in the canonical form of a namespace
 * declaration, others do as C14N says, and a signature would hold for only one of them.
 */
const ABSOLUTE_URI = /^[A-Za-z][A-Za-z0-9+.-]*:[A-Za-z0-9\-._~:/?#[\]@!$'()*+,;=%]+$/

const XMLNS = 'http://www.w3.org/2000/xmlns/'

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#x9;',
  '\n': '&#xA;',
  '\r': '&#xD;',
}

/** Character data as C14N 1.0 section 2.3 writes it. Throws OUTPUT_INVALID for characters XML cannot hold. */
export function escapeText(text: string, where: Where): string {
  if (PLAIN.test(text)) return text
  requireCharacters(text, where)
  return /[&<>\r]/.test(text) ? text.replaceAll(/[&<>\r]/g, escapeOne) : text
}

/** An attribute value as C14N 1.0 section 2.3 writes it: `>` stays, white space is kept by references. */
export function escapeAttribute(value: string, where: Where): string {
  if (PLAIN.test(value)) return value
  requireCharacters(value, where)
  return /[&<"\t\n\r]/.test(value) ? value.replaceAll(/[&<"\t\n\r]/g, escapeOne) : value
}

/** Throws OUTPUT_INVALID unless `name` may be the local name of an element or attribute. */
export function requireName(name: string, where: Where): void {
  if (!isName(name)) throw invalid(`"${name}" is no XML name`, where)
}

/** Throws OUTPUT_INVALID unless `uri` is '' or may name a namespace: relative ones have no canonical form. */
export function requireNamespace(uri: string, where: Where): void {
  if (uri !== '' && !isNamespace(uri)) throw invalid(`"${uri}" cannot name a namespace`, where)
}

const isName = remembering((name) => NAME.test(name))
const isNamespace = remembering((uri) => ABSOLUTE_URI.test(uri) && uri !== XMLNS)

/** Names that are remembered as good, at most: formats are written with a few hundred. */
const MAX_REMEMBERED = 4096

/** Formats write the same few names over and over: each is looked at once. Only good ones are remembered. */
function remembering(isGood: (text: string) => boolean): (text: string) => boolean {
  const good = new Set<string>()
  return (text) => {
    if (good.has(text)) return true
    if (!isGood(text)) return false
    if (good.size < MAX_REMEMBERED) good.add(text)
    return true
  }
}

function requireCharacters(text: string, where: Where): void {
  const found = FORBIDDEN.exec(text)?.[0]
  if (found === undefined) return
  const point = (found.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
  throw invalid(`XML 1.0 cannot hold the character U+${point}`, where)
}

function escapeOne(character: string): string {
  return ESCAPES[character] ?? character
}

function invalid(message: string, where: Where): KhorgosError {
  return new KhorgosError('OUTPUT_INVALID', message, { place: { path: where() } })
}
