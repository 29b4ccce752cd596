import { Agent } from 'node:https'
import { Registry } from 'prom-client'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createAuthenticator, type Authenticator } from '../../src/access/authenticate.ts'
import { requireRole } from '../../src/access/person.ts'
import type { Attempt } from '../../src/access/turned-away.ts'
import { caseRooms } from '../../src/api/case-rooms.ts'
import { createMetrics } from '../../src/api/metrics.ts'
import { routeOf } from '../../src/api/operation.ts'
import { operationsOf } from '../../src/api/operations.ts'
import { createPeopleServer } from '../../src/api/people-server.ts'
import type { CaseService } from '../../src/workflows/cases/service.ts'
import { createDefinitions } from '../../src/workflows/definitions/definitions.ts'
import { AUDIENCE, claims, makeKey, openIssuer, sign, type TestIssuer } from '../access/issuer.ts'
import { expectDescribed } from './described.ts'
import { ask, authority, deferred, gateway, kz, openSocket, readAll, type Reply } from './harness.ts'
import { portOf } from './port.ts'
import { RULES } from '../workflows/cargo/pieces.ts'

const key = makeKey('ES256', 'k1')
const registry = new Registry()
const attempts: Attempt[] = []
const lines: string[] = []
let issuer: TestIssuer
let authenticator: Authenticator
let app: ReturnType<typeof createPeopleServer>
let port: number
/** Moves the authenticator's time, so that keys can be asked for again. */
let ahead = 0

const unasked = (): never => {
  throw new Error('nobody asks for cases here')
}
const nobodysCases: CaseService = {
  tasks: unasked,
  list: unasked,
  view: unasked,
  timeline: unasked,
  act: unasked,
  open: unasked,
  eventsAfter: unasked,
  newest: unasked,
}

beforeAll(async () => {
  issuer = await openIssuer([key])
  authenticator = createAuthenticator({
    issuers: [
      {
        id: 'sso',
        rules: {
          issuer: issuer.url,
          audience: AUDIENCE,
          types: ['at+jwt'],
          skewMs: 0,
          longestLifeMs: 86_400_000,
        },
        keys: { issuer: issuer.url, from: { jwks: issuer.jwks }, authorityPem: undefined },
        claims: {
          name: '/name',
          roles: { place: '/roles', map: undefined },
          offices: { place: '/offices', map: undefined },
        },
        sandbox: false,
      },
    ],
    clock: () => new Date(Date.now() + ahead),
    onFault: () => undefined,
  })
  app = createPeopleServer({
    authenticator,
    turnedAway: { note: (attempt) => void attempts.push(attempt) },
    tls: gateway,
    log: { level: 'debug', stream: { write: (line) => void lines.push(line) } },
    metrics: createMetrics(registry, { partners: [] }),
    rooms: [
      ...caseRooms({
        risk: { inForce: unasked, versions: unasked, ratings: unasked },
        cases: nobodysCases,
        cargo: { find: unasked, view: unasked, events: unasked },
        cargoRules: RULES,
        clock: () => new Date(),
        definitions: createDefinitions([]),
        describe: unasked,
      }),
      (room, forPerson) => {
        room.get(
          '/office/:office',
          forPerson((person, request) => {
            const { office }: { office?: string } = Object(request.params)
            requireRole(person, 'exit-officer', office)
            return Promise.resolve({ done: true })
          }),
        )
        // As somebody would write it who has forgotten all about people.
        room.get('/forgotten', () => Promise.resolve({ secret: 1 }))
      },
    ],
  })
  await app.listen({ host: '127.0.0.1', port: 0 })
  port = portOf(app.server)
})
afterAll(() => Promise.all([app.close(), authenticator.close(), issuer.close()]))
afterEach(() => void attempts.splice(0))

/** A browser: it trusts the authority and has no certificate. */
function come(path: string, authorization?: string, method = 'GET'): Promise<Reply> {
  const agent = new Agent({ ca: authority.certificatePem })
  return ask(port, path, {
    agent,
    method,
    ...(authorization !== undefined && { headers: { authorization } }),
  })
}
const token = (changes: Record<string, unknown> = {}): Promise<string> =>
  sign(key, claims(issuer.url, changes))
const codeOf = ({ json }: Reply): unknown => Object(json)['code']

