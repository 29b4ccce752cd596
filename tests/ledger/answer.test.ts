import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createAjv } from '../../src/api/ajv.ts'
import { answerOf, type Asking, unknownAnswer } from '../../src/ledger/questions/answer.ts'
import { requireAskable } from '../../src/ledger/questions/askable.ts'
import type { Case } from '../../src/ledger/checks/checks.ts'
import type { FactContent } from '../../src/ledger/facts/fact.ts'
import { KINDS } from '../../src/ledger/kinds.ts'
import type { Answer } from '../../src/model/generated/verification/answer.ts'
import type { Held, Question } from '../../src/model/generated/verification/question.ts'
import { ANSWER_SCHEMA, QUESTION_SCHEMA } from '../../src/model/generated/verification-schemas.ts'
import type { Shown } from '../../src/partners/partner.ts'
import { refusalOf } from '../refusal.ts'
import { factOf, hashed, NUMBER, QUESTION, RULE, untouched } from './facts.ts'

const KIND = KINDS['certificate-of-origin']
const EVERYTHING: readonly Shown[] = ['validity', 'lines', 'parties']
const isAnswer = createAjv().addSchema(QUESTION_SCHEMA).compile(ANSWER_SCHEMA)

function asking(question: Question): Asking {
  return {
    verification: '0193e0a0-7c1d-7a63-9d3e-0c7b5e8f4a21',
    by: 'cn-clearance',
    log: 'localhost/v1/log',
    size: 118n,
    at: new Date('2026-11-22T08:30:00.123Z'),
    question,
  }
}

type Known = Omit<Case, 'question' | 'at'>

function knownOf(change: Partial<FactContent> = {}): Known {
  const fact = factOf(change)
  return {
    fact,
    paper: undefined,
    base: undefined,
    issue: RULE,
    compromised: new Map(),
    standingOf: untouched(fact),
  }
}

/** The answer, once it has been seen to fit its schema. */
function answer(question: Question, known: Known | undefined = knownOf(), shows = EVERYTHING): Answer {
  const answered = answerOf(asking(question), KIND, known, shows).answer
  expect(isAnswer(answered), JSON.stringify(isAnswer.errors)).toBe(true)
  return answered
}

const withHeld = (held: Held): Question => ({ ...QUESTION, held })

describe('an answer', () => {
  test('lists every check, shows what is agreed and says what it rests on', () => {
    expect(answer(QUESTION)).toEqual({
      v: 1,
      verification: '0193e0a0-7c1d-7a63-9d3e-0c7b5e8f4a21',
      at: '2026-11-22T08:30:00.123Z',
      by: 'cn-clearance',
      ledger: { log: 'localhost/v1/log', size: '118' },
      question: QUESTION,
      verdict: 'confirmed',
      checks: [
        { check: 'exists', result: 'pass' },
        { check: 'authentic', result: 'pass', detail: `signed by la-customs with key ${'3f'.repeat(32)}` },
        { check: 'competent', result: 'pass' },
        { check: 'in-force', result: 'pass', detail: '2026-11-21 to 2027-11-20' },
        { check: 'matches', field: 'exporter', result: 'pass' },
        { check: 'matches', field: 'consignee', result: 'pass' },
        { check: 'matches', field: 'issueDate', result: 'pass' },
        { check: 'matches', field: 'hs', line: 1, result: 'pass' },
        { check: 'matches', field: 'originCountry', line: 1, result: 'pass' },
        { check: 'not-revoked', result: 'pass' },
      ],
      document: {
        issueDay: '2026-11-21',
        lastDay: '2027-11-20',
        authority: 'Department of Industry and Commerce, Vientiane Capital',
        agreementCode: 'ACFTA',
        exporter: { names: ['Tuayang Export Co., Ltd.'], ids: ['LA-TIN 101234570000'] },
        consignee: {
          names: ['昆明示例进出口有限公司', 'Kunming Shili Import and Export Co., Ltd.'],
          ids: ['USCC 91530100MA6EXAMP21'],
        },
        invoices: ['TE-2026-318'],
        lines: factOf().content.lines,
      },
      basis: [{ acceptance: '96', fact: '97', at: '2026-11-21T03:12:44.020Z', source: 'la-customs' }],
      heardAt: '2026-11-21T03:12:44.020Z',
    })
  })

  test('is refuted by one wrong value or by a wish for more than is left, and confirms a smaller one', () => {
    const wrong = { ...QUESTION.held, issueDate: '2026-11-20' }
    expect(answer(withHeld(wrong)).verdict).toBe('refuted')
    const wants = [{ line: 1, quantity: { quantity: '10', unitCode: 'TNE' } }]
    expect(answer({ ...QUESTION, wants }).verdict).toBe('confirmed')
    const tooMuch = [{ line: 1, quantity: { quantity: '25.151', unitCode: 'TNE' } }]
    expect(answer({ ...QUESTION, wants: tooMuch }).verdict).toBe('refuted')
  })

  test('fits its schema whatever the document went through', () => {
    const fallen = knownOf({
      event: 'replaced',
      status: 'replaced',
      next: 'E26LA0110000400',
      indicators: ['exhibition'],
    })
    expect(answer(QUESTION, fallen)).toMatchObject({
      verdict: 'refuted',
      document: { next: 'E26LA0110000400', indicators: ['exhibition'] },
    })
    const many = Array.from({ length: 2000 }, (_, index) => `TE-${index}`)
    expect(answer(QUESTION, knownOf({ invoices: many, base: 'E26TH00099120' }))).toMatchObject({
      document: { previous: 'E26TH00099120' },
    })
  })
})

