import { describe, expect, test } from 'vitest'
import { DEFAULT_LIMITS, type XmlLimits } from '../../src/xml/limits.ts'
import { openXml } from '../../src/xml/parse.ts'
import { refusalOf, type Refusal } from '../refusal.ts'

function refused(xml: string | Uint8Array, limits: Partial<XmlLimits> = {}): Refusal {
  return refusalOf(() => openXml(Buffer.from(xml), { ...DEFAULT_LIMITS, ...limits })[Symbol.dispose]())
}

describe('the tree of a message', () => {
  test('holds names, namespaces, attributes, text and lines', () => {
    using message = openXml(
      Buffer.from(
        '<a xmlns="urn:a" xmlns:b="urn:b">\n<b:c d="1" b:e="&lt;2">x<![CDATA[ <y> ]]>&#x7a;</b:c></a>',
      ),
    )
    expect(message.root).toEqual({
      name: 'a',
      namespace: 'urn:a',
      attributes: [],
      text: '\n',
      line: 1,
      children: [
        {
          name: 'c',
          namespace: 'urn:b',
          attributes: [
            { name: 'd', namespace: '', value: '1' },
            { name: 'e', namespace: 'urn:b', value: '<2' },
          ],
          text: 'x <y> z',
          line: 2,
          children: [],
        },
      ],
    })
  })

  test('takes a UTF-8 byte order mark and every well-formed declaration', () => {
    for (const head of [
      '\uFEFF',
      '<?xml version="1.0"?>',
      "\uFEFF<?xml version='1.0' encoding='utf-8' standalone='yes'?>\r\n",
    ]) {
      using message = openXml(Buffer.from(`${head}<a>é</a>`))
      expect(message.root.text).toBe('é')
    }
  })

  test('lets comments stand between elements and around the document element', () => {
    using message = openXml(
      Buffer.from('<!-- < --><a><!-- <?x?> <!DOCTYPE --><b>1</b> <!----></a><!-- z -->'),
    )
    expect(message.root.children.map(({ text }) => text)).toEqual(['1'])
  })

  test('survives the end of the message it was read from', () => {
    const message = openXml(Buffer.from('<a>1</a>'))
    message[Symbol.dispose]()
    message[Symbol.dispose]()
    expect(message.root.text).toBe('1')
  })
})

