import { ANSWER_SCHEMA, QUESTION_SCHEMA } from '../model/generated/verification-schemas.ts'
import { NDJSON } from '../model/media-types.ts'
import { QUESTION_LIMITS } from '../model/question-limits.ts'
import type { Content, Operation, ReplyDescription } from './operation.ts'
import { RECEIPT_SAMPLE } from './samples.ts'
import { OUR_ID, ref } from './schema-parts.ts'
import { examplesOf, signedSample } from './statement-samples.ts'

const QUESTION_SAMPLES = examplesOf(QUESTION_SCHEMA)
const [QUESTION_SAMPLE] = QUESTION_SAMPLES
const [ANSWER_SAMPLE, PENDING_ANSWER] = examplesOf(ANSWER_SCHEMA)
const VERIFICATION_ID = '0193e0a0-7c1d-7a63-9d3e-0c7b5e8f4a21'

const SIGNED_SAMPLE = signedSample(ANSWER_SAMPLE, 'khorgos-answer')

const VERIFICATION_SAMPLE = {
  verification: VERIFICATION_ID,
  verdict: 'confirmed',
  answer: ANSWER_SAMPLE,
  signed: SIGNED_SAMPLE,
  links: { self: `/v1/verifications/${VERIFICATION_ID}` },
}

const PENDING_ID = '0193e0a1-02b4-7d10-8f6c-5a9e1c3d7b42'

const PENDING_SAMPLE = {
  verification: PENDING_ID,
  verdict: 'not-established',
  answer: PENDING_ANSWER,
  signed: signedSample(PENDING_ANSWER, 'khorgos-answer'),
  links: { self: `/v1/verifications/${PENDING_ID}` },
}

const REFUSAL_SAMPLE = {
  type: 'urn:khorgos:error:KIND_NOT_AGREED',
  title: 'The agreement does not cover questions about these documents',
  status: 403,
  detail:
    'The agreement cn-forex-verification-2026 does not cover questions about certificate-of-origin of TH.',
  instance: 'urn:uuid:5b0f1b0e-6b1d-4b7e-9c3f-3f6f3a9d2c11',
  code: 'KIND_NOT_AGREED',
  retry: 'never',
  place: { path: '/kind' },
  request: '0193e0a0-7c1e-7b0c-8a55-1f9d2c7e6b30',
  receipt: RECEIPT_SAMPLE,
}

const ANSWERED: ReplyDescription = {
  description:
    'Answered. `verdict` sums up the checks: refuted when one failed, confirmed when all passed, else not-established.',
  content: {
    'application/json': { schema: ref('Verification'), example: VERIFICATION_SAMPLE },
    'application/jose+json': { schema: ref('SignedAnswer'), example: SIGNED_SAMPLE },
  },
  headers: { Location: { description: 'The verification.', schema: { type: 'string' } } },
}

const PENDING: ReplyDescription = {
  description:
    'Answered with what is known, which is nothing, and the issuing authority is asked: `answer.inquiry`. Read the verification again, or wait for the notice: it is 200 and has `links.next` once the question was asked again, at the latest when the day `answer.inquiry.due` is over.',
  content: {
    'application/json': { schema: ref('Verification'), example: PENDING_SAMPLE },
    'application/jose+json': { schema: ref('SignedAnswer'), example: PENDING_SAMPLE.signed },
  },
  headers: { Location: { description: 'The verification.', schema: { type: 'string' } } },
}

const EACH_ANSWERED: Readonly<Record<string, Content>> = {
  [NDJSON]: {
    schema: {
      type: 'string',
      description:
        'One `VerificationLine` for each line that was sent, in the order in which they are ready.',
    },
    example: linesWith([
      { line: 2, status: 403, body: REFUSAL_SAMPLE },
      { line: 1, status: 200, body: VERIFICATION_SAMPLE },
    ]),
  },
}

const ACCEPT = '`Accept: application/jose+json` (above `application/json`) asks for the signed answer alone.'

const MANY = `Up to ${QUESTION_LIMITS.questions} questions can be sent at once as \`${NDJSON}\`, each on a line of its own; each is answered on a line of its own as soon as it is ready, with what it would have been told had it come alone. A line that is no question is answered with its problem and stops nothing. A line has at most ${QUESTION_LIMITS.bytes} bytes, all together ${QUESTION_LIMITS.batchBytes}.`

export const askQuestion: Operation = {
  id: 'askQuestion',
  method: 'POST',
  path: '/v1/verifications',
  door: 'partner',
  summary: 'Ask whether a document is real',
  description: `For agencies, by their agreement: which kinds, issuers and purposes. State what the document in your hand says (\`held\`), plainly or as salted hashes; nothing is told to somebody who cannot show that he holds it, and a document that does not exist then looks the same as one that does. The answer is signed and stands in the log before you get it; so does a refusal, whose problem document carries its receipt. With \`inquire\` the issuing authority is asked where the ledger does not know. ${ACCEPT}\n\n${MANY}`,
  body: {
    'application/json': { schema: ref('Question'), example: QUESTION_SAMPLE },
    [NDJSON]: {
      schema: { type: 'string', description: 'A `Question` on each line.' },
      example: linesWith(QUESTION_SAMPLES),
    },
  },
  replies: { 200: { ...ANSWERED, content: { ...ANSWERED.content, ...EACH_ANSWERED } }, 202: PENDING },
  errors: [
    ...(['SENDER_UNKNOWN', 'MEDIA_TYPE_UNSUPPORTED', 'MESSAGE_TOO_LARGE', 'JSON_MALFORMED'] as const),
    ...([
      'AGREEMENT_NOT_IN_FORCE',
      'KIND_UNKNOWN',
      'KIND_NOT_AGREED',
      'PURPOSE_NOT_AGREED',
      'NUMBER_MALFORMED',
      'VERIFICATION_LIMITED',
      'INQUIRY_NOT_AGREED',
      'INQUIRY_LIMITED',
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
  description: `The same signed answer as it was given, to the agency that asked, and where the next one is when an inquiry has ended. ${ACCEPT}`,
  params: { verification: { description: 'Id from the answer.', schema: OUR_ID, required: true } },
  replies: { 200: ANSWERED, 202: PENDING },
  errors: ['SENDER_UNKNOWN', 'NOT_FOUND'],
}

export const VERIFICATION_OPERATIONS: readonly Operation[] = [askQuestion, viewVerification]

function linesWith(values: readonly unknown[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join('')
}
