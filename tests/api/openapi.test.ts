import { Registry } from 'prom-client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createMetrics } from '../../src/api/metrics.ts'
import { routeOf } from '../../src/api/operation.ts'
import { OPERATIONS, operationsOf } from '../../src/api/operations.ts'
import { createPublicServer } from '../../src/api/public-server.ts'
import { CODES, type ErrorCode } from '../../src/errors.ts'
import { readJwsFile } from '../../src/trust/jws-file.ts'
import { at, conforms, DOCUMENT, expectDescribed, object, pointer } from './described.ts'
import { fullView } from './full-view.ts'
import { ask, EXCHANGE, mn, openPartnerDoor, outcomeOf, XML_HEADERS, type Ask, type Door } from './harness.ts'
import { requestOf } from '../ledger/write-off-desk.ts'
import { ASKED, deniedFor, JSON_HEADERS, QUESTION, QUESTIONS } from './questions.ts'

const REQUEST = requestOf('A-1')

let door: Door
const publicDoor = createPublicServer({
  evidence: {
    checkpoint: () => Promise.resolve('localhost/v1/log\n1\nAA==\n\n— localhost/v1/log AA==\n'),
    tile: (_level, index) => Promise.resolve(index === 0n ? new Uint8Array(32) : undefined),
    entries: (index) => Promise.resolve(index === 0n ? new Uint8Array([0, 1, 65]) : undefined),
  },
  verifierKey: 'localhost/v1/log+8c0c3a9f+AaaaBBBBccccDDDDeeeeFFFFggggHHHHiiiiJJJJkkkk',
  checks: { database: () => Promise.resolve(), log: () => Promise.reject(new Error('x')) },
  log: { level: 'silent' },
  metrics: createMetrics(new Registry(), { partners: [] }),
})
const healthyDoor = createPublicServer({
  evidence: {
    checkpoint: () => Promise.resolve(''),
    tile: () => Promise.resolve(undefined),
    entries: () => Promise.resolve(undefined),
  },
  verifierKey: '',
  checks: { database: () => Promise.resolve() },
  log: { level: 'silent' },
  metrics: createMetrics(new Registry(), { partners: [] }),
})

beforeAll(async () => {
  door = await openPartnerDoor()
})
afterAll(async () => {
  await Promise.all([door.app.close(), publicDoor.close(), healthyDoor.close()])
})

