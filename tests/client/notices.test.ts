import { beforeAll, describe, expect, test } from 'vitest'
import type { AgencyClient } from '../../src/client/client.ts'
import type { Signed } from '../../src/client/signed.ts'
import type { Notice } from '../../src/model/generated/verification/notice.ts'
import { verifyStatement } from '../../src/evidence/verify-statement.ts'
import { collected } from '../harness/collected.ts'
import { cancelled, formE, numberOf } from '../harness/origin.ts'
import { useGateway } from '../harness/use-gateway.ts'
import { refused } from '../ledger/agency.ts'
import { QUESTION } from '../ledger/facts.ts'

const ASKER = 'cn-clearance'
/** More than a page has. */
const ANSWERS = 120

describe('an agency that hears of its notices with a client', () => {
  const site = useGateway('embedded')
  let client: AgencyClient

  beforeAll(() => {
    client = site().agency(ASKER)
  })

  /** A certificate that was asked about so often, and how it is taken back. */
  const believedIn = async (times: number) => {
    const trip = site().trip()
    const form = formE(trip)
    await site().sender('la-customs').submit(form)
    const asked: string[] = []
    const question = { ...QUESTION, number: numberOf(form) }
    for await (const { answered } of client.askMany(Array.from({ length: times }, () => question)))
      asked.push(answered?.statement.verification ?? '')
    const fall = async () => {
      const sent = await site()
        .sender('la-customs')
        .submit(cancelled(formE({ ...site().trip(), at: trip.at })))
      expect(sent.code).toBeUndefined()
    }
    return { asked, fall }
  }
  const aboutWhat = (notices: readonly Signed<Notice>[]): (string | undefined)[] =>
    notices.map(({ statement }) => statement.about.verification)

  test('has each of them once, as it comes and page after page, and those behind a place', async () => {
    const { asked, fall } = await believedIn(ANSWERS)
    await fall()
    const followed: Signed<Notice>[] = []
    for await (const notice of client.followNotices()) {
      expect(notice).toMatchObject({
        checked: 'valid',
        statement: { to: ASKER, kind: 'recalled', reason: 'CANCELLED' },
      })
      if (followed.push(notice) === ANSWERS) break
    }
    expect(new Set(aboutWhat(followed))).toEqual(new Set(asked))
    const listed = await collected(client.notices())
    expect(listed).toEqual(followed)
    const place = listed[99]?.statement.ledger.size ?? ''
    expect(await collected(client.notices({ after: place }))).toEqual(listed.slice(100))
    const [first] = listed
    expect((await client.notice(first?.statement.notice ?? '')).file).toEqual(first?.file)
    expect(verifyStatement(first?.file ?? Buffer.of(), site().trust).verdict).toBe('valid')
    expect(
      (
        await refused(
          site()
            .agency('cn-bank')
            .notice(first?.statement.notice ?? ''),
        )
      ).code,
    ).toBe('NOT_FOUND')
    expect(await collected(site().agency('cn-bank').notices())).toEqual([])
  })

  test('hears of the next one, also over a restart of the gateway', async () => {
    const known = await collected(client.notices())
    const after = known.at(-1)?.statement.ledger.size ?? '0'
    const [one, two] = [await believedIn(1), await believedIn(1)]
    const interruptions: string[] = []
    const stop = new AbortController()
    const notices = client.followNotices({
      after,
      signal: stop.signal,
      onInterruption: ({ code }) => interruptions.push(code),
    })
    await one.fall()
    const first = await notices.next()
    const second = notices.next()
    await site().restart()
    await two.fall()
    const heard = [first.value, (await second).value].flatMap((each) => each ?? [])
    expect(aboutWhat(heard)).toEqual([...one.asked, ...two.asked])
    expect(interruptions).not.toEqual([])
    expect(new Set(interruptions)).toEqual(new Set(['PARTNER_UNREACHABLE']))
    const third = notices.next()
    stop.abort()
    expect(await third).toEqual({ done: true, value: undefined })
  })

  test('waits for a place among its streams until one of them is left', async () => {
    const { fall } = await believedIn(1)
    await fall()
    const following = Array.from({ length: 4 }, () => client.followNotices())
    await Promise.all(following.map((each) => each.next()))
    const waits: string[] = []
    const stop = new AbortController()
    const fifth = client.followNotices({
      signal: stop.signal,
      onInterruption: ({ code }) => {
        waits.push(code)
        void following[0]?.return()
      },
    })
    expect((await fifth.next()).done).toBe(false)
    expect(new Set(waits)).toEqual(new Set(['OVERLOADED']))
    stop.abort()
    await Promise.all([...following, fifth].map((each) => each.return()))
  })

  test('is refused one that is not to the agency that it says it is', async () => {
    const mistaken = site().agency(ASKER, { agency: 'cn-bank' })
    expect((await refused(mistaken.notices().next())).message).toBe(
      'The statement is told to cn-clearance and not to cn-bank.',
    )
  })
})
