import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { networkInterfaces, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createAuthenticator, type Authenticator } from '../../src/access/authenticate.ts'
import { loadPeople } from '../../src/access/people-file.ts'
import { readConfig, type Config } from '../../src/config.ts'
import { KhorgosError } from '../../src/errors.ts'
import { askSandboxToken } from '../../src/sandbox/people/ask-token.ts'
import { OFFICERS } from '../../src/sandbox/people/officers.ts'
import { SANDBOX_AUDIENCE, writePeopleFile } from '../../src/sandbox/people/people-file.ts'
import { startSandboxIssuer, type SandboxIssuer } from '../../src/sandbox/people/token-issuer.ts'
import { startSandbox } from '../../src/sandbox/sandbox.ts'

const WARNING = 'SANDBOX ISSUER: gives anybody a token'
const lines: string[] = []
let folder: string
let config: Config
let issuer: SandboxIssuer
let peopleFile: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'khorgos-issuer-'))
  config = readConfig({ KHORGOS_DATA: folder, KHORGOS_CERTS: folder }, { node: 'n', processors: 1 })
  issuer = await startSandboxIssuer({
    port: 0,
    audience: SANDBOX_AUDIENCE,
    log: { write: (line) => void lines.push(line) },
  })
  peopleFile = writePeopleFile(config, issuer.url)
})
afterAll(async () => {
  await issuer.close()
  rmSync(folder, { recursive: true })
})

function authenticatorOf(file: string, sandbox: boolean, faults: KhorgosError[] = []): Authenticator {
  const { tokenIssuers: issuers } = loadPeople({
    file,
    certificates: folder,
    schemas: resolve('schemas'),
    sandbox,
  })
  return createAuthenticator({
    issuers,
    clock: () => new Date(),
    onFault: (_, error) => void faults.push(error),
  })
}

async function asked(
  path: string,
  form?: Record<string, string>,
): Promise<[number, Record<string, unknown>]> {
  const reply = await fetch(`${issuer.url}${path}`, {
    ...(form && { method: 'POST', body: new URLSearchParams(form) }),
  })
  return [reply.status, Object(await reply.json())]
}

describe("the sandbox's token issuer", () => {
  test('makes every officer a person with roles and offices', async () => {
    const authenticator = authenticatorOf(peopleFile, true)
    for (const { id, name, roles, offices } of OFFICERS)
      expect(await authenticator.personOf(await askSandboxToken(config, id))).toEqual({
        subject: id,
        issuer: issuer.url,
        name,
        roles: new Set(roles),
        offices: new Set(offices),
        until: expect.any(Date),
      })
    await authenticator.close()
  })

  test('says what it is in everything it says, and in a line of the log for each token', async () => {
    const before = lines.length
    for (const [path, form] of [
      ['/.well-known/openid-configuration'],
      ['/jwks'],
      ['/nothing'],
      ['/token', { grant_type: 'password', username: 'analyst' }],
      ['/token', { grant_type: 'password', username: 'nobody' }],
      ['/token', { grant_type: 'client_credentials' }],
    ] as const)
      expect((await asked(path, form))[1]).toMatchObject({ khorgos_sandbox: WARNING })
    expect(lines.slice(before).map((line): unknown => JSON.parse(line))).toEqual([
      { level: 40, time: expect.any(String), officer: 'analyst', msg: WARNING },
    ])
    const [, claims = ''] = (await askSandboxToken(config, 'analyst')).split('.')
    expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({
      khorgos_sandbox: WARNING,
    })
  })

  test('knows its officers alone', async () => {
    expect(await asked('/token', { grant_type: 'password', username: 'nobody' })).toEqual([
      400,
      expect.objectContaining({ error: 'invalid_grant' }),
    ])
    await expect(askSandboxToken(config, 'nobody')).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
  })

  test('listens on this machine only', async () => {
    const { port } = new URL(issuer.url)
    const outside = Object.values(networkInterfaces())
      .flatMap((each) => each ?? [])
      .filter(({ internal, family }) => !internal && family === 'IPv4')
    for (const { address } of outside)
      await expect(
        fetch(`http://${address}:${port}/jwks`, { signal: AbortSignal.timeout(2_000) }),
      ).rejects.toThrow()
  })

  test('has another key at each start, so that its old tokens are worth nothing', async () => {
    const token = await askSandboxToken(config, 'analyst')
    const port = Number(new URL(issuer.url).port)
    await issuer.close()
    issuer = await startSandboxIssuer({ port, audience: SANDBOX_AUDIENCE, log: { write: () => undefined } })
    const authenticator = authenticatorOf(peopleFile, true)
    await expect(authenticator.personOf(token)).rejects.toMatchObject({ code: 'AUTH_INVALID' })
    await authenticator.close()
  })

  test('says how to go on where a port is taken', async () => {
    const port = Number(new URL(issuer.url).port)
    await expect(
      startSandboxIssuer({ port, audience: 'a', log: { write: () => undefined } }),
    ).rejects.toMatchObject({ code: 'CONFIG_INVALID', message: expect.stringContaining('--free-ports') })
  })
})

describe('outside of the sandbox', () => {
  test('its people file is refused', () => {
    expect(() => authenticatorOf(peopleFile, false)).toThrow(
      /gives tokens to anybody, and this is not the sandbox/,
    )
  })

  test('its keys are refused, though a people file hides what it is', async () => {
    const hidden = join(folder, 'hidden.yaml')
    writeFileSync(hidden, readFileSync(peopleFile, 'utf8').replace('    sandbox: true\n', ''))
    const faults: KhorgosError[] = []
    const authenticator = authenticatorOf(hidden, false, faults)
    const token = await askSandboxToken(config, 'supervisor')
    await expect(authenticator.personOf(token)).rejects.toMatchObject({ code: 'AUTH_UNAVAILABLE' })
    expect(faults[0]?.message).toContain('sandbox issuer')
    await authenticator.close()
  })
})

test('the sandbox takes no people file of others', async () => {
  await expect(startSandbox({ ...config, peopleFile }, { freePorts: true })).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message: expect.stringContaining('KHORGOS_PEOPLE'),
  })
})

test('asking for a token where no sandbox has run, or runs, says so', async () => {
  const empty = { ...config, dataFolder: join(folder, 'none') }
  await expect(askSandboxToken(empty, 'analyst')).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message: expect.stringContaining('No sandbox has run'),
  })
  const gone = await startSandboxIssuer({ port: 0, audience: 'a', log: { write: () => undefined } })
  const other = { ...config, dataFolder: mkdtempSync(join(folder, 'gone-')) }
  writePeopleFile(other, gone.url)
  await gone.close()
  await expect(askSandboxToken(other, 'analyst')).rejects.toMatchObject({ code: 'AUTH_UNAVAILABLE' })
})
