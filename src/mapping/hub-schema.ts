import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * A hub document's JSON Schema, as far as paths need it: which fields there are and what they hold. Branches of
 * allOf, anyOf and oneOf count together; references stay within the file.
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
}

type Schema = Readonly<Record<string, unknown>>

/** @throws what reading the file or JSON.parse throws, or a TypeError for a file that holds no schema. */
export function loadHubSchema(folder: string, document: string): HubSchema {
  const root: unknown = JSON.parse(readFileSync(join(folder, `${document}.schema.json`), 'utf8'))
  if (!isSchema(root)) throw new TypeError(`the schema of ${document} is not an object`)
  return {
    document,
    field(steps) {
      let here = branches(root, root)
      for (const [index, step] of steps.entries()) {
        const next = here.flatMap((schema) => below(schema, step)).flatMap((schema) => branches(root, schema))
        if (next.length === 0) return missing(document, steps.slice(0, index + 1), here)
        here = next
      }
      return describe(here)
    },
  }
}

function branches(root: Schema, schema: Schema): Schema[] {
  const reference = schema['$ref']
  const target = typeof reference === 'string' ? resolve(root, reference) : undefined
  const parts = ['allOf', 'anyOf', 'oneOf'].flatMap((key) => asSchemas(schema[key]))
  return [schema, ...(target === undefined ? [] : [target]), ...parts].flatMap((each) =>
    each === schema ? [schema] : branches(root, each),
  )
}

function resolve(root: Schema, reference: string): Schema | undefined {
  let here: unknown = root
  for (const piece of reference.replace(/^#\/?/, '').split('/').filter(Boolean)) {
    here = isSchema(here) ? here[piece.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined
  }
  return isSchema(here) ? here : undefined
}

function below(schema: Schema, step: HubStep): Schema[] {
  if (typeof step !== 'string') return asSchemas([schema['items']])
  const properties = schema['properties']
  return isSchema(properties) && Object.hasOwn(properties, step) ? asSchemas([properties[step]]) : []
}

function describe(schemas: readonly Schema[]): HubField | string {
  const types = new Set(schemas.flatMap((schema) => schema['type'] ?? []))
  const unit = schemas.map((schema) => schema['x-unit']).find((value) => typeof value === 'string')
  if (types.has('array') || schemas.some((schema) => 'items' in schema)) return { type: 'array', unit }
  if (types.has('object') || schemas.some((schema) => 'properties' in schema)) return { type: 'object', unit }
  if (types.has('integer')) return { type: 'integer', unit }
  if (types.has('number')) return { type: 'number', unit }
  return { type: types.has('boolean') ? 'boolean' : 'text', unit }
}

function missing(document: string, steps: readonly HubStep[], here: readonly Schema[]): string {
  const names = here.flatMap((schema) =>
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
