import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { encodeText, type Encoding } from '../../src/model/encoding.ts'
import type { TreeElement } from '../../src/model/tree.ts'
import { encodeXml } from '../../src/xml/encode.ts'
import { DEFAULT_LIMITS } from '../../src/xml/limits.ts'
import { openXml } from '../../src/xml/parse.ts'
import { writeCanonical } from '../../src/xml/write.ts'
import { refusalOf } from '../refusal.ts'

function open(bytes: Uint8Array, encodings?: readonly string[]): TreeElement {
  using message = openXml(bytes, DEFAULT_LIMITS, encodings === undefined ? {} : { encodings })
  return message.root
}
const refused = (bytes: Uint8Array, encodings?: readonly string[]) => refusalOf(() => open(bytes, encodings))
const message = (label: string, text: string, encoding: Encoding) =>
  encodeText(`<?xml version="1.0" encoding="${label}"?>\r\n<a>\n<b>${text}</b></a>`, encoding, '/')
const bytes = (...parts: (string | Uint8Array)[]) => Buffer.concat(parts.map((part) => Buffer.from(part)))

describe('trap 7, character sets', () => {
  test.each([
    ['GB18030', 'GB18030', '霍尔果斯𠀀'],
    ['gb2312', 'GB18030', '霍尔果斯'],
    ['GBK', 'GB18030', '霍尔果斯'],
    ['windows-1251', 'windows-1251', 'Хоргос № 5'],
    ['ISO-8859-5', 'ISO-8859-5', 'Хоргос'],
    ['UTF-8', 'UTF-8', 'Қорғас Өмнөговь 霍尔果斯'],
  ] as const)(
    '%s is read when the agreement allows that name and the message declares it',
    (label, encoding, text) => {
      const root = open(message(label, text, encoding), [label])
      expect(root.children[0]).toMatchObject({ text, line: 3 })
      if (label !== 'UTF-8')
        expect(refused(message(label, text, encoding))).toMatchObject({
          code: 'XML_ENCODING',
          place: { line: 1 },
        })
    },
  )

  test('an agreement on GB18030 is none on GB2312, nor the reverse', () => {
    expect(refused(message('GB2312', '口', 'GB18030'), ['UTF-8', 'GB18030']).message).toBe(
      'The message is in the encoding GB2312, only UTF-8, GB18030 is accepted',
    )
    expect(refused(message('GB18030', '口', 'GB18030'), ['GB2312']).code).toBe('XML_ENCODING')
  })

  test('nothing is guessed: without declaration a message is UTF-8, and UTF-8 must be agreed too', () => {
    expect(refused(encodeText('<a>口</a>', 'GB18030', '/'), ['UTF-8', 'GB18030'])).toMatchObject({
      code: 'XML_ENCODING',
      message: expect.stringContaining('at offset 3'),
    })
    expect(refused(bytes('<a/>'), ['GB18030']).code).toBe('XML_ENCODING')
    expect(refused(bytes('<?xml version="1.0" encoding="KOI8-R"?><a/>'), ['KOI8-R']).code).toBe(
      'XML_ENCODING',
    )
    // Bytes of windows-1251 under the name of GB 18030, and the reverse where it shows.
    expect(refused(message('GB18030', 'Я', 'windows-1251'), ['GB18030']).code).toBe('XML_ENCODING')
  })

  test('a byte order mark must be that of the declared encoding', () => {
    const utf8 = Uint8Array.of(0xef, 0xbb, 0xbf)
    const gb18030 = Uint8Array.of(0x84, 0x31, 0x95, 0x33)
    const all = ['UTF-8', 'GB18030', 'windows-1251']
    expect(open(bytes(gb18030, message('GB18030', '口', 'GB18030')), all).children[0]?.text).toBe('口')
    expect(open(bytes(utf8, message('UTF-8', '口', 'UTF-8')), all).children[0]?.text).toBe('口')
    for (const wrong of [
      bytes(utf8, message('GB18030', '口', 'GB18030')),
      bytes(utf8, message('windows-1251', 'Я', 'windows-1251')),
      bytes(gb18030, '<a/>'),
      bytes(Uint8Array.of(0xff, 0xfe), Buffer.from('<a/>', 'utf16le')),
    ])
      expect(refused(wrong, all)).toMatchObject({ code: 'XML_ENCODING', place: { line: 1 } })
  })

  test('a byte that cannot be read is named with offset and line in the received bytes', () => {
    const head = '<?xml version="1.0" encoding="GB2312"?>\n<a>\n'
    const broken = bytes(head, '<b>', Uint8Array.of(0xbb, 0xf4, 0xff), '</b></a>')
    expect(refused(broken, ['GB2312'])).toEqual({
      code: 'XML_ENCODING',
      message: `The message is not valid GB18030: the byte 0xFF at offset ${head.length + 5} cannot be read`,
      place: { path: '/', line: 3 },
    })
    const bom = bytes(Uint8Array.of(0xef, 0xbb, 0xbf), '<a>', Uint8Array.of(0xc0))
    expect(refused(bom).message).toContain('offset 6 ')
  })

  test('markup hidden in second bytes of GB 18030 is text, markup that is there is seen', () => {
    // 0x81 0x5C and 0x81 0x7C: the trail bytes are backslash and bar; no trail byte is < or &.
    const tricky = bytes(
      '<?xml version="1.0" encoding="GBK"?><a>',
      Uint8Array.of(0x81, 0x5c, 0x81, 0x7c),
      '</a>',
    )
    expect(open(tricky, ['GBK']).text).toBe('乗亅')
    const declared = '<?xml version="1.0" encoding="GBK"?>'
    expect(refused(bytes(declared, '<!DOCTYPE a><a/>'), ['GBK']).code).toBe('XML_FORBIDDEN')
    expect(refused(bytes(declared, '<a><?x?></a>'), ['GBK']).code).toBe('XML_FORBIDDEN')
    // A `<` right after a lead byte is no pair: the lead byte must not swallow markup.
    expect(refused(bytes(declared, '<a>', Uint8Array.of(0x81), '</a>'), ['GBK']).code).toBe('XML_ENCODING')
  })

  test('what is wrong with the declaration stays wrong after transcoding', () => {
    for (const declaration of [
      `<?xml encoding='GBK' version='1.0'?>`,
      `<?xml version='1.0' encoding='GBK' encoding='UTF-8'?>`,
      `<?xml version='1.0' standalone='yes' encoding='GBK'?>`,
      `<?xml version='1.0' standalone=" encoding='GBK'"?>`,
      `<?xml version='1.0' encoding='GBK"?>`,
    ])
      expect(['XML_MALFORMED', 'XML_ENCODING']).toContain(refused(bytes(declaration, '<a/>'), ['GBK']).code)
  })
})

