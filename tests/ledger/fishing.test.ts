import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { verifyReceipt } from '../../src/evidence/receipt.ts'
import { createDesk } from '../../src/ledger/desk.ts'
import type { Asked, Denied } from '../../src/ledger/service.ts'
import type { Question } from '../../src/model/generated/verification/question.ts'
import type { Partner } from '../../src/partners/partner.ts'
import { migrate } from '../../src/store/migrate.ts'
import { clear, newSigner } from '../exchange/node.ts'
import { DATABASES } from '../harness/databases.ts'
import { openDatabase, type OpenDatabase } from '../store/open-database.ts'
import { testSigner } from '../trust/signers.ts'
import { agency, type Desk, issue, openDesk } from './desk.ts'
import { hashed, NUMBER, QUESTION } from './facts.ts'

const DAY = 86_400_000
const DELAYS = [50, 100, 200, 400, 800, 1_600, 3_200, 6_400, 12_800, 25_600]
/** As written on a certificate of which the ledger knows nothing. */
const UNKNOWN = 'E26LA0110000999'

const CLEARANCE = agency('cn-clearance')
const BANK = agency('cn-bank')

type Form = (question: Question) => Question
const FORMS: readonly (readonly [string, Form])[] = [
  ['told', (question) => question],
  ['in hashes', hashed],
]

/** The consignee is known and the exporter is not, which makes two proofs with the right one. */
const guess = (exporter: string, number = NUMBER): Question => ({
  ...QUESTION,
  number,
  held: { exporter, consignee: 'Kunming Shili Import and Export Co., Ltd.' },
})
const wrong = (at: number, number?: string): Question => guess(`Exporter ${at} Co., Ltd.`, number)
const right = (number?: string): Question => guess('Tuayang Export Co., Ltd.', number)

/** What an asker may tell answers apart by, without what is the answer's own: its id, its time, its place in the log. */
function told(asked: Asked | Denied): unknown {
  if (asked.outcome === 'denied') {
    const { code, message, retryAfter } = asked.error
    return { code, message, retryAfter }
  }
  const { verification: _, at: __, ledger: ___, ...rest } = asked.answer
  return JSON.stringify(rest)
}

