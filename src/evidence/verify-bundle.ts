import { X509Certificate } from 'node:crypto'
import { KhorgosError } from '../errors.ts'
import { spkiSha256OfKey } from '../trust/keys.ts'
import { PATHS } from './bundle/bundle-index.ts'
import { type Bundle, readBundle } from './bundle/read.ts'
import { type ContainerSignature, verifyFiles } from './bundle/xades.ts'
import type { BundleTrust } from './bundle-trust.ts'
import { type BundleCheck, CheckList, type Verdict } from './check-list.ts'
import { checkGatewayKey } from './verify-gateway-key.ts'
import { checkMessages } from './verify-messages.ts'
import { checkCommitments, checkReceipts, checkStory } from './verify-records.ts'

/** Offline verification of a bundle: no database, no network, no clock. */

export interface BundleVerdict {
  readonly verdict: Verdict
  /** As the bundle says; undefined when it could not be opened. */
  readonly exchange: string | undefined
  readonly checks: readonly BundleCheck[]
}

/**
 * Answers every question about a bundle. Never throws for a bad one: everything that is wrong with it is a
 * check that failed. Without `trust` the keys' owners stay open, and so does the verdict.
 */
export async function verifyBundle(container: Uint8Array, trust?: BundleTrust): Promise<BundleVerdict> {
  const checks = new CheckList()
  const bundle = await checks.attemptAsync('container', 'the container is a bundle', () =>
    readBundle(container),
  )
  return bundle === undefined
    ? { verdict: checks.verdict, exchange: undefined, checks: checks.checks }
    : verifyOpened(bundle, trust, checks)
}

/** The checks of `verifyBundle` on a bundle that is open already. */
export function verifyOpened(
  bundle: Bundle,
  trust: BundleTrust | undefined,
  checks: CheckList = new CheckList(),
): BundleVerdict {
  const gateway = checks.attempt('container-signature', 'the gateway signed all entries', () => {
    const certificates = readCertificates(bundle)
    checkContainerSignature(bundle, certificates)
    return certificates
  })
  checkSigner(gateway, trust, checks)
  const records = checkReceipts(bundle, trust, checks)
  checkCommitments(bundle, records, checks)
  checkMessages({ bundle, trust, gateway: gateway ?? [], checks }, records)
  checkStory(bundle, records, checks)
  return { verdict: checks.verdict, exchange: bundle.index.exchange, checks: checks.checks }
}

/**
 * The signature over the container by the first of the gateway's certificates.
 * @throws KhorgosError EVIDENCE_INVALID with the reason
 */
export function checkContainerSignature(
  bundle: Bundle,
  [certificate]: readonly X509Certificate[],
): ContainerSignature {
  if (certificate === undefined) throw invalid(`${PATHS.gatewayCertificates} holds no certificate`)
  const signature = verifyFiles(bundle.signatures, bundle.files, certificate)
  const { validFrom, validTo } = certificate
  if (signature.signedAt < new Date(validFrom) || signature.signedAt > new Date(validTo))
    throw invalid(`the bundle was signed outside the validity of the certificate, ${validFrom} to ${validTo}`)
  return signature
}

/**
 * Certificates of `keys/gateway.pem`, the signer's first.
 * @throws KhorgosError EVIDENCE_INVALID when one cannot be read
 */
export function readCertificates(bundle: Bundle): X509Certificate[] {
  const pem = bundle.text(PATHS.gatewayCertificates)
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\n/g) ?? []
  return blocks.map(readCertificate)
}

function readCertificate(pem: string): X509Certificate {
  try {
    return new X509Certificate(pem)
  } catch (cause) {
    throw invalid(`${PATHS.gatewayCertificates} holds a certificate that cannot be read`, cause)
  }
}

function checkSigner(
  gateway: readonly X509Certificate[] | undefined,
  trust: BundleTrust | undefined,
  checks: CheckList,
): void {
  const [signer] = gateway ?? []
  if (signer === undefined) checks.fail('gateway-key-trusted', 'it is not known which key signed the bundle')
  else checkGatewayKey(spkiSha256OfKey(signer.publicKey), trust, checks)
}

function invalid(message: string, cause?: unknown): KhorgosError {
  return new KhorgosError('EVIDENCE_INVALID', message, { cause })
}
