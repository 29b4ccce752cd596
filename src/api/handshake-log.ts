import type { Server } from 'node:http'
import type { TLSSocket } from 'node:tls'
import type { FastifyBaseLogger } from 'fastify'

/**
 * A handshake that fails reaches no route and no request log: without this line an operator could not help whoever calls
 * because his certificate has expired. Scanners fail all day, so that what showed no certificate is told to debuggers only.
 */
export function logRefusedHandshakes(server: Server, log: FastifyBaseLogger): void {
  server.on('tlsClientError', (error: NodeJS.ErrnoException, socket: TLSSocket) => {
    // Node's word for why it did not accept the certificate; the error itself only says that the connection ended.
    const { authorizationError: refused } = socket
    if (refused) log.warn({ reason: String(refused) }, 'client certificate refused')
    else log.debug({ reason: error.code }, 'handshake failed')
  })
}
