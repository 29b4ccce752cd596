import type { JsonValue } from '../model/json.ts'
import { isList } from './document-path.ts'
import { hasValue } from './hub-path.ts'
import { type HubStep, printStep } from './hub-schema.ts'
import type { CoverageNode, Omission, Omit, WriteRun } from './plan.ts'

/** Which fields of a document rules write, as a tree beside the document. */
export function coverageRoot(document: string): CoverageNode {
  return newNode(document)
}

function newNode(pattern: string): CoverageNode {
  return {
    pattern,
    fields: new Map(),
    positions: new Map(),
    items: undefined,
    written: undefined,
    omit: undefined,
  }
}

/** @returns the node at a path from the document, made where missing. */
export function coverageAt(root: CoverageNode, steps: readonly HubStep[]): CoverageNode {
  let node = root
  for (const step of steps) node = childNode(node, step)
  return node
}

function childNode(node: CoverageNode, step: HubStep): CoverageNode {
  if (step === null) return (node.items ??= newNode(`${node.pattern}[]`))
  const pattern = node.pattern + printStep(step)
  const known = typeof step === 'string' ? node.fields.get(step) : node.positions.get(step)
  const child = known ?? newNode(pattern)
  if (typeof step === 'string') node.fields.set(step, child)
  else node.positions.set(step, child)
  return child
}

export function markCovered(node: CoverageNode, sometimes: boolean): void {
  if (node.written !== 'always') node.written = sometimes ? 'sometimes' : 'always'
}

/** Every leaf of a document that was counted or left. */
export interface Account {
  /** Leaves per pattern without positions, `cargo-report.consignments[].id`. */
  readonly seen: Map<string, number>
  readonly omitted: Map<string, Omission>
}

interface Walk extends Account {
  readonly run: Pick<WriteRun, 'marks'>
  readonly trail: (string | number)[]
}

/**
 * Walks one document and finds what no rule wrote. Nodes are the union of those for every item and those for one
 * position, because `.seals[0].id` and `.seals[].id` are the same field of the first seal.
 */
export function accountFor(
  document: JsonValue,
  root: CoverageNode,
  run: Pick<WriteRun, 'marks'>,
  account: Account,
): void {
  visit(document, [root], undefined, { ...account, run, trail: [root.pattern] })
}

function visit(
  value: JsonValue,
  nodes: readonly CoverageNode[],
  inherited: Omit | undefined,
  walk: Walk,
): void {
  const omit = nodes.find((node) => node.omit !== undefined)?.omit ?? inherited
  if (typeof value !== 'object' || value === null) return
  if (isList(value)) {
    for (const [index, item] of value.entries()) {
      descend(
        value,
        index,
        item,
        nodes.flatMap((node) => [...at(node.positions.get(index)), ...at(node.items)]),
        omit,
        walk,
      )
    }
    return
  }
  for (const name in value) {
    descend(
      value,
      name,
      value[name] ?? null,
      nodes.length === 1
        ? at(nodes[0]?.fields.get(name))
        : nodes.flatMap((node) => at(node.fields.get(name))),
      omit,
      walk,
    )
  }
}

function at(node: CoverageNode | undefined): CoverageNode[] {
  return node === undefined ? [] : [node]
}

function descend(
  holder: object,
  step: string | number,
  value: JsonValue,
  nodes: readonly CoverageNode[],
  inherited: Omit | undefined,
  walk: Walk,
): void {
  if (typeof value === 'object' && value !== null) {
    walk.trail.push(step)
    visit(value, nodes, inherited, walk)
    walk.trail.pop()
    return
  }
  if (!hasValue(value)) return
  const pattern = nodes[0] === undefined ? undefined : flat(nodes[0])
  const written = nodes.some(
    (node) => node.written === 'always' || (node.written === 'sometimes' && isMarked(holder, step, walk)),
  )
  if (written && pattern !== undefined) {
    walk.seen.set(pattern, (walk.seen.get(pattern) ?? 0) + 1)
    return
  }
  leaveOut(step, nodes.find((node) => node.omit !== undefined)?.omit ?? inherited, walk)
}

function isMarked(holder: object, step: string | number, walk: Walk): boolean {
  return walk.run.marks.get(holder)?.has(step) === true
}

function leaveOut(step: string | number, omit: Omit | undefined, walk: Walk): void {
  const steps = [...walk.trail.slice(1), step]
  const instance = String(walk.trail[0]) + steps.map(printStep).join('')
  const pattern = withoutIndices(instance)
  walk.seen.set(pattern, (walk.seen.get(pattern) ?? 0) + 1)
  const known = walk.omitted.get(pattern)
  if (known === undefined) walk.omitted.set(pattern, { pattern, first: instance, count: 1, omit })
  else known.count += 1
}

const flattened = new WeakMap<CoverageNode, string>()

function flat(node: CoverageNode): string {
  let pattern = flattened.get(node)
  if (pattern === undefined) flattened.set(node, (pattern = withoutIndices(node.pattern)))
  return pattern
}

/** `seals[0].id` and `seals[].id` are one field to reports. */
export function withoutIndices(path: string): string {
  return path.replaceAll(/\[\d+\]/g, '[]')
}
