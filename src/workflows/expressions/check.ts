import type { ASTNode } from '@marcbachmann/cel-js'
import { LIMITS } from './environment.ts'
import { locate, partsOf, pathText, quantifierOf, QUANTIFIERS, type Scope } from './path.ts'

/**
 * What the type check of the library lets pass and an expression of a data file must not have: constructs without a
 * bound on their time, binary floating point, fields in `has()` that nobody declared, values that an enumeration lacks.
 */

export interface Complaint {
  /** Offset in the source, from 0. */
  readonly at: number
  readonly text: string
}

/** Functions that an expression may call beside those of its vocabulary. */
const FUNCTIONS = new Set(['has', 'size', 'decimal', 'timestamp', 'duration'])

/** Without `matches` (a pattern may take for ever) and without time zones, which depend on the machine. */
const METHODS = new Set([
  ...QUANTIFIERS,
  ...'size contains startsWith endsWith sum orValue hasValue or'.split(' '),
  ...'getFullYear getMonth getDate getDayOfWeek getHours getMinutes getSeconds'.split(' '),
])

/** Calls whose argument is read once, at the start, so that a wrong one is found there. */
const OF_LITERALS = new Set(['decimal', 'timestamp', 'duration'])

export function complaintsOf(root: ASTNode, scope: Scope, hosts: ReadonlySet<string>): Complaint[] {
  const complaints: Complaint[] = []
  const visit = (node: ASTNode, inside: Scope, nesting: number): void => {
    const text = problemOf(node, inside, hosts) ?? enumerationProblem(node, inside)
    if (text !== undefined) complaints.push({ at: node.start, text })
    const quantifier = quantifierOf(node)
    const depth = quantifier === undefined ? nesting : nesting + 1
    if (quantifier !== undefined && depth > LIMITS.nesting)
      complaints.push({
        at: node.start,
        text: `quantifiers stand in one another more than ${LIMITS.nesting} deep`,
      })
    if (quantifier !== undefined && inside.has(quantifier.variable))
      complaints.push({
        at: node.start,
        text: `the variable ${quantifier.variable} hides a name; take another`,
      })
    for (const [part, of] of partsOf(node, inside)) visit(part, of, depth)
  }
  visit(root, scope, 0)
  return complaints
}

function problemOf(node: ASTNode, scope: Scope, hosts: ReadonlySet<string>): string | undefined {
  if (node.op === 'value') return literalProblem(node.args)
  if (node.op === 'map' || node.op === '[?]') return 'maps and their optional keys are not understood here'
  if (node.op === '[]') return indexProblem(node.args[1])
  if (node.op === '.' || node.op === '.?') return fieldProblem(node, scope)
  if (node.op === 'call') return callProblem(node.args[0], node.args[1], hosts)
  if (node.op === 'rcall') return methodProblem(node)
  return undefined
}

function indexProblem(index: ASTNode): string | undefined {
  if (index.op === 'value' && typeof index.args === 'bigint') return undefined
  return 'an index is a whole number; fields are written with a point'
}

function fieldProblem(node: Extract<ASTNode, { op: '.' | '.?' }>, scope: Scope): string | undefined {
  const [of, name] = node.args
  if (locate(node, scope) !== undefined || locate(of, scope) === undefined) return undefined
  return `there is no fact ${factText(of, scope)}.${name}`
}

function literalProblem(value: unknown): string | undefined {
  if (typeof value === 'number')
    return `${value} would be a binary floating point number; write decimal("${value}")`
  if (typeof value === 'string' || typeof value === 'bigint' || typeof value === 'boolean') return undefined
  return 'only texts, whole numbers, true and false are literals here'
}

function callProblem(
  name: string,
  values: readonly ASTNode[],
  hosts: ReadonlySet<string>,
): string | undefined {
  if (hosts.has(name)) return undefined
  if (!FUNCTIONS.has(name)) return `the function ${name}() is not understood here`
  const [value] = values
  if (OF_LITERALS.has(name) && (value?.op !== 'value' || typeof value.args !== 'string'))
    return `${name}() takes a text that is written out`
  return undefined
}

function methodProblem({ args: [name, , values] }: Extract<ASTNode, { op: 'rcall' }>): string | undefined {
  if (!METHODS.has(name)) return `the method ${name}() is not understood here`
  // With a time zone the library reads the clock of the machine.
  if (name.startsWith('get') && values.length > 0) return `${name}() takes no time zone: moments are in UTC`
  return QUANTIFIERS.has(name) && values[0]?.op !== 'id' ? `${name}() wants a variable first` : undefined
}

/** `class == "hihg"` compiles for a text and can never be true: the enumeration knows better. */
function enumerationProblem(node: ASTNode, scope: Scope): string | undefined {
  if (node.op !== '==' && node.op !== '!=' && node.op !== 'in') return undefined
  const [left, right] = node.args
  return unknownValue(left, right, scope) ?? (node.op === 'in' ? undefined : unknownValue(right, left, scope))
}

function unknownValue(fact: ASTNode, constant: ASTNode, scope: Scope): string | undefined {
  const type = locate(fact, scope)?.type
  if (typeof type !== 'object' || !('enumeration' in type)) return undefined
  const wrong = literalTexts(constant).find((text) => !type.enumeration.includes(text))
  if (wrong === undefined) return undefined
  return `${factText(fact, scope)} is never "${wrong}"; it is one of ${type.enumeration.join(', ')}`
}

function literalTexts(node: ASTNode): string[] {
  if (node.op === 'value') return typeof node.args === 'string' ? [node.args] : []
  return node.op === 'list' ? node.args.flatMap(literalTexts) : []
}

function factText(node: ASTNode, scope: Scope): string {
  const located = locate(node, scope)
  return located === undefined ? 'it' : pathText(located.path)
}