describe('what the agreement shows', () => {
  test.each<[readonly Shown[], readonly string[]]>([
    [[], []],
    [['validity'], ['agreementCode', 'authority', 'issueDay', 'lastDay']],
    [['lines'], ['lines']],
    [['parties'], ['consignee', 'exporter', 'invoices']],
    [
      ['lines', 'parties'],
      ['consignee', 'exporter', 'invoices', 'lines'],
    ],
  ])('%j lets through %j', (shows, fields) => {
    const { document, checks, basis } = answer(QUESTION, knownOf(), shows)
    expect(Object.keys(document ?? {}).sort()).toEqual(fields)
    expect(basis).toHaveLength(1)
    const { detail } = checks.find(({ check }) => check === 'in-force') ?? {}
    expect(detail === undefined).toBe(!shows.includes('validity'))
  })
})

describe('what is left', () => {
  const untouchedLine = { line: 1, measure: 'quantity', unit: 'KGM', basis: 'gross', total: '25150' }
  const none = { reserved: '0', used: '0' }

  test('is told where the agreement shows it, of the lines that are named', () => {
    const wants = [{ line: 2, amount: { amount: '1', currencyId: 'USD' } }]
    const held = { exporter: 'Tuayang Export Co., Ltd.', invoice: 'TE-2026-318' }
    const question = { ...QUESTION, held }
    expect(answer(question, knownOf(), ['balance']).balance).toEqual([
      { ...untouchedLine, ...none, available: '25150' },
      { line: 2, measure: 'quantity', unit: 'C62', basis: 'other', total: '20', ...none, available: '20' },
      { line: 2, measure: 'value', unit: 'USD', total: '1290', ...none, available: '1290' },
    ])
    const ofTwo = answer({ ...question, wants }, knownOf(), ['balance']).balance
    expect(ofTwo?.map(({ line, measure }) => [line, measure])).toEqual([
      [2, 'quantity'],
      [2, 'value'],
    ])
    expect(answer(QUESTION, knownOf(), ['balance']).balance?.map(({ line }) => line)).toEqual([1])
  })

  test('is not told where the agreement does not show it, nor to a question in hashes', () => {
    expect(answer(QUESTION)).not.toHaveProperty('balance')
    expect(answer(hashed(QUESTION), knownOf(), ['balance'])).not.toHaveProperty('balance')
  })
})

