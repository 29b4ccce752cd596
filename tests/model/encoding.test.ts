import { spawnSync } from 'node:child_process'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeText, encodeText, encodingOf, type Encoding } from '../../src/model/encoding.ts'
import { refusalOf } from '../refusal.ts'
import { hasTool } from '../tools.ts'

const ENCODINGS = ['UTF-8', 'GB18030', 'windows-1251', 'ISO-8859-5'] as const
const bytes = (...values: number[]) => Uint8Array.from(values)
const hex = (data: Uint8Array) => Buffer.from(data).toString('hex')
const decoded = (encoding: Encoding, text: string) => decodeText(Buffer.from(text, 'hex'), encoding)
const refused = (encoding: Encoding, text: string) => refusalOf(() => decoded(encoding, text))

describe('labels', () => {
  test.each([
    ['utf-8', 'UTF-8'],
    ['gb2312', 'GB18030'],
    ['GBK', 'GB18030'],
    ['gb18030', 'GB18030'],
    ['Windows-1251', 'windows-1251'],
    ['iso-8859-5', 'ISO-8859-5'],
    ['UTF-16', undefined],
    ['KOI8-R', undefined],
    ['__PROTO__', undefined],
    ['constructor', undefined],
  ])('%s means %s', (label, encoding) => {
    expect(encodingOf(label)).toBe(encoding)
  })
})

describe('trap 7, character sets', () => {
  test('names in every encoding of a corridor', () => {
    expect(decoded('GB18030', 'bbf4b6fbb9fbcbb9')).toBe('霍尔果斯')
    expect(decoded('windows-1251', 'd5eef0e3eef1')).toBe('Хоргос')
    expect(decoded('ISO-8859-5', 'c5dee0d3dee1')).toBe('Хоргос')
    expect(decoded('GB18030', '95328236')).toBe('𠀀')
    expect(hex(encodeText('𠀀', 'GB18030', '/'))).toBe('95328236')
  })

  test.each(Array.from('ӨөҮүӘәҒғҚқҢңҰұҺһ'))(
    '%s of Mongolian or Kazakh is not in windows-1251 or ISO 8859-5',
    (letter) => {
      for (const encoding of ['windows-1251', 'ISO-8859-5'] as const)
        expect(refusalOf(() => encodeText(`а${letter}`, encoding, '/M/Name'))).toMatchObject({
          code: 'OUTPUT_INVALID',
          place: { path: '/M/Name' },
        })
      expect(decodeText(encodeText(letter, 'GB18030', '/'), 'GB18030')).toBe(letter)
    },
  )

  test('Kazakh І is in both, being Ukrainian too', () => {
    expect(hex(encodeText('Іі', 'windows-1251', '/'))).toBe('b2b3')
    expect(hex(encodeText('Іі', 'ISO-8859-5', '/'))).toBe('a6f6')
  })
})