describe('the document', () => {
  test('is OpenAPI 3.1 with unique operation ids and a mutual TLS scheme', () => {
    expect(at('openapi')).toBe('3.1.1')
    const ids = OPERATIONS.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(at('components', 'securitySchemes', 'clientCertificate', 'type')).toBe('mutualTLS')
  })

  test('refers to nothing that is not there', () => {
    const text = JSON.stringify(DOCUMENT)
    const references = [...text.matchAll(/"\$ref":"#([^"]+)"/g)].map(([, path]) => path ?? '')
    expect(references.length).toBeGreaterThan(10)
    for (const path of references) expect(at(...path.slice(1).split('/')), path).toBeDefined()
  })

  test('declares every parameter of every path', () => {
    for (const [path, methods] of Object.entries(object(at('paths'))))
      for (const [method, operation] of Object.entries(object(methods))) {
        const declared = parameters(operation).filter((parameter) => parameter['in'] === 'path')
        const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
        expect(
          declared.map((parameter) => parameter['name']),
          `${method} ${path}`,
        ).toEqual(inPath)
        expect(declared.every((parameter) => parameter['required'] === true)).toBe(true)
      }
  })

  test('has examples that follow their schemas', () => {
    const seen: string[] = []
    const visit = (value: unknown, path: readonly string[]): void => {
      const { schema, example, ...rest } = object(value)
      if (schema !== undefined && example !== undefined) {
        seen.push(path.join(' '))
        expect(conforms(pointer(...path, 'schema'), example), path.join(' ')).toEqual([])
      }
      for (const [name, member] of Object.entries(rest))
        if (typeof member === 'object') visit(member, [...path, name])
    }
    visit(at('paths'), ['paths'])
    expect(seen.length).toBeGreaterThan(10)
  })

  test('has examples of many lines in which every line follows its schema', () => {
    const asking = ['paths', '/v1/verifications', 'post'] as const
    const linesAt = (...path: string[]): unknown[] =>
      String(at(...asking, ...path, 'application/x-ndjson', 'example'))
        .split(/(?<=\n)/)
        .map((line) => JSON.parse(line))
    const questions = linesAt('requestBody', 'content')
    expect(questions.map((line) => conforms('Question', line))).toEqual([[], [], []])
    const replies = linesAt('responses', '200', 'content')
    expect(replies.map((line) => conforms('VerificationLine', line))).toEqual([[], []])
    expect(conforms('VerificationLine', { line: 0, status: 200, body: {} })).not.toEqual([])
  })

  test.each([
    ['/v1/verifications/{verification}', 'get', '200', 'answer'],
    ['/v1/write-offs', 'post', '201', 'statement'],
    ['/v1/write-offs', 'post', '200', 'statement'],
    ['/v1/write-offs', 'get', '200', 'statement'],
    ['/v1/write-offs/{writeOff}', 'get', '200', 'statement'],
    ['/v1/write-offs/{writeOff}/use', 'post', '200', 'statement'],
    ['/v1/write-offs/{writeOff}/release', 'post', '200', 'statement'],
  ])(
    'has an example of a signed statement that reads as what stands beside it: %s %s %s',
    (...[path, method, status, name]) => {
      const { content } = object(at('paths', path, method, 'responses', status))
      const { [name]: said, signed, ...rest } = object(object(object(content)['application/json'])['example'])
      expect(readJson(object(signed)['payload'])).toEqual(said)
      expect(said).toMatchObject(
        name === 'answer' ? {} : { writeOff: rest['writeOff'], state: rest['state'] },
      )
      const { suppliedKey, jws } = readJwsFile(Buffer.from(JSON.stringify(signed)))
      expect(JSON.parse(Buffer.from(jws.protectedHeader).toString())).toMatchObject({
        kid: suppliedKey.keyId,
      })
    },
  )

  test('looks write-offs up by whatever may be the reference of one', () => {
    const [parameter] = parameters(at('paths', '/v1/write-offs', 'get'))
    const { description: _, ...reference } = object(
      at('components', 'schemas', 'WriteOffRequest', 'properties', 'reference'),
    )
    expect(parameter).toMatchObject({ name: 'reference', required: true, schema: reference })
  })

  test('tells no code twice', () => {
    for (const { id, errors } of OPERATIONS) expect([id, errors]).toEqual([id, [...new Set(errors)]])
    const descriptions = [...JSON.stringify(at('paths')).matchAll(/"description":"([^"]*)"/g)]
    for (const [, description = ''] of descriptions) {
      const codes = [...description.matchAll(/`([A-Z_]+)`: /g)].map(([, code]) => code)
      expect(codes).toEqual([...new Set(codes)])
    }
  })

  test('is strict: what it does not describe does not follow it', () => {
    const place = { path: '/a', line: 1 }
    expect(conforms('Place', place)).toEqual([])
    expect(conforms('Place', { ...place, secret: 1 })).toHaveLength(1)
    expect(conforms('Place', { line: 1 })).toHaveLength(1)
    expect(conforms('Nothing', place)).toHaveLength(1)
  })

  test('lists every error code with its status', () => {
    const listed = object(at('components', 'schemas', 'ErrorCode'))['oneOf']
    expect(Array.isArray(listed) && listed.map((row: unknown) => object(row)['const'])).toEqual(
      Object.keys(CODES),
    )
  })
})

function readJson(base64url: unknown): unknown {
  return JSON.parse(Buffer.from(String(base64url), 'base64url').toString())
}

function parameters(operation: unknown): Record<string, unknown>[] {
  const listed: unknown = object(operation)['parameters'] ?? []
  return Array.isArray(listed) ? listed.map(object) : []
}

