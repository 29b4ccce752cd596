import { XmlCData, XmlComment, XmlElement, XmlText, XmlTreeNode, type XmlNode } from 'libxml2-wasm'
import { KhorgosError, type ErrorCode } from '../errors.ts'
import type { TreeAttribute, TreeElement } from '../model/tree.ts'
import { settleNodeClasses } from './fast-nodes.ts'
import type { XmlLimits } from './limits.ts'

settleNodeClasses()

/** libxml2 keeps lines in 16 bits; beyond that a line is not known. */
const MAX_KNOWN_LINE = 65_534

const NO_ATTRIBUTES: readonly TreeAttribute[] = []
const NO_CHILDREN: readonly TreeElement[] = []

/** A namespace name with a scheme. Relative ones have no canonical form (C14N 1.0 section 1.3); libxml2 warns of default ones only. */
const ABSOLUTE = /^[A-Za-z][A-Za-z0-9+.-]*:/

interface Walk {
  readonly limits: XmlLimits
  /** Namespaces seen and found good: a message has few of them and uses them on every element. */
  readonly namespaces: Set<string>
  /** Names and codes of a large message, each once: the parser makes a text of its own for every place. */
  readonly known: Map<string, string>
  elements: number
}

/**
 * Copies a parsed document into plain data and applies the limits, in one pass.
 *
 * @throws KhorgosError XML_LIMIT; XML_FORBIDDEN for a comment inside character data: readers disagree whether
 *   `1<!-- -->0` is one value or two, and canonical form drops the comment (the ground of CVE-2025-29775)
 */
export function readTree(root: XmlElement, limits: XmlLimits): TreeElement {
  return readElement(root, 1, { limits, namespaces: new Set(['']), known: new Map(), elements: 0 })
}

function readElement(element: XmlElement, depth: number, walk: Walk): TreeElement {
  walk.elements += 1
  if (walk.elements > walk.limits.maxElements) throw overLimit(element, 'elements', walk.limits.maxElements)
  if (depth > walk.limits.maxDepth) throw overLimit(element, 'levels', walk.limits.maxDepth)
  const children: TreeElement[] = []
  let text = ''
  let comments = false
  let node: XmlNode | null = element.firstChild
  while (node !== null) {
    if (node instanceof XmlElement) {
      if (children.length === walk.limits.maxSiblings) throw overLimit(element, 'siblings', children.length)
      children.push(readElement(node, depth + 1, walk))
    } else if (node instanceof XmlText || node instanceof XmlCData) text += node.content
    else if (node instanceof XmlComment) comments = true
    else throw refusal('XML_FORBIDDEN', 'A node is neither element, text nor comment', element)
    node = node.next
  }
  if (comments && /[^ \t\r\n]/.test(text))
    throw refusal('XML_FORBIDDEN', 'A comment stands inside character data', element)
  if (text.length > walk.limits.maxTextLength)
    throw overLimit(element, 'characters', walk.limits.maxTextLength)
  return {
    name: walk.elements > MANY ? interned(element.name, walk) : element.name,
    namespace: checkNamespace(element.namespaceUri, element, walk),
    attributes: readAttributes(element, walk),
    children: settled(children, walk),
    text: walk.elements > MANY && text.length <= SHORT ? interned(text, walk) : text,
    line: knownLine(element.line),
  }
}

/** From so many elements on, memory is dearer than the time to look a name up. */
const MANY = 2_000
/** Codes, units, yes and no: what comes again and again. */
const SHORT = 8
const MOST_KNOWN = 4096

/** An array that has grown has room for many more. */
function settled(children: TreeElement[], walk: Walk): readonly TreeElement[] {
  if (children.length === 0) return NO_CHILDREN
  return walk.elements > MANY ? children.slice() : children
}

function interned(text: string, { known }: Walk): string {
  const same = known.get(text)
  if (same !== undefined) return same
  if (known.size < MOST_KNOWN) known.set(text, text)
  return text
}

function readAttributes(element: XmlElement, walk: Walk): readonly TreeAttribute[] {
  const found = element.attrs
  if (found.length === 0) return NO_ATTRIBUTES
  if (found.length > walk.limits.maxAttributes)
    throw overLimit(element, 'attributes', walk.limits.maxAttributes)
  return found.map((attribute) => {
    const value = attribute.value
    if (value.length > walk.limits.maxTextLength)
      throw overLimit(element, 'characters', walk.limits.maxTextLength)
    return { name: attribute.name, namespace: checkNamespace(attribute.namespaceUri, element, walk), value }
  })
}

function checkNamespace(namespace: string, element: XmlElement, walk: Walk): string {
  if (walk.namespaces.has(namespace)) return namespace
  if (!ABSOLUTE.test(namespace))
    throw refusal('XML_FORBIDDEN', `Namespace "${namespace}" is not absolute`, element)
  walk.namespaces.add(namespace)
  return namespace
}

function knownLine(line: number): number {
  return line > MAX_KNOWN_LINE ? 0 : line
}

function overLimit(element: XmlElement, what: string, limit: number): KhorgosError {
  return refusal('XML_LIMIT', `The message has more than ${limit} ${what} here`, element)
}

function refusal(code: ErrorCode, message: string, element: XmlElement): KhorgosError {
  const line = knownLine(element.line)
  return new KhorgosError(code, message, { place: { path: pathOfNode(element), ...(line > 0 && { line }) } })
}

/** Path of a node while the tree is not there yet. Only walked when a message is refused. */
function pathOfNode(element: XmlElement): string {
  const parent = element.parent
  const above = parent instanceof XmlElement ? pathOfNode(parent) : ''
  const before = countNamed(element, (node) => node.prev)
  const after = countNamed(element, (node) => node.next)
  return `${above}/${element.name}${before + after === 0 ? '' : `[${before + 1}]`}`
}

function countNamed(element: XmlElement, step: (node: XmlTreeNode) => XmlNode | null): number {
  let count = 0
  for (let node = step(element); node instanceof XmlTreeNode; node = step(node)) {
    if (
      node instanceof XmlElement &&
      node.name === element.name &&
      node.namespaceUri === element.namespaceUri
    )
      count += 1
  }
  return count
}
