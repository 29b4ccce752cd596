import type { ErrorObject } from 'ajv'
import { KhorgosError } from '../errors.ts'
import { QUESTION_SCHEMA } from '../model/generated/verification-schemas.ts'
import type { Question } from '../model/generated/verification/question.ts'
import { parseStrictJson } from '../model/strict-json.ts'
import { createAjv } from './ajv.ts'

/** A name that is not known is told back, as much of it as anybody needs to find it. */
const MAX_SHOWN = 64

/** @returns the reader of questions; it compiles their schema once */
export function questionReader(): (bytes: Uint8Array) => Question {
  const isQuestion = createAjv().compile<Question>(QUESTION_SCHEMA)
  /** @throws KhorgosError JSON_MALFORMED, or REQUEST_INVALID with the JSON Pointer of what does not follow the schema */
  return (bytes) => {
    const value = parseStrictJson(bytes)
    if (isQuestion(value)) return value
    const problem = deepest(isQuestion.errors ?? [])
    const path = problem?.instancePath || '/'
    throw new KhorgosError(
      'REQUEST_INVALID',
      `The question does not follow its schema: ${path} ${wrong(problem)}.`,
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
