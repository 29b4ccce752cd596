import { dayAt } from '../model/datetime.ts'
import type { JsonObject } from '../model/json.ts'
import type { TreeElement } from '../model/tree.ts'
import { hasValue } from './hub-path.ts'
import { fits, fitsNamed, trimSpace } from './nodes.ts'
import type { MutableValue } from './document-path.ts'
import { Places } from './place.ts'
import type { ElementNode, LeafRule, Plan, ReadRun, Slot } from './plan.ts'
import { problemAt, problemsError } from './problem.ts'

/** What reading found, before it is made into a report. */
export interface ReadFindings {
  readonly documents: Readonly<Record<string, JsonObject>>
  readonly run: ReadRun
  /** Leaves no rule took, by path without positions. */
  readonly unread: readonly Unread[]
  readonly places: Places
}

export interface Unread {
  readonly path: string
  /** The first of them, with positions. */
  readonly first: string
  count: number
}

/** Names an inventive sender may add before the rest of them is counted under the root. */
const MAX_UNREAD = 1000

interface Walk {
  readonly run: ReadRun
  readonly root: TreeElement
  /** The leaf at hand, one object for all: whoever keeps it copies it. */
  readonly leaf: { element: TreeElement; attribute: string | undefined }
  readonly places: Places
  readonly unread: Map<string, Unread>
  /** By node: the parent in which it was met last, so that a second one in the same parent is noticed. */
  readonly met: (TreeElement | undefined)[]
}

/** Attributes by which XML Schema part 1 (2.6.3) tells where a schema is; they say nothing about goods. */
const SCHEMA_INSTANCE = 'http://www.w3.org/2001/XMLSchema-instance'

/**
 * Message tree → hub documents. Follows the message, so that every leaf is met once.
 * @throws KhorgosError the first problem of the message, with its place; when there are more, all in `problems`.
 */
export function readMessage(plan: Plan, root: TreeElement, at: Date, zone: string): ReadFindings {
  const walk = newWalk(plan, root, dayAt(at, zone))
  const { run } = walk
  readElement(plan.root, root, null, undefined, walk)
  for (const list of run.sparse) closeGaps(list)
  for (const check of run.deferred) check()
  const error = problemsError(run.problems, walk.places)
  if (error !== undefined) throw error
  const made = plan.documents.flatMap(({ name, made: isMade }, index) => {
    const document = run.documents[index]
    return isMade && document !== undefined && hasValue(document) ? [[name, document] as const] : []
  })
  return { documents: Object.fromEntries(made), run, unread: [...walk.unread.values()], places: walk.places }
}

function newWalk(plan: Plan, root: TreeElement, day: string): Walk {
  const run: ReadRun = {
    documents: plan.documents.map(() => ({})),
    indices: [],
    handled: [],
    assumed: [],
    fresh: [],
    listed: [],
    problems: [],
    changed: undefined,
    defaulted: undefined,
    day,
    base: root,
    sparse: new Set(),
    pairs: [],
    parted: [],
    deferred: [],
  }
  return {
    run,
    root,
    leaf: { element: root, attribute: undefined },
    places: new Places(root),
    unread: new Map(),
    met: [],
  }
}

function readElement(
  node: ElementNode,
  element: TreeElement,
  item: MutableValue,
  drop: Slot | undefined,
  walk: Walk,
): void {
  const reason = node.drop ?? drop
  for (const { name, namespace, value } of element.attributes) {
    const rules = namespace === '' ? node.attributes.find((each) => each.name === name)?.rules : undefined
    if (namespace !== SCHEMA_INSTANCE || !name.endsWith('chemaLocation'))
      readLeaf(rules, value, element, name, item, reason, walk)
  }
  readLeaf(node.texts, element.text, element, undefined, item, reason, walk)
  for (const child of element.children) readChild(node, element, child, item, reason, walk)
  for (const ending of node.endings) ending(item, walk.run)
}

