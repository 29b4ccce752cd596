import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { truncate } from '../../src/model/truncate.ts'

const graphemes = (text: string) =>
  Array.from(new Intl.Segmenter('und').segment(text), ({ segment }) => segment)

describe('trap 11, names', () => {
  test.each([
    ['abcd', 3, 'abc'],
    ['ab cd', 3, 'ab'],
    ['𠀀𠀁𠀂', 3, '𠀀𠀁𠀂'],
    ['𠀀𠀁𠀂𠀃', 3, '𠀀𠀁𠀂'],
    ['cafe\u0301s', 4, 'caf'],
    ['cafe\u0301s', 5, 'cafe\u0301'],
    ['и\u0306x', 1, ''],
    ['ab👨‍👩‍👧', 4, 'ab'],
    ['葛\u{E0100}城', 2, '葛\u{E0100}'],
    ['葛\u{E0100}城', 1, ''],
  ])('%j cut to %d is %j', (text, length, expected) => {
    expect(truncate(text, length)).toBe(expected)
  })

  test('what is left is whole characters from the start, as many as fit', () => {
    const text = fc.string({
      unit: fc.oneof(
        fc.constantFrom('e\u0301', '𠀀', 'a', ' ', '\u0301', '\r\n'),
        fc.string({ unit: 'grapheme', maxLength: 1 }),
      ),
    })
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 12 }), (input, length) => {
        const short = truncate(input, length)
        expect(input.startsWith(short)).toBe(true)
        expect(Array.from(short).length).toBeLessThanOrEqual(length)
        const whole = graphemes(input)
        const over = whole.findIndex((_, at) => Array.from(whole.slice(0, at + 1).join('')).length > length)
        expect(short).toBe(over === -1 ? input : whole.slice(0, over).join('').trimEnd())
      }),
      { numRuns: 1000 },
    )
  })

  test.each([
    ['a long text', 'a'.repeat(1_000_000), 999_999, 999_999],
    ['one letter with a million marks', `e${'\u0301'.repeat(1_000_000)}`, 900_000, 0],
    [
      'a letter with many marks after a long text',
      `${'a'.repeat(9000)}e${'\u0301'.repeat(9000)}`,
      9500,
      9000,
    ],
  ])('%s is cut, and does not take for ever', (_, text, length, left) => {
    expect(truncate(text, length).length).toBe(left)
  })
})
