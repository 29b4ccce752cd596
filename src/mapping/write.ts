import { dayAt } from '../model/datetime.ts'
import type { JsonObject, JsonValue } from '../model/json.ts'
import type { TreeAttribute, TreeElement } from '../model/tree.ts'
import { split } from '../model/truncate.ts'
import { KhorgosError } from '../errors.ts'
import { type Account, accountFor, coverageTree } from './coverage.ts'
import type { ElementNode, LeafRule, Plan, WriteRun } from './plan.ts'
import { problemAt, problemsError } from './problem.ts'

/** Values for `context:` rules: the moment of the conversion and whatever the agreement supplies. */
export interface MappingContext {
  readonly now: Date
  readonly values: Readonly<Record<string, string>>
}

/** What writing found, before it is made into a report. */
export interface WriteFindings {
  readonly root: TreeElement
  readonly run: WriteRun
  readonly accounts: readonly Account[]
}

/**
 * Hub documents → message tree, in the order of the rules, with account of every leaf of the documents.
 * @throws KhorgosError the first problem of the documents, with the others in `problems`.
 */
export function writeMessage(
  plan: Plan,
  documents: Readonly<Record<string, JsonObject>>,
  context: MappingContext,
  zone: string,
): WriteFindings {
  const run = newRun(plan, documents, context, dayAt(context.now, zone))
  const root = writeElement(plan.root, undefined, run)
  const error = problemsError(run.problems, undefined)
  if (error !== undefined) throw error
  if (root === undefined)
    throw new KhorgosError('OUTPUT_INVALID', 'The documents hold nothing that this format can say.', {
      place: { path: plan.root.path },
    })
  const accounts = Object.keys(documents).map((name) => {
    const coverage = plan.documents.find((each) => each.name === name)?.coverage ?? coverageTree(name)
    return accountFor(documents[name] ?? null, coverage, run.marks)
  })
  return { root, run, accounts }
}

function newRun(
  plan: Plan,
  documents: Readonly<Record<string, JsonObject>>,
  context: MappingContext,
  day: string,
): WriteRun {
  return {
    documents: plan.documents.map(({ name }) => documents[name]),
    now: context.now,
    values: context.values,
    indices: [],
    handled: [],
    assumed: [],
    listed: [],
    problems: [],
    changed: undefined,
    defaulted: undefined,
    day,
    valueCount: 0,
    sourceCount: 0,
    presets: [],
    marks: new Map(),
  }
}

/**
 * An element is made when something below it needs it; a `group` only for document values. What was counted on
 * the way into an element that is given up is taken back.
 */
function writeElement(
  node: ElementNode,
  item: JsonValue | undefined,
  run: WriteRun,
): TreeElement | undefined {
  const { valueCount, sourceCount } = run
  const presets = run.presets.length
  const text = writeLeaf(node.texts, true, item, run)
  const attributes = node.attributes.length === 0 ? NO_ATTRIBUTES : writeAttributes(node, item, run)
  const children = node.children.length === 0 ? NO_CHILDREN : writeChildren(node, item, run)
  const empty = text === undefined && attributes.length === 0 && children.length === 0
  if (node.absent !== undefined && empty) return made(node, NO_ATTRIBUTES, [emptyChild(node)], undefined)
  const sourced = node.group ? run.valueCount > valueCount : run.sourceCount > sourceCount
  // Every item is an element, even one that says nothing: counts and positions depend on it.
  if (node.each !== undefined || sourced || (!node.group && !node.hasSource && !empty))
    return made(node, attributes, children, text)
  run.sourceCount = sourceCount
  if (run.presets.length > presets) run.presets.length = presets
  return undefined
}

/** Most elements are leaves, and many of those that rules name are not made at all. */
const NO_ATTRIBUTES: readonly TreeAttribute[] = []
const NO_CHILDREN: readonly TreeElement[] = []

/** From so many values on, memory is dearer than time. */
const MANY = 2_000

