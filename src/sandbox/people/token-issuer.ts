import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { SANDBOX_MARK, SANDBOX_WARNING } from '../../access/sandbox-mark.ts'
import { KhorgosError } from '../../errors.ts'
import type { JsonObject } from '../../model/json.ts'
import { newId } from '../../model/new-id.ts'
import { publicJwk } from '../../trust/jwk.ts'
import { spkiSha256OfKey } from '../../trust/keys.ts'
import { signToken, type TokenKey } from '../../trust/tokens/sign.ts'
import { OFFICERS, type Officer } from './officers.ts'

/** SANDBOX ISSUER: gives anybody a token. It listens on this machine only, and says what it is in everything it says. */
export interface SandboxIssuer {
  /** `iss` of its tokens, and where it listens. */
  readonly url: string
  close(): Promise<void>
}

export interface SandboxIssuerParts {
  /** 0 takes a free port. */
  readonly port: number
  /** `aud` of its tokens. */
  readonly audience: string
  /** One line of JSON for each token it gives, with the warning. */
  readonly log: { write(line: string): void }
  readonly clock?: () => Date
}

/** There is no setting for it: nobody else reaches this address. */
const LOOPBACK = '127.0.0.1'

export const TOKEN_SECONDS = 3_600
const MAX_BODY_BYTES = 4_096

interface Reply {
  readonly status: number
  readonly body: JsonObject
}

/**
 * An OpenID provider as small as one can be: configuration (OpenID Connect Discovery 1.0), keys, and a token endpoint that takes
 * the password grant (RFC 6749 section 4.3) with the name of an officer and any password. Its key is made now and kept nowhere.
 * Resolves when it listens.
 */
export async function startSandboxIssuer(parts: SandboxIssuerParts): Promise<SandboxIssuer> {
  const { audience, log, clock = () => new Date() } = parts
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  const key: TokenKey = { privateKey, keyId: spkiSha256OfKey(publicKey), algorithm: 'ES256' }
  const jwk = { ...publicJwk(publicKey), kid: key.keyId, alg: key.algorithm, use: 'sig' }

  const give = async (form: URLSearchParams): Promise<Reply> => {
    if (form.get('grant_type') !== 'password') return refused('unsupported_grant_type', 'grant_type=password')
    const officer = OFFICERS.find(({ id }) => id === form.get('username'))
    if (officer === undefined)
      return refused('invalid_grant', `username is one of ${OFFICERS.map(({ id }) => id).join(', ')}`)
    const now = clock()
    const token = await signToken(claimsFor(officer, { issuer: url, audience, now }), 'at+jwt', key)
    log.write(
      `${JSON.stringify({ level: 40, time: now.toISOString(), officer: officer.id, msg: SANDBOX_WARNING })}\n`,
    )
    return ok({ access_token: token, token_type: 'Bearer', expires_in: TOKEN_SECONDS })
  }
  const answer = async (request: IncomingMessage): Promise<Reply> => {
    switch (`${request.method} ${request.url}`) {
      case 'GET /.well-known/openid-configuration':
        return ok(configurationOf(url))
      case 'GET /jwks':
        return ok({ keys: [jwk] })
      case 'POST /token':
        return give(new URLSearchParams(await bodyOf(request)))
      default:
        return { status: 404, body: {} }
    }
  }

  const server = createServer((request, response) => {
    answer(request)
      .then((reply) => send(response, reply))
      .catch(() => request.socket.destroy()) // a body that is too long or broke off has no good reply
  })
  server.listen(parts.port, LOOPBACK)
  await once(server, 'listening').catch((cause: unknown) => {
    const message = `The token issuer of the sandbox cannot listen on ${LOOPBACK}:${parts.port}; --free-ports takes other ports.`
    throw new KhorgosError('CONFIG_INVALID', message, { cause })
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new TypeError('a server listens on a port')
  const url = `http://${LOOPBACK}:${address.port}`
  return {
    url,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function claimsFor(
  { id, name, roles, offices }: Officer,
  { issuer, audience, now }: { issuer: string; audience: string; now: Date },
): JsonObject {
  const issued = Math.floor(now.getTime() / 1000)
  return {
    iss: issuer,
    sub: id,
    aud: audience,
    client_id: 'khorgos-sandbox',
    iat: issued,
    exp: issued + TOKEN_SECONDS,
    jti: newId(),
    name,
    roles,
    offices,
    [SANDBOX_MARK]: SANDBOX_WARNING,
  }
}

/** OpenID Connect Discovery 1.0 section 3, as far as it fits what there is. */
function configurationOf(url: string): JsonObject {
  return {
    issuer: url,
    jwks_uri: `${url}/jwks`,
    token_endpoint: `${url}/token`,
    grant_types_supported: ['password'],
    response_types_supported: [],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['ES256'],
    token_endpoint_auth_methods_supported: ['none'],
  }
}

const ok = (body: JsonObject): Reply => ({ status: 200, body })

/** RFC 6749 section 5.2. */
const refused = (error: string, description: string): Reply => ({
  status: 400,
  body: { error, error_description: description },
})

function send(response: ServerResponse, { status, body }: Reply): void {
  response
    .writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
    .end(JSON.stringify({ [SANDBOX_MARK]: SANDBOX_WARNING, ...body }))
}

async function bodyOf(request: AsyncIterable<Buffer>): Promise<string> {
  const parts: Buffer[] = []
  let length = 0
  for await (const part of request) {
    length += part.length
    if (length > MAX_BODY_BYTES) throw new RangeError('the body is too long')
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}
