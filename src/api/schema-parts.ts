/** JSON Schema 2020-12, which is what OpenAPI 3.1 uses. */
export type JsonSchema = Readonly<Record<string, unknown>>

/** A reference into the components of the API description. */
export const ref = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` })

/** UTC with milliseconds, as evidence records have it. */
export const TIME: JsonSchema = {
  type: 'string',
  pattern: String.raw`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$`,
}

/** Of what we gave an id: an exchange, a verification, a refused request. */
export const OUR_ID: JsonSchema = {
  type: 'string',
  pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$',
  description: 'UUID version 7.',
}

/** Of a record in the log; as text, because it may grow beyond what numbers hold. */
export const LOG_INDEX: JsonSchema = { type: 'string', pattern: '^(0|[1-9][0-9]*)$' }

export const RECEIPT: JsonSchema = {
  type: 'string',
  pattern: String.raw`^c2sp\.org/tlog-proof@v1\n`,
  description: 'C2SP tlog-proof: inclusion of the evidence record in the log, with a signed checkpoint.',
}

/** An object in which every named property may occur and no other. */
export function object(
  properties: Readonly<Record<string, JsonSchema>>,
  optional: readonly string[] = [],
): JsonSchema {
  const required = Object.keys(properties).filter((name) => !optional.includes(name))
  return { type: 'object', additionalProperties: false, required, properties }
}
