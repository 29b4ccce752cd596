import { Agent, request } from 'undici'
import { asObject } from '../../src/model/json-access.ts'
import type { JsonObject } from '../../src/model/json.ts'
import { parseStrictJson } from '../../src/model/strict-json.ts'
import { openAuthority } from '../../src/trust/authority.ts'
import type { Site } from './site.ts'

/** Who is at the other end of the connection: a partner, or somebody whose certificate the authority only issued. */
export interface Caller {
  readonly certificatePem: string
  readonly privateKeyPem: string
}

export interface RawReply {
  readonly status: number
  readonly body: JsonObject
  /** Processor time of this process, in which the gateway is. */
  readonly ms: number
}

/** Posts any bytes in any way, which no client of ours would. */
export async function rawPost(
  site: Site,
  caller: Caller,
  path: string,
  bytes: Uint8Array,
  headers: Readonly<Record<string, string>> = {},
): Promise<RawReply> {
  const connect = { cert: caller.certificatePem, key: caller.privateKeyPem, ca: site.pem('sandbox-ca.crt') }
  const dispatcher = new Agent({ connect })
  try {
    const began = process.cpuUsage()
    const reply = await request(new URL(path, site.partnerUrl), {
      method: 'POST',
      headers: { 'content-type': 'application/xml', ...headers },
      body: bytes,
      dispatcher,
    })
    const text = await reply.body.text()
    const { user, system } = process.cpuUsage(began)
    const ms = (user + system) / 1000
    return { status: reply.statusCode, body: asObject(parseStrictJson(text)) ?? {}, ms }
  } finally {
    await dispatcher.destroy()
  }
}

export function callerOf(site: Site, partner: string): Caller {
  return { certificatePem: site.pem(`${partner}.tls.crt`), privateKeyPem: site.pem(`${partner}.tls.key`) }
}

/** A certificate of the right authority that no partner file names. */
export async function stranger(site: Site): Promise<Caller> {
  const saved = { certificatePem: site.pem('sandbox-ca.crt'), privateKeyPem: site.pem('sandbox-ca.key') }
  const authority = await openAuthority(saved, 'ec-p256')
  const day = 86_400_000
  return authority.issue({
    name: 'stranger',
    keys: 'ec-p256',
    purpose: 'client',
    validFrom: new Date(Date.now() - day),
    validTo: new Date(Date.now() + day),
  })
}
