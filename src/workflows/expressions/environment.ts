import { Environment } from '@marcbachmann/cel-js'
import { KhorgosError } from '../../errors.ts'
import { registerDecimals } from './decimal.ts'
import {
  checkVocabulary,
  type Vocabulary,
  type FactType,
  type Fields,
  type HostFunction,
} from './vocabulary.ts'
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

/** A vocabulary made ready: CEL's environment of it, and the class of each record in it. */
export interface Dialect {
  readonly vocabulary: Vocabulary
  readonly environment: Environment
  readonly records: Records
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
  return { vocabulary, environment, records }
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
      if (result !== undefined) return toCel(result, returns, `${name}()`)
      throw new KhorgosError('FIELD_INVALID', `${name}() does not establish anything of this.`)
    },
  )
}
