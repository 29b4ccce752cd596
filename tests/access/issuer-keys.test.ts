import { createServer as createTlsServer } from 'node:https'
import { once } from 'node:events'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createIssuerKeys, type IssuerKeys } from '../../src/access/issuer-keys.ts'
import type { KeySource } from '../../src/access/token-issuer.ts'
import type { KhorgosError } from '../../src/errors.ts'
import { createDocumentFetcher, isFetchable } from '../../src/transports/documents.ts'
import { makeAuthority } from '../api/certificates.ts'
import { portOf } from '../api/port.ts'
import { makeKey, openIssuer, send, type TestIssuer } from './issuer.ts'

/** Keys over a real network, from an issuer that really listens; only the time is ours. */

const [first, second] = [makeKey('ES256', 'k1'), makeKey('EdDSA', 'k2')]
const MINUTE = 60_000

let issuer: TestIssuer
let now: number
let faults: KhorgosError[]
const fetcher = createDocumentFetcher({ timeoutMs: 500 })

beforeEach(async () => {
  issuer = await openIssuer([first])
  now = Date.parse('2026-11-22T08:00:00Z')
  faults = []
})
afterEach(() => issuer.close())

function keysOf(
  from: KeySource['from'] = { discovery: `${issuer.url}/.well-known/openid-configuration` },
  sandbox = false,
): IssuerKeys {
  return createIssuerKeys({
    source: { from, issuer: issuer.url, authorityPem: undefined },
    fetcher,
    sandbox,
    clock: () => new Date(now),
    onFault: (error) => void faults.push(error),
  })
}
const unavailable = { code: 'AUTH_UNAVAILABLE' }