describe('an asker who did not show that he holds the document', () => {
  const name = 'Tuayang Export Co., Ltd.'
  const consignee = 'Kunming Shili Import and Export Co., Ltd.'
  const quantity = { quantity: '25150', unitCode: 'KGM' }

  test.each<[string, Held, boolean]>([
    ['one name alone', { exporter: name }, false],
    ['one name and one wrong', { exporter: name, consignee: 'Somebody' }, false],
    ['two names', { exporter: name, consignee }, true],
    ['two names and a wrong invoice', { exporter: name, consignee, invoice: 'X-1' }, true],
    ['a name and the quantity', { exporter: name, lines: [{ line: 1, quantity }] }, true],
    [
      'a name and quantities of which one is wrong',
      {
        exporter: name,
        lines: [
          { line: 1, quantity },
          { line: 2, quantity },
        ],
      },
      false,
    ],
    [
      'an invoice and an amount',
      { invoice: 'TE-2026-318', lines: [{ line: 2, amount: { amount: '1290', currencyId: 'USD' } }] },
      true,
    ],
    [
      'all that is no proof',
      {
        exporterId: 'LA-TIN 101234570000',
        consigneeId: 'USCC 91530100MA6EXAMP21',
        issueDate: '2026-11-21',
        agreement: 'ACFTA',
        lines: [{ line: 1, hs: '110814', originCountry: 'LA', criterion: 'WO' }],
      },
      false,
    ],
  ])('with %s', (_, held, shown) => {
    for (const question of [withHeld(held), hashed(withHeld(held))]) {
      const { answer: given, told } = answerOf(asking(question), KIND, knownOf(), EVERYTHING)
      expect(told !== undefined).toBe(shown)
      if (!shown) expect(JSON.stringify(given)).toBe(JSON.stringify(unknownAnswer(asking(question))))
    }
  })

  test('states nothing', () => {
    const { held, ...question } = QUESTION
    expect(held).toBeDefined()
    expect(answer(question)).toEqual(unknownAnswer(asking(question)))
  })
})

describe('the unknown answer', () => {
  test('leaves every check open and tells nothing', () => {
    const wants = [{ line: 1, quantity: { quantity: '10', unitCode: 'TNE' } }]
    const question = { ...QUESTION, wants }
    const open = { result: 'not-established', reason: 'NOT_SHOWN' }
    expect(answerOf(asking(question), KIND, undefined, EVERYTHING)).toEqual({
      told: undefined,
      answer: {
        v: 1,
        verification: expect.any(String),
        at: '2026-11-22T08:30:00.123Z',
        by: 'cn-clearance',
        ledger: { log: 'localhost/v1/log', size: '118' },
        question,
        verdict: 'not-established',
        checks: [
          { check: 'exists', ...open },
          { check: 'authentic', ...open },
          { check: 'competent', ...open },
          { check: 'in-force', ...open },
          { check: 'matches', field: 'exporter', ...open },
          { check: 'matches', field: 'consignee', ...open },
          { check: 'matches', field: 'issueDate', ...open },
          { check: 'matches', field: 'hs', line: 1, ...open },
          { check: 'matches', field: 'originCountry', line: 1, ...open },
          { check: 'available', line: 1, ...open },
          { check: 'not-revoked', ...open },
        ],
      },
    })
    expect(answer(question, undefined)).toBeDefined()
  })

  test('is the same for a wrong guess, byte for byte but for id, time and size', () => {
    const guesses = fc.record(
      {
        exporter: fc.constantFrom('Tuayang Export Co., Ltd.', 'Somebody', '...'),
        invoice: fc.constantFrom('X-1', 'TE-2026-319'),
        issueDate: fc.constantFrom('2026-11-20', '2026-11-21'),
        exporterId: fc.constant('LA-TIN 101234570000'),
      },
      { requiredKeys: [] },
    )
    const states = fc.constantFrom<Partial<FactContent>>(
      {},
      { status: 'cancelled' },
      { status: 'not-issued' },
    )
    fc.assert(
      fc.property(guesses, states, fc.boolean(), (held, state, asHashes) => {
        // Nothing of it is left to be hashed.
        fc.pre(!asHashes || held.exporter !== '...')
        const question = asHashes ? hashed(withHeld(held)) : withHeld(held)
        const guess = answerOf({ ...asking(question), size: 131n }, KIND, knownOf(state), EVERYTHING).answer
        const unknown = answerOf(asking(question), KIND, undefined, EVERYTHING).answer
        const { ledger } = unknown
        expect(JSON.stringify({ ...guess, ledger })).toBe(JSON.stringify(unknown))
      }),
    )
  })
})

