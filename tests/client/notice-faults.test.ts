import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Notice } from '../../src/model/generated/verification/notice.ts'
import { readNotice } from '../../src/client/read-notice.ts'
import type { Signed } from '../../src/client/signed.ts'
import { ASKED, parties } from '../api/questions.ts'
import { noticeIn, signedAnswer, signedNotice } from '../evidence/statement-fixture.ts'
import { refused } from '../ledger/agency.ts'
import {
  type FaultyGateway,
  hangsUp,
  isBusy,
  openFaultyGateway,
  says,
  saysFile,
  streams,
} from './faulty-gateway.ts'

const NOTICE = noticeIn(parties)
const SIGNED = signedNotice(parties)
/** The same in every way, and to somebody else. */
const ANOTHERS = signedNotice(parties, {
  notice: (notice) => ({ ...notice, to: 'cn-bank' }),
  record: (record) => (record.kind === 'notified' ? { ...record, to: 'cn-bank' } : record),
})
const PLACE = NOTICE.ledger.size
const FIRST = 'GET /v1/notices?limit=100'
const NEXT = `GET /v1/notices?after=${PLACE}&limit=100`

const page = (...signed: readonly unknown[]) => says({ notices: signed.map((each) => ({ signed: each })) })
const event = (signed: unknown): string =>
  `id: ${PLACE}\nevent: notice\ndata: ${JSON.stringify({ signed })}\n\n`

async function all(notices: AsyncIterable<Signed<Notice>>): Promise<Notice[]> {
  const read: Notice[] = []
  for await (const { statement } of notices) read.push(statement)
  return read
}