describe('the door for people', () => {
  test('tells somebody with a token who he is here', async () => {
    const reply = await come('/v1/me', `Bearer ${await token({ roles: ['exit-officer', 'analyst'] })}`)
    expect([reply.status, reply.json]).toEqual([
      200,
      {
        subject: 'b7a1f0c2',
        issuer: issuer.url,
        name: 'Wang Li',
        roles: ['analyst', 'exit-officer'],
        offices: ['0705'],
      },
    ])
    expect(reply.headers['cache-control']).toBe('no-store')
    expectDescribed('/v1/me', 'GET', reply)
    expect(attempts).toEqual([])
  })

  test('needs no client certificate and looks at none', async () => {
    expect((await ask(port, '/v1/me', { as: kz })).status).toBe(401)
  })

  test.each([
    ['no token', undefined],
    ['a password', `Basic ${Buffer.from('a:b').toString('base64')}`],
    ['nothing after the scheme', 'Bearer '],
    ['a token without scheme', 'eyJhbGciOiJFUzI1NiJ9.e30.AA'],
    ['two words', 'Bearer a b'],
    ['letters that no token has', 'Bearer a,b'],
  ])('asks for a token of who comes with %s, and says nothing of errors', async (_what, authorization) => {
    const reply = await come('/v1/me', authorization)
    expect([reply.status, codeOf(reply)]).toEqual([401, 'AUTH_MISSING'])
    expect(reply.headers['www-authenticate']).toBe('Bearer realm="khorgos"')
    expectDescribed('/v1/me', 'GET', reply)
    expect(attempts).toEqual([])
  })

  test('takes the scheme in any case, and the token from nowhere but the header', async () => {
    expect((await come('/v1/me', `bEARER ${await token()}`)).status).toBe(200)
    expect(codeOf(await come(`/v1/me?access_token=${await token()}`))).toBe('AUTH_MISSING')
  })

  test('refuses a token that is forged, as RFC 6750 says it, and notes who came', async () => {
    const [header, body] = (await token()).split('.')
    const forged = `${header}.${body}.${Buffer.alloc(64, 7).toString('base64url')}`
    const reply = await come('/v1/me', `Bearer ${forged}`)
    expect([reply.status, codeOf(reply)]).toEqual([401, 'AUTH_INVALID'])
    expect(reply.headers['www-authenticate']).toMatch(
      /^Bearer realm="khorgos", error="invalid_token", error_description="[ !#-[\]-~]+"$/,
    )
    expectDescribed('/v1/me', 'GET', reply)
    expect(attempts).toEqual([
      {
        request: String(Object(reply.json)['instance']).replace('urn:uuid:', ''),
        code: 'AUTH_INVALID',
        operation: 'GET /v1/me',
        claimed: {
          tokenSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
          issuer: issuer.url,
          subject: 'b7a1f0c2',
          client: 'border-desk',
          id: 'j-1',
        },
      },
    ])
  })

  test('refuses a token that has expired, by that name', async () => {
    const reply = await come('/v1/me', `Bearer ${await token({ iat: 1_700_000_000, exp: 1_700_003_600 })}`)
    expect([reply.status, codeOf(reply)]).toEqual([401, 'AUTH_EXPIRED'])
    expect(reply.headers['www-authenticate']).toContain('error="invalid_token"')
    expectDescribed('/v1/me', 'GET', reply)
    expect(attempts.map(({ code }) => code)).toEqual(['AUTH_EXPIRED'])
  })

  test('refuses two tokens, of which one is good', async () => {
    const socket = await openSocket(port)
    const good = await token()
    socket.write(
      `GET /v1/me HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer ${good}\r\nAuthorization: Bearer x\r\n\r\n`,
    )
    const text = await readAll(socket)
    expect(text).toMatch(/^HTTP\/1\.1 401 /)
    expect(text).toContain('AUTH_INVALID')
  })

  test('lets nobody act in a role or at an office that is not his, and notes who tried', async () => {
    const wang = `Bearer ${await token()}`
    expect((await come('/office/0705', wang)).status).toBe(200)
    const elsewhere = await come('/office/9417', wang)
    expect([elsewhere.status, codeOf(elsewhere)]).toEqual([403, 'AUTH_FORBIDDEN'])
    expect(elsewhere.headers['www-authenticate']).toContain('error="insufficient_scope"')
    expect((await come('/office/0705', `Bearer ${await token({ roles: ['analyst'] })}`)).status).toBe(403)
    expect(attempts).toMatchObject([
      {
        code: 'AUTH_FORBIDDEN',
        operation: 'GET /office/:office',
        person: { subject: 'b7a1f0c2', issuer: issuer.url, roles: new Set(['exit-officer']) },
      },
      { code: 'AUTH_FORBIDDEN', person: { roles: new Set(['analyst']) } },
    ])
  })

  test('guards what was registered in the room, whatever its handler forgot', async () => {
    expect(codeOf(await come('/forgotten'))).toBe('AUTH_MISSING')
    expect((await come('/forgotten', undefined, 'HEAD')).status).toBe(401)
    expect((await come('/forgotten', `Bearer ${await token()}`)).status).toBe(200)
  })

  test('asks for the token before it looks at what is asked', async () => {
    expect(codeOf(await come('/v1/me?x=1'))).toBe('AUTH_MISSING')
    expect(codeOf(await come('/v1/me?x=1', `Bearer ${await token()}`))).toBe('REQUEST_INVALID')
  })

  test('says 503 and not 401 when the issuer cannot be asked', async () => {
    issuer.misbehave = (_path, response) => response.writeHead(500).end()
    ahead = 61 * 60_000
    const reply = await come('/v1/me', `Bearer ${await token({ exp: Math.floor(Date.now() / 1000) + 7200 })}`)
    expect([reply.status, codeOf(reply)]).toEqual([503, 'AUTH_UNAVAILABLE'])
    expect([reply.headers['www-authenticate'], reply.headers['retry-after']]).toEqual([undefined, '5'])
    expect(reply.text).not.toContain(issuer.url)
    expectDescribed('/v1/me', 'GET', reply)
    expect(attempts).toEqual([])
    issuer.misbehave = undefined
    ahead += 6_000
    expect(
      (await come('/v1/me', `Bearer ${await token({ exp: Math.floor(Date.now() / 1000) + 7200 })}`)).status,
    ).toBe(200)
    ahead = 0
  })

  test('says who it is to everybody, and no more', async () => {
    for (const path of ['/health/live', '/v1/openapi.json']) expect((await come(path)).status).toBe(200)
    expect((await come('/v1/me', undefined, 'POST')).status).toBe(405)
    for (const path of ['/metrics', '/v1/exchanges', '/v1/log/checkpoint', '/'])
      expect((await come(path, `Bearer ${await token()}`)).status).toBe(404)
    for (const operation of operationsOf('people').filter(({ open }) => open !== true))
      expect(app.hasRoute({ method: operation.method, url: routeOf(operation) }), operation.id).toBe(true)
  })

  test('writes no token into its log, and counts who was turned away', async () => {
    const good = await token()
    await come('/v1/me', `Bearer ${good}`)
    await come('/v1/me', `Bearer ${good}x`)
    expect(lines.join('')).not.toContain(good.slice(0, 40))
    expect(await registry.metrics()).toMatch(/khorgos_turned_away_total\{code="AUTH_FORBIDDEN"\} 2/)
  })

  test('works on no more requests of one person at once than it should', async () => {
    const { promise, resolve } = deferred<void>()
    let begun = 0
    const slow = createPeopleServer({
      authenticator,
      turnedAway: { note: () => undefined },
      tls: gateway,
      log: { level: 'silent' },
      metrics: createMetrics(new Registry(), { partners: [] }),
      limits: { perCaller: 2 },
      rooms: [
        (room, forPerson) =>
          void room.get(
            '/slow',
            forPerson(async () => {
              begun += 1
              await promise
              return { done: true }
            }),
          ),
      ],
    })
    await slow.listen({ host: '127.0.0.1', port: 0 })
    const [wang, other] = [await token(), await token({ sub: 'other' })]
    const go = async (of: string): Promise<number> =>
      (
        await ask(portOf(slow.server), '/slow', {
          agent: new Agent({ ca: authority.certificatePem }),
          headers: { authorization: `Bearer ${of}` },
        })
      ).status
    const [first, second] = [go(wang), go(wang)]
    await expect.poll(() => begun).toBe(2)
    expect(await go(wang)).toBe(503)
    const third = go(other)
    await expect.poll(() => begun).toBe(3)
    resolve()
    expect(await Promise.all([first, second, third])).toEqual([200, 200, 200])
    await slow.close()
  })
})
