import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { NOTHING } from '../../src/exchange/changes.ts'
import type { InquiryEntry } from '../../src/ledger/entry.ts'
import type { Asked, Denied } from '../../src/ledger/service.ts'
import type { Question } from '../../src/model/generated/verification/question.ts'
import { dueInquirers, dueInquiries, inquiriesFor, inquiriesOf } from '../../src/store/ledger/inquiries.ts'
import { migrate } from '../../src/store/migrate.ts'
import { clear, newSigner } from '../exchange/node.ts'
import { DATABASES } from '../harness/databases.ts'
import { openDatabase, type OpenDatabase } from '../store/open-database.ts'
import { testSigner } from '../trust/signers.ts'
import { agency, type Desk, issue, openDesk } from './desk.ts'
import { QUESTION } from './facts.ts'
import { inquiringAt } from './inquiring.ts'

const ASKER = agency('cn-clearance')
const DAY_MS = 86_400_000
const UNKNOWN = 'E26LA0110000999'
const WRONG = { exporter: 'Somebody Else Co., Ltd.', consignee: 'Nobody Ltd.' }
const INQUIRE = { reason: 'form', text: 'The stamp has no date.' } as const

function answered(asked: Asked | Denied): Asked['answer'] {
  if (asked.outcome === 'denied') throw asked.error
  return asked.answer
}

/** Without what is random or counts. */
function looks(asked: Asked | Denied): unknown {
  const { verification: _, at: __, ledger: ___, question: ____, inquiry, ...answer } = answered(asked)
  return { ...answer, inquiry: { ...inquiry, id: '' } }
}

