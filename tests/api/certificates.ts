import { execFileSync } from 'node:child_process'
import { createHash, X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A certificate with its key, PEM, and what our partner files know it by. */
export interface Identity {
  readonly certificatePem: string
  readonly privateKeyPem: string
  readonly spkiSha256: string
}

export interface TestAuthority {
  readonly certificatePem: string
  /** A certificate for localhost and 127.0.0.1, for servers and clients alike; `days` of validity, default 2. */
  issue(name: string, days?: number): Identity
}

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']

/** A small authority made by the `openssl` command, so that the door is tested against another implementation. */
export function makeAuthority(name: string): TestAuthority {
  const folder = mkdtempSync(join(tmpdir(), 'khorgos-tls-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const file = (of: string): string => join(folder, of)
  const request = (of: string, extra: readonly string[]): void => {
    const common = ['req', '-x509', ...NEW_KEY, '-subj', `/CN=${of}`]
    const output = ['-keyout', file(`${of}.key`), '-out', file(`${of}.crt`)]
    execFileSync('openssl', [...common, ...output, ...extra], { stdio: 'pipe' })
  }
  request(name, ['-days', '2', '-addext', 'keyUsage=critical,keyCertSign,cRLSign'])
  return {
    certificatePem: readFileSync(file(`${name}.crt`), 'utf8'),
    issue(leaf, days = 2) {
      request(leaf, [
        ...['-CA', file(`${name}.crt`), '-CAkey', file(`${name}.key`), '-days', String(days)],
        ...['-addext', 'basicConstraints=critical,CA:FALSE', '-addext', 'keyUsage=critical,digitalSignature'],
        ...['-addext', 'extendedKeyUsage=serverAuth,clientAuth'],
        ...['-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'],
      ])
      const certificatePem = readFileSync(file(`${leaf}.crt`), 'utf8')
      const spki = new X509Certificate(certificatePem).publicKey.export({ format: 'der', type: 'spki' })
      return {
        certificatePem,
        privateKeyPem: readFileSync(file(`${leaf}.key`), 'utf8'),
        spkiSha256: createHash('sha256').update(spki).digest('hex'),
      }
    },
  }
}