describe('a question in hashes', () => {
  test('is told match or no match and nothing else, whatever the agreement shows', () => {
    const question = hashed(QUESTION)
    const given = answer(question)
    expect(given.verdict).toBe('confirmed')
    expect(Object.keys(given).sort()).toEqual([
      'at',
      'by',
      'checks',
      'ledger',
      'question',
      'v',
      'verdict',
      'verification',
    ])
    for (const check of given.checks) expect(check).not.toHaveProperty('detail')
    const { question: asked, ...told } = given
    expect(asked).toEqual(question)
    for (const secret of ['Tuayang', 'Kunming', '110814', '2026-11-21', '2027-11-20', '25150'])
      expect(JSON.stringify(told)).not.toContain(secret)
  })

  test('is refuted by one value that does not match', () => {
    const wrong = hashed(withHeld({ ...QUESTION.held, issueDate: '2026-11-20' }))
    expect(answer(wrong)).toMatchObject({ verdict: 'refuted' })
  })
})

describe('a question', () => {
  const refused = (question: Question) => refusalOf(() => requireAskable(question, KIND))

  test('that can be asked is let through, plain and in hashes', () => {
    expect(requireAskable(QUESTION, KIND)).toBeUndefined()
    expect(requireAskable(hashed(QUESTION), KIND)).toBeUndefined()
    const bare = { kind: QUESTION.kind, issuer: 'LA', form: 'E', number: NUMBER, purpose: 'credit' }
    expect(requireAskable(bare, KIND)).toBeUndefined()
  })

  test('names the form where the kind has forms', () => {
    const { form, ...question } = QUESTION
    expect(form).toBe('E')
    expect(refused(question)).toMatchObject({ code: 'REQUEST_INVALID', place: { path: '/form' } })
    const formless = { ...KIND, hasSeries: false }
    expect(refusalOf(() => requireAskable(QUESTION, formless)).message).toContain('has no form')
  })

  test.each<[string, Held]>([
    ['/held/plate', { plate: '京A12345' }],
    ['/held/holder', { exporter: 'A', holder: 'B' }],
  ])('states fields of its kind only: %s', (path, held) => {
    expect(refused(withHeld(held))).toMatchObject({ code: 'REQUEST_INVALID', place: { path } })
  })

  test.each<[string, Partial<Question>]>([
    ['/date', { date: '2026-02-30' }],
    ['/asOf', { asOf: '2026-02-31T00:00:00Z' }],
    ['/asOf', { asOf: '2026-02-28T24:00:00Z' }],
    ['/asOf', { asOf: '0000-01-01T00:00:00Z' }],
    ['/date', { date: '1899-12-31' }],
    ['/held/issueDate', { held: { issueDate: '2025-02-29' } }],
  ])('names days that there are, and documents could have: %s', (path, change) => {
    expect(refused({ ...QUESTION, ...change })).toMatchObject({ code: 'REQUEST_INVALID', place: { path } })
    const there = { date: '2024-02-29', asOf: '2026-11-21T23:59:59.999Z' }
    expect(requireAskable({ ...QUESTION, ...there }, KIND)).toBeUndefined()
  })

  test('has hashes with a salt and only then', () => {
    const { salt, ...unsalted } = hashed(QUESTION)
    expect(refused(unsalted).place).toEqual({ path: '/held/exporter' })
    const mixed = {
      ...hashed(QUESTION),
      held: { ...hashed(QUESTION).held, lines: [{ line: 1, hs: '110814' }] },
    }
    expect(salt).toBeDefined()
    expect(refused(mixed).place).toEqual({ path: '/held/lines/0/hs' })
  })

  test('names each line once', () => {
    const lines = [
      { line: 2, hs: '350510' },
      { line: 2, originCountry: 'LA' },
    ]
    expect(refused(withHeld({ lines })).place).toEqual({ path: '/held/lines/1/line' })
    const wish = { line: 1, quantity: { quantity: '1', unitCode: 'KGM' } }
    expect(refused({ ...QUESTION, wants: [wish, wish] }).place).toEqual({ path: '/wants/1/line' })
  })
})
