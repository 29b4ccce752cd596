import { KhorgosError } from '../../errors.ts'
import { canonicalJsonBytes, parseCanonicalJson } from '../canonical-json.ts'
import { decimal, equalTo, isShaped, listOf, oneOf, sha256, type Shape, shaped, text } from '../shape.ts'
import type { PayloadRole } from './input.ts'

/**
 * `bundle.json`: what is in a bundle and how it hangs together. It fixes the list of entries, their order and
 * their media types, so that nothing in a bundle is there without a reason.
 */
export interface BundleIndex {
  readonly v: 1
  readonly exchange: string
  /** Indexes in the log, ascending, as decimals. */
  readonly records: readonly string[]
  readonly payloads: readonly IndexedPayload[]
  readonly agreements: readonly PartnerFile[]
  readonly keys: readonly PartnerFile[]
}

export interface IndexedPayload {
  readonly name: string
  readonly role: PayloadRole
  readonly mediaType: string
  /** Hex, 32 bytes. */
  readonly salt: string
  /** Index in the log of the record that commits to it. */
  readonly record: string
}

export interface PartnerFile {
  readonly partner: string
  readonly name: string
}

/** One entry of the container that the signature covers. */
export interface ListedFile {
  readonly path: string
  readonly mediaType: string
}

export const MIMETYPE = 'application/vnd.etsi.asic-e+zip'
export const PATHS = {
  mimetype: 'mimetype',
  readme: 'README.txt',
  index: 'bundle.json',
  gatewayCertificates: 'keys/gateway.pem',
  logVkey: 'keys/log.vkey',
  logKey: 'keys/log.pem',
  manifest: 'META-INF/manifest.xml',
  signatures: 'META-INF/signatures.xml',
} as const

export const messagePath = (name: string): string => `messages/${name}`
export const recordPath = (index: string): string => `records/${index}.json`
export const receiptPath = (index: string): string => `receipts/${index}.tlog-proof`
export const agreementPath = (name: string): string => `agreements/${name}`
export const partnerKeyPath = (partner: string, name: string): string => `keys/partners/${partner}/${name}`

/** Names (of partners too) that need no escaping in a URI, in XML or in a shell, and suit every file system. */
const FILE_NAME = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,98}[A-Za-z0-9])?$/
/** RFC 6838 section 4.2. */
const MEDIA_TYPE = /^[a-z0-9][a-z0-9.+-]{0,126}\/[a-z0-9][a-z0-9.+-]{0,126}$/

/** A media type without parameters; whatever a sender called one that is none is taken as bytes. */
export function plainMediaType(declared: string): string {
  const type = declared.split(';')[0]?.trim().toLowerCase() ?? ''
  return MEDIA_TYPE.test(type) ? type : 'application/octet-stream'
}

const fileName = (value: unknown): boolean => typeof value === 'string' && FILE_NAME.test(value)
const mediaType = (value: unknown): boolean => typeof value === 'string' && MEDIA_TYPE.test(value)
const partnerFile = shaped({ required: { partner: fileName, name: fileName } })

const SHAPE: Shape = {
  required: {
    v: equalTo(1),
    exchange: text,
    records: listOf(decimal),
    payloads: listOf(
      shaped({
        required: {
          name: fileName,
          role: oneOf('received', 'documents', 'sent', 'loss-report', 'acknowledgement', 'fact'),
          mediaType,
          salt: sha256,
          record: decimal,
        },
      }),
    ),
    agreements: listOf(partnerFile),
    keys: listOf(partnerFile),
  },
}

/** @throws KhorgosError EVIDENCE_INVALID when the index breaks its own rules, so that nobody writes a bad one */
export function encodeIndex(index: BundleIndex): Uint8Array {
  const bytes = canonicalJsonBytes(index)
  decodeIndex(bytes)
  return bytes
}

/** @throws KhorgosError EVIDENCE_INVALID unless the bytes are exactly what `encodeIndex` writes */
export function decodeIndex(bytes: Uint8Array): BundleIndex {
  const value = parseCanonicalJson(bytes)
  if (!isIndex(value)) throw invalid('bundle.json does not have the fields of version 1')
  if (value.records.length === 0) throw invalid('a bundle without records proves nothing')
  const order = value.records.map(BigInt)
  if (order.some((index, at) => at > 0 && index <= (order[at - 1] ?? index)))
    throw invalid('the records in bundle.json are not in the order of the log')
  const stray = value.payloads.find((payload) => !value.records.includes(payload.record))
  if (stray !== undefined) throw invalid(`no record in the bundle belongs to ${stray.name}`)
  const paths = listFiles(value).map((file) => file.path.toLowerCase())
  const double = paths.find((path, at) => paths.indexOf(path) !== at)
  if (double !== undefined) throw invalid(`two entries of the bundle are called ${double}`)
  return value
}

/** Every entry the signature covers, in the order of the container. */
export function listFiles(index: BundleIndex): ListedFile[] {
  return [
    { path: PATHS.readme, mediaType: 'text/plain' },
    { path: PATHS.index, mediaType: 'application/json' },
    ...index.payloads.map(({ name, mediaType: type }) => ({ path: messagePath(name), mediaType: type })),
    ...index.records.map((record) => ({ path: recordPath(record), mediaType: 'application/json' })),
    ...index.records.map((record) => ({ path: receiptPath(record), mediaType: 'text/plain' })),
    ...index.agreements.map(({ name }) => ({ path: agreementPath(name), mediaType: 'application/yaml' })),
    ...index.keys.map(({ partner, name }) => {
      return { path: partnerKeyPath(partner, name), mediaType: 'application/x-pem-file' }
    }),
    { path: PATHS.gatewayCertificates, mediaType: 'application/x-pem-file' },
    { path: PATHS.logVkey, mediaType: 'text/plain' },
    { path: PATHS.logKey, mediaType: 'application/x-pem-file' },
  ]
}

function isIndex(value: unknown): value is BundleIndex {
  return isShaped(value, SHAPE)
}

function invalid(message: string): KhorgosError {
  return new KhorgosError('EVIDENCE_INVALID', message)
}
