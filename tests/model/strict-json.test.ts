import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { KhorgosError } from '../../src/errors.ts'
import { parseStrictJson } from '../../src/model/strict-json.ts'
import { sharedFolder } from '../shared.ts'

/** Files of the suite that are correct JSON (`y_`) and that we refuse all the same, with the reason. */
const REFUSED_BY_POLICY: Readonly<Record<string, string>> = {
  'y_number_minus_zero.json': 'a sign that canonical JSON loses',
  'y_number_negative_zero.json': 'a sign that canonical JSON loses',
  'y_number.json': 'an integer beyond 2^53',
  'y_number_real_capital_e.json': 'an integer beyond 2^53',
  'y_number_real_exponent.json': 'an integer beyond 2^53',
  'y_number_real_fraction_exponent.json': 'an integer beyond 2^53',
  'y_object_extreme_numbers.json': 'an integer beyond 2^53',
  'y_object_duplicated_key.json': 'a name that stands twice',
  'y_object_duplicated_key_and_value.json': 'a name that stands twice',
  'y_object_escaped_null_in_key.json': 'a character that no database keeps',
  'y_string_null_escape.json': 'a character that no database keeps',
}

function codeOf(input: string | Uint8Array): string {
  try {
    parseStrictJson(input)
    return 'accepted'
  } catch (error) {
    return error instanceof KhorgosError ? error.code : String(error)
  }
}

describe('strict JSON', () => {
  it.each([
    ['a duplicate name', '{"a":1,"a":2}'],
    ['a duplicate name in disguise', String.raw`{"a":1,"\u0061":2}`],
    ['__proto__', '{"__proto__":{"polluted":true}}'],
    ['constructor', '{"a":{"constructor":1}}'],
    ['an unsafe integer', '9007199254740993'],
    ['an integer beyond 2^53 that a double holds', '9007199254740992'],
    ['a number that overflows', '1e999'],
    ['a number that underflows', '1e-999'],
    ['more digits than a double keeps', '0.12345678901234567890'],
    ['minus zero', '-0'],
    ['a lone surrogate', String.raw`"\ud800"`],
    ['a lone surrogate as it is', '"\ud800"'],
    ['U+0000', String.raw`"a\u0000"`],
    ['a byte order mark', '\ufeff{}'],
    ['something after the value', '{} {}'],
    ['a trailing comma', '[1,]'],
    ['a control character', '"\t"'],
    ['nothing', ''],
    ['65 levels', `${'['.repeat(65)}${']'.repeat(65)}`],
  ])('refuses %s', (_what, text) => {
    expect(codeOf(text)).toBe('JSON_MALFORMED')
  })

  it('names line and character', () => {
    expect(() => parseStrictJson('{\n  "a": 1,\n  "a": 2\n}')).toThrow(
      expect.objectContaining({
        place: { path: '/', line: 3 },
        message: expect.stringContaining('character 15'),
      }),
    )
  })

  it.each([
    ['{"a": 1,\n}', 'a comma before "}", which nothing follows'],
    ['[1, ]', 'a comma before "]", which nothing follows'],
    ['{"a" 1}', '":" is missing here'],
    ['{a: 1}', 'a quotation mark is missing here'],
    ['{"a": 1', '"}" is missing at the end'],
  ])('says of %j that %s', (text, words) => {
    expect(() => parseStrictJson(text)).toThrow(words)
  })

  it('refuses bytes that are not UTF-8, and a byte order mark in bytes', () => {
    expect(codeOf(Uint8Array.of(0x22, 0xff, 0x22))).toBe('JSON_MALFORMED')
    expect(codeOf(Uint8Array.of(0xef, 0xbb, 0xbf, 0x31))).toBe('JSON_MALFORMED')
  })

  it('keeps numbers that a double says exactly', () => {
    expect(parseStrictJson('[0.1, 1.50e2, 1E-7, 9007199254740991, -3, 100e-2]')).toEqual([
      0.1,
      150,
      1e-7,
      Number.MAX_SAFE_INTEGER,
      -3,
      1,
    ])
  })

  it('reads whatever JSON.stringify writes', () => {
    const names = fc
      .string({ unit: 'grapheme' })
      .filter((name) => !['__proto__', 'constructor', 'prototype'].includes(name))
    const leaf = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.boolean(),
      fc.constant(null),
      fc.maxSafeInteger(),
    )
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof({ depthSize: 'small' }, leaf, fc.array(tie('tree')), fc.dictionary(names, tie('tree'))),
    }))
    fc.assert(
      fc.property(tree, (value) => {
        const text = JSON.stringify(value, null, 1).replaceAll('-0,', '0,')
        expect(parseStrictJson(text)).toEqual(JSON.parse(text))
      }),
    )
  })
})

const shared = sharedFolder()
const suite = shared === undefined ? undefined : join(shared, 'vectors/json-nst/test_parsing')
if (suite === undefined) console.warn('skipped: JSON parsing suite, there is no shared folder')

describe.skipIf(suite === undefined)('the JSON parsing suite', () => {
  const files = suite === undefined ? [] : readdirSync(suite).filter((file) => file.endsWith('.json'))
  const outcome = (file: string): string => codeOf(readFileSync(join(suite ?? '', file)))

  it('is there', () => {
    expect(files.length).toBeGreaterThan(300)
  })

  it.each(files.filter((file) => file.startsWith('n_')))('refuses %s', (file) => {
    expect(outcome(file)).toBe('JSON_MALFORMED')
  })

  it.each(files.filter((file) => file.startsWith('y_')))(
    'accepts %s, unless policy says otherwise',
    (file) => {
      expect(outcome(file)).toBe(file in REFUSED_BY_POLICY ? 'JSON_MALFORMED' : 'accepted')
    },
  )

  it.each(files.filter((file) => file.startsWith('i_')))(
    'gives %s one of both, never another fault',
    (file) => {
      expect(['accepted', 'JSON_MALFORMED']).toContain(outcome(file))
    },
  )
})
