import { createHash, createPrivateKey, createPublicKey, X509Certificate, type KeyObject } from 'node:crypto'
import { KhorgosError } from '../errors.ts'
import { algorithmOfKey, type SignatureAlgorithm } from './algorithms.ts'

/** A key we sign with. */
export interface SigningKey {
  /** Hex SHA-256 of the SubjectPublicKeyInfo. */
  readonly keyId: string
  readonly algorithm: SignatureAlgorithm['name']
  readonly privateKey: KeyObject
  /** The certificate that goes into KeyInfo, so that a receiver can tell keys apart. PEM. */
  readonly certificatePem: string
}

/** A partner's key, as agreed with it. Never taken from a message. */
export interface VerificationKey {
  /** Hex SHA-256 of the SubjectPublicKeyInfo. */
  readonly keyId: string
  readonly publicKey: KeyObject
  /** First moment of validity; absent means always. */
  readonly validFrom?: Date
  /** Last moment of validity; absent means for ever. */
  readonly validTo?: Date
  /** From this moment on somebody else may have signed with it; absent: nobody has said so. */
  readonly compromisedFrom?: Date
}

/** When an agreement lets a key be used; narrows what its certificate says. */
export interface KeyValidity {
  readonly compromisedFrom?: Date | undefined
  readonly validFrom?: Date | undefined
  readonly validTo?: Date | undefined
}

/**
 * Reads a partner's key from PEM: one certificate, or one SubjectPublicKeyInfo (`PUBLIC KEY`).
 *
 * @param place what to call it in errors, e.g. the file's name
 * @throws KhorgosError CONFIG_INVALID for anything else, and for keys no allowed algorithm uses
 */
export function readVerificationKey(pem: string, place: string, validity: KeyValidity = {}): VerificationKey {
  const label = onlyLabel(pem, place)
  if (label !== 'CERTIFICATE' && label !== 'PUBLIC KEY')
    throw unusable(place, `a PEM block "${label}" is no public key`)
  const certificate = label === 'CERTIFICATE' ? readCertificate(pem, place) : undefined
  const publicKey = certificate?.publicKey ?? attempt(place, () => createPublicKey(pem))
  requireAlgorithm(publicKey, place)
  const validFrom = latest(certificate && new Date(certificate.validFrom), validity.validFrom)
  const validTo = earliest(certificate && new Date(certificate.validTo), validity.validTo)
  return {
    keyId: spkiSha256OfKey(publicKey),
    publicKey,
    ...(validFrom && { validFrom }),
    ...(validTo && { validTo }),
    ...(validity.compromisedFrom && { compromisedFrom: validity.compromisedFrom }),
  }
}

/**
 * Reads our own key: PKCS#8 PEM (`PRIVATE KEY`, not encrypted) and the certificate of the same key.
 *
 * @throws KhorgosError CONFIG_INVALID when they do not belong together or no allowed algorithm uses the key.
 *   No part of the private key is ever in a message.
 */
export function readSigningKey(privateKeyPem: string, certificatePem: string, place: string): SigningKey {
  const label = onlyLabel(privateKeyPem, place)
  if (label !== 'PRIVATE KEY') throw unusable(place, `a PEM block "${label}" is no PKCS#8 private key`)
  if (onlyLabel(certificatePem, place) !== 'CERTIFICATE') throw unusable(place, 'there is no certificate')
  const privateKey = attempt(place, () => createPrivateKey(privateKeyPem))
  const { name } = requireAlgorithm(privateKey, place)
  const certificate = readCertificate(certificatePem, place)
  if (!certificate.checkPrivateKey(privateKey))
    throw unusable(place, 'the certificate belongs to another key')
  return { keyId: spkiSha256OfKey(certificate.publicKey), algorithm: name, privateKey, certificatePem }
}

/**
 * Hex SHA-256 of a certificate's SubjectPublicKeyInfo: the name of a key and of a connection, the same when a
 * certificate is renewed for the same key.
 *
 * @throws KhorgosError CONFIG_INVALID when it is no certificate
 */
export function spkiSha256(certificateDerOrPem: Uint8Array | string): string {
  return spkiSha256OfKey(readCertificate(certificateDerOrPem, 'certificate').publicKey)
}

/** Hex SHA-256 of a public key's SubjectPublicKeyInfo. */
export function spkiSha256OfKey(publicKey: KeyObject): string {
  return createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex')
}

/** Whether a key may be used for something done at that moment. */
export function isValidAt(key: VerificationKey, at: Date): boolean {
  return (
    (key.validFrom === undefined || key.validFrom <= at) && (key.validTo === undefined || at <= key.validTo)
  )
}

/** Whether a signature that was made at that moment may be somebody else's. */
export function isCompromisedAt({ compromisedFrom }: VerificationKey, at: Date): boolean {
  return compromisedFrom !== undefined && compromisedFrom <= at
}

function requireAlgorithm(key: KeyObject, place: string): SignatureAlgorithm {
  const algorithm = algorithmOfKey(key)
  if (algorithm !== undefined) return algorithm
  const { namedCurve, modulusLength } = key.asymmetricKeyDetails ?? {}
  const found = [key.asymmetricKeyType ?? key.type, namedCurve, modulusLength].filter(
    (part) => part !== undefined,
  )
  throw unusable(
    place,
    `a key "${found.join(' ')}" is not allowed; use EC P-256, EC P-384 or RSA of 2048 bits and more`,
  )
}

/** A file with several blocks would leave open which one counts. */
function onlyLabel(pem: string, place: string): string {
  const labels = [...pem.matchAll(/-----BEGIN ([A-Z0-9 ]+)-----/g)].map((match) => match[1] ?? '')
  const [label] = labels
  if (label === undefined || labels.length > 1)
    throw unusable(place, `it has ${labels.length} PEM blocks instead of one`)
  return label
}

function readCertificate(derOrPem: Uint8Array | string, place: string): X509Certificate {
  return attempt(place, () => new X509Certificate(derOrPem))
}

function attempt<T>(place: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw unusable(place, 'it cannot be read', error)
  }
}

function unusable(place: string, why: string, cause?: unknown): KhorgosError {
  return new KhorgosError('CONFIG_INVALID', `Key ${place} cannot be used: ${why}`, { cause })
}

function latest(a: Date | undefined, b: Date | undefined): Date | undefined {
  return a !== undefined && b !== undefined ? (a > b ? a : b) : (a ?? b)
}

function earliest(a: Date | undefined, b: Date | undefined): Date | undefined {
  return a !== undefined && b !== undefined ? (a < b ? a : b) : (a ?? b)
}
