import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { CODES, KhorgosError, type ErrorCode } from '../../src/errors.ts'
import { verifyStatement } from '../../src/evidence/verify-statement.ts'
import type { Asked, Denied } from '../../src/ledger/service.ts'
import { trustIn } from '../evidence/bundle-fixture.ts'
import { expectDescribed } from './described.ts'
import {
  agentOf,
  ask,
  deferred,
  EXCHANGE,
  kz,
  mn,
  nobody,
  openPartnerDoor,
  openSocket,
  partner,
  readAll,
  RECEIPT,
  type Ask,
  type Door,
  type Reply,
} from './harness.ts'
import { ASKED, deniedFor, JSON_HEADERS, parties, QUESTION, QUESTIONS } from './questions.ts'

const LIMIT = 64 * 1024
/** The partner of the connection that `ask` takes when nothing is said. */
const ASKER = 'kz-customs'
const ADDRESS = `${QUESTIONS}/${ASKED.answer.verification}`

let door: Door
beforeAll(async () => {
  door = await openPartnerDoor()
})
afterAll(() => door.app.close())
beforeEach(() => {
  door.ledger.asked.length = 0
  door.ledger.kept.length = 0
  door.ledger.answer = () => Promise.resolve(ASKED)
})

function question(body: unknown, options: Ask = {}): Promise<Reply> {
  const text = typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body)
  return ask(door.port, QUESTIONS, { body: text, headers: JSON_HEADERS, ...options })
}

/** As it is told to a caller, and described to him; `outcome` is what the ledger does. */
async function refused(outcome: () => Promise<Asked | Denied>, code: ErrorCode): Promise<Reply> {
  door.ledger.answer = outcome
  const reply = await question(QUESTION)
  expectProblem(reply, code)
  return reply
}

function expectProblem(reply: Reply, code: ErrorCode): void {
  const { http: status, retry, title } = CODES[code]
  expect([reply.status, reply.headers['content-type']]).toEqual([status, 'application/problem+json'])
  expect(reply.json).toMatchObject({ type: `urn:khorgos:error:${code}`, title, status, code, retry })
  expect(reply.headers['cache-control']).toBe('no-store')
  expect(reply.headers['retry-after'] !== undefined).toBe(retry === 'later')
  expectDescribed(QUESTIONS, 'POST', reply)
}

describe('a question', () => {
  test('goes to the ledger with the partner of the connection, and its answer comes with its signature', async () => {
    const reply = await question(QUESTION)
    expect(reply.status).toBe(200)
    expect(door.ledger.asked).toEqual([{ question: QUESTION, asker: 'kz-customs' }])
    const { answer, signed } = ASKED
    const { verification, verdict } = answer
    expect(reply.json).toEqual({ verification, verdict, answer, signed, links: { self: ADDRESS } })
    expect(reply.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      location: ADDRESS,
      vary: 'accept',
      'x-content-type-options': 'nosniff',
    })
    expectDescribed(QUESTIONS, 'POST', reply)
  })

  test('is answered with the signed file alone where that is asked for, and the file verifies offline', async () => {
    const reply = await question(QUESTION, {
      headers: { ...JSON_HEADERS, accept: 'application/jose+json' },
    })
    expect(reply.headers['content-type']).toBe('application/jose+json')
    expect(verifyStatement(reply.bytes, trustIn(parties))).toMatchObject({
      verdict: 'valid',
      answer: ASKED.answer,
    })
    expectDescribed(QUESTIONS, 'POST', reply)
  })

  test.each([
    ['application/jose+json, application/json;q=0.5', 'application/jose+json'],
    ['APPLICATION/JOSE+JSON', 'application/jose+json'],
    ['application/json, application/jose+json;q=0.9', 'application/json; charset=utf-8'],
    ['application/jose+json, application/json', 'application/json; charset=utf-8'],
    ['application/jose+json;q=0', 'application/json; charset=utf-8'],
    ['application/jose', 'application/json; charset=utf-8'],
    ['*/*', 'application/json; charset=utf-8'],
    ['text/html', 'application/json; charset=utf-8'],
    ['', 'application/json; charset=utf-8'],
  ])('with Accept: %s is answered as %s', async (accept, type) => {
    const reply = await question(QUESTION, { headers: { ...JSON_HEADERS, accept } })
    expect([reply.status, reply.headers['content-type']]).toEqual([200, type])
  })

  test('may be declared with the charset that everybody sends', async () => {
    const headers = { 'content-type': 'application/json; charset=utf-8' }
    expect((await question(QUESTION, { headers })).status).toBe(200)
  })

  test('counts by agency and verdict, or by the code it was refused with', async () => {
    door.registry.resetMetrics()
    await question(QUESTION)
    await refused(() => Promise.resolve(deniedFor('KIND_NOT_AGREED', '/kind')), 'KIND_NOT_AGREED')
    const text = await door.registry.metrics()
    expect(text).toContain('khorgos_verifications_total{agency="kz-customs",outcome="confirmed"} 1')
    expect(text).toContain('khorgos_verifications_total{agency="kz-customs",outcome="KIND_NOT_AGREED"} 1')
  })

  test('leaves no word of itself in the log', async () => {
    door.lines.length = 0
    await question(QUESTION)
    await question({ ...QUESTION, held: { exporter: 'Tuayang', lines: 1 } })
    expect(door.lines.length).toBeGreaterThan(1)
    expect(door.lines.join('')).not.toMatch(/Tuayang|E26LA|tlog-proof/)
  })
})

