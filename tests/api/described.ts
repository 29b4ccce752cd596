import { expect } from 'vitest'
import { createAjv } from '../../src/api/ajv.ts'
import { openApiDocument } from '../../src/api/openapi.ts'
import type { Reply } from './harness.ts'

/** The API description as a caller gets it. */
export const DOCUMENT: unknown = JSON.parse(JSON.stringify(openApiDocument()))

const ajv = createAjv()
// OpenAPI puts its schemas inside a document that is no schema; with an id its parts can be referred to.
ajv.addVocabulary(['openapi', 'info', 'tags', 'paths', 'components'])
ajv.addSchema({ $id: 'http://description/api', ...object(DOCUMENT) })

/** Why a value does not follow a schema of the document: its name among the components, or a pointer to it. */
export function conforms(schema: string, value: unknown): string[] {
  const place = schema.startsWith('/') ? schema : `/components/schemas/${schema}`
  const validate = ajv.getSchema(`http://description/api#${place}`)
  if (validate === undefined) return [`there is no schema at ${place}`]
  if (validate(value) === true) return []
  return (validate.errors ?? []).map(
    (error) => `${error.instancePath || '/'} ${error.message ?? 'is wrong'} (${error.schemaPath})`,
  )
}

/** A member of the document, undefined where there is none. */
export function at(...path: readonly string[]): unknown {
  return path.reduce<unknown>((value, name) => object(value)[name], DOCUMENT)
}

export function object(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

/** JSON pointer of a path in the document, as a URI fragment. */
export function pointer(...path: readonly string[]): string {
  return path
    .map((name) => `/${encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'))}`)
    .join('')
}

/** A reply must be one the document describes for its operation, status and media type, and follow the schema. */
export function expectDescribed(
  path: string,
  method: string,
  reply: Pick<Reply, 'status' | 'headers' | 'text' | 'json'>,
): void {
  const type = String(reply.headers['content-type']).split(';')[0] ?? ''
  const place = ['paths', path, method.toLowerCase(), 'responses', String(reply.status), 'content', type]
  const content = at(...place)
  expect(content, `${method} ${path} ${reply.status} ${type}`).toBeDefined()
  const schema = object(content)['schema']
  if (object(schema)['contentMediaType'] !== undefined) return
  expect(
    conforms(pointer(...place, 'schema'), reply.json ?? reply.text),
    `${method} ${path} ${reply.status}`,
  ).toEqual([])
}
