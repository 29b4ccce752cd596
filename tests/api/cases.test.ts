import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseReceipt } from '../../src/evidence/receipt.ts'
import { recordIn } from '../../src/evidence/record-reader.ts'
import { writeMessage } from '../../src/formats/message.ts'
import { newTrip } from '../../src/sandbox/samples.ts'
import { signEnveloped } from '../../src/trust/xmldsig-sign.ts'
import { claims, sign } from '../access/issuer.ts'
import { openPeopleGateway, type PeopleGateway } from '../access/people-gateway.ts'
import { controlNumbers, erenhotChecklist } from '../harness/control.ts'
import { conforms, expectDescribed, object } from './described.ts'
import { type EventReader, readEvents } from './event-reader.ts'
import type { Reply } from './harness.ts'
import { JSON_HEADERS } from './questions.ts'
import { issuable, mongolianCode, truck } from '../workflows/checklist/truck.ts'

/** Officers of Erenhot and elsewhere at a whole gateway, with Mongolia's customs on the other side. */

const PATIENCE_MS = 60_000
const DAY_MS = 86_400_000
/** Records of a tile (C2SP tlog-tiles). */
const TILE = 256

let open: PeopleGateway
let officer: string
let ahead = 0
let trips = 0

beforeAll(async () => {
  open = await openPeopleGateway()
  open.site.mn.connect(open.gateway().partnerUrl)
  officer = await tokenOf()
}, 240_000)
afterAll(() => open.close())

/** Of the exit officer of Erenhot, unless the changes say otherwise. */
function tokenOf(changes: Record<string, unknown> = {}): Promise<string> {
  const now = Math.floor((Date.now() + ahead) / 1000)
  return sign(open.key, claims(open.issuer.url, { iat: now, exp: now + 900, ...changes }))
}
const get = (path: string, token: string | undefined = officer): Promise<Reply> => open.come(path, token)
const post = (path: string, body: unknown, token: string | undefined = officer): Promise<Reply> =>
  open.come(path, token, {
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: JSON_HEADERS,
  })
const codeOf = ({ json }: Reply): unknown => object(json)['code']
const listed = (json: unknown, name: string): Record<string, unknown>[] => {
  const value = object(json)[name]
  return Array.isArray(value) ? value.map(object) : []
}

interface Opened {
  readonly id: string
  readonly key: string
  readonly task: Record<string, unknown>
}

/** Sends a checklist of Erenhot, and waits for its task. */
async function checklist(): Promise<Opened> {
  const numbers = controlNumbers(
    newTrip('T0', new Date(Date.now() + (trips += 1) * 1000)),
    'C',
    'CN-0705-2026-000871',
  )
  const sent = await open.site.sender('cn-border').submit(erenhotChecklist(numbers))
  expect(sent).toMatchObject({ status: 201 })
  const task = await eventually(async () =>
    listed((await get('/v1/tasks?limit=100')).json, 'tasks').find(({ key }) => key === numbers.checklist),
  )
  return { id: String(task['case']), key: numbers.checklist, task }
}

async function eventually<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (const limit = Date.now() + PATIENCE_MS; ; await sleep(50)) {
    const seen = await look()
    if (seen !== undefined) return seen
    if (Date.now() > limit) throw new Error('it did not happen')
  }
}

const confirming = (changes: Record<string, unknown> = {}): Record<string, unknown> => ({
  id: randomUUID(),
  event: 'confirmed',
  revision: 1,
  data: { resultCode: 'conforming' },
  ...changes,
})

/** Records of refused acts of a case, or of one that was to open a case, by their codes. */
async function refusals(id: string): Promise<string[]> {
  const { log } = open.gateway()
  const size = Number((await log.checkpoint()).split('\n')[1])
  const tiles = Array.from({ length: Math.ceil(size / TILE) }, (_, tile) =>
    log.entries(BigInt(tile), Math.min(TILE, size - tile * TILE)),
  )
  const text = (await Promise.all(tiles)).map((bytes) => Buffer.from(bytes ?? []).toString('latin1')).join('')
  const refused =
    /(?:"act":"([0-9a-f-]+)",)?"at":"[^"]*",(?:"case":"([0-9a-f-]+)",)?"code":"([A-Z_]+)","kind":"act-refused"/g
  return [...text.matchAll(refused)].flatMap(([, act, of, code = '']) => ((act ?? of) === id ? [code] : []))
}

