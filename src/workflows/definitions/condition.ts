import type { Place } from '../../errors.ts'
import type { JsonObject, JsonValue } from '../../model/json.ts'
import { compileExpression, type Expression } from '../expressions/expression.ts'
import { bindFacts } from '../expressions/facts.ts'
import type { FactType, Fields, Vocabulary } from '../expressions/vocabulary.ts'
import type { Scope } from './definition.ts'
import type { TypeContent, TypesContent } from './definition-file.ts'

/** A condition of a transition: an expression over what a case knows and what has just happened. */
export interface Condition {
  readonly expression: Expression
  /** @returns undefined where it is not established */
  holds(scope: Scope): boolean | undefined
}

/** @throws KhorgosError EXPRESSION_INVALID with the place */
export type CompileCondition = (source: string, at: Place) => Condition

/** Makes ready what conditions may read of those types, once for all conditions about them. */
export function conditionCompiler(types: Readonly<Record<keyof Scope, TypesContent>>): CompileCondition {
  const vocabulary: Vocabulary = {
    facts: {
      case: { fields: fieldsOf(types.case) },
      data: { fields: fieldsOf(types.data) },
      event: { fields: fieldsOf(types.event) },
    },
  }
  const bind = ({ case: about, data, event }: Scope) =>
    bindFacts(vocabulary, {
      case: picked(about, types.case),
      data: picked(data, types.data),
      event: picked(event, types.event),
    })
  return (source, at) => {
    const expression = compileExpression(source, vocabulary, at)
    return { expression, holds: (scope) => expression.holds(bind(scope)) }
  }
}

/** Documents are carried, not read. */
function fieldsOf(types: TypesContent): Fields {
  return Object.fromEntries(
    Object.entries(types).flatMap(([name, type]): [string, FactType][] =>
      type === 'document' ? [] : [[name, factType(type)]],
    ),
  )
}

function factType(type: Exclude<TypeContent, 'document'>): FactType {
  return typeof type === 'string' ? type : { enumeration: type }
}

/** What is not of its type is not established, and no fault: a case that met it would never move again. */
function picked(values: JsonObject, types: TypesContent): JsonObject {
  return Object.fromEntries(
    Object.entries(types).flatMap(([name, type]): [string, JsonValue][] => {
      const value = values[name]
      return type !== 'document' && value !== undefined && fits(value, type) ? [[name, value]] : []
    }),
  )
}

const DECIMAL = /^-?\d{1,30}(?:\.\d{1,30})?$/
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?(?:Z|[+-]\d\d:\d\d)$/
const MAX_TEXT = 4096

function fits(value: JsonValue, type: Exclude<TypeContent, 'document'>): boolean {
  if (typeof type !== 'string') return typeof value === 'string' && type.includes(value)
  switch (type) {
    case 'string':
      return typeof value === 'string' && value.length <= MAX_TEXT
    case 'int':
      return Number.isSafeInteger(value)
    case 'bool':
      return typeof value === 'boolean'
    case 'decimal':
      return typeof value === 'string' && DECIMAL.test(value)
    case 'timestamp':
      return typeof value === 'string' && MOMENT.test(value) && !Number.isNaN(Date.parse(value))
  }
}
