import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { KhorgosError } from '../../src/errors.ts'
import type { DocumentContent, Reading } from '../../src/ledger/facts/fact.ts'
import type { Question } from '../../src/model/generated/verification/question.ts'
import type { Partner } from '../../src/partners/partner.ts'
import type { Database } from '../../src/store/database.ts'
import type { LostKey } from '../../src/store/ledger/key-losses.ts'
import { migrate } from '../../src/store/migrate.ts'
import { clear, newSigner } from '../exchange/node.ts'
import { DATABASES } from '../harness/databases.ts'
import { openDatabase, type OpenDatabase } from '../store/open-database.ts'
import { testSigner } from '../trust/signers.ts'
import { agency, type Desk, issue, KEY_ID, openDesk, say } from './desk.ts'
import { CONTENT, NUMBER, QUESTION, readingOf } from './facts.ts'
import { noticesOf, untilDone, workOf, workThrough } from './recalling.ts'
import { kilograms, requestOf } from './write-off-desk.ts'

const CLEARANCE = agency('cn-clearance')
const BANK = agency('cn-bank')
const OTHER_NUMBER = 'E26LA0110000319'
const OTHER_KEY = 'cd'.repeat(32)
const MINUTE = 60_000

const cancelled = (number = NUMBER): Reading => readingOf(number, {}, 'cancelled')
const asked = (change: Partial<Question> = {}): Question => ({ ...QUESTION, ...change })

