import { Pool } from 'undici'

/** What we show to the other side of a connection, and whom we take it to be; PEM. */
export interface MutualTls {
  /** Our certificate, with its chain. */
  readonly certificatePem: string
  readonly privateKeyPem: string
  /** Replaces the public authorities: only these vouch for the other side. */
  readonly authorityPem: string
}

export interface PoolLimits {
  /** Connections at most; unlimited where absent. */
  readonly connections?: number
  /** Longest silence of the other side. */
  readonly timeoutMs: number
  /** A longer reply is not read; unlimited where absent. */
  readonly maxReplyBytes?: number
}

const MAX_CONNECT_MS = 5_000
/** Shorter than most servers keep an idle connection, so that a POST seldom meets one that is being closed. */
const KEEP_ALIVE_MS = 4_000

/**
 * Connections to one server by mutual TLS. Redirects are never followed.
 *
 * @param tls without certificate and key for an address that takes no certificates
 */
export function openPool(
  origin: string,
  tls: MutualTls | Pick<MutualTls, 'authorityPem'>,
  { connections, timeoutMs, maxReplyBytes }: PoolLimits,
): Pool {
  return new Pool(origin, {
    ...(connections !== undefined && { connections }),
    ...(maxReplyBytes !== undefined && { maxResponseSize: maxReplyBytes }),
    pipelining: 1,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connect: {
      ...('certificatePem' in tls && { cert: tls.certificatePem, key: tls.privateKeyPem }),
      ca: tls.authorityPem,
      rejectUnauthorized: true,
      minVersion: 'TLSv1.2',
      // A resumed session skips the check of the certificate, so every connection is a full handshake.
      maxCachedSessions: 0,
      timeout: Math.min(MAX_CONNECT_MS, timeoutMs),
    },
  })
}