describe.each(DATABASES)('who guesses, on the %s database,', (kind) => {
  const signer = newSigner()
  let signingKey: Awaited<ReturnType<typeof testSigner>>['signing']
  let opened: OpenDatabase | undefined
  let now: Date
  let desk: Desk

  beforeAll(async () => {
    signingKey = (await testSigner('ec-p256')).signing
    opened = await openDatabase(kind)
    if (opened !== undefined) await migrate(opened.database)
  })
  beforeEach(async ({ skip }) => {
    if (opened === undefined) return skip('PostgreSQL is not reachable')
    await clear(opened.database)
    now = new Date('2026-11-22T08:00:00.000Z')
    desk = await start()
  })
  afterAll(() => opened?.remove())

  const start = async (database = opened?.database): Promise<Desk> => {
    if (opened === undefined || database === undefined) throw new Error('no database')
    return openDesk({ database, signer, signingKey, folder: opened.folder, clock: () => now })
  }
  const ask = (question: Question, asker: Partner = CLEARANCE, of = desk): Promise<Asked | Denied> =>
    of.service.ask(question, asker)
  const verdict = async (question: Question, asker?: Partner): Promise<string> => {
    const asked = await ask(question, asker)
    return asked.outcome === 'answered' ? asked.answer.verdict : asked.error.code
  }
  const inTurn = async (questions: readonly Question[]): Promise<(Asked | Denied)[]> => {
    const all: (Asked | Denied)[] = []
    for (const question of questions) all.push(await ask(question))
    return all
  }
  const failAll = async (number: string): Promise<void> => {
    for (const at of DELAYS.keys()) expect(await verdict(wrong(at, number))).toBe('not-established')
  }

  test.each(FORMS)('sees a wrong guess as a document that is unknown, %s', async (_, form) => {
    const guesses = DELAYS.map((__, at) => form(wrong(at)))
    const asking = [...guesses, form(right()), form(wrong(99))]
    const seen = async () => {
      const answers = await inTurn(asking)
      const rows = await opened?.database.query(
        `select v.document, v.verdict, length(p.bytes) - length(v.record_index::text) as bytes, length(p.salt) as salt,
                length(l.record) as record
           from verification v join leaf l on l.index = v.record_index join payload p on p.id = v.payload_id order by v.id`,
      )
      return { told: answers.map(told), waits: desk.waits, rows }
    }
    const unknown = await seen()
    expect(unknown.waits).toEqual(DELAYS)
    expect(unknown.told).toHaveLength(12)
    expect(unknown.rows).toHaveLength(10)
    await clear(opened?.database ?? expect.fail())
    desk = await start()
    await issue(desk)
    expect(await verdict(form(right()), BANK)).toBe('confirmed')
    await opened?.database.query('delete from verification')
    expect(await seen()).toEqual(unknown)
  })

  describe.each(FORMS)('with a dictionary of 1,000 exporters %s', (_, form) => {
    test.each([
      ['that is known', NUMBER],
      ['that is unknown', UNKNOWN],
    ])('is stopped at the eleventh for a certificate %s', async (__, number) => {
      await issue(desk)
      const dictionary = Array.from({ length: 1_000 }, (___, at) =>
        form(at === 500 ? right(number) : wrong(at, number)),
      )
      const answers = await Promise.all(dictionary.map((question) => ask(question)))
      expect(answers.slice(0, 10).map(({ outcome }) => outcome)).toEqual(DELAYS.map(() => 'answered'))
      expect(desk.waits).toEqual(DELAYS)
      const [first, ...rest] = answers.slice(10)
      expect(first).toMatchObject({ outcome: 'denied', error: { code: 'VERIFICATION_LIMITED' } })
      // The right one is among them, and nothing tells it from the others.
      expect(new Set(rest.map((each) => JSON.stringify(told(each))))).toEqual(
        new Set([JSON.stringify(first && told(first))]),
      )
      expect((await desk.node.log.fsck(() => undefined)).problems).toEqual([])
    })
  })

  test('64 times at once has guessed 64 times', async () => {
    await issue(desk)
    const answers = await Promise.all(Array.from({ length: 64 }, (_, at) => ask(wrong(at))))
    expect(answers.map(({ outcome }) => outcome)).toEqual(
      Array.from({ length: 64 }, (_, at) => (at < 10 ? 'answered' : 'denied')),
    )
    expect(desk.waits.toSorted((one, other) => one - other)).toEqual(DELAYS)
  })

  test('is counted by all nodes together', async () => {
    await issue(desk)
    const other = await start(await opened?.another())
    const answers = await Promise.all(
      Array.from({ length: 64 }, (_, at) => ask(wrong(at), CLEARANCE, at % 2 === 0 ? desk : other)),
    )
    expect(answers.filter(({ outcome }) => outcome === 'answered')).toHaveLength(10)
    expect([...desk.waits, ...other.waits].toSorted((one, two) => one - two)).toEqual(DELAYS)
    expect((await ask(right(), CLEARANCE, other)).outcome).toBe('denied')
    expect((await ask(right(), CLEARANCE, await start())).outcome).toBe('denied')
  })

  test('a field of a document that he holds is stopped as well', async () => {
    await issue(desk)
    const dated = (at: number): Question => ({
      ...QUESTION,
      held: { ...QUESTION.held, issueDate: new Date(Date.UTC(2026, 0, at + 1)).toISOString().slice(0, 10) },
    })
    for (const at of DELAYS.keys()) expect(await verdict(dated(at))).toBe('refuted')
    expect(desk.waits).toEqual(DELAYS)
    expect(await verdict(dated(11))).toBe('VERIFICATION_LIMITED')
    expect(await verdict(QUESTION)).toBe('VERIFICATION_LIMITED')
  })

  test('is stopped for that document alone, and nobody else is', async () => {
    await issue(desk)
    await issue(desk, 'E26LA0110000400')
    await failAll(NUMBER)
    expect(await verdict(right())).toBe('VERIFICATION_LIMITED')
    expect(await verdict(right('E26LA0110000400'))).toBe('confirmed')
    expect(await verdict(right(), BANK)).toBe('confirmed')
  })

  test('is stopped for a number however he writes it', async () => {
    const spelled = ['E26LA0110000999', 'e26la0110000999', 'E26-LA-0110000999', 'Е26LА0110000999']
    for (const at of DELAYS.keys())
      expect(await verdict(wrong(at, spelled[at % spelled.length]))).toBe('not-established')
    for (const number of spelled) expect(await verdict(right(number))).toBe('VERIFICATION_LIMITED')
  })

  test('gains nothing by questions that fit: they are told at once and make good for nothing', async () => {
    await issue(desk)
    for (const at of DELAYS.keys()) {
      expect(await verdict(wrong(at))).toBe('not-established')
      if (at < 9) expect(await verdict(right())).toBe('confirmed')
    }
    expect(desk.waits).toEqual(DELAYS)
    expect(await verdict(right())).toBe('VERIFICATION_LIMITED')
  })

  test('from document to document is stopped by what the agreement allows in a day', async () => {
    await issue(desk)
    const few = agency('cn-few', { missesPerDay: 12 })
    const numbered = (at: number): string => `E26LA01100010${String(at).padStart(2, '0')}`
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, at) => verdict(wrong(at, numbered(at)), few)),
    )
    expect(answers.filter((each) => each === 'not-established')).toHaveLength(12)
    expect(desk.waits).toEqual(Array.from({ length: 12 }, () => 50))
    expect(await verdict(right(), few)).toBe('VERIFICATION_LIMITED')
    expect(await verdict(right())).toBe('confirmed')
  })

  test('may go on when a day is over since the first miss', async () => {
    await issue(desk)
    const first = now.getTime()
    for (const at of DELAYS.keys()) {
      now = new Date(first + at * 1_000)
      await ask(wrong(at))
    }
    expect(await ask(right())).toMatchObject({ error: { retryAfter: 86_400 - 9 } })
    now = new Date(first + DAY - 1)
    expect(await ask(right())).toMatchObject({ error: { retryAfter: 1 } })
    now = new Date(first + DAY)
    expect(await verdict(right())).toBe('confirmed')
    expect(await verdict(wrong(1))).toBe('not-established')
    expect(desk.waits).toEqual([...DELAYS, 50])
  })

  test('is told no later for what the commit took', async () => {
    const asked = ask(wrong(1))
    now = new Date(now.getTime() + 30)
    await asked
    const slow = ask(wrong(2))
    now = new Date(now.getTime() + 200)
    await slow
    expect(desk.waits).toEqual([20])
  })

  test('really waits', async () => {
    const { ledger, node } = desk
    const database = opened?.database ?? expect.fail()
    const service = createDesk({ ledger, ...node, database, clock: () => new Date() })
    for (const ms of [50, 100, 200]) {
      const asked = performance.now()
      await service.ask(wrong(ms), CLEARANCE)
      expect(performance.now() - asked).toBeGreaterThan(ms - 2) // clocks and timers count whole milliseconds
    }
  })

  test('gets a receipt for each question, answered or not', async () => {
    const answers = await inTurn(Array.from({ length: 11 }, (_, at) => wrong(at)))
    const limited = answers[10]
    if (limited?.outcome !== 'denied') throw new Error('answered')
    const { record } = verifyReceipt(limited.receipt, { vkeys: [signer.vkey] })
    expect(record).toMatchObject({
      kind: 'denied',
      request: limited.request,
      by: 'cn-clearance',
      code: 'VERIFICATION_LIMITED',
    })
  })
})
