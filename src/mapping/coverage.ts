import type { JsonValue } from '../model/json.ts'
import { isList, type PlainStep } from './document-path.ts'
import { hasValue } from './hub-path.ts'
import { type HubStep, printStep } from './hub-schema.ts'

/** Fields written by rules with conditions, by the object or array that holds them. */
export type Marks = Map<object, Set<PlainStep>>

export interface CoverageNode {
  readonly id: number
  /** From the document; positions stay positions. */
  readonly steps: readonly HubStep[]
  /** `cargo-report.consignments[].seals[].id`: without positions. */
  readonly pattern: string
  readonly fields: Map<string, CoverageNode>
  readonly positions: Map<number, CoverageNode>
  items: CoverageNode | undefined
  /** `sometimes`: by rules with conditions, which mark what they write. */
  written: 'always' | 'sometimes' | undefined
  omit: Omit | undefined
  /** Values that the format tells by being what it is. */
  means: ReadonlySet<string> | undefined
}

export interface Omit {
  readonly reason: string
  readonly rule: string
}

/** Which fields of one hub document are written, and which may be left out: a tree beside the document. */
export interface CoverageTree {
  readonly root: CoverageNode
  /** @returns the node at a path from the document, made where missing. */
  at(steps: readonly HubStep[]): CoverageNode
  /** Done once all rules are known: items with a position of their own take over what holds for every item. */
  settle(): void
  /** @returns a node for a field no rule speaks of; kept in the tree when the schema knows the field. */
  extend(parent: CoverageNode, step: HubStep): CoverageNode
}

/** @param knows whether the schema has a field; without it every field counts as known. */
export function coverageTree(
  document: string,
  knows: (steps: readonly HubStep[]) => boolean = () => true,
): CoverageTree {
  let size = 0
  const make = (steps: readonly HubStep[]): CoverageNode => {
    size += 1
    const pattern = document + steps.map((step) => printStep(typeof step === 'string' ? step : null)).join('')
    return {
      id: size - 1,
      steps,
      pattern,
      fields: new Map(),
      positions: new Map(),
      items: undefined,
      written: undefined,
      omit: undefined,
      means: undefined,
    }
  }
  const root = make([])
  const child = (node: CoverageNode, step: HubStep): CoverageNode => {
    const below = () => make([...node.steps, step])
    if (typeof step === 'string') return entry(node.fields, step, below)
    return step === null ? (node.items ??= below()) : entry(node.positions, step, below)
  }
  return {
    root,
    at: (steps) => steps.reduce(child, root),
    settle: () => settleBelow(root, child),
    extend(parent, step) {
      const steps = [...parent.steps, step]
      const node = knows(steps) ? child(parent, step) : make(steps)
      node.omit ??= parent.omit
      return node
    },
  }
}

function entry<K>(map: Map<K, CoverageNode>, key: K, make: () => CoverageNode): CoverageNode {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}

function settleBelow(node: CoverageNode, child: (node: CoverageNode, step: HubStep) => CoverageNode): void {
  for (const position of node.positions.values())
    if (node.items !== undefined) takeOver(position, node.items, child)
  const below = [
    ...node.fields.values(),
    ...node.positions.values(),
    ...(node.items === undefined ? [] : [node.items]),
  ]
  for (const each of below) {
    each.omit ??= node.omit
    settleBelow(each, child)
  }
}

function takeOver(
  target: CoverageNode,
  source: CoverageNode,
  child: (node: CoverageNode, step: HubStep) => CoverageNode,
): void {
  if (source.written !== undefined) markCovered(target, source.written === 'sometimes')
  target.omit ??= source.omit
  target.means ??= source.means
  for (const [name, field] of source.fields) takeOver(child(target, name), field, child)
  for (const [index, position] of source.positions) takeOver(child(target, index), position, child)
  if (source.items !== undefined) takeOver(child(target, null), source.items, child)
}

export function markCovered(node: CoverageNode, sometimes: boolean): void {
  if (node.written !== 'always') node.written = sometimes ? 'sometimes' : 'always'
}

/** What became of the leaves of one document. */
export interface Account {
  /** Fields that have leaves, each once. */
  readonly met: CoverageNode[]
  /** Leaves by node id, and those of them that no rule wrote. */
  readonly seen: number[]
  readonly left: number[]
  /** The first leaf of a field that nothing covers, with positions. */
  readonly uncovered: Map<CoverageNode, string>
}

interface Walk extends Account {
  readonly tree: CoverageTree
  readonly marks: Marks
  readonly trail: HubStep[]
}

/** Walks one document and counts its leaves: written, left out by declaration, or neither. */
export function accountFor(document: JsonValue, tree: CoverageTree, marks: Marks): Account {
  const walk: Walk = { met: [], seen: [], left: [], uncovered: new Map(), tree, marks, trail: [] }
  visit(document, tree.root, walk)
  return walk
}

function visit(value: JsonValue, node: CoverageNode, walk: Walk): void {
  if (typeof value !== 'object' || value === null) return
  if (isList(value)) {
    const every = node.items ?? walk.tree.extend(node, null)
    for (let index = 0; index < value.length; index += 1) {
      descend(value, index, value[index] ?? null, node.positions.get(index) ?? every, walk)
    }
    return
  }
  for (const name of Object.keys(value)) {
    descend(value, name, value[name] ?? null, node.fields.get(name) ?? walk.tree.extend(node, name), walk)
  }
}

function descend(
  holder: object,
  step: string | number,
  value: JsonValue,
  node: CoverageNode,
  walk: Walk,
): void {
  walk.trail.push(step)
  if (typeof value === 'object' && value !== null) visit(value, node, walk)
  else if (hasValue(value)) countLeaf(holder, step, value, node, walk)
  walk.trail.pop()
}

function countLeaf(
  holder: object,
  step: string | number,
  value: JsonValue,
  node: CoverageNode,
  walk: Walk,
): void {
  const seen = walk.seen[node.id] ?? 0
  if (seen === 0) walk.met.push(node)
  walk.seen[node.id] = seen + 1
  const written =
    node.written === 'always' || (node.written === 'sometimes' && walk.marks.get(holder)?.has(step) === true)
  if (written || (typeof value === 'string' && node.means?.has(value) === true)) return
  walk.left[node.id] = (walk.left[node.id] ?? 0) + 1
  if (node.omit !== undefined || walk.uncovered.has(node)) return
  walk.uncovered.set(node, walk.tree.root.pattern + walk.trail.map(printStep).join(''))
}

/** `seals[0].id` and `seals[].id` are one field to reports. */
export function withoutIndices(path: string): string {
  return path.replaceAll(/\[\d+\]/g, '[]')
}
