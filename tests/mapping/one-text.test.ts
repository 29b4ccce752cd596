import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { refusalOf } from '../refusal.ts'
import { undeclaredLosses } from '../../src/mapping/report.ts'
import { AT, type Files, mapping, read, through, tree, write } from './workshop.ts'

const losses = (...parts: Parameters<typeof through>) => undeclaredLosses(through(...parts))
const loadingError = (files: Files | string) => refusalOf(() => mapping(files)).message

/** One text of the message and several of the document, or the other way round. */

describe('pieces', () => {
  const map = mapping('- { at: P, is: trip.note, pieces: 5 }\n- { at: Z, is: trip.id }')

  test('elements of one text are joined, wherever they stand among others', () => {
    expect(read(map, '<P>Тыква</P><P> и ды</P><Z>1</Z><P>ня</P>')).toEqual({ note: 'Тыква и дыня', id: '1' })
  })

  test('a long text is cut into elements, never within a character that people see', () => {
    expect(write(map, { note: 'Тыква и дыня' })).toBe('<P>Тыква</P><P> и ды</P><P>ня</P>')
    expect(write(map, { note: 'abcde\u0301f' })).toBe('<P>abcd</P><P>e\u0301f</P>')
    expect(write(map, { note: 'abc' })).toBe('<P>abc</P>')
  })

  test('any text comes back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }), (note) => {
        fc.pre(/^\S(.*\S)?$/su.test(note) && !/[\p{Cc}\uFFFE\uFFFF]/u.test(note))
        expect(read(map, write(map, { note }))).toEqual({ note })
      }),
    )
  })

  test('every piece is accounted for, and what a piece cannot hold is not lost in silence', () => {
    expect(losses(map, '<P>ab</P><P>cd</P>')).toEqual([])
    expect(losses(map, '<P>ab</P><P lang="ru">cd</P>')).toMatchObject([{ source: '/M/P[2]/@lang' }])
  })

  test('an attribute cannot be in pieces', () => {
    expect(loadingError('- { at: P/@a, is: trip.note, pieces: 5 }')).toContain('need an element')
  })
})

describe('list', () => {
  const map = mapping("- { at: L, list: trip.countries, separator: ',' }")

  test('is a list of texts in one text', () => {
    expect(read(map, '<L>KZ, CN,RU</L>')).toEqual({ countries: ['KZ', 'CN', 'RU'] })
    expect(write(map, { countries: ['KZ', 'CN'] })).toBe('<L>KZ,CN</L>')
    expect(losses(map, '<L>KZ,CN</L>')).toEqual([])
  })

  test('an item that holds the separator cannot be written', () => {
    expect(refusalOf(() => write(map, { id: 'x', countries: ['K,Z'] })).code).toBe('OUTPUT_INVALID')
  })

  test('needs a list of values', () => {
    expect(loadingError("- { at: L, list: trip.items, separator: ',' }")).toContain('no list of values')
    expect(loadingError('- { at: L, list: trip.countries }')).toContain('`separator`')
  })
})

describe('forms', () => {
  const rules = `
- at: C
  forms:
    - { text: '{kind} + {share}%' }
    - { text: 'PC {share}%', with: { trip.kind: PART } }
    - { text: '{share}%', with: { trip.kind: VALUE } }
    - { text: 'whole', with: { trip.kind: WHOLE } }
    - { text: '{kind}' }
  fields:
    kind: { is: trip.kind, code: K }
    share: { is: trip.amount, type: decimal }`
  const map = mapping({ rules, codes: { K: 'HEADING,CTH,both,,,\nWHOLE,WO,read,,,\nPART,PC,both,,,\n' } })

  test.each([
    ['CTH + 35%', { kind: 'HEADING', amount: '35' }],
    ['CTH', { kind: 'HEADING' }],
    ['PC 25%', { kind: 'PART', amount: '25' }],
    ['40%', { kind: 'VALUE', amount: '40' }],
    ['whole', { kind: 'WHOLE' }],
  ])('%s', (text, trip) => {
    expect(read(map, `<C>${text}</C>`)).toEqual(trip)
    expect(write(map, trip)).toBe(`<C>${text}</C>`)
    expect(losses(map, `<C>${text}</C>`)).toEqual([])
  })

  test('two placeholders may be one field in two notations', () => {
    const number = `
- at: N
  forms:
    - { text: 'BIN{bin}', with: { trip.kind: BIN } }
    - { text: '{inn}' }
  fields:
    bin: { is: trip.id }
    inn: { is: trip.id }`
    const two = mapping(number)
    expect(read(two, '<N>BIN12</N>')).toEqual({ id: '12', kind: 'BIN' })
    expect(write(two, { id: '12', kind: 'BIN' })).toBe('<N>BIN12</N>')
    expect(write(two, { id: '12' })).toBe('<N>12</N>')
  })

  test('spaces may be missing or wider', () => {
    expect(read(map, '<C>CTH  +  35.50%</C>')).toEqual({ kind: 'HEADING', amount: '35.5' })
    expect(read(map, '<C>CTH+35%</C>')).toEqual({ kind: 'HEADING', amount: '35' })
  })

  test('a code of another list, or no form at all, is refused with its place', () => {
    expect(refusalOf(() => read(map, '<C>XX</C>'))).toMatchObject({
      code: 'CODE_UNKNOWN',
      place: { path: '/M/C' },
    })
    expect(refusalOf(() => read(map, '<C>XX + 40%</C>')).code).toBe('CODE_UNKNOWN')
  })

  test('what no form can say is not written in part', () => {
    expect(refusalOf(() => write(map, { amount: '40' })).code).toBe('OUTPUT_INVALID')
  })

  test('a rule whose forms and fields do not belong together stops the start', () => {
    const broken = rules.replace('{kind} +', '{sort} +')
    expect(loadingError({ rules: broken, codes: { K: '' } })).toContain('{sort} is not in `fields`')
    expect(loadingError({ rules: `${rules}\n    idle: { is: trip.id }`, codes: { K: '' } })).toContain(
      '{idle}',
    )
  })
})

describe('absent', () => {
  const map = mapping("- { at: E/A, is: trip.id, absent: 'null' }\n- { at: E/B, is: trip.note }")

  test('a value that is missing is written as an element with an empty child, where others stand beside it', () => {
    expect(write(map, { note: 'x' })).toBe('<E><A><null></null></A><B>x</B></E>')
    expect(write(map, { id: '1' })).toBe('<E><A>1</A></E>')
  })

  test('it makes no element that would not be there', () => {
    const other = mapping("- { at: E/A, is: trip.id, absent: 'null' }\n- { at: F, is: trip.note }")
    expect(write(other, { note: 'x' })).toBe('<F>x</F>')
  })

  test('is read as no value', () => {
    const report = map.read(tree('<M><E><A><null/></A><B>x</B></E></M>'), AT)
    expect(report.documents).toEqual({ trip: { note: 'x' } })
    expect(losses(map, '<E><A><null/></A><B>x</B></E>')).toEqual([])
  })
})