describe('a question that the agreement does not cover', () => {
  test.each([
    ['AGREEMENT_NOT_IN_FORCE', undefined],
    ['KIND_UNKNOWN', '/kind'],
    ['KIND_NOT_AGREED', '/kind'],
    ['PURPOSE_NOT_AGREED', '/purpose'],
    ['NUMBER_MALFORMED', '/number'],
  ] as const)('is refused as %s, and the refusal has its id and its receipt', async (code, path) => {
    const reply = await refused(() => Promise.resolve(deniedFor(code, path)), code)
    expect(reply.json).toMatchObject({ detail: 'No.', request: EXCHANGE, receipt: RECEIPT })
    expect(reply.json).not.toHaveProperty('exchange')
    if (path !== undefined) expect(reply.json).toMatchObject({ place: { path } })
  })
})

describe('a fault of ours', () => {
  test.each(['LOG_HEAD_MOVED', 'STORE_UNAVAILABLE', 'OVERLOADED', 'INTERNAL'] as const)(
    '%s is told without its inside',
    async (code) => {
      const reply = await refused(() => Promise.reject(new KhorgosError(code, 'relation "fact"')), code)
      expect(reply.text).not.toContain('relation')
      expect(reply.json).not.toHaveProperty('receipt')
    },
  )

  test('that nobody foresaw is INTERNAL, in our log under the id that the caller gets', async () => {
    const reply = await refused(() => Promise.reject(new Error('relation "fact"')), 'INTERNAL')
    expect(reply.text).not.toContain('relation')
    const instance = /"instance":"urn:uuid:([0-9a-f-]{36})"/.exec(reply.text)?.[1] ?? 'none'
    expect(door.lines.some((line) => line.includes(instance) && line.includes('relation'))).toBe(true)
  })
})

