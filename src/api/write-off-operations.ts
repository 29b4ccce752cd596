import {
  WRITE_OFF_REQUEST_SCHEMA,
  WRITE_OFF_SCHEMA,
  WRITE_OFF_STEP_SCHEMA,
} from '../model/generated/verification-schemas.ts'
import type { ErrorCode } from '../errors.ts'
import type { JsonValue } from '../model/json.ts'
import type { WriteOffState } from '../model/write-off-state.ts'
import type { Operation, ReplyDescription } from './operation.ts'
import { OUR_ID, ref } from './schema-parts.ts'
import { examplesOf, signedSample } from './statement-samples.ts'
import { linksOf } from './write-off-links.ts'

/** Longest body, of a request as of a step. */
export const WRITE_OFF_BYTES = 64 * 1024

const ADDRESS = '/v1/write-offs/{writeOff}'
const ID_PARAM = {
  writeOff: { description: 'Id from the statement.', schema: OUR_ID, required: true },
} as const

const [REQUEST_SAMPLE] = examplesOf(WRITE_OFF_REQUEST_SCHEMA)
const [, USING_SAMPLE, RELEASING_SAMPLE] = examplesOf(WRITE_OFF_STEP_SCHEMA)
const [RESERVED_SAMPLE, USED_SAMPLE, RELEASED_SAMPLE, ENDED_SAMPLE] = examplesOf(WRITE_OFF_SCHEMA)
/** That of the statements. */
const WRITE_OFF_ID = '0193e0b1-5a20-7c44-8d11-2b3c4d5e6f70'

const ACCEPT =
  '`Accept: application/jose+json` (above `application/json`) asks for the signed statement alone.'

/** Of every step: what a caller can be told that has nothing to do with the document. */
const OF_BODIES: readonly ErrorCode[] = [
  ...(['SENDER_UNKNOWN', 'MEDIA_TYPE_UNSUPPORTED', 'MESSAGE_TOO_LARGE', 'JSON_MALFORMED'] as const),
]

/** What may be wrong with the lines of a request or a step. */
const OF_LINES: readonly ErrorCode[] = ['LINE_UNKNOWN', 'UNIT_NOT_CONVERTIBLE', 'BALANCE_EXCEEDED']

export const requestWriteOff: Operation = {
  id: 'requestWriteOff',
  method: 'POST',
  path: '/v1/write-offs',
  door: 'partner',
  summary: 'Reserve, use up or decline what a document grants',
  description: `For agencies, by their agreement: which kinds, issuers, purposes and measures. All lines are taken or none. Something is taken only from a document that a question with the same statements would confirm. \`reference\` is the agency's own name for the write-off: the same request under it is the same write-off however often it comes, another request under it is refused. What is reserved goes back by itself at \`reservedUntil\` (or as late as the agreement allows), with a statement and a notice (\`ended\`). The statement is signed and stands in the log before you get it; so does a refusal, whose problem document carries its receipt. A refusal because the document is unknown, or was not shown, is held back as the answer to a question would be. ${ACCEPT}`,
  body: { 'application/json': { schema: ref('WriteOffRequest'), example: REQUEST_SAMPLE } },
  replies: {
    201: stated('Written off, or declined.', 'reserved', RESERVED_SAMPLE),
    200: stated('The same request came before: the write-off as it stands now.', 'used', USED_SAMPLE),
  },
  errors: [
    ...OF_BODIES,
    ...([
      'AGREEMENT_NOT_IN_FORCE',
      'KIND_UNKNOWN',
      'KIND_NOT_AGREED',
      'PURPOSE_NOT_AGREED',
      'NUMBER_MALFORMED',
      'VERIFICATION_LIMITED',
      'RESERVATION_PAST',
      'RESERVATION_TOO_LONG',
      'DOCUMENT_NOT_ESTABLISHED',
    ] as const),
    ...OF_LINES,
    ...(['REFERENCE_REUSED', 'NOT_FOUND', 'LOG_HEAD_MOVED'] as const),
  ],
}

