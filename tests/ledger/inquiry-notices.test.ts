import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createInquiryWork } from '../../src/ledger/inquiry/work.ts'
import { migrate } from '../../src/store/migrate.ts'
import { clear, newSigner } from '../exchange/node.ts'
import { DATABASES } from '../harness/databases.ts'
import { openDatabase, type OpenDatabase } from '../store/open-database.ts'
import { testSigner } from '../trust/signers.ts'
import { type Desk, openDesk } from './desk.ts'
import { ASKER, type Inquiring, inquiringAt, inquiringQuestion, problemsOf } from './inquiring.ts'
import { noticesOf } from './recalling.ts'

const DAY_MS = 86_400_000
const PATIENCE_MS = 15_000

describe.each(DATABASES)('the notice of an answer after an inquiry, on the %s database,', (kind) => {
  const signer = newSigner()
  let signingKey: Awaited<ReturnType<typeof testSigner>>['signing']
  let opened: OpenDatabase | undefined
  let desk: Desk
  let inquiring: Inquiring
  let now: Date

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
    inquiring = inquiringAt(desk, () => now)
  })
  afterAll(() => opened?.remove())

  /** Asked, and the time of the authority over. */
  const expired = async () => {
    const asked = await inquiring.ask(inquiringQuestion())
    now = new Date(now.getTime() + 61 * DAY_MS)
    await inquiring.step(asked.inquiry, { to: 'expire', round: 1 })
    return asked
  }
  const told = async () =>
    (await noticesOf(desk, ASKER)).map(({ notice: { about, next, reason } }) => [
      about.verification,
      next,
      reason,
    ])
  const problems = () => problemsOf(desk)

  test('says of the answer that it names why that was given, whatever is replied after it', async () => {
    const { answer, inquiry } = await expired()
    const one = await inquiring.follow(answer, inquiry)
    await inquiring.reply(inquiry, 'confirmed')
    const first = [answer.verification, one?.verification, 'INQUIRY_EXPIRED']
    expect(await told()).toEqual([first])
    const two = await inquiring.follow(answer, inquiry)
    expect([one?.inquiry?.state, two?.inquiry?.state]).toEqual(['expired', 'answered'])
    expect(await told()).toEqual([first, [answer.verification, two?.verification, 'INQUIRY_ANSWERED']])
    expect(await problems()).toEqual([])
  })

  test('is one with it, also when two nodes answer at once', async () => {
    const { answer, inquiry } = await expired()
    const both = await Promise.all([inquiring.follow(answer, inquiry), inquiring.follow(answer, inquiry)])
    const [one, ...others] = both.flatMap((each) => each ?? [])
    expect(others).toEqual([])
    expect(await told()).toEqual([[answer.verification, one?.verification, 'INQUIRY_EXPIRED']])
  })

  test('is made by the work behind the doors for everybody who waits', async () => {
    const asked = [await inquiring.ask(inquiringQuestion()), await inquiring.ask(inquiringQuestion())]
    await inquiring.reply(asked[0]?.inquiry ?? '', 'not-authentic')
    const work = createInquiryWork({
      database: desk.database,
      committer: desk.node.committer,
      // Nobody is asked any more.
      originator: { prepare: never, commit: never },
      partners: new Map([[ASKER.id, ASKER]]),
      clock: () => now,
      onAsked: never,
      onFault: never,
    })
    work.start()
    await expect.poll(told, { timeout: PATIENCE_MS }).toHaveLength(2)
    await work.stop()
    const notices = await told()
    expect(new Set(notices.map(([about]) => about))).toEqual(
      new Set(asked.map((each) => each.answer.verification)),
    )
    expect(new Set(notices.map(([, , reason]) => reason))).toEqual(new Set(['INQUIRY_ANSWERED']))
    expect(await problems()).toEqual([])
  })
})

function never(...what: readonly unknown[]): never {
  throw new Error(`not expected: ${what.join(' ')}`)
}
