import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { readNotice } from '../../src/client/read-notice.ts'
import type { Signed } from '../../src/client/signed.ts'
import type { Noticed } from '../../src/ledger/service.ts'
import { asObject, objectsAt } from '../../src/model/json-access.ts'
import type { Notice } from '../../src/model/generated/verification/notice.ts'
import type { JsonObject, JsonValue } from '../../src/model/json.ts'
import type { Trip } from '../../src/sandbox/samples.ts'
import { signedNotice, noticeIn } from '../evidence/statement-fixture.ts'
import { collected } from '../harness/collected.ts'
import { DATABASES } from '../harness/databases.ts'
import { openNoticeReceiver, type NoticeReceiver } from '../harness/notice-receiver.ts'
import { cancelled, formE, numberOf } from '../harness/origin.ts'
import { useGateway } from '../harness/use-gateway.ts'
import { QUESTION } from '../ledger/facts.ts'
import { requestOf, kilograms } from '../ledger/write-off-desk.ts'
import { expectDescribed } from './described.ts'
import { type EventReader, readEvents } from './event-reader.ts'
import { agentOf, ask, type Door, kz, mn, openPartnerDoor } from './harness.ts'
import { parties } from './questions.ts'

const AGENCY = 'cn-clearance'
const PATIENCE_MS = 60_000
/** Longer than the longest pause before a notice is sent again. */
const PAUSES_MS = 3 * 3_600_000

