import { describe, expect, test } from 'vitest'
import { undeclaredLosses } from '../../src/mapping/report.ts'
import { refusalOf } from '../refusal.ts'
import { type Files, mapping, read, through, write } from './workshop.ts'

const losses = (...parts: Parameters<typeof through>) => undeclaredLosses(through(...parts))
const loadingError = (files: Files | string) => refusalOf(() => mapping(files)).message

/** Printed forms as messages: lines that are not used, items without a number, a number in two boxes. */

describe('a line that says nothing', () => {
  const map = mapping(`
- at: L
  each: trip.items
  blank: skip
  rules:
    - { at: Name, is: .name }
    - { at: Code, is: .code, absent: 'null' }`)

  test.each(['<L/>', '<L><Name/><Code><null/></Code></L>', '<L>\n  <Name> </Name>\n</L>'])(
    '%s is no item',
    (line) => {
      expect(read(map, `${line}<L><Name>a</Name></L>${line}`)).toEqual({ items: [{ name: 'a' }] })
      expect(read(map, line)).toBeUndefined()
    },
  )

  test('is one where it is not said to be none: counts depend on it', () => {
    const plain = mapping('- at: L\n  each: trip.items\n  rules: [{ at: Name, is: .name }]')
    expect(read(plain, '<L/><L><Name>a</Name></L>')).toEqual({ items: [{}, { name: 'a' }] })
  })

  test('an attribute says something', () => {
    expect(losses(map, '<L lang="kk"/>')).toMatchObject([{ source: '/M/L/@lang' }])
  })
})

describe('position with a field', () => {
  const map = mapping(`
- at: L
  each: trip.items
  rules:
    - { at: ., position: .number }
    - { at: Name, is: .name }`)

  test('numbers the items in their order', () => {
    expect(read(map, '<L><Name>a</Name></L><L><Name>b</Name></L>')).toEqual({
      items: [
        { name: 'a', number: 1 },
        { name: 'b', number: 2 },
      ],
    })
  })

  test('is written as the order, and no other number can be written', () => {
    const items = [
      { name: 'a', number: 1 },
      { name: 'b', number: 2 },
    ]
    expect(write(map, { items })).toBe('<L><Name>a</Name></L><L><Name>b</Name></L>')
    expect(losses(map, '<L><Name>a</Name></L><L><Name>b</Name></L>')).toEqual([])
    expect(write(map, { items: [{ name: 'a' }] })).toBe('<L><Name>a</Name></L>')
    expect(refusalOf(() => write(map, { items: [{ name: 'b', number: 2 }] })).code).toBe('OUTPUT_INVALID')
  })

  test('needs a whole number of the item itself', () => {
    const rule = (text: string) => `- { at: L, each: trip.items, rules: [${text}] }`
    expect(loadingError(rule('{ at: ., position: .name }'))).toContain('no whole number')
    expect(loadingError(rule('{ at: N, position: .number }'))).toContain('write `at: .`')
  })
})

describe('rest', () => {
  const map = mapping('- { at: H/Code, is: trip.id, pieces: 8, rest: H/More }\n- { at: H/Z, is: trip.note }')

  test.each([
    ['<Code>84715000</Code><More>00</More>', '8471500000'],
    ['<Code>84715000</Code>', '84715000'],
    ['<Code>847150</Code>', '847150'],
  ])('%s is %s', (boxes, id) => {
    expect(read(map, `<H>${boxes}</H>`)).toEqual({ id })
    expect(write(map, { id })).toBe(`<H>${boxes}</H>`)
    expect(losses(map, `<H>${boxes}</H>`)).toEqual([])
  })

  test('after a beginning that is not full could not be found again', () => {
    for (const boxes of ['<Code>847150</Code><More>00</More>', '<More>00</More>'])
      expect(refusalOf(() => read(map, `<H>${boxes}</H>`))).toMatchObject({ code: 'FIELD_INVALID' })
  })

  test('needs to know how much stands before it', () => {
    expect(loadingError('- { at: A, is: trip.id, rest: B }')).toContain('`pieces`')
  })
})

describe('forms', () => {
  const rule = `- at: V
  forms: [{ text: '{plate}/{trailer}' }, { text: '{plate}' }]
  fields: { plate: { is: trip.plate }, trailer: { is: trip.trailer } }`

  test('whose text would be read as something else are not written', () => {
    const map = mapping(rule)
    expect(write(map, { plate: 'A1', trailer: 'B/2' })).toBe('<V>A1/B/2</V>')
    for (const trip of [{ plate: 'A/1', trailer: 'B2' }, { plate: 'A/1' }])
      expect(refusalOf(() => write(map, trip)).code).toBe('OUTPUT_INVALID')
  })

  test('of a document that holds other texts are not used', () => {
    const map = mapping(`${rule}\n  with: { trip.kind: IMPORT }\n- { at: Z, is: trip.note }`)
    expect(read(map, '<V>A1/B2</V>')).toEqual({ plate: 'A1', trailer: 'B2', kind: 'IMPORT' })
    expect(write(map, { plate: 'A1', kind: 'IMPORT' })).toBe('<V>A1</V>')
    expect(write(map, { plate: 'A1', kind: 'EXPORT', note: 'x' })).toBe('<Z>x</Z>')
  })
})
