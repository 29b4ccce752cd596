import { type AgencyClient, createAgencyClient } from '../client/client.ts'
import { parseTrust } from '../evidence/bundle-trust.ts'
import { connectionOf, type Pem } from './counterpart/sender.ts'

/**
 * The client that agencies have.
 * @param partner has a connection in the certificate folder
 */
export function openAgency(url: string, pem: Pem, partner: string): AgencyClient {
  return createAgencyClient({ url, tls: connectionOf(pem, partner), trust: parseTrust(pem('trust.json')) })
}
