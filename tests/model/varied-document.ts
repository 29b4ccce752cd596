import * as fc from 'fast-check'
import { resolve } from 'node:path'
import { loadHubCodes } from '../../src/model/hub-codes.ts'
import type { JsonObject, JsonValue } from '../../src/model/json.ts'
import { schemaOf, SCHEMAS } from '../tools/hub-fields.ts'

/**
 * Documents like a given one: some fields left out, others with other values of their kind, some items of lists twice
 * or gone. What a format can say is near what its samples say, so that most of them can be written.
 */

type Schema = Readonly<Record<string, unknown>>
type Change = (document: JsonObject) => JsonObject

const codes = loadHubCodes(resolve(SCHEMAS, 'codes'))
const LETTERS = Array.from('ABcd 019.,-/&<>"\'霍尔果斯ЯжӨ')

/** @param documents by name, each valid under its schema */
export function variedDocuments(
  documents: Readonly<Record<string, JsonObject>>,
): fc.Arbitrary<Readonly<Record<string, JsonObject>>> {
  const changes = Object.entries(documents).flatMap(([name, document]) =>
    changesOf(document, schemaOf(name), name, []).map((change) =>
      change.map((apply) => (all: Record<string, JsonObject>) => ({
        ...all,
        [name]: apply(all[name] ?? {}),
      })),
    ),
  )
  return fc
    .array(fc.oneof(...changes), { minLength: 0, maxLength: 4 })
    .map((applied) => applied.reduce((all, change) => change(all), { ...documents }))
}

function changesOf(
  value: JsonValue,
  schema: Schema,
  file: string,
  path: readonly (string | number)[],
): fc.Arbitrary<Change>[] {
  const [own, from] = resolved(schema, file)
  const gone = path.length === 0 ? [] : [fc.constant<Change>((document) => without(document, path))]
  if (Array.isArray(value)) {
    const twice = (document: JsonObject): JsonObject =>
      withValue(document, path, [...value, ...structuredClone(value.slice(-1))])
    const inner = value.flatMap((item, index) =>
      changesOf(item, asSchema(own['items']), from, [...path, index]),
    )
    return [...gone, fc.constant<Change>(twice), ...inner]
  }
  if (typeof value === 'object' && value !== null) {
    // A code and its list are one thing: another code would be of no list.
    if ('listId' in value) return gone
    const properties = asSchema(own['properties'])
    const inner = Object.entries(value).flatMap(([key, each]) =>
      changesOf(each, asSchema(properties[key]), from, [...path, key]),
    )
    return [...gone, ...inner]
  }
  const other = likeIt(value, own)
  return [
    ...gone,
    other.map(
      (each): Change =>
        (document) =>
          withValue(document, path, each),
    ),
  ]
}

function likeIt(value: string | number | boolean | null, schema: Schema): fc.Arbitrary<JsonValue> {
  const list = schema['x-code-list']
  if (typeof list === 'string') return fc.constantFrom<JsonValue>(...codes.codesOf(list))
  if (typeof value === 'boolean') return fc.boolean()
  if (typeof value === 'number') return fc.integer({ min: Math.max(1, value - 5), max: value + 5 })
  const text = String(value)
  if (/^\d+(\.\d+)?$/.test(text)) return digitsLike(text)
  if (/^\d{4}-\d\d-\d\d/.test(text))
    return fc.integer({ min: 10, max: 28 }).map((day) => `${text.slice(0, 8)}${day}${text.slice(10)}`)
  if (typeof schema['pattern'] === 'string' || Array.isArray(schema['enum'])) return fc.constant(text)
  const most = Math.min(Number(schema['maxLength'] ?? 40), Math.max(text.length, 4))
  return fc
    .string({ unit: fc.constantFrom(...LETTERS), minLength: 1, maxLength: most })
    .map((each) => each.trim() || 'x')
}

/** As many digits, with or without decimals: a number of pieces stays small, an id keeps its length. */
function digitsLike(text: string): fc.Arbitrary<JsonValue> {
  return fc
    .array(fc.integer({ min: 1, max: 9 }), { minLength: text.length, maxLength: text.length })
    .map((digits) => text.replaceAll(/\d/g, (digit) => String(digits.pop() ?? digit)))
}

function resolved(schema: Schema, file: string): readonly [Schema, string] {
  const reference = schema['$ref']
  if (typeof reference !== 'string') return [schema, file]
  const [otherFile = '', pointer = ''] = reference.split('#/$defs/')
  const from = otherFile === '' ? file : otherFile.replace('.schema.json', '')
  return resolved(asSchema(asSchema(schemaOf(from)['$defs'])[pointer]), from)
}

function without(document: JsonObject, path: readonly (string | number)[]): JsonObject {
  return changed(document, path, () => undefined)
}

function withValue(document: JsonObject, path: readonly (string | number)[], value: JsonValue): JsonObject {
  return changed(document, path, () => value)
}

/** A copy with another value at a path; the document itself where an earlier change took the path away. */
function changed(
  document: JsonObject,
  path: readonly (string | number)[],
  make: () => JsonValue | undefined,
): JsonObject {
  const copy = structuredClone(document)
  const last = path.at(-1)
  let here: JsonValue | undefined = copy
  for (const step of path.slice(0, -1)) here = stepInto(here, step)
  if (typeof here !== 'object' || here === null || last === undefined || stepInto(here, last) === undefined)
    return copy
  const value = make()
  if (Array.isArray(here)) here.splice(Number(last), 1, ...(value === undefined ? [] : [value]))
  else if (value === undefined) Reflect.deleteProperty(here, last)
  else Reflect.set(here, last, value)
  return copy
}

function stepInto(value: JsonValue | undefined, step: string | number): JsonValue | undefined {
  if (Array.isArray(value)) return value[Number(step)]
  return typeof value === 'object' && value !== null
    ? new Map(Object.entries(value)).get(String(step))
    : undefined
}

function asSchema(value: unknown): Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
}
