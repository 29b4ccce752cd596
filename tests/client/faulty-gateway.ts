import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import { text } from 'node:stream/consumers'
import { createAgencyClient, type AgencyClient, type ClientOptions } from '../../src/client/client.ts'
import type { FlattenedJws } from '../../src/trust/jws-file.ts'
import { authority, gateway, kz } from '../api/harness.ts'
import { portOf } from '../api/port.ts'

/** What is said to one request. */
export type Say = (reply: ServerResponse, request: IncomingMessage) => void

export const saysFile =
  (signed: FlattenedJws): Say =>
  (reply) =>
    reply.setHeader('content-type', 'application/jose+json').end(JSON.stringify(signed))
export const says =
  (body: unknown): Say =>
  (reply) =>
    reply.setHeader('content-type', 'application/json').end(JSON.stringify(body))
/** An event stream that ends, or is cut off behind what it has said. */
export const streams =
  (events: string, end: 'ends' | 'is cut off' | 'stays open' = 'ends'): Say =>
  (reply, request) => {
    reply.writeHead(200, { 'content-type': 'text/event-stream' })
    reply.write(events, () => {
      if (end === 'ends') reply.end()
      if (end === 'is cut off') request.socket.destroy()
    })
  }
export const hangsUp: Say = (_reply, request) => request.socket.destroy()
export const isBusy: Say = (reply) => reply.writeHead(503, { 'retry-after': '0' }).end('busy')
export const saysNothing: Say = () => undefined
export const isElsewhere: Say = (reply) => reply.writeHead(307, { location: 'https://localhost/' }).end()
export const breaksOff =
  (signed: FlattenedJws): Say =>
  (reply, request) => {
    const file = Buffer.from(JSON.stringify(signed))
    reply.writeHead(200, { 'content-length': file.length })
    reply.write(file.subarray(0, 100), () => request.socket.end())
  }

/** A gateway that fails on the wire: it speaks TLS and HTTP, and says what a test tells it to, once for each request. */
export interface FaultyGateway {
  /** What it says next, in order; then nothing. */
  script: Say[]
  /** Method and address of each. */
  readonly requests: string[]
  readonly bodies: string[]
  readonly client: AgencyClient
  /** Another client of it. */
  open(changes: Partial<ClientOptions>): AgencyClient
  /** What was asked and what is still to be said. */
  forget(): void
  close(): Promise<void>
}

export async function openFaultyGateway(): Promise<FaultyGateway> {
  const requests: string[] = []
  const bodies: string[] = []
  const tls = { cert: gateway.certificatePem, key: gateway.privateKeyPem }
  const both = { ...tls, ca: authority.certificatePem, requestCert: true, rejectUnauthorized: true }
  const serve = async (request: IncomingMessage, reply: ServerResponse): Promise<void> => {
    bodies.push(await text(request))
    const say = faulty.script.shift() ?? saysNothing
    say(reply, request)
  }
  const server = createServer(both, (request, reply) => {
    requests.push(`${request.method} ${request.url}`)
    void serve(request, reply)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const clients: AgencyClient[] = []
  const open = (changes: Partial<ClientOptions>): AgencyClient => {
    const client = createAgencyClient({
      url: `https://127.0.0.1:${portOf(server)}`,
      tls: {
        certificatePem: kz.certificatePem,
        privateKeyPem: kz.privateKeyPem,
        authorityPem: authority.certificatePem,
      },
      retry: { attempts: 4 },
      ...changes,
    })
    clients.push(client)
    return client
  }
  const faulty: FaultyGateway = {
    script: [],
    requests,
    bodies,
    client: open({}),
    open,
    forget() {
      faulty.script = []
      requests.splice(0)
      bodies.splice(0)
    },
    async close() {
      server.closeAllConnections()
      await Promise.all(clients.map((client) => client.close()))
      server.close()
    },
  }
  return faulty
}
