import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { KhorgosError } from '../errors.ts'
import type { Answer } from './generated/verification/answer.ts'
import { ANSWER_SCHEMA, QUESTION_SCHEMA } from './generated/verification-schemas.ts'
import { parseStrictJson } from './strict-json.ts'

let compiled: ValidateFunction<Answer> | undefined

/**
 * Reads the payload of a signed answer.
 *
 * @throws KhorgosError JSON_MALFORMED, or DOCUMENT_INVALID with the JSON Pointer of what does not follow the schema
 */
export function parseAnswer(payload: Uint8Array): Answer {
  const value = parseStrictJson(payload)
  // Compiled for the first answer: most who load this module have none.
  const validate = (compiled ??= compile())
  if (validate(value)) return value
  const [problem] = validate.errors ?? []
  const path = problem?.instancePath ?? ''
  throw new KhorgosError(
    'DOCUMENT_INVALID',
    `The answer does not follow its schema: ${path || '/'} ${problem?.message ?? ''}`,
    { place: { path } },
  )
}

function compile(): ValidateFunction<Answer> {
  const ajv = new Ajv2020({ strict: true, ownProperties: true })
  ajv.addSchema(QUESTION_SCHEMA)
  return ajv.compile<Answer>(ANSWER_SCHEMA)
}
