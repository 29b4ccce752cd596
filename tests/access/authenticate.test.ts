import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { claimedBy, createAuthenticator, type Authenticator } from '../../src/access/authenticate.ts'
import { requireRole, type Person } from '../../src/access/person.ts'
import type { ClaimPlaces, TokenIssuer } from '../../src/access/token-issuer.ts'
import { refusalOf } from '../refusal.ts'
import { AUDIENCE, claims, makeKey, openIssuer, sign, type IssuerKey, type TestIssuer } from './issuer.ts'

const [own, others] = [makeKey('ES256', 'k1'), makeKey('ES256', 'k1')]
let mine: TestIssuer
let foreign: TestIssuer
let authenticator: Authenticator

const PLAIN: ClaimPlaces = {
  name: '/name',
  roles: { place: '/roles', map: undefined },
  offices: { place: '/offices', map: undefined },
}
const MAPPED: ClaimPlaces = {
  name: '/profile/full~1name',
  roles: {
    place: '/realm_access/roles',
    map: new Map([
      ['EXIT', ['exit-officer']],
      ['CHIEF', ['supervisor', 'exit-officer']],
    ]),
  },
  offices: { place: '/office', map: new Map([['Erenhot', ['0705']]]) },
}

function issuerOf({ url, jwks }: TestIssuer, places: ClaimPlaces): TokenIssuer {
  return {
    id: 'sso',
    rules: { issuer: url, audience: AUDIENCE, types: ['at+jwt'], skewMs: 0, longestLifeMs: 3_600_000 },
    keys: { issuer: url, from: { jwks }, authorityPem: undefined },
    claims: places,
    sandbox: false,
  }
}

beforeAll(async () => {
  ;[mine, foreign] = [await openIssuer([own]), await openIssuer([others])]
  authenticator = createAuthenticator({
    issuers: [issuerOf(mine, PLAIN), issuerOf(foreign, MAPPED)],
    clock: () => new Date(),
    onFault: () => undefined,
  })
})
afterAll(() => Promise.all([authenticator.close(), mine.close(), foreign.close()]))

const personOf = async (content: Record<string, unknown>, key: IssuerKey = own): Promise<Person> =>
  authenticator.personOf(await sign(key, content))
const invalid = { code: 'AUTH_INVALID' }

describe('a person', () => {
  test('is who the token says, in the roles and at the offices that it names', async () => {
    const content = claims(mine.url)
    expect(await personOf(content)).toEqual({
      subject: 'b7a1f0c2',
      issuer: mine.url,
      name: 'Wang Li',
      roles: new Set(['exit-officer']),
      offices: new Set(['0705']),
      until: new Date(Number(content['exp']) * 1000),
    })
  })

  test('has of what another administration calls things what it means here, and nothing else', async () => {
    const content = claims(foreign.url, {
      profile: { 'full/name': 'Aygul' },
      name: 'not this one',
      roles: ['supervisor'],
      realm_access: { roles: ['CHIEF', 'EXIT', 'exit-officer', '__proto__', 'toString'] },
      office: 'Erenhot',
      offices: ['9417'],
    })
    expect(await personOf(content, others)).toMatchObject({
      name: 'Aygul',
      roles: new Set(['supervisor', 'exit-officer']),
      offices: new Set(['0705']),
    })
  })

  test('without claims has no role and no office; words that are none of ours are passed over', async () => {
    const none = await personOf(claims(mine.url, { name: undefined, roles: undefined, offices: undefined }))
    expect([none.roles.size, none.offices.size, 'name' in none]).toEqual([0, 0, false])
    const odd = await personOf(
      claims(mine.url, { roles: ['Domain Users', 'analyst', ''], offices: ['all of them'] }),
    )
    expect([...odd.roles, ...odd.offices]).toEqual(['analyst'])
  })

  test.each([
    { roles: [['exit-officer']] },
    { roles: [1] },
    { roles: { 'exit-officer': true } },
    { offices: 705 },
    { offices: Array.from({ length: 501 }, (_, at) => `o${at}`) },
  ])('is refused whose claims are of another form: %#', async (changes) => {
    await expect(personOf(claims(mine.url, changes))).rejects.toMatchObject(invalid)
  })
})

describe('a token is refused', () => {
  test('of an issuer that nobody knows', async () => {
    for (const iss of ['https://elsewhere.example', `${mine.url}/`, '', undefined, [mine.url]])
      await expect(personOf(claims(mine.url, { iss }))).rejects.toMatchObject(invalid)
  })

  test("of one issuer that is signed with another's key of the same name", async () => {
    await expect(personOf(claims(mine.url), others)).rejects.toMatchObject(invalid)
    await expect(personOf(claims(foreign.url), own)).rejects.toMatchObject(invalid)
  })

  test('of a sandbox', async () => {
    await expect(personOf(claims(mine.url, { khorgos_sandbox: 'x' }))).rejects.toMatchObject(invalid)
  })

  test('that has expired, by that name, unless it is forged', async () => {
    const past = { iat: 1_700_000_000, exp: 1_700_000_100 }
    await expect(personOf(claims(mine.url, past))).rejects.toMatchObject({ code: 'AUTH_EXPIRED' })
    await expect(personOf(claims(mine.url, past), others)).rejects.toMatchObject(invalid)
  })
})

describe('a role', () => {
  const person: Person = {
    subject: 's',
    issuer: 'i',
    roles: new Set(['exit-officer', 'analyst']),
    offices: new Set(['0705']),
    until: new Date(0),
  }
  test('is needed, at the office where the matter is', () => {
    requireRole(person, 'exit-officer', '0705')
    requireRole(person, 'analyst')
    for (const [role, office] of [
      ['entry-officer', '0705'],
      ['exit-officer', '9417'],
      ['exit-officer', ''],
      ['', '0705'],
      ['supervisor', undefined],
    ] as const)
      expect(refusalOf(() => requireRole(person, role, office)).code).toBe('AUTH_FORBIDDEN')
  })

  test('that is missing is named, and nothing of what the person has', () => {
    const { message } = refusalOf(() => requireRole(person, 'supervisor', '9417'))
    expect(message).toContain('supervisor')
    expect(message).not.toMatch(/exit-officer|0705/)
  })
})

describe('what a refused token says of itself', () => {
  test('is told shortly, without what could be a line of a log or a token again', async () => {
    const token = await sign(others, claims('x', { iss: `evil\n${'x'.repeat(900)}`, sub: 'somebody' }))
    const claimed = claimedBy(token)
    expect(claimed).toMatchObject({ subject: 'somebody', client: 'border-desk', id: 'j-1' })
    expect(claimed.issuer).toMatch(/^evil x+$/)
    expect(claimed.issuer?.length).toBeLessThanOrEqual(200)
    expect(claimed.tokenSha256).toMatch(/^[0-9a-f]{64}$/)
    expect(JSON.stringify(claimed)).not.toContain(token.split('.')[2])
  })

  test('is nothing where the token is none', () => {
    expect(Object.keys(claimedBy('nonsense'))).toEqual(['tokenSha256'])
  })
})