describe('the document and the routes', () => {
  test('name the same addresses', async () => {
    for (const [app, name] of [
      [door.app, 'partner'],
      [publicDoor, 'public'],
    ] as const) {
      await app.ready()
      for (const operation of operationsOf(name))
        expect(app.hasRoute({ method: operation.method, url: routeOf(operation) }), operation.id).toBe(true)
    }
    expect(door.app.hasRoute({ method: 'GET', url: '/metrics' })).toBe(false)
    expect(publicDoor.hasRoute({ method: 'POST', url: '/v1/exchanges' })).toBe(false)
  })
})

describe('replies of the partner door are as described', () => {
  const id = `/v1/exchanges/${EXCHANGE}`
  const body = '<M/>'
  const cases: readonly [name: string, path: string, at: string, ask: Ask, status: number][] = [
    ['a message', '/v1/exchanges', '/v1/exchanges', { body, headers: XML_HEADERS }, 201],
    [
      'a message, receipt only',
      '/v1/exchanges',
      '/v1/exchanges',
      { body, headers: { ...XML_HEADERS, accept: 'text/plain' } },
      201,
    ],
    [
      'a message of a wrong type',
      '/v1/exchanges',
      '/v1/exchanges',
      { body, headers: { 'content-type': 'text/html' } },
      415,
    ],
    [
      'a message too large',
      '/v1/exchanges',
      '/v1/exchanges',
      { body: 'x'.repeat(30_000), headers: XML_HEADERS },
      413,
    ],
    [
      'an acknowledgement',
      '/v1/acknowledgements',
      '/v1/acknowledgements',
      { body, headers: XML_HEADERS },
      200,
    ],
    ['a list', '/v1/exchanges', '/v1/exchanges?limit=5', {}, 200],
    ['a wrong list', '/v1/exchanges', '/v1/exchanges?limit=x', {}, 400],
    ['an exchange', '/v1/exchanges/{exchange}', id, {}, 200],
    ["an exchange of another partner's", '/v1/exchanges/{exchange}', id, { as: mn }, 404],
    ['loss reports', '/v1/exchanges/{exchange}/losses', `${id}/losses`, {}, 200],
    [
      'loss reports as tables',
      '/v1/exchanges/{exchange}/losses',
      `${id}/losses`,
      { headers: { accept: 'text/plain' } },
      200,
    ],
    ['a dry run', '/v1/conversions', '/v1/conversions?to=cn-mt1401-v1', { body, headers: XML_HEADERS }, 200],
    [
      'a dry run as a table',
      '/v1/conversions',
      '/v1/conversions?to=cn-mt1401-v1',
      { body, headers: { ...XML_HEADERS, accept: 'text/plain' } },
      200,
    ],
    ['a dry run into nothing', '/v1/conversions', '/v1/conversions', { body, headers: XML_HEADERS }, 400],
    [
      'a dry run of a wrong type',
      '/v1/conversions',
      '/v1/conversions?to=cn-mt1401-v1',
      { body, headers: { 'content-type': 'text/html' } },
      415,
    ],
    ['a receipt', '/v1/exchanges/{exchange}/receipt', `${id}/receipt`, {}, 200],
    ['a bundle', '/v1/exchanges/{exchange}/bundle', `${id}/bundle`, {}, 200],
    ['a sign of life', '/health/live', '/health/live', {}, 200],
    ['the description', '/v1/openapi.json', '/v1/openapi.json', {}, 200],
  ]
  test.each(cases)('%s', async (_name, path, address, options, status) => {
    const reply = await ask(door.port, address, options)
    expect(reply.status).toBe(status)
    expectDescribed(path, options.body === undefined ? 'GET' : 'POST', reply)
  })

  const refusals = (path: string): ErrorCode[] => {
    const { errors } = OPERATIONS.find(
      (operation) => operation.path === path && operation.method === 'POST',
    ) ?? { errors: [] }
    return errors.filter((code) => CODES[code].http < 500)
  }
  test.each(['/v1/exchanges', '/v1/acknowledgements'])('every refusal of POST %s', async (path) => {
    for (const code of refusals(path)) {
      const place = { path: '/M', line: 1 }
      door.service.outcome = (message) =>
        Promise.resolve({ ...outcomeOf(message), state: 'rejected', error: { code, message: 'No.', place } })
      const reply = await ask(door.port, path, { body, headers: XML_HEADERS })
      expect(reply.status).toBe(CODES[code].http)
      expectDescribed(path, 'POST', reply)
    }
  })

  test('every reply and refusal of a question, and of a question among many', async () => {
    const question = JSON.stringify(QUESTION)
    const codes = refusals(QUESTIONS).filter((code) => CODES[code].http !== 401)
    expect(codes).toContain('PURPOSE_NOT_AGREED')
    for (const code of codes) {
      door.ledger.answer = () => Promise.resolve(deniedFor(code, '/kind'))
      const reply = await ask(door.port, QUESTIONS, { body: question, headers: JSON_HEADERS })
      expect(reply.status).toBe(CODES[code].http)
      expectDescribed(QUESTIONS, 'POST', reply)
    }
    door.ledger.answer = ({ kind }) => Promise.resolve(kind === 'x' ? deniedFor('KIND_UNKNOWN') : ASKED)
    const lines = [question, JSON.stringify({ ...QUESTION, kind: 'x' }), 'no question']
    const headers = { 'content-type': 'application/x-ndjson' }
    const reply = await ask(door.port, QUESTIONS, { body: lines.join('\n'), headers })
    expect(reply.status).toBe(200)
    expectDescribed(QUESTIONS, 'POST', reply)
    const told = reply.text.trimEnd().split('\n')
    expect(told.map((line) => conforms('VerificationLine', JSON.parse(line)))).toEqual([[], [], []])
  })

  test.each([
    ['/v1/write-offs', '/v1/write-offs', REQUEST],
    ['/v1/write-offs/{writeOff}/use', `/v1/write-offs/${EXCHANGE}/use`, {}],
    ['/v1/write-offs/{writeOff}/release', `/v1/write-offs/${EXCHANGE}/release`, {}],
  ])('every refusal of POST %s', async (path, address, sent) => {
    const codes = refusals(path).filter((code) => CODES[code].http !== 401)
    expect(codes).toContain(path.endsWith('e') ? 'WRITE_OFF_STATE' : 'REFERENCE_REUSED')
    for (const code of codes) {
      door.ledger.written = () => Promise.resolve(deniedFor(code, '/lines/0'))
      const reply = await ask(door.port, address, { body: JSON.stringify(sent), headers: JSON_HEADERS })
      expect(reply.status).toBe(CODES[code].http)
      expectDescribed(path, 'POST', reply)
    }
  })

  test('an exchange with every kind of evidence record', async () => {
    door.service.seen = fullView()
    const reply = await ask(door.port, id)
    expect(reply.json).toEqual(JSON.parse(JSON.stringify(fullView())))
    expectDescribed('/v1/exchanges/{exchange}', 'GET', reply)
  })
})

