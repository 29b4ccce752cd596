import { createHash } from 'node:crypto'
import { KhorgosError } from '../../errors.ts'
import { encodeBase64 } from '../base64.ts'
import { parseCheckpoint } from '../checkpoint.ts'
import { inclusionSides } from '../proofs.ts'
import { parseReceipt } from '../receipt.ts'
import { decodeRecord } from '../record-reader.ts'
import type { EvidenceRecord } from '../record.ts'
import { agreementPath, messagePath, partnerKeyPath, PATHS, receiptPath, recordPath } from './bundle-index.ts'
import type { BundleInput, BundlePayload } from './input.ts'
import { keyWithId } from './key-files.ts'
import { agreementsNamed, commitmentsOf } from './story.ts'

/** The shell commands of README.txt, one function per section. File names need no quoting (`bundle-index.ts`). */

/** `left` and `right` hash the current hash with a neighbour: one step from a leaf towards the root. */
export const PREPARATION = [
  'W=$(mktemp -d)',
  'sha() { openssl dgst -sha256 -binary; }',
  'bytes() { printf %s "$1" | base64 -d; }',
  'same() { test "$1" = "$2" || { echo "NOT THE SAME: $3"; exit 1; }; echo "OK: $3"; }',
  `leaf() { { printf '\\000'; cat "$1"; } | sha > "$W/hash"; }`,
  `left() { { printf '\\001'; bytes "$1"; cat "$W/hash"; } | sha > "$W/next"; mv "$W/next" "$W/hash"; }`,
  `right() { { printf '\\001'; cat "$W/hash"; bytes "$1"; } | sha > "$W/next"; mv "$W/next" "$W/hash"; }`,
  'opens() { { bytes "$2"; sha < "$1"; } | sha256sum | cut -c1-64; }',
]

export function containerCommands({ signer }: BundleInput): string[] {
  const certificate = PATHS.gatewayCertificates
  return [
    `K=$(openssl x509 -in ${certificate} -noout -pubkey | openssl pkey -pubin -outform DER | sha256sum | cut -c1-64)`,
    `same "$K" ${signer.keyId} 'the key of the gateway'`,
    'grep -qx application/vnd.etsi.asic-e+zip mimetype',
    'xmlsec1 --verify --id-attr:Id http://uri.etsi.org/01903/v1.3.2#:SignedProperties \\',
    `  --pubkey-cert-pem ${certificate} ${PATHS.signatures}`,
  ]
}

export function checkpointCommands({ records, logVkey }: BundleInput): string[] {
  const [first] = records
  if (first === undefined) return []
  const { origin, root } = parseCheckpoint(parseReceipt(first.receipt).checkpoint)
  const key = logVkey.slice(logVkey.indexOf('+', logVkey.indexOf('+') + 1) + 1)
  return [
    `L=$({ printf '\\001'; openssl pkey -pubin -in ${PATHS.logKey} -outform DER | tail -c 32; } | base64)`,
    `same "$L" ${quoted(key)} 'the key of the log'`,
    `sed '1,/^$/d' ${receiptPath(first.index.toString())} > "$W/checkpoint"`,
    `sed '/^$/,$d' "$W/checkpoint" > "$W/text"`,
    `grep -F -e ${quoted(`— ${origin} `)} "$W/checkpoint" | cut -d' ' -f3 | base64 -d | tail -c 64 > "$W/signature"`,
    `openssl pkeyutl -verify -pubin -inkey ${PATHS.logKey} -rawin -in "$W/text" -sigfile "$W/signature"`,
    `ROOT=$(sed -n 3p "$W/text")`,
    `same "$ROOT" ${encodeBase64(root)} 'the root of the log'`,
  ]
}

