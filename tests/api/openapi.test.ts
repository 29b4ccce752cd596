import { Registry } from 'prom-client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createMetrics } from '../../src/api/metrics.ts'
import { routeOf } from '../../src/api/operation.ts'
import { OPERATIONS, operationsOf } from '../../src/api/operations.ts'
import { createPublicServer } from '../../src/api/public-server.ts'
import { CODES, type ErrorCode } from '../../src/errors.ts'
import type { EvidenceRecord } from '../../src/evidence/record.ts'
import type { ExchangeView } from '../../src/exchange/service.ts'
import { at, conforms, DOCUMENT, object, pointer } from './described.ts'
import {
  ask,
  EXCHANGE,
  mn,
  openPartnerDoor,
  outcomeOf,
  view,
  XML_HEADERS,
  type Ask,
  type Door,
  type Reply,
} from './harness.ts'

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

/** A reply must be one the document describes for its operation, status and media type, and follow the schema. */
function expectDescribed(
  path: string,
  method: string,
  reply: Pick<Reply, 'status' | 'headers' | 'text' | 'json'>,
): void {
  const type = String(reply.headers['content-type']).split(';')[0] ?? ''
  const place = ['paths', path, method.toLowerCase(), 'responses', String(reply.status), 'content', type]
  const content = at(...place)
  expect(content, `${method} ${path} ${reply.status} ${type}`).toBeDefined()
  const schema = object(content)['schema']
  if (object(schema)['contentMediaType'] !== undefined) return
  expect(
    conforms(pointer(...place, 'schema'), reply.json ?? reply.text),
    `${method} ${path} ${reply.status}`,
  ).toEqual([])
}

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

function fullView(): ExchangeView {
  const hash = 'ab'.repeat(32)
  const head = { v: 1, at: '2026-03-01T04:05:06.789Z', exchange: EXCHANGE } as const
  const signature = {
    profile: 'xmldsig-enveloped',
    algorithm: 'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256',
    keyId: hash,
  }
  const message = { messageId: 'KZ/2026/117', format: 'kz-awmds-r1', payload: hash }
  const records: EvidenceRecord[] = [
    {
      ...head,
      ...message,
      kind: 'accepted',
      partner: 'kz-customs',
      digest: hash,
      signature,
      agreement: hash,
      documents: hash,
      awaits: 'x',
    },
    { ...head, kind: 'rejected', payload: hash, code: 'XML_MALFORMED', place: '/a' },
    {
      ...head,
      ...message,
      kind: 'converted',
      to: 'cn-eport',
      lossReport: hash,
      signature,
      companions: [EXCHANGE],
      mappings: { read: [hash], write: hash },
    },
    {
      ...head,
      ...message,
      kind: 'acknowledged',
      by: 'cn-eport',
      level: 'business',
      outcome: 'review',
      signature,
      agreement: 'ab'.repeat(32),
      status: '01',
      registration: '7',
    },
    { ...head, kind: 'parked', code: 'PARTNER_UNREACHABLE', messageId: 'x' },
    {
      ...head,
      kind: 'entered',
      of: 'certificate-of-origin',
      event: 'issued',
      basis: '117',
      payload: hash,
    },
    {
      v: 1,
      at: head.at,
      kind: 'answered',
      verification: EXCHANGE,
      by: 'cn-eport',
      agreement: hash,
      purpose: 'release',
      verdict: 'confirmed',
      payload: hash,
      signature: { profile: 'jws', algorithm: 'ES256', keyId: hash },
    },
    {
      v: 1,
      at: head.at,
      kind: 'denied',
      request: EXCHANGE,
      by: 'cn-eport',
      agreement: hash,
      code: 'FORMAT_NOT_AGREED',
      payload: hash,
    },
    { ...head, kind: 'expired', code: 'COMPANION_EXPIRED' },
    { ...head, kind: 'failed', code: 'OUTPUT_INVALID', place: '/x' },
  ]
  return {
    ...view(),
    state: 'waiting',
    waitsUntil: '2026-03-02T04:05:06.789Z',
    error: { code: 'FIELD_INVALID', place: '/Awmds' },
    outgoing: [
      {
        to: 'cn-eport',
        format: 'cn-mt1401-v1',
        messageId: 'm',
        state: 'sent',
        attempts: 2,
        lastError: 'PARTNER_UNREACHABLE',
        losses: {
          totals: { kept: 9, changed: 1, defaulted: 0, dropped: 2 },
          undeclared: { accepted: 1, notAccepted: 0 },
        },
      },
      {
        to: 'cn-eport',
        format: 'cn-mt1401-v1',
        messageId: 'n',
        state: 'queued',
        attempts: 0,
        lastError: undefined,
      },
    ],
    timeline: records.map((record, index) => ({ index: String(index), record })),
  }
}
