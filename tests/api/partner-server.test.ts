import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Outcome } from '../../src/exchange/service.ts'
import {
  agentOf,
  ask,
  EXCHANGE,
  kz,
  mn,
  nobody,
  openPartnerDoor,
  outcomeOf,
  post,
  RECEIPT,
  StubService,
  view,
  XML_HEADERS,
  type Door,
} from './harness.ts'

let door: Door
beforeAll(async () => {
  door = await openPartnerDoor()
})
afterAll(() => door.app.close())
afterEach(() => {
  const fresh = new StubService()
  door.service.taken.length = 0
  door.service.asked.length = 0
  door.service.outcome = fresh.outcome
  door.service.seen = view()
})

const MESSAGE = '<?xml version="1.0" encoding="UTF-8"?>\r\n<Awmds>\tДостық ₸</Awmds>\n'

function answerWith(changes: Partial<Outcome>): void {
  door.service.outcome = (message) => Promise.resolve({ ...outcomeOf(message), ...changes })
}

describe('sending a message', () => {
  test('hands the exact bytes with the partner of the connection to the exchange, and answers 201', async () => {
    const reply = await post(door.port, MESSAGE)
    expect(reply.status).toBe(201)
    expect(reply.headers.location).toBe(`/v1/exchanges/${EXCHANGE}`)
    expect(reply.json).toEqual({
      exchange: EXCHANGE,
      state: 'accepted',
      messageId: 'KZ/2026/117',
      receipt: RECEIPT,
      duplicate: false,
      links: {
        self: `/v1/exchanges/${EXCHANGE}`,
        receipt: `/v1/exchanges/${EXCHANGE}/receipt`,
        bundle: `/v1/exchanges/${EXCHANGE}/bundle`,
      },
    })
    const [taken] = door.service.taken
    expect(Buffer.from(taken?.bytes ?? []).toString('utf8')).toBe(MESSAGE)
    expect(taken).toMatchObject({
      mediaType: 'application/xml',
      connection: kz.spkiSha256,
      partner: { id: 'kz-customs' },
    })
    expect(taken).not.toHaveProperty('refusal')
    expect(Math.abs(Date.now() - (taken?.receivedAt.getTime() ?? 0))).toBeLessThan(5_000)
  })

  test('hands over a buffer of its own, so that a thread can take it', async () => {
    await post(door.port, MESSAGE)
    const bytes = door.service.taken[0]?.bytes
    expect(bytes?.buffer.byteLength).toBe(bytes?.byteLength)
  })

  test('a duplicate answers 200 with the receipt of then', async () => {
    answerWith({ duplicate: true, state: 'delivered' })
    const reply = await post(door.port, MESSAGE)
    expect(reply.status).toBe(200)
    expect(reply.json).toMatchObject({ duplicate: true, state: 'delivered', receipt: RECEIPT })
  })

  test.each([
    ['text/plain', 'text/plain; charset=utf-8'],
    ['application/json;q=0.5, text/plain', 'text/plain; charset=utf-8'],
    ['text/plain;q=0.1, application/json', 'application/json; charset=utf-8'],
    ['text/plain;q=0', 'application/json; charset=utf-8'],
    ['*/*', 'application/json; charset=utf-8'],
    ['image/png', 'application/json; charset=utf-8'],
  ])('Accept: %s is answered as %s', async (accept, type) => {
    const reply = await post(door.port, MESSAGE, { headers: { ...XML_HEADERS, accept } })
    expect(reply.status).toBe(201)
    expect(reply.headers['content-type']).toBe(type)
    if (type.startsWith('text/')) expect(reply.text).toBe(RECEIPT)
  })

  test('a refusal is a problem of the code, with the place and the signed receipt', async () => {
    const place = { path: '/Awmds/Bol_segment[2]/Gross_mass', line: 41, wcoId: '131' }
    answerWith({
      state: 'rejected',
      error: { code: 'FIELD_INVALID', message: 'Gross_mass is no number.', place },
    })
    const reply = await post(door.port, MESSAGE, { headers: { ...XML_HEADERS, accept: 'text/plain' } })
    expect(reply.status).toBe(422)
    expect(reply.headers['content-type']).toBe('application/problem+json')
    expect(reply.json).toMatchObject({
      type: 'urn:khorgos:error:FIELD_INVALID',
      status: 422,
      detail: 'Gross_mass is no number.',
      code: 'FIELD_INVALID',
      retry: 'never',
      place,
      exchange: EXCHANGE,
      receipt: RECEIPT,
    })
  })

  test('an acknowledgement is taken the same way and answered 200', async () => {
    const reply = await ask(door.port, '/v1/acknowledgements', {
      body: '<MTRES4/>',
      headers: { 'content-type': 'text/xml; charset=utf-8' },
    })
    expect(reply.status).toBe(200)
    expect(reply.json).toMatchObject({ exchange: EXCHANGE })
    expect(door.service.taken[0]).toMatchObject({ mediaType: 'text/xml', partner: { id: 'kz-customs' } })
  })

  test('a fault of ours is told without its inside, and recorded under the id the caller gets', async () => {
    door.service.outcome = () => Promise.reject(new Error('relation "secret_table" does not exist'))
    const reply = await post(door.port, MESSAGE)
    expect(reply.status).toBe(500)
    expect(reply.text).not.toContain('secret_table')
    expect(reply.text).not.toContain('at ')
    const instance = /"instance":"urn:uuid:([0-9a-f-]{36})"/.exec(reply.text)?.[1] ?? 'none'
    const line = door.lines.find((text) => text.includes(instance) && text.includes('secret_table'))
    expect(line).toBeDefined()
    expect(reply.headers['retry-after']).toMatch(/^([5-9]|10)$/)
  })
})