/** An array that has grown has room for many more, and a message has an array for each of its parts. */
function settled<T>(grown: T[], run: WriteRun): T[] {
  return run.valueCount > MANY && grown.length > 0 ? grown.slice() : grown
}

function writeChildren(node: ElementNode, item: JsonValue | undefined, run: WriteRun): TreeElement[] {
  const children: TreeElement[] = []
  for (const child of node.children) writeInto(children, child, item, run)
  return settled(children, run)
}

function made(
  node: ElementNode,
  attributes: readonly TreeAttribute[],
  children: readonly TreeElement[],
  text: string | undefined,
): TreeElement {
  return { name: node.name, namespace: node.namespace, attributes, children, text: text ?? '', line: 0 }
}

/** `<X><null/></X>` says that X has no value. */
function emptyChild({ absent = '', namespace }: ElementNode): TreeElement {
  return { name: absent, namespace, attributes: [], children: [], text: '', line: 0 }
}

/** A text longer than its element may be fills several of them. */
function piecesOf({ pieces }: ElementNode, element: TreeElement): readonly TreeElement[] {
  if (pieces === undefined || element.text.length <= pieces) return [element]
  return split(element.text, pieces).map((text) => ({ ...element, text }))
}

function writeInto(
  children: TreeElement[],
  node: ElementNode,
  item: JsonValue | undefined,
  run: WriteRun,
): void {
  if (node.each === undefined) {
    const child = writeElement(node, item, run)
    if (child !== undefined) children.push(...piecesOf(node, child))
    return
  }
  const items = node.each.items(item, run)
  for (const [index, value] of items.entries()) {
    run.indices.push(index)
    const inner = node.each.scalar ? { value } : value
    const child = writeElement(node, inner, run)
    if (child !== undefined) children.push(child)
    run.valueCount += 1
    run.sourceCount += 1
    run.indices.pop()
  }
}

function writeAttributes(node: ElementNode, item: JsonValue | undefined, run: WriteRun): TreeAttribute[] {
  const attributes: TreeAttribute[] = []
  for (const { name, rules } of node.attributes) {
    const value = writeLeaf(rules, false, item, run)
    if (value !== undefined) attributes.push({ name, namespace: '', value })
  }
  return settled(attributes, run)
}

/**
 * The text of one leaf: what rules find, else a default, else what is fixed. Several rules must agree.
 * `creates`: a default is reason enough for the element; on an attribute it is not.
 */
function writeLeaf(
  rules: readonly LeafRule[],
  creates: boolean,
  item: JsonValue | undefined,
  run: WriteRun,
): string | undefined {
  let text: string | undefined
  for (const rule of rules) {
    if (rule.writes === undefined || rule.writes === 'fixed') continue
    const next = writeRule(rule, item, run)
    if (next !== undefined && text !== undefined && next !== text) {
      problemAt(run, disagreement(text, next), rule.slot, undefined)
    }
    text ??= next
  }
  return text ?? presetText(rules, creates, run) ?? fixedText(rules, item, run)
}

function writeRule(rule: LeafRule, item: JsonValue | undefined, run: WriteRun): string | undefined {
  try {
    return rule.write(item, run)
  } catch (error) {
    problemAt(run, error, rule.slot, undefined)
    // The message is lost already; an empty text keeps the walk going to find what else is wrong.
    return undefined
  }
}

function presetText(rules: readonly LeafRule[], creates: boolean, run: WriteRun): string | undefined {
  const rule = rules.find(({ preset }) => preset !== undefined)
  if (rule === undefined) return undefined
  run.presets.push(rule.slot)
  if (creates) run.sourceCount += 1
  return rule.preset
}

function fixedText(
  rules: readonly LeafRule[],
  item: JsonValue | undefined,
  run: WriteRun,
): string | undefined {
  return rules.find(({ writes }) => writes === 'fixed')?.write(item, run)
}

function disagreement(first: string, second: string): KhorgosError {
  return new KhorgosError(
    'OUTPUT_INVALID',
    `The documents disagree about one field of the message: "${first}" and "${second}".`,
  )
}
