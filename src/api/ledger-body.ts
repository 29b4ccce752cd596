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

/** What a definition or a member with a pattern wants, in words. */
const FORMS: Readonly<Record<string, string>> = {
  Country: 'the two capital letters of a country (ISO 3166), as LA',
  Day: 'a day, as 2026-11-22',
  Instant: 'a moment in UTC, as 2026-11-22T08:30:00Z',
  Decimal: 'a decimal number in quotes, with at most 6 decimals and without sign, as "25.15"',
  Word: 'a name in small letters and hyphens, as preferential-duty',
  unitCode: 'a unit of UN/ECE Recommendation 20, as KGM',
  currencyId: 'the three capital letters of a currency (ISO 4217), as USD',
  hs: 'a tariff number of 6 to 14 digits without dots, as 11081400',
  sha256: 'a hash: 64 digits, each 0 to 9 or a to f',
  salt: '32 random bytes in base64url: 43 characters without padding',
}

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
  const { keyword, params, schemaPath = '', message = 'is wrong' } = problem ?? {}
  const form = keyword === 'pattern' ? /(?<name>\w+)\/pattern$/.exec(schemaPath)?.groups?.['name'] : undefined
  if (form !== undefined && Object.hasOwn(FORMS, form)) return `has to be ${FORMS[form]}`
  if (keyword === 'additionalProperties')
    return `has no member "${String(params?.['additionalProperty']).slice(0, MAX_SHOWN)}"`
  return keyword === 'false schema' ? 'does not go together with the rest' : message
}
