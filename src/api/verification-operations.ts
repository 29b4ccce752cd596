import { ANSWER_SCHEMA, QUESTION_SCHEMA } from '../model/generated/verification-schemas.ts'
import type { JsonValue } from '../model/json.ts'
import type { Operation, ReplyDescription } from './operation.ts'
import { RECEIPT_SAMPLE } from './samples.ts'
import { OUR_ID, ref } from './schema-parts.ts'

const QUESTION_SAMPLE = firstExample(QUESTION_SCHEMA['examples'])
const ANSWER_SAMPLE = firstExample(ANSWER_SCHEMA['examples'])
const VERIFICATION_ID = '0193e0a0-7c1d-7a63-9d3e-0c7b5e8f4a21'

const SIGNED_SAMPLE = {
  payload: 'eyJ2IjoxLCJ2ZXJpZmljYXRpb24i',
  protected: 'eyJhbGciOiJFUzI1NiIsImtpZCI6',
  signature: 'MEUCIQDdoQ',
  header: { jwk: { kty: 'EC', crv: 'P-256', x: 'f83OJ3D2', y: 'x_FEzRu9' }, receipt: RECEIPT_SAMPLE },
}

const ANSWERED: ReplyDescription = {
  description:
    'Answered. `verdict` sums up the checks: refuted when one failed, confirmed when all passed, else not-established.',
  content: {
    'application/json': {
      schema: ref('Verification'),
      example: {
        verification: VERIFICATION_ID,
        verdict: 'confirmed',
        answer: ANSWER_SAMPLE,
        signed: SIGNED_SAMPLE,
        links: { self: `/v1/verifications/${VERIFICATION_ID}` },
      },
    },
    'application/jose+json': { schema: ref('SignedAnswer'), example: SIGNED_SAMPLE },
  },
  headers: { Location: { description: 'The verification.', schema: { type: 'string' } } },
}

const ACCEPT = '`Accept: application/jose+json` (above `application/json`) asks for the signed answer alone.'

export const askQuestion: Operation = {
  id: 'askQuestion',
  method: 'POST',
  path: '/v1/verifications',
  door: 'partner',
  summary: 'Ask whether a document is real',
  description: `For agencies, by their agreement: which kinds, issuers and purposes. State what the document in your hand says (\`held\`), plainly or as salted hashes; nothing is told to somebody who cannot show that he holds it, and a document that does not exist then looks the same as one that does. The answer is signed and stands in the log before you get it; so does a refusal, whose problem document carries its receipt. ${ACCEPT}`,
  body: { 'application/json': { schema: ref('Question'), example: QUESTION_SAMPLE } },
  replies: { 200: ANSWERED },
  errors: [
    ...([
      'SENDER_UNKNOWN',
      'MEDIA_TYPE_UNSUPPORTED',
      'MESSAGE_TOO_LARGE',
      'JSON_MALFORMED',
      'REQUEST_INVALID',
    ] as const),
    ...([
      'AGREEMENT_NOT_IN_FORCE',
      'KIND_UNKNOWN',
      'KIND_NOT_AGREED',
      'PURPOSE_NOT_AGREED',
      'NUMBER_MALFORMED',
      'VERIFICATION_LIMITED',
    ] as const),
    'LOG_HEAD_MOVED',
  ],
}

export const viewVerification: Operation = {
  id: 'viewVerification',
  method: 'GET',
  path: '/v1/verifications/{verification}',
  door: 'partner',
  summary: 'Read an answer again',
  description: `The same signed answer as it was given, to the agency that asked. ${ACCEPT}`,
  params: { verification: { description: 'Id from the answer.', schema: OUR_ID, required: true } },
  replies: { 200: ANSWERED },
  errors: ['SENDER_UNKNOWN', 'NOT_FOUND'],
}

export const VERIFICATION_OPERATIONS: readonly Operation[] = [askQuestion, viewVerification]

function firstExample(examples: JsonValue | undefined): JsonValue | undefined {
  return Array.isArray(examples) ? examples[0] : undefined
}
