import * as fc from 'fast-check'
import { XmlDocument } from 'libxml2-wasm'
import { describe, expect, test } from 'vitest'
import { DEFAULT_LIMITS } from '../../src/xml/limits.ts'
import { readByClasses, requireKnownLayout } from '../../src/xml/layout-check.ts'
import { openXml } from '../../src/xml/parse.ts'
import { readTree } from '../../src/xml/walk.ts'
import { manifestXml } from './manifest.ts'

/** Markup as text: what matters is how a parser lays it out, with all its ways to say the same. */
const name = fc.constantFrom('a', 'b:c', 'Bol_segment', 'Товар', '税号', 'x-1.2')
const piece = fc.constantFrom(
  'x',
  ' ',
  '\n  ',
  '&amp;',
  '&#x5DDD;',
  'ж',
  '霍尔果斯',
  '\u{1F69B}',
  'twelve bytes',
  'thirteen byte',
  'more than a line of a form, which is copied by one call',
  'ü and more than a line of a form, which is copied by one call',
)
const text = fc.array(piece, { maxLength: 4 }).map((pieces) => pieces.join(''))
const attribute = fc
  .record({ name: fc.constantFrom('p', 'b:p', 'xml:lang', 'й'), value: text })
  .map(({ name: own, value }) => ` ${own}="${value}"`)
const attributes = fc.uniqueArray(attribute, {
  maxLength: 3,
  selector: (each) => each.slice(0, each.indexOf('=')),
})
const declaration = fc.constantFrom('', ' xmlns="urn:d"', ' xmlns=""', ' xmlns:b="urn:other"')

const { element } = fc.letrec<{ element: string }>((tie) => ({
  element: fc
    .record({
      name,
      declaration,
      attributes,
      children: fc.oneof(
        { depthSize: 'small' },
        text.map((own) => [own]),
        fc.array(
          fc.oneof(
            tie('element'),
            fc.constantFrom('\n', '\n\t', ' '),
            fc.constantFrom('<!--&-->', '<![CDATA[ ]]>'),
          ),
          { maxLength: 5 },
        ),
        text.map((own) => [own, '<![CDATA[<&]]]]>', own]),
      ),
    })
    .map(
      (each) =>
        `<${each.name}${each.declaration}${each.attributes.join('')}>${each.children.join('')}</${each.name}>`,
    ),
}))

describe('the tree that is read from memory', () => {
  test("is the one that the library's own classes tell of", () => {
    fc.assert(
      fc.property(element, (inner) => {
        const bytes = Buffer.from(`<root xmlns:b="urn:b">${inner}</root>`)
        using document = XmlDocument.fromBuffer(bytes)
        expect(readTree(document.root, DEFAULT_LIMITS)).toEqual(readByClasses(document.root))
      }),
      { numRuns: 500 },
    )
  })

  test('is that of a manifest, with its lines', () => {
    const bytes = Buffer.from(manifestXml().replaceAll('><', '>\n<'))
    using document = XmlDocument.fromBuffer(bytes)
    const tree = readTree(document.root, DEFAULT_LIMITS)
    expect(tree).toEqual(readByClasses(document.root))
    expect(tree.children.at(-1)?.line).toBeGreaterThan(100)
  })

  test('stays right when the memory of the parser grows and moves', () => {
    const long = 'value '.repeat(100_000)
    for (let copies = 1; copies <= 16; copies *= 2) {
      const bytes = Buffer.from(`<r>${`<t>${long}</t>`.repeat(copies)}<end>here</end></r>`)
      using message = openXml(bytes, { ...DEFAULT_LIMITS, maxBytes: 64 * 1024 * 1024 })
      expect(message.root.children.every(({ text: own }) => own === long || own === 'here')).toBe(true)
      expect(message.root.children).toHaveLength(copies + 1)
    }
  })

  test('keeps U+FEFF at the beginning of a text: it is a character there, and was signed', () => {
    const value = '\uFEFFmore than sixteen bytes'
    using message = openXml(Buffer.from(`<r p="${value}">${value}</r>`))
    expect(message.root.text).toBe(value)
    expect(message.root.attributes[0]?.value).toBe(value)
    expect(Buffer.from(message.canonical()).toString()).toContain(`>${value}<`)
  })

  test('is checked against the library before the first message', () => {
    expect(requireKnownLayout).not.toThrow()
  })
})