describe('what is not accepted', () => {
  test.each([
    ['a document type', '<!DOCTYPE a><a/>'],
    ['a document type in lower case', '<!doctype a><a/>'],
    ['an entity declaration without document type', '<a><!ENTITY x "y"></a>'],
    ['a processing instruction before the root', '<?xml-stylesheet href="x"?><a/>'],
    ['a processing instruction in text', '<a>1<?x 00?></a>'],
    ['a processing instruction after the root', '<a/><?x?>'],
    ['a second XML declaration', '<?xml version="1.0"?>\n<a><?xml version="1.0"?></a>'],
    ['an XML declaration after a space', ' <?xml version="1.0"?><a/>'],
    ['XML 1.1', '<?xml version="1.1"?><a/>'],
    ['an XML declaration without version', '<?xml encoding="UTF-8"?><a/>'],
    ['a comment inside character data', '<a>1<!-- -->0</a>'],
    ['a comment before character data', '<a><b><!-- 1 -->0</b></a>'],
    ['a relative namespace', '<a xmlns="rel/ative"/>'],
    ['a relative namespace on a prefix', '<a xmlns:p="x"><p:b/></a>'],
  ])('%s is XML_FORBIDDEN', (_, xml) => {
    expect(refused(xml).code).toBe('XML_FORBIDDEN')
  })

  test.each([
    ['no elements', '<?xml version="1.0"?>'],
    ['two roots', '<a/><b/>'],
    ['text after the root', '<a/>x'],
    ['crossed tags', '<a><b></a></b>'],
    ['an attribute twice', '<a b="1" b="2"/>'],
    ['an attribute twice under two prefixes', '<a xmlns:p="urn:x" xmlns:q="urn:x" p:b="1" q:b="2"/>'],
    ['an undeclared prefix', '<p:a/>'],
    ['an undeclared entity', '<a>&x;</a>'],
    ['a control character by reference', '<a>&#1;</a>'],
    ['a control character', '<a>\u0001</a>'],
    ['a markup end that never comes', '<a><!-- '],
    ['a CDATA section that never ends', '<a><![CDATA[ '],
  ])('%s is XML_MALFORMED', (_, xml) => {
    expect(refused(xml).code).toBe('XML_MALFORMED')
  })

  test('an empty body is MESSAGE_EMPTY and a large one is MESSAGE_TOO_LARGE before anything else', () => {
    expect(refused('').code).toBe('MESSAGE_EMPTY')
    expect(refused('<a>\u0000</a>', { maxBytes: 7 }).code).toBe('MESSAGE_TOO_LARGE')
  })

  test('every limit has its own words and the place where it was passed', () => {
    const xml = '<a><b/><b x="1" y="2"><c>12345</c></b></a>'
    expect(refused(xml, { maxDepth: 2 })).toMatchObject({
      code: 'XML_LIMIT',
      place: { path: '/a/b[2]/c', line: 1 },
    })
    expect(refused(xml, { maxAttributes: 1 })).toMatchObject({
      code: 'XML_LIMIT',
      place: { path: '/a/b[2]' },
    })
    expect(refused(xml, { maxSiblings: 1 })).toMatchObject({ code: 'XML_LIMIT', place: { path: '/a' } })
    expect(refused(xml, { maxElements: 3 })).toMatchObject({
      code: 'XML_LIMIT',
      place: { path: '/a/b[2]/c' },
    })
    expect(refused(xml, { maxTextLength: 4 })).toMatchObject({
      code: 'XML_LIMIT',
      place: { path: '/a/b[2]/c' },
    })
    expect(refused('<a b="12345"/>', { maxTextLength: 4 })).toMatchObject({
      code: 'XML_LIMIT',
      place: { path: '/a' },
    })
  })

  test('faults say the line', () => {
    expect(refused('<a>\n<b>\n</a>').place).toEqual({ path: '/', line: 3 })
    expect(refused('<a>\n\n<?x?></a>').place).toEqual({ path: '/', line: 3 })
    expect(refused('<a>\n<b/><b>1<!-- --></b></a>').place).toEqual({ path: '/a/b[2]', line: 2 })
  })
})

describe('encodings', () => {
  test.each([
    ['UTF-16 with byte order mark', Buffer.from('\uFEFF<a/>', 'utf16le')],
    ['UTF-16 without byte order mark', Buffer.from('<a/>', 'utf16le')],
    ['UTF-32', Buffer.from([0, 0, 0, 0x3c, 0, 0, 0, 0x61, 0, 0, 0, 0x2f, 0, 0, 0, 0x3e])],
    ['EBCDIC', Buffer.from([0x4c, 0x6f, 0xa7, 0x94, 0x93, 0x40])],
    ['UTF-7 by declaration', Buffer.from('<?xml version="1.0" encoding="UTF-7"?><a>+ADw-</a>')],
    ['Latin-1 by declaration', Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><a>e</a>')],
    ['GBK by declaration', Buffer.from("<?xml version='1.0' encoding='GBK'?><a/>")],
    ['Latin-1 bytes', Buffer.from('<a>é</a>', 'latin1')],
    ['an overlong slash', Buffer.from([0x3c, 0x61, 0x3e, 0xc0, 0xaf, 0x3c, 0x2f, 0x61, 0x3e])],
    ['a surrogate in UTF-8', Buffer.from([0x3c, 0x61, 0x3e, 0xed, 0xa0, 0x80, 0x3c, 0x2f, 0x61, 0x3e])],
    ['a NUL byte', Buffer.from('<a>\u0000</a>')],
  ])('%s is XML_ENCODING', (_, bytes) => {
    expect(refused(bytes).code).toBe('XML_ENCODING')
  })
})
