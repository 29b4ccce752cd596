import { describe, expect, test } from 'vitest'
import { hashOnly } from '../../src/client/hash-only.ts'
import { QUESTION_SCHEMA } from '../../src/model/generated/verification-schemas.ts'
import type { Question } from '../../src/model/generated/verification/question.ts'
import { refusalOf } from '../refusal.ts'

const SALT = Uint8Array.from({ length: 32 }, (_, index) => index)

const PLAIN: Question = {
  kind: 'certificate-of-origin',
  issuer: 'LA',
  form: 'E',
  number: 'E26LA0110000318',
  purpose: 'forex-payment',
  held: {
    exporter: 'Tuayang Export Co., Ltd.',
    lines: [{ line: 1, quantity: { quantity: '25.15', unitCode: 'TNE' } }],
  },
}

describe('a question in hashes only', () => {
  test('is the example of the schema', () => {
    const examples: unknown = QUESTION_SCHEMA['examples']
    expect(Array.isArray(examples) && examples[1]).toEqual(hashOnly(PLAIN, SALT))
  })

  test('has another salt and other hashes each time', () => {
    const [one, two] = [hashOnly(PLAIN), hashOnly(PLAIN)]
    expect(one.salt).toMatch(/^[A-Za-z0-9_-]{43}$/)
    expect(one.salt).not.toBe(two.salt)
    expect(one.held?.exporter).not.toEqual(two.held?.exporter)
  })

  test.each<[string, Partial<Question>, string, string]>([
    ['has a salt already', { salt: 'A'.repeat(43) }, 'REQUEST_INVALID', '/salt'],
    ['wishes something', { wants: [{ line: 1 }] }, 'REQUEST_INVALID', '/wants'],
    [
      'holds a hash',
      { held: { exporter: { sha256: 'ab'.repeat(32) } } },
      'REQUEST_INVALID',
      '/held/exporter',
    ],
    [
      'holds an identifier of no register',
      { held: { exporterId: '123' } },
      'FIELD_INVALID',
      '/held/exporterId',
    ],
    [
      'holds a tariff number that is too short',
      { held: { lines: [{ line: 4, hs: '1108' }] } },
      'FIELD_INVALID',
      '/held/lines/0/hs',
    ],
  ])('is not made when it %s', (_name, change, code, path) => {
    expect(refusalOf(() => hashOnly({ ...PLAIN, ...change }, SALT))).toMatchObject({ code, place: { path } })
  })

  test('is not made of a question that holds nothing', () => {
    const { held: _, ...bare } = PLAIN
    expect(refusalOf(() => hashOnly(bare)).code).toBe('REQUEST_INVALID')
  })
})
