import { createPrivateKey, type KeyObject } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { spkiSha256 } from '../../src/trust/keys.ts'
import { expectDescribed } from '../api/described.ts'
import type { Reply } from '../api/harness.ts'
import { JSON_HEADERS, QUESTION } from '../api/questions.ts'
import { claims, sign } from './issuer.ts'
import { openPeopleGateway, OWN_ISSUER, type PeopleGateway } from './people-gateway.ts'

/** A bank's system that cannot do mutual TLS, at a whole gateway; `jose` plays the bank. */

const ENDPOINT = '/oauth2/token'
const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

let open: PeopleGateway
let bankKey: KeyObject
let bankKeyId: string
let made = 0

beforeAll(async () => {
  open = await openPeopleGateway()
  bankKey = createPrivateKey(open.site.pem('cn-bank.client.key'))
  bankKeyId = spkiSha256(open.site.pem('cn-bank.client.crt'))
}, 240_000)
afterAll(() => open.close())

interface Changes {
  readonly claims?: Record<string, unknown>
  readonly header?: Record<string, unknown>
  readonly key?: KeyObject
}

function assertion({ claims: changed = {}, header = {}, key = bankKey }: Changes = {}): Promise<string> {
  const now = Math.floor(Date.now() / 1000)
  const content = {
    iss: 'cn-bank',
    sub: 'cn-bank',
    aud: `${OWN_ISSUER}${ENDPOINT}`,
    jti: `a-${(made += 1)}`,
    iat: now,
    exp: now + 60,
    ...changed,
  }
  const defined = Object.fromEntries(Object.entries(content).filter(([, value]) => value !== undefined))
  return new SignJWT(defined)
    .setProtectedHeader({ alg: 'ES256', kid: bankKeyId, typ: 'JWT', ...header })
    .sign(key)
}

function post(
  form: Record<string, string> | string,
  type = 'application/x-www-form-urlencoded',
): Promise<Reply> {
  const body = new URLSearchParams(form).toString()
  return open.come(ENDPOINT, undefined, { body, headers: { 'content-type': type } })
}
const show = (client_assertion: string): Promise<Reply> =>
  post({ grant_type: 'client_credentials', client_assertion_type: ASSERTION_TYPE, client_assertion })

const errorOf = ({ status, json }: Reply): unknown[] => [status, Object(json)['error']]
const codeOf = ({ status, json }: Reply): unknown[] => [status, Object(json)['code']]

async function tokenOf(reply: Promise<Reply>): Promise<string> {
  const { status, json } = await reply
  expect(status).toBe(200)
  return String(Object(json)['access_token'])
}

