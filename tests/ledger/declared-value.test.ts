import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compareDecimals, sumDecimals } from '../../src/model/decimal.ts'
import type { WriteOffRequest } from '../../src/model/generated/verification/write-off-request.ts'
import { nextEdition } from '../../src/ledger/facts/edition.ts'
import type { DocumentContent, Fact } from '../../src/ledger/facts/fact.ts'
import { DECLARATION, declarationFact, DECLARATION_NUMBER, DECLARATION_QUESTION, MESSAGE } from './facts.ts'
import { agency, balancesOf, codeOf, type Desk, openDesk, requestOf, statementOf } from './write-off-desk.ts'

/** Payments are written off against the value of a declaration: by several banks, and never more than it states. */

const ASKS = {
  kind: 'goods-declaration',
  issuers: ['CN'],
  purposes: ['forex-payment'],
  shows: ['balance'],
  writesOff: ['value'],
} as const
const [BANK, OTHER_BANK] = [agency('cn-bank', ASKS), agency('other-bank', ASKS)]
const TAX = agency('cn-tax', { ...ASKS, writesOff: ['quantity', 'value'] })

const usd = (amount: string, line = 0) => ({ line, amount: { amount, currencyId: 'USD' } })

function payment(
  reference: string,
  lines: WriteOffRequest['lines'],
  state: 'reserved' | 'used' = 'used',
): WriteOffRequest {
  const { purpose, held = {} } = DECLARATION_QUESTION
  const { date: _, form: __, ...rest } = requestOf(reference, { lines, state })
  return { ...rest, kind: 'goods-declaration', issuer: 'CN', number: DECLARATION_NUMBER, purpose, held }
}

/** From then on the declaration is worth so much. Its contract stays: by that and its importer a bank shows that it holds it. */
function amend(desk: Desk, amount: string, seed: string, change: Partial<DocumentContent> = {}): void {
  const before = desk.known.find({ ...declarationFact().content.key })
  if (before === undefined) throw new Error('no declaration')
  const [, ...goods] = DECLARATION.lines
  const lines = [{ line: 0, value: { amount, currency: 'USD' } }, ...goods]
  const content = nextEdition(
    before.content,
    { ...DECLARATION, lines, ...change },
    { newSeed: () => seed, message: MESSAGE },
  )
  const amended: Fact = {
    ...before,
    position: before.position + 1n,
    content: { ...content, event: 'amended' },
  }
  desk.known.enter(amended)
}

const held = { importer: 'Urumqi Tianshan West Road Trade Co., Ltd.', contract: 'TS-2026/117' }
const pay = (desk: Desk, reference: string, amount: string, bank = BANK) =>
  desk.ask({ ...payment(reference, [usd(amount)]), held }, bank)

describe('the value of a declaration', () => {
  test('is paid by two banks, and by neither beyond what is left', () => {
    const desk = openDesk(declarationFact())
    expect(codeOf(pay(desk, 'P-1', '20000'))).toBe('made')
    expect(codeOf(pay(desk, 'P-1', '5985.01', OTHER_BANK))).toBe('BALANCE_EXCEEDED')
    expect(codeOf(pay(desk, 'P-2', '5985', OTHER_BANK))).toBe('made')
    expect(codeOf(pay(desk, 'P-3', '0.01'))).toBe('BALANCE_EXCEEDED')
    expect(balancesOf(desk)).toEqual(['0 value 0+25985 of 25985 USD'])
  })

  test('is counted once: not on its lines as well, where their quantities are', () => {
    const desk = openDesk(declarationFact())
    expect(codeOf(desk.ask(payment('P-1', [usd('1', 1)]), BANK))).toBe('LINE_UNKNOWN')
    const pieces = { line: 1, quantity: { quantity: '500', unitCode: 'H87' } }
    expect(codeOf(desk.ask(payment('T-1', [pieces]), TAX))).toBe('made')
    const whole = { line: 0, quantity: { quantity: '1', unitCode: 'KGM' } }
    expect(codeOf(desk.ask(payment('T-2', [whole]), TAX))).toBe('LINE_UNKNOWN')
  })

  test('is counted by lines where the declaration has no value as a whole', () => {
    const [, ...lines] = DECLARATION.lines
    const desk = openDesk(declarationFact({ lines }))
    expect(codeOf(desk.ask({ ...payment('P-1', [usd('1610', 2)]), held }, BANK))).toBe('made')
    expect(codeOf(desk.ask({ ...payment('P-2', [usd('0.01', 2)]), held }, BANK))).toBe('BALANCE_EXCEEDED')
    expect(codeOf(pay(desk, 'P-3', '1'))).toBe('LINE_UNKNOWN')
  })

  test('is paid in its own currency alone', () => {
    const desk = openDesk(declarationFact())
    const euros = { line: 0, amount: { amount: '1', currencyId: 'EUR' } }
    expect(codeOf(desk.ask(payment('P-1', [euros]), BANK))).toBe('UNIT_NOT_CONVERTIBLE')
  })

  test('is not paid of a declaration that was refused', () => {
    const desk = openDesk(declarationFact({ status: 'refused', event: 'refused' }))
    expect(codeOf(pay(desk, 'P-1', '1'))).toBe('DOCUMENT_NOT_ESTABLISHED')
  })
})

