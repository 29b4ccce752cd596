import type { ASTNode } from '@marcbachmann/cel-js'
import { elementOf, fieldOf, type FactType, type Fields } from './vocabulary.ts'

/** Steps from the root of the facts; ELEMENT is "each element of the list so far". */
export type Path = readonly string[]

export const ELEMENT = '[]'

/** What a part of an expression stands for, where it is a fact and nothing computed. */
export interface Located {
  readonly path: Path
  readonly type: FactType
  /** By `.?`: the fact may be absent without anything being open. */
  readonly optional: boolean
}

/** What the names in an expression stand for: declared facts, and within quantifiers their variables. */
export type Scope = ReadonlyMap<string, Located | undefined>

export function rootScope(facts: Fields): Scope {
  return new Map(Object.entries(facts).map(([name, type]) => [name, { path: [name], type, optional: false }]))
}

/** `goods[].hs` */
export function pathText(path: Path): string {
  return path.reduce((text, step) => (step === ELEMENT || text === '' ? text + step : `${text}.${step}`), '')
}

/** The path of such a text. */
export const pathOf = (text: string): Path => text.replaceAll('[]', `.${ELEMENT}`).split('.')

/** Methods of lists that bind a variable, which is their first argument. */
export const QUANTIFIERS: ReadonlySet<string> = new Set(['all', 'exists', 'exists_one', 'filter', 'map'])

/** @returns undefined for what is computed, and for fields that are not declared */
export function locate(node: ASTNode, scope: Scope): Located | undefined {
  if (node.op === 'id') return scope.get(node.args)
  if (node.op === '.' || node.op === '.?')
    return below(locate(node.args[0], scope), node.args[1], node.op === '.?')
  if (node.op === '[]') return elementsOf(locate(node.args[0], scope))
  // What is filtered are elements of the same list.
  if (node.op === 'rcall' && node.args[0] === 'filter') return locate(node.args[1], scope)
  return undefined
}

function below(located: Located | undefined, name: string, optional: boolean): Located | undefined {
  const type = fieldOf(located?.type, name)
  if (located === undefined || type === undefined) return undefined
  return { path: [...located.path, name], type, optional: optional || located.optional }
}

export function elementsOf(located: Located | undefined): Located | undefined {
  const type = elementOf(located?.type)
  if (located === undefined || type === undefined) return undefined
  return { path: [...located.path, ELEMENT], type, optional: located.optional }
}

/** A quantifier taken apart; undefined for any other node. */
export interface Quantifier {
  readonly kind: string
  readonly list: ASTNode
  readonly variable: string
  readonly bodies: readonly ASTNode[]
}

export function quantifierOf(node: ASTNode): Quantifier | undefined {
  if (node.op !== 'rcall' || !QUANTIFIERS.has(node.args[0])) return undefined
  const [kind, list, [variable, ...bodies]] = node.args
  return variable?.op === 'id' ? { kind, list, variable: variable.args, bodies } : undefined
}

/** The scope within a quantifier: its variable hides what had its name outside. */
export function scopeWithin(quantifier: Quantifier, scope: Scope): Scope {
  return new Map([...scope, [quantifier.variable, elementsOf(locate(quantifier.list, scope))]])
}

/** Parts of a node that are expressions themselves, each with the scope in which it stands. */
export function partsOf(node: ASTNode, scope: Scope): readonly (readonly [ASTNode, Scope])[] {
  const quantifier = quantifierOf(node)
  if (quantifier === undefined) return operandsOf(node).map((each) => [each, scope] as const)
  const within = scopeWithin(quantifier, scope)
  return [[quantifier.list, scope], ...quantifier.bodies.map((body) => [body, within] as const)]
}

function operandsOf(node: ASTNode): readonly ASTNode[] {
  if (node.op === 'value' || node.op === 'id') return []
  if (node.op === '.' || node.op === '.?') return [node.args[0]]
  if (node.op === '!_' || node.op === '-_') return [node.args]
  if (node.op === 'call') return node.args[1]
  if (node.op === 'rcall') return [node.args[1], ...node.args[2]]
  return node.op === 'map' ? node.args.flat() : node.args
}

/** Every node of an expression, each with the scope in which it stands. */
export function eachNode(root: ASTNode, scope: Scope, visit: (node: ASTNode, scope: Scope) => void): void {
  visit(root, scope)
  for (const [part, of] of partsOf(root, scope)) eachNode(part, of, visit)
}

/** A fact by its name alone: no element by an index, nothing that a filter left. */
export function isDirect(node: ASTNode): boolean {
  return node.op === 'id' || (node.op === '.' && isDirect(node.args[0]))
}
