import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import { SignJWT } from 'jose'
import { portOf } from '../api/port.ts'
import type { TokenAlgorithm } from '../../src/trust/tokens/algorithms.ts'

/** A key of an issuer, and how it publishes it. */
export interface IssuerKey {
  readonly algorithm: TokenAlgorithm
  readonly keyId: string
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
  readonly jwk: Record<string, unknown>
}

const PAIRS = {
  ES256: () => generateKeyPairSync('ec', { namedCurve: 'prime256v1' }),
  EdDSA: () => generateKeyPairSync('ed25519'),
  RS256: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
  PS256: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
} as const

export function makeKey(algorithm: TokenAlgorithm, keyId: string): IssuerKey {
  const { privateKey, publicKey } = PAIRS[algorithm]()
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid: keyId, alg: algorithm, use: 'sig' }
  return { algorithm, keyId, privateKey, publicKey, jwk }
}

/** A token issuer that really listens: what it publishes and how it behaves can be changed while it does. */
export interface TestIssuer {
  readonly url: string
  readonly jwks: string
  /** Paths that were asked for. */
  readonly asked: string[]
  /** What it publishes as its keys. */
  keys: readonly Record<string, unknown>[]
  /** Answers in place of it, for one path and all that follow. */
  misbehave: ((path: string, response: ServerResponse) => void) | undefined
  close(): Promise<void>
}

export async function openIssuer(keys: readonly IssuerKey[]): Promise<TestIssuer> {
  const server = createServer((request, response) => {
    const path = request.url ?? ''
    issuer.asked.push(path)
    if (issuer.misbehave) return issuer.misbehave(path, response)
    if (path === '/jwks') return send(response, { keys: issuer.keys })
    if (path === '/.well-known/openid-configuration')
      return send(response, { issuer: issuer.url, jwks_uri: issuer.jwks })
    response.writeHead(404).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${portOf(server)}`
  const issuer: TestIssuer = {
    url,
    jwks: `${url}/jwks`,
    asked: [],
    keys: keys.map(({ jwk }) => jwk),
    misbehave: undefined,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return issuer
}

export function send(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

export const AUDIENCE = 'https://gateway.example'

/** Claims of a good token, as RFC 9068 asks for them. */
export function claims(issuer: string, changes: Record<string, unknown> = {}): Record<string, unknown> {
  const now = Math.floor(Date.now() / 1000)
  return {
    iss: issuer,
    sub: 'b7a1f0c2',
    aud: AUDIENCE,
    client_id: 'border-desk',
    jti: 'j-1',
    iat: now,
    exp: now + 300,
    name: 'Wang Li',
    roles: ['exit-officer'],
    offices: ['0705'],
    ...changes,
  }
}

export function sign(
  key: IssuerKey,
  content: Record<string, unknown>,
  header: Record<string, unknown> = {},
): Promise<string> {
  const defined = Object.fromEntries(Object.entries(content).filter(([, value]) => value !== undefined))
  return new SignJWT(defined)
    .setProtectedHeader({ alg: key.algorithm, kid: key.keyId, typ: 'at+jwt', ...header })
    .sign(key.privateKey)
}