describe('the keys of an issuer', () => {
  test('are where its OpenID configuration says, or where the people file does', async () => {
    expect((await keysOf().find('k1', 'ES256'))?.equals(first.publicKey)).toBe(true)
    expect(issuer.asked.splice(0)).toEqual(['/.well-known/openid-configuration', '/jwks'])
    expect(await keysOf({ jwks: issuer.jwks }).find('k1', 'ES256')).toBeDefined()
    expect(issuer.asked).toEqual(['/jwks'])
  })

  test('are asked for once, however many wait for them', async () => {
    const keys = keysOf({ jwks: issuer.jwks })
    const found = await Promise.all(Array.from({ length: 50 }, () => keys.find('k1', 'ES256')))
    expect(found.every((key) => key !== undefined)).toBe(true)
    expect(issuer.asked).toEqual(['/jwks'])
  })

  test('are asked for again when a token names a new one, but no more than twice a minute', async () => {
    const keys = keysOf({ jwks: issuer.jwks })
    await keys.find('k1', 'ES256')
    issuer.keys = [first.jwk, second.jwk]
    for (let each = 0; each < 100; each++) expect(await keys.find(`made-up-${each}`, 'ES256')).toBeUndefined()
    expect(issuer.asked).toHaveLength(1)
    now += MINUTE / 2
    expect((await keys.find('k2', 'EdDSA'))?.equals(second.publicKey)).toBe(true)
    expect(issuer.asked).toHaveLength(2)
  })

  test('that were withdrawn are gone after ten minutes', async () => {
    const keys = keysOf({ jwks: issuer.jwks })
    await keys.find('k1', 'ES256')
    issuer.keys = [second.jwk]
    now += 10 * MINUTE - 1
    expect(await keys.find('k1', 'ES256')).toBeDefined()
    now += 1
    expect(await keys.find('k1', 'ES256')).toBeUndefined()
    expect(await keys.find('k2', 'EdDSA')).toBeDefined()
    expect(issuer.asked).toHaveLength(2)
  })

  test('that still serve are not waited for while the issuer hangs', async () => {
    const keys = keysOf({ jwks: issuer.jwks })
    await keys.find('k1', 'ES256')
    issuer.misbehave = () => undefined
    now += 11 * MINUTE
    expect(await keys.find('k1', 'ES256')).toBeDefined()
    now += 6_000
    const start = performance.now()
    for (let each = 0; each < 20; each++) expect(await keys.find('k1', 'ES256')).toBeDefined()
    expect(performance.now() - start).toBeLessThan(400)
    await expect.poll(() => faults.length, { timeout: 5_000 }).toBe(2)
    expect(issuer.asked).toHaveLength(3)
  })

  test('serve on for an hour while the issuer is away, and no longer', async () => {
    const keys = keysOf({ jwks: issuer.jwks })
    await keys.find('k1', 'ES256')
    await issuer.close()
    now += 59 * MINUTE
    expect(await keys.find('k1', 'ES256')).toBeDefined()
    await expect.poll(() => faults.length).toBe(1)
    now += MINUTE
    await expect(keys.find('k1', 'ES256')).rejects.toMatchObject(unavailable)
  })

  test('cannot be told while the issuer is away, and neither can one that it may have by now', async () => {
    issuer.misbehave = (_path, response) => response.writeHead(500).end()
    const keys = keysOf({ jwks: issuer.jwks })
    await expect(keys.find('k1', 'ES256')).rejects.toMatchObject({ ...unavailable, retryAfter: 5 })
    await expect(keys.find('k1', 'ES256')).rejects.toMatchObject(unavailable)
    expect(issuer.asked).toHaveLength(1)
    issuer.misbehave = undefined
    now += 5_000
    expect(await keys.find('k1', 'ES256')).toBeDefined()
    issuer.misbehave = (_path, response) => response.writeHead(500).end()
    now += MINUTE
    await expect(keys.find('k9', 'ES256')).rejects.toMatchObject(unavailable)
    expect(await keys.find('k1', 'ES256')).toBeDefined()
  })

  test.each<[string, NonNullable<TestIssuer['misbehave']>]>([
    ['never answers', () => undefined],
    [
      'breaks off',
      (_path, response) => void response.writeHead(200, { 'content-length': 900 }).write('{"keys":['),
    ],
    ['sends more than keys can be', (_path, response) => send(response, { keys: [], x: 'x'.repeat(70_000) })],
    ['sends what is no JSON', (_path, response) => void response.writeHead(200).end('<html>')],
    ['says everything twice', (_path, response) => void response.writeHead(200).end('{"keys":[],"keys":[]}')],
    [
      'sends it packed',
      (_path, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end('x'),
    ],
    [
      'sends us elsewhere',
      (_path, response) => void response.writeHead(302, { location: '/elsewhere' }).end(),
    ],
    ['cuts the connection', (_path, response) => void response.destroy()],
  ])('cannot be had from an issuer that %s', async (_what, misbehave) => {
    issuer.misbehave = misbehave
    const start = performance.now()
    await expect(keysOf({ jwks: issuer.jwks }).find('k1', 'ES256')).rejects.toMatchObject(unavailable)
    expect(performance.now() - start).toBeLessThan(3_000)
    expect(faults).toHaveLength(1)
    expect(issuer.asked).toEqual(['/jwks'])
  })

  test.each<[string, (url: string) => unknown]>([
    ['of somebody else', (url) => ({ issuer: `${url}/`, jwks_uri: `${url}/jwks` })],
    ['without keys', (url) => ({ issuer: url })],
    [
      'with keys over plain http from elsewhere',
      (url) => ({ issuer: url, jwks_uri: 'http://192.0.2.1/jwks' }),
    ],
    ['with keys in a file', (url) => ({ issuer: url, jwks_uri: 'file:///etc/passwd' })],
  ])('are not taken from a configuration %s', async (_what, configuration) => {
    issuer.misbehave = (_path, response) => send(response, configuration(issuer.url))
    await expect(keysOf().find('k1', 'ES256')).rejects.toMatchObject(unavailable)
    expect(issuer.asked).toEqual(['/.well-known/openid-configuration'])
  })

  test('of a sandbox are for sandboxes', async () => {
    issuer.misbehave = (_path, response) => send(response, { khorgos_sandbox: 'x', keys: [first.jwk] })
    await expect(keysOf({ jwks: issuer.jwks }).find('k1', 'ES256')).rejects.toMatchObject(unavailable)
    expect(faults[0]?.message).toContain('sandbox')
    expect(await keysOf({ jwks: issuer.jwks }, true).find('k1', 'ES256')).toBeDefined()
  })

  test('survive a clock that is set back', async () => {
    const keys = keysOf({ jwks: issuer.jwks })
    await keys.find('k1', 'ES256')
    now -= 24 * 60 * MINUTE
    expect(await keys.find('k1', 'ES256')).toBeDefined()
    expect(issuer.asked).toHaveLength(2)
  })
})

describe('documents', () => {
  test('come over https, from whom the named authority vouches for', async () => {
    const [authority, stranger] = [await makeAuthority('sso'), await makeAuthority('stranger')]
    const { certificatePem: cert, privateKeyPem: key } = await authority.issue('sso')
    const server = createTlsServer({ cert, key }, (_request, response) => void response.end('{"keys":[]}'))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const url = `https://localhost:${portOf(server)}/jwks`
    const trusting = createDocumentFetcher({ authorityPem: authority.certificatePem })
    const others = [createDocumentFetcher({ authorityPem: stranger.certificatePem }), createDocumentFetcher()]
    expect(await trusting.get(url)).toEqual({ keys: [] })
    for (const each of others) await expect(each.get(url)).rejects.toMatchObject(unavailable)
    await Promise.all([trusting, ...others].map((each) => each.close()))
    server.close()
    server.closeAllConnections()
  })

  test.each([
    ['https://sso.example/jwks', true],
    ['http://localhost:9/jwks', true],
    ['http://127.0.0.1/jwks', true],
    ['http://[::1]/jwks', true],
    ['http://sso.example/jwks', false],
    ['http://localhost.evil.example/jwks', false],
    ['http://127.0.0.1.evil.example/jwks', false],
    ['http://localhost@evil.example/jwks', false],
    ['https://user:secret@sso.example/jwks', false],
    ['https://sso.example/jwks#a', false],
    ['ftp://localhost/jwks', false],
    ['//localhost/jwks', false],
    ['', false],
  ])('%s: %s', (url, allowed) => {
    expect(isFetchable(url)).toBe(allowed)
  })
})
