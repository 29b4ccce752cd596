import { serialize, type ASTNode } from '@marcbachmann/cel-js'
import { asDomainValue, constantOf, hasFewValues, type DomainValue } from './domain.ts'
import type { Dialect } from './environment.ts'
import {
  elementsOf,
  eachNode,
  locate,
  partsOf,
  pathText,
  quantifierOf,
  type Located,
  type Scope,
  isDirect,
} from './path.ts'

/** What the static check knows of an expression before it tries values. */
export interface Comparisons {
  /** Constants that each fact is compared with, by its path. */
  readonly constants: ReadonlyMap<string, ReadonlySet<DomainValue>>
  /** Constants that stand elsewhere: in arithmetic, beside two facts. Any fact may have to do with them. */
  readonly loose: ReadonlySet<DomainValue>
  /**
   * Facts are only compared with constants, so that the representatives of their values stand for all values. Otherwise
   * (facts compared with each other, arithmetic, endings of texts) what was not found may still exist.
   */
  readonly complete: boolean
  /** For each list, how many elements satisfy or break at once everything that is said of it. */
  readonly elements: ReadonlyMap<string, number>
}

const EQUALITIES: ReadonlySet<string> = new Set(['==', '!='])
const ORDERINGS: ReadonlySet<string> = new Set(['<', '<=', '>', '>='])
const SIMPLE: ReadonlySet<string> = new Set(['value', 'id', '.', '&&', '||', '!_', '?:', 'list'])
const SIMPLE_CALLS: ReadonlySet<string> = new Set(['has', 'decimal', 'timestamp', 'duration'])

type Evaluate = (node: ASTNode) => unknown

export function comparisonsOf(root: ASTNode, { scope: outside, environment }: Dialect): Comparisons {
  const constants = new Map<string, Set<DomainValue>>()
  const elements = new Map<string, number>()
  const loose = new Set<DomainValue>()
  const evaluate: Evaluate = (node) => environment.evaluate(serialize(node))
  let complete = true
  const add = (list: Located, count: number) => {
    const path = pathText(list.path)
    elements.set(path, (elements.get(path) ?? 0) + count)
  }
  eachNode(root, outside, (node, scope) => {
    const comparison = comparisonOf(node, scope, evaluate)
    if (comparison !== undefined) {
      const path = pathText(comparison.fact.path)
      const known = constants.get(path) ?? new Set()
      for (const value of comparison.values) known.add(asDomainValue(value, comparison.fact.type))
      constants.set(path, known)
      if (comparison.within !== undefined) add(comparison.within, 1)
      return
    }
    const quantified = quantifiedList(node, scope)
    // "Exactly one" fails on two elements as well as on none.
    if (quantified !== undefined) add(quantified.list, quantified.kind === 'exists_one' ? 2 : 1)
    const constant = constantOf(node, evaluate)
    if (constant !== undefined) loose.add(constant)
    if (quantified === undefined && !isPlain(node, scope, evaluate)) complete = false
  })
  return { constants, loose, complete, elements }
}

function quantifiedList(
  node: ASTNode,
  scope: Scope,
): { readonly kind: string; readonly list: Located } | undefined {
  const quantifier = quantifierOf(node)
  if (quantifier === undefined || !['all', 'exists', 'exists_one'].includes(quantifier.kind)) return undefined
  const list = locate(quantifier.list, scope)
  return list === undefined ? undefined : { kind: quantifier.kind, list }
}

interface Comparison {
  readonly fact: Located
  readonly values: readonly DomainValue[]
  /** The list in which the fact is looked for: `"N865" in goods.papers`. */
  readonly within?: Located
}

function comparisonOf(node: ASTNode, scope: Scope, evaluate: Evaluate): Comparison | undefined {
  if (node.op === 'rcall') {
    const [method, of, [value]] = node.args
    return method === 'startsWith' && value !== undefined ? compared(of, [value], scope, evaluate) : undefined
  }
  if (node.op === 'in') {
    const [left, right] = node.args
    if (right.op === 'list') return compared(left, right.args, scope, evaluate)
    const list = locate(right, scope)
    const values = constantsOf([left], evaluate)
    const fact = elementsOf(list)
    return list === undefined || fact === undefined || values === undefined
      ? undefined
      : { fact, values, within: list }
  }
  if (!EQUALITIES.has(node.op) && !ORDERINGS.has(node.op)) return undefined
  const [left, right] = partsOf(node, scope).map(([part]) => part)
  if (left === undefined || right === undefined) return undefined
  const found = compared(left, [right], scope, evaluate) ?? compared(right, [left], scope, evaluate)
  // The order of texts knows more texts between two others than anybody can try.
  return found?.fact.type === 'string' && ORDERINGS.has(node.op) ? undefined : found
}

function compared(
  of: ASTNode,
  constants: readonly ASTNode[],
  scope: Scope,
  evaluate: Evaluate,
): Comparison | undefined {
  const fact = locate(of, scope)
  const values = constantsOf(constants, evaluate)
  // An element by its index, or one that a filter left, is none of the plain ones.
  if (fact === undefined || values === undefined || !isDirect(of) || fact.optional) return undefined
  return { fact, values }
}

function constantsOf(nodes: readonly ASTNode[], evaluate: Evaluate): readonly DomainValue[] | undefined {
  const values = nodes.map((each) => constantOf(each, evaluate))
  return values.includes(undefined) ? undefined : values.filter((value) => value !== undefined)
}

function isPlain(node: ASTNode, scope: Scope, evaluate: Evaluate): boolean {
  if (SIMPLE.has(node.op)) return true
  if (node.op === 'call') return SIMPLE_CALLS.has(node.args[0])
  if (EQUALITIES.has(node.op) || ORDERINGS.has(node.op) || node.op === 'in')
    return partsOf(node, scope).every(([part]) => isKnown(part, scope, evaluate))
  return node.op === '-_' && constantOf(node, evaluate) !== undefined
}

/** Of enumerations every value is tried, so that they may be compared with whatever they like. */
function isKnown(node: ASTNode, scope: Scope, evaluate: Evaluate): boolean {
  const fact = locate(node, scope)
  if (fact !== undefined) return isDirect(node) && !fact.optional && hasFewValues(fact.type)
  return node.op === 'list' || constantOf(node, evaluate) !== undefined
}
