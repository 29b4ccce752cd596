import type { ASTNode } from '@marcbachmann/cel-js'
import type { JsonObject, JsonValue } from '../../model/json.ts'
import { ELEMENT, locate, partsOf, pathText, type Located, type Path, type Scope } from './path.ts'

/** The facts that an expression looks at: the longest paths, each once, in the order of their texts. */
export function readsOf(root: ASTNode, scope: Scope): readonly Path[] {
  const found = new Map<string, Path>()
  const visit = (node: ASTNode, inside: Scope): void => {
    const located = locate(node, inside)
    if (located !== undefined) found.set(pathText(wholePath(located)), wholePath(located))
    // Below `a.b.c` stands only `a.b`, which is no fact of its own.
    if (located === undefined || node.op === 'rcall')
      for (const [part, of] of partsOf(node, inside)) visit(part, of)
    else if (node.op === '[]') visit(node.args[0], inside)
    else if (node.op !== 'id') visitIndexes(node, inside, visit)
  }
  visit(root, scope)
  return [...found].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, path]) => path)
}

/** `goods[0].hs`: the list is looked at, too. */
function visitIndexes(node: ASTNode, scope: Scope, visit: (node: ASTNode, scope: Scope) => void): void {
  if (node.op !== '.' && node.op !== '.?') return
  const [from] = node.args
  if (from.op === '[]' || from.op === 'rcall') visit(from, scope)
  else visitIndexes(from, scope, visit)
}

/** A list that is looked at is known by its elements. */
function wholePath({ path, type }: Located): Path {
  return typeof type === 'object' && 'list' in type ? [...path, ELEMENT] : path
}

/** Paths that a value needs before anything can be computed: not those in parts that may go unread. */
export function needsOf(root: ASTNode, scope: Scope): readonly Path[] {
  const found = new Map<string, Path>()
  const visit = (node: ASTNode, inside: Scope): void => {
    const located = locate(node, inside)
    if (located !== undefined && node.op !== 'rcall') {
      const end = located.path.indexOf(ELEMENT)
      const path = end < 0 ? located.path : located.path.slice(0, end)
      if (!located.optional) found.set(pathText(path), path)
      return
    }
    const parts = partsOf(node, inside)
    if (node.op === '&&' || node.op === '||' || (node.op === 'call' && node.args[0] === 'has')) return
    // Of a choice only the condition is sure to be computed, of a quantifier only the list, of `orValue` what it is of.
    const first = node.op === '?:' || (node.op === 'rcall' && node.args[0].startsWith('or'))
    const sure = first ? parts.slice(0, 1) : parts.filter(([, of]) => of === inside)
    for (const [part, of] of sure) visit(part, of)
  }
  visit(root, scope)
  return [...found.values()]
}

/** The facts cut down to some paths: lists keep all their elements, so that quantifiers come to the same. */
export function pick(facts: JsonObject, paths: readonly Path[]): JsonObject {
  const names = new Set(paths.map(([name]) => name ?? ''))
  return Object.fromEntries(
    [...names].flatMap((name) => {
      const value = facts[name]
      if (value === undefined) return []
      return [[name, pickFrom(value, paths.filter(([first]) => first === name).map(rest))]]
    }),
  )
}

function pickFrom(value: JsonValue, paths: readonly Path[]): JsonValue {
  if (isList(value)) return value.map((each) => pickFrom(each, paths.map(rest)))
  if (typeof value !== 'object' || value === null) return value
  return pick(
    value,
    paths.filter((path) => path.length > 0),
  )
}

const rest = (path: Path): Path => path.slice(1)

const isList = (value: JsonValue): value is readonly JsonValue[] => Array.isArray(value)
