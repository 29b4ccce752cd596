import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../src/model/json.ts'
import { judgeClaims, type TokenRules } from '../../../src/trust/tokens/claims.ts'
import { refusalOf } from '../../refusal.ts'

const NOW = new Date('2026-11-22T08:00:00Z')
const SECONDS = NOW.getTime() / 1000
const RULES: TokenRules = {
  issuer: 'https://sso.example',
  audience: 'khorgos',
  types: ['at+jwt'],
  skewMs: 30_000,
  longestLifeMs: 3_600_000,
}
const PLAIN: TokenRules = { ...RULES, types: ['at+jwt', 'JWT'] }
const GOOD = {
  iss: RULES.issuer,
  sub: 'b7a1',
  aud: RULES.audience,
  client_id: 'desk',
  jti: 'j-1',
  iat: SECONDS - 60,
  exp: SECONDS + 300,
}

function judged(
  changes: Record<string, unknown>,
  rules = RULES,
  type: string | undefined = 'at+jwt',
): ReturnType<typeof judgeClaims> {
  const content: JsonObject = JSON.parse(JSON.stringify({ ...GOOD, ...changes }))
  const token = { text: '', algorithm: 'ES256', keyId: 'k', type, claims: content } as const
  return judgeClaims(token, rules, NOW)
}
const codeOf = (...args: Parameters<typeof judged>): string => refusalOf(() => judged(...args)).code

test('good claims say who came, through which program, with which token', () => {
  expect(judged({})).toEqual({ subject: 'b7a1', client: 'desk', id: 'j-1', until: expect.any(Date) })
  expect(judged({ aud: ['other', 'khorgos'], nbf: SECONDS - 60 })).toMatchObject({ subject: 'b7a1' })
})

describe('a token is refused', () => {
  test.each<[string, Record<string, unknown>]>([
    ['of another issuer', { iss: 'https://sso.example/' }],
    ['without an issuer', { iss: undefined }],
    ['for somebody else', { aud: 'khorgos2' }],
    ['for several others', { aud: ['a', 'b'] }],
    ['for nobody', { aud: undefined }],
    ['for an object', { aud: { khorgos: true } }],
    ['about nobody', { sub: undefined }],
    ['about an empty name', { sub: '' }],
    ['about a number', { sub: 7 }],
    ['about a name with a line break', { sub: 'a\nb' }],
    ['about an endless name', { sub: 's'.repeat(256) }],
    ['without a program', { client_id: undefined }],
    ['whose program stands under another name', { client_id: undefined, azp: 'desk' }],
    ['without an id', { jti: undefined }],
    ['without an end', { exp: undefined }],
    ['without a beginning', { iat: undefined }],
    ['whose end is a text', { exp: '1900000000' }],
    ['whose end is before time', { exp: -1 }],
    ['issued in the future', { iat: SECONDS + 31 }],
    ['not valid before the future', { nbf: SECONDS + 31 }],
    ['that ends before it begins', { iat: SECONDS, exp: SECONDS }],
    ['that lives longer than agreed', { iat: SECONDS, exp: SECONDS + 3601 }],
    ['that is bound to a key', { cnf: { jkt: 'x' } }],
  ])('%s', (_what, changes) => {
    expect(codeOf(changes)).toBe('AUTH_INVALID')
  })

  test('as expired when nothing else is wrong with it', () => {
    expect(codeOf({ exp: SECONDS - 30 })).toBe('AUTH_EXPIRED')
    expect(codeOf({ exp: SECONDS - 3000, iat: SECONDS - 3600 })).toBe('AUTH_EXPIRED')
    expect(codeOf({ exp: SECONDS - 30, aud: 'other' })).toBe('AUTH_INVALID')
  })

  test.each([undefined, 'jwt', 'dpop+jwt', 'logout+jwt', 'id+jwt'])('of the type %s', (type) => {
    expect(refusalOf(() => judgeClaimsOfType(type)).code).toBe('AUTH_INVALID')
  })
})

/** `judged` takes undefined for its default. */
function judgeClaimsOfType(type: string | undefined): unknown {
  const token = { text: '', algorithm: 'ES256', keyId: 'k', type, claims: GOOD } as const
  return judgeClaims(token, RULES, NOW)
}

test('clocks may be apart as far as the people file says, and no further', () => {
  expect(judged({ iat: SECONDS + 30 })).toBeDefined()
  expect(judged({ exp: SECONDS - 29 })).toBeDefined()
  expect(codeOf({ iat: SECONDS + 1 }, { ...RULES, skewMs: 0 })).toBe('AUTH_INVALID')
  expect(codeOf({ exp: SECONDS }, { ...RULES, skewMs: 0 })).toBe('AUTH_EXPIRED')
})

describe('plain JWTs of an issuer that gives them', () => {
  const lacking = { client_id: undefined, jti: undefined }

  test('need not name program and id, and may have no type at all', () => {
    expect(judged(lacking, PLAIN, 'jwt')).toEqual({
      subject: 'b7a1',
      client: undefined,
      id: undefined,
      until: expect.any(Date),
    })
    expect(judged({ ...lacking, azp: 'desk', typ: 'Bearer' }, PLAIN, 'jwt').client).toBe('desk')
    const token = { text: '', algorithm: 'ES256', keyId: 'k', type: undefined, claims: GOOD } as const
    expect(judgeClaims(token, PLAIN, NOW).subject).toBe('b7a1')
  })

  test.each([{ nonce: 'n' }, { at_hash: 'x' }, { c_hash: 'x' }, { typ: 'ID' }, { typ: 'Refresh' }])(
    'are refused as no access tokens: %j',
    (changes) => {
      expect(codeOf(changes, PLAIN, 'jwt')).toBe('AUTH_INVALID')
    },
  )

  test('do not make access tokens need less', () => {
    expect(codeOf({ jti: undefined }, PLAIN)).toBe('AUTH_INVALID')
  })
})