describe('an officer', () => {
  test('sees the task of a load, lets it leave, and sees it released on the other side', async () => {
    const { mn, formats, signingKey } = open.site
    const { id, key, task } = await checklist()
    expectDescribed('/v1/tasks', 'get', await get('/v1/tasks'))
    expect(task).toMatchObject({
      workflow: 'joint-supervision-exit',
      office: '0705',
      state: 'issued',
      revision: 1,
      task: 'confirm',
      role: 'exit-officer',
      acts: ['confirmed'],
      links: { case: `/v1/cases/${id}` },
    })
    const view = await get(`/v1/cases/${id}`)
    expectDescribed('/v1/cases/{case}', 'get', view)
    expect(view.json).toMatchObject({ key, state: 'issued' })
    const may = listed(view.json, 'acts').map(({ event }) => event)
    expect(new Set(may)).toEqual(new Set(['amended-by-hand', 'confirmed', 'joined']))

    const before = mn.book.effects.length
    const done = await post(`/v1/cases/${id}/acts`, confirming())
    expectDescribed('/v1/cases/{case}/acts', 'post', done)
    expect([done.status, done.json]).toMatchObject([
      200,
      { revision: 2, repeated: false, case: { state: 'under-way', revision: 2 } },
    ])
    // Its counterpart there gets the list with the confirmation.
    await eventually(() => Promise.resolve(mn.book.effects[before]))
    const events = await get(`/v1/cases/${id}/events`)
    expectDescribed('/v1/cases/{case}/events', 'get', events)
    expect(listed(events.json, 'events')).toMatchObject([
      { revision: 1, event: 'issued', recorded: { cause: { record: expect.stringMatching(/^\d+$/) } } },
      {
        revision: 2,
        event: 'confirmed',
        recorded: {
          cause: { by: { person: 'b7a1f0c2', name: 'Wang Li', role: 'exit-officer', office: '0705' } },
          effects: [
            {
              kind: 'send',
              args: {
                content: { id: key, confirmations: [{ resultCode: 'conforming', office: { id: '0705' } }] },
              },
            },
          ],
        },
      },
    ])

    const response = {
      functionalReferenceId: mn.book.effects[before]?.messageId ?? '',
      typeCode: 'MTDE02',
      level: 'decision',
      outcome: 'accepted',
      declaration: { id: key },
      status: { statusCode: 'released', statusDescription: 'Шийдвэр' },
    }
    const values = { senderId: 'MNCUSTOMS0001', receiverId: '0705KHORGOS01_DXPESW0000000001' }
    const { text } = writeMessage(formats.byId('cn-mtrp01-r1'), { response }, { now: new Date(), values })
    const { bytes } = signEnveloped(Buffer.from(text), signingKey('mn-customs'))
    expect(await mn.client().post('/v1/acknowledgements', bytes)).toMatchObject({ status: 200 })
    const ended = await eventually(async () => {
      const { json } = await get(`/v1/cases/${id}`)
      return object(json)['outcome'] === undefined ? undefined : object(json)
    })
    expect(ended).toMatchObject({ state: 'released', outcome: 'released', data: { decision: 'released' } })

    const closed = await get(`/v1/cases?workflow=joint-supervision-exit&key=${key}&state=closed`)
    expectDescribed('/v1/cases', 'get', closed)
    expect(listed(closed.json, 'cases')).toMatchObject([{ case: id, outcome: 'released' }])
    expect(listed((await get(`/v1/cases?key=${key}&state=open`)).json, 'cases')).toEqual([])
  })

  test('gets the same answer and the same receipt for the same act, however often it comes', async () => {
    const { id } = await checklist()
    const act = confirming()
    const [first, second] = [await post(`/v1/cases/${id}/acts`, act), await post(`/v1/cases/${id}/acts`, act)]
    expect([first.status, second.status]).toEqual([200, 200])
    expect(object(second.json)).toEqual({ ...object(first.json), repeated: true })
    expect(object(first.json)['receipt']).toMatch(/^c2sp\.org\/tlog-proof@v1\n/)
    expect(listed((await get(`/v1/cases/${id}/events`)).json, 'events')).toHaveLength(2)
    expect(await refusals(id)).toEqual([])
  })

  test('reads tasks, cases and events page by page, and misses none', async () => {
    const made = [await checklist(), await checklist(), await checklist()].map(({ id }) => id)
    const seen: unknown[] = []
    for (let after = ''; ;) {
      const { json } = await get(`/v1/tasks?limit=2${after}`)
      seen.push(...listed(json, 'tasks').map(({ case: id }) => id))
      const { next } = object(json)
      if (typeof next !== 'string') break
      after = `&after=${encodeURIComponent(next)}`
    }
    expect(new Set(seen).size).toBe(seen.length)
    expect(seen).toEqual(expect.arrayContaining(made))
    const first = await get('/v1/cases?limit=2')
    expect(listed(first.json, 'cases').map(({ case: id }) => id)).toEqual([made[2], made[1]])
    const second = await get(`/v1/cases?limit=1&before=${String(object(first.json)['next'])}`)
    expect(listed(second.json, 'cases').map(({ case: id }) => id)).toEqual([made[0]])
    await post(`/v1/cases/${made[0]}/acts`, confirming())
    const one = await get(`/v1/cases/${made[0]}/events?limit=1`)
    expect(object(one.json)['next']).toBe(1)
    const rest = await get(`/v1/cases/${made[0]}/events?after=1`)
    expect(listed(rest.json, 'events')).toMatchObject([{ event: 'confirmed' }])
    for (const query of ['tasks?limit=0', 'tasks?after=x', 'cases?state=odd', 'cases?before=1', 'tasks?x=1'])
      expect([query, (await get(`/v1/${query}`)).status]).toEqual([query, 400])
    expect((await get(`/v1/tasks?after=2026-99-99T00:00:00.000Z~${made[0]}~confirm`)).json).toMatchObject({
      code: 'REQUEST_INVALID',
    })
  })

  test('finds nothing of other offices and other roles', async () => {
    const { id, key } = await checklist()
    const elsewhere = await tokenOf({ offices: ['9412'], roles: ['exit-officer', 'supervisor'] })
    expect(listed((await get('/v1/tasks', elsewhere)).json, 'tasks')).toEqual([])
    expect(listed((await get(`/v1/cases?key=${key}`, elsewhere)).json, 'cases')).toEqual([])
    for (const path of [`/v1/cases/${id}`, `/v1/cases/${id}/events`]) {
      const reply = await get(path, elsewhere)
      expect([reply.status, codeOf(reply)]).toEqual([404, 'CASE_UNKNOWN'])
    }
    const analyst = await tokenOf({ roles: ['analyst'] })
    expect(listed((await get('/v1/tasks', analyst)).json, 'tasks')).toEqual([])
    expect((await get(`/v1/cases/${id}`, analyst)).json).toMatchObject({ acts: [] })
    expect(listed((await get('/v1/tasks?office=9412')).json, 'tasks')).toEqual([])
  })
})

