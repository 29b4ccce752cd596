import 'reflect-metadata'
import { isIP } from 'node:net'
import { webcrypto } from 'node:crypto'
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  cryptoProvider,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
  type Extension,
} from '@peculiar/x509'
import { KhorgosError } from '../errors.ts'

cryptoProvider.set(webcrypto)

type CryptoKey = webcrypto.CryptoKey
type CryptoKeyPair = webcrypto.CryptoKeyPair

export type KeyKind = 'ec-p256' | 'ec-p384' | 'rsa-2048'

/** What a certificate is for: `server` and `client` of TLS connections, `peer` for both, `signing` of messages. */
export type CertificatePurpose = 'server' | 'client' | 'peer' | 'signing'

export interface CertificateRequest {
  /** Common name. */
  readonly name: string
  readonly keys: KeyKind
  readonly validFrom: Date
  readonly validTo: Date
}

export interface IssuedCertificate {
  readonly certificatePem: string
  /** PKCS#8, not encrypted. */
  readonly privateKeyPem: string
}

/** A small certificate authority: of the sandbox and of the tests, never of production. */
export interface Authority {
  readonly certificatePem: string
  /** PKCS#8, not encrypted; with the certificate it opens the same authority again. */
  readonly privateKeyPem: string
  /**
   * Makes a key and certifies it.
   *
   * @param hosts names and addresses the certificate speaks for; servers speak for this machine unless told otherwise
   */
  issue(
    request: CertificateRequest & {
      readonly purpose: CertificatePurpose
      readonly hosts?: readonly string[]
    },
  ): Promise<IssuedCertificate>
}

const THIS_MACHINE = ['localhost', '127.0.0.1', '::1']

const KEY_PARAMETERS = {
  'ec-p256': { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
  'ec-p384': { name: 'ECDSA', namedCurve: 'P-384', hash: 'SHA-384' },
  'rsa-2048': {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
  },
} as const satisfies Record<
  KeyKind,
  webcrypto.RsaHashedKeyGenParams | (webcrypto.EcKeyGenParams & { hash: string })
>

/** RFC 5280 section 4.2.1.12; message signing has no purpose of its own in TLS, so it gets none. */
const EXTENDED_USAGE: Readonly<Record<CertificatePurpose, readonly ExtendedKeyUsage[]>> = {
  server: [ExtendedKeyUsage.serverAuth],
  client: [ExtendedKeyUsage.clientAuth],
  peer: [ExtendedKeyUsage.serverAuth, ExtendedKeyUsage.clientAuth],
  signing: [],
}

/** RFC 5280 section 4.2.1.3; a signed customs message is a statement its sender cannot take back: nonRepudiation. */
const USAGE: Readonly<Record<CertificatePurpose, KeyUsageFlags>> = {
  server: KeyUsageFlags.digitalSignature,
  client: KeyUsageFlags.digitalSignature,
  peer: KeyUsageFlags.digitalSignature,
  signing: KeyUsageFlags.digitalSignature | KeyUsageFlags.nonRepudiation,
}

/** Makes a self-signed authority that may issue end-entity certificates only (pathLen 0). */
export async function createAuthority(request: CertificateRequest): Promise<Authority> {
  const keys = await generateKeys(request.keys)
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: randomSerial(),
    name: [{ CN: [request.name] }],
    notBefore: request.validFrom,
    notAfter: request.validTo,
    signingAlgorithm: KEY_PARAMETERS[request.keys],
    keys,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return authorityOf(certificate, keys.privateKey, request.keys)
}

/**
 * Opens an authority that was made before.
 *
 * @throws KhorgosError CONFIG_INVALID when the two cannot be read or do not fit an authority of this kind
 */
export async function openAuthority(saved: IssuedCertificate, keys: KeyKind): Promise<Authority> {
  try {
    const certificate = new X509Certificate(saved.certificatePem)
    const der = PemConverter.decodeFirst(saved.privateKeyPem)
    const privateKey = await webcrypto.subtle.importKey('pkcs8', der, KEY_PARAMETERS[keys], true, ['sign'])
    return await authorityOf(certificate, privateKey, keys)
  } catch (error) {
    throw new KhorgosError('CONFIG_INVALID', 'The saved certificate authority cannot be opened', {
      cause: error,
    })
  }
}

async function authorityOf(
  certificate: X509Certificate,
  privateKey: CryptoKey,
  kind: KeyKind,
): Promise<Authority> {
  return {
    certificatePem: certificate.toString('pem'),
    privateKeyPem: await exportKey(privateKey),
    issue: async (request) => {
      const keys = await generateKeys(request.keys)
      const issued = await X509CertificateGenerator.create({
        serialNumber: randomSerial(),
        subject: [{ CN: [request.name] }],
        issuer: certificate.subject,
        notBefore: request.validFrom,
        notAfter: request.validTo,
        publicKey: keys.publicKey,
        signingKey: privateKey,
        signingAlgorithm: KEY_PARAMETERS[kind],
        extensions: await endEntityExtensions(certificate, keys.publicKey, request.purpose, request.hosts),
      })
      return { certificatePem: issued.toString('pem'), privateKeyPem: await exportKey(keys.privateKey) }
    },
  }
}

async function endEntityExtensions(
  issuer: X509Certificate,
  key: CryptoKey,
  purpose: CertificatePurpose,
  hosts: readonly string[] | undefined,
): Promise<Extension[]> {
  const extended = EXTENDED_USAGE[purpose]
  const serves = purpose === 'server' || purpose === 'peer'
  const names = hosts ?? (serves ? THIS_MACHINE : [])
  return [
    new BasicConstraintsExtension(false, undefined, true),
    new KeyUsagesExtension(USAGE[purpose], true),
    ...(extended.length === 0 ? [] : [new ExtendedKeyUsageExtension([...extended])]),
    ...(names.length === 0 ? [] : [new SubjectAlternativeNameExtension(names.map(generalName))]),
    await SubjectKeyIdentifierExtension.create(key),
    await AuthorityKeyIdentifierExtension.create(issuer),
  ]
}

function generalName(host: string): { type: 'ip' | 'dns'; value: string } {
  return { type: isIP(host) === 0 ? 'dns' : 'ip', value: host }
}

async function generateKeys(kind: KeyKind): Promise<CryptoKeyPair> {
  return await webcrypto.subtle.generateKey(KEY_PARAMETERS[kind], true, ['sign', 'verify'])
}

async function exportKey(key: CryptoKey): Promise<string> {
  return PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY')
}

/** 16 random bytes, positive (RFC 5280 section 4.1.2.2 allows 20; CAB Forum asks for 64 random bits). Hex. */
function randomSerial(): string {
  const bytes = webcrypto.getRandomValues(new Uint8Array(16))
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40
  return Buffer.from(bytes).toString('hex')
}
