import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Answer } from '../../src/model/generated/verification/answer.ts'
import { migrate } from '../../src/store/migrate.ts'
import { clear, newSigner } from '../exchange/node.ts'
import { DATABASES } from '../harness/databases.ts'
import { openDatabase, type OpenDatabase } from '../store/open-database.ts'
import { testSigner } from '../trust/signers.ts'
import { agency, type Desk, openDesk, say } from './desk.ts'
import { CONTENT, readingOf } from './facts.ts'
import {
  answered,
  ASKER,
  type Inquiring,
  inquiringAt,
  inquiringQuestion,
  problemsOf,
  UNKNOWN,
} from './inquiring.ts'
import { noticesOf, workThrough } from './recalling.ts'

const BANK = agency('cn-bank')
const HELD = inquiringQuestion().held ?? {}
/** What the issuer's own certificate says. */
const SAME = { exporter: 'Tuayang Export Co., Ltd.', consignee: CONTENT.consignee?.names[1] ?? '' }
const OTHER = { exporter: 'Another One Co., Ltd.', invoice: 'X-1' }

describe.each(DATABASES)('a confirmation that the authority takes back, on the %s database,', (kind) => {
  const signer = newSigner()
  let signingKey: Awaited<ReturnType<typeof testSigner>>['signing']
  let opened: OpenDatabase | undefined
  let desk: Desk
  let inquiring: Inquiring
  const clock = () => new Date('2026-11-22T03:00:00Z')

  beforeAll(async () => {
    signingKey = (await testSigner('ec-p256')).signing
    opened = await openDatabase(kind)
    if (opened !== undefined) await migrate(opened.database)
  })
  beforeEach(async ({ skip }) => {
    if (opened === undefined) return skip('PostgreSQL is not reachable')
    const { database, folder } = opened
    await clear(database)
    desk = await openDesk({ database, signer, signingKey, folder, clock })
    inquiring = inquiringAt(desk, clock)
  })
  afterAll(() => opened?.remove())

  /** Asked about, confirmed, answered again. */
  const confirmed = async (held = HELD) => {
    const { answer, inquiry } = await inquiring.ask(inquiringQuestion({ held }))
    await inquiring.reply(inquiry, 'confirmed')
    const next = await inquiring.follow(answer, inquiry)
    expect(next?.verdict).toBe('confirmed')
    return { answer, inquiry, next }
  }
  const askPlainly = async (held = HELD, asker = BANK): Promise<Answer> => {
    const { inquire: _, ...question } = inquiringQuestion({ held })
    return answered(await desk.service.ask(question, asker))
  }
  const recalled = async (asker = BANK) =>
    (await noticesOf(desk, asker)).flatMap(({ notice }) =>
      notice.kind === 'recalled' ? [[notice.reason, notice.about.verification]] : [],
    )
  const problems = () => problemsOf(desk)

  test.each(['unverifiable', 'corrected'])(
    'by "%s" is none for its asker nor for anybody else',
    async (result) => {
      const { answer, inquiry } = await confirmed()
      expect((await askPlainly()).verdict).toBe('confirmed')
      await inquiring.reply(inquiry, result)
      expect(await inquiring.follow(answer, inquiry)).toMatchObject({
        verdict: 'not-established',
        inquiry: { state: 'answered', result },
      })
      expect((await askPlainly()).verdict).toBe('not-established')
      expect(await problems()).toEqual([])
    },
  )

  test('is told to everybody who was told it', async () => {
    const { inquiry, next } = await confirmed()
    const bank = await askPlainly()
    const { consignee: _, ...less } = HELD
    expect((await askPlainly(less)).verdict).toBe('not-established')
    await inquiring.reply(inquiry, 'unverifiable')
    await inquiring.reply(inquiry, 'unverifiable')
    expect(await problems()).toEqual([])
    await workThrough(desk)
    expect(await recalled()).toEqual([['NOT_CONFIRMED', bank.verification]])
    expect(await recalled(ASKER)).toEqual([['NOT_CONFIRMED', next?.verification]])
    expect(await problems()).toEqual([])
  })

  test('leaves another paper with that number as confirmed as it was, and is not told to who relied on that', async () => {
    const { inquiry } = await confirmed()
    await confirmed(OTHER)
    const [one, other] = [await askPlainly(), await askPlainly(OTHER)]
    expect([one.verdict, other.verdict]).toEqual(['confirmed', 'confirmed'])
    await inquiring.reply(inquiry, 'corrected')
    expect((await askPlainly(OTHER)).verdict).toBe('confirmed')
    await workThrough(desk)
    expect(await recalled()).toEqual([['NOT_CONFIRMED', one.verification]])
    expect(await problems()).toEqual([])
  })

  test.each(['not-authentic', 'not-originating'])(
    'by "%s" is told to who relied on it too, while another paper with that number stands',
    async (result) => {
      const { inquiry } = await confirmed()
      await confirmed(OTHER)
      const [one, other] = [await askPlainly(), await askPlainly(OTHER)]
      await inquiring.reply(inquiry, result)
      expect([(await askPlainly()).verdict, (await askPlainly(OTHER)).verdict]).toEqual([
        'refuted',
        'confirmed',
      ])
      expect(await problems()).toEqual([])
      await workThrough(desk)
      expect(await recalled()).toEqual([['NOT_CONFIRMED', one.verification]])
      expect(other.verdict).toBe('confirmed')
      expect(await problems()).toEqual([])
    },
  )

  test('is outweighed by what the issuer sends itself, and who was told otherwise is told so', async () => {
    await confirmed()
    await confirmed(SAME)
    const [one, same] = [await askPlainly(), await askPlainly(SAME)]
    expect([one.verdict, same.verdict]).toEqual(['confirmed', 'confirmed'])
    await say(desk, readingOf(UNKNOWN))
    const now = [await askPlainly(), await askPlainly(SAME)]
    expect(now.map(({ verdict }) => verdict)).toEqual(['not-established', 'confirmed'])
    expect(await problems()).toEqual([])
    await workThrough(desk)
    const notices = (await noticesOf(desk, BANK)).map(({ notice }) => notice)
    expect(notices.map(({ kind: of, reason, about }) => [of, reason, about.verification])).toEqual([
      ['amended', 'AMENDED', one.verification],
    ])
    expect(await problems()).toEqual([])
  })

  test('may be confirmed anew, and taken back again', async () => {
    const { inquiry } = await confirmed()
    for (const [result, verdict] of [
      ['unverifiable', 'not-established'],
      ['confirmed', 'confirmed'],
      ['corrected', 'not-established'],
    ] as const) {
      await inquiring.reply(inquiry, result)
      expect((await askPlainly()).verdict).toBe(verdict)
    }
    await workThrough(desk)
    expect(await recalled()).toHaveLength(1)
    expect(await problems()).toEqual([])
  })

  test('can be inquired about again by whoever holds it', async () => {
    const { inquiry } = await confirmed()
    await inquiring.reply(inquiry, 'unverifiable')
    const again = await inquiring.ask(inquiringQuestion(), BANK)
    expect(again.inquiry).not.toBe(inquiry)
  })
})
