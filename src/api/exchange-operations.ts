import { XML_SAMPLE, RECEIPT_SAMPLE, SUBMISSION_SAMPLE, EXCHANGE_SAMPLE } from './samples.ts'
import type { Content, Operation, Parameter, ReplyDescription } from './operation.ts'
import { OUR_ID, RECEIPT, ref } from './schema-parts.ts'
import { LOSS_REPORT_SAMPLE, LOSS_TABLE_SAMPLE } from './conversion-samples.ts'
import { STATE } from './schemas.ts'
import type { ErrorCode } from '../errors.ts'

const XML: Content = {
  schema: {
    type: 'string',
    description: 'UTF-8 XML with one enveloped signature of the sender; its exact bytes are kept.',
  },
  example: XML_SAMPLE,
}
const XML_BODY = { 'application/xml': XML, 'text/xml': XML }

const ID: Readonly<Record<string, Parameter>> = {
  exchange: { description: 'Id from the answer to the submission.', schema: OUR_ID, required: true },
}

const ACCEPT =
  '`Accept: text/plain` (above `application/json`) asks for the bare receipt; a refusal is always a problem document.'

const submission = (description: string): ReplyDescription => ({
  description,
  content: {
    'application/json': { schema: ref('Submission'), example: SUBMISSION_SAMPLE },
    'text/plain': { schema: RECEIPT, example: RECEIPT_SAMPLE },
  },
  headers: { Location: { description: 'The exchange.', schema: { type: 'string' } } },
})

export const AT_THE_DOOR: readonly ErrorCode[] = [
  'SENDER_UNKNOWN',
  'MEDIA_TYPE_UNSUPPORTED',
  'MESSAGE_TOO_LARGE',
  'MESSAGE_EMPTY',
]
const IN_THE_MESSAGE: readonly ErrorCode[] = [
  ...(['XML_MALFORMED', 'XML_ENCODING', 'XML_FORBIDDEN', 'XML_LIMIT'] as const),
  ...(['SIGNATURE_MISSING', 'SIGNATURE_PROFILE', 'SIGNATURE_INVALID'] as const),
  ...(['SIGNER_UNKNOWN', 'SIGNER_COMPROMISED'] as const),
  ...([
    'SENDER_MISMATCH',
    'FORMAT_NOT_AGREED',
    'AGREEMENT_NOT_IN_FORCE',
    'FORMAT_UNKNOWN',
    'FORMAT_AMBIGUOUS',
  ] as const),
  ...(['SCHEMA_INVALID', 'FIELD_INVALID', 'CODE_UNKNOWN', 'TOTAL_MISMATCH', 'DOCUMENT_INVALID'] as const),
]

export const submitExchange: Operation = {
  id: 'submitExchange',
  method: 'POST',
  path: '/v1/exchanges',
  door: 'partner',
  summary: 'Send a message',
  description: `The answer comes after the message and its evidence are durable. What the agreement keeps for the ledger goes to nobody and is completed at once. The same message sent again gets the original receipt (200). A refused message is recorded too: the problem document carries its receipt. ${ACCEPT}`,
  body: XML_BODY,
  replies: { 201: submission('Taken.'), 200: submission('It came before; the receipt is the one of then.') },
  errors: [
    ...AT_THE_DOOR,
    ...IN_THE_MESSAGE,
    ...([
      'MESSAGE_ID_REUSED',
      'LOSS_NOT_ACCEPTED',
      'OUTPUT_INVALID',
      'COMPANION_AMBIGUOUS',
      'LOG_HEAD_MOVED',
    ] as const),
  ],
}

export const submitAcknowledgement: Operation = {
  id: 'submitAcknowledgement',
  method: 'POST',
  path: '/v1/acknowledgements',
  door: 'partner',
  summary: 'Acknowledge a message of ours',
  description: `For acknowledgements that are not sent in the reply to our delivery. The answer names the exchange they belong to. ${ACCEPT}`,
  body: XML_BODY,
  replies: { 200: submission('Verified and recorded, now or before.') },
  errors: [...AT_THE_DOOR, ...IN_THE_MESSAGE, 'ACKNOWLEDGEMENT_UNMATCHED', 'LOG_HEAD_MOVED'],
}

