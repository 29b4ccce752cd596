import * as fc from 'fast-check'
import { resolve } from 'node:path'
import { loadHubCodes } from '../../src/model/hub-codes.ts'
import type { JsonObject, JsonValue } from '../../src/model/json.ts'
import { schemaOf, SCHEMAS } from '../tools/hub-fields.ts'

/**
 * Hub documents made from their schema alone: whatever the schema allows may come, and nothing else. Of the optional
 * fields of an object only a few come at a time, so that documents stay small and all fields get their turn.
 */

type Schema = Readonly<Record<string, unknown>>
type Values = fc.Arbitrary<JsonValue>

const MOST_OPTIONAL = 4
const MOST_ITEMS = 2
const LONGEST_TEXT = 40
/** For patterns without a length of their own: a digest has 64 characters. */
const LONGEST_PATTERN = 64
const LETTERS = Array.from('ABcd 019.,-/&<>"\'ӘҒҚҢөүһЖя霍尔果斯𠮷')

const codes = loadHubCodes(resolve(SCHEMAS, 'codes'))
const made = new Map<string, Values>()

/** @param name of a hub document whose schema has no conditions (`if`) */
export function arbitraryDocument(name: string): fc.Arbitrary<JsonObject> {
  return valuesOf(schemaOf(name), name).filter((value): value is JsonObject => typeof value === 'object')
}

function valuesOf(schema: Schema, file: string): Values {
  const reference = schema['$ref']
  if (typeof reference === 'string') return referred(schema, reference, file)
  if (typeof schema['x-code-list'] === 'string')
    return fc.constantFrom(...codes.codesOf(schema['x-code-list']))
  if (Array.isArray(schema['enum'])) return fc.constantFrom(...schema['enum'].map(String))
  switch (schema['type']) {
    case 'object':
      return objects(schema, file)
    case 'array':
      return fc.array(valuesOf(asSchema(schema['items']), file), { minLength: 1, maxLength: MOST_ITEMS })
    case 'integer':
      return fc.integer({ min: Number(schema['minimum']), max: Number(schema['maximum']) })
    case 'boolean':
      return fc.boolean()
    default:
      return texts(schema)
  }
}

/** A reference may require fields of what it refers to. */
function referred(schema: Schema, reference: string, file: string): Values {
  const [otherFile = '', pointer = ''] = reference.split('#/$defs/')
  const from = otherFile === '' ? file : otherFile.replace('.schema.json', '')
  const required = namesOf(schema['required'])
  const key = `${from} ${pointer} ${required.join(' ')}`
  const known = made.get(key)
  if (known !== undefined) return known
  const target = asSchema(asSchema(schemaOf(from)['$defs'])[pointer])
  const values = valuesOf(required.length > 0 ? { ...target, required } : target, from)
  made.set(key, values)
  return values
}

function objects(schema: Schema, file: string): Values {
  const properties = asSchema(schema['properties'])
  const required = namesOf(schema['required'])
  const optional = Object.keys(properties).filter((name) => !required.includes(name))
  const fields = new Map<string, Values>()
  const field = (name: string): Values => {
    const values = fields.get(name) ?? valuesOf(asSchema(properties[name]), file)
    fields.set(name, values)
    return values
  }
  return fc
    .subarray(optional, {
      minLength: required.length > 0 ? 0 : 1,
      maxLength: Math.min(MOST_OPTIONAL, optional.length),
    })
    .chain((some) => fc.record(Object.fromEntries([...required, ...some].map((name) => [name, field(name)]))))
}

function texts(schema: Schema): Values {
  const allowed = typeof schema['maxLength'] === 'number' ? schema['maxLength'] : LONGEST_PATTERN
  const most = Math.min(allowed, LONGEST_TEXT)
  const pattern = schema['pattern']
  if (typeof pattern === 'string') return fc.stringMatching(new RegExp(pattern), { maxLength: allowed })
  const unit = fc.constantFrom(...LETTERS)
  return fc.string({ unit, minLength: Number(schema['minLength'] ?? 0), maxLength: most })
}

function asSchema(value: unknown): Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
}

function namesOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : []
}
