import type { X509Certificate } from 'node:crypto'
import { KhorgosError } from '../errors.ts'
import { ENCODING_LABELS } from '../model/encoding.ts'
import { readVerificationKey, type VerificationKey } from '../trust/keys.ts'
import type { SignatureVerdict } from '../trust/verdict.ts'
import { verifyEnveloped } from '../trust/xmldsig-verify.ts'
import { DEFAULT_LIMITS } from '../xml/limits.ts'
import { openXml } from '../xml/parse.ts'
import { messagePath } from './bundle/bundle-index.ts'
import type { PayloadRole } from './bundle/input.ts'
import type { Bundle } from './bundle/read.ts'
import type { NumberedRecord } from './bundle/story.ts'
import type { BundleTrust } from './bundle-trust.ts'
import type { CheckList, CheckName } from './check-list.ts'
import type { AcceptedRecord, AcknowledgedRecord, ConvertedRecord } from './record.ts'
import { checkAgreement, namesKeyFile, partnerKey } from './verify-agreements.ts'

/**
 * The part of a bundle that its signers answer for. Which key must have signed a message is taken from the
 * record in the log, whose signature verdict names it; a key file only supplies the key of that name.
 */

interface Context {
  readonly bundle: Bundle
  readonly trust: BundleTrust | undefined
  readonly gateway: readonly X509Certificate[]
  readonly checks: CheckList
}

export function checkMessages(context: Context, records: readonly NumberedRecord[]): void {
  for (const { index, record } of records) {
    if (record.kind === 'accepted') checkReceived(context, index, record)
    if (record.kind === 'converted') checkSent(context, index, record)
    if (record.kind === 'acknowledged') checkAcknowledgement(context, index, record)
  }
}

/** The sender's own signature, under the key the record names, over the digest the record names. */
function checkReceived(context: Context, index: bigint, record: AcceptedRecord): void {
  const agreement = checkAgreement(context.bundle, index, record, context.checks)
  checkSigned(context, 'received-signature', 'received', index, record, (bytes) => {
    const found = agreedKey(context.bundle, record.partner, record.signature.keyId, agreement)
    if (found === undefined) return undefined
    if (verifySigned(bytes, found.key, record) !== record.digest)
      throw invalid('the signed content is not the one the record names')
    return `${record.partner} signed`
  })
}

function checkSent(context: Context, index: bigint, record: ConvertedRecord): void {
  checkSigned(context, 'sent-signature', 'sent', index, record, (bytes) => {
    const keys = context.gateway.map((certificate) =>
      readVerificationKey(certificate.toString(), certificate.subject),
    )
    const key = keys.find(({ keyId }) => keyId === record.signature.keyId)
    if (key === undefined) return undefined
    verifySigned(bytes, key, record)
    return 'the gateway signed'
  })
  if (context.trust !== undefined && !context.trust.gatewayKeyIds.includes(record.signature.keyId))
    context.checks.fail(
      'gateway-key-trusted',
      `the key that signed for record ${index} is not among the trusted ones`,
    )
}

/** The receiver's own signature on its answer, under a key of its agreement of that time. */
function checkAcknowledgement(context: Context, index: bigint, record: AcknowledgedRecord): void {
  const { bundle, checks } = context
  const agreement = checkAgreement(bundle, index, { partner: record.by, agreement: record.agreement }, checks)
  checkSigned(context, 'acknowledgement-signature', 'acknowledgement', index, record, (bytes) => {
    const found = agreedKey(bundle, record.by, record.signature.keyId, agreement)
    if (found === undefined) return undefined
    verifySigned(bytes, found.key, record)
    return `${record.by} signed`
  })
}

/** The partner's key of that id, if the bundle has it; the agreement, where it is there, must name its file. */
function agreedKey(bundle: Bundle, partner: string, keyId: string, agreement: string | undefined) {
  const found = partnerKey(bundle, partner, keyId)
  if (found !== undefined && agreement !== undefined && !namesKeyFile(agreement, partner, found.name))
    throw invalid(`the agreement of ${partner} does not name the key file ${found.name}`)
  return found
}

type SignedRecord = AcceptedRecord | ConvertedRecord | AcknowledgedRecord

/** `verify` returns who signed, undefined when the bundle holds no key to tell. Absent bytes were noted before. */
function checkSigned(
  { bundle, checks }: Context,
  check: CheckName,
  role: PayloadRole,
  index: bigint,
  record: SignedRecord,
  verify: (bytes: Uint8Array) => string | undefined,
): void {
  const payload = bundle.index.payloads.find((each) => each.record === index.toString() && each.role === role)
  if (payload === undefined) return
  const path = messagePath(payload.name)
  try {
    const signer = verify(bundle.bytes(path))
    if (signer !== undefined) checks.pass(check, `${signer} ${path} with key ${record.signature.keyId}`)
    else
      checks.leaveOpen(
        check,
        `the bundle does not hold the key ${record.signature.keyId} that signed ${path}`,
      )
  } catch (thrown) {
    const code = thrown instanceof KhorgosError ? thrown.code : 'EVIDENCE_INVALID'
    checks.fail(check, `${path}: ${thrown instanceof Error ? thrown.message : 'unreadable'}`, code)
  }
}

/** @returns hex of the digest of the signed content */
function verifySigned(bytes: Uint8Array, key: VerificationKey, { at, signature }: SignedRecord): string {
  const limits = { ...DEFAULT_LIMITS, maxBytes: Math.max(bytes.length, 1) }
  using message = openXml(bytes, limits, { encodings: ENCODING_LABELS })
  const { verdict, digest } = verifyEnveloped(message, [key], new Date(at))
  if (!sameVerdict(verdict, signature)) throw invalid('the signature is not of the kind the record names')
  return Buffer.from(digest).toString('hex')
}

function sameVerdict(left: SignatureVerdict, right: SignatureVerdict): boolean {
  return left.profile === right.profile && left.algorithm === right.algorithm && left.keyId === right.keyId
}

function invalid(message: string): KhorgosError {
  return new KhorgosError('EVIDENCE_INVALID', message)
}