describe.each(DATABASES)('an agency whose answers fell, on the %s database,', (kind) => {
  let receiver: NoticeReceiver
  beforeAll(async () => {
    receiver = await openNoticeReceiver()
  })
  afterAll(() => receiver.close())
  const address = () =>
    `notices: { url: 'https://localhost:${receiver.port}/notices', authority: sandbox-ca.crt, timeout: 5s }\nagreement:\n  maxAttempts: 3\n`
  const site = useGateway(kind, {
    agreement: (text, partner) => (partner === AGENCY ? text.replace('agreement:\n', address()) : text),
  })
  beforeEach(async () => {
    receiver.trust(site())
    for (const limit = Date.now() + PATIENCE_MS; !(await pushes()).includes('khorgos_notice_pushes 0');) {
      if (Date.now() > limit) throw new Error('notices of the test before are still to be sent')
      await sleep(50)
    }
    receiver.received.splice(0)
    receiver.replies.splice(0)
  })

  /** A certificate that was asked about, and then taken back. */
  const fallen = async () => {
    const { trip } = site()
    const first = trip()
    const form = formE(first)
    await submit(form)
    const number = numberOf(form)
    const { statement } = await site()
      .agency(AGENCY)
      .ask({ ...QUESTION, number })
    const told = { id: statement.verification }
    return { number, told, fall: () => submit(cancelled(formE(again(first)))) }
  }
  const again = (trip: Trip): Trip => ({ ...site().trip(), at: trip.at })
  const submit = async (form: string): Promise<void> => {
    const sent = await site().sender('la-customs').submit(form)
    if (sent.code !== undefined) throw new Error(JSON.stringify(sent.code))
  }
  const get = async (path: string, agency = AGENCY): Promise<JsonObject> => {
    const { status, bytes } = await site().sender(agency).client().get(path)
    const body: JsonValue = JSON.parse(Buffer.from(bytes).toString('utf8'))
    if (status !== 200) throw new Error(`${path}: ${status} ${JSON.stringify(body)}`)
    return asObject(body) ?? {}
  }
  const isAbout =
    (id: string) =>
    ({ statement: { about } }: Signed<Notice>): boolean =>
      about.verification === id || about.writeOff === id
  const noticesAbout = async (id: string): Promise<Signed<Notice>[]> =>
    (await collected(site().agency(AGENCY).notices())).filter(isAbout(id))
  const untilNoticed = async (id: string): Promise<Signed<Notice>> => {
    const signal = AbortSignal.timeout(PATIENCE_MS)
    for await (const notice of site().agency(AGENCY).followNotices({ signal }))
      if (isAbout(id)(notice)) return notice
    throw new Error(`no notice about ${id} came`)
  }
  const untilReceived = async (count: number): Promise<void> => {
    const limit = Date.now() + PATIENCE_MS
    while (receiver.received.length < count) {
      if (Date.now() > limit) throw new Error(`${receiver.received.length} of ${count} were received`)
      await sleep(50)
    }
  }
  const pushes = async (): Promise<string> => {
    const reply = await fetch(`${site().gateway.publicUrl}/metrics`)
    return (await reply.text())
      .split('\n')
      .filter((line) => line.startsWith('khorgos_notice_push'))
      .join('\n')
  }

  test('finds the signed notice in its list and beside its answer, which stays as it was', async () => {
    const { told, fall } = await fallen()
    const before = await get(`/v1/verifications/${told.id}`)
    expect(before).not.toHaveProperty('notices')
    await fall()
    const { checked, statement, file, record } = await untilNoticed(told.id)
    const index = record.index.toString()
    expect([checked, statement]).toMatchObject([
      'valid',
      { to: AGENCY, about: { verification: told.id }, kind: 'recalled', reason: 'CANCELLED' },
    ])
    const { notices, ...rest } = await get(`/v1/verifications/${told.id}`)
    expect(rest).toEqual(before)
    const self = `/v1/notices/${statement.notice}`
    expect(notices).toMatchObject([{ notice: statement.notice, reason: 'CANCELLED', links: { self } }])
    const view = await get(self)
    expect(view).toMatchObject({ index, statement, signed: JSON.parse(Buffer.from(file).toString('utf8')) })
    expect(objectsAt(await get(`/v1/notices?after=${BigInt(index) - 1n}&limit=1`), 'notices')).toEqual([view])
    const { status } = await site().sender('cn-bank').client().get(self)
    expect(status).toBe(404)
  })

  test('finds it beside its write-off too', async () => {
    const { number, fall } = await fallen()
    const request = requestOf(`W-${number}`, { number, lines: [kilograms('1')] })
    const id = (await site().agency(AGENCY).writeOff(request)).statement.writeOff
    const before = await get(`/v1/write-offs/${id}`)
    expect(before).not.toHaveProperty('notices')
    await fall()
    const { statement } = await untilNoticed(id)
    const { notices, ...rest } = await get(`/v1/write-offs/${id}`)
    expect(rest).toEqual(before)
    expect(notices).toMatchObject([{ notice: statement.notice, kind: 'recalled', reason: 'CANCELLED' }])
  })

  test('is sent it as a signed file, again until it takes it, and never after that', async () => {
    receiver.replies.push(503, 400)
    const { told, fall } = await fallen()
    await fall()
    const notice = await untilNoticed(told.id)
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      await untilReceived(attempt)
      site().clock.advance(PAUSES_MS)
    }
    for (const each of receiver.received) {
      expect(each).toMatchObject({
        mediaType: 'application/jose+json',
        idempotencyKey: `"${notice.statement.notice}"`,
        client: 'Khorgos gateway',
      })
      expect(readNotice(each.body, { trust: site().trust, agency: AGENCY })).toEqual(notice)
    }
    await sleep(2_500)
    expect(receiver.received).toHaveLength(3)
    expect(await pushes()).toMatch(/_total\{agency="cn-clearance",outcome="taken"\} [1-9]/)
  })

  test('is sent it no more when all attempts were in vain, which is told, and finds it all the same', async () => {
    receiver.replies.push(...Array.from({ length: 10 }, () => 500))
    const { told, fall } = await fallen()
    await fall()
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      await untilReceived(attempt)
      site().clock.advance(PAUSES_MS)
    }
    await sleep(2_500)
    expect(receiver.received).toHaveLength(3)
    expect(await pushes()).toMatch(/_total\{agency="cn-clearance",outcome="given-up"\} 1/)
    expect(await noticesAbout(told.id)).toHaveLength(1)
    // Said in the log, at a level that this gateway does not write.
    expect(await pushes()).toContain('khorgos_notice_pushes 0')
  })

  test('reads it from a stream when it is made, and what it missed when it comes back', async () => {
    const agency = site().agency(AGENCY)
    const after = (await collected(agency.notices())).at(-1)?.statement.ledger.size
    const place = after === undefined ? {} : { after }
    const [one, two] = [await fallen(), await fallen()]
    const stream = agency.followNotices(place)
    const first = stream.next()
    await one.fall()
    const { statement } = (await first).value ?? {}
    expect(statement).toMatchObject({ about: { verification: one.told.id }, reason: 'CANCELLED' })
    await stream.return()
    await two.fall()
    const missed = await untilNoticed(two.told.id)
    const { hostname: host, port } = new URL(site().gateway.partnerUrl)
    const back = await readEvents({
      host,
      port,
      path: '/v1/notices',
      cert: site().pem(`${AGENCY}.tls.crt`),
      key: site().pem(`${AGENCY}.tls.key`),
      ca: site().pem('sandbox-ca.crt'),
      headers: { 'last-event-id': statement?.ledger.size ?? '' },
    })
    await back.until(1)
    expect(back).toMatchObject({ status: 200, mediaType: 'text/event-stream' })
    const view = await get(`/v1/notices/${missed.statement.notice}`)
    expect(back.events).toEqual([{ id: missed.statement.ledger.size, event: 'notice', data: view }])
    // What is open when the gateway stops is ended, not cut, and it does not wait for the reader.
    await site().restart()
    expect(await back.ended).toBe(true)
  })

  test('leaves a log in which everything fits', async () => {
    expect((await site().gateway.log.fsck(() => undefined)).problems).toEqual([])
  })
})