export const listExchanges: Operation = {
  id: 'listExchanges',
  method: 'GET',
  path: '/v1/exchanges',
  door: 'partner',
  summary: 'Find your exchanges',
  description: 'Newest first. Only exchanges of the partner the client certificate belongs to.',
  query: {
    messageId: {
      description: "The sender's own id of the message.",
      schema: { type: 'string', minLength: 1, maxLength: 256 },
    },
    state: { description: 'Only those in this state.', schema: STATE },
    limit: {
      description: 'At most so many, 1 to 200; 50 when absent.',
      schema: { type: 'string', pattern: '^([1-9][0-9]?|1[0-9][0-9]|200)$' },
    },
  },
  replies: {
    200: {
      description: 'The exchanges.',
      content: {
        'application/json': { schema: ref('ExchangeList'), example: { exchanges: [EXCHANGE_SAMPLE] } },
      },
    },
  },
  errors: ['SENDER_UNKNOWN'],
}

export const viewExchange: Operation = {
  id: 'viewExchange',
  method: 'GET',
  path: '/v1/exchanges/{exchange}',
  door: 'partner',
  summary: 'See how an exchange stands',
  params: ID,
  replies: {
    200: {
      description: 'The exchange.',
      content: { 'application/json': { schema: ref('Exchange'), example: EXCHANGE_SAMPLE } },
    },
  },
  errors: ['SENDER_UNKNOWN', 'NOT_FOUND'],
}

export const readLosses: Operation = {
  id: 'readLosses',
  method: 'GET',
  path: '/v1/exchanges/{exchange}/losses',
  door: 'partner',
  summary: 'See what conversions lost',
  description:
    'The loss report of each message made from the exchange, as it was kept: its commitment stands in the record `converted`. `Accept: text/plain` (above `application/json`) asks for tables that people can read.',
  params: ID,
  replies: {
    200: {
      description:
        'Loss reports; none for a message that was refused, still waits or was kept for the ledger.',
      content: {
        'application/json': {
          schema: ref('LossReports'),
          example: {
            reports: [
              { to: 'cn-eport', format: 'cn-mt1401-v1', messageId: 'm', lossReport: LOSS_REPORT_SAMPLE },
            ],
          },
        },
        'text/plain': { schema: { type: 'string' }, example: LOSS_TABLE_SAMPLE },
      },
    },
  },
  errors: ['SENDER_UNKNOWN', 'NOT_FOUND'],
}

export const readReceipt: Operation = {
  id: 'readReceipt',
  method: 'GET',
  path: '/v1/exchanges/{exchange}/receipt',
  door: 'partner',
  summary: 'Read the receipt again',
  description: 'Always the same bytes.',
  params: ID,
  replies: {
    200: {
      description: 'C2SP tlog-proof.',
      content: { 'text/plain': { schema: RECEIPT, example: RECEIPT_SAMPLE } },
    },
  },
  errors: ['SENDER_UNKNOWN', 'NOT_FOUND'],
}

export const readBundle: Operation = {
  id: 'readBundle',
  method: 'GET',
  path: '/v1/exchanges/{exchange}/bundle',
  door: 'partner',
  summary: 'Take the evidence along',
  description: 'ASiC-E container with all that is needed to prove the exchange offline.',
  params: ID,
  replies: {
    200: {
      description: 'ETSI EN 319 162-1 container.',
      content: {
        'application/vnd.etsi.asic-e+zip': {
          schema: { contentMediaType: 'application/vnd.etsi.asic-e+zip' },
        },
      },
      headers: { 'Content-Disposition': { description: 'A file name for it.', schema: { type: 'string' } } },
    },
  },
  errors: ['SENDER_UNKNOWN', 'NOT_FOUND'],
}

export const EXCHANGE_OPERATIONS: readonly Operation[] = [
  submitExchange,
  listExchanges,
  viewExchange,
  readLosses,
  readReceipt,
  readBundle,
  submitAcknowledgement,
]