describe("a partner's system", () => {
  test('gets a token for ten minutes, and does with it what its partner can do', async () => {
    const reply = await show(await assertion())
    expect(reply.json).toEqual({
      access_token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      token_type: 'Bearer',
      expires_in: 600,
    })
    expect(reply.headers['cache-control']).toBe('no-store')
    expectDescribed(ENDPOINT, 'POST', reply)
    const token = await tokenOf(Promise.resolve(reply))
    const list = await open.come('/v1/exchanges', token)
    expect([list.status, list.json]).toEqual([200, { exchanges: [] }])
    const question = { ...QUESTION, purpose: 'forex-payment' }
    const body = JSON.stringify(question)
    const answered = await open.come('/v1/verifications', token, { body, headers: JSON_HEADERS })
    expect([answered.status, answered.json]).toMatchObject([200, { answer: { by: 'cn-bank' } }])
    const notAgreed = JSON.stringify({ ...question, kind: 'permit' })
    expect(
      codeOf(await open.come('/v1/verifications', token, { body: notAgreed, headers: JSON_HEADERS })),
    ).toEqual([403, 'KIND_NOT_AGREED'])
    expect(open.lines.join('')).toContain('token given')
    expect(open.lines.join('')).not.toContain(token.slice(-40))
  })

  test('may name us by our issuer name, and say of which type the assertion is', async () => {
    await tokenOf(show(await assertion({ claims: { aud: OWN_ISSUER } })))
    await tokenOf(show(await assertion({ header: { typ: 'client-authentication+jwt' } })))
    await tokenOf(show(await assertion({ header: { typ: undefined } })))
  })

  test('uses an assertion once, also when it tries many times at once, or after a restart', async () => {
    const once = await assertion()
    const replies = await Promise.all(Array.from({ length: 8 }, () => show(once)))
    expect(replies.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([
      200,
      ...Array.from({ length: 7 }, () => 401),
    ])
    await open.restart()
    expect(errorOf(await show(once))).toEqual([401, 'invalid_client'])
  })
})

describe('an assertion is refused', () => {
  const now = Math.floor(Date.now() / 1000)
  test.each<[string, () => Changes]>([
    ['of nobody', () => ({ claims: { iss: undefined } })],
    ['of a partner that is not there', () => ({ claims: { iss: 'xx-bank', sub: 'xx-bank' } })],
    ['of a partner without client keys', () => ({ claims: { iss: 'cn-eport', sub: 'cn-eport' } })],
    ['about another partner', () => ({ claims: { sub: 'cn-clearance' } })],
    ['for somebody else', () => ({ claims: { aud: 'https://other.example' } })],
    ['for us and somebody else', () => ({ claims: { aud: [OWN_ISSUER, 'https://other.example'] } })],
    ['for us in a list', () => ({ claims: { aud: [OWN_ISSUER] } })],
    ['without an id', () => ({ claims: { jti: undefined } })],
    ['without an end', () => ({ claims: { exp: undefined } })],
    ['without a beginning', () => ({ claims: { iat: undefined } })],
    ['that lives longer than five minutes', () => ({ claims: { exp: now + 3600 } })],
    ['that has expired', () => ({ claims: { iat: now - 300, exp: now - 200 } })],
    ['from the future', () => ({ claims: { iat: now + 600, exp: now + 700 } })],
    ['that is an access token', () => ({ header: { typ: 'at+jwt' } })],
    ['by a key it does not name', () => ({ header: { kid: 'ab'.repeat(32) } })],
    ["by the partner's TLS key", () => ({ key: createPrivateKey(open.site.pem('cn-bank.tls.key')) })],
    [
      "by the partner's TLS key, which it names",
      () => ({
        key: createPrivateKey(open.site.pem('cn-bank.tls.key')),
        header: { kid: spkiSha256(open.site.pem('cn-bank.tls.crt')) },
      }),
    ],
    ['with a key of its own', () => ({ header: { jwk: { kty: 'EC' } } })],
  ])('%s', async (_what, changes) => {
    const reply = await show(await assertion(changes()))
    expect(errorOf(reply)).toEqual([401, 'invalid_client'])
    expectDescribed(ENDPOINT, 'POST', reply)
  })

  test('without saying whether the partner or its key is unknown', async () => {
    const replies = [
      await show(await assertion({ claims: { iss: 'xx-bank', sub: 'xx-bank' } })),
      await show(await assertion({ claims: { iss: 'cn-eport', sub: 'cn-eport' } })),
    ]
    expect(replies[0]?.json).toEqual(replies[1]?.json)
  })
})

describe('a request for a token is refused', () => {
  test.each<[string, Record<string, string> | string, string]>([
    ['of another kind', { grant_type: 'password', username: 'a' }, 'unsupported_grant_type'],
    ['with nothing in it', '', 'unsupported_grant_type'],
    ['without an assertion', { grant_type: 'client_credentials' }, 'invalid_request'],
    [
      'with a secret',
      {
        grant_type: 'client_credentials',
        client_assertion_type: ASSERTION_TYPE,
        client_assertion: 'x',
        client_secret: 's',
      },
      'invalid_request',
    ],
    [
      'that says something twice',
      `grant_type=client_credentials&client_assertion_type=${ASSERTION_TYPE}&client_assertion=a&client_assertion=b`,
      'invalid_request',
    ],
  ])('%s', async (_what, form, error) => {
    const reply = await post(form)
    expect(errorOf(reply)).toEqual([400, error])
    expectDescribed(ENDPOINT, 'POST', reply)
  })

  test('that is no form, or is too long', async () => {
    expect(codeOf(await post({}, 'application/json'))).toEqual([415, 'MEDIA_TYPE_UNSUPPORTED'])
    expect(codeOf(await post({ client_assertion: 'x'.repeat(20_000) }))).toEqual([413, 'MESSAGE_TOO_LARGE'])
  })
})

describe('a token of ours', () => {
  test('opens no door for people, and a token of a person none for partners', async () => {
    const token = await tokenOf(show(await assertion()))
    expect(codeOf(await open.come('/v1/me', token))).toEqual([401, 'AUTH_INVALID'])
    const person = await sign(open.key, claims(open.issuer.url))
    expect((await open.come('/v1/me', person)).status).toBe(200)
    expect(codeOf(await open.come('/v1/exchanges', person))).toEqual([401, 'AUTH_INVALID'])
    expect(codeOf(await open.come('/v1/exchanges'))).toEqual([401, 'AUTH_MISSING'])
  })

  test('is signed by our key for that, and by no other key of ours', async () => {
    const [, body = ''] = (await tokenOf(show(await assertion()))).split('.')
    const content: Record<string, unknown> = JSON.parse(Buffer.from(body, 'base64url').toString())
    const forge = (name: string, kid: string): Promise<string> =>
      new SignJWT(content)
        .setProtectedHeader({ alg: 'ES256', kid, typ: 'at+jwt' })
        .sign(createPrivateKey(open.site.pem(`${name}.key`)))
    const own = spkiSha256(open.site.pem('gateway.token.crt'))
    expect((await open.come('/v1/exchanges', await forge('gateway.token', own))).status).toBe(200)
    for (const name of ['gateway.sign', 'gateway.tls', 'cn-bank.client'])
      for (const kid of [own, spkiSha256(open.site.pem(`${name}.crt`))])
        expect(codeOf(await open.come('/v1/exchanges', await forge(name, kid)))).toEqual([
          401,
          'AUTH_INVALID',
        ])
  })

  test('ends after ten minutes', async () => {
    const token = await tokenOf(show(await assertion()))
    open.ahead(631_000)
    expect(codeOf(await open.come('/v1/exchanges', token))).toEqual([401, 'AUTH_EXPIRED'])
    open.ahead(0)
    expect((await open.come('/v1/exchanges', token)).status).toBe(200)
  })

  test('ends when its client key is taken out of the partner file', async () => {
    const token = await tokenOf(show(await assertion()))
    const file = join(open.site.config.partnersFolder, 'cn-bank.yaml')
    const text = readFileSync(file, 'utf8')
    await open.restart(() => writeFileSync(file, text.replace(/^clientKeys.*\n/m, '')))
    expect(codeOf(await open.come('/v1/exchanges', token))).toEqual([401, 'AUTH_INVALID'])
    expect(errorOf(await show(await assertion()))).toEqual([401, 'invalid_client'])
    await open.restart(() => writeFileSync(file, text))
    expect((await open.come('/v1/exchanges', token)).status).toBe(200)
  })
})
