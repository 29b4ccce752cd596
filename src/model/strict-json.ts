import { KhorgosError } from '../errors.ts'
import type { JsonObject, JsonValue } from './json.ts'

/** Our deepest document has 9 levels; evidence never needs more than this. */
const MAX_DEPTH = 64

/** Names that reach into the prototype chain of whoever copies the object without care. */
const FORBIDDEN_NAMES: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])

/** RFC 8259 section 6, matched where the scanner stands. */
const NUMBER = /-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/y
const WHITE_SPACE = /[ \t\n\r]*/y
/** Everything a string may hold as it is (section 7): from the space up, but no quote and no backslash. */
const PLAIN = /[ !#-[\]-\uffff]*/y

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
}

/**
 * JSON (RFC 8259) of which there is only one reading, as evidence needs it (I-JSON, RFC 7493): no duplicate
 * names, no lone surrogates, no U+0000, no number that a double would change, no byte order mark, bounded depth.
 *
 * @param input text, or UTF-8 bytes
 * @throws KhorgosError JSON_MALFORMED; its place is the line, and the sentence names the character position
 */
export function parseStrictJson(input: string | Uint8Array): JsonValue {
  const reader = new Reader(typeof input === 'string' ? input : decode(input))
  const value = reader.value(1)
  reader.end()
  return value
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (cause) {
    throw new KhorgosError('JSON_MALFORMED', 'The JSON is not UTF-8', { cause })
  }
}

class Reader {
  readonly #text: string
  #position = 0

  constructor(text: string) {
    this.#text = text
  }

  /** Reads one value with the white space around it. */
  value(depth: number): JsonValue {
    if (depth > MAX_DEPTH) this.#fail(`deeper than ${MAX_DEPTH} levels`)
    this.#match(WHITE_SPACE)
    const value = this.#bare(depth)
    this.#match(WHITE_SPACE)
    return value
  }

  end(): void {
    if (this.#position < this.#text.length) this.#fail('something follows the value')
  }

  #bare(depth: number): JsonValue {
    switch (this.#text.charAt(this.#position)) {
      case '{':
        return this.#object(depth)
      case '[':
        return this.#array(depth)
      case '"':
        return this.#string()
      case 't':
        return this.#word('true', true)
      case 'f':
        return this.#word('false', false)
      case 'n':
        return this.#word('null', null)
      default:
        return this.#number()
    }
  }

  #object(depth: number): JsonObject {
    const members: Record<string, JsonValue> = {}
    this.#list('{', '}', () => {
      this.#match(WHITE_SPACE)
      const start = this.#position
      const name = this.#string()
      if (FORBIDDEN_NAMES.has(name)) this.#fail(`the name "${name}" is not allowed`, start)
      if (Object.hasOwn(members, name)) this.#fail(`the name "${name}" stands twice`, start)
      this.#match(WHITE_SPACE)
      this.#take(':')
      members[name] = this.value(depth + 1)
    })
    return members
  }

  #array(depth: number): JsonValue[] {
    const items: JsonValue[] = []
    this.#list('[', ']', () => items.push(this.value(depth + 1)))
    return items
  }

  #list(open: string, close: string, item: () => void): void {
    this.#take(open)
    this.#match(WHITE_SPACE)
    if (this.#text[this.#position] !== close) {
      item()
      while (this.#text[this.#position] === ',') {
        this.#position += 1
        this.#match(WHITE_SPACE)
        if (this.#text[this.#position] === close)
          this.#fail(`a comma before "${close}", which nothing follows`)
        item()
      }
    }
    this.#take(close)
  }

  #string(): string {
    const start = this.#position
    this.#take('"')
    let value = this.#match(PLAIN)
    while (this.#text[this.#position] === '\\') {
      value += this.#escape() + this.#match(PLAIN)
    }
    this.#take('"')
    // RFC 7493 section 2.1: a lone surrogate is no character and has no UTF-8.
    if (/\p{Surrogate}/u.test(value)) this.#fail('a lone surrogate', start)
    // No XML and no text of a database holds it (XML 1.0 section 2.2), so nothing that we could say would hold it either.
    if (value.includes('\0')) this.#fail('the character U+0000', start)
    return value
  }

  #escape(): string {
    const start = this.#position
    const letter = this.#text[start + 1] ?? ''
    if (letter === 'u') {
      const digits = this.#text.slice(start + 2, start + 6)
      if (!/^[0-9a-fA-F]{4}$/.test(digits)) this.#fail('an escape that does not exist')
      this.#position += 6
      return String.fromCharCode(Number.parseInt(digits, 16))
    }
    const character = Object.hasOwn(ESCAPES, letter) ? ESCAPES[letter] : undefined
    if (character === undefined) return this.#fail('an escape that does not exist')
    this.#position += 2
    return character
  }

  #number(): number {
    const start = this.#position
    const text = this.#match(NUMBER)
    if (text === '') this.#fail('no value here')
    const value = Number(text)
    if (!isExact(text, value)) this.#fail(`the number ${text} cannot be kept exactly`, start)
    return value
  }

  #word<T>(word: string, value: T): T {
    if (!this.#text.startsWith(word, this.#position)) this.#fail('no value here')
    this.#position += word.length
    return value
  }

  #take(character: string): void {
    if (this.#text[this.#position] !== character) this.#fail(this.#expected(character))
    this.#position += 1
  }

  #expected(character: string): string {
    const found = this.#text[this.#position]
    const wanted = character === '"' ? 'a quotation mark' : `"${character}"`
    return `${wanted} is missing ${found === undefined ? 'at the end' : 'here'}`
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#position
    const found = pattern.exec(this.#text)?.[0] ?? ''
    this.#position += found.length
    return found
  }

  #fail(what: string, position = this.#position): never {
    const line = this.#text.slice(0, position).split('\n').length
    throw new KhorgosError(
      'JSON_MALFORMED',
      `The JSON is not acceptable at character ${position + 1}: ${what}`,
      {
        place: { path: '/', line },
      },
    )
  }
}

/**
 * Whether the double says the same as the text: the digits it is printed with must be the digits that were
 * written. Integers beyond 2^53 are refused even when a double happens to hold them (RFC 7493 section 2.2).
 */
function isExact(text: string, value: number): boolean {
  if (!Number.isFinite(value) || Object.is(value, -0)) return false
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) return false
  return digitsOf(text) === digitsOf(String(value))
}

/** Significant digits and decimal exponent: `1.50e2`, `150` and `150.0` are the same. */
function digitsOf(number: string): string {
  const [mantissa = '', exponent = '0'] = number.toLowerCase().replace(/^-/, '').split('e')
  const sign = number.startsWith('-') ? '-' : ''
  const [whole = '', fraction = ''] = mantissa.split('.')
  const digits = (whole + fraction).replace(/^0+/, '')
  const significant = digits.replace(/0+$/, '')
  if (significant === '') return '0'
  const power = Number(exponent) - fraction.length + (digits.length - significant.length)
  return `${sign}${significant}e${power}`
}
