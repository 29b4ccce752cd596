import { ANSWER_VERDICTS } from '../model/answer-verdict.ts'
import { ANSWER_SCHEMA, QUESTION_SCHEMA } from '../model/generated/verification-schemas.ts'
import { NOTICE_LINKS } from './notice-schemas.ts'
import { object, OUR_ID, ref, type JsonSchema } from './schema-parts.ts'
import { componentsOf, signedSchema } from './statement-schemas.ts'

/** `components.schemas` of verifications. */
export const VERIFICATION_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  ...componentsOf(QUESTION_SCHEMA),
  ...componentsOf(ANSWER_SCHEMA),
  SignedAnswer: signedSchema('answer', 'khorgos-answer'),
  Verification: object(
    {
      verification: OUR_ID,
      verdict: { type: 'string', enum: ANSWER_VERDICTS },
      answer: ref('Answer'),
      signed: ref('SignedAnswer'),
      notices: NOTICE_LINKS,
      links: object(
        {
          self: { type: 'string' },
          next: {
            type: 'string',
            description: 'The verification in which the question was asked again when its inquiry had ended.',
          },
        },
        ['next'],
      ),
    },
    ['notices'],
  ),
  VerificationLine: {
    ...object({
      line: { type: 'integer', minimum: 1, description: 'Line of the request that is answered.' },
      status: { type: 'integer', description: 'HTTP status of the reply had the question come alone.' },
      body: { anyOf: [ref('Verification'), ref('Problem')] },
    }),
    description: 'What became of one question among many.',
  },
}
