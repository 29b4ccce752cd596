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
  fill(context, facts, vocabulary.facts, undefined, dialect)
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
  trail: Trail | undefined,
  dialect: Dialect,
): void {
  if (facts !== undefined && facts !== null && (typeof facts !== 'object' || Array.isArray(facts)))
    throw invalidFact(trailText(trail), 'a group of facts')
  const given: Group = isGroup(facts) ? facts : NOTHING
  for (const name in given) {
    if (Object.hasOwn(fields, name) || !Object.hasOwn(given, name)) continue
    const path = trailText({ above: trail, step: name })
    throw new KhorgosError('FIELD_INVALID', `There is no fact ${path}.`, { place: { path } })
  }
  for (const [name, type] of dialect.entriesOf(fields)) {
    const value = bind(Object.hasOwn(given, name) ? given[name] : undefined, type, name, trail, dialect)
    if (value !== undefined) target[name] = value
  }
}

const NOTHING: Group = {}

/** Where a fact stands. Only told in words when something is wrong with it: facts are bound for every decision. */
interface Trail {
  readonly above: Trail | undefined
  /** A name, or the place in a list, from 1. */
  readonly step: string | number
}

function trailText(trail: Trail | undefined): string {
  if (trail === undefined) return ''
  const above = trailText(trail.above)
  if (typeof trail.step === 'number') return `${above}[${trail.step}]`
  return above === '' ? trail.step : `${above}.${trail.step}`
}

function bind(
  value: unknown,
  type: FactType,
  step: string | number,
  above: Trail | undefined,
  dialect: Dialect,
): unknown {
  if (typeof type === 'object' && 'fields' in type) {
    const Record = dialect.records.get(type.fields)
    if (Record === undefined) throw invalidFact(trailText({ above, step }), 'a record of this vocabulary')
    const record = new Record()
    fill(record, value, type.fields, { above, step }, dialect)
    return record
  }
  if (value === undefined || value === null) return undefined
  if (typeof type === 'string') return toCel(value, type, () => trailText({ above, step }))
  if ('list' in type) return bindList(value, type.list, { above, step }, dialect)
  if (typeof value === 'string' && type.enumeration.includes(value)) return value
  throw invalidFact(trailText({ above, step }), `one of ${type.enumeration.join(', ')}`)
}

function bindList(value: unknown, type: FactType, trail: Trail, dialect: Dialect): unknown[] {
  if (!Array.isArray(value) || value.length > LIMITS.items)
    throw invalidFact(trailText(trail), `a list of at most ${LIMITS.items} elements`)
  return value.map((each: unknown, index) => {
    if (each === undefined || each === null)
      throw invalidFact(trailText({ above: trail, step: index + 1 }), 'there')
    return bind(each, type, index + 1, trail, dialect)
  })
}
