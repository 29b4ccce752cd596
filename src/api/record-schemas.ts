import type { EvidenceRecord } from '../evidence/record.ts'
import { ANSWER_VERDICTS } from '../model/answer-verdict.ts'
import { LADDER } from '../model/ladder.ts'
import { NOTICE_KINDS } from '../model/notice-kind.ts'
import { LOG_INDEX, object, OUR_ID, ref, TIME, type JsonSchema } from './schema-parts.ts'

const text: JsonSchema = { type: 'string' }
const SHA256: JsonSchema = { type: 'string', pattern: '^[0-9a-f]{64}$' }
const COMMITMENT: JsonSchema = {
  ...SHA256,
  description: 'Hex SHA-256 of 32 bytes of salt, then the SHA-256 of the payload.',
}

const SIGNATURE = object({ profile: text, algorithm: text, keyId: SHA256 })
const OUR_SIGNATURE = object({ profile: { const: 'jws' }, algorithm: text, keyId: SHA256 })

const AMOUNT: JsonSchema = { type: 'string', pattern: '^(0|[1-9][0-9]*)(\\.[0-9]*[1-9])?$' }
const CHANGE: JsonSchema = { type: 'string', pattern: '^-?(0|[1-9][0-9]*)(\\.[0-9]*[1-9])?$' }
const BALANCE_ID: JsonSchema = {
  ...OUR_ID,
  description: 'UUID version 8: SHA-256 of a secret of the document, the line and what of it is counted.',
}
const POSTING = object(
  { balance: BALANCE_ID, total: AMOUNT, carried: AMOUNT, reserved: CHANGE, used: CHANGE },
  ['carried'],
)
const POSTINGS: JsonSchema = { type: 'array', minItems: 1, items: POSTING }
const OF_WRITE_OFF = { writeOff: OUR_ID, payload: COMMITMENT, signature: OUR_SIGNATURE }
const OF_ASKED = { ...OF_WRITE_OFF, by: text, agreement: SHA256 }

type Kind = EvidenceRecord['kind']
/** Every field a kind has besides `v`, `at` and `kind`: a new one without a schema does not compile. */
type Fields<K extends Kind> = Record<
  Exclude<AllKeys<Extract<EvidenceRecord, { kind: K }>>, 'v' | 'at' | 'kind'>,
  JsonSchema
>
type AllKeys<R> = R extends R ? keyof R : never

function record<K extends Kind>(
  kinds: readonly K[],
  fields: Fields<K>,
  optional: readonly (keyof Fields<K> & string)[],
): JsonSchema {
  const head = { v: { const: 1 }, at: TIME, kind: { enum: kinds } }
  return object({ ...head, ...fields }, optional)
}

const KIND_NAMES = [
  'Accepted',
  'Rejected',
  'Composed',
  'Converted',
  'Acknowledged',
  'Stopped',
  'Entered',
  'Answered',
  'Posted',
  'Ended',
  'Declined',
  'Notified',
  'Denied',
  'Moved',
  'ActRefused',
  'Compared',
  'TurnedAway',
] as const

/** Schemas of `src/evidence/record.ts`. */
export const RECORD_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  AcceptedRecord: record(
    ['accepted'],
    {
      exchange: OUR_ID,
      partner: text,
      messageId: text,
      format: text,
      payload: COMMITMENT,
      digest: SHA256,
      signature: SIGNATURE,
      agreement: SHA256,
      documents: COMMITMENT,
      awaits: text,
    },
    ['awaits'],
  ),
  RejectedRecord: record(
    ['rejected'],
    {
      exchange: OUR_ID,
      partner: text,
      messageId: text,
      format: text,
      payload: COMMITMENT,
      code: ref('ErrorCode'),
      place: text,
    },
    ['partner', 'messageId', 'format', 'place'],
  ),
  ComposedRecord: record(['composed'], { exchange: OUR_ID, about: OUR_ID, documents: COMMITMENT }, []),
  ConvertedRecord: record(
    ['converted'],
    {
      exchange: OUR_ID,
      to: text,
      messageId: text,
      format: text,
      payload: COMMITMENT,
      lossReport: COMMITMENT,
      mappings: object({ read: { type: 'array', items: SHA256 }, write: SHA256 }),
      signature: SIGNATURE,
      companions: { type: 'array', items: OUR_ID },
    },
    [],
  ),
  AcknowledgedRecord: record(
    ['acknowledged'],
    {
      exchange: OUR_ID,
      by: text,
      messageId: text,
      level: { enum: [...LADDER] },
      outcome: { enum: ['accepted', 'review', 'rejected'] },
      format: text,
      payload: COMMITMENT,
      signature: SIGNATURE,
      agreement: SHA256,
      status: text,
      registration: text,
    },
    ['status', 'registration'],
  ),
  StoppedRecord: record(
    ['expired', 'failed', 'parked'],
    { exchange: OUR_ID, code: ref('ErrorCode'), place: text, messageId: text },
    [...(['place', 'messageId'] as const)],
  ),
  EnteredRecord: record(
    ['entered'],
    { exchange: OUR_ID, of: text, event: text, basis: LOG_INDEX, payload: COMMITMENT },
    [],
  ),
  AnsweredRecord: record(
    ['answered'],
    {
      verification: OUR_ID,
      by: text,
      agreement: SHA256,
      purpose: text,
      verdict: { enum: [...ANSWER_VERDICTS] },
      payload: COMMITMENT,
      signature: OUR_SIGNATURE,
    },
    [],
  ),
  PostedRecord: record(['reserved', 'used', 'released'], { ...OF_ASKED, postings: POSTINGS, until: TIME }, [
    'until',
  ]),
  EndedRecord: record(['ended'], { ...OF_WRITE_OFF, agency: text, until: TIME, postings: POSTINGS }, []),
  DeclinedRecord: record(['declined'], OF_ASKED, []),
  NotifiedRecord: record(
    ['notified'],
    {
      verification: OUR_ID,
      writeOff: OUR_ID,
      to: text,
      of: { enum: [...NOTICE_KINDS] },
      payload: COMMITMENT,
      signature: OUR_SIGNATURE,
    },
    ['verification', 'writeOff'],
  ),
  DeniedRecord: record(
    ['denied'],
    { request: OUR_ID, by: text, agreement: SHA256, code: ref('ErrorCode'), payload: COMMITMENT },
    [],
  ),
  MovedRecord: record(
    ['moved'],
    {
      case: OUR_ID,
      revision: LOG_INDEX,
      definition: SHA256,
      basis: { type: 'array', items: LOG_INDEX },
      payload: COMMITMENT,
    },
    [],
  ),
  ActRefusedRecord: record(
    ['act-refused'],
    { case: OUR_ID, act: OUR_ID, code: ref('ErrorCode'), payload: COMMITMENT },
    ['case', 'act'],
  ),
  ComparedRecord: record(
    ['compared'],
    {
      trip: OUR_ID,
      revision: LOG_INDEX,
      rules: SHA256,
      basis: { type: 'array', items: LOG_INDEX },
      payload: COMMITMENT,
    },
    [],
  ),
  TurnedAwayRecord: record(
    ['turned-away'],
    { request: OUR_ID, code: ref('ErrorCode'), unrecorded: LOG_INDEX, payload: COMMITMENT },
    [],
  ),
  EvidenceRecord: {
    description:
      'What was established about one exchange, verification, write-off, refused request, case or trip; RFC 8785 bytes of it are the leaf of the log.',
    oneOf: KIND_NAMES.map((kind) => ref(`${kind}Record`)),
  },
}