describe('replies of the public door are as described', () => {
  test.each([
    ['/v1/log/checkpoint', '/v1/log/checkpoint', 200],
    ['/v1/log/key', '/v1/log/key', 200],
    ['/v1/log/tile/{level}/{tile}', '/v1/log/tile/0/000.p/1', 200],
    ['/v1/log/tile/{level}/{tile}', '/v1/log/tile/0/001.p/1', 404],
    ['/v1/log/tile/entries/{tile}', '/v1/log/tile/entries/000.p/1', 200],
    ['/health/live', '/health/live', 200],
    ['/health/ready', '/health/ready', 503],
    ['/metrics', '/metrics', 200],
    ['/v1/openapi.json', '/v1/openapi.json', 200],
    ['/', '/', 200],
  ])('GET %s (%s: %i)', async (path, address, status) => {
    const reply = await publicDoor.inject(address)
    expect(reply.statusCode).toBe(status)
    const json: unknown = String(reply.headers['content-type']).includes('json') ? reply.json() : undefined
    const { 'content-type': type } = reply.headers
    expectDescribed(path, 'GET', {
      status,
      headers: { 'content-type': String(type) },
      text: reply.body,
      json,
    })
  })

  test('GET /health/ready when all is well', async () => {
    const reply = await healthyDoor.inject('/health/ready')
    expect([reply.statusCode, reply.json()]).toEqual([200, { status: 'ready', checks: { database: 'ok' } }])
  })
})