describe('the door of notices', () => {
  const TIMES = { lookMs: 10, keepAliveMs: 30 }
  let door: Door
  beforeEach(async () => {
    door = await openPartnerDoor({ streamTimes: TIMES })
  })
  afterEach(() => door.app.close())

  const NOTICE = noticeIn(parties)
  const SIGNED = signedNotice(parties)
  const tell = (count: number, to = 'kz-customs'): void => {
    const from = door.ledger.told.length
    for (let at = from; at < from + count; at += 1) {
      const noticed: Noticed = { index: BigInt(100 + at), notice: { ...NOTICE, to }, signed: SIGNED }
      door.ledger.told.push(noticed)
    }
  }
  const stream = (headers: Record<string, string> = {}, query = '', as = kz): Promise<EventReader> =>
    readEvents({
      host: '127.0.0.1',
      port: door.port,
      path: `/v1/notices${query}`,
      agent: agentOf(as),
      headers,
    })
  const indexes = (body: unknown): unknown =>
    typeof body === 'object' && body !== null && 'notices' in body && Array.isArray(body.notices)
      ? body.notices.map((each: { index: string }) => each.index)
      : body

  test('lists page by page, as it is described', async () => {
    tell(5)
    const first = await ask(door.port, '/v1/notices?limit=3')
    expectDescribed('/v1/notices', 'get', first)
    expect(indexes(first.json)).toEqual(['100', '101', '102'])
    expect(first.json).toMatchObject({ next: '102' })
    const second = await ask(door.port, '/v1/notices?after=102&limit=3')
    expect(indexes(second.json)).toEqual(['103', '104'])
    const third = await ask(door.port, '/v1/notices?after=104')
    expect(third.json).toEqual({ notices: [], next: '104' })
    const none = await ask(door.port, '/v1/notices', { as: mn })
    expect(none.json).toEqual({ notices: [] })
  })

  test('gives one notice, as JSON or as its signed file, as it is described', async () => {
    tell(1)
    const path = `/v1/notices/${NOTICE.notice}`
    const read = await ask(door.port, path)
    expectDescribed('/v1/notices/{notice}', 'get', read)
    const file = await ask(door.port, path, { headers: { accept: 'application/jose+json' } })
    expect(file.headers['content-type']).toBe('application/jose+json')
    expect(JSON.parse(file.text)).toEqual(JSON.parse(JSON.stringify(SIGNED)))
    expect((await ask(door.port, path, { as: mn })).status).toBe(404)
  })

  test.each([
    '?after=-1',
    '?after=01',
    '?after=x',
    '?limit=0',
    '?limit=101',
    '?limit=1e1',
    '?after=99999999999999999999',
    '?after=9223372036854775808',
  ])('takes no %s', async (query) => {
    const { status, json } = await ask(door.port, `/v1/notices${query}`)
    expect([status, json]).toMatchObject([400, { code: 'REQUEST_INVALID' }])
  })

  test('streams those behind the last event that was seen, then each as it comes, and stays alive', async () => {
    tell(60)
    const reader = await stream({ 'last-event-id': '101' }, '?after=150')
    await reader.until(58)
    tell(2)
    await reader.until(60)
    expect(reader.events.map(({ id }) => id)).toEqual(Array.from({ length: 60 }, (_, at) => String(102 + at)))
    while (!reader.comments.includes('still here')) await sleep(10)
    reader.hangUp()
  })

  test('does not take a place in the stream that it never gave', async () => {
    for (const last of ['-1', 'x', '1 or 1=1', '99999999999999999999']) {
      const headers = { accept: 'text/event-stream', 'last-event-id': last }
      expect((await ask(door.port, '/v1/notices', { headers })).status).toBe(400)
    }
  })

  test('opens no more streams of one agency than it says, and one more when one has ended', async () => {
    const open = [await stream(), await stream(), await stream(), await stream()]
    expect((await stream()).status).toBe(503)
    expect((await stream({}, '', mn)).status).toBe(200)
    open[0]?.hangUp()
    for (const limit = Date.now() + 10_000; Date.now() < limit; await sleep(20)) {
      const next = await stream()
      if (next.status === 200) return
    }
    throw new Error('no stream could be opened again')
  })

  test('ends its streams when it closes', async () => {
    const reader = await stream()
    await door.app.close()
    expect(await reader.ended).toBe(true)
  })

  test('sends no stream to who asks for the head alone', async () => {
    const path = '/v1/notices'
    const { status, mediaType } = await readEvents({
      host: '127.0.0.1',
      port: door.port,
      path,
      method: 'HEAD',
      agent: agentOf(kz),
    })
    expect(status).toBe(200)
    expect(mediaType).toContain('application/json')
  })
})
