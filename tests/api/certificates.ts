import { createHash, X509Certificate } from 'node:crypto'
import { createAuthority } from '../../src/trust/authority.ts'

/** A certificate with its key, PEM, and what our partner files know it by. */
export interface Identity {
  readonly certificatePem: string
  readonly privateKeyPem: string
  readonly spkiSha256: string
}

export interface TestAuthority {
  readonly certificatePem: string
  /** A certificate for this machine, for servers and clients alike, valid for two days. */
  issue(name: string): Promise<Identity>
}

const DAY_MS = 86_400_000

export async function makeAuthority(name: string): Promise<TestAuthority> {
  const period = { validFrom: new Date(Date.now() - DAY_MS), validTo: new Date(Date.now() + 2 * DAY_MS) }
  const authority = await createAuthority({ name, keys: 'ec-p256', ...period })
  return {
    certificatePem: authority.certificatePem,
    async issue(leaf) {
      const issued = await authority.issue({ name: leaf, keys: 'ec-p256', purpose: 'peer', ...period })
      const spki = new X509Certificate(issued.certificatePem).publicKey.export({
        format: 'der',
        type: 'spki',
      })
      return { ...issued, spkiSha256: createHash('sha256').update(spki).digest('hex') }
    },
  }
}