describe('what is no question', () => {
  const text = JSON.stringify(QUESTION)

  test.each([
    ['nothing', ''],
    ['no JSON', 'kind=certificate-of-origin'],
    ['JSON that breaks off', text.slice(0, -1)],
    ['two values', `${text}${text}`],
    ['a name that stands twice', text.replace('{', '{"number":"E26LA0110000319",')],
    ['a name that stands twice further in', text.replace('{"line":1', '{"line":2,"line":1')],
    ['a number that no double holds', text.replace('"line":1', '"line":9007199254740993')],
    ['a number beyond all doubles', text.replace('"line":1', '"line":1e999')],
    ['a name of the prototype', text.replace('{', '{"__proto__":{},')],
    ['a byte order mark', `\ufeff${text}`],
    ['a lone surrogate', text.replace('Tuayang', String.raw`\ud800`)],
    ['bytes that are no UTF-8', Buffer.from(text.replace('Tuayang', 'Tuay\u00e4ng'), 'latin1')],
    ['too many levels', '['.repeat(1_000)],
  ])('%s is JSON_MALFORMED', async (_name, body) => {
    expectProblem(await question(body), 'JSON_MALFORMED')
    expect(door.ledger.asked).toEqual([])
  })

  const held = QUESTION.held
  test.each<[name: string, body: unknown, path: string, sentence: string]>([
    ['a list', [QUESTION], '/', 'must be object'],
    ['null', 'null', '/', 'must be object'],
    [
      'a question without number',
      { ...QUESTION, number: undefined },
      '/',
      "must have required property 'number'",
    ],
    ['a member that nobody knows', { ...QUESTION, colour: 1 }, '/', 'has no member "colour"'],
    [
      'one of them further in',
      { ...QUESTION, held: { ...held, colour: 1 } },
      '/held',
      'has no member "colour"',
    ],
    ['a long one', { ...QUESTION, ['x'.repeat(99)]: 1 }, '/', `has no member "${'x'.repeat(64)}"`],
    ['a number as a number', { ...QUESTION, number: 26 }, '/number', 'must be string'],
    ['an empty number', { ...QUESTION, number: '' }, '/number', 'must NOT have fewer than 1 characters'],
    [
      'a country by its name',
      { ...QUESTION, issuer: 'Laos' },
      '/issuer',
      'has to be the two capital letters of a country (ISO 3166), as LA',
    ],
    [
      'a line that is no number',
      { ...QUESTION, wants: [{ line: '1' }] },
      '/wants/0',
      'must NOT have fewer than 2 properties',
    ],
    ['nothing held', { ...QUESTION, held: {} }, '/held', 'must NOT have fewer than 1 properties'],
    [
      'a hash that is none',
      { ...QUESTION, held: { exporter: { sha256: 'AB'.repeat(32) } } },
      '/held/exporter/sha256',
      'has to be a hash: 64 digits, each 0 to 9 or a to f',
    ],
    [
      'a quantity as a number',
      { ...QUESTION, held: { lines: [{ line: 1, quantity: { quantity: 25.15, unitCode: 'TNE' } }] } },
      '/held/lines/0/quantity/quantity',
      'must be string',
    ],
    [
      'a wish beside hashes',
      {
        ...QUESTION,
        salt: 'A'.repeat(43),
        held: { exporter: { sha256: 'ab'.repeat(32) } },
        wants: [{ line: 1, quantity: { quantity: '1', unitCode: 'TNE' } }],
      },
      '/wants',
      'does not go together with the rest',
    ],
    [
      'a salt without hashes',
      { ...QUESTION, held: undefined, salt: 'A'.repeat(43) },
      '/',
      'must have property held when property salt is present',
    ],
  ])('%s is REQUEST_INVALID, with its place', async (_name, body, path, sentence) => {
    const reply = await question(body)
    expectProblem(reply, 'REQUEST_INVALID')
    expect(reply.json).toMatchObject({
      place: { path },
      detail: `The question does not follow its schema: ${path} ${sentence}.`,
    })
    expect(door.ledger.asked).toEqual([])
  })

  test('what only the ledger sees is told the same way, and has no receipt', async () => {
    const place = { path: '/form' }
    const thrown = new KhorgosError('REQUEST_INVALID', 'A certificate is asked for by its form too.', {
      place,
    })
    const reply = await refused(() => Promise.reject(thrown), 'REQUEST_INVALID')
    expect(reply.json).toMatchObject({ place, detail: thrown.message })
    expect(reply.json).not.toHaveProperty('receipt')
  })

  test.each([
    ['nothing', {}],
    ['XML', { 'content-type': 'application/xml' }],
    ['JSON of another kind', { 'content-type': 'application/problem+json' }],
    ['JSON and a comma', { 'content-type': 'application/json, text/plain' }],
    ['another charset', { 'content-type': 'application/json; charset=utf-16' }],
    ['a parameter', { 'content-type': 'application/json; profile=x' }],
    ['JSON twice', { 'content-type': ['application/json', 'application/json'] }],
    ['JSON that is compressed', { ...JSON_HEADERS, 'content-encoding': 'gzip' }],
  ])('a body declared as %s is MEDIA_TYPE_UNSUPPORTED', async (_name, headers) => {
    expectProblem(await question(QUESTION, { headers }), 'MEDIA_TYPE_UNSUPPORTED')
    expect(door.ledger.asked).toEqual([])
  })

  test('a query has no place here', async () => {
    const reply = await ask(door.port, `${QUESTIONS}?number=1`, { body: text, headers: JSON_HEADERS })
    expectProblem(reply, 'REQUEST_INVALID')
  })
})

