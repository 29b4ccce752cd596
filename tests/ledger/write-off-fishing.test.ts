import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createDesk } from '../../src/ledger/desk.ts'
import type { Denied, WrittenOff } from '../../src/ledger/service.ts'
import type { Held } from '../../src/model/generated/verification/question.ts'
import type { WriteOffRequest } from '../../src/model/generated/verification/write-off-request.ts'
import { migrate } from '../../src/store/migrate.ts'
import { clear, newSigner } from '../exchange/node.ts'
import { DATABASES } from '../harness/databases.ts'
import { openDatabase, type OpenDatabase } from '../store/open-database.ts'
import { testSigner } from '../trust/signers.ts'
import { type Desk, issue, openDesk } from './desk.ts'
import { NUMBER, QUESTION } from './facts.ts'
import { folded } from './folded.ts'
import { agency, CLEARANCE, requestOf, tonnes } from './write-off-desk.ts'

const DELAYS = [50, 100, 200, 400, 800, 1_600, 3_200, 6_400, 12_800, 25_600]
/** As written on a certificate of which the ledger knows nothing. */
const UNKNOWN = 'E26LA0110000999'
const REASON = { code: 'origin-not-met' }

type Told = WrittenOff | Denied

/** The consignee is known and the exporter is not, which makes two proofs with the right one. */
const held = (exporter: string): Held => ({
  exporter,
  consignee: 'Kunming Shili Import and Export Co., Ltd.',
})
const wrong = (at: number, change: Partial<WriteOffRequest> = {}): WriteOffRequest =>
  requestOf(`G-${at}`, { held: held(`Exporter ${at} Co., Ltd.`), ...change })
const right = (change: Partial<WriteOffRequest> = {}): WriteOffRequest => requestOf('A-1', change)

const FORMS: readonly (readonly [string, Partial<WriteOffRequest>])[] = [
  ['reserving', {}],
  ['using', { state: 'used' }],
  ['declining', { state: 'declined', lines: [{ line: 1 }], reason: REASON }],
]

/** All that an asker may tell refusals apart by, beside their ids and their places in the log. */
function told(made: Told): unknown {
  if (made.outcome === 'written-off') return 'written off'
  const { code, message, place, retryAfter } = made.error
  return { code, message, place, retryAfter }
}

