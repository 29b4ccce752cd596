import type { ASTNode } from '@marcbachmann/cel-js'
import { dialectOf } from './environment.ts'
import type { Expression } from './expression.ts'
import { elementsOf, isDirect, locate, quantifierOf, scopeWithin, type Path, type Scope } from './path.ts'
import type { FactType } from './vocabulary.ts'

/**
 * What a text among the facts must be for an expression to be anything but false: one of some texts, or begin with one.
 * Where the fact is established and is not, the expression is false whatever the other facts are, so that nobody needs
 * to compute it. A fact below a list stands for that of any of its elements.
 */
export interface Necessity {
  readonly path: Path
  readonly type: FactType
  readonly form: 'equals' | 'begins'
  readonly texts: readonly string[]
}

/** @returns what is necessary, each by itself; nothing where nothing of this kind is */
export function necessitiesOf({ ast, vocabulary }: Expression): readonly Necessity[] {
  return necessary(ast, dialectOf(vocabulary).scope)
}

function necessary(node: ASTNode, scope: Scope): readonly Necessity[] {
  if (node.op === '&&') return node.args.flatMap((part) => necessary(part, scope))
  if (node.op === '||') return either(necessary(node.args[0], scope), necessary(node.args[1], scope))
  if (node.op === '==') {
    const [left, right] = node.args
    return [...ofTexts(left, [right], scope, 'equals'), ...ofTexts(right, [left], scope, 'equals')]
  }
  if (node.op === 'in') return membership(node.args[0], node.args[1], scope)
  if (node.op !== 'rcall') return []
  const [method, of, values] = node.args
  return method === 'startsWith' ? ofTexts(of, values, scope, 'begins') : withinList(node, scope)
}

/** Of two alternatives only what both want of the same fact is necessary. */
function either(left: readonly Necessity[], right: readonly Necessity[]): readonly Necessity[] {
  return left.flatMap((one) =>
    right
      .filter(({ path }) => path.join() === one.path.join())
      .map((other) => ({
        ...one,
        // What equals a text begins with it, too.
        form: one.form === other.form ? one.form : ('begins' as const),
        texts: [...new Set([...one.texts, ...other.texts])],
      })),
  )
}

/**
 * An element for which the predicate is anything but false. Only one quantifier deep: what stands in another one may be
 * given up for the number of its pairs, which is not false.
 */
function withinList(node: ASTNode, scope: Scope): readonly Necessity[] {
  const quantifier = quantifierOf(node)
  if (quantifier === undefined || !['exists', 'exists_one'].includes(quantifier.kind)) return []
  const [body] = quantifier.bodies
  if (body === undefined || !isDirect(quantifier.list) || hasQuantifier(body)) return []
  return necessary(body, scopeWithin(quantifier, scope))
}

function hasQuantifier(node: ASTNode): boolean {
  if (quantifierOf(node) !== undefined) return true
  if (node.op === 'rcall') return [node.args[1], ...node.args[2]].some(hasQuantifier)
  if (node.op === 'call') return node.args[1].some(hasQuantifier)
  if (node.op === '!_' || node.op === '-_') return hasQuantifier(node.args)
  if (node.op === '.' || node.op === '.?') return hasQuantifier(node.args[0])
  if (node.op === 'value' || node.op === 'id' || node.op === 'map') return false
  return node.args.some(hasQuantifier)
}

function membership(value: ASTNode, list: ASTNode, scope: Scope): readonly Necessity[] {
  if (list.op === 'list') return ofTexts(value, list.args, scope, 'equals')
  const located = isDirect(list) ? elementsOf(locate(list, scope)) : undefined
  const texts = textsOf([value])
  if (located === undefined || located.optional || texts === undefined) return []
  return [{ path: located.path, type: located.type, form: 'equals', texts }]
}

function ofTexts(
  fact: ASTNode,
  constants: readonly ASTNode[],
  scope: Scope,
  form: Necessity['form'],
): readonly Necessity[] {
  const located = isDirect(fact) ? locate(fact, scope) : undefined
  const texts = textsOf(constants)
  if (located === undefined || located.optional || texts === undefined) return []
  return [{ path: located.path, type: located.type, form, texts }]
}

function textsOf(nodes: readonly ASTNode[]): readonly string[] | undefined {
  const texts = nodes.flatMap((node) =>
    node.op === 'value' && typeof node.args === 'string' ? [node.args] : [],
  )
  return texts.length === nodes.length && texts.length > 0 ? texts : undefined
}
