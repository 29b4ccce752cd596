import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { createSecureContext } from 'node:tls'
import { KhorgosError } from '../errors.ts'
import { type BundleTrust, checkTrust } from '../evidence/bundle-trust.ts'
import type { MutualTls } from '../transports/pool.ts'
import type { ClientTrust } from './signed.ts'

/**
 * What a client is given is looked at before anything is asked: found out later, it would cost an answer that is on record
 * already. The place of an error is the option that is wrong.
 */

/** @throws KhorgosError CONFIG_INVALID */
export function requireUsableTls(
  { certificatePem, privateKeyPem, authorityPem }: MutualTls,
  now: Date,
): void {
  const certificate = certificateIn(certificatePem, 'Your certificate', '/tls/certificatePem')
  const key = keyIn(privateKeyPem)
  requireInTime(certificate, now)
  if (!certificate.checkPrivateKey(key))
    throw unusable('The private key is not that of your certificate.', '/tls/privateKeyPem')
  certificateIn(authorityPem, "The authority of the gateway's certificate", '/tls/authorityPem')
  requireAccepted({ certificatePem, privateKeyPem, authorityPem })
}

/** @throws KhorgosError CONFIG_INVALID for trust in nobody, or in what is no key */
export function requireUsableTrust({ vkeys, gatewayKeyIds = [] }: Partial<BundleTrust> & ClientTrust): void {
  try {
    checkTrust({ vkeys, gatewayKeyIds })
  } catch (cause) {
    throw unusable(`Nobody can be believed with this trust: ${reasonOf(cause)}.`, '/trust', cause)
  }
  if (vkeys.length === 0)
    throw unusable('Nobody can be believed with this trust: "vkeys" names no log.', '/trust')
}

function certificateIn(pem: string, what: string, path: string): X509Certificate {
  try {
    return new X509Certificate(pem)
  } catch (cause) {
    throw unusable(`${what} is no certificate in PEM.`, path, cause)
  }
}

function keyIn(pem: string): KeyObject {
  try {
    return createPrivateKey(pem)
  } catch (cause) {
    throw unusable('The private key is no key in PEM, or needs a passphrase.', '/tls/privateKeyPem', cause)
  }
}

/** The days of the certificate are UTC. */
function requireInTime({ validFrom, validTo }: X509Certificate, now: Date): void {
  const [from, to] = [new Date(validFrom), new Date(validTo)]
  if (now > to) throw unusable(`Your certificate expired on ${dayOf(to)}.`, '/tls/certificatePem')
  if (now < from)
    throw unusable(`Your certificate is not valid before ${from.toISOString()}.`, '/tls/certificatePem')
}

/** Keys that the TLS library takes for too weak are found here. */
function requireAccepted({ certificatePem: cert, privateKeyPem: key, authorityPem: ca }: MutualTls): void {
  try {
    createSecureContext({ cert, key, ca })
  } catch (cause) {
    throw unusable(`Certificate, key and authority are not usable (${reasonOf(cause)}).`, '/tls', cause)
  }
}

const dayOf = (moment: Date): string => moment.toISOString().slice(0, 10)

function reasonOf(cause: unknown): string {
  if (cause instanceof KhorgosError) return cause.message
  return cause instanceof Error && 'code' in cause ? String(cause.code) : 'unreadable'
}

const unusable = (message: string, path: string, cause?: unknown): KhorgosError =>
  new KhorgosError('CONFIG_INVALID', message, { place: { path }, cause })
