import { createHash, type KeyObject, sign, verify, X509Certificate } from 'node:crypto'
import { KhorgosError } from '../../errors.ts'
import { algorithmByUri, algorithmOfKey, fits } from '../../trust/algorithms.ts'
import type { SigningKey } from '../../trust/keys.ts'
import { decodeBase64 } from '../base64.ts'
import {
  freeValues,
  signaturesText,
  signedInfoText,
  signedPropertiesText,
  type SignedFile,
} from './xades-text.ts'

/** Makes and checks the one signature of a container. */

const digest = (data: string | Uint8Array): Uint8Array => createHash('sha256').update(data).digest()
/** XMLDSig 1.1 section 6.4.3 writes an ECDSA value as r ‖ s; for RSA the option means nothing. */
const withEncoding = (key: KeyObject) => ({ key, dsaEncoding: 'ieee-p1363' as const })

/**
 * @returns the text of `META-INF/signatures.xml`
 * @throws KhorgosError CONFIG_INVALID for a key that no allowed algorithm uses
 */
export function signFiles(files: readonly SignedFile[], key: SigningKey, signedAt: Date): string {
  const algorithm = algorithmOfKey(key.privateKey)
  if (algorithm === undefined)
    throw new KhorgosError('CONFIG_INVALID', 'the signing key fits no allowed algorithm')
  const { uri, hash } = algorithm
  const certificate = new X509Certificate(key.certificatePem).raw
  const signingTime = signedAt.toISOString().replace(/\.\d{3}Z$/, 'Z')
  const values = { files, signingTime, algorithm: uri, certificate, certificateDigest: digest(certificate) }
  const signedInfo = signedInfoText(values, digest(signedPropertiesText(values)))
  return signaturesText(values, signedInfo, sign(hash, Buffer.from(signedInfo), withEncoding(key.privateKey)))
}

export interface ContainerSignature {
  /** Claimed by the signer. */
  readonly signedAt: Date
  readonly certificate: X509Certificate
}

/**
 * Checks that `text` is what `signFiles` writes for these files, to the byte, and that the certificate's key
 * made it. Whether to trust that key is another question.
 * @throws KhorgosError EVIDENCE_INVALID with the reason
 */
export function verifyFiles(
  text: string,
  files: readonly SignedFile[],
  certificate: X509Certificate,
): ContainerSignature {
  const free = freeValues(text)
  if (free === undefined) throw invalid('signatures.xml is not a signature of this profile')
  const values = { ...free, files, certificate: certificate.raw, certificateDigest: digest(certificate.raw) }
  const signedInfo = signedInfoText(values, digest(signedPropertiesText(values)))
  const signatureValue = decodeBase64(free.signatureValue)
  if (signatureValue === undefined || signaturesText(values, signedInfo, signatureValue) !== text)
    throw invalid(whatDiffers(text, files))
  const row = algorithmByUri(free.algorithm)
  if (row === undefined || !fits(row, certificate.publicKey))
    throw invalid(`the signature algorithm ${free.algorithm} is not allowed for the key`)
  if (!verify(row.hash, Buffer.from(signedInfo), withEncoding(certificate.publicKey), signatureValue))
    throw invalid('the signature over the bundle does not verify')
  return { signedAt: new Date(free.signingTime), certificate }
}

/** For people: the entry that was changed, where that can be told. */
function whatDiffers(text: string, files: readonly SignedFile[]): string {
  const changed = files.find(({ digest: found }) => !text.includes(Buffer.from(found).toString('base64')))
  return changed === undefined
    ? 'signatures.xml is not written the way this profile writes it'
    : `${changed.path} is not the file that was signed`
}

function invalid(message: string): KhorgosError {
  return new KhorgosError('EVIDENCE_INVALID', message)
}
