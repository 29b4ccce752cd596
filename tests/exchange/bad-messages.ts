import type { ErrorCode } from '../../src/errors.ts'
import { readSigningKey } from '../../src/trust/keys.ts'
import { signEnveloped } from '../../src/trust/xmldsig-sign.ts'
import type { TestGateway } from '../harness/gateway.ts'

/** One message that must be refused, and how. */
export interface BadMessage {
  readonly what: string
  readonly status: number
  readonly code: ErrorCode
  /** Place in the message, where it has one that a path can name. */
  readonly place?: string | RegExp
  readonly bytes: (site: TestGateway) => Uint8Array
  readonly from?: 'kz-customs' | 'cn-eport' | 'stranger'
  readonly path?: '/v1/acknowledgements'
  readonly headers?: Readonly<Record<string, string>>
  /** Of a message that is cut at the limit: as much as is kept. */
  readonly kept?: number
}

export const utf8 = (text: string): Uint8Array => Buffer.from(text, 'utf8')
export const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8')

/** A good manifest of a new trip, changed and then signed by its rightful sender. */
export const signed =
  (
    change: (canonical: string) => string,
    message: 'awmds' | 'mt2401' | 'mt4402' = 'awmds',
    signer?: string,
  ) =>
  (site: TestGateway): Uint8Array => {
    const good = site.samples[message](site.trip())
    const bad = change(good)
    if (bad === good && change !== same) throw new Error('the change changes nothing')
    const partner = signer ?? (message === 'awmds' ? 'kz-customs' : 'cn-eport')
    return signEnveloped(bad, site.signingKey(partner)).bytes
  }

/** No change at all. */
export const same = (canonical: string): string => canonical

/** A good signed manifest, changed after it was signed. */
export const tampered =
  (change: (xml: string) => string) =>
  (site: TestGateway): Uint8Array => {
    const good = text(signed(same)(site))
    const bad = change(good)
    if (bad === good) throw new Error('the change changes nothing')
    return utf8(bad)
  }

export function otherKey(site: TestGateway): Uint8Array {
  const key = readSigningKey(site.pem('kz-customs.tls.key'), site.pem('kz-customs.tls.crt'), 'tls')
  return signEnveloped(site.samples.awmds(site.trip()), key).bytes
}
