import { Agent, request, type Dispatcher } from 'undici'
import { KhorgosError } from '../errors.ts'
import type { JsonValue } from '../model/json.ts'
import { parseStrictJson } from '../model/strict-json.ts'
import { connectionFault } from './failure.ts'

/** Small JSON documents that somebody publishes: what a token issuer says of itself, and its keys. */
export interface DocumentFetcher {
  /**
   * @throws KhorgosError AUTH_UNAVAILABLE when it does not come whole, in time and as JSON; the message is for operators
   */
  get(url: string): Promise<JsonValue>
  close(): Promise<void>
}

export interface DocumentFetcherOptions {
  /** PEM; replaces the public authorities: only these vouch for who publishes. */
  readonly authorityPem?: string | undefined
  /** From the request to the last byte, ms. Default 5 s. */
  readonly timeoutMs?: number
  /** A longer document is not read. Default 64 KiB. */
  readonly maxBytes?: number
}

const DEFAULT_TIMEOUT_MS = 5_000
const DEFAULT_MAX_BYTES = 64 * 1024

/** Fetches over https, or from this very machine over http. Redirects are never followed. */
export function createDocumentFetcher(options: DocumentFetcherOptions = {}): DocumentFetcher {
  const { timeoutMs = DEFAULT_TIMEOUT_MS, maxBytes = DEFAULT_MAX_BYTES, authorityPem } = options
  const dispatcher = new Agent({
    maxResponseSize: maxBytes,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    connect: {
      rejectUnauthorized: true,
      minVersion: 'TLSv1.2',
      maxCachedSessions: 0,
      timeout: timeoutMs,
      ...(authorityPem !== undefined && { ca: authorityPem }),
    },
  })
  return {
    async get(url) {
      if (!isFetchable(url)) throw unavailable(`${url} is neither https nor on this machine`)
      const headers = { accept: 'application/json', 'accept-encoding': 'identity' }
      try {
        const signal = AbortSignal.timeout(timeoutMs)
        return await readDocument(url, await request(url, { dispatcher, headers, signal }))
      } catch (thrown) {
        if (thrown instanceof KhorgosError && thrown.code === 'AUTH_UNAVAILABLE') throw thrown
        const why = thrown instanceof KhorgosError ? thrown.message : connectionFault(thrown, 'token issuer')
        throw unavailable(`${url}: ${why}`, thrown)
      }
    },
    close: () => dispatcher.close(),
  }
}

/** Keys that come over plain http are the network's. What does not leave this machine has no network. */
export function isFetchable(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || url.username !== '' || url.password !== '' || url.hash !== '') return false
  return url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.has(url.hostname))
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

async function readDocument(url: string, reply: Dispatcher.ResponseData): Promise<JsonValue> {
  const encoding = reply.headers['content-encoding'] ?? 'identity'
  if (reply.statusCode !== 200 || encoding !== 'identity') {
    // Not destroy(): undici would raise an error event that nobody awaits.
    await reply.body.dump()
    throw unavailable(`${url}: HTTP status ${reply.statusCode}, encoding ${String(encoding)}`)
  }
  return parseStrictJson(await reply.body.bytes())
}

function unavailable(message: string, cause?: unknown): KhorgosError {
  return new KhorgosError('AUTH_UNAVAILABLE', message, { cause })
}
