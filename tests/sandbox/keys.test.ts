import { execFileSync, spawnSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, unlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parseTrust } from '../../src/evidence/bundle-trust.ts'
import { makeSandboxKeys, SANDBOX_ORIGIN } from '../../src/sandbox/keys.ts'
import { readSigningKey } from '../../src/trust/keys.ts'

const NOW = new Date('2026-11-21T08:00:00Z')
let folder: string
let made: readonly string[]

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'khorgos-keys-'))
  made = await makeSandboxKeys(folder, NOW)
})
afterAll(() => rmSync(folder, { recursive: true }))

const read = (name: string): string => readFileSync(join(folder, name), 'utf8')

test('everything the certificate folder needs is made', () => {
  expect([...made].sort()).toEqual(readdirSync(folder).sort())
  expect(made).toEqual(
    expect.arrayContaining([
      'sandbox-ca.crt',
      'gateway.tls.crt',
      'gateway.sign.key',
      'clients-ca.crt',
      'log.vkey',
      'trust.json',
    ]),
  )
})

test('only their owner can read private keys', () => {
  for (const name of made.filter((each) => each.endsWith('.key')))
    expect([name, statSync(join(folder, name)).mode & 0o777]).toEqual([name, 0o600])
})

test('a second run makes nothing and changes nothing', async () => {
  const before = made.map((name) => read(name))
  expect(await makeSandboxKeys(folder, new Date(NOW.getTime() + 1000))).toEqual([])
  expect(made.map((name) => read(name))).toEqual(before)
})

test('the gateway certificate serves this machine and connects to partners', () => {
  const certificate = new X509Certificate(read('gateway.tls.crt'))
  for (const host of ['localhost']) expect(certificate.checkHost(host)).toBe(host)
  for (const ip of ['127.0.0.1', '::1']) expect(certificate.checkIP(ip)).toBe(ip)
  expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2'])
  expect(certificate.verify(new X509Certificate(read('sandbox-ca.crt')).publicKey)).toBe(true)
})

test.skipIf(noOpenssl())('openssl finds every certificate good for its purpose', () => {
  const at = String(NOW.getTime() / 1000)
  const authority = join(folder, 'sandbox-ca.crt')
  for (const name of made.filter((each) => /\.(tls|sign)\.crt$/.test(each)))
    for (const purpose of name.includes('.tls.') ? ['sslserver', 'sslclient'] : ['any'])
      execFileSync('openssl', [
        'verify',
        '-attime',
        at,
        '-purpose',
        purpose,
        '-CAfile',
        authority,
        join(folder, name),
      ])
})

/** Skipping is for laptops: on CI the tool must be there. */
function noOpenssl(): boolean {
  if (process.env['CI'] !== undefined || spawnSync('openssl', ['version']).status === 0) return false
  console.warn('skipped: openssl is not installed, so nobody else looks at the certificates')
  return true
}

test('two signature algorithms are on the wire', () => {
  const keys = ['gateway', 'kz-customs', 'cn-eport'].map((who) =>
    readSigningKey(read(`${who}.sign.key`), read(`${who}.sign.crt`), who),
  )
  expect(keys.map(({ algorithm }) => algorithm)).toEqual(['ecdsa-sha256', 'rsa-sha256', 'ecdsa-sha256'])
})

test('the trust file names the log and the signing key that were made', () => {
  const trust = parseTrust(read('trust.json'))
  const { keyId } = readSigningKey(read('gateway.sign.key'), read('gateway.sign.crt'), 'gateway')
  expect(trust).toEqual({ vkeys: [read('log.vkey').trim()], gatewayKeyIds: [keyId] })
  expect(trust.vkeys[0]).toMatch(new RegExp(`^${SANDBOX_ORIGIN.replaceAll('/', '\\/')}\\+`))
})

test('half a pair is refused by name, never completed with a key that does not fit', async () => {
  const other = mkdtempSync(join(tmpdir(), 'khorgos-keys-'))
  await makeSandboxKeys(other, NOW)
  unlinkSync(join(other, 'gateway.sign.key'))
  await expect(makeSandboxKeys(other, NOW)).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message: expect.stringContaining('gateway.sign.crt without gateway.sign.key'),
  })
  rmSync(other, { recursive: true })
})
