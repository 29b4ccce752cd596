import { KhorgosError } from '../errors.ts'
import { QUESTION_SCHEMA } from '../model/generated/verification-schemas.ts'
import type { Question } from '../model/generated/verification/question.ts'
import { parseStrictJson } from '../model/strict-json.ts'
import { createAjv } from './ajv.ts'

/** @returns the reader of questions; it compiles their schema once */
export function questionReader(): (bytes: Uint8Array) => Question {
  const isQuestion = createAjv().compile<Question>(QUESTION_SCHEMA)
  /** @throws KhorgosError JSON_MALFORMED, or REQUEST_INVALID with the JSON Pointer of what does not follow the schema */
  return (bytes) => {
    const value = parseStrictJson(bytes)
    if (isQuestion(value)) return value
    const [problem] = isQuestion.errors ?? []
    const path = problem?.instancePath || '/'
    throw new KhorgosError(
      'REQUEST_INVALID',
      `The question does not follow its schema: ${path} ${problem?.message ?? ''}.`,
      { place: { path } },
    )
  }
}