describe('sending in an agreed encoding', () => {
  const leaf = (name: string, text: string): TreeElement => ({
    name,
    namespace: '',
    attributes: [],
    children: [],
    text,
    line: 0,
  })
  const tree = (...texts: string[]): TreeElement => ({
    ...leaf('M', ''),
    children: texts.map((text) => leaf('N', text)),
  })

  const utf8 = (root: TreeElement) => Buffer.from(writeCanonical(root))

  test('a character the encoding has not is OUTPUT_INVALID with its place', () => {
    const root = tree('Хоргос', 'Өмнөговь')
    expect(refusalOf(() => encodeXml(utf8(root), root, 'windows-1251'))).toEqual({
      code: 'OUTPUT_INVALID',
      message: 'windows-1251 has no character U+04E8 ("Ө")',
      place: { path: '/M/N[2]' },
    })
    const marked = { ...tree(), attributes: [{ name: 'kind', namespace: '', value: '口' }] }
    expect(refusalOf(() => encodeXml(utf8(marked), marked, 'ISO-8859-5')).place).toEqual({
      path: '/M/@kind',
    })
  })

  test.each(['UTF-8', 'GB18030', 'windows-1251', 'ISO-8859-5'] as const)(
    '%s: what is sent is read as it was',
    (encoding) => {
      const word = fc.array(fc.constantFrom('a', '<', '&', ' ', 'Я', '№', '1')).map((parts) => parts.join(''))
      fc.assert(
        fc.property(fc.array(word, { maxLength: 5 }), (words) => {
          const root = tree(...words)
          const read = open(encodeXml(utf8(root), root, encoding), [encoding])
          expect(read.children.map(({ text }) => text)).toEqual(words)
        }),
      )
    },
  )
})

test('10,000 mutations of a message in GB 18030: a refusal with code and place, or a tree', () => {
  const original = message('GB18030', '霍尔果斯𠀀 &amp; <c d="口"/>', 'GB18030')
  let seed = 20_261_121
  const random = (limit: number) => {
    // Numerical Recipes' generator: any will do, if it is the same in every run.
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
    return seed % limit
  }
  let accepted = 0
  for (let round = 0; round < 10_000; round++) {
    const mutated = Uint8Array.from(original)
    for (let change = 0; change <= random(3); change++) mutated[random(mutated.length)] = random(256)
    try {
      open(mutated, ['UTF-8', 'GB18030'])
      accepted += 1
    } catch (error) {
      expect(error).toMatchObject({ name: 'KhorgosError', place: { path: expect.any(String) } })
    }
  }
  expect(accepted).toBeGreaterThan(0)
})
