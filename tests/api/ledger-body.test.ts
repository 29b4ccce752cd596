import { describe, expect, test } from 'vitest'
import type { BodyReader } from '../../src/api/body-reader.ts'
import { questionReader, writeOffReader } from '../../src/api/ledger-body.ts'
import {
  QUESTION_SCHEMA,
  WRITE_OFF_REQUEST_SCHEMA,
  WRITE_OFF_STEP_SCHEMA,
} from '../../src/model/generated/verification-schemas.ts'
import { asObject } from '../../src/model/json-access.ts'
import type { JsonValue } from '../../src/model/json.ts'
import { QUESTION } from '../ledger/facts.ts'
import { requestOf } from '../ledger/write-off-desk.ts'

/** What an agency is told whose body does not have the form that a schema wants. */

const REQUEST = requestOf('A-1')
const line = (held: object) => ({ ...QUESTION, held: { ...QUESTION.held, lines: [{ line: 1, ...held }] } })
const wants = (wish: object) => ({ ...QUESTION, wants: [{ line: 1, ...wish }] })

/** For each pattern of the schemas, by where it stands: a body that goes against it. */
const AGAINST: Readonly<Record<string, readonly [reader: BodyReader<unknown>, body: object, path: string]>> =
  {
    'question form': [questionReader(), { ...QUESTION, form: 'form e' }, '/form'],
    'question salt': [questionReader(), { ...QUESTION, salt: 'c2FsdA==' }, '/salt'],
    'question Word': [questionReader(), { ...QUESTION, purpose: 'Preferential duty' }, '/purpose'],
    'question Country': [questionReader(), { ...QUESTION, issuer: 'Laos' }, '/issuer'],
    'question Decimal': [
      questionReader(),
      wants({ quantity: { quantity: '1,5', unitCode: 'KGM' } }),
      '/wants/0/quantity/quantity',
    ],
    'question Day': [questionReader(), { ...QUESTION, date: '22.11.2026' }, '/date'],
    'question Instant': [questionReader(), { ...QUESTION, asOf: '2026-11-22' }, '/asOf'],
    'question sha256': [
      questionReader(),
      { ...QUESTION, held: { exporter: { sha256: 'AB' } } },
      '/held/exporter/sha256',
    ],
    'question unitCode': [
      questionReader(),
      wants({ quantity: { quantity: '1', unitCode: 'kg' } }),
      '/wants/0/quantity/unitCode',
    ],
    'question currencyId': [
      questionReader(),
      wants({ amount: { amount: '1', currencyId: '$' } }),
      '/wants/0/amount/currencyId',
    ],
    'question HeldIdentifier': [
      questionReader(),
      { ...QUESTION, held: { ...QUESTION.held, exporterId: '123456' } },
      '/held/exporterId',
    ],
    'question HeldCode': [questionReader(), line({ criterion: '(wo)' }), '/held/lines/0/criterion'],
    'question HeldTariffNumber': [questionReader(), line({ hs: '1108.14' }), '/held/lines/0/hs'],
    'write-off reference': [writeOffReader(), { ...REQUEST, reference: 'my own' }, '/reference'],
    'write-off form': [writeOffReader(), { ...REQUEST, form: 'form e' }, '/form'],
    'write-off Moment': [writeOffReader(), { ...REQUEST, reservedUntil: 'tomorrow' }, '/reservedUntil'],
  }

/** Names of definitions and members that have a pattern. */
function patterned(name: string, value: JsonValue | undefined): string[] {
  if (Array.isArray(value)) return value.flatMap((each: JsonValue) => patterned(name, each))
  const schema = asObject(value) ?? {}
  const own = typeof schema['pattern'] === 'string' ? [name] : []
  const inner = Object.entries(schema).flatMap(([key, each]) => patterned(key === 'oneOf' ? name : key, each))
  return [...own, ...inner]
}

describe('what does not have its form', () => {
  test.each(Object.entries(AGAINST))('is told in words: %s', (_name, [read, body, path]) => {
    const told = (): unknown => read(Buffer.from(JSON.stringify(body)))
    expect(told).toThrow(
      expect.objectContaining({
        code: 'REQUEST_INVALID',
        place: { path },
        message: expect.stringContaining(` ${path} has to be `),
      }),
    )
  })

  test('is all that schemas have patterns for', () => {
    const found = [
      ...patterned('', QUESTION_SCHEMA).map((name) => `question ${name}`),
      ...[WRITE_OFF_REQUEST_SCHEMA, WRITE_OFF_STEP_SCHEMA].flatMap((schema) =>
        patterned('', schema).map((name) => `write-off ${name}`),
      ),
    ]
    expect(Object.keys(AGAINST).toSorted()).toEqual(found.toSorted())
  })
})