describe('a bad act is refused, the case untouched, the attempt on record:', () => {
  let load: Opened
  beforeAll(async () => {
    load = await checklist()
  })

  const cases: readonly [
    what: string,
    status: number,
    code: string,
    act: Record<string, unknown>,
    token?: Record<string, unknown>,
  ][] = [
    ['by another role', 403, 'ACT_FORBIDDEN', {}, { roles: ['entry-officer'] }],
    ['on a revision that is none', 409, 'CASE_MOVED', { revision: 9 }],
    ['that nobody knows', 422, 'ACT_UNKNOWN', { event: 'painted' }],
    ['that is a deadline', 422, 'ACT_UNKNOWN', { event: 'overdue' }],
    ['that its state does not know', 409, 'ACT_UNFIT', { event: 'traced', data: { reason: 'Asked.' } }],
    ['that states what is in no list', 422, 'ACT_INVALID', { data: { resultCode: 'splendid' } }],
    ['that states what it may not', 422, 'ACT_INVALID', { data: { resultCode: 'conforming', more: 1 } }],
    ['that states nothing', 422, 'ACT_INVALID', { data: {} }],
  ]
  test.each(cases)('%s', async (_what, status, code, changes, token) => {
    const before = await refusals(load.id)
    const reply = await post(
      `/v1/cases/${load.id}/acts`,
      confirming(changes),
      token === undefined ? officer : await tokenOf(token),
    )
    expect([reply.status, codeOf(reply)]).toEqual([status, code])
    expectDescribed('/v1/cases/{case}/acts', 'post', reply)
    expect(reply.json).toMatchObject({
      case: load.id,
      receipt: expect.stringMatching(/^c2sp\.org\/tlog-proof@v1\n/),
      ...(code === 'ACT_INVALID' && { place: { path: expect.stringMatching(/^\/data/) } }),
    })
    expect(await refusals(load.id)).toEqual([...before, code])
    expect((await get(`/v1/cases/${load.id}`)).json).toMatchObject({ revision: 1, state: 'issued' })
  })

  test('at another office, to whom the case is none', async () => {
    const before = await refusals(load.id)
    const reply = await post(`/v1/cases/${load.id}/acts`, confirming(), await tokenOf({ offices: ['9412'] }))
    expect([reply.status, codeOf(reply)]).toEqual([404, 'CASE_UNKNOWN'])
    expectDescribed('/v1/cases/{case}/acts', 'post', reply)
    expect(reply.json).not.toHaveProperty('receipt')
    expect(await refusals(load.id)).toEqual([...before, 'ACT_FORBIDDEN'])
    expect((await get(`/v1/cases/${load.id}`)).json).toMatchObject({ revision: 1 })
  })

  test('under the id of another act, and on what has moved on since', async () => {
    const { id } = await checklist()
    const act = confirming()
    expect((await post(`/v1/cases/${id}/acts`, act)).status).toBe(200)
    const reused = await post(`/v1/cases/${id}/acts`, { ...act, data: { resultCode: 'differing' } })
    expect([reused.status, codeOf(reused)]).toEqual([409, 'ACT_ID_REUSED'])
    const stale = await post(`/v1/cases/${id}/acts`, confirming())
    expect([stale.status, codeOf(stale)]).toEqual([409, 'CASE_MOVED'])
    expect(await refusals(id)).toEqual(['ACT_ID_REUSED', 'CASE_MOVED'])
    expect((await get(`/v1/cases/${id}`)).json).toMatchObject({ revision: 2 })
  })

  test('when its time is over', async () => {
    const { id } = await checklist()
    open.ahead((ahead = 20 * DAY_MS))
    try {
      const late = await post(`/v1/cases/${id}/acts`, confirming(), await tokenOf())
      expect([late.status, codeOf(late)]).toEqual([409, 'ACT_LATE'])
      expect(await refusals(id)).toEqual(['ACT_LATE'])
    } finally {
      open.ahead((ahead = 0))
    }
  })
})