describe('a client that hears of notices from a gateway that fails', () => {
  let gateway: FaultyGateway
  let client: FaultyGateway['client']

  beforeAll(async () => {
    gateway = await openFaultyGateway()
    client = gateway.client
  })
  afterEach(() => gateway.forget())
  afterAll(() => gateway.close())

  test('reads page after page until there is none, each again until it is there', async () => {
    gateway.script = [hangsUp, isBusy, page(SIGNED), hangsUp, page()]
    expect(await all(client.notices())).toEqual([NOTICE])
    expect(gateway.requests).toEqual([FIRST, FIRST, FIRST, NEXT, NEXT])
  })

  test('takes no notice twice, and none that does not stand behind the one before', async () => {
    gateway.script = [page(SIGNED, SIGNED), page(SIGNED)]
    expect(await refused(all(client.notices()))).toMatchObject({
      code: 'EVIDENCE_INVALID',
      message: `The notice of record ${PLACE} came behind record ${PLACE}.`,
    })
    expect((await refused(all(client.notices({ after: '100' })))).message).toContain('came behind record 100')
  })

  test.each([
    ['no list', { notices: SIGNED }],
    ['a list with a hole', { notices: [{ signed: SIGNED }, null] }],
    ['a notice without its signed file', { notices: [{ statement: NOTICE }] }],
    ['an answer', { notices: [{ signed: ASKED.signed }] }],
    ['another notice than was signed', { notices: [{ signed: { ...SIGNED, payload: ANOTHERS.payload } }] }],
  ])('takes no page that is %s', async (_name, body) => {
    gateway.script = [says(body)]
    expect(await refused(all(client.notices()))).toMatchObject({
      code: 'EVIDENCE_INVALID',
      status: undefined,
    })
  })

  test('asks for no place that the log cannot have', async () => {
    for (const after of ['', '-1', '01', '1.5', '99999999999999999999'])
      expect((await refused(all(client.notices({ after })))).code).toBe('REQUEST_INVALID')
    expect(gateway.requests).toEqual([])
  })

  test('takes no notice to somebody else, named or learnt from what came before', async () => {
    gateway.script = [saysFile(SIGNED), saysFile(ANOTHERS), saysFile(SIGNED)]
    const [learning, naming] = [gateway.open({}), gateway.open({ agency: 'cn-bank' })]
    expect((await learning.notice(NOTICE.notice)).statement).toEqual(NOTICE)
    const told = 'The statement is told to cn-bank and not to cn-clearance.'
    expect((await refused(learning.notice(NOTICE.notice))).message).toBe(told)
    expect((await refused(naming.notice(NOTICE.notice))).message).toMatch(
      /told to cn-clearance and not to cn-bank/,
    )
  })

  test('takes no other notice for the one it reads again', async () => {
    gateway.script = [saysFile(SIGNED)]
    const refusal = await refused(client.notice('018f0000-0000-7000-8000-000000000000'))
    expect(refusal.message).toBe('The notice is another one.')
  })

  test('follows over whatever breaks, behind the last one that it has', async () => {
    const stop = new AbortController()
    const cut = event(SIGNED).slice(0, -1)
    gateway.script = [
      isBusy,
      streams(`: open\n\n${cut}`, 'is cut off'),
      hangsUp,
      streams(`event: other\ndata: {}\n\n${event(SIGNED)}`),
      streams(': open\n\n', 'stays open'),
    ]
    const interruptions: string[] = []
    const onInterruption = ({ message }: Error): void => void interruptions.push(message)
    const read: Notice[] = []
    for await (const { statement } of client.followNotices({ signal: stop.signal, onInterruption })) {
      read.push(statement)
      setTimeout(() => stop.abort(), 1_500)
    }
    expect(read).toEqual([NOTICE])
    const [first, behind] = ['GET /v1/notices', `GET /v1/notices?after=${PLACE}`]
    expect(gateway.requests).toEqual([first, first, first, first, behind])
    expect(interruptions).toHaveLength(4)
    expect(interruptions.at(-1)).toBe('The gateway has ended the stream.')
  })

  test.each([
    ['the same notice again', event(SIGNED) + event(SIGNED), 'came behind'],
    ['what is no JSON', 'event: notice\ndata: x\n\n', 'An event is not JSON'],
    ['what it did not sign', event({ ...SIGNED, payload: ANOTHERS.payload }), 'does not verify'],
  ])('follows no stream that gives %s', async (_name, text, reason) => {
    gateway.script = [streams(text, 'stays open')]
    const refusal = await refused(all(client.followNotices()))
    expect(refusal).toMatchObject({ code: 'EVIDENCE_INVALID', message: expect.stringContaining(reason) })
    expect(gateway.requests).toHaveLength(1)
  })

  test('does not follow where it is nobody', async () => {
    gateway.script = [(reply) => reply.writeHead(401).end()]
    expect((await refused(all(client.followNotices()))).status).toBe(401)
  })

  test('ends to follow when it is closed, which does not wait for that', async () => {
    const closing = gateway.open({})
    gateway.script = [streams(event(SIGNED), 'stays open')]
    const following = closing.followNotices()
    expect((await following.next()).done).toBe(false)
    const next = following.next()
    await closing.close()
    expect(await next).toEqual({ done: true, value: undefined })
    expect(await closing.followNotices().next()).toEqual({ done: true, value: undefined })
  })

  test('finds the newest answer by ids alone, each of which follows the one before', async () => {
    const { answer, signed } = ASKED
    const id = '018f0000-0000-7000-8000-000000000000'
    const other = { ...answer, verification: id }
    const later = (follows?: string) =>
      signedAnswer(parties, {
        answer: () => ({ ...other, ...(follows !== undefined && { follows }) }),
        record: (record) => ({ ...record, verification: id }),
      })
    const view = (file: unknown, next?: string) =>
      says({ signed: file, links: { ...(next !== undefined && { next }) } })
    gateway.script = [view(signed, `/v1/verifications/${id}`), hangsUp, view(later(answer.verification))]
    expect((await client.newestAnswer(answer.verification)).statement.verification).toBe(id)
    expect(gateway.requests.at(-1)).toBe(`GET /v1/verifications/${id}`)
    gateway.script = [view(signed, `/v1/verifications/${id}`), view(later())]
    expect((await refused(client.newestAnswer(answer.verification))).message).toBe(
      'The answer does not follow the one before.',
    )
    for (const next of [`https://localhost/v1/verifications/${id}`, '/v1/verifications/..', '/v1/log/key']) {
      gateway.script = [view(signed, next)]
      expect((await refused(client.newestAnswer(answer.verification))).message).toBe(
        'The reply names a next answer that is none.',
      )
    }
  })
})

describe('the receiver of notices', () => {
  const trust = { vkeys: [parties.log.vkey] }
  const body = (signed: object): Uint8Array => Buffer.from(JSON.stringify(signed))

  test('believes what verifies, whoever sent it', () => {
    const { statement, checked, record } = readNotice(body(SIGNED), { trust, agency: 'cn-clearance' })
    expect([statement, checked, record.index.toString()]).toEqual([NOTICE, 'valid', PLACE])
  })

  test.each([
    ['to somebody else', ANOTHERS, /told to cn-bank and not to cn-clearance/],
    ['no notice', ASKED.signed, /The statement is of another kind/],
    ['changed on its way', { ...SIGNED, payload: ANOTHERS.payload }, /does not verify/],
    ['no signed file', {}, /does not verify/],
  ])('does not believe what is %s', (_name, signed, message) => {
    expect(() => readNotice(body(signed), { trust, agency: 'cn-clearance' })).toThrow(message)
  })
})