describe('the length of a question', () => {
  const padded = (length: number): string => JSON.stringify(QUESTION).padEnd(length, ' ')

  test('may be 64 KB', async () => {
    expect((await question(padded(LIMIT))).status).toBe(200)
  })

  test('may be no byte more: MESSAGE_TOO_LARGE, and the connection ends', async () => {
    const agent = agentOf(kz, { keepAlive: true, maxSockets: 1 })
    const reply = await question(padded(LIMIT + 1), { agent })
    expectProblem(reply, 'MESSAGE_TOO_LARGE')
    expect(reply.headers.connection).toBe('close')
    expect(door.ledger.asked).toEqual([])
    agent.destroy()
  })

  test('is not believed from a header: a body that never ends is cut', async () => {
    const socket = await openSocket(door.port)
    const head = ['POST /v1/verifications HTTP/1.1', 'Host: x', 'Content-Type: application/json']
    socket.write(`${head.join('\r\n')}\r\nContent-Length: 99999999\r\n\r\n`)
    socket.write(' '.repeat(2 * 1024 * 1024))
    expect(await readAll(socket)).toMatch(/^HTTP\/1\.1 413 /)
  })
})

describe('who asks', () => {
  test('is nobody without a partner: SENDER_UNKNOWN, and the ledger hears nothing', async () => {
    expectProblem(await question(QUESTION, { as: nobody }), 'SENDER_UNKNOWN')
    expect((await ask(door.port, ADDRESS, { as: nobody })).json).toMatchObject({ code: 'SENDER_UNKNOWN' })
    expect(door.ledger.asked).toEqual([])
  })

  test('is the partner of the connection, whatever the question says', async () => {
    await question({ ...QUESTION, case: 'kz-customs' }, { as: mn })
    expect(door.ledger.asked.map(({ asker }) => asker)).toEqual(['mn-customs'])
  })

  test('has no more under way than he is let: OVERLOADED, and others have room', async () => {
    const other = await openPartnerDoor({ limits: { perCaller: 1 } })
    const gate = deferred<Asked>()
    const begun = deferred<undefined>()
    other.ledger.answer = () => {
      begun.resolve(undefined)
      return gate.promise
    }
    const options = { body: JSON.stringify(QUESTION), headers: JSON_HEADERS }
    const first = ask(other.port, QUESTIONS, options)
    await begun.promise
    expectProblem(await ask(other.port, QUESTIONS, options), 'OVERLOADED')
    const strangers = ask(other.port, QUESTIONS, { ...options, as: mn })
    gate.resolve(ASKED)
    expect((await Promise.all([first, strangers])).map(({ status }) => status)).toEqual([200, 200])
    await other.app.close()
  })
})

describe('an answer', () => {
  /** A door whose one partner is the asker of the answer. */
  let agency: Door
  beforeAll(async () => {
    agency = await openPartnerDoor({ findPartner: () => partner(ASKED.answer.by, kz) })
    agency.ledger.kept.push(ASKED)
  })
  afterAll(() => agency.app.close())

  test('is read again by who asked, the same to the letter', async () => {
    const reply = await ask(agency.port, ADDRESS)
    expect(reply.json).toMatchObject({ answer: ASKED.answer, signed: ASKED.signed, links: { self: ADDRESS } })
    expect(reply.headers).toMatchObject({ 'cache-control': 'no-store', vary: 'accept' })
    expectDescribed(`${QUESTIONS}/{verification}`, 'GET', reply)
    const file = await ask(agency.port, ADDRESS, { headers: { accept: 'application/jose+json' } })
    expect(file.text).toBe(JSON.stringify(ASKED.signed))
    expectDescribed(`${QUESTIONS}/{verification}`, 'GET', file)
  })

  test('is nothing to anybody else: NOT_FOUND, as if it were not there', async () => {
    const foreign = await ask(door.port, ADDRESS)
    const missing = await ask(agency.port, `${QUESTIONS}/${EXCHANGE.replace('a21', 'a22')}`)
    for (const reply of [foreign, missing]) {
      expect(reply.status).toBe(404)
      expect(reply.json).toMatchObject({ code: 'NOT_FOUND', detail: 'There is nothing here for you.' })
      expectDescribed(`${QUESTIONS}/{verification}`, 'GET', reply)
    }
  })

  test.each(['x', EXCHANGE.toUpperCase(), `${EXCHANGE}?asOf=x`, `${EXCHANGE}0`])(
    '%s is no id',
    async (id) => {
      const reply = await ask(agency.port, `${QUESTIONS}/${id}`)
      expect([reply.status, reply.json]).toMatchObject([400, { code: 'REQUEST_INVALID' }])
      expectDescribed(`${QUESTIONS}/{verification}`, 'GET', reply)
    },
  )
})

