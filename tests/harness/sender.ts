import { createGatewayClient, type GatewayClient } from '../../src/sandbox/counterpart/gateway-client.ts'
import { submitMessage, type Submitted } from '../../src/sandbox/counterpart/submit.ts'
import type { Site } from './site.ts'

/** A partner's system that speaks to the gateway and takes no deliveries; a counterpart can stand in for one. */
export interface Sender {
  readonly id: string
  /** Signs a message (canonical XML) and sends it to the gateway; the receipt is verified offline. */
  submit(canonical: string): Promise<Submitted>
  client(): GatewayClient
}

/** @param partner has a connection and a signing key in the sandbox's certificate folder */
export function openSender(
  site: Pick<Site, 'pem' | 'signingKey' | 'vkey' | 'partnerUrl'>,
  partner: string,
): Sender {
  const client = createGatewayClient(site.partnerUrl, {
    certificatePem: site.pem(`${partner}.tls.crt`),
    privateKeyPem: site.pem(`${partner}.tls.key`),
    authorityPem: site.pem('sandbox-ca.crt'),
  })
  return {
    id: partner,
    submit: (canonical) => submitMessage(client, canonical, site.signingKey(partner), [site.vkey]),
    client: () => client,
  }
}
