import type { ListedFile } from './bundle-index.ts'

/**
 * `META-INF/signatures.xml`: one XAdES-BASELINE-B signature (EN 319 132-1) in the form ASiC-E asks for (EN 319
 * 162-1 clause 4.4). Written straight in exclusive canonical form, so that SignedInfo and SignedProperties are
 * signed and digested as the very strings that stand in the file, and a reader can write the file anew from
 * its values and compare: no second spelling of a signature passes.
 */

export interface SignedFile extends ListedFile {
  /** SHA-256. */
  readonly digest: Uint8Array
}

export interface XadesValues {
  readonly files: readonly SignedFile[]
  /** ISO 8601, UTC, seconds. */
  readonly signingTime: string
  /** URI of the signature algorithm. */
  readonly algorithm: string
  /** DER. */
  readonly certificate: Uint8Array
  readonly certificateDigest: Uint8Array
}

const DS = 'http://www.w3.org/2000/09/xmldsig#'
const XADES = 'http://uri.etsi.org/01903/v1.3.2#'
const ASIC = 'http://uri.etsi.org/02918/v1.2.1#'
const EXCLUSIVE_C14N = 'http://www.w3.org/2001/10/xml-exc-c14n#'
const SHA256 = 'http://www.w3.org/2001/04/xmlenc#sha256'
const SIGNATURE_ID = 'S0'
const PROPERTIES_ID = 'S0-signed-properties'

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')
const fileId = (at: number): string => `S0-file-${at}`

/** The string that the properties' reference is the digest of. */
export function signedPropertiesText(values: XadesValues): string {
  const formats = values.files.map(
    ({ mediaType }, at) =>
      `<xades:DataObjectFormat ObjectReference="#${fileId(at)}"><xades:MimeType>${mediaType}</xades:MimeType></xades:DataObjectFormat>`,
  )
  return [
    `<xades:SignedProperties xmlns:xades="${XADES}" Id="${PROPERTIES_ID}"><xades:SignedSignatureProperties>`,
    `<xades:SigningTime>${values.signingTime}</xades:SigningTime>`,
    '<xades:SigningCertificateV2><xades:Cert><xades:CertDigest>',
    // Exclusive C14N declares a prefix on the outermost element that uses it: here on each of the two.
    `<ds:DigestMethod xmlns:ds="${DS}" Algorithm="${SHA256}"></ds:DigestMethod>`,
    `<ds:DigestValue xmlns:ds="${DS}">${base64(values.certificateDigest)}</ds:DigestValue>`,
    '</xades:CertDigest></xades:Cert></xades:SigningCertificateV2></xades:SignedSignatureProperties>',
    `<xades:SignedDataObjectProperties>${formats.join('')}</xades:SignedDataObjectProperties>`,
    '</xades:SignedProperties>',
  ].join('')
}

/** The string that is signed. `propertiesDigest` is the SHA-256 of `signedPropertiesText`. */
export function signedInfoText(values: XadesValues, propertiesDigest: Uint8Array): string {
  return [
    `<ds:SignedInfo xmlns:ds="${DS}">`,
    `<ds:CanonicalizationMethod Algorithm="${EXCLUSIVE_C14N}"></ds:CanonicalizationMethod>`,
    `<ds:SignatureMethod Algorithm="${values.algorithm}"></ds:SignatureMethod>`,
    ...values.files.map(
      ({ path, digest }, at) =>
        `<ds:Reference Id="${fileId(at)}" URI="${path}">${digestText(digest)}</ds:Reference>`,
    ),
    `<ds:Reference Type="http://uri.etsi.org/01903#SignedProperties" URI="#${PROPERTIES_ID}"><ds:Transforms>`,
    `<ds:Transform Algorithm="${EXCLUSIVE_C14N}"></ds:Transform></ds:Transforms>`,
    `${digestText(propertiesDigest)}</ds:Reference></ds:SignedInfo>`,
  ].join('')
}

/** The whole file. */
export function signaturesText(values: XadesValues, signedInfo: string, signatureValue: Uint8Array): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>\n',
    `<asic:XAdESSignatures xmlns:asic="${ASIC}"><ds:Signature xmlns:ds="${DS}" Id="${SIGNATURE_ID}">`,
    signedInfo,
    `<ds:SignatureValue>${base64(signatureValue)}</ds:SignatureValue>`,
    `<ds:KeyInfo><ds:X509Data><ds:X509Certificate>${base64(values.certificate)}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>`,
    `<ds:Object><xades:QualifyingProperties xmlns:xades="${XADES}" Target="#${SIGNATURE_ID}">`,
    signedPropertiesText(values),
    '</xades:QualifyingProperties></ds:Object></ds:Signature></asic:XAdESSignatures>\n',
  ].join('')
}

function digestText(digest: Uint8Array): string {
  return `<ds:DigestMethod Algorithm="${SHA256}"></ds:DigestMethod><ds:DigestValue>${base64(digest)}</ds:DigestValue>`
}

/** The three values of the file that cannot be computed from the container; the rest follows from them. */
export interface FreeValues {
  readonly algorithm: string
  readonly signatureValue: string
  readonly signingTime: string
}

const FREE = {
  algorithm: /<ds:SignatureMethod Algorithm="([^"<>&]{1,200})">/,
  signatureValue: /<ds:SignatureValue>([A-Za-z0-9+/=]{1,2000})<\/ds:SignatureValue>/,
  signingTime: /<xades:SigningTime>(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z)<\/xades:SigningTime>/,
} as const

/**
 * Picks the free values out. Not a parser: whether they are where they belong, and alone, is decided by
 * writing the file anew from them. Undefined where one is missing.
 */
export function freeValues(text: string): FreeValues | undefined {
  const [algorithm, signatureValue, signingTime] = [
    FREE.algorithm,
    FREE.signatureValue,
    FREE.signingTime,
  ].map((pattern) => pattern.exec(text)?.[1])
  if (algorithm === undefined || signatureValue === undefined || signingTime === undefined) return undefined
  return { algorithm, signatureValue, signingTime }
}