describe('other methods', () => {
  test.each([
    ['GET', QUESTIONS, 'POST'],
    ['PUT', QUESTIONS, 'POST'],
    ['DELETE', ADDRESS, 'GET, HEAD'],
    ['POST', ADDRESS, 'GET, HEAD'],
    ['PATCH', ADDRESS, 'GET, HEAD'],
  ])('%s %s is answered with the methods there are', async (method, path, allowed) => {
    const reply = await ask(door.port, path, { method })
    expect([reply.status, reply.headers.allow]).toEqual([405, allowed])
    expect(reply.json).toMatchObject({ code: 'METHOD_NOT_ALLOWED' })
    expect(door.ledger.asked).toEqual([])
  })
})

describe('a question that has an authority asked', () => {
  const inquiry = { id: EXCHANGE, due: '2027-01-20', state: 'open' } as const
  const pending: Asked = {
    ...ASKED,
    answer: { ...ASKED.answer, by: ASKER, verdict: 'not-established', inquiry },
  }

  test('is 202 with the verification to read, alone and among many', async () => {
    door.ledger.answer = () => Promise.resolve(pending)
    const reply = await question(QUESTION)
    expect(reply).toMatchObject({
      status: 202,
      headers: { location: ADDRESS },
      json: { answer: { inquiry } },
    })
    expectDescribed(QUESTIONS, 'POST', reply)
    const many = await ask(door.port, QUESTIONS, {
      body: `${JSON.stringify(QUESTION)}\n`,
      headers: { 'content-type': 'application/x-ndjson' },
    })
    expect(many.status).toBe(200)
    expect(JSON.parse(many.text)).toMatchObject({ line: 1, status: 202, body: { answer: { inquiry } } })
  })

  test('is 202 until there is a next answer, and then 200 with the way to it', async () => {
    door.ledger.kept.push(pending)
    const before = await ask(door.port, ADDRESS)
    expect([before.status, before.json]).toMatchObject([202, { links: { self: ADDRESS } }])
    expect(before.json).not.toHaveProperty('links.next')
    door.ledger.kept.splice(0, 1, { ...pending, next: EXCHANGE })
    const after = await ask(door.port, ADDRESS)
    expect(after).toMatchObject({ status: 200, json: { links: { next: `${QUESTIONS}/${EXCHANGE}` } } })
    for (const reply of [before, after]) expectDescribed(`${QUESTIONS}/{verification}`, 'GET', reply)
  })

  test('is 200 once the inquiry has ended, and when it is asked again', async () => {
    const ended: Asked = {
      ...pending,
      answer: { ...pending.answer, inquiry: { ...inquiry, state: 'expired' } },
    }
    door.ledger.kept.push(ended)
    expect((await ask(door.port, ADDRESS)).status).toBe(200)
  })

  test.each(['INQUIRY_NOT_AGREED', 'INQUIRY_LIMITED'] as const)('may be refused: %s', async (code) => {
    const { outcome, request, receipt } = deniedFor(code, '/inquire')
    const error = new KhorgosError(code, 'No.', { place: { path: '/inquire' }, retryAfter: 60 })
    await refused(() => Promise.resolve({ outcome, request, receipt, error }), code)
  })
})
