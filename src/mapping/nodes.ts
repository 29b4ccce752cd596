import type { TreeElement } from '../model/tree.ts'
import type { MessagePath, MessageStep } from './message-path.ts'
import type { AttributeNode, ElementNode } from './plan.ts'

/** Namespaces a format writes and takes; '' is the key of its own. */
export interface Naming {
  readonly namespace: string
  readonly accepted: readonly string[]
  readonly prefixes: ReadonlyMap<string, string>
}

export interface NodeMaker {
  readonly root: ElementNode
  /** @returns the node at a path below `base`, made where missing. */
  at(base: ElementNode, steps: readonly MessageStep[], line: number): ElementNode
}

export function nodeMaker(rootName: string, naming: Naming): NodeMaker {
  let made = 0
  const make = (step: MessageStep, parent: string, line: number): ElementNode => {
    made += 1
    return newNode(made, step, parent, naming, line)
  }
  const root = make({ name: rootName, prefix: '', condition: undefined }, '', 1)
  const child = (parent: ElementNode, step: MessageStep, line: number): ElementNode => {
    const known = parent.children.find((each) => isSameStep(each, step, naming))
    if (known !== undefined) return known
    const node = make(step, parent.path, line)
    parent.children.push(node)
    const named = parent.byName.get(step.name) ?? []
    // The narrower step is tried first: `Communication[TypeID=TE]` before a plain `Communication`.
    parent.byName.set(step.name, node.condition === undefined ? [...named, node] : [node, ...named])
    return node
  }
  return { root, at: (base, steps, line) => steps.reduce((parent, step) => child(parent, step, line), base) }
}

function newNode(id: number, step: MessageStep, parent: string, naming: Naming, line: number): ElementNode {
  const namespace = namespaceOf(step, naming)
  return {
    id,
    line,
    name: step.name,
    namespace,
    accepted: step.prefix === '' ? [namespace, ...naming.accepted] : [namespace],
    path: `${parent}/${step.name}`,
    condition: step.condition,
    children: [],
    byName: new Map(),
    attributes: [],
    texts: [],
    each: undefined,
    pieces: undefined,
    absent: undefined,
    group: false,
    drop: undefined,
    hasSource: false,
    endings: [],
  }
}

function namespaceOf(step: MessageStep, naming: Naming): string {
  return step.prefix === '' ? naming.namespace : (naming.prefixes.get(step.prefix) ?? '')
}

function isSameStep(node: ElementNode, step: MessageStep, naming: Naming): boolean {
  const sameCondition =
    node.condition?.name === step.condition?.name && node.condition?.value === step.condition?.value
  return node.name === step.name && node.namespace === namespaceOf(step, naming) && sameCondition
}

/** @returns the attribute's node, made where missing. Attributes of a format are in no namespace. */
export function attributeAt(node: ElementNode, name: string): AttributeNode {
  const known = node.attributes.find((each) => each.name === name)
  if (known !== undefined) return known
  const made = { name, rules: [] }
  node.attributes.push(made)
  return made
}

/** Finds an element by a path without compiling rules for it: identity, `when`, `unless`. */
export interface Finder {
  (base: TreeElement): TreeElement | undefined
}

export function finder(path: MessagePath, naming: Naming): Finder {
  const steps = path.steps.map((step) => newNode(0, step, '', naming, 0))
  return (base) => {
    let here: TreeElement | undefined = base
    for (const step of steps) here = here?.children.find((child) => fits(step, child))
    return here
  }
}

/** @returns the trimmed text of the element or attribute; undefined when absent or empty. */
export function textFinder(path: MessagePath, naming: Naming): (base: TreeElement) => string | undefined {
  const find = finder(path, naming)
  return (base) => {
    const element = find(base)
    const text =
      path.attribute === undefined
        ? element?.text
        : element?.attributes.find(({ name }) => name === path.attribute)?.value
    const trimmed = trimSpace(text ?? '')
    return trimmed === '' ? undefined : trimmed
  }
}

/** Whether an element of the message is the one a node stands for. */
export function fits(node: ElementNode, element: TreeElement): boolean {
  return node.name === element.name && fitsNamed(node, element)
}

/** The same of an element that is known to have its name. */
export function fitsNamed(node: ElementNode, element: TreeElement): boolean {
  if (node.namespace !== element.namespace && !node.accepted.includes(element.namespace)) return false
  const { condition } = node
  if (condition === undefined) return true
  if (condition.name.startsWith('@')) {
    return element.attributes.some(
      ({ name, value }) => `@${name}` === condition.name && trimSpace(value) === condition.value,
    )
  }
  return element.children.some(
    ({ name, text }) => name === condition.name && trimSpace(text) === condition.value,
  )
}

/** Takes off the white space of XML (and of no other character: an ideographic space is content). */
export function trimSpace(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && isSpace(text.charCodeAt(start))) start += 1
  while (end > start && isSpace(text.charCodeAt(end - 1))) end -= 1
  return start === 0 && end === text.length ? text : text.slice(start, end)
}

function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 10) || code === 13
}
