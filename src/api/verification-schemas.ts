import { ANSWER_SCHEMA, QUESTION_SCHEMA } from '../model/generated/verification-schemas.ts'
import type { JsonObject } from '../model/json.ts'
import { object, OUR_ID, RECEIPT, ref, type JsonSchema } from './schema-parts.ts'

const BASE64URL: JsonSchema = { type: 'string', pattern: '^[A-Za-z0-9_-]+$' }

/** `components.schemas` of verifications: the schema files themselves, each definition a component. */
export const VERIFICATION_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  ...componentsOf('Question', QUESTION_SCHEMA),
  ...componentsOf('Answer', ANSWER_SCHEMA),
  SignedAnswer: {
    ...object({
      payload: { ...BASE64URL, description: 'The answer: UTF-8 JSON.' },
      protected: {
        ...BASE64URL,
        description: '`alg`, `kid` (hex SHA-256 of our SubjectPublicKeyInfo) and `typ` `khorgos-answer`.',
      },
      signature: BASE64URL,
      header: object({
        jwk: { type: 'object', description: 'Our public key (RFC 7517); it has to hash to `kid`.' },
        receipt: RECEIPT,
      }),
    }),
    description:
      'Flattened JWS (RFC 7515 section 7.2.2) with the proof of its record in the log. Keep it: it verifies offline.',
  },
  Verification: object({
    verification: OUR_ID,
    verdict: { type: 'string', enum: ['confirmed', 'refuted', 'not-established'] },
    answer: ref('Answer'),
    signed: ref('SignedAnswer'),
    links: object({ self: { type: 'string' } }),
  }),
  VerificationLine: {
    ...object({
      line: { type: 'integer', minimum: 1, description: 'Line of the request that is answered.' },
      status: { type: 'integer', description: 'HTTP status of the reply had the question come alone.' },
      body: { anyOf: [ref('Verification'), ref('Problem')] },
    }),
    description: 'What became of one question among many.',
  },
}

/** References within and between the files become references to components. */
function componentsOf(name: string, schema: JsonObject): Record<string, JsonSchema> {
  const { $schema: _dialect, $id: _id, $defs: definitions, examples: _examples, ...own } = schema
  const all = { [name]: own, ...Object(definitions) }
  const text = JSON.stringify(all)
    .replaceAll(/"(?:question|answer)\.schema\.json#\/\$defs\/(\w+)"/g, '"#/components/schemas/$1"')
    .replaceAll(/"#\/\$defs\/(\w+)"/g, '"#/components/schemas/$1"')
    .replaceAll('"question.schema.json"', '"#/components/schemas/Question"')
  const components: Record<string, JsonSchema> = JSON.parse(text)
  return components
}
