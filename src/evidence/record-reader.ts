import { KhorgosError } from '../errors.ts'
import { ANSWER_VERDICTS } from '../model/answer-verdict.ts'
import { LADDER } from '../model/ladder.ts'
import { NOTICE_KINDS } from '../model/notice-kind.ts'
import { parseCanonicalJson } from './canonical-json.ts'
import { type EvidenceRecord, MAX_RECORD_BYTES } from './record.ts'
import {
  amount,
  change,
  decimal,
  equalTo,
  instant,
  isShaped,
  listOf,
  listOfSome,
  oneOf,
  sha256,
  type Shape,
  shaped,
  text,
  uuid,
} from './shape.ts'

/**
 * Bytes of a leaf → record. What comes from a stranger's file is believed only in the one form `encodeRecord`
 * writes: a second spelling of the same record (spaces, a doubled name, another order) is refused.
 */

const signature = shaped({ required: { profile: text, algorithm: text, keyId: sha256 } })
const jws = shaped({ required: { profile: equalTo('jws'), algorithm: text, keyId: sha256 } })
const head = { v: equalTo(1), at: instant, kind: text }
const ofExchange = { ...head, exchange: text }
const stopped: Shape = { required: { ...ofExchange, code: text }, optional: { place: text, messageId: text } }
const ofWriteOff = { ...head, writeOff: uuid, payload: sha256, signature: jws }
const ofAsked = { ...ofWriteOff, by: text, agreement: sha256 }
const ofNotice = { ...head, to: text, of: oneOf(...NOTICE_KINDS), payload: sha256, signature: jws }
const posting = shaped({
  required: { balance: uuid, total: amount, reserved: change, used: change },
  optional: { carried: amount },
})
const postings = listOfSome(posting)
const posted: Shape = { required: { ...ofAsked, postings } }

/** One row per kind of record; the types of record.ts in a form that can be asked at run time. Some have several forms. */
const SHAPES: Readonly<Record<EvidenceRecord['kind'], Shape | readonly Shape[]>> = {
  accepted: {
    required: {
      ...ofExchange,
      partner: text,
      messageId: text,
      format: text,
      payload: sha256,
      digest: sha256,
      signature,
      agreement: sha256,
      documents: sha256,
    },
    optional: { awaits: text },
  },
  rejected: {
    required: { ...ofExchange, payload: sha256, code: text },
    optional: { partner: text, messageId: text, format: text, place: text },
  },
  composed: { required: { ...ofExchange, about: uuid, documents: sha256 } },
  converted: {
    required: {
      ...ofExchange,
      to: text,
      messageId: text,
      format: text,
      payload: sha256,
      lossReport: sha256,
      mappings: shaped({ required: { read: listOf(sha256), write: sha256 } }),
      signature,
      companions: listOf(text),
    },
  },
  acknowledged: {
    required: {
      ...ofExchange,
      by: text,
      messageId: text,
      level: oneOf(...LADDER),
      outcome: oneOf('accepted', 'review', 'rejected'),
      format: text,
      payload: sha256,
      signature,
      agreement: sha256,
    },
    optional: { status: text, registration: text },
  },
  expired: stopped,
  failed: stopped,
  parked: stopped,
  entered: { required: { ...ofExchange, of: text, event: text, basis: decimal, payload: sha256 } },
  answered: {
    required: {
      ...head,
      verification: uuid,
      by: text,
      agreement: sha256,
      purpose: text,
      verdict: oneOf(...ANSWER_VERDICTS),
      payload: sha256,
      signature: jws,
    },
  },
  reserved: { ...posted, optional: { until: instant } },
  used: posted,
  released: posted,
  ended: { required: { ...ofWriteOff, agency: text, until: instant, postings } },
  declined: { required: ofAsked },
  notified: [
    { required: { ...ofNotice, verification: uuid } },
    { required: { ...ofNotice, writeOff: uuid } },
  ],
  denied: {
    required: { ...head, request: uuid, by: text, agreement: sha256, code: text, payload: sha256 },
  },
  moved: {
    required: {
      ...head,
      case: uuid,
      revision: decimal,
      definition: sha256,
      basis: listOf(decimal),
      payload: sha256,
    },
  },
  compared: {
    required: {
      ...head,
      trip: uuid,
      revision: decimal,
      rules: sha256,
      basis: listOf(decimal),
      payload: sha256,
    },
  },
  'act-refused': [
    { required: { ...head, case: uuid, code: text, payload: sha256 } },
    { required: { ...head, act: uuid, code: text, payload: sha256 } },
  ],
  'turned-away': {
    required: { ...head, request: uuid, code: text, unrecorded: decimal, payload: sha256 },
  },
}

/** @throws KhorgosError EVIDENCE_INVALID for anything that `encodeRecord` would not have written */
export function decodeRecord(bytes: Uint8Array): EvidenceRecord {
  if (bytes.length > MAX_RECORD_BYTES) throw invalid(`the record has ${bytes.length} bytes`)
  const value = parseCanonicalJson(bytes)
  if (!isRecord(value)) throw invalid('the record does not have the fields of any kind of evidence record')
  return value
}

/** As `decodeRecord`, for those who go on where there is no record. */
export function recordIn(bytes: Uint8Array): EvidenceRecord | undefined {
  try {
    return decodeRecord(bytes)
  } catch (thrown) {
    if (thrown instanceof KhorgosError) return undefined
    throw thrown
  }
}

function isRecord(value: unknown): value is EvidenceRecord {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return false
  const shapes = Object.entries(SHAPES).find(([kind]) => kind === value.kind)?.[1] ?? []
  return [shapes].flat().some((shape) => isShaped(value, shape))
}

function invalid(message: string): KhorgosError {
  return new KhorgosError('EVIDENCE_INVALID', message)
}
