import type { ErrorObject } from 'ajv'
import { KhorgosError } from '../errors.ts'
import type { JsonObject } from '../model/json.ts'
import { parseStrictJson } from '../model/strict-json.ts'
import { createAjv } from './ajv.ts'
import type { JsonSchema } from './schema-parts.ts'
import { wrongInWords } from './wrong-in-words.ts'

/** @throws KhorgosError JSON_MALFORMED, or REQUEST_INVALID with the JSON Pointer of what does not follow the schema */
export type BodyReader<T> = (bytes: Uint8Array) => T

/**
 * Compiles the schema once.
 * @param what of bodies, for people
 * @param others schemas that it refers to
 */
export function readerOf<T>(
  what: string,
  schema: JsonSchema,
  ...others: readonly JsonObject[]
): BodyReader<T> {
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
      `The ${what} does not follow its schema: ${path} ${wrongInWords(problem)}.`,
      { place: { path } },
    )
  }
}

/** Of a value that may be a text or a hash each form says why not; the one that came further in is what was meant. */
function deepest(problems: readonly ErrorObject[]): ErrorObject | undefined {
  return problems.toSorted((left, right) => depth(right) - depth(left))[0]
}

const depth = ({ instancePath }: ErrorObject): number => instancePath.split('/').length
