import { Environment } from '@marcbachmann/cel-js'
import { KhorgosError } from '../../errors.ts'
import { registerDecimals } from './decimal.ts'
import type { Expression } from './expression.ts'
import type { Atom } from './formula.ts'
import {
  checkVocabulary,
  type Vocabulary,
  type FactType,
  type Fields,
  type HostFunction,
} from './vocabulary.ts'
import { rootScope, type Scope } from './path.ts'
import { fromCel, toCel, type Records } from './values.ts'

/** What an expression may be at most; more is a program, and belongs into code. */
export const LIMITS = {
  characters: 4000,
  nodes: 500,
  depth: 24,
  listElements: 300,
  /** Quantifiers within one another: each multiplies the time. */
  nesting: 2,
  /** Elements of one list of facts. */
  items: 1000,
  /** Pairs of elements that nested quantifiers may look at. */
  pairs: 100_000,
} as const

/** Texts of one vocabulary that are kept compiled: more than an installation has in force. */
export const MAX_KNOWN = 20_000

/** A vocabulary made ready: CEL's environment of it, and the class of each record in it. */
export interface Dialect {
  readonly vocabulary: Vocabulary
  readonly environment: Environment
  readonly records: Records
  /** Names and types of the fields of a record. */
  entriesOf(fields: Fields): readonly (readonly [string, FactType])[]
  /** Expressions and their atoms by their texts: each is compiled once. */
  readonly compiled: { readonly expressions: Map<string, Expression>; readonly atoms: Map<string, Atom> }
  /** What names stand for outside of quantifiers. */
  readonly scope: Scope
  /** Names of the functions that the vocabulary adds. */
  readonly hosts: ReadonlySet<string>
}

const known = new WeakMap<Vocabulary, Dialect>()

/** @throws KhorgosError CONFIG_INVALID for a vocabulary that is wrong in itself */
export function dialectOf(vocabulary: Vocabulary): Dialect {
  let dialect = known.get(vocabulary)
  if (dialect === undefined) known.set(vocabulary, (dialect = makeDialect(vocabulary)))
  return dialect
}

function makeDialect(vocabulary: Vocabulary): Dialect {
  checkVocabulary(vocabulary)
  const environment = new Environment({
    enableOptionalTypes: true,
    limits: {
      maxAstNodes: LIMITS.nodes,
      maxDepth: LIMITS.depth,
      maxListElements: LIMITS.listElements,
      maxMapEntries: 0,
      maxCallArguments: 8,
    },
  })
  registerDecimals(environment)
  const records = new Map<Fields, new () => Record<string, unknown>>()
  for (const [name, type] of Object.entries(vocabulary.facts))
    environment.registerVariable(name, celType(type, `facts.${name}`, environment, records))
  for (const host of vocabulary.functions ?? []) registerHost(environment, host)
  const hosts = new Set((vocabulary.functions ?? []).map(({ name }) => name))
  const compiled = { expressions: new Map(), atoms: new Map() }
  const entries = new Map([vocabulary.facts, ...records.keys()].map((of) => [of, Object.entries(of)]))
  const entriesOf = (of: Fields) => entries.get(of) ?? Object.entries(of)
  return { vocabulary, environment, records, entriesOf, compiled, scope: rootScope(vocabulary.facts), hosts }
}

const SCALARS = {
  string: 'string',
  int: 'int',
  decimal: 'decimal',
  bool: 'bool',
  timestamp: 'google.protobuf.Timestamp',
  duration: 'google.protobuf.Duration',
} as const

function celType(
  type: FactType,
  name: string,
  environment: Environment,
  records: Map<Fields, new () => Record<string, unknown>>,
): string {
  if (typeof type === 'string') return SCALARS[type]
  if ('enumeration' in type) return 'string'
  if ('list' in type) return `list<${celType(type.list, `${name}.item`, environment, records)}>`
  const fields = Object.fromEntries(
    Object.entries(type.fields).map(([field, of]) => [
      field,
      celType(of, `${name}.${field}`, environment, records),
    ]),
  )
  const ctor = class implements Record<string, unknown> {
    [field: string]: unknown
  }
  environment.registerType(name, { ctor, fields })
  records.set(type.fields, ctor)
  return name
}

function registerHost(environment: Environment, { name, parameters, returns, call }: HostFunction): void {
  const types = parameters.map((type) =>
    typeof type === 'string' ? SCALARS[type] : `list<${SCALARS[type.list]}>`,
  )
  environment.registerFunction(
    `${name}(${types.join(', ')}): ${SCALARS[returns]}`,
    (...values: readonly unknown[]) => {
      const result = call(...values.map(fromCel))
      if (result !== undefined) return toCel(result, returns, () => `${name}()`)
      throw new KhorgosError('FIELD_INVALID', `${name}() does not establish anything of this.`)
    },
  )
}
