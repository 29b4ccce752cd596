import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:https'
import { TLSSocket } from 'node:tls'
import type { Site } from './site.ts'

/** A notice as it came over the wire. */
export interface Received {
  readonly mediaType: string
  readonly idempotencyKey: string
  /** Common name of the client certificate. */
  readonly client: string
  readonly body: Buffer
}

/** An agency's own address for notices: it really listens, asks for our certificate, and answers as it is told. */
export interface NoticeReceiver {
  readonly port: number
  readonly received: Received[]
  /** HTTP status of the next replies, in order; 204 when there are no more. */
  readonly replies: number[]
  /** It has a certificate from then on. */
  trust(site: Pick<Site, 'pem'>): void
  close(): Promise<void>
}

export async function openNoticeReceiver(): Promise<NoticeReceiver> {
  const received: Received[] = []
  const replies: number[] = []
  const server = createServer({ requestCert: true, rejectUnauthorized: true }, (request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { socket } = request
      received.push({
        mediaType: request.headers['content-type'] ?? '',
        idempotencyKey: String(request.headers['idempotency-key']),
        client: socket instanceof TLSSocket ? String(socket.getPeerCertificate().subject?.CN) : '',
        body: Buffer.concat(chunks),
      })
      response.writeHead(replies.shift() ?? 204).end()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address: AddressInfo | string | null = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    port: address.port,
    received,
    replies,
    trust: ({ pem }) =>
      server.setSecureContext({
        cert: pem('cn-clearance.tls.crt'),
        key: pem('cn-clearance.tls.key'),
        ca: pem('clients-ca.crt'),
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
