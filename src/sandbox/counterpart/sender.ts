import type { MutualTls } from '../../transports/pool.ts'
import { readSigningKey } from '../../trust/keys.ts'
import { createGatewayClient, type GatewayClient } from './gateway-client.ts'
import { submitMessage, type Submitted } from './submit.ts'

/** A partner's system that speaks to the gateway and takes no deliveries; a counterpart can stand in for one. */
export interface Sender {
  readonly id: string
  /** Signs a message (canonical XML) and sends it to the gateway; the receipt is verified offline. */
  submit(canonical: string): Promise<Submitted>
  client(): GatewayClient
}

export interface SenderParts {
  readonly partnerUrl: string
  /** The log's key, as it was agreed beforehand. */
  readonly vkey: string
  readonly pem: Pem
}

/** Content of a file of the certificate folder. */
export type Pem = (name: string) => string

/** What a partner of the sandbox shows when it connects, and whom it expects. */
export function connectionOf(pem: Pem, partner: string): MutualTls {
  return {
    certificatePem: pem(`${partner}.tls.crt`),
    privateKeyPem: pem(`${partner}.tls.key`),
    authorityPem: pem('sandbox-ca.crt'),
  }
}

/** @param partner has a connection in the certificate folder, and a signing key unless it only asks */
export function openSender({ partnerUrl, vkey, pem }: SenderParts, partner: string): Sender {
  const client = createGatewayClient(partnerUrl, connectionOf(pem, partner))
  return {
    id: partner,
    submit: (canonical) => {
      const key = readSigningKey(pem(`${partner}.sign.key`), pem(`${partner}.sign.crt`), partner)
      return submitMessage(client, canonical, key, [vkey])
    },
    client: () => client,
  }
}
