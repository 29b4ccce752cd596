import { createHash } from 'node:crypto'
import type { Dispatcher, Pool } from 'undici'
import { CODES, KhorgosError } from '../errors.ts'
import type { Endpoint } from '../partners/partner.ts'
import { failureOf, refusal } from './failure.ts'
import { openPool } from './pool.ts'
import type { Outgoing, Transport } from './transport.ts'

export type { Outgoing, Transport } from './transport.ts'

export interface HttpTransportOptions {
  /** What we show to receivers: our client certificate (with its chain) and its key, PEM. */
  readonly tls: { readonly certificatePem: string; readonly privateKeyPem: string }
  /** Connections to one endpoint; a slow receiver occupies no more than these. Default 32, as many as deliveries to it are under way at once. */
  readonly connectionsPerEndpoint?: number
  /** An acknowledgement longer than this is not read. Default 1 MiB. */
  readonly maxReplyBytes?: number
}

const DEFAULT_CONNECTIONS = 32
const DEFAULT_MAX_REPLY_BYTES = 1024 * 1024

/**
 * Delivery by HTTPS POST with mutual TLS. `Endpoint.timeoutMs` bounds one attempt as a whole: waiting for a free
 * connection, connecting, sending, reply. The delivery id travels as `Idempotency-Key`. Redirects are never
 * followed: the agreement names the address.
 */
export function createHttpTransport(options: HttpTransportOptions): Transport {
  const pools = new Map<string, Pool>()

  function poolFor(to: Endpoint, url: URL): Pool {
    // The authority is part of the key: a pool verified against one must not serve an endpoint that trusts another.
    const key = `${url.origin} ${createHash('sha256').update(to.trustedAuthority).digest('hex')} ${to.timeoutMs}`
    const known = pools.get(key)
    if (known) return known
    const pool = poolTo(url.origin, to, options)
    pools.set(key, pool)
    return pool
  }

  return {
    async send(message, to) {
      const url = httpsUrl(to.url)
      try {
        const reply = await post(poolFor(to, url), url, message, to.timeoutMs)
        return await readReply(reply)
      } catch (thrown) {
        throw failureOf(thrown)
      }
    },
    async close() {
      await Promise.all([...pools.values()].map((pool) => pool.close()))
    },
  }
}

/** The agreement names the authority of the endpoint, and how long it may take. */
function poolTo(origin: string, to: Endpoint, options: HttpTransportOptions): Pool {
  return openPool(
    origin,
    { ...options.tls, authorityPem: to.trustedAuthority },
    {
      connections: options.connectionsPerEndpoint ?? DEFAULT_CONNECTIONS,
      timeoutMs: to.timeoutMs,
      maxReplyBytes: options.maxReplyBytes ?? DEFAULT_MAX_REPLY_BYTES,
    },
  )
}

function post(pool: Pool, url: URL, message: Outgoing, timeoutMs: number): Promise<Dispatcher.ResponseData> {
  return pool.request({
    method: 'POST',
    path: `${url.pathname}${url.search}`,
    headers: {
      'content-type': message.mediaType,
      'accept-encoding': 'identity',
      // draft-ietf-httpapi-idempotency-key-header: a structured-field string (RFC 8941 3.3.3), so in quotes.
      'idempotency-key': `"${message.id}"`,
    },
    body: message.bytes,
    signal: AbortSignal.timeout(timeoutMs),
  })
}

async function readReply(reply: Dispatcher.ResponseData): Promise<Uint8Array> {
  if (reply.statusCode < 200 || reply.statusCode > 299) throw await refusal(reply)
  const encoding = reply.headers['content-encoding'] ?? 'identity'
  if (encoding !== 'identity') {
    // Not destroy(): undici would raise an error event that nobody awaits.
    await reply.body.dump()
    throw new KhorgosError(
      'ACKNOWLEDGEMENT_INVALID',
      `The receiver's reply is encoded as ${String(encoding)}.`,
    )
  }
  return await reply.body.bytes()
}

function httpsUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol !== 'https:' || url.username !== '' || url.password !== '')
    throw new KhorgosError(
      'CONFIG_INVALID',
      `${CODES.CONFIG_INVALID.title}: an endpoint is not an https address.`,
    )
  return url
}
