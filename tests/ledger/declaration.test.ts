import { describe, expect, test } from 'vitest'
import { verifyBundle } from '../../src/evidence/verify-bundle.ts'
import type { Answer } from '../../src/model/generated/verification/answer.ts'
import type { Question } from '../../src/model/generated/verification/question.ts'
import type { WriteOffRequest } from '../../src/model/generated/verification/write-off-request.ts'
import { DATABASES } from '../harness/databases.ts'
import { importDeclaration } from '../harness/origin.ts'
import { useGateway } from '../harness/use-gateway.ts'
import { findings, refused } from './agency.ts'
import { DECLARATION_QUESTION } from './facts.ts'

describe.each(DATABASES)(
  'a declaration that clearance sends, asked for by a bank, on the %s database',
  (kind) => {
    const site = useGateway(kind)
    const ask = async (agency: string, question: Question): Promise<Answer> =>
      (await site().agency(agency).ask(question)).statement

    const declare = async (): Promise<{ readonly exchange: string; readonly number: string }> => {
      const { sender, trip } = site()
      const text = importDeclaration(trip())
      const sent = await sender('cn-clearance').submit(text)
      expect(sent).toMatchObject({ status: 201, state: 'completed' })
      return { exchange: sent.exchange, number: /<EntryId>(\d+)/.exec(text)?.[1] ?? '' }
    }
    const asked = (number: string, change: Partial<Question> = {}): Question => ({
      ...DECLARATION_QUESTION,
      number,
      ...change,
    })

    test('is confirmed to who holds its contract, with what is left to be paid', async () => {
      const { number } = await declare()
      const wants = [{ line: 0, amount: { amount: '25985', currencyId: 'USD' } }]
      const answer = await ask('cn-bank', asked(number, { wants }))
      expect(answer.verdict).toBe('confirmed')
      expect(findings(answer)).toEqual([
        'exists pass',
        'authentic pass',
        'competent pass',
        'in-force pass NO_LAST_DAY',
        'matches importer pass',
        'matches contract pass',
        'matches amount 0 pass',
        'available 0 pass',
        'not-revoked pass',
      ])
      expect(answer.balance).toEqual([
        {
          line: 0,
          measure: 'value',
          unit: 'USD',
          total: '25985',
          reserved: '0',
          used: '0',
          available: '25985',
        },
      ])
      expect(answer.document).toEqual({ issueDay: '2026-11-20' })
    })

    test('is paid up to its value and no further, and what was paid can be given back', async () => {
      const { number } = await declare()
      const bank = site().agency('cn-bank')
      const pay = (reference: string, amount: string): WriteOffRequest => ({
        reference: `${number}-${reference}`,
        kind: 'goods-declaration',
        issuer: 'CN',
        number,
        purpose: 'forex-payment',
        state: 'used',
        held: DECLARATION_QUESTION.held ?? {},
        lines: [{ line: 0, amount: { amount, currencyId: 'USD' } }],
      })
      const { statement } = await bank.writeOff(pay('1', '20000'))
      expect(statement.lines).toMatchObject([{ line: 0, measure: 'value', used: '20000', unit: 'USD' }])
      const { code } = await refused(bank.writeOff(pay('2', '5985.01')))
      expect(code).toBe('BALANCE_EXCEEDED')
      await bank.release(statement.writeOff, { reason: { code: 'payment-returned' } })
      const whole = await bank.writeOff(pay('3', '25985'))
      expect(whole.statement.lines).toMatchObject([{ used: '25985', balance: { available: '0' } }])
      expect((await site().gateway.log.fsck(() => undefined)).problems).toEqual([])
    })

    test('was not known before it came', async () => {
      const before = await declare()
      const answer = await ask('cn-bank', asked(before.number))
      expect(answer.verdict).toBe('confirmed')
      const then = await ask('cn-bank', asked(before.number, { asOf: '2020-01-01T00:00:00Z' }))
      expect(findings(then)[0]).toBe('exists not-established NOT_SHOWN')
    })

    test('is nothing to who has one name of it', async () => {
      const { number } = await declare()
      const held = {
        importer: 'Urumqi Tianshan West Road Trade Co., Ltd.',
        declarant: '霍尔果斯通达报关有限公司',
      }
      const answer = await ask('cn-bank', asked(number, { held }))
      expect(new Set(answer.checks.map(({ reason }) => reason))).toEqual(new Set(['NOT_SHOWN']))
    })

    test('has its fact in the bundle of its exchange', async () => {
      const { exchange } = await declare()
      const { sender, bundle, trust } = site()
      const bytes = await bundle(sender('cn-clearance'), exchange)
      const { verdict, checks } = await verifyBundle(bytes, trust)
      expect(checks.filter(({ result }) => result !== 'pass')).toEqual([])
      expect(verdict).toBe('valid')
      expect(checks.filter(({ check }) => check === 'commitment')).toHaveLength(3)
    })

    test('leaves a log and a ledger that say the same', async () => {
      await declare()
      expect((await site().gateway.log.fsck(() => undefined)).problems).toEqual([])
    })
  },
)
