import 'reflect-metadata'
import { webcrypto } from 'node:crypto'
import {
  BasicConstraintsExtension,
  cryptoProvider,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  Pkcs10CertificateRequestGenerator,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
  type Extension,
} from '@peculiar/x509'

cryptoProvider.set(webcrypto)

/** A new signing key with what an authority needs to certify it, and what serves until it has. */
export interface SigningRequest {
  /** PKCS#8, not encrypted. */
  readonly privateKeyPem: string
  /** PKCS#10 (RFC 2986). */
  readonly requestPem: string
  /** Self-signed, for partners that pin keys. */
  readonly certificatePem: string
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
const SELF_SIGNED_YEARS = 2
const SERIAL_BYTES = 16

/** Makes an EC P-256 key for signing messages and bundles. `name` becomes the common name. */
export async function makeSigningRequest(name: string, now: Date): Promise<SigningRequest> {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
  const subject = [{ CN: [name] }]
  const extensions = await signingExtensions(keys.publicKey)
  const request = await Pkcs10CertificateRequestGenerator.create({
    name: subject,
    keys,
    signingAlgorithm: ALGORITHM,
    extensions,
  })
  const notAfter = new Date(now)
  notAfter.setUTCFullYear(now.getUTCFullYear() + SELF_SIGNED_YEARS)
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: randomSerial(),
    name: subject,
    notBefore: now,
    notAfter,
    signingAlgorithm: ALGORITHM,
    keys,
    extensions,
  })
  const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)
  return {
    privateKeyPem: `${PemConverter.encode(pkcs8, 'PRIVATE KEY')}\n`,
    requestPem: `${request.toString('pem')}\n`,
    certificatePem: `${certificate.toString('pem')}\n`,
  }
}

/** RFC 5280 section 4.2.1.3: signs statements its owner cannot take back, and certifies nobody. */
async function signingExtensions(publicKey: webcrypto.CryptoKey): Promise<Extension[]> {
  return [
    new BasicConstraintsExtension(false, undefined, true),
    new KeyUsagesExtension(KeyUsageFlags.digitalSignature | KeyUsageFlags.nonRepudiation, true),
    await SubjectKeyIdentifierExtension.create(publicKey),
  ]
}

/** Positive and random (RFC 5280 section 4.1.2.2). Hex. */
function randomSerial(): string {
  const bytes = webcrypto.getRandomValues(new Uint8Array(SERIAL_BYTES))
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40
  return Buffer.from(bytes).toString('hex')
}