function readChild(
  node: ElementNode,
  parent: TreeElement,
  child: TreeElement,
  item: MutableValue,
  drop: Slot | undefined,
  walk: Walk,
): void {
  const next = candidate(node, child)
  if (next === undefined) return leaveUnread(child, drop, walk)
  if (next.each !== undefined) return readItem(next, child, item, drop, walk)
  if (walk.met[next.id] === parent)
    return next.pieces === undefined ? leaveUnread(child, next.drop ?? drop, walk) : undefined
  walk.met[next.id] = parent
  if (next.pieces === undefined) readElement(next, child, item, drop, walk)
  else readPieces(next, parent, child, item, drop, walk)
}

function saysNothing({ attributes, text, children }: TreeElement): boolean {
  return (
    trimSpace(text) === '' &&
    attributes.every(({ value }) => trimSpace(value) === '') &&
    children.every(saysNothing)
  )
}

/** All the pieces of a text are read where the first of them stands. */
function readPieces(
  node: ElementNode,
  parent: TreeElement,
  first: TreeElement,
  item: MutableValue,
  drop: Slot | undefined,
  walk: Walk,
): void {
  const pieces = parent.children.filter((child) => fits(node, child))
  const text = pieces.map((piece) => piece.text).join('')
  readLeaf(node.texts, text, first, undefined, item, drop, walk)
  for (const piece of pieces) leaveAround(piece, drop, walk)
}

/** The first node that fits, narrowed ones first. */
function candidate(node: ElementNode, child: TreeElement): ElementNode | undefined {
  return node.byName.get(child.name)?.find((each) => fitsNamed(each, child))
}

function readItem(
  node: ElementNode,
  element: TreeElement,
  outer: MutableValue,
  drop: Slot | undefined,
  walk: Walk,
): void {
  if (node.each?.skipsBlank === true && saysNothing(element)) return
  const { run } = walk
  const list = node.each?.list(outer, run) ?? []
  const { base } = run
  const item: MutableValue = {}
  run.indices.push(list.length)
  if (node.each?.scalar !== true) list.push(item)
  run.base = element
  readElement(node, element, item, drop, walk)
  if (node.each?.scalar === true && item['value'] !== undefined) list.push(item['value'])
  run.base = base
  run.indices.pop()
}

function readLeaf(
  rules: readonly LeafRule[] | undefined,
  raw: string,
  element: TreeElement,
  attribute: string | undefined,
  item: MutableValue,
  drop: Slot | undefined,
  walk: Walk,
): void {
  const text = trimSpace(raw)
  if (text === '') return
  const { leaf } = walk
  leaf.element = element
  leaf.attribute = attribute
  let taken = false
  for (const rule of rules ?? []) {
    try {
      taken = rule.read(text, leaf, item, walk.run) || taken
    } catch (error) {
      taken = true
      problemAt(walk.run, error, rule.slot, leaf)
    }
  }
  if (!taken) leaveLeaf(element, attribute, drop, walk)
}

/** Every leaf at and below an element that no rule names. */
function leaveUnread(element: TreeElement, drop: Slot | undefined, walk: Walk): void {
  if (trimSpace(element.text) !== '') leaveLeaf(element, undefined, drop, walk)
  leaveAround(element, drop, walk)
}

/** The same without the element's own text. */
function leaveAround(element: TreeElement, drop: Slot | undefined, walk: Walk): void {
  for (const { name, value } of element.attributes)
    if (trimSpace(value) !== '') leaveLeaf(element, name, drop, walk)
  for (const child of element.children) leaveUnread(child, drop, walk)
}

function leaveLeaf(
  element: TreeElement,
  attribute: string | undefined,
  drop: Slot | undefined,
  walk: Walk,
): void {
  if (drop !== undefined) {
    walk.run.handled[drop.id] = (walk.run.handled[drop.id] ?? 0) + 1
    return
  }
  const { places, unread, root } = walk
  const own = places.plainPath(element, attribute)
  const path = unread.has(own) || unread.size < MAX_UNREAD ? own : places.plainPath(root)
  const known = unread.get(path)
  if (known !== undefined) known.count += 1
  else unread.set(path, { path, first: path === own ? places.path(element, attribute) : path, count: 1 })
}

/** `Marks2` without `Marks1` is the first seal of the hub. */
function closeGaps(list: MutableValue[]): void {
  const present = list.filter((value) => value !== undefined)
  list.splice(0, list.length, ...present)
}
