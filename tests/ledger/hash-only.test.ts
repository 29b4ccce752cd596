import { describe, expect, test } from 'vitest'
import { answerOf, isMiss } from '../../src/ledger/questions/answer.ts'
import type { FactContent, PartyFact } from '../../src/ledger/facts/fact.ts'
import type { HeldField } from '../../src/ledger/questions/held-fields.ts'
import type { ComparableValue as Value } from '../../src/model/comparable.ts'
import { KINDS } from '../../src/ledger/kinds.ts'
import type { Answer, Check } from '../../src/model/generated/verification/answer.ts'
import type { Held, Question } from '../../src/model/generated/verification/question.ts'
import { CONTENT, factOf, hashed, QUESTION, RULE, untouched } from './facts.ts'

const KIND = KINDS['certificate-of-origin']
/** A certificate with all fields that a question may state. */
const FULL: FactContent = {
  ...factOf().content,
  importer: { names: ['Kunming Importer'], ids: [] },
  lines: [{ ...CONTENT.lines[0], line: 1, value: { amount: '48000', currency: 'USD' } }],
}
/** One with two of them. */
const BARE: FactContent = bared(FULL)

function bared({ v, key, event, status, seed, exporter, consignee }: FactContent): FactContent {
  const nameOf = (party: PartyFact | undefined): PartyFact => ({ names: party?.names ?? [], ids: [] })
  const parties = { exporter: nameOf(exporter), consignee: nameOf(consignee) }
  return { v, key, event, status, seed, ...parties, lines: [{ line: 1 }] }
}

const PROOFS: Held = {
  exporter: 'Tuayang Export Co., Ltd.',
  consignee: 'Kunming Shili Import and Export Co., Ltd.',
}

/** Each field a question may state: what the certificate says, and something else. */
const FIELDS: Readonly<Partial<Record<HeldField, readonly [Value, Value]>>> = {
  exporter: ['Tuayang Export Co., Ltd.', 'Tuayang Import Co., Ltd.'],
  exporterId: ['LA-TIN 101234570000', 'LA-TIN 101234570001'],
  consignee: ['昆明示例进出口有限公司', '昆明进出口有限公司'],
  consigneeId: ['USCC 91530100MA6EXAMP21', 'USCC 91530100MA6EXAMP22'],
  importer: ['Kunming Importer', 'Kunming Exporter'],
  issueDate: ['2026-11-21', '2026-11-22'],
  invoice: ['TE-2026-318', 'TE-2026-319'],
  agreement: ['ACFTA', 'RCEP'],
  hs: ['110814', '110815'],
  originCountry: ['LA', 'KH'],
  criterion: ['WO', 'PE'],
  quantity: [
    { quantity: '25150', unitCode: 'KGM' },
    { quantity: '25150', unitCode: 'LTR' },
  ],
  amount: [
    { amount: '48000', currencyId: 'USD' },
    { amount: '48000', currencyId: 'EUR' },
  ],
}
const OF_LINES: readonly string[] = ['hs', 'originCountry', 'criterion', 'quantity', 'amount']

/** A question in hashes of one field beside two that prove that the asker holds the document. */
function asking(field: string, value: Value): Question {
  const held = OF_LINES.includes(field)
    ? { ...PROOFS, lines: [{ line: 1, [field]: value }] }
    : { ...PROOFS, [field]: value }
  return hashed({ ...QUESTION, held })
}

function answered(question: Question, content: FactContent) {
  const frame = {
    verification: '0193e0a0-7c1d-7a63-9d3e-0c7b5e8f4a21',
    by: 'cn-bank',
    log: 'localhost/v1/log',
  }
  const asked = { ...frame, size: 118n, at: new Date('2026-11-22T08:30:00.123Z'), question }
  const fact = factOf(content)
  const known = {
    fact,
    paper: undefined,
    base: undefined,
    issue: RULE,
    compromised: new Map(),
    standingOf: untouched(fact),
  }
  return answerOf(asked, KIND, known, ['validity', 'lines', 'parties'])
}

test('every field that a question may state is tried below', () => {
  expect(Object.keys(FIELDS).toSorted()).toEqual(KIND.fields.toSorted())
})

describe.each(Object.entries(FIELDS))('a hash of %s', (field, [right, wrong]) => {
  test('tells that it is right and no more', () => {
    const { answer } = answered(asking(field, right), FULL)
    expect(answer.verdict).toBe('confirmed')
    expect(checkOf(answer, field)).toEqual({
      check: 'matches',
      field,
      ...(OF_LINES.includes(field) && { line: 1 }),
      result: 'pass',
    })
    expectNothingShown(answer)
  })

  test('tells that it is not right and no more: also where the document has no such field', () => {
    const question = asking(field, wrong)
    const full = answered(question, FULL)
    expect(isMiss(full)).toBe(true)
    expectNothingShown(full.answer)
    const bare = answered(question, BARE)
    expect(isMiss(bare)).toBe(true)
    expect(checkOf(bare.answer, field)).toEqual(checkOf(full.answer, field))
  })
})

function checkOf({ checks }: Answer, field: string): Check | undefined {
  return checks.find((check) => check.field === field)
}

function expectNothingShown(answer: Answer): void {
  const shown = ['at', 'by', 'checks', 'ledger', 'question', 'v', 'verdict', 'verification']
  expect(Object.keys(answer).toSorted()).toEqual(shown)
  for (const check of answer.checks) expect(check).not.toHaveProperty('detail')
}
