import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { documentNames } from '../../src/model/documents.ts'

export const SCHEMAS = resolve(import.meta.dirname, '../../schemas/canonical')

/** Parts first, because the documents are made of them. */
export const SCHEMA_NAMES: readonly string[] = ['parts', ...documentNames(SCHEMAS)]

/** What agencies and the gateway say to each other in JSON. */
export const VERIFICATION_SCHEMAS = resolve(import.meta.dirname, '../../schemas/verification')

export const VERIFICATION_NAMES: readonly string[] = readdirSync(VERIFICATION_SCHEMAS)
  .map((file) => file.replace('.schema.json', ''))
  .sort()

type Schema = Readonly<Record<string, unknown>>

/** What a hub schema says of one field. */
export interface Field {
  /** `goods-declaration.goodsShipment.buyer`; of a part `parts.$defs.Party.name`; items of a list end in `[]`. */
  readonly path: string
  readonly name: string
  readonly description: string
  readonly type: string | undefined
  /** Name of the part or local definition that it refers to. */
  readonly part: string | undefined
  readonly codeList: string | undefined
  readonly unit: string | undefined
  readonly values: readonly string[] | undefined
  readonly required: boolean
  readonly maxLength: number | undefined
  readonly maxItems: number | undefined
  readonly pattern: string | undefined
  readonly closed: boolean
  /** Required names that are no properties. */
  readonly missing: readonly string[]
}

export function schemaOf(name: string, folder: string = SCHEMAS): Schema {
  const schema: unknown = JSON.parse(readFileSync(resolve(folder, `${name}.schema.json`), 'utf8'))
  if (!isSchema(schema)) throw new TypeError(`${name} is no schema`)
  return schema
}

/**
 * Every field of a schema file in its order: the document, then its definitions. Conditions (`if`, `then` and the
 * definitions that only they use) say when fields must be there; they are no fields.
 */
export function documentFields(schema: Schema): Field[] {
  const name = String(schema['$id']).replace('.schema.json', '')
  const definitions = Object.entries(asSchema(schema['$defs'])).filter(
    ([, each]) => !isCondition(asSchema(each)),
  )
  return [
    ...('properties' in schema ? [fieldOf(name, schema, true), ...below(name, schema)] : []),
    ...definitions.flatMap(([key, each]) => {
      const path = `${name}.$defs.${key}`
      return [fieldOf(path, asSchema(each), true), ...below(path, asSchema(each))]
    }),
  ]
}

function below(path: string, schema: Schema): Field[] {
  const required = new Set(asTexts(schema['required']))
  const own = Object.entries(asSchema(schema['properties'])).filter(([, each]) => isSchema(each))
  return [
    ...own.flatMap(([name, each]) => {
      const inner = `${path}.${name}`
      return [fieldOf(inner, asSchema(each), required.has(name)), ...below(inner, asSchema(each))]
    }),
    ...(isSchema(schema['items'])
      ? [fieldOf(`${path}[]`, schema['items'], true), ...below(`${path}[]`, schema['items'])]
      : []),
  ]
}

function fieldOf(path: string, schema: Schema, required: boolean): Field {
  const properties = asSchema(schema['properties'])
  return {
    path,
    name: (path.split('.').at(-1) ?? path).replace('[]', ''),
    description: asText(schema['description']) ?? '',
    type: asText(schema['type']),
    part: asText(schema['$ref'])?.split('/').at(-1),
    codeList: asText(schema['x-code-list']),
    unit: asText(schema['x-unit']),
    values: Array.isArray(schema['enum']) ? asTexts(schema['enum']) : undefined,
    required,
    maxLength: asNumber(schema['maxLength']),
    maxItems: asNumber(schema['maxItems']),
    pattern: asText(schema['pattern']),
    // With a reference beside it, the properties only serve `required`: the part is closed.
    closed: schema['additionalProperties'] === false || '$ref' in schema,
    missing: asTexts(schema['required']).filter((name) => !Object.hasOwn(properties, name)),
  }
}

/** A definition that only requires: its properties say nothing but that they exist. */
function isCondition(schema: Schema): boolean {
  return 'properties' in schema && !('additionalProperties' in schema)
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const asSchema = (value: unknown): Schema => (isSchema(value) ? value : {})
const asText = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)
const asNumber = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined)
const asTexts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []
