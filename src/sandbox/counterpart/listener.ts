import { createServer, type Server } from 'node:https'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { TLSSocket } from 'node:tls'
import { KhorgosError } from '../../errors.ts'
import { spkiSha256 } from '../../trust/keys.ts'
import type { MutualTls } from '../../transports/pool.ts'

/** A delivery as it came over the wire. */
export interface Delivered {
  readonly deliveryId: string
  readonly bytes: Uint8Array
}

/** What becomes of a delivery: a reply, a connection that is cut, or silence with the connection open. */
export type Reaction =
  | {
      readonly kind: 'reply'
      readonly status: number
      readonly mediaType: string
      readonly bytes: Uint8Array
    }
  | { readonly kind: 'reset' }
  | { readonly kind: 'hang' }

export interface ListenerParts {
  readonly host: string
  /** 0 takes a free port. */
  readonly port: number
  readonly path: string
  /** Its own certificate, and the authority of client certificates. */
  readonly tls: MutualTls
  /** Hex SHA-256 of the one SubjectPublicKeyInfo that may deliver. */
  readonly clientKeyId: string
  readonly react: (delivered: Delivered) => Promise<Reaction>
}

export interface Listener {
  readonly url: string
  close(): Promise<void>
}

const MAX_BYTES = 4 * 1024 * 1024
const MEDIA_TYPE = /^(?:application|text)\/xml(?:\s*;\s*charset="?utf-8"?)?$/i
/** draft-ietf-httpapi-idempotency-key-header section 2: a string of the client's choosing, here a plain token. */
const IDEMPOTENCY_KEY = /^"?(?<key>[A-Za-z0-9._-]{1,128})"?$/

/** A TLS server that takes deliveries from one client certificate at one path. Resolves when it listens. */
export async function listenForDeliveries(parts: ListenerParts): Promise<Listener> {
  const server = createServer(
    {
      cert: parts.tls.certificatePem,
      key: parts.tls.privateKeyPem,
      ca: parts.tls.authorityPem,
      requestCert: true,
      rejectUnauthorized: true,
      minVersion: 'TLSv1.2',
    },
    (request, response) => {
      // A sender that hangs up while it is read, or a fault of ours: either way there is no good reply.
      answer(parts, request, response).catch(() => request.socket.destroy())
    },
  )
  await started(server, parts.host, parts.port)
  const { port } = addressOf(server)
  return {
    url: `https://${parts.host}:${port}${parts.path}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections() // a hanging reply would keep the server open for ever
      }),
  }
}

async function answer(
  parts: ListenerParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const refusal = refuseAtDoor(parts, request)
  if (refusal !== undefined) return say(response, refusal.status, refusal.reason)
  const bytes = await readBody(request)
  if (bytes === undefined) return say(response, 413, 'too large')
  const deliveryId = IDEMPOTENCY_KEY.exec(String(request.headers['idempotency-key']))?.groups?.['key'] ?? ''
  const reaction = await parts.react({ deliveryId, bytes })
  switch (reaction.kind) {
    case 'hang':
      return
    case 'reset':
      request.socket.resetAndDestroy()
      return
    case 'reply':
      response.writeHead(reaction.status, { 'content-type': reaction.mediaType }).end(reaction.bytes)
  }
}

function refuseAtDoor(
  parts: ListenerParts,
  request: IncomingMessage,
): { status: number; reason: string } | undefined {
  if (clientKeyId(request) !== parts.clientKeyId) return { status: 403, reason: 'not the gateway' }
  if (request.url !== parts.path) return { status: 404, reason: 'nothing here' }
  if (request.method !== 'POST') return { status: 405, reason: 'deliveries are posted' }
  if (!MEDIA_TYPE.test(request.headers['content-type'] ?? '')) return { status: 415, reason: 'not XML' }
  if (!IDEMPOTENCY_KEY.test(String(request.headers['idempotency-key'])))
    return { status: 400, reason: 'no Idempotency-Key' }
  return undefined
}

function clientKeyId(request: IncomingMessage): string | undefined {
  if (!(request.socket instanceof TLSSocket)) return undefined
  const certificate = request.socket.getPeerX509Certificate()
  return certificate && spkiSha256(certificate.toString())
}

async function readBody(request: IncomingMessage): Promise<Uint8Array | undefined> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of request) {
    const chunk: Buffer = Buffer.from(part)
    size += chunk.length
    if (size > MAX_BYTES) return undefined
    parts.push(chunk)
  }
  return Buffer.concat(parts)
}

function say(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${text}\n`)
}

async function started(server: Server, host: string, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, host }, () => {
      server.off('error', reject)
      resolve()
    })
  }).catch((cause: unknown) => {
    const message = `A counterpart of the sandbox cannot listen on ${host}:${port}; --free-ports takes other ports.`
    throw new KhorgosError('CONFIG_INVALID', message, { cause })
  })
}

function addressOf(server: Server): AddressInfo {
  const address = server.address()
  if (address === null || typeof address === 'string')
    throw new TypeError('a listening TCP server has an address')
  return address
}