export const useWriteOff: Operation = {
  id: 'useWriteOff',
  method: 'POST',
  path: `${ADDRESS}/use`,
  door: 'partner',
  summary: 'Use up what was reserved',
  description: `All of it, or as much as \`lines\` name; the rest goes back. What became of the document since does not matter. From the end of its reservation on it is refused. The same step again is answered the same. ${ACCEPT}`,
  params: ID_PARAM,
  body: { 'application/json': { schema: ref('WriteOffStep'), example: USING_SAMPLE } },
  replies: { 200: stated('Used.', 'used', USED_SAMPLE) },
  errors: [
    ...OF_BODIES,
    ...(['NOT_FOUND', 'AGREEMENT_NOT_IN_FORCE', 'RESERVATION_ENDED', 'WRITE_OFF_STATE'] as const),
    ...OF_LINES,
    'LOG_HEAD_MOVED',
  ],
}

export const releaseWriteOff: Operation = {
  id: 'releaseWriteOff',
  method: 'POST',
  path: `${ADDRESS}/release`,
  door: 'partner',
  summary: 'Give back what was reserved or used',
  description: `All of it, with a \`reason\`, and whatever the agreement says by now. What was released stays so. The same step again is answered the same. ${ACCEPT}`,
  params: ID_PARAM,
  body: { 'application/json': { schema: ref('WriteOffStep'), example: RELEASING_SAMPLE } },
  replies: { 200: stated('Released.', 'released', RELEASED_SAMPLE) },
  errors: [
    ...OF_BODIES,
    ...(['NOT_FOUND', 'RESERVATION_ENDED', 'WRITE_OFF_STATE', 'LOG_HEAD_MOVED'] as const),
  ],
}

export const viewWriteOff: Operation = {
  id: 'viewWriteOff',
  method: 'GET',
  path: ADDRESS,
  door: 'partner',
  summary: 'Read a write-off',
  description: `The newest signed statement, to the agency whose write-off it is. ${ACCEPT}`,
  params: ID_PARAM,
  replies: { 200: stated('As it stands.', 'used', USED_SAMPLE) },
  errors: ['SENDER_UNKNOWN', 'NOT_FOUND'],
}

export const findWriteOff: Operation = {
  id: 'findWriteOff',
  method: 'GET',
  path: '/v1/write-offs',
  door: 'partner',
  summary: 'Read a write-off by its reference',
  description: `The newest signed statement of the agency's own write-off of that reference. ${ACCEPT}`,
  query: {
    reference: {
      description: 'The agency’s own name for it.',
      schema: { type: 'string', minLength: 1, maxLength: 128, pattern: '^[A-Za-z0-9][A-Za-z0-9._:/-]*$' },
      required: true,
    },
  },
  replies: {
    200: stated('As it stands: here a reservation that ended by itself.', 'released', ENDED_SAMPLE),
  },
  errors: ['SENDER_UNKNOWN', 'NOT_FOUND'],
}

export const WRITE_OFF_OPERATIONS: readonly Operation[] = [
  requestWriteOff,
  findWriteOff,
  viewWriteOff,
  useWriteOff,
  releaseWriteOff,
]

function stated(
  description: string,
  state: WriteOffState,
  statement: JsonValue | undefined,
): ReplyDescription {
  const signed = signedSample(statement, 'khorgos-write-off')
  const links = linksOf(WRITE_OFF_ID, state)
  return {
    description,
    content: {
      'application/json': {
        schema: ref('WriteOffView'),
        example: { writeOff: WRITE_OFF_ID, state, statement, signed, links },
      },
      'application/jose+json': { schema: ref('SignedWriteOff'), example: signed },
    },
    headers: { Location: { description: 'The write-off.', schema: { type: 'string' } } },
  }
}