describe.each(DATABASES)('who relied on what fell, on the %s database,', (kind) => {
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
    await issue(desk)
  })
  afterAll(() => opened?.remove())

  interface Start {
    readonly database?: Database
    readonly lostKeys?: readonly LostKey[]
  }
  /** Starts a node on the same log, as if it were the only one. */
  const start = async ({ database = opened?.database, lostKeys = [] }: Start = {}): Promise<Desk> => {
    if (opened === undefined || database === undefined) throw new Error('no database')
    const { folder } = opened
    return openDesk({ database, signer, signingKey, folder, clock: () => now, lostKeys })
  }
  const ask = async (question: Question = QUESTION, of = desk, asker: Partner = CLEARANCE) => {
    const told = await of.service.ask(question, asker)
    if (told.outcome !== 'answered') throw told.error
    return told.answer
  }
  const writeOff = async (reference: string, state: 'reserved' | 'used' | 'declined' = 'reserved') => {
    const taken = { lines: [kilograms('1')] }
    const declined = { lines: [{ line: 1 }], reason: { code: 'other-goods' } }
    const request = requestOf(reference, { state, ...(state === 'declined' ? declined : taken) })
    const made = await desk.service.writeOff(request, CLEARANCE)
    if (made.outcome !== 'written-off') throw made.error
    return made.statement.writeOff
  }
  /** `CANCELLED 7 <id>`, sorted. */
  const told = async (asker: Partner = CLEARANCE): Promise<string[]> =>
    (await noticesOf(desk, asker))
      .map(
        ({ notice: { reason, fact, about } }) => `${reason} ${fact} ${about.verification ?? about.writeOff}`,
      )
      .toSorted()
  const newest = async (number = NUMBER): Promise<bigint> => {
    const [row] = await desk.database.query<{ position: bigint }>(
      'select position from fact where number = $1 order by position desc limit 1',
      [number],
    )
    return row?.position ?? -1n
  }
  const problems = async () => (await desk.node.log.fsck(() => undefined)).problems

  test('is told once and with the reason, and who did not rely on it is not', async () => {
    const good = await ask()
    const open = await ask(asked({ date: '2026-11-22', held: { ...QUESTION.held, importer: 'Nobody Ltd.' } }))
    const bank = await ask(QUESTION, desk, BANK)
    const wrong = await ask(asked({ held: { ...QUESTION.held, issueDate: '2026-11-20' } }))
    const blind = await ask(asked({ held: { exporter: 'Somebody Else' } }))
    const other = await ask(asked({ number: OTHER_NUMBER }))
    expect([good, open, wrong, blind, other].map(({ verdict }) => verdict)).toEqual([
      'confirmed',
      'not-established',
      'refuted',
      'not-established',
      'not-established',
    ])
    const [kept, used, released] = [await writeOff('A'), await writeOff('B', 'used'), await writeOff('C')]
    await writeOff('D', 'declined')
    await desk.service.step(
      released,
      { to: 'released', instruction: { reason: { code: 'not-imported' } } },
      CLEARANCE,
    )
    await say(desk, cancelled())
    const fact = await newest()
    const late = await ask()
    expect(late.verdict).toBe('refuted')
    await workThrough(desk)
    const relied = [good, open].map(({ verification }) => verification)
    const expected = [...relied, kept, used].map((id) => `CANCELLED ${fact} ${id}`).toSorted()
    expect(await told()).toEqual(expected)
    expect(await told(BANK)).toEqual([`CANCELLED ${fact} ${bank.verification}`])
    await workThrough(desk)
    expect(await told()).toEqual(expected)
    expect(await problems()).toEqual([])
  })

  test.each([
    ['CANCELLED', cancelled()],
    ['REPLACED', readingOf(OTHER_NUMBER, { previous: NUMBER })],
    ['DISPUTED', readingOf(NUMBER, { invoices: ['another'] })],
  ])('is told %s', async (reason, reading) => {
    const { verification } = await ask()
    await say(desk, reading)
    const fact = await newest()
    await workThrough(desk)
    expect(await told()).toEqual([`${reason} ${fact} ${verification}`])
  })

  test('is told again when it gets worse, as far as the answer did not know', async () => {
    const first = await ask()
    await say(desk, readingOf(NUMBER, { invoices: ['another'] }))
    const disputed = await newest()
    const between = await ask()
    expect(between.verdict).toBe('not-established')
    await say(desk, cancelled())
    const ended = await newest()
    await workThrough(desk)
    expect(await told()).toEqual(
      [
        `DISPUTED ${disputed} ${first.verification}`,
        `CANCELLED ${ended} ${first.verification}`,
        `CANCELLED ${ended} ${between.verification}`,
      ].toSorted(),
    )
  })

  test('is told when a second document takes the place that the first one took, and the second is no better', async () => {
    const second = 'E26LA0110000320'
    await say(desk, readingOf(OTHER_NUMBER, { previous: NUMBER }))
    const first = await ask(asked({ number: OTHER_NUMBER }))
    expect(first.verdict).toBe('confirmed')
    await say(desk, readingOf(second, { previous: NUMBER }))
    const fact = await newest(OTHER_NUMBER)
    const verdicts = [OTHER_NUMBER, second].map(async (number) => (await ask(asked({ number }))).verdict)
    expect(await Promise.all(verdicts)).toEqual(['not-established', 'not-established'])
    await workThrough(desk)
    expect(await told()).toEqual([`DISPUTED ${fact} ${first.verification}`])
  })

  test('is told nothing when the same is said again, or contents of what has ended', async () => {
    await ask()
    await say(desk, readingOf(NUMBER))
    await say(desk, cancelled(OTHER_NUMBER))
    await say(desk, readingOf(OTHER_NUMBER))
    await workThrough(desk)
    expect(await told()).toEqual([])
  })

  test('is told too of what was built on it, when its first certificate falls, once', async () => {
    const base = 'e26la-011000 0400'
    await say(desk, readingOf(OTHER_NUMBER, { base }))
    const built = await ask(asked({ number: OTHER_NUMBER }))
    const alone = await ask()
    // Another country's certificate of that number is none of its business.
    const { key, ...foreign } = cancelled('E26LA0110000400')
    await say(desk, { ...foreign, key: { ...key, issuer: 'KH' } })
    await workThrough(desk)
    expect(await told()).toEqual([])
    await say(desk, cancelled('E26LA0110000400'))
    const fact = await newest('E26LA0110000400')
    await workThrough(desk)
    expect(await told()).toEqual([`BASE_REVOKED ${fact} ${built.verification}`])
    // It falls deeper: whoever was told needs not be told again.
    await say(desk, readingOf('E26LA0110000401', { previous: 'E26LA0110000400' }))
    await workThrough(desk)
    expect(await told()).toEqual([`BASE_REVOKED ${fact} ${built.verification}`])
    expect((await ask()).verdict).toBe(alone.verdict)
  })

  test('is told once by two nodes that work at once', async () => {
    const answers = await Promise.all(Array.from({ length: 150 }, () => ask()))
    await say(desk, cancelled())
    const fact = await newest()
    const other = await start({ ...(opened && { database: await opened.another() }) })
    const works = [workOf(desk, { node: 'one' }), workOf(other, { node: 'two' })]
    await Promise.all(works.map((work) => work.start()))
    await untilDone(desk)
    await Promise.all(works.map((work) => work.stop()))
    expect(await told()).toEqual(
      answers.map(({ verification }) => `CANCELLED ${fact} ${verification}`).toSorted(),
    )
    expect(await problems()).toEqual([])
  })

  test('is told although the work broke off wherever it was', async () => {
    const answers = await Promise.all(Array.from({ length: 200 }, () => ask()))
    await say(desk, cancelled())
    const fact = await newest()
    for (let page = 0; page < 4; page += 1) {
      const faults: unknown[] = []
      const broken = { ...desk, database: withoutCursor(desk.database) }
      const work = workOf(broken, { onFault: (error) => faults.push(error) })
      await work.start()
      while (faults.length === 0) await new Promise((resolve) => setTimeout(resolve, 10))
      await work.stop()
      // One page goes well before the next breaks.
      if (page % 2 === 1) await onePage(desk)
    }
    await workThrough(desk)
    expect(await told()).toEqual(
      answers.map(({ verification }) => `CANCELLED ${fact} ${verification}`).toSorted(),
    )
  })

  describe('when it has a newer edition that says something else', () => {
    const otherOrigin = CONTENT.lines.map((line) => (line.line === 1 ? { ...line, origin: 'TH' } : line))
    const lighter = CONTENT.lines.map((line) =>
      line.line === 1
        ? { ...line, quantity: { quantity: '25000', unit: 'KGM', basis: 'gross' as const } }
        : line,
    )
    const amend = (change: Partial<DocumentContent>) => say(desk, readingOf(NUMBER, change, 'amended'))

    test('is told so once, and who had neither asked nor been shown what it changes is not', async () => {
      const [concerned, open] = [
        await ask(),
        await ask(asked({ held: { ...QUESTION.held, importer: 'Nobody' } })),
      ]
      const other = { exporter: 'Tuayang Export Co., Ltd.', invoice: 'TE-2026-318' }
      await ask(asked({ held: other }))
      await ask(asked({ held: { ...QUESTION.held, issueDate: '2026-11-20' } }))
      await writeOff('A')
      await amend({ lines: otherOrigin })
      const fact = await newest()
      await ask(asked({ held: other }))
      const expected = [concerned, open]
        .map(({ verification }) => `AMENDED ${fact} ${verification}`)
        .toSorted()
      expect(await problems()).toEqual([])
      await workThrough(desk)
      await workThrough(desk)
      expect(await told()).toEqual(expected)
      expect((await noticesOf(desk, CLEARANCE)).map(({ notice }) => notice.kind)).toEqual([
        'amended',
        'amended',
      ])
      expect(await problems()).toEqual([])
    })

    test('is told of write-offs of which another amount is left, as long as they take something', async () => {
      const [kept, used] = [await writeOff('A'), await writeOff('B', 'used')]
      await writeOff('C', 'declined')
      const released = await writeOff('D')
      const back = { to: 'released', instruction: { reason: { code: 'not-imported' } } } as const
      await desk.service.step(released, back, CLEARANCE)
      await amend({ lines: lighter })
      const fact = await newest()
      await workThrough(desk)
      expect(await told()).toEqual([kept, used].map((id) => `AMENDED ${fact} ${id}`).toSorted())
    })

    test('is told of each edition, and of its end as of an end', async () => {
      const { verification } = await ask()
      await amend({ lines: otherOrigin })
      const changed = await newest()
      await amend({})
      const back = await newest()
      await say(desk, cancelled())
      const ended = await newest()
      await amend({ lines: otherOrigin })
      expect(await problems()).toEqual([])
      await workThrough(desk)
      expect(await told()).toEqual(
        [
          `AMENDED ${changed} ${verification}`,
          `AMENDED ${back} ${verification}`,
          `CANCELLED ${ended} ${verification}`,
        ].toSorted(),
      )
      expect(await problems()).toEqual([])
    })

    test('is told page by page, whoever else is on the page, also when the statement is not kept', async () => {
      const blind = { exporter: 'Tuayang Export Co., Ltd.', invoice: 'TE-2026-318' }
      const all = []
      for (let at = 0; at < 140; at += 1) all.push(await ask(asked(at % 2 === 0 ? {} : { held: blind })))
      const [, erased] = all
      await desk.database.query(
        'delete from payload where id = (select payload_id from verification where id = $1)',
        [erased?.verification],
      )
      await amend({ lines: otherOrigin })
      const fact = await newest()
      await workThrough(desk)
      const concerned = all.filter((each, at) => at % 2 === 0 || each === erased)
      expect(await told()).toEqual(
        concerned.map(({ verification }) => `AMENDED ${fact} ${verification}`).toSorted(),
      )
    })
  })

  describe('when the key that signed it was lost', () => {
    const LOST = { keyId: KEY_ID, since: new Date('2026-11-22T09:00:00.000Z') }
    const later = (ms: number): void => void (now = new Date(now.getTime() + ms))

    /** A certificate of before, one of after, one that another key signed after. */
    const certificates = async () => {
      later(2 * 60 * MINUTE)
      await say(desk, readingOf(OTHER_NUMBER))
      await say(desk, readingOf('E26LA0110000320'), OTHER_KEY)
    }

    test('is told of what it signed since, and of nothing else, however often nodes start', async () => {
      await certificates()
      await ask()
      const after = await ask(asked({ number: OTHER_NUMBER }))
      await ask(asked({ number: 'E26LA0110000320' }))
      const fact = await newest(OTHER_NUMBER)
      const informed = await start({ lostKeys: [LOST] })
      const known = await ask(asked({ number: OTHER_NUMBER }), informed)
      expect(known.checks).toContainEqual({
        check: 'authentic',
        result: 'not-established',
        reason: 'KEY_COMPROMISED',
      })
      expect((await ask(QUESTION, informed)).verdict).toBe('confirmed')
      for (let times = 0; times < 3; times += 1) {
        await workThrough(informed)
        expect(await told()).toEqual([`KEY_COMPROMISED ${fact} ${after.verification}`])
      }
    })

    test('is told also of write-offs, and nothing more can be written off', async () => {
      desk = await start()
      const id = await writeOff('A')
      const fact = await newest()
      const early = { ...LOST, since: new Date('2026-11-22T08:00:00.000Z') }
      const informed = await start({ lostKeys: [early] })
      await workThrough(informed)
      expect(await told()).toEqual([`KEY_COMPROMISED ${fact} ${id}`])
      const refused = await informed.service.writeOff(requestOf('B'), CLEARANCE)
      expect(refused).toMatchObject({ outcome: 'denied', error: { code: 'DOCUMENT_NOT_ESTABLISHED' } })
    })

    test('is told also of what nodes answered that did not know yet, at the next start', async () => {
      await certificates()
      const fact = await newest(OTHER_NUMBER)
      await workThrough(await start({ lostKeys: [LOST] }))
      expect(await told()).toEqual([])
      const unknowing = await ask(asked({ number: OTHER_NUMBER }))
      expect(unknowing.verdict).toBe('confirmed')
      const informed = await start({ lostKeys: [LOST] })
      await ask(asked({ number: OTHER_NUMBER }), informed)
      await workThrough(informed)
      expect(await told()).toEqual([`KEY_COMPROMISED ${fact} ${unknowing.verification}`])
      const earlier = { ...LOST, since: new Date('2026-11-22T08:00:00.000Z') }
      await workThrough(await start({ lostKeys: [earlier] }))
      expect(await told()).toEqual([`KEY_COMPROMISED ${fact} ${unknowing.verification}`])
    })

    test('is told also when news came in between that another key signed, however much of it', async () => {
      await certificates()
      const fact = await newest(OTHER_NUMBER)
      const releases = ['2026-11-23', '2026-11-24'] as const
      for (const releaseDay of releases)
        await say(desk, readingOf(OTHER_NUMBER, { releaseDay }, 'released'), OTHER_KEY)
      const after = await ask(asked({ number: OTHER_NUMBER }))
      const request = requestOf('A', { number: OTHER_NUMBER, lines: [kilograms('1')] })
      const made = await desk.service.writeOff(request, CLEARANCE)
      if (made.outcome !== 'written-off') throw made.error
      const informed = await start({ lostKeys: [LOST] })
      expect((await ask(asked({ number: OTHER_NUMBER }), informed)).verdict).toBe('not-established')
      await workThrough(informed)
      const relied = [after.verification, made.statement.writeOff]
      expect(await told()).toEqual(relied.map((id) => `KEY_COMPROMISED ${fact} ${id}`).toSorted())
    })

    test('is told nothing of contents that another key has stated anew', async () => {
      await certificates()
      await say(desk, readingOf(OTHER_NUMBER, { invoices: ['TE-2026-319'] }, 'amended'), OTHER_KEY)
      await ask(asked({ number: OTHER_NUMBER }))
      const informed = await start({ lostKeys: [LOST] })
      expect((await ask(asked({ number: OTHER_NUMBER }), informed)).verdict).toBe('confirmed')
      await workThrough(informed)
      expect(await told()).toEqual([])
    })

    test('is told of the fact that was the newest then, and of the end that came after', async () => {
      await certificates()
      const after = await ask(asked({ number: OTHER_NUMBER }))
      const fact = await newest(OTHER_NUMBER)
      await say(desk, readingOf(OTHER_NUMBER, {}, 'cancelled'), OTHER_KEY)
      const ended = await newest(OTHER_NUMBER)
      await workThrough(await start({ lostKeys: [LOST] }))
      expect(await told()).toEqual(
        [
          `KEY_COMPROMISED ${fact} ${after.verification}`,
          `CANCELLED ${ended} ${after.verification}`,
        ].toSorted(),
      )
    })
  })
})

/** As a database is whose node dies after the notices of a page and before it is written down how far it came. */
function withoutCursor(database: Database): Database {
  return {
    ...database,
    query: (sql, params) =>
      /^\s*update recall set reached/.test(sql)
        ? Promise.reject(new KhorgosError('STORE_UNAVAILABLE', 'broken by the test'))
        : database.query(sql, params),
  }
}

/** Works until at least one more page is written down. */
async function onePage(desk: Desk): Promise<void> {
  const reached = async (): Promise<string> => {
    const rows = await desk.database.query<{ reached: string }>('select reached from recall')
    return rows.map((row) => row.reached).join(' ')
  }
  const before = await reached()
  const work = workOf(desk)
  await work.start()
  while ((await reached()) === before) await new Promise((resolve) => setTimeout(resolve, 5))
  await work.stop()
}