describe.each(DATABASES)('who guesses by writing off, on the %s database,', (kind) => {
  const signer = newSigner()
  let signingKey: Awaited<ReturnType<typeof testSigner>>['signing']
  let opened: OpenDatabase | undefined
  let desk: Desk

  beforeAll(async () => {
    signingKey = (await testSigner('ec-p256')).signing
    opened = await openDatabase(kind)
    if (opened !== undefined) await migrate(opened.database)
  })
  beforeEach(async ({ skip }) => {
    if (opened === undefined) return skip('PostgreSQL is not reachable')
    desk = await start()
  })
  afterAll(() => opened?.remove())

  const start = async (): Promise<Desk> => {
    const { database, folder } = opened ?? expect.fail()
    await clear(database)
    const clock = (): Date => new Date('2026-11-22T08:00:00.000Z')
    return openDesk({ database, signer, signingKey, folder, clock })
  }
  const database = () => opened?.database ?? expect.fail()
  const writeOff = (request: WriteOffRequest, asker = CLEARANCE): Promise<Told> =>
    desk.service.writeOff(request, asker)
  const code = async (request: WriteOffRequest): Promise<string> => {
    const made = await writeOff(request)
    return made.outcome === 'denied' ? made.error.code : made.statement.state
  }

  test.each(FORMS)('sees a wrong guess as a document that is unknown, %s', async (_, form) => {
    const guesses = DELAYS.map((__, at) => wrong(at, form))
    const seen = async () => {
      const all: Told[] = []
      for (const request of [...guesses, right(form), wrong(99, form)]) all.push(await writeOff(request))
      const rows = await database().query(
        `select length(l.record) as record, length(p.bytes) as bytes, length(p.salt) as salt
           from leaf l join payload p on p.id = l.payload_id
          where convert_from(l.record, 'UTF8')::json->>'kind' = 'denied' order by l.index`,
      )
      return { told: all.map(told), waits: desk.waits, rows }
    }
    const unknown = await seen()
    expect(unknown.waits).toEqual(DELAYS)
    expect(unknown.told).toHaveLength(12)
    expect(unknown.rows).toHaveLength(12)
    desk = await start()
    await issue(desk)
    expect(await seen()).toEqual(unknown)
    expect(await folded(database())).toEqual([])
  })

  test.each([
    ['that is known', NUMBER],
    ['that is unknown', UNKNOWN],
  ])(
    'with a dictionary of 200 exporters is stopped at the eleventh, for a certificate %s',
    async (_, number) => {
      await issue(desk)
      const all = await Promise.all(
        Array.from({ length: 200 }, (__, at) =>
          writeOff(at === 100 ? right({ number }) : wrong(at, { number })),
        ),
      )
      expect(desk.waits).toEqual(DELAYS)
      const codes = all.map((each) => (each.outcome === 'denied' ? each.error.code : each.outcome))
      expect(codes.slice(0, 10)).toEqual(DELAYS.map(() => 'DOCUMENT_NOT_ESTABLISHED'))
      expect(new Set(codes.slice(10))).toEqual(new Set(['VERIFICATION_LIMITED']))
      // The right one is among them, and nothing tells it from the others.
      expect(new Set(all.slice(10).map((each) => JSON.stringify(told(each)))).size).toBe(1)
      expect(await folded(database())).toEqual([])
      expect((await desk.node.log.fsck(() => undefined)).problems).toEqual([])
    },
  )

  test('a field of a document that he holds is stopped as well', async () => {
    await issue(desk)
    for (const at of DELAYS.keys()) {
      const issueDate = new Date(Date.UTC(2026, 0, at + 1)).toISOString().slice(0, 10)
      expect(await code(wrong(at, { held: { ...right().held, issueDate } }))).toBe('DOCUMENT_NOT_ESTABLISHED')
    }
    expect(desk.waits).toEqual(DELAYS)
    expect(await code(right())).toBe('VERIFICATION_LIMITED')
  })

  test('guesses no more than who asks and writes off in turn', async () => {
    await issue(desk)
    for (const at of DELAYS.keys())
      await (at % 2 === 0
        ? writeOff(wrong(at))
        : desk.service.ask({ ...QUESTION, held: held(`Exporter ${at} Co., Ltd.`) }, CLEARANCE))
    expect(desk.waits).toEqual(DELAYS)
    expect(await code(right())).toBe('VERIFICATION_LIMITED')
    expect(await desk.service.ask(QUESTION, CLEARANCE)).toMatchObject({
      error: { code: 'VERIFICATION_LIMITED' },
    })
    expect(await writeOff(right(), agency('cn-bank'))).toMatchObject({ outcome: 'written-off' })
  })

  test('is told at once, and not counted, where the document was shown and something else is in the way', async () => {
    await issue(desk)
    for (let time = 0; time < 11; time += 1) {
      expect(await code(right({ lines: [tonnes('26')] }))).toBe('BALANCE_EXCEEDED')
      expect(await code(right({ date: '2027-11-21' }))).toBe('DOCUMENT_NOT_ESTABLISHED')
    }
    expect(desk.waits).toEqual([])
    expect(await code(right())).toBe('reserved')
  })

  test('really waits', async () => {
    const { ledger, node } = desk
    const service = createDesk({ ledger, ...node, database: database(), clock: () => new Date() })
    for (const ms of [50, 100, 200]) {
      const asked = performance.now()
      await service.writeOff(wrong(ms), CLEARANCE)
      expect(performance.now() - asked).toBeGreaterThan(ms - 2) // clocks and timers count whole milliseconds
    }
  })
})
