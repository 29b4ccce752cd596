import { describe, expect, test } from 'vitest'
import { hashOnly } from '../../src/client/hash-only.ts'
import {
  concernsAnswer,
  concernsWriteOff,
  amendmentOf,
  type Editions,
} from '../../src/ledger/notices/newer-edition.ts'
import type { FactContent } from '../../src/ledger/facts/fact.ts'
import type { Answer } from '../../src/model/generated/verification/answer.ts'
import type { Question } from '../../src/model/generated/verification/question.ts'
import type { Shown } from '../../src/partners/partner.ts'
import { CONTENT, factOf, QUESTION, RULE } from './facts.ts'
import { kilograms, openDesk, requestOf, statementOf } from './write-off-desk.ts'

const [first, second] = CONTENT.lines
if (first === undefined || second === undefined) throw new Error('the certificate has two lines')

const editions = (change: Partial<FactContent>): Editions => ({
  before: factOf(),
  after: factOf({ event: 'amended', ...change }).content,
  issue: RULE,
})
const answerTo = (question: Partial<Question> = {}, told: Partial<Answer> = {}): Answer => ({
  v: 1,
  verification: '0193e0a0-7c1d-7a63-9d3e-0c7b5e8f4a21',
  at: '2026-11-22T08:30:00.000Z',
  by: 'cn-clearance',
  ledger: { log: 'test.example/log', size: '130' },
  question: { ...QUESTION, ...question },
  verdict: 'confirmed',
  checks: [],
  ...told,
})
/** 25,150 kg are 25,000 kg now. */
const fewer = {
  lines: [{ ...first, quantity: { quantity: '25000', unit: 'KGM', basis: 'gross' as const } }, second],
}
const otherInvoice = { invoices: ['TE-2026-319'] }
const otherExporter = { exporter: { names: ['Somebody Else Ltd.'], ids: [] } }

describe('a newer edition concerns an answer', () => {
  test.each<[string, Partial<FactContent>, Partial<Question>, Partial<Answer>, readonly Shown[]]>([
    ['that checked a field which it changes', otherExporter, {}, {}, []],
    ['that checked a line which it changes', { lines: [{ ...first, hs: '110900' }, second] }, {}, {}, []],
    ['that checked a line which is not there any more', { lines: [second] }, {}, {}, []],
    ['whose day it suspends', { suspensions: [{ from: '2026-11-01' }] }, {}, {}, []],
    ['whose day it leaves behind', { lastDay: '2026-11-21' }, {}, {}, []],
    ['that asked whether the authority may', { authority: { names: ['Another'], ids: [] } }, {}, {}, []],
    ['that it builds on another certificate', { base: 'E26LA0110000001' }, {}, {}, []],
    ['that showed its parties', otherInvoice, {}, {}, ['parties']],
    ['that showed its lines', fewer, {}, {}, ['lines']],
    ['that showed until when', { lastDay: '2027-11-19' }, {}, {}, ['validity']],
    ['that asked whether so much is left', fewer, { wants: [kilograms('1')] }, {}, []],
    [
      'that told what is left',
      fewer,
      { held: { exporter: 'Tuayang Export Co., Ltd.', consignee: 'X' } },
      { balance: [] },
      [],
    ],
    ['that compared hashes of what it changes', otherExporter, hashOnly(QUESTION), {}, []],
  ])('%s', (_, change, question, told, shows) => {
    expect(concernsAnswer(answerTo(question, told), editions(change), shows)).toBe(true)
  })

  test.each<[string, Partial<FactContent>, Partial<Question>, readonly Shown[]]>([
    ['that neither asked for nor showed what it changes', otherInvoice, {}, ['validity', 'lines']],
    [
      'that asked for other lines',
      fewer,
      { wants: [{ line: 2, amount: { amount: '1', currencyId: 'USD' } }] },
      [],
    ],
    ['about a day before its suspension', { suspensions: [{ from: '2026-12-01' }] }, {}, []],
    ['that compared a field which it only spells otherwise', spelled(), {}, []],
    ['about a past moment', otherExporter, { asOf: '2026-11-22T08:00:00Z' }, ['parties']],
    ['that compared hashes, and shows nothing', otherInvoice, hashOnly(QUESTION), ['parties']],
  ])('but not one %s', (_, change, question, shows) => {
    expect(concernsAnswer(answerTo(question), editions(change), shows)).toBe(false)
  })
})

/** The same name to everybody who compares. */
function spelled(): Partial<FactContent> {
  return { exporter: { names: ['TUAYANG EXPORT CO LTD'], ids: ['LA-TIN 101234570000'] } }
}

describe('a newer edition concerns a write-off', () => {
  const statement = statementOf(openDesk(factOf()).ask(requestOf('A-1', { lines: [kilograms('1')] })))

  test.each<[string, Partial<FactContent>]>([
    ['of a line of which there is another amount', fewer],
    ['of a line that is not there any more', { lines: [second] }],
    ['that was judged by a field which it changes', otherExporter],
    ['whose day it suspends', { suspensions: [{ from: '2026-11-01' }] }],
  ])('%s', (_, change) => {
    expect(concernsWriteOff(statement, editions(change))).toBe(true)
  })

  test.each<[string, Partial<FactContent>]>([
    ['of another line', { lines: [first, { ...second, value: { amount: '1000', currency: 'USD' } }] }],
    ['that did not state what it changes', otherInvoice],
  ])('but not one %s', (_, change) => {
    expect(concernsWriteOff(statement, editions(change))).toBe(false)
  })
})

describe('what is looked through for a newer edition', () => {
  const before = factOf()
  const after = (change: Partial<FactContent>) => factOf(change, { position: 200n })

  test('is all that was told of the document before it', () => {
    expect(amendmentOf(after(otherInvoice), before)).toEqual({
      factPosition: 200n,
      document: 97n,
      reason: 'AMENDED',
      toldAfter: -1n,
      toldBefore: 200n,
    })
  })

  test.each<[string, Partial<FactContent>]>([
    ['where only what became of it was heard of', { releaseDay: '2026-11-23' }],
    [
      'where the same is said under another seed',
      { seed: 'ff'.repeat(16), amended: { seeds: [before.content.seed] } },
    ],
    ['of a document that has ended', { ...otherInvoice, status: 'cancelled' }],
  ])('is nothing %s', (_, change) => {
    expect(amendmentOf(after(change), before)).toBeUndefined()
  })

  test('is nothing of a document of which nothing was known', () => {
    const { v, key, event, status, seed } = before.content
    expect(amendmentOf(before, undefined)).toBeUndefined()
    const bare = { ...before, content: { v, key, event, status, seed, lines: [] } }
    expect(amendmentOf(after({}), bare)).toBeUndefined()
  })
})
