import { KhorgosError } from '../../errors.ts'
import type { JsonValue } from '../../model/json.ts'

/**
 * What an expression may speak of: the names of facts with their types, as plain JSON, and functions of the caller.
 * Every fact may be absent, unless `required` names it: then facts without it are refused when they are bound.
 */
export interface Vocabulary {
  readonly facts: Fields
  /** Paths such as `case.office`; none goes through a list. */
  readonly required?: readonly string[]
  readonly functions?: readonly HostFunction[]
}

export type Fields = Readonly<Record<string, FactType>>

export type Scalar = 'string' | 'int' | 'decimal' | 'bool' | 'timestamp' | 'duration'

export type FactType =
  | Scalar
  | { readonly enumeration: readonly string[] }
  | { readonly list: FactType }
  | { readonly fields: Fields }

/**
 * A function of the caller's: pure and quick, since it runs wherever the expression does. Arguments and result are JSON
 * of their types, as in facts; undefined as result means that it is not established.
 */
export interface HostFunction {
  readonly name: string
  readonly parameters: readonly (Scalar | { readonly list: Scalar })[]
  readonly returns: Scalar
  readonly call: (...values: readonly JsonValue[]) => string | number | boolean | undefined
}

const NAME = /^[a-z][A-Za-z0-9]{0,39}$/

/** Words that CEL keeps for itself, and names that every JavaScript object answers to. */
const RESERVED = new Set(
  (
    'as break const continue else false for function if import in let loop package namespace null return true var void ' +
    'while bool bytes double duration dyn int list map optional string timestamp type uint cel google constructor prototype'
  ).split(' '),
)

/**
 * Checks the vocabulary itself, once.
 * @throws KhorgosError CONFIG_INVALID for a name that no expression can use, an empty enumeration, or a required fact
 *   that is not declared
 */
export function checkVocabulary(vocabulary: Vocabulary): void {
  checkFields(vocabulary.facts, '')
  for (const { name } of vocabulary.functions ?? []) checkName(name, name)
  for (const path of vocabulary.required ?? []) {
    const type = path
      .split('.')
      .reduce<FactType | undefined>((at, step) => fieldOf(at, step), { fields: vocabulary.facts })
    if (type === undefined)
      throw new KhorgosError('CONFIG_INVALID', `The required fact ${path} is not declared.`)
  }
}

/** @returns the type of a field; undefined for what has none of that name */
export function fieldOf(type: FactType | undefined, name: string): FactType | undefined {
  if (typeof type !== 'object' || !('fields' in type)) return undefined
  return Object.hasOwn(type.fields, name) ? type.fields[name] : undefined
}

/** @returns the type of the elements; undefined for what is no list */
export function elementOf(type: FactType | undefined): FactType | undefined {
  return typeof type === 'object' && 'list' in type ? type.list : undefined
}

function checkFields(fields: Fields, above: string): void {
  for (const [name, type] of Object.entries(fields)) {
    checkName(name, `${above}${name}`)
    checkType(type, `${above}${name}`)
  }
}

function checkType(type: FactType, path: string): void {
  if (typeof type === 'string') return
  if ('list' in type) checkType(type.list, `${path}[]`)
  else if ('fields' in type) checkFields(type.fields, `${path}.`)
  else if (type.enumeration.length === 0)
    throw new KhorgosError('CONFIG_INVALID', `The enumeration ${path} has no values.`)
}

function checkName(name: string, path: string): void {
  if (NAME.test(name) && !RESERVED.has(name)) return
  throw new KhorgosError('CONFIG_INVALID', `The declared name ${path} cannot be used in an expression.`)
}
