import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadPeople } from '../../src/access/people-file.ts'
import type { TokenIssuer } from '../../src/access/token-issuer.ts'
import { makeAuthority } from '../api/certificates.ts'
import { refusalOf } from '../refusal.ts'

let folder: string
let certificatePem: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'khorgos-people-'))
  certificatePem = (await makeAuthority('sso')).certificatePem
  writeFileSync(join(folder, 'sso-ca.crt'), certificatePem)
  writeFileSync(join(folder, 'no.crt'), 'nothing')
})
afterAll(() => rmSync(folder, { recursive: true }))

const PEOPLE = `audience: khorgos
tokenIssuers:
  - id: customs-sso
    issuer: https://sso.example/realms/border/
    authority: sso-ca.crt
    types: [JWT]
    skew: 60s
    longestLife: 12h
    name: /preferred_username
    roles:
      claim: /realm_access/roles
      map: { BORDER-EXIT: [exit-officer], CHIEF: [supervisor, exit-officer] }
    offices: { claim: /office, map: { Erenhot: ['0705'] } }
  - id: analysts
    issuer: http://localhost:9000
    keys: http://localhost:9000/keys
    roles: { claim: /roles }
    offices: { claim: /offices }
`

function load(text: string, sandbox = false): readonly TokenIssuer[] {
  const file = join(folder, 'people.yaml')
  writeFileSync(file, text)
  return loadPeople({ file, certificates: folder, schemas: resolve('schemas'), sandbox }).tokenIssuers
}

test('a people file says from whom people come and where to look in their tokens', () => {
  const [sso, analysts] = load(PEOPLE)
  expect(sso).toEqual({
    id: 'customs-sso',
    rules: {
      issuer: 'https://sso.example/realms/border/',
      audience: 'khorgos',
      types: ['JWT'],
      skewMs: 60_000,
      longestLifeMs: 43_200_000,
    },
    keys: {
      issuer: 'https://sso.example/realms/border/',
      from: { discovery: 'https://sso.example/realms/border/.well-known/openid-configuration' },
      authorityPem: certificatePem,
    },
    claims: {
      name: '/preferred_username',
      roles: {
        place: '/realm_access/roles',
        map: new Map([
          ['BORDER-EXIT', ['exit-officer']],
          ['CHIEF', ['supervisor', 'exit-officer']],
        ]),
      },
      offices: { place: '/office', map: new Map([['Erenhot', ['0705']]]) },
    },
    sandbox: false,
  })
  expect(analysts).toMatchObject({
    rules: { types: ['at+jwt'], skewMs: 30_000, longestLifeMs: 86_400_000 },
    keys: { from: { jwks: 'http://localhost:9000/keys' }, authorityPem: undefined },
    claims: { name: '/name', roles: { map: undefined } },
  })
})

describe('a people file is refused with file and line:', () => {
  test.each([
    ['no issuers', 'audience: a\ntokenIssuers: []\n', 'people.yaml:2: tokenIssuers must NOT have fewer'],
    [
      'an unknown key',
      PEOPLE.replace('skew', 'clock'),
      'people.yaml:7: tokenIssuers.0.clock is not known here',
    ],
    ['clocks too far apart', PEOPLE.replace('60s', '61s'), 'people.yaml:7: tokenIssuers.0.skew must match'],
    [
      'a type nobody knows',
      PEOPLE.replace('[JWT]', '[none]'),
      'people.yaml:6: tokenIssuers.0.types.0 must be',
    ],
    [
      'an office that is a number',
      PEOPLE.replace("'0705'", '0705'),
      'people.yaml:13: tokenIssuers.0.offices.map.Erenhot.0 must be string',
    ],
    ['a role that is no word', PEOPLE.replace('[exit-officer]', '[Exit Officer]'), 'people.yaml:12: '],
    ['a place that is no pointer', PEOPLE.replace('/office,', 'office,'), 'people.yaml:13: '],
    [
      'plain http',
      PEOPLE.replace('https://sso', 'http://sso'),
      'people.yaml:4: customs-sso has an address that is neither https nor on this machine',
    ],
    [
      'keys over plain http',
      PEOPLE.replace('http://localhost:9000/keys', 'http://sso.example/keys'),
      'people.yaml:16: analysts has an address',
    ],
    [
      'an authority that is not there',
      PEOPLE.replace('sso-ca', 'other'),
      'people.yaml:5: customs-sso names other.crt',
    ],
    ['an authority that is none', PEOPLE.replace('sso-ca', 'no'), 'people.yaml:5: customs-sso names no.crt'],
    ['an id twice', PEOPLE.replace('analysts', 'customs-sso'), 'people.yaml:14: customs-sso is there twice'],
    [
      'an issuer twice',
      PEOPLE.replace('http://localhost:9000\n', 'https://sso.example/realms/border/\n'),
      'people.yaml:15: analysts has the issuer of an earlier one',
    ],
    [
      'an issuer that gives tokens to anybody',
      `${PEOPLE}    sandbox: true\n`,
      'people.yaml:19: analysts gives tokens to anybody, and this is not the sandbox',
    ],
    ['a key twice', `${PEOPLE}audience: b\n`, 'people.yaml:19: '],
  ])('%s', (_what, text, problem) => {
    const { code, message } = refusalOf(() => load(text))
    expect([code, message]).toEqual(['CONFIG_INVALID', expect.stringContaining(problem)])
  })

  test('all that is wrong at once', () => {
    const { message } = refusalOf(() =>
      load(PEOPLE.replace('sso-ca', 'other').replace('https://sso', 'http://sso')),
    )
    expect(message.split('; ')).toHaveLength(2)
  })
})

test('only a sandbox takes an issuer that gives tokens to anybody', () => {
  expect(load(`${PEOPLE}    sandbox: true\n`, true)[1]?.sandbox).toBe(true)
})
