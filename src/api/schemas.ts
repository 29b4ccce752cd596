import { CODES } from '../errors.ts'
import type { ExchangeState } from '../exchange/service.ts'
import { CARGO_SCHEMAS } from './cargo-schemas.ts'
import { CASE_SCHEMAS } from './case-schemas.ts'
import { CONVERSION_SCHEMAS } from './conversion-schemas.ts'
import { NOTICE_SCHEMAS } from './notice-schemas.ts'
import { PERSON } from './people-schemas.ts'
import { RECORD_SCHEMAS } from './record-schemas.ts'
import { RISK_SCHEMAS } from './risk-schemas.ts'
import { VERIFICATION_SCHEMAS } from './verification-schemas.ts'
import { WORKFLOW_SCHEMAS } from './workflow-schemas.ts'
import { WRITE_OFF_SCHEMAS } from './write-off-schemas.ts'
import { LOG_INDEX, object, OUR_ID, RECEIPT, ref, TIME, type JsonSchema } from './schema-parts.ts'

const text = (description: string): JsonSchema => ({ type: 'string', description })

const LINKS = object({
  self: text('The exchange.'),
  receipt: text('Its receipt.'),
  bundle: text('Its evidence bundle.'),
})

export const STATES = [
  'rejected',
  'waiting',
  'expired',
  'accepted',
  'failed',
  'delivered',
  'completed',
  'refused',
  'parked',
] as const satisfies readonly ExchangeState[]

/** State of an exchange. */
export const STATE: JsonSchema = {
  type: 'string',
  enum: STATES,
  description: 'docs/architecture.md shows how states follow each other.',
}

const OUTGOING = object(
  {
    to: text('Partner it is for.'),
    format: text('Format it is written in.'),
    messageId: text('Our message id.'),
    state: { type: 'string', enum: ['queued', 'sent', 'acknowledged', 'refused', 'parked'] },
    attempts: { type: 'integer', minimum: 0 },
    lastError: text('Error code of the last attempt.'),
    losses: ref('LossSummary'),
  },
  ['lastError', 'losses'],
)

/** `components.schemas` of the API description. */
export const SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  ErrorCode: {
    description: 'Codes are never renamed. `retry` of each: see `docs/errors.md`.',
    oneOf: Object.entries(CODES).map(([code, { http, retry, title }]) => ({
      const: code,
      title,
      description: `HTTP ${http}, retry: ${retry}.`,
    })),
  },
  Place: object(
    {
      path: {
        type: 'string',
        description:
          'In XML from the root with 1-based positions; in JSON a JSON Pointer (RFC 6901), `/` for all of it.',
        examples: ['/Awmds/Bol_segment[2]/Gross_mass', '/held/lines/0/hs'],
      },
      line: { type: 'integer', minimum: 1, description: '1-based line in the received bytes.' },
      wcoId: text('WCO Data Model element id of the field.'),
    },
    ['line', 'wcoId'],
  ),
  Problem: object(
    {
      type: { type: 'string', pattern: '^urn:khorgos:error:[A-Z_]+$' },
      title: text('The code in one sentence.'),
      status: { type: 'integer', minimum: 400, maximum: 599 },
      detail: text('What was wrong this time.'),
      instance: {
        type: 'string',
        pattern: '^urn:uuid:[0-9a-f-]{36}$',
        description: 'Id of the request: quote it to the operator.',
      },
      code: ref('ErrorCode'),
      retry: {
        enum: ['never', 'later', 'stop'],
        description:
          '`never`: mend the message first. `later`: the same bytes again, after `Retry-After`. `stop`: an operator is needed.',
      },
      place: ref('Place'),
      retryAfter: {
        type: 'integer',
        minimum: 1,
        description: 'Seconds, as in `Retry-After`, where it is known when the answer will be another.',
      },
      exchange: OUR_ID,
      request: OUR_ID,
      case: OUR_ID,
      receipt: RECEIPT,
    },
    ['place', 'retryAfter', 'exchange', 'request', 'case', 'receipt'],
  ),
  Submission: object(
    {
      exchange: OUR_ID,
      state: STATE,
      messageId: text("The sender's own id of the message."),
      receipt: RECEIPT,
      duplicate: {
        type: 'boolean',
        description: 'The same message came before: this is the receipt of then.',
      },
      links: LINKS,
    },
    ['messageId'],
  ),
  Exchange: object(
    {
      exchange: OUR_ID,
      state: STATE,
      partner: text('Who sent it.'),
      messageId: text("The sender's own id of the message."),
      format: text('Format it came in.'),
      receivedAt: TIME,
      waitsUntil: { ...TIME, description: 'Until then its companion must have come.' },
      error: object({ code: ref('ErrorCode'), place: text('Path in the message.') }, ['place']),
      outgoing: { type: 'array', items: OUTGOING },
      timeline: {
        type: 'array',
        description: 'Its evidence records in the order of the log.',
        items: object({
          index: LOG_INDEX,
          record: ref('EvidenceRecord'),
        }),
      },
    },
    ['messageId', 'format', 'waitsUntil', 'error'],
  ),
  ExchangeList: object({ exchanges: { type: 'array', items: ref('Exchange') } }),
  Health: object({
    status: { type: 'string', enum: ['ready', 'not ready'] },
    checks: { type: 'object', additionalProperties: { type: 'string', enum: ['ok', 'failed'] } },
  }),
  Person: PERSON,
  ...CASE_SCHEMAS,
  ...CARGO_SCHEMAS,
  ...WORKFLOW_SCHEMAS,
  ...RISK_SCHEMAS,
  ...CONVERSION_SCHEMAS,
  ...RECORD_SCHEMAS,
  ...VERIFICATION_SCHEMAS,
  ...NOTICE_SCHEMAS,
  ...WRITE_OFF_SCHEMAS,
}
