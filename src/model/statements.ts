import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { KhorgosError } from '../errors.ts'
import type { Answer } from './generated/verification/answer.ts'
import type { Notice } from './generated/verification/notice.ts'
import type { WriteOff } from './generated/verification/write-off.ts'
import {
  ANSWER_SCHEMA,
  NOTICE_SCHEMA,
  QUESTION_SCHEMA,
  WRITE_OFF_REQUEST_SCHEMA,
  WRITE_OFF_SCHEMA,
  WRITE_OFF_STEP_SCHEMA,
} from './generated/verification-schemas.ts'
import type { JsonObject } from './json.ts'
import { parseStrictJson } from './strict-json.ts'

/**
 * Reads the payload of a signed statement.
 *
 * @throws KhorgosError JSON_MALFORMED, or DOCUMENT_INVALID with the JSON Pointer of what does not follow the schema
 */
export type StatementParser<T> = (payload: Uint8Array) => T

export const parseAnswer: StatementParser<Answer> = parserOf<Answer>('answer', ANSWER_SCHEMA, QUESTION_SCHEMA)

export const parseWriteOff: StatementParser<WriteOff> = parserOf<WriteOff>(
  'write-off',
  WRITE_OFF_SCHEMA,
  WRITE_OFF_REQUEST_SCHEMA,
  WRITE_OFF_STEP_SCHEMA,
  ANSWER_SCHEMA,
  QUESTION_SCHEMA,
)

export const parseNotice: StatementParser<Notice> = parserOf<Notice>(
  'notice',
  NOTICE_SCHEMA,
  ANSWER_SCHEMA,
  QUESTION_SCHEMA,
)

/** @param others schemas that it refers to */
function parserOf<T>(what: string, schema: JsonObject, ...others: readonly JsonObject[]): StatementParser<T> {
  let compiled: ValidateFunction<T> | undefined
  return (payload) => {
    const value = parseStrictJson(payload)
    // Compiled for the first one: most who load this module have none.
    const validate = (compiled ??= new Ajv2020({ strict: true, ownProperties: true })
      .addSchema([...others])
      .compile<T>(schema))
    if (validate(value)) return value
    const [problem] = validate.errors ?? []
    const path = problem?.instancePath ?? ''
    throw new KhorgosError(
      'DOCUMENT_INVALID',
      `The ${what} does not follow its schema: ${path || '/'} ${problem?.message ?? ''}`,
      { place: { path } },
    )
  }
}
