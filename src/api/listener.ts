import { createServer as createPlainServer, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { constants } from 'node:crypto'
import type { FastifyServerFactory } from 'fastify'

/** What we show to callers, PEM. */
export interface ServerTls {
  readonly certificatePem: string
  readonly privateKeyPem: string
}

/** Milliseconds, each with a default. They bound what a slow or silent caller can occupy. */
export interface ListenerLimits {
  /** From the first byte of a request to the end of its headers. Default 10 s. */
  readonly headersTimeout?: number
  /** From the first byte of a request to the last of its body. Default 30 s. */
  readonly requestTimeout?: number
  /** An idle connection is kept so long: longer than the pause between two messages. Default 65 s. */
  readonly keepAliveTimeout?: number
  /** A connection on which nothing moves in either direction, e.g. a reply that is not taken. Default 120 s. */
  readonly silenceTimeout?: number
  /** How often the first two are checked. Default 1 s. */
  readonly checkInterval?: number
  /** Open connections in all; more are closed at once. Default 2000. */
  readonly maxConnections?: number
}

const HANDSHAKE_TIMEOUT_MS = 10_000
const MAX_HEADER_BYTES = 8 * 1024
const MAX_HEADERS = 64

/**
 * The socket side of a server, as Fastify wants it. With `clientAuthorities` (PEM) every caller must show a
 * certificate of theirs: the handshake fails without one. A key that is no longer wanted is taken out of its
 * partner file, which needs no revocation list.
 */
export function listenerFor(
  limits: ListenerLimits,
  tls?: ServerTls & { readonly clientAuthorities?: string },
): FastifyServerFactory {
  const http = {
    headersTimeout: limits.headersTimeout ?? 10_000,
    requestTimeout: limits.requestTimeout ?? 30_000,
    keepAliveTimeout: limits.keepAliveTimeout ?? 65_000,
    connectionsCheckingInterval: limits.checkInterval ?? 1_000,
    maxHeaderSize: MAX_HEADER_BYTES,
    insecureHTTPParser: false,
    requireHostHeader: true,
  }
  return (handler) => {
    const server =
      tls === undefined
        ? createPlainServer(http, handler)
        : secureServer({ ...http, ...secure(tls) }, handler)
    server.maxConnections = limits.maxConnections ?? 2_000
    server.maxHeadersCount = MAX_HEADERS
    server.setTimeout(limits.silenceTimeout ?? 120_000)
    return server
  }
}

function secureServer(...[options, handler]: Parameters<typeof createTlsServer>): Server {
  const server = createTlsServer(options, handler)
  // In TLS 1.2 a renegotiation could change the client certificate under a connection that is already identified.
  server.on('secureConnection', (socket) => socket.disableRenegotiation())
  return server
}

function secure(tls: ServerTls & { readonly clientAuthorities?: string }) {
  const { certificatePem: cert, privateKeyPem: key, clientAuthorities } = tls
  return {
    cert,
    key,
    minVersion: 'TLSv1.2' as const,
    handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
    // A resumed session is not checked against the authorities again (nodejs/node#35317): no tickets, no resumption.
    secureOptions: constants.SSL_OP_NO_TICKET,
    ...(clientAuthorities !== undefined && {
      ca: clientAuthorities,
      requestCert: true,
      rejectUnauthorized: true,
    }),
  }
}
