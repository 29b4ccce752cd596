import { KhorgosError } from '../../errors.ts'
import type { JsonObject } from '../../model/json.ts'
import type { FactType, Fields } from './vocabulary.ts'
import { LIMITS, dialectOf, type Dialect } from './environment.ts'
import type { Vocabulary } from './vocabulary.ts'
import { ELEMENT, type Path } from './path.ts'
import { invalidFact, toCel } from './values.ts'

/** Facts that were checked against a vocabulary once, and can be asked about by all its expressions. */
export interface BoundFacts {
  readonly vocabulary: Vocabulary
  readonly facts: JsonObject
  /** As CEL reads them. Records are always there, so that `has(a.b)` is false also where nothing of `a` is known. */
  readonly context: Group
}

export type Group = Readonly<Record<string, unknown>>

const isGroup = (value: unknown): value is Group => typeof value === 'object' && value !== null

/**
 * Checks facts against their vocabulary: each is of its type, none is unknown, the required ones are there. Null and
 * undefined are absent.
 * @throws KhorgosError FIELD_INVALID with the path of the first fact that is wrong
 */
export function bindFacts(vocabulary: Vocabulary, facts: JsonObject): BoundFacts {
  const dialect = dialectOf(vocabulary)
  const context: Record<string, unknown> = {}
  fill(context, facts, vocabulary.facts, '', dialect)
  for (const path of vocabulary.required ?? []) {
    if (valueAt(context, path.split('.')) === undefined)
      throw new KhorgosError('FIELD_INVALID', `The fact ${path} is missing.`, { place: { path } })
  }
  return { vocabulary, facts, context }
}

/** @returns what stands at a path without lists in it; undefined where it is absent */
export function valueAt(context: Group, path: Path): unknown {
  let value: unknown = context
  for (const step of path) {
    if (!isGroup(value)) return undefined
    value = value[step]
  }
  return value
}

/** All that stands at a path, of each element of the lists on it; absent ones as undefined. */
export function valuesAt(context: Group, path: Path): readonly unknown[] {
  let values: readonly unknown[] = [context]
  for (const step of path) {
    values =
      step === ELEMENT
        ? values.flatMap((value) => (Array.isArray(value) ? value : [undefined]))
        : values.map((value) => (isGroup(value) ? value[step] : undefined))
  }
  return values
}

function fill(
  target: Record<string, unknown>,
  facts: unknown,
  fields: Fields,
  above: string,
  dialect: Dialect,
): void {
  if (facts !== undefined && facts !== null && (typeof facts !== 'object' || Array.isArray(facts)))
    throw invalidFact(above.slice(0, -1), 'a group of facts')
  const given: Readonly<Record<string, unknown>> = { ...facts }
  const stranger = Object.keys(given).find((name) => !Object.hasOwn(fields, name))
  if (stranger !== undefined)
    throw new KhorgosError('FIELD_INVALID', `There is no fact ${above}${stranger}.`, {
      place: { path: `${above}${stranger}` },
    })
  for (const [name, type] of Object.entries(fields)) {
    const value = bind(given[name], type, `${above}${name}`, dialect)
    if (value !== undefined) target[name] = value
  }
}

function bind(value: unknown, type: FactType, path: string, dialect: Dialect): unknown {
  if (typeof type === 'object' && 'fields' in type) {
    const Record = dialect.records.get(type.fields)
    if (Record === undefined) throw invalidFact(path, 'a record of this vocabulary')
    const record = new Record()
    fill(record, value, type.fields, `${path}.`, dialect)
    return record
  }
  if (value === undefined || value === null) return undefined
  if (typeof type === 'string') return toCel(value, type, path)
  if ('list' in type) return bindList(value, type.list, path, dialect)
  if (typeof value === 'string' && type.enumeration.includes(value)) return value
  throw invalidFact(path, `one of ${type.enumeration.join(', ')}`)
}

function bindList(value: unknown, type: FactType, path: string, dialect: Dialect): unknown[] {
  if (!Array.isArray(value) || value.length > LIMITS.items)
    throw invalidFact(path, `a list of at most ${LIMITS.items} elements`)
  return value.map((each: unknown, index) => {
    if (each === undefined || each === null) throw invalidFact(`${path}[${index + 1}]`, 'there')
    return bind(each, type, `${path}[${index + 1}]`, dialect)
  })
}
