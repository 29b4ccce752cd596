import { textAt } from '../model/json-access.ts'
import type { JsonObject } from '../model/json.ts'
import type { JwsType } from '../trust/jws.ts'
import { object, RECEIPT, type JsonSchema } from './schema-parts.ts'

/** Components of the API description for what agencies send and what we sign: the schema files themselves. */

const BASE64URL: JsonSchema = { type: 'string', pattern: '^[A-Za-z0-9_-]+$' }

/** @param what was signed */
export function signedSchema(what: string, typ: JwsType): JsonSchema {
  return {
    ...object({
      payload: { ...BASE64URL, description: `The ${what}: UTF-8 JSON.` },
      protected: {
        ...BASE64URL,
        description: `\`alg\`, \`kid\` (hex SHA-256 of our SubjectPublicKeyInfo) and \`typ\` \`${typ}\`.`,
      },
      signature: BASE64URL,
      header: object({
        jwk: { type: 'object', description: 'Our public key (RFC 7517); it has to hash to `kid`.' },
        receipt: RECEIPT,
      }),
    }),
    description:
      'Flattened JWS (RFC 7515 section 7.2.2) with the proof of its record in the log. Keep it: it verifies offline.',
  }
}

/** A schema file and its definitions, each a component; references within and between files become references to those. */
export function componentsOf(schema: JsonObject): Record<string, JsonSchema> {
  const { $schema: _dialect, $id: _id, $defs: definitions, examples: _examples, ...own } = schema
  const all = { [componentOf(textAt(schema, '$id') ?? '')]: own, ...Object(definitions) }
  const text = JSON.stringify(all)
    .replaceAll(/"(?:[\w-]+\.schema\.json)?#\/\$defs\/(\w+)"/g, '"#/components/schemas/$1"')
    .replaceAll(
      /"([\w-]+\.schema\.json)"/g,
      (_, file: string) => `"#/components/schemas/${componentOf(file)}"`,
    )
  const components: Record<string, JsonSchema> = JSON.parse(text)
  return components
}

/** `write-off-request.schema.json` → WriteOffRequest. */
function componentOf(file: string): string {
  return file
    .replace('.schema.json', '')
    .replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase())
}
