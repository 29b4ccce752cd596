import { Agent, request } from 'undici'
import { asObject } from '../../model/json-access.ts'
import type { JsonObject } from '../../model/json.ts'
import { parseStrictJson } from '../../model/strict-json.ts'

/** A partner's own certificate and key for TLS, as server and as client; PEM. */
export interface ClientTls {
  readonly certificatePem: string
  readonly privateKeyPem: string
  /** Authority of the other side's certificate. */
  readonly authorityPem: string
}

export interface GatewayReply {
  readonly status: number
  /** The JSON body, whether a success or a problem (RFC 9457); empty for a reply that holds none. */
  readonly body: JsonObject
}

/** A partner's connection to the gateway: mutual TLS, nothing of the gateway's own code but what it published. */
export interface GatewayClient {
  post(path: string, xml: Uint8Array): Promise<GatewayReply>
  postJson(path: string, body: object): Promise<GatewayReply>
  get(path: string): Promise<{ readonly status: number; readonly bytes: Uint8Array }>
  close(): Promise<void>
}

const TIMEOUT_MS = 30_000

export function createGatewayClient(url: string, tls: ClientTls): GatewayClient {
  const dispatcher = new Agent({
    connect: {
      cert: tls.certificatePem,
      key: tls.privateKeyPem,
      ca: tls.authorityPem,
      minVersion: 'TLSv1.2',
    },
    headersTimeout: TIMEOUT_MS,
    bodyTimeout: TIMEOUT_MS,
  })
  const post = async (path: string, mediaType: string, body: Uint8Array | string): Promise<GatewayReply> => {
    const headers = { 'content-type': mediaType }
    const reply = await request(new URL(path, url), { method: 'POST', headers, body, dispatcher })
    return { status: reply.statusCode, body: toObject(await reply.body.text()) }
  }
  return {
    post: (path, xml) => post(path, 'application/xml', xml),
    postJson: (path, body) => post(path, 'application/json', JSON.stringify(body)),
    async get(path) {
      const reply = await request(new URL(path, url), { dispatcher })
      return { status: reply.statusCode, bytes: await reply.body.bytes() }
    },
    close: () => dispatcher.close(),
  }
}

function toObject(text: string): JsonObject {
  if (text === '') return {}
  return asObject(parseStrictJson(text)) ?? {}
}
