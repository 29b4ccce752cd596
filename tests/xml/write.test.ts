import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { TreeAttribute, TreeElement } from '../../src/model/tree.ts'
import { openXml } from '../../src/xml/parse.ts'
import { writeCanonical } from '../../src/xml/write.ts'
import { refusalOf } from '../refusal.ts'

function leaf(name: string, text: string, more: Partial<TreeElement> = {}): TreeElement {
  return { name, namespace: '', attributes: [], children: [], text, line: 0, ...more }
}

function withoutLines(element: TreeElement): TreeElement {
  return { ...element, line: 0, children: element.children.map(withoutLines) }
}

const namespace = fc.constantFrom('', 'urn:a', 'urn:b', 'http://x.test/c?d=1;e=2', "urn:quote:'x'")
const name = fc.constantFrom('a', 'b', 'Bol_segment', 'x-1.2', 'Товар', '税号', '\u{20000}', '\uFDF0')
const text = fc.oneof(
  fc.constant(''),
  fc.string({
    unit: fc.constantFrom(
      'a',
      ' ',
      '\n',
      '\r',
      '\t',
      '&',
      '<',
      '>',
      '"',
      "'",
      ']]>',
      'ж',
      '\u{1F69B}',
      '\u0085',
      '\u2028',
    ),
  }),
)
const attributes = fc.uniqueArray(
  fc.record<TreeAttribute>({
    name,
    namespace: fc.oneof(namespace, fc.constant('http://www.w3.org/XML/1998/namespace')),
    value: text,
  }),
  { maxLength: 5, selector: (each) => `${each.namespace} ${each.name}` },
)

const { tree } = fc.letrec<{ tree: TreeElement }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small' },
    fc.record<TreeElement>({
      name,
      namespace,
      attributes,
      text,
      children: fc.constant([]),
      line: fc.constant(0),
    }),
    fc.record<TreeElement>({
      name,
      namespace,
      attributes,
      text: fc.constantFrom('', '\n  '),
      children: fc.array(tie('tree'), { minLength: 1, maxLength: 4 }),
      line: fc.constant(0),
    }),
  ),
}))

const prefixes = fc.constantFrom<Record<string, string>>(
  {},
  { 'urn:a': 'p' },
  { 'urn:a': '' },
  { 'urn:a': 'ns1', 'urn:b': '' },
)

function sorted(element: TreeElement): TreeElement {
  const key = ({ namespace: uri, name: local }: TreeAttribute): Buffer => Buffer.from(`${uri}\u0000${local}`)
  return {
    ...element,
    attributes: element.attributes.toSorted((a, b) => Buffer.compare(key(a), key(b))),
    children: element.children.map(sorted),
  }
}

test('what is written is its own exclusive canonical form and reads back as the same tree', () => {
  fc.assert(
    fc.property(tree, prefixes, (root, asked) => {
      const written = writeCanonical(root, asked)
      using message = openXml(Buffer.from(written))
      expect(Buffer.from(message.canonical()).toString()).toBe(written)
      expect(sorted(withoutLines(message.root))).toEqual(sorted(root))
    }),
    { numRuns: 1500 },
  )
})

describe('namespaces', () => {
  const inner = leaf('i', '', {
    namespace: 'urn:b',
    attributes: [{ name: 'k', namespace: 'urn:a', value: '1' }],
  })

  test('the root has the default namespace, others get prefixes, each declared where it is used', () => {
    const root = leaf('r', '', { namespace: 'urn:a', children: [inner, leaf('n', '')] })
    expect(writeCanonical(root)).toBe(
      '<r xmlns="urn:a"><ns1:i xmlns:ns1="urn:b" xmlns:ns2="urn:a" ns2:k="1"></ns1:i><n xmlns=""></n></r>',
    )
  })

  test('prefixes that were asked for are used', () => {
    expect(writeCanonical(inner, { 'urn:b': 'b', 'urn:a': 'a' })).toBe(
      '<b:i xmlns:a="urn:a" xmlns:b="urn:b" a:k="1"></b:i>',
    )
  })
})

test.each<[string, TreeElement, Record<string, string>]>([
  ['a control character', leaf('a', '\u0001'), {}],
  ['a lone surrogate', leaf('a', '\uD800'), {}],
  [
    'U+FFFE in an attribute',
    leaf('a', '', { attributes: [{ name: 'b', namespace: '', value: '\uFFFE' }] }),
    {},
  ],
  ['a name with a colon', leaf('a:b', ''), {}],
  ['an empty name', leaf('', ''), {}],
  ['markup as a name', leaf('a><b', ''), {}],
  [
    'an attribute twice',
    leaf('a', '', {
      attributes: [
        { name: 'b', namespace: '', value: '1' },
        { name: 'b', namespace: '', value: '2' },
      ],
    }),
    {},
  ],
  ['a namespace that canonicalizers write differently', leaf('a', '', { namespace: 'urn:a&b' }), {}],
  ['a relative namespace', leaf('a', '', { namespace: 'x' }), {}],
  ['text beside child elements', leaf('a', 'x', { children: [leaf('b', '')] }), {}],
  ['a reserved prefix', leaf('a', '', { namespace: 'urn:a' }), { 'urn:a': 'xmlfoo' }],
  ['one prefix for two namespaces', leaf('a', ''), { 'urn:a': 'p', 'urn:b': 'p' }],
  ['a prefix for no namespace', leaf('a', ''), { '': 'p' }],
])('%s is OUTPUT_INVALID', (_, root, asked) => {
  expect(refusalOf(() => writeCanonical(root, asked)).code).toBe('OUTPUT_INVALID')
})

test('a refusal names the element', () => {
  expect(refusalOf(() => writeCanonical(leaf('a', '', { children: [leaf('b', '\u0000')] }))).place).toEqual({
    path: '/a/b',
  })
})