export function inclusionCommands({ records }: BundleInput): string[] {
  return records.flatMap(({ index, receipt }) => {
    const { proof, checkpoint } = parseReceipt(receipt)
    const { size } = parseCheckpoint(checkpoint)
    const sides = inclusionSides({ index, size })
    if (sides === undefined)
      throw new KhorgosError('EVIDENCE_INVALID', `the log of ${size} records has no ${index}`)
    return [
      `leaf ${recordPath(index.toString())}`,
      ...proof.map((sibling, at) => `${sides[at]} ${encodeBase64(sibling)}`),
      `same "$(base64 < "$W/hash")" "$ROOT" 'record ${index} stands in the log'`,
    ]
  })
}

export function commitmentCommands(input: BundleInput): string[] {
  return input.payloads.flatMap((payload) => {
    const expected = commitmentOf(input, payload)
    const record = recordPath(payload.recordIndex.toString())
    return [
      `same "$(opens ${messagePath(payload.name)} ${encodeBase64(payload.salt)})" \\`,
      `  ${expected.commitment} '${messagePath(payload.name)}'`,
      `grep -q '"${expected.field}":"${expected.commitment}"' ${record}`,
    ]
  })
}

export function messageCommands(input: BundleInput): string[] {
  return input.payloads.flatMap((payload) => {
    const record = recordOf(input, payload)
    const signer = signerOf(payload, record)
    if (signer === undefined || !('signature' in record)) return []
    const option = keyOption(input, signer, record.signature.keyId)
    return option === undefined ? [] : [`xmlsec1 --verify ${option} ${messagePath(payload.name)}`]
  })
}

export function agreementCommands({ partners, records }: BundleInput): string[] {
  const named = agreementsNamed(records.map(({ bytes }) => decodeRecord(bytes)))
  return partners.flatMap(({ agreement }) => {
    const sha256 = createHash('sha256').update(agreement.text).digest('hex')
    const path = agreementPath(agreement.name)
    return named.has(sha256) ? [`same "$(sha256sum < ${path} | cut -c1-64)" ${sha256} '${path}'`] : []
  })
}

function recordOf({ records }: BundleInput, payload: BundlePayload): EvidenceRecord {
  const found = records.find(({ index }) => index === payload.recordIndex)
  if (found === undefined) throw new KhorgosError('EVIDENCE_INVALID', `no record belongs to ${payload.name}`)
  return decodeRecord(found.bytes)
}

function commitmentOf(input: BundleInput, payload: BundlePayload) {
  const found = commitmentsOf(recordOf(input, payload)).find(({ role }) => role === payload.role)
  if (found === undefined)
    throw new KhorgosError('EVIDENCE_INVALID', `record ${payload.recordIndex} commits to no ${payload.role}`)
  return found
}

type Signer = { readonly ours: true } | { readonly ours: false; readonly partner: string }

function signerOf({ role }: BundlePayload, record: EvidenceRecord): Signer | undefined {
  if (role === 'received' && record.kind === 'accepted') return { ours: false, partner: record.partner }
  if (role === 'acknowledgement' && record.kind === 'acknowledged') return { ours: false, partner: record.by }
  return role === 'sent' ? { ours: true } : undefined
}

/** Undefined when the key's file is not in the bundle, or not the first certificate of ours, where xmlsec1 looks. */
function keyOption(input: BundleInput, signer: Signer, keyId: string): string | undefined {
  if (signer.ours)
    return input.signer.keyId === keyId ? `--pubkey-cert-pem ${PATHS.gatewayCertificates}` : undefined
  const partners = input.partners.filter(({ id }) => id === signer.partner)
  const files = partners.flatMap(({ keyFiles }) => Object.entries(keyFiles))
  const name = keyWithId(files, keyId)?.name
  if (name === undefined) return undefined
  const isCertificate = files.some(([file, pem]) => file === name && pem.includes('BEGIN CERTIFICATE'))
  return `${isCertificate ? '--pubkey-cert-pem' : '--pubkey-pem'} ${partnerKeyPath(signer.partner, name)}`
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`