describe('what is no act leaves no trace in a case:', () => {
  test.each([
    ['no JSON', '{', 'JSON_MALFORMED', 400],
    ['a name twice', '{"id":"a","id":"b"}', 'JSON_MALFORMED', 400],
    ['an id that is no UUID', JSON.stringify(confirming({ id: 'mine' })), 'REQUEST_INVALID', 400],
    ['a revision in quotes', JSON.stringify(confirming({ revision: '1' })), 'REQUEST_INVALID', 400],
    ['data that are a list', JSON.stringify(confirming({ data: [] })), 'REQUEST_INVALID', 400],
    ['a member that nobody knows', JSON.stringify(confirming({ more: 1 })), 'REQUEST_INVALID', 400],
    ['too much', `{"x":"${'x'.repeat(1_100_000)}"}`, 'MESSAGE_TOO_LARGE', 413],
  ])('%s', async (_what, body, code, status) => {
    const { task } = (known ??= await checklist())
    const reply = await post(`/v1/cases/${String(task['case'])}/acts`, body)
    expect([reply.status, codeOf(reply)]).toEqual([status, code])
    expectDescribed('/v1/cases/{case}/acts', 'post', reply)
    expect(await refusals(String(task['case']))).toEqual([])
  })
  let known: Opened | undefined

  test('a case that there is not', async () => {
    const reply = await post(`/v1/cases/${randomUUID()}/acts`, confirming())
    expect([reply.status, codeOf(reply)]).toEqual([404, 'CASE_UNKNOWN'])
    expect((await get('/v1/cases/odd')).status).toBe(400)
  })

  test('no token, and one that has expired', async () => {
    const path = `/v1/cases/${randomUUID()}/acts`
    const none = await open.come(path, undefined, { body: '{}', headers: JSON_HEADERS })
    expect([none.status, codeOf(none)]).toEqual([401, 'AUTH_MISSING'])
    const old = await post(path, confirming(), await tokenOf({ iat: 1_700_000_000, exp: 1_700_003_600 }))
    expect([old.status, codeOf(old)]).toEqual([401, 'AUTH_EXPIRED'])
  })
})

