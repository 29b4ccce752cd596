import { KhorgosError } from '../../errors.ts'
import { faultAt } from './fault.ts'
import type { EdifactLimits } from './limits.ts'
import { specialCharacters, type ServiceCharacters } from './service-characters.ts'

/** One segment as it stands on the wire, released and taken apart, its meaning unknown. */
export interface Segment {
  /** 1-based in the interchange; UNB is 1. */
  readonly number: number
  readonly tag: string
  /** Element → repetitions → components. The tag is not among them. */
  readonly elements: readonly Repetitions[]
}

export type Components = readonly string[]
export type Repetitions = readonly Components[]

const TAG = /^[A-Z][A-Z0-9]{2}$/

/**
 * Takes text apart at its service characters, ISO 9735-1 section 8. One pass, no backtracking.
 *
 * @param text decoded, without UNA
 * @throws KhorgosError SCHEMA_INVALID or MESSAGE_TOO_LARGE with the number of the segment
 */
export function takeApart(text: string, characters: ServiceCharacters, limits: EdifactLimits): Segment[] {
  const scanner = new Scanner(text, characters, limits)
  const segments: Segment[] = []
  while (scanner.more()) {
    if (segments.length === limits.maxSegments)
      throw new KhorgosError(
        'MESSAGE_TOO_LARGE',
        `The interchange has more than ${limits.maxSegments} segments`,
      )
    segments.push(scanner.segment(segments.length + 1))
  }
  return segments
}

class Scanner {
  readonly #text: string
  readonly #characters: ServiceCharacters
  readonly #limits: EdifactLimits
  /** Ends a run of plain data: every service character in use, and the line ends that data may not hold. */
  readonly #special: RegExp
  #at = 0

  constructor(text: string, characters: ServiceCharacters, limits: EdifactLimits) {
    this.#text = text
    this.#characters = characters
    this.#limits = limits
    this.#special = specialCharacters(characters, String.raw`\r\n`)
  }

  /** Line ends between segments are no data (a habit ISO 9735 does not know, and everybody has). */
  more(): boolean {
    while (this.#text[this.#at] === '\r' || this.#text[this.#at] === '\n') this.#at += 1
    return this.#at < this.#text.length
  }

  segment(number: number): Segment {
    const tag = this.#text.slice(this.#at, this.#at + 3)
    if (!TAG.test(tag))
      throw faultAt('SCHEMA_INVALID', { segment: number, tag: '?' }, 'A segment begins with a tag')
    this.#at += 3
    const elements: Repetitions[] = []
    while (this.#separator(number, tag) === this.#characters.element) {
      if (elements.length === this.#limits.maxElements)
        throw this.#tooMany(number, tag, `more than ${this.#limits.maxElements} elements`)
      elements.push(this.#element(number, tag))
    }
    this.#at += 1
    return { number, tag, elements }
  }

  /** The service character that ends what was just read; the position stays on it. */
  #separator(number: number, tag: string): string {
    const here = this.#text[this.#at]
    const { element, terminator } = this.#characters
    if (here === element || here === terminator) return here
    const what = here === undefined ? 'The segment has no end' : 'Only elements may follow the tag'
    throw faultAt('SCHEMA_INVALID', { segment: number, tag }, what)
  }

  #element(number: number, tag: string): Repetitions {
    const { component, repetition } = this.#characters
    const repetitions: string[][] = []
    let components: string[] = []
    for (;;) {
      this.#at += 1
      components.push(this.#data(number, tag))
      if (components.length > this.#limits.maxComponents)
        throw this.#tooMany(number, tag, `more than ${this.#limits.maxComponents} components`)
      const here = this.#text[this.#at]
      if (here === component) continue
      repetitions.push(components)
      if (here !== repetition || repetition === '') return repetitions
      if (repetitions.length === this.#limits.maxElements)
        throw this.#tooMany(number, tag, `more than ${this.#limits.maxElements} repetitions`)
      components = []
    }
  }

  #data(number: number, tag: string): string {
    const { release } = this.#characters
    let data = ''
    for (;;) {
      const end = this.#next()
      data += this.#text.slice(this.#at, end)
      this.#at = end
      const here = this.#text[end]
      if (here === '\r' || here === '\n')
        throw faultAt('SCHEMA_INVALID', { segment: number, tag }, 'A line ends inside of the segment')
      if (here !== release || release === '') return data
      // The character after the release character is data, whichever it is; it may have two UTF-16 units.
      const released = this.#text.codePointAt(end + 1)
      if (released === undefined || released === 10 || released === 13)
        throw faultAt('SCHEMA_INVALID', { segment: number, tag }, 'The release character releases nothing')
      const character = String.fromCodePoint(released)
      data += character
      this.#at = end + 1 + character.length
    }
  }

  /** Where the next character with a meaning stands; the end of the text when there is none. */
  #next(): number {
    this.#special.lastIndex = this.#at
    return this.#special.exec(this.#text)?.index ?? this.#text.length
  }

  #tooMany(number: number, tag: string, what: string): KhorgosError {
    return faultAt('MESSAGE_TOO_LARGE', { segment: number, tag }, `There are ${what}`)
  }
}
