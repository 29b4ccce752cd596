import { createHash, X509Certificate } from 'node:crypto'
import { KhorgosError } from '../../errors.ts'
import { parseVkey } from '../note.ts'
import {
  agreementPath,
  type BundleIndex,
  encodeIndex,
  listFiles,
  messagePath,
  MIMETYPE,
  partnerKeyPath,
  PATHS,
  plainMediaType,
  receiptPath,
  recordPath,
} from './bundle-index.ts'
import { packEntries } from './container.ts'
import type { BundleInput } from './input.ts'
import { manifestText } from './manifest.ts'
import { readmeText } from './readme.ts'
import { signFiles } from './xades.ts'

/**
 * Everything that proves one exchange, in one signed ASiC-E container. Equal input gives equal bytes, as far
 * as the signature algorithm does (ECDSA draws a random number).
 * @throws KhorgosError EVIDENCE_INVALID for input of which no valid bundle could be made
 */
export async function writeBundle(input: BundleInput): Promise<Uint8Array> {
  const index = indexOf(input)
  const contents = contentsOf(input, index)
  const listed = listFiles(index)
  const files = listed.map(({ path }) => ({ path, bytes: contentOf(contents, path) }))
  const signed = listed.map((file) => ({ ...file, digest: sha256(contentOf(contents, file.path)) }))
  return packEntries([
    { path: PATHS.mimetype, bytes: utf8(MIMETYPE) },
    ...files,
    { path: PATHS.manifest, bytes: utf8(manifestText(listed)) },
    { path: PATHS.signatures, bytes: utf8(signFiles(signed, input.signer, input.signedAt)) },
  ])
}

function indexOf({ exchange, payloads, records, partners }: BundleInput): BundleIndex {
  return {
    v: 1,
    exchange,
    records: records.map((record) => record.index.toString()),
    payloads: payloads.map(({ name, role, mediaType, salt, recordIndex }) => ({
      name,
      role,
      mediaType: plainMediaType(mediaType),
      salt: Buffer.from(salt).toString('hex'),
      record: recordIndex.toString(),
    })),
    agreements: partners.map(({ id, agreement }) => ({ partner: id, name: agreement.name })),
    keys: partners.flatMap(({ id, keyFiles }) =>
      Object.keys(keyFiles).map((name) => ({ partner: id, name })),
    ),
  }
}

function contentsOf(input: BundleInput, index: BundleIndex): Map<string, Uint8Array> {
  const { payloads, records, partners } = input
  const certificates = [input.signer.certificatePem, ...input.gatewayCertificates].map(normalPem)
  const logKey = parseVkey(input.logVkey).publicKey.export({ format: 'pem', type: 'spki' }).toString()
  return new Map([
    [PATHS.readme, utf8(readmeText(input))],
    [PATHS.index, encodeIndex(index)],
    ...payloads.map(({ name, bytes }) => [messagePath(name), bytes] as const),
    ...records.map((record) => [recordPath(record.index.toString()), record.bytes] as const),
    ...records.map((record) => [receiptPath(record.index.toString()), utf8(record.receipt)] as const),
    ...partners.map(({ agreement }) => [agreementPath(agreement.name), utf8(agreement.text)] as const),
    ...partners.flatMap(({ id, keyFiles }) =>
      Object.entries(keyFiles).map(([name, pem]) => [partnerKeyPath(id, name), utf8(pem)] as const),
    ),
    [PATHS.gatewayCertificates, utf8([...new Set(certificates)].join(''))],
    [PATHS.logVkey, utf8(`${input.logVkey}\n`)],
    [PATHS.logKey, utf8(logKey)],
  ])
}

function contentOf(contents: ReadonlyMap<string, Uint8Array>, path: string): Uint8Array {
  const bytes = contents.get(path)
  if (bytes === undefined) throw new KhorgosError('INTERNAL', `nothing was written for ${path}`)
  return bytes
}

const normalPem = (pem: string): string => new X509Certificate(pem).toString()
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)
const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest()