describe.each(DATABASES)('questions that have an authority asked, on the %s database,', (kind) => {
  const signer = newSigner()
  let signingKey: Awaited<ReturnType<typeof testSigner>>['signing']
  let opened: OpenDatabase | undefined
  let desk: Desk
  let now = new Date('2026-11-22T03:00:00Z')

  beforeAll(async () => {
    signingKey = (await testSigner('ec-p256')).signing
    opened = await openDatabase(kind)
    if (opened !== undefined) await migrate(opened.database)
  })
  beforeEach(async ({ skip }) => {
    if (opened === undefined) return skip('PostgreSQL is not reachable')
    const { database, folder } = opened
    await clear(database)
    now = new Date('2026-11-22T03:00:00Z')
    desk = await openDesk({ database, signer, signingKey, folder, clock: () => now })
    await issue(desk)
  })
  afterAll(() => opened?.remove())

  const database = () => {
    if (opened === undefined) throw new Error('no database')
    return opened.database
  }
  const question = (number: string, change: Partial<Question> = {}): Question => ({
    ...QUESTION,
    number,
    held: WRONG,
    inquire: INQUIRE,
    ...change,
  })
  const due = () => dueInquiries(database(), now, 100)
  const waitingOf = (id: string) => dueInquirers(database(), { now, agencies: [id], limit: 10 })
  const stateOf = async (id: string) => (await inquiriesOf(database(), { ids: [id], about: [] }))[0]?.state
  const step = (inquiry: string, next: InquiryEntry['step']) =>
    desk.node.committer.commit({ ...NOTHING, entry: { entry: 'inquiry', inquiry, step: next } })

  test('look and last the same for a document that exists and is not shown, and for one that does not', async () => {
    const hidden = await desk.service.ask(question(QUESTION.number), ASKER)
    const unknown = await desk.service.ask(question(UNKNOWN), ASKER)
    expect(looks(hidden)).toEqual(looks(unknown))
    expect(looks(hidden)).toMatchObject({ inquiry: { state: 'open', due: '2027-01-21' } })
    expect(desk.waits).toEqual([50, 50])
    expect(await due()).toHaveLength(2)
  })

  test('ask nobody where the ledger knows', async () => {
    const { held } = QUESTION
    const asked = await desk.service.ask({ ...question(QUESTION.number), ...(held && { held }) }, ASKER)
    expect(asked).toMatchObject({ outcome: 'answered', answer: { verdict: 'confirmed' } })
    expect(asked).not.toHaveProperty('answer.inquiry')
    expect(await due()).toEqual([])
  })

  test('are refused beyond what the agreement allows, whether the document is known or not, and answered without', async () => {
    const limited = agency('cn-clearance', { inquiriesPerDay: 2 })
    for (const number of [UNKNOWN, 'E26LA0110000998']) await desk.service.ask(question(number), limited)
    now = new Date(now.getTime() + DAY_MS / 2)
    for (const number of [UNKNOWN, QUESTION.number])
      expect(await desk.service.ask(question(number), limited)).toMatchObject({
        outcome: 'denied',
        error: { code: 'INQUIRY_LIMITED', retryAfter: DAY_MS / 2_000 },
      })
    const { inquire: _, ...plain } = question(UNKNOWN)
    expect((await desk.service.ask(plain, limited)).outcome).toBe('answered')
    expect((await desk.service.ask(question(UNKNOWN), agency('cn-bank'))).outcome).toBe('answered')
    now = new Date(now.getTime() + DAY_MS / 2)
    expect((await desk.service.ask(question(UNKNOWN), limited)).outcome).toBe('answered')
    const open = agency('cn-clearance', { inquiriesPerDay: 99, openInquiries: 3 })
    expect(await desk.service.ask(question(UNKNOWN), open)).toMatchObject({
      error: { code: 'INQUIRY_LIMITED' },
    })
  })

  test('are counted as fast after many years as on the first day', async () => {
    await desk.service.ask(question(UNKNOWN), ASKER)
    await database().query(
      `insert into inquiry (id, kind, issuer, series, number, statements, partner, opened_by, asked, state, rounds, exchanges,
         opened_at, due_day, due_at, ends)
       select gen_random_uuid(), 'certificate-of-origin', 'LA', 'E', 'N' || n, sha256(n::text::bytea), 'kz', gen_random_uuid(), '{}',
              'expired', 1, '{}', '2025-01-01', '2025-03-01', '2025-03-01', 1 from generate_series(1, 50000) n`,
    )
    await database().query(
      `insert into inquirer (verification, inquiry, agency, opened_at, ends, told, latest, due_day, due_at)
       select gen_random_uuid(), id, $1, opened_at, 1, 1, gen_random_uuid(), due_day, due_at from inquiry where number like 'N%'`,
      [ASKER.id],
    )
    for (const table of ['inquiry', 'inquirer']) await database().query(`analyze ${table}`)
    const fastest = async (work: () => Promise<unknown>): Promise<number> => {
      const times: number[] = []
      for (let round = 0; round < 5; round += 1) {
        const start = performance.now()
        await work()
        times.push(performance.now() - start)
      }
      return Math.min(...times)
    }
    const counted = await fastest(async () => {
      const made = await inquiriesFor(database(), [ASKER.id], new Date(now.getTime() + DAY_MS))
      expect(made).toMatchObject([{ agency: ASKER.id, isOpen: true }])
    })
    const all = await fastest(() => database().query('select verification, due_at from inquirer'))
    expect(counted).toBeLessThan(all / 3)
  })

  test('are refused where nobody has agreed to it, and are none without reason, in hashes, or without proof', async () => {
    const { agreement } = ASKER
    const asks = agreement.asks.map((rule) => ({ ...rule, inquires: false }))
    const never = { ...ASKER, agreement: { ...agreement, asks } }
    expect(await desk.service.ask(question(UNKNOWN), never)).toMatchObject({
      error: { code: 'INQUIRY_NOT_AGREED' },
    })
    for (const [path, change] of [
      ['/inquire/text', { inquire: { reason: 'form' } }],
      ['/held', { held: { exporter: 'A', issueDate: '2026-11-21' } }],
    ] as const)
      await expect(desk.service.ask(question(UNKNOWN, change), ASKER)).rejects.toMatchObject({
        code: 'REQUEST_INVALID',
        place: { path },
      })
    expect(await due()).toEqual([])
  })

  test('are given up when the day is over and not before, once, also when two nodes do it', async () => {
    const asked = await desk.service.ask(question(UNKNOWN), ASKER)
    const [inquiry] = await due()
    const id = inquiry?.id ?? ''
    await step(id, { to: 'expire', round: 0 })
    expect(await due()).toHaveLength(1)
    now = new Date('2027-01-21T17:00:00Z')
    await Promise.all([step(id, { to: 'expire', round: 0 }), step(id, { to: 'expire', round: 0 })])
    expect(await stateOf(id)).toBe('expired')
    const waiting = await waitingOf('cn-clearance')
    expect(waiting).toMatchObject([{ inquiry: id, ends: 1, told: 0 }])
    expect(await waitingOf('cn-bank')).toEqual([])

    const { verification } = answered(asked)
    const follow = (last: string) =>
      desk.node.committer.commit({
        ...NOTHING,
        entry: {
          entry: 'question',
          id: `0199f3a1-0000-7000-8000-00000000000${last}`,
          asker: ASKER,
          question: question(UNKNOWN),
          receivedAt: now,
          follows: { verification, inquiry: id },
        },
      })
    const told = await Promise.all([follow('1'), follow('2')])
    const results = told.map((each) => (each.outcome === 'done' ? each.result?.result : each.outcome))
    expect(new Set(results)).toEqual(new Set(['answered', 'done']))
    expect(await desk.service.verification(verification, ASKER)).toMatchObject({
      next: expect.stringMatching(/^0199f3a1/),
    })
    expect(desk.waits).toEqual([50])
  })

  test('say nothing of another one who has asked the same before, until the end', async () => {
    const inquiring = inquiringAt(desk, () => now)
    const bank = agency('cn-bank')
    const one = await inquiring.ask(question(UNKNOWN))
    now = new Date(now.getTime() + 10 * DAY_MS)
    const other = await inquiring.ask(question(UNKNOWN), bank)
    expect(other.inquiry).toBe(one.inquiry)
    expect(other.answer.inquiry).toEqual({ id: other.answer.verification, due: '2027-01-31', state: 'open' })
    expect(JSON.stringify(other.answer)).not.toContain(one.inquiry)
    now = new Date('2027-01-21T17:00:00Z')
    await inquiring.step(one.inquiry, { to: 'expire', round: 1 })
    expect([await waitingOf('cn-clearance'), await waitingOf('cn-bank')]).toMatchObject([[{}], []])
    expect(await inquiring.follow(one.answer, one.inquiry)).toMatchObject({
      inquiry: { id: one.answer.verification, due: '2027-01-21', state: 'expired' },
    })
    expect(await inquiring.follow(other.answer, other.inquiry, bank)).toBeUndefined()
    now = new Date('2027-01-31T17:00:00Z')
    expect(await waitingOf('cn-bank')).toHaveLength(1)
    expect(await inquiring.follow(other.answer, other.inquiry, bank)).toMatchObject({
      inquiry: { id: other.answer.verification, due: '2027-01-31', state: 'expired' },
    })
  })

  test('are answered at once when the authority replies late, also who still has time', async () => {
    const inquiring = inquiringAt(desk, () => now)
    const bank = agency('cn-bank')
    const one = await inquiring.ask(question(UNKNOWN))
    now = new Date(now.getTime() + 10 * DAY_MS)
    const other = await inquiring.ask(question(UNKNOWN), bank)
    now = new Date('2027-01-21T17:00:00Z')
    await inquiring.step(one.inquiry, { to: 'expire', round: 1 })
    await inquiring.reply(one.inquiry, 'confirmed')
    expect(await waitingOf('cn-bank')).toHaveLength(1)
    expect(await inquiring.follow(other.answer, other.inquiry, bank)).toMatchObject({ verdict: 'confirmed' })
  })

  test('fail when the first request cannot be made; a reminder that cannot is left out', async () => {
    await desk.service.ask(question(UNKNOWN), ASKER)
    const [inquiry] = await due()
    await step(inquiry?.id ?? '', { to: 'fail', round: 1 })
    expect(await due()).toHaveLength(1)
    await step(inquiry?.id ?? '', { to: 'fail', round: 0 })
    expect(await due()).toEqual([])
    expect(await waitingOf('cn-clearance')).toMatchObject([{ ends: 1 }])
    expect(await stateOf(inquiry?.id ?? '')).toBe('failed')
  })
})
