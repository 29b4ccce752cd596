import { asObject } from '../../model/json-access.ts'
import type { JsonObject } from '../../model/json.ts'
import { parseStrictJson } from '../../model/strict-json.ts'
import { type MutualTls, openPool } from '../../transports/pool.ts'

export interface GatewayReply {
  readonly status: number
  /** The JSON body, whether a success or a problem (RFC 9457); empty for a reply that holds none. */
  readonly body: JsonObject
}

/** A partner's connection to the gateway: mutual TLS, nothing of the gateway's own code but what it published. */
export interface GatewayClient {
  post(path: string, xml: Uint8Array): Promise<GatewayReply>
  get(path: string): Promise<{ readonly status: number; readonly bytes: Uint8Array }>
  close(): Promise<void>
}

const TIMEOUT_MS = 30_000

export function createGatewayClient(url: string, tls: MutualTls): GatewayClient {
  const pool = openPool(new URL(url).origin, tls, { timeoutMs: TIMEOUT_MS })
  return {
    async post(path, body) {
      const headers = { 'content-type': 'application/xml' }
      const reply = await pool.request({ method: 'POST', path, headers, body })
      return { status: reply.statusCode, body: toObject(await reply.body.text()) }
    },
    async get(path) {
      const reply = await pool.request({ method: 'GET', path })
      return { status: reply.statusCode, bytes: await reply.body.bytes() }
    },
    close: () => pool.close(),
  }
}

function toObject(text: string): JsonObject {
  if (text === '') return {}
  return asObject(parseStrictJson(text)) ?? {}
}