describe('a case that an officer opens', () => {
  const opening = (changes: Record<string, unknown> = {}): Record<string, unknown> => ({
    workflow: 'joint-supervision-entry',
    key: 'M26120100077',
    office: '0705',
    id: randomUUID(),
    event: 'presented',
    data: { code: code() },
    ...changes,
  })
  const code = (number = 'M26120100077', at = Date.now() + ahead, by = 'mn-customs'): string =>
    mongolianCode(open.site.signingKey(by), number, new Date(at))
  const entry = (): Promise<string> => tokenOf({ roles: ['entry-officer'] })

  test.each([
    ['in no workflow', { workflow: 'joint-painting' }, 404, 'WORKFLOW_UNKNOWN'],
    ['by an act that opens none', { event: 'released', data: { reason: 'x' } }, 404, 'CASE_UNKNOWN'],
    ['that states something else', { data: { colour: 'red' } }, 422, 'ACT_INVALID'],
    ['at another office', { office: '9412' }, 403, 'ACT_FORBIDDEN'],
  ])('is none %s, and the attempt is on record', async (_what, changes, status, refusal) => {
    const body = opening(changes)
    const reply = await post('/v1/cases', body, await entry())
    expect([reply.status, codeOf(reply)]).toEqual([status, refusal])
    await expectOnRecord(body, reply, refusal)
  })

  test.each([
    ['that is none', () => 'no code of ours', 'PRESENTATION_INVALID'],
    ['of another list', () => code('M26120100078'), 'PRESENTATION_FOREIGN'],
    ['that is over', () => code(undefined, Date.now() + ahead - 2 * DAY_MS), 'PRESENTATION_EXPIRED'],
    ['that somebody else has signed', () => code(undefined, undefined, 'cn-border'), 'SIGNER_UNKNOWN'],
  ])('is none by a code %s, and the attempt is on record', async (_what, shown, refusal) => {
    const body = opening({ data: { code: shown() } })
    const reply = await post('/v1/cases', body, await entry())
    expect([reply.status, codeOf(reply)]).toEqual([422, refusal])
    await expectOnRecord(body, reply, refusal)
  })

  async function expectOnRecord(
    body: Readonly<Record<string, unknown>>,
    reply: Reply,
    refusal: string,
  ): Promise<void> {
    expectDescribed('/v1/cases', 'post', reply)
    const receipt = parseReceipt(String(object(reply.json)['receipt']))
    expect(recordIn(receipt.record)).toMatchObject({ kind: 'act-refused', act: body['id'], code: refusal })
    expect(await refusals(String(body['id']))).toEqual([refusal])
    const { json } = await get(`/v1/cases?key=${String(body['key'])}`, await entry())
    expect(listed(json, 'cases')).toEqual([])
  }

  test('is none by what is no act, which leaves no trace', async () => {
    const body = opening({ key: '' })
    const reply = await post('/v1/cases', body, await entry())
    expect([reply.status, codeOf(reply)]).toEqual([400, 'REQUEST_INVALID'])
    expect(await refusals(String(body['id']))).toEqual([])
  })

  test('is there once, and told again to who opened it', async () => {
    const token = await entry()
    const body = opening()
    const first = await post('/v1/cases', body, token)
    expect([first.status, codeOf(first)]).toEqual([201, undefined])
    expectDescribed('/v1/cases', 'post', first)
    const view = object(object(first.json)['case'])
    expect(first.headers['location']).toBe(`/v1/cases/${String(view['case'])}`)
    expect(view).toMatchObject({ key: body['key'], office: '0705', revision: 1 })
    const again = await post('/v1/cases', body, token)
    expect([again.status, again.json]).toMatchObject([200, { repeated: true, revision: 1 }])
    const other = await post('/v1/cases', { ...body, id: randomUUID() }, token)
    expect([other.status, codeOf(other)]).toEqual([409, 'CASE_EXISTS'])
    expect(await refusals(String(view['case']))).toEqual(['CASE_EXISTS'])
  })
})

