import type { EvidenceRecord } from '../evidence/record.ts'
import { LADDER } from '../model/ladder.ts'
import { EXCHANGE_ID, object, ref, TIME, type JsonSchema } from './schema-parts.ts'

const text: JsonSchema = { type: 'string' }
const SHA256: JsonSchema = { type: 'string', pattern: '^[0-9a-f]{64}$' }
const COMMITMENT: JsonSchema = {
  ...SHA256,
  description: 'Hex SHA-256 of 32 bytes of salt, then the SHA-256 of the payload.',
}

const SIGNATURE = object({ profile: text, algorithm: text, keyId: SHA256 })

type Kind = EvidenceRecord['kind']
/** Every field a kind has besides `v`, `at`, `exchange` and `kind`: a new one without a schema does not compile. */
type Fields<K extends Kind> = Record<
  Exclude<AllKeys<Extract<EvidenceRecord, { kind: K }>>, 'v' | 'at' | 'exchange' | 'kind'>,
  JsonSchema
>
type AllKeys<R> = R extends R ? keyof R : never

function record<K extends Kind>(
  kinds: readonly K[],
  fields: Fields<K>,
  optional: readonly (keyof Fields<K> & string)[],
): JsonSchema {
  const head = { v: { const: 1 }, at: TIME, exchange: EXCHANGE_ID, kind: { enum: kinds } }
  return object({ ...head, ...fields }, optional)
}

/** Schemas of `src/evidence/record.ts`. */
export const RECORD_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  AcceptedRecord: record(
    ['accepted'],
    {
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
      partner: text,
      messageId: text,
      format: text,
      payload: COMMITMENT,
      code: ref('ErrorCode'),
      place: text,
    },
    ['partner', 'messageId', 'format', 'place'],
  ),
  ConvertedRecord: record(
    ['converted'],
    {
      to: text,
      messageId: text,
      format: text,
      payload: COMMITMENT,
      lossReport: COMMITMENT,
      mappings: object({ read: { type: 'array', items: SHA256 }, write: SHA256 }),
      signature: SIGNATURE,
      companions: { type: 'array', items: EXCHANGE_ID },
    },
    [],
  ),
  AcknowledgedRecord: record(
    ['acknowledged'],
    {
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
    { code: ref('ErrorCode'), place: text, messageId: text },
    [...(['place', 'messageId'] as const)],
  ),
  EvidenceRecord: {
    description: 'One fact about one exchange; RFC 8785 bytes of it are the leaf of the log.',
    oneOf: ['Accepted', 'Rejected', 'Converted', 'Acknowledged', 'Stopped'].map((kind) =>
      ref(`${kind}Record`),
    ),
  },
}
