import type { ErrorObject } from 'ajv'
import { KhorgosError } from '../errors.ts'
import type { Question } from '../model/generated/verification/question.ts'
import type { WriteOffRequest } from '../model/generated/verification/write-off-request.ts'
import type { WriteOffStep } from '../model/generated/verification/write-off-step.ts'
import {
  QUESTION_SCHEMA,
  WRITE_OFF_REQUEST_SCHEMA,
  WRITE_OFF_STEP_SCHEMA,
} from '../model/generated/verification-schemas.ts'
import type { JsonObject } from '../model/json.ts'
import { parseStrictJson } from '../model/strict-json.ts'
import { createAjv } from './ajv.ts'

/** What agencies send to the ledger, read by the schema files themselves. */

/** A name that is not known is told back, as much of it as anybody needs to find it. */
const MAX_SHOWN = 64

/** @throws KhorgosError JSON_MALFORMED, or REQUEST_INVALID with the JSON Pointer of what does not follow the schema */
export type BodyReader<T> = (bytes: Uint8Array) => T

export const questionReader = (): BodyReader<Question> => readerOf<Question>('question', QUESTION_SCHEMA)

export const writeOffReader = (): BodyReader<WriteOffRequest> =>
  readerOf<WriteOffRequest>('write-off', WRITE_OFF_REQUEST_SCHEMA, QUESTION_SCHEMA)

export const stepReader = (): BodyReader<WriteOffStep> =>
  readerOf<WriteOffStep>('step', WRITE_OFF_STEP_SCHEMA, WRITE_OFF_REQUEST_SCHEMA, QUESTION_SCHEMA)

/**
 * Compiles the schema once.
 * @param what of bodies, for people
 * @param others schemas that it refers to
 */
function readerOf<T>(what: string, schema: JsonObject, ...others: readonly JsonObject[]): BodyReader<T> {
  const follows = createAjv()
    .addSchema([...others])
    .compile<T>(schema)
  return (bytes) => {
    const value = parseStrictJson(bytes)
    if (follows(value)) return value
    const problem = deepest(follows.errors ?? [])
    const path = problem?.instancePath || '/'
    throw new KhorgosError(
      'REQUEST_INVALID',
      `The ${what} does not follow its schema: ${path} ${wrong(problem)}.`,
      { place: { path } },
    )
  }
}

/** Of a value that may be a text or a hash each form says why not; the one that came further in is what was meant. */
function deepest(problems: readonly ErrorObject[]): ErrorObject | undefined {
  return problems.toSorted((left, right) => depth(right) - depth(left))[0]
}

const depth = ({ instancePath }: ErrorObject): number => instancePath.split('/').length

function wrong(problem: ErrorObject | undefined): string {
  const { keyword, params, message = 'is wrong' } = problem ?? {}
  if (keyword === 'additionalProperties')
    return `has no member "${String(params?.['additionalProperty']).slice(0, MAX_SHOWN)}"`
  return keyword === 'false schema' ? 'does not go together with the rest' : message
}