describe('a load checklist that an officer issues', () => {
  const issuing = (changes: Record<string, unknown> = {}): Record<string, unknown> => ({
    workflow: 'joint-supervision-exit',
    office: '0705',
    id: randomUUID(),
    event: 'issued-by-hand',
    data: { checklist: issuable },
    ...changes,
  })

  const { exitDateTime: _exit, ...unread } = issuable

  test('has its number, and is confirmed like any other', async () => {
    const body = issuing()
    const first = await post('/v1/cases', body)
    expect([first.status, codeOf(first)]).toEqual([201, undefined])
    expectDescribed('/v1/cases', 'post', first)
    const view = object(object(first.json)['case'])
    expect(view).toMatchObject({
      key: expect.stringMatching(/^C[0-9]{2}0705[0-9]{5}$/),
      office: '0705',
      state: 'issued',
      data: {
        crossing: 'CNERC-MNZUU',
        checklist: { id: view['key'], functionCode: '9', exitCountryCode: 'CN', entryCountryCode: 'MN' },
      },
    })
    const again = await post('/v1/cases', body)
    expect([again.status, again.json]).toMatchObject([
      200,
      { repeated: true, revision: 1, case: { key: view['key'] }, receipt: object(first.json)['receipt'] },
    ])
    const next = await post('/v1/cases', issuing())
    const serialOf = (key: unknown): number => Number(String(key).slice(-5))
    expect(serialOf(object(object(next.json)['case'])['key'])).toBe(serialOf(view['key']) + 1)
    const done = await post(`/v1/cases/${String(view['case'])}/acts`, confirming())
    expect([done.status, object(done.json)['case']]).toMatchObject([200, { state: 'under-way' }])
  })

  test.each([
    ['with another role', {}, { roles: ['entry-officer'] }, 403, 'ACT_FORBIDDEN'],
    ['at another office', { office: '0708' }, {}, 403, 'ACT_FORBIDDEN'],
    ['under a number of his own', { key: 'C26070599998' }, {}, 422, 'ACT_INVALID'],
    ['without a truck', { data: { checklist: { consignmentItems: [] } } }, {}, 422, 'ACT_INVALID'],
    ['that the other side could not read', { data: { checklist: unread } }, {}, 422, 'ACT_INVALID'],
    ['that says who confirmed it', { data: { checklist: { ...truck } } }, {}, 422, 'ACT_INVALID'],
  ])('is none %s', async (_what, changes, token, status, code) => {
    const reply = await post('/v1/cases', issuing(changes), await tokenOf(token))
    expect([reply.status, codeOf(reply)]).toEqual([status, code])
    expectDescribed('/v1/cases', 'post', reply)
  })

  test('is not another one under the same id', async () => {
    const body = issuing()
    const { json } = await post('/v1/cases', body)
    const other = { ...issuable, exitDateTime: '2026-11-23T18:00:00+08:00' }
    const reply = await post('/v1/cases', { ...body, data: { checklist: other } })
    expect([reply.status, codeOf(reply)]).toEqual([409, 'ACT_ID_REUSED'])
    expect(await refusals(String(object(object(json)['case'])['case']))).toEqual(['ACT_ID_REUSED'])
  })
})

describe('who follows cases', () => {
  const follow = (query: string, headers: Record<string, string>, token = officer): Promise<EventReader> => {
    const { hostname: host, port } = new URL(open.gateway().peopleUrl ?? '')
    return readEvents({
      host,
      port,
      path: `/v1/cases/events${query}`,
      ca: open.site.pem('sandbox-ca.crt'),
      headers: { authorization: `Bearer ${token}`, ...headers },
    })
  }

  test('hears of those of his offices from a list on, and what he missed when he comes back', async () => {
    const { upTo } = object((await get('/v1/tasks')).json)
    const mine = await follow(`?after=${String(upTo)}`, {})
    const others = await follow(`?after=${String(upTo)}`, {}, await tokenOf({ sub: 'x', offices: ['9412'] }))
    expect([mine.status, mine.mediaType]).toEqual([200, 'text/event-stream'])
    const { id } = await checklist()
    await post(`/v1/cases/${id}/acts`, confirming())
    await mine.until(2)
    expect(mine.events).toMatchObject([
      { event: 'case', data: { case: id, revision: 1, event: 'issued', office: '0705' } },
      { event: 'case', data: { case: id, revision: 2, event: 'confirmed', state: 'under-way' } },
    ])
    for (const { data } of mine.events) expect(conforms('OfficeEvent', data)).toEqual([])
    const back = await follow('', { 'last-event-id': mine.events[0]?.id ?? '' })
    await back.until(1)
    expect(back.events[0]).toEqual(mine.events[1])
    expect(others.events).toEqual([])
    for (const each of [mine, others, back]) each.hangUp()
  })

  test('hears no more when his token has expired', async () => {
    const reader = await follow('', {}, await tokenOf({ sub: 'y' }))
    expect(reader.status).toBe(200)
    open.ahead(3_600_000)
    expect(await reader.ended).toBe(true)
    open.ahead(0)
  })

  test('is told where he cannot begin', async () => {
    expect((await follow('?after=x', {})).status).toBe(400)
    expect((await follow('', { 'last-event-id': '-1' })).status).toBe(400)
  })
})