describe('who sends', () => {
  test('is the partner whose key is in the client certificate, on each connection its own', async () => {
    const replies = await Promise.all([kz, mn, kz, mn].map((as) => post(door.port, '<M/>', { as })))
    expect(replies.map(({ status }) => status)).toEqual([201, 201, 201, 201])
    const taken = door.service.taken.map((message) => [message.partner?.id, message.connection])
    expect(taken.filter(([id]) => id === 'kz-customs')).toEqual([
      ['kz-customs', kz.spkiSha256],
      ['kz-customs', kz.spkiSha256],
    ])
    expect(taken.filter(([id]) => id === 'mn-customs')).toEqual([
      ['mn-customs', mn.spkiSha256],
      ['mn-customs', mn.spkiSha256],
    ])
  })

  test('a certificate that belongs to no partner: recorded, then refused with 401', async () => {
    const reply = await post(door.port, '<M/>', {
      as: nobody,
      headers: { 'content-type': 'application/json' },
    })
    expect(reply.status).toBe(401)
    expect(reply.json).toMatchObject({ code: 'SENDER_UNKNOWN', exchange: EXCHANGE, receipt: RECEIPT })
    expect(door.service.taken[0]).toMatchObject({ partner: undefined, connection: nobody.spkiSha256 })
  })

  test('a certificate that belongs to no partner reads nothing', async () => {
    for (const path of ['', `/${EXCHANGE}`, `/${EXCHANGE}/receipt`, `/${EXCHANGE}/bundle`]) {
      const reply = await ask(door.port, `/v1/exchanges${path}`, { as: nobody })
      expect(reply.status).toBe(401)
      expect(reply.json).toMatchObject({ code: 'SENDER_UNKNOWN' })
    }
    expect(door.service.asked).toEqual([])
  })

  test('a header cannot make a caller somebody else', async () => {
    const headers = {
      ...XML_HEADERS,
      'x-forwarded-for': '10.0.0.1',
      'x-client-cert': 'mn',
      forwarded: 'by=mn',
    }
    await post(door.port, '<M/>', { headers })
    expect(door.service.taken[0]?.partner?.id).toBe('kz-customs')
  })

  test('a connection that outlives its certificate is nobody any more', async () => {
    let now = new Date()
    const other = await openPartnerDoor({ clock: () => now })
    const agent = agentOf(kz, { keepAlive: true, maxSockets: 1 })
    expect((await post(other.port, '<M/>', { agent })).status).toBe(201)
    now = new Date(Date.now() + 3 * 86_400_000)
    expect((await post(other.port, '<M/>', { agent })).status).toBe(401)
    agent.destroy()
    await other.app.close()
  })
})

