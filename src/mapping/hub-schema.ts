import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * A hub document's JSON Schema, as far as paths need it: which fields there are and what they hold. Branches of
 * allOf, anyOf and oneOf count together; references name this file or another of the folder.
 */
export interface HubField {
  readonly type: 'text' | 'integer' | 'number' | 'boolean' | 'object' | 'array'
  /** UN/ECE Rec 20 code of `x-unit`. */
  readonly unit: string | undefined
}

/** `null` stands for every item of an array. */
export type HubStep = string | number | null

export interface HubSchema {
  readonly document: string
  /** @returns the field; or what is wrong, with the names that would have been right. */
  field(steps: readonly HubStep[]): HubField | string
  /** What the schema says at a path, branch by branch; nothing where there is no field. */
  at(steps: readonly HubStep[]): readonly Schema[]
}

export type Schema = Readonly<Record<string, unknown>>

/** A schema and the file it stands in, in which its own references are looked up. */
interface Located {
  readonly schema: Schema
  readonly file: string
}

/** Reads a schema file of the folder, each once. */
type Library = (file: string) => Schema

/** @throws what reading the files or JSON.parse throws, or a TypeError for a file that holds no schema. */
export function loadHubSchema(folder: string, document: string): HubSchema {
  const library = openLibrary(folder)
  const file = `${document}.schema.json`
  const root = newNode(branches(library, { schema: library(file), file }))
  /** One node for each path that anybody asked for: seventy mappings ask for the same ones. */
  const next = (node: Node, step: HubStep): Node => {
    const key = typeof step === 'string' ? step : ITEMS
    const known = node.below.get(key)
    if (known !== undefined) return known
    const made = newNode(
      node.here.flatMap((each) => below(each, step)).flatMap((each) => branches(library, each)),
    )
    node.below.set(key, made)
    return made
  }
  return {
    document,
    field(steps) {
      let here = root
      for (const [index, step] of steps.entries()) {
        const inner = next(here, step)
        if (inner.here.length === 0)
          return (inner.field ??= missing(document, steps.slice(0, index + 1), here.here))
        here = inner
      }
      return (here.field ??= describe(here.here.map(({ schema }) => schema)))
    },
    at: (steps) => steps.reduce(next, root).here.map(({ schema }) => schema),
  }
}

/** What the schema says at one path, and of the paths below that were looked at. */
interface Node {
  readonly here: readonly Located[]
  readonly below: Map<string, Node>
  /** Of a path that the schema has not: what is wrong with it. */
  field: HubField | string | undefined
}

/** No property is called so. */
const ITEMS = '[]'

function newNode(here: readonly Located[]): Node {
  return { here, below: new Map(), field: undefined }
}

function openLibrary(folder: string): Library {
  const files = new Map<string, Schema>()
  return (file) => {
    const known = files.get(file)
    if (known !== undefined) return known
    const schema: unknown = JSON.parse(readFileSync(join(folder, file), 'utf8'))
    if (!isSchema(schema)) throw new TypeError(`${file} holds no schema`)
    files.set(file, schema)
    return schema
  }
}

function branches(library: Library, located: Located): Located[] {
  const { schema, file } = located
  const reference = schema['$ref']
  const target = typeof reference === 'string' ? resolve(library, file, reference) : undefined
  const parts = ['allOf', 'anyOf', 'oneOf']
    .flatMap((key) => asSchemas(schema[key]))
    .map((part) => ({ schema: part, file }))
  return [
    located,
    ...[...(target === undefined ? [] : [target]), ...parts].flatMap((each) => branches(library, each)),
  ]
}

/** `#/$defs/Party` in the same file, `parts.schema.json#/$defs/Party` in another of the folder. */
function resolve(library: Library, from: string, reference: string): Located | undefined {
  const [name = '', pointer = ''] = reference.split('#')
  const file = name === '' ? from : name
  let here: unknown = library(file)
  for (const piece of pointer.split('/').filter(Boolean)) {
    here = isSchema(here) ? here[piece.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined
  }
  return isSchema(here) ? { schema: here, file } : undefined
}

function below({ schema, file }: Located, step: HubStep): Located[] {
  const properties = schema['properties']
  if (typeof step !== 'string') return asSchemas([schema['items']]).map((item) => ({ schema: item, file }))
  if (!isSchema(properties) || !Object.hasOwn(properties, step)) return []
  return asSchemas([properties[step]]).map((property) => ({ schema: property, file }))
}

function describe(schemas: readonly Schema[]): HubField {
  const types = new Set(schemas.flatMap((schema) => schema['type'] ?? []))
  const unit = schemas.map((schema) => schema['x-unit']).find((value) => typeof value === 'string')
  if (types.has('array') || schemas.some((schema) => 'items' in schema)) return { type: 'array', unit }
  if (types.has('object') || schemas.some((schema) => 'properties' in schema)) return { type: 'object', unit }
  if (types.has('integer')) return { type: 'integer', unit }
  if (types.has('number')) return { type: 'number', unit }
  return { type: types.has('boolean') ? 'boolean' : 'text', unit }
}

function missing(document: string, steps: readonly HubStep[], here: readonly Located[]): string {
  const names = here.flatMap(({ schema }) =>
    isSchema(schema['properties']) ? Object.keys(schema['properties']) : [],
  )
  const path = document + steps.map(printStep).join('')
  if (typeof steps.at(-1) !== 'string') return `${path}: there is no list to take an item from`
  return `${path} is not in the schema of ${document}; it has ${names.length > 0 ? names.join(', ') : 'no fields'} there`
}

/** `name` → `.name`, 2 → `[2]`, every item → `[]`. */
export function printStep(step: HubStep): string {
  return typeof step === 'string' ? `.${step}` : `[${step ?? ''}]`
}

function asSchemas(value: unknown): Schema[] {
  return Array.isArray(value) ? value.filter(isSchema) : []
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
