import { describe, expect, it, test } from 'vitest'
import { createAjv } from '../../src/api/ajv.ts'
import {
  ANSWER_SCHEMA,
  QUESTION_SCHEMA,
  WRITE_OFF_REQUEST_SCHEMA,
  WRITE_OFF_SCHEMA,
  WRITE_OFF_STEP_SCHEMA,
} from '../../src/model/generated/verification-schemas.ts'
import { documentFields, schemaOf, VERIFICATION_NAMES, VERIFICATION_SCHEMAS } from '../tools/hub-fields.ts'

const fields = VERIFICATION_NAMES.flatMap((name) => documentFields(schemaOf(name, VERIFICATION_SCHEMAS)))
const pathsWhere = (wrong: (field: (typeof fields)[number]) => boolean): string[] =>
  fields.filter(wrong).map(({ path }) => path)

/** `WCO 006 …`, `WCO R031/R032 …`, `WCO class Invoice …`. */
const WCO = /^WCO (?:[A-Z]?\d{3}(?:\/[A-Z]\d{3})* \S|class [A-Z][A-Za-z]+\b)/

describe('every field of the verification schemas', () => {
  it('has a description, and a WCO id or class in the one form where it names one', () => {
    expect(pathsWhere(({ description }) => description === '')).toEqual([])
    expect(pathsWhere(({ description }) => description.startsWith('WCO') && !WCO.test(description))).toEqual(
      [],
    )
  })

  it('is closed, has an end, and matches its pattern as a whole', () => {
    expect(pathsWhere(({ type, closed }) => type === 'object' && !closed)).toEqual([])
    expect(pathsWhere(({ type, maxItems }) => type === 'array' && maxItems === undefined)).toEqual([])
    expect(pathsWhere(({ pattern }) => pattern !== undefined && !/^\^.*\$$/.test(pattern))).toEqual([])
    const endless = ({ type, maxLength, pattern, values }: (typeof fields)[number]): boolean =>
      type === 'string' &&
      maxLength === undefined &&
      values === undefined &&
      (pattern === undefined || /[*+]|,\}/.test(pattern.replaceAll(/\[[^\]]*\]/g, '')))
    expect(pathsWhere(endless)).toEqual([])
    expect(pathsWhere(({ missing }) => missing.length > 0)).toEqual([])
  })
})

const ajv = createAjv()
const question = ajv.compile(QUESTION_SCHEMA)
const answer = ajv.compile(ANSWER_SCHEMA)
const writeOffRequest = ajv.compile(WRITE_OFF_REQUEST_SCHEMA)
const writeOffStep = ajv.compile(WRITE_OFF_STEP_SCHEMA)
const writeOff = ajv.compile(WRITE_OFF_SCHEMA)

const examplesOf = (schema: { readonly examples?: unknown }): readonly unknown[] =>
  Array.isArray(schema.examples) ? schema.examples : []

describe('a question', () => {
  const plain = { kind: 'permit', issuer: 'LA', number: 'P-1', purpose: 'release' }
  const hash = { sha256: 'a'.repeat(64) }
  const salt = 'A'.repeat(43)
  const wish = { line: 1, quantity: { quantity: '10', unitCode: 'TNE' } }

  test.each(examplesOf(QUESTION_SCHEMA))('of the examples fits: %#', (example) => {
    expect(question(example), JSON.stringify(question.errors)).toBe(true)
  })

  test('needs a kind, an issuer, a number and a purpose, and nothing else', () => {
    expect(question(plain)).toBe(true)
    for (const name of Object.keys(plain)) expect(question({ ...plain, [name]: undefined })).toBe(false)
    expect(question({ ...plain, colour: 'red' })).toBe(false)
  })

  test('with a salt states something and wishes nothing', () => {
    expect(question({ ...plain, salt, held: { exporter: hash } })).toBe(true)
    expect(question({ ...plain, salt })).toBe(false)
    expect(question({ ...plain, salt, held: { exporter: hash }, wants: [wish] })).toBe(false)
    expect(question({ ...plain, held: { exporter: hash }, wants: [wish] })).toBe(true)
  })

  test('has a salt of 32 bytes in their one spelling', () => {
    for (const wrong of ['A'.repeat(42), 'A'.repeat(44), `${'A'.repeat(42)}B`, `${'A'.repeat(42)}=`])
      expect(question({ ...plain, salt: wrong, held: { exporter: hash } }), wrong).toBe(false)
  })

  test.each([
    ['a quantity', { line: 1, quantity: { quantity: '10', unitCode: 'TNE' } }, true],
    ['an amount', { line: 0, amount: { amount: '10.5', currencyId: 'USD' } }, true],
    ['both', { ...wish, amount: { amount: '10.5', currencyId: 'USD' } }, false],
    ['neither', { line: 1 }, false],
    ['a number that is no text', { line: 1, quantity: { quantity: 10, unitCode: 'TNE' } }, false],
    ['a negative number', { line: 1, quantity: { quantity: '-1', unitCode: 'TNE' } }, false],
  ])('wishes %s of a line', (_, wanted, fits) => {
    expect(question({ ...plain, wants: [wanted] })).toBe(fits)
  })

  test.each([
    ['hs', '110814', true],
    ['hs', '1108', false],
    ['hs', '1108.14', false],
    ['originCountry', 'LAO', false],
    ['criterion', 'RVC 55', true],
    ['quantity', '25150 KGM', false],
    ['quantity', hash, true],
    ['quantity', { ...hash, salt }, false],
  ])('states %s of a line as %j', (name, value, fits) => {
    expect(question({ ...plain, held: { lines: [{ line: 1, [name]: value }] } })).toBe(fits)
  })

  test('states identifiers after their register, and a line says something', () => {
    expect(question({ ...plain, held: { holderId: 'KZ-BIN 123456789012' } })).toBe(true)
    expect(question({ ...plain, held: { holderId: '123456789012' } })).toBe(false)
    expect(question({ ...plain, held: { lines: [{ line: 1 }] } })).toBe(false)
    expect(question({ ...plain, held: {} })).toBe(false)
  })
})

describe('an answer', () => {
  const [first] = examplesOf(ANSWER_SCHEMA)

  test.each(examplesOf(ANSWER_SCHEMA))('of the examples fits: %#', (example) => {
    expect(answer(example), JSON.stringify(answer.errors)).toBe(true)
  })

  test('with anything that the schema does not name does not fit', () => {
    const example = Object(first)
    expect(answer({ ...example, note: 'trust me' })).toBe(false)
    expect(answer({ ...example, v: 2 })).toBe(false)
    expect(answer({ ...example, verdict: 'probably' })).toBe(false)
    expect(answer({ ...example, document: { secret: 1 } })).toBe(false)
    expect(answer({ ...example, question: { ...example.question, colour: 'red' } })).toBe(false)
    expect(answer({ ...example, checks: [] })).toBe(false)
  })
})

describe('a write-off', () => {
  const [request] = examplesOf(WRITE_OFF_REQUEST_SCHEMA).map(Object)

  test('of the examples fits, with its steps and its statements', () => {
    const fits = (schema: object, validate: typeof writeOff): void => {
      for (const example of examplesOf(schema))
        expect(validate(example), JSON.stringify(validate.errors)).toBe(true)
    }
    fits(WRITE_OFF_REQUEST_SCHEMA, writeOffRequest)
    fits(WRITE_OFF_STEP_SCHEMA, writeOffStep)
    fits(WRITE_OFF_SCHEMA, writeOff)
  })

  test('is asked for with a reference that fits an address, and with nothing that the schema does not name', () => {
    expect(writeOffRequest({ ...request, reference: 'CLR/2026:7' })).toBe(true)
    for (const reference of ['', ' A', 'A B', 'A\u0000', 'A'.repeat(129)])
      expect(writeOffRequest({ ...request, reference })).toBe(false)
    expect(writeOffRequest({ ...request, state: 'released' })).toBe(false)
    expect(writeOffRequest({ ...request, salt: 'A'.repeat(43) })).toBe(false)
    const both = { ...request.lines[0], amount: { amount: '1', currencyId: 'USD' } }
    expect(writeOffRequest({ ...request, lines: [both] })).toBe(false)
    expect(writeOffStep({ state: 'used' })).toBe(false)
  })
})