describe('reading', () => {
  test('gives the exchange, its receipt and its bundle to its partner', async () => {
    const exchange = await ask(door.port, `/v1/exchanges/${EXCHANGE}`)
    expect(exchange.json).toEqual(JSON.parse(JSON.stringify(view())))
    const receipt = await ask(door.port, `/v1/exchanges/${EXCHANGE}/receipt`)
    expect([receipt.text, receipt.headers['content-type']]).toEqual([RECEIPT, 'text/plain; charset=utf-8'])
    const bundle = await ask(door.port, `/v1/exchanges/${EXCHANGE}/bundle`)
    expect([...bundle.bytes]).toEqual([0x50, 0x4b, 3, 4, 0xff])
    expect(bundle.headers).toMatchObject({
      'content-type': 'application/vnd.etsi.asic-e+zip',
      'content-disposition': `attachment; filename="${EXCHANGE}.asice"`,
      'cache-control': 'no-store',
    })
  })

  test('never gives a partner what is not its own: each question goes to the core with the partner of the connection', async () => {
    for (const path of [`/${EXCHANGE}`, `/${EXCHANGE}/receipt`, `/${EXCHANGE}/bundle`])
      expect((await ask(door.port, `/v1/exchanges${path}`, { as: mn })).status).toBe(404)
    expect((await ask(door.port, '/v1/exchanges', { as: mn })).json).toEqual({ exchanges: [] })
    expect(new Set(door.service.asked.map((question) => question.partner))).toEqual(new Set(['mn-customs']))
  })

  test('a list takes its filters as they are written', async () => {
    const query = '?messageId=KZ%2F2026%2F117&state=accepted&limit=7'
    expect((await ask(door.port, `/v1/exchanges${query}`)).status).toBe(200)
    await ask(door.port, '/v1/exchanges')
    expect(door.service.asked.map(({ detail }) => detail)).toEqual([
      { messageId: 'KZ/2026/117', state: 'accepted', limit: 7 },
      { messageId: undefined, state: undefined, limit: 50 },
    ])
  })

  test.each([
    '?limit=0',
    '?limit=201',
    '?limit=1e1',
    '?limit=%201',
    '?limit=-1',
    '?limit=1&limit=2',
    '?state=ACCEPTED',
    '?state=',
    '?messageId=',
    '?partner=mn-customs',
    '?__proto__=x',
    '?messageId[]=a',
    '/not-an-id',
    '/0193E0A0-7C1D-7A63-9D3E-0C7B5E8F4A21',
  ])('%s is refused before the core is asked', async (rest) => {
    const reply = await ask(door.port, `/v1/exchanges${rest}`)
    expect(reply.status).toBe(400)
    expect(reply.json).toMatchObject({ code: 'REQUEST_INVALID', retry: 'never' })
    expect(door.service.asked).toEqual([])
  })

  test.each([
    ['GET', '/', 404],
    ['GET', '/v1', 404],
    ['POST', '/v2/exchanges', 404],
    ['GET', '/v1/log/checkpoint', 404],
    ['GET', '/metrics', 404],
    ['GET', '/V1/exchanges', 404],
    ['DELETE', '/v1/exchanges', 405],
    ['PUT', '/v1/exchanges', 405],
    ['POST', `/v1/exchanges/${EXCHANGE}`, 405],
    ['GET', '/v1/acknowledgements', 405],
    ['PATCH', `/v1/exchanges/${EXCHANGE}/bundle`, 405],
  ])('%s %s is answered %i', async (method, path, status) => {
    const reply = await ask(door.port, path, { method })
    expect(reply.status).toBe(status)
    expect(reply.headers['content-type']).toBe('application/problem+json')
    expect(reply.json).toMatchObject({ status, code: status === 404 ? 'NOT_FOUND' : 'METHOD_NOT_ALLOWED' })
    if (status === 405) expect(reply.headers.allow).toMatch(/GET|POST/)
  })

  test('the description and the sign of life need a certificate here too, but no partner', async () => {
    expect((await ask(door.port, '/health/live', { as: nobody })).json).toEqual({ status: 'alive' })
    expect((await ask(door.port, '/v1/openapi.json', { as: nobody })).json).toMatchObject({
      openapi: '3.1.1',
    })
  })
})

describe('the log of the door', () => {
  test('has no body, no header, no receipt, no query', async () => {
    door.lines.length = 0
    const headers = {
      ...XML_HEADERS,
      authorization: 'Bearer SECRET-1',
      cookie: 'SECRET-2',
      'x-other': 'SECRET-3',
    }
    await post(door.port, '<M>SECRET-4</M>', { headers })
    await ask(door.port, '/v1/exchanges?messageId=SECRET-5')
    await ask(door.port, '/v1/exchanges?limit=SECRET-6')
    await ask(door.port, '/nowhere/SECRET-7')
    expect(door.lines.filter((line) => line.includes('"msg":"request"'))).toHaveLength(4)
    expect(door.lines.join('')).not.toMatch(/SECRET|tlog-proof/)
  })

  test('hides what is secret by its name, whoever logs it', () => {
    door.lines.length = 0
    const secret = 'SECRET-8'
    door.app.log.info(
      { password: secret, tls: { privateKeyPem: secret, key: secret }, message: { bytes: secret, id: 7 } },
      'x',
    )
    expect(door.lines.join('')).not.toContain(secret)
    expect(door.lines.join('')).toContain('"id":7')
  })
})