describe('an amended declaration', () => {
  test('counts anew, and begins with what was paid before', () => {
    const desk = openDesk(declarationFact())
    expect(codeOf(pay(desk, 'P-1', '20000'))).toBe('made')
    amend(desk, '30000', 'a'.repeat(32))
    expect(codeOf(pay(desk, 'P-2', '10000.01', OTHER_BANK))).toBe('BALANCE_EXCEEDED')
    expect(codeOf(pay(desk, 'P-3', '10000', OTHER_BANK))).toBe('made')
    expect(balancesOf(desk)).toEqual(['0 value 0+20000 of 25985 USD', '0 value 20000+0+10000 of 30000 USD'])
    amend(desk, '40000', 'b'.repeat(32))
    expect(codeOf(pay(desk, 'P-4', '10000.01'))).toBe('BALANCE_EXCEEDED')
    expect(codeOf(pay(desk, 'P-5', '10000'))).toBe('made')
  })

  test('that is worth less than was paid lets nobody pay any more', () => {
    const desk = openDesk(declarationFact())
    expect(codeOf(pay(desk, 'P-1', '20000'))).toBe('made')
    amend(desk, '19999.99', 'a'.repeat(32))
    expect(codeOf(pay(desk, 'P-2', '0.01'))).toBe('DOCUMENT_NOT_ESTABLISHED')
  })

  test('in what is not counted goes on under the same names', () => {
    const desk = openDesk(declarationFact())
    expect(codeOf(pay(desk, 'P-1', '20000'))).toBe('made')
    amend(desk, '25985', 'a'.repeat(32), { plates: ['777ABC02'] })
    expect(codeOf(pay(desk, 'P-2', '5985'))).toBe('made')
    expect(balancesOf(desk)).toEqual(['0 value 0+25985 of 25985 USD'])
  })

  test('lets what was set aside before be used and given back', () => {
    const desk = openDesk(declarationFact())
    const reserved = statementOf(desk.ask({ ...payment('P-1', [usd('20000')], 'reserved'), held }, BANK))
    amend(desk, '30000', 'a'.repeat(32))
    expect(codeOf(desk.step(reserved, 'used', {}, BANK))).toBe('made')
    expect(codeOf(pay(desk, 'P-2', '10000.01'))).toBe('BALANCE_EXCEEDED')
  })

  test('has what was given back before anything was taken from it, and not what was given back later', () => {
    const desk = openDesk(declarationFact())
    const [one, other] = ['P-1', 'P-2'].map((reference) =>
      statementOf(desk.ask({ ...payment(reference, [usd('10000')], 'reserved'), held }, BANK)),
    )
    if (one === undefined || other === undefined) throw new Error('nothing is reserved')
    amend(desk, '30000', 'a'.repeat(32))
    expect(codeOf(desk.step(one, 'released', { reason: { code: 'not-paid' } }, BANK))).toBe('made')
    expect(codeOf(pay(desk, 'P-3', '20000.01'))).toBe('BALANCE_EXCEEDED')
    expect(codeOf(pay(desk, 'P-4', '1'))).toBe('made')
    expect(codeOf(desk.step(other, 'released', { reason: { code: 'not-paid' } }, BANK))).toBe('made')
    expect(balancesOf(desk).toSorted()).toEqual([
      '0 value 0+0 of 25985 USD',
      '0 value 10000+0+1 of 30000 USD',
    ])
    expect(codeOf(pay(desk, 'P-5', '19999.01'))).toBe('BALANCE_EXCEEDED')
    expect(codeOf(pay(desk, 'P-6', '19999'))).toBe('made')
  })
})

test('whoever pays in whatever order, never more is paid than the largest value that was declared', () => {
  const cents = fc.integer({ min: 1, max: 40_000_00 }).map((value) => (value / 100).toFixed(2))
  const step = fc.oneof(
    fc.record({ bank: fc.constantFrom(BANK, OTHER_BANK), amount: cents }),
    fc.record({ amend: cents }),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
      const desk = openDesk(declarationFact())
      const paid: string[] = []
      let value = '25985'
      for (const [place, each] of steps.entries()) {
        if ('amend' in each) {
          value = each.amend
          amend(desk, value, place.toString(16).padStart(32, '0'))
        } else if (codeOf(pay(desk, `P-${place}`, each.amount, each.bank)) === 'made') {
          paid.push(each.amount)
          expect(compareDecimals(sumDecimals(paid), value)).toBeLessThanOrEqual(0)
        }
      }
    }),
  )
})