describe('what cannot be read', () => {
  test.each([
    ['windows-1251', '410a98', 2, 2, '98'],
    ['ISO-8859-5', '410a0a85', 3, 3, '85'],
    ['GB18030', '4180', 1, 1, '80'],
    ['GB18030', 'b0a1ff', 2, 1, 'FF'],
    ['GB18030', '0ab0', 1, 2, 'B0'],
    ['GB18030', 'b07f', 0, 1, 'B0'],
    ['GB18030', 'b0ff', 0, 1, 'B0'],
    ['GB18030', '95328241', 0, 1, '95'],
    ['GB18030', '953282', 0, 1, '95'],
    ['GB18030', '8431a530', 0, 1, '84'],
    ['GB18030', 'e3329a36', 0, 1, 'E3'],
    ['GB18030', 'ff30ff30', 0, 1, 'FF'],
    ['UTF-8', '410ac0af', 2, 2, 'C0'],
    ['UTF-8', 'eda080', 0, 1, 'ED'],
    ['UTF-8', 'f09f988080', 4, 1, '80'],
    ['UTF-8', '41e4b8', 1, 1, 'E4'],
    ['UTF-8', 'f4908080', 0, 1, 'F4'],
  ] as const)('%s %s: offset %d, line %d', (encoding, input, offset, line, byte) => {
    expect(refused(encoding, input)).toEqual({
      code: 'XML_ENCODING',
      message: `The message is not valid ${encoding}: the byte 0x${byte} at offset ${offset} cannot be read`,
      place: { path: '/', line },
    })
  })

  test('what the editions of GB 18030 read differently is refused, both ways', () => {
    // 2005: U+FE10, 2022: the private-use U+E78D. The two-byte form shows the same character under both.
    expect(refused('GB18030', '84318236').code).toBe('XML_ENCODING')
    expect(decoded('GB18030', 'a6d9')).toBe('\uFE10')
    expect(decoded('GB18030', 'fe59')).toBe('\u9FB4')
    expect(refused('GB18030', '82359037').code).toBe('XML_ENCODING')
    expect(refusalOf(() => encodeText('\uE78D', 'GB18030', '/')).code).toBe('OUTPUT_INVALID')
    // U+E5E5 by the standard, an ideographic space to browsers.
    expect(refused('GB18030', 'a3a0').code).toBe('XML_ENCODING')
    expect(refusalOf(() => encodeText('\uE5E5', 'GB18030', '/')).code).toBe('OUTPUT_INVALID')
    // The private-use U+E816 to some decoders, U+20087 to others.
    expect(refused('GB18030', 'fe51').code).toBe('XML_ENCODING')
    expect(decodeText(encodeText('\u{20087}', 'GB18030', '/'), 'GB18030')).toBe('\u{20087}')
    expect(decoded('GB18030', 'a2a0')).toBe('\uE585')
    expect(decoded('GB18030', 'a8bc')).toBe('\u1E3F')
  })

  test('a lone surrogate is written in no encoding', () => {
    for (const encoding of ENCODINGS)
      expect(refusalOf(() => encodeText('a\uD800', encoding, '/M')).message).toBe(
        `${encoding} has no character U+D800`,
      )
  })

  test('the first bad byte of UTF-8 is found as a decoder finds it that goes character by character', () => {
    const isText = (data: Uint8Array) => {
      try {
        new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(data)
        return true
      } catch {
        return false
      }
    }
    const lumps = fc.constantFrom('41', 'c3a9', 'e4b8ad', 'f0a08080', '80', 'c0', 'ed', 'f4', 'e4', 'b8')
    fc.assert(
      fc.property(fc.array(lumps, { maxLength: 12 }), (parts) => {
        const data = Buffer.from(parts.join(''), 'hex')
        const good = Array.from({ length: data.length + 1 }, (_, end) => end)
          .filter((end) => isText(data.subarray(0, end)))
          .at(-1)
        if (good === data.length) expect(decodeText(data, 'UTF-8')).toBe(data.toString())
        else expect(refusalOf(() => decodeText(data, 'UTF-8')).message).toContain(`at offset ${good} `)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('both ways', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 30 })

  test.each(ENCODINGS)('%s: what can be written is read back as it was', (encoding) => {
    const mixed = fc.array(fc.oneof(text, fc.constantFrom('Хоргос', '霍尔果斯', '𠀀', 'ЫЁё№§', 'A\n1')))
    fc.assert(
      fc.property(mixed, (parts) => {
        const all = parts.join('')
        let written: Uint8Array
        try {
          written = encodeText(all, encoding, '/')
        } catch {
          return
        }
        expect(decodeText(written, encoding)).toBe(all)
      }),
      { numRuns: 500 },
    )
  })

  test.each(['windows-1251', 'ISO-8859-5'] as const)(
    '%s agrees with the platform byte for byte',
    (encoding) => {
      const holes = encoding === 'windows-1251' ? [0x98] : Array.from({ length: 0x20 }, (_, at) => 0x80 + at)
      const platform = new TextDecoder(encoding, { fatal: true })
      for (let byte = 0; byte < 0x100; byte++) {
        if (holes.includes(byte))
          expect(refusalOf(() => decodeText(bytes(byte), encoding)).code).toBe('XML_ENCODING')
        else expect(decodeText(bytes(byte), encoding)).toBe(platform.decode(bytes(byte)))
      }
    },
  )

  test('any bytes at all: a refusal with a line, or a text that is written as the same bytes', () => {
    const lumps = fc.array(
      fc.oneof(fc.uint8Array({ maxLength: 6 }), fc.constant(bytes(0x95, 0x32, 0x82, 0x36))),
    )
    fc.assert(
      fc.property(lumps, fc.constantFrom(...ENCODINGS), (parts, encoding) => {
        const input = Buffer.concat(parts)
        let read: string
        try {
          read = decodeText(input, encoding)
        } catch (error) {
          expect(error).toMatchObject({ code: 'XML_ENCODING', place: { path: '/' } })
          return
        }
        expect(hex(encodeText(read, encoding, '/'))).toBe(hex(input))
      }),
      { numRuns: 3000 },
    )
  })
})

describe.skipIf(!hasTool('iconv'))('iconv reads', () => {
  const iconv = (encoding: string, input: Uint8Array) =>
    spawnSync('iconv', ['-f', encoding, '-t', 'UTF-8'], { input, maxBuffer: 1 << 24 }).stdout.toString()

  test('every character of GB 18030 that we write as we do', () => {
    const points = Array.from({ length: 0x110000 }, (_, point) => point).filter((point) => {
      if (point >= 0xd800 && point <= 0xdfff) return false
      // All of the Basic Multilingual Plane, and every 97th character beyond.
      return point < 0x10000 || point % 97 === 0
    })
    const text = points
      .map((point) => String.fromCodePoint(point))
      .filter((character) => {
        try {
          encodeText(character, 'GB18030', '/')
          return true
        } catch {
          return false
        }
      })
    expect(points.length - text.length).toBe(25)
    const all = text.join('')
    const written = encodeText(all, 'GB18030', '/')
    // Compared by themselves: a failure must not print 77,000 characters side by side.
    expect(decodeText(written, 'GB18030') === all).toBe(true)
    expect(iconv('GB18030', written) === all).toBe(true)
  })

  test.each(['CP1251', 'ISO-8859-5'])('every character of %s', (name) => {
    const encoding = name === 'CP1251' ? 'windows-1251' : name === 'ISO-8859-5' ? 'ISO-8859-5' : 'UTF-8'
    const upper = Array.from({ length: 0x60 }, (_, at) => 0xa0 + at)
    expect(iconv(name, Uint8Array.from(upper))).toBe(decodeText(Uint8Array.from(upper), encoding))
  })
})