describe('cargo accounts', () => {
  test('are found by any number of the trip, and told as they are described', async () => {
    const { id, key } = await checklist()
    await post(`/v1/cases/${id}/acts`, confirming())
    const found = await eventually(async () => {
      const reply = await get(`/v1/cargo-accounts?value=${key.toLowerCase()}&key=checklist`)
      const [account] = listed(reply.json, 'accounts')
      const papers = listed(account, 'documents').map(({ paper }) => paper)
      return papers.includes('gate-exit') ? { account, reply } : undefined
    })
    expectDescribed('/v1/cargo-accounts', 'get', found.reply)
    const { self, events } = object(object(found.account)['links'])
    const account = await get(String(self))
    expectDescribed('/v1/cargo-accounts/{trip}', 'get', account)
    expect(object(account.json)).toMatchObject({ kind: 'supervised-exit', crossings: ['CNERC-MNZUU'] })
    expectDescribed('/v1/cargo-accounts/{trip}/events', 'get', await get(String(events)))
    const elsewhere = await get(String(self), await tokenOf({ offices: ['9408'] }))
    expect([elsewhere.status, codeOf(elsewhere)]).toEqual([404, 'TRIP_UNKNOWN'])
  })

  test('are asked for in the way that is described', async () => {
    for (const path of [
      '?key=plate',
      '?value=',
      '?value=A1&limit=0',
      '?value=A1&office=0705',
      '/none',
      '/none/events',
    ]) {
      const reply = await get(`/v1/cargo-accounts${path}`)
      expect([path, reply.status, codeOf(reply)]).toEqual([path, 400, 'REQUEST_INVALID'])
    }
    expect((await open.come('/v1/cargo-accounts?value=A1')).status).toBe(401)
  })
})

describe('workflows', () => {
  test('are told as a screen needs them: acts state what a schema says that refers to nothing outside', async () => {
    const reply = await get('/v1/workflows')
    expectDescribed('/v1/workflows', 'get', reply)
    const workflow = listed(reply.json, 'workflows').find(
      ({ workflow: name }) => name === 'joint-supervision-exit',
    )
    const event = listed(workflow, 'events').find(({ event: name }) => name === 'confirmed')
    const text = JSON.stringify(event?.['data'])
    const parts = object(object(event?.['data'])['$defs'])
    for (const [, name = ''] of text.matchAll(/"\$ref":"#\/\$defs\/([^"]+)"/g))
      expect(parts, name).toHaveProperty(name)
    expect(text).not.toContain('parts.schema.json')
    expect(object(object(object(event?.['data'])['properties'])['resultCode'])['enum']).toContain(
      'conforming',
    )
  })

  test('are read as they were written', async () => {
    const workflows = listed((await get('/v1/workflows')).json, 'workflows')
    const { links, version, workflow } = workflows[0] ?? {}
    const reply = await get(String(object(links)['definition']))
    expectDescribed('/v1/workflows/{workflow}/{version}', 'get', reply)
    expect(reply.headers['content-type']).toBe('text/yaml; charset=utf-8')
    expect(reply.text).toContain(`workflow: ${String(workflow)}\nversion: ${String(version)}\n`)
    const none = await get('/v1/workflows/joint-supervision-exit/99')
    expect([none.status, codeOf(none)]).toEqual([404, 'WORKFLOW_UNKNOWN'])
  })
})
