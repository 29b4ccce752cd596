import type { XmlElement } from 'libxml2-wasm'
import { KhorgosError, type ErrorCode } from '../errors.ts'
import type { TreeAttribute, TreeElement } from '../model/tree.ts'
import type { XmlLimits } from './limits.ts'
import {
  CDATA,
  COMMENT,
  CONTENT,
  ELEMENT,
  FIRST_ATTRIBUTE,
  FIRST_CHILD,
  HREF,
  LINE,
  NAME,
  NAMESPACE,
  NEXT,
  PARENT,
  parserMemory,
  type ParserMemory,
  type Pointer,
  pointerOf,
  PREVIOUS,
  TEXT,
  stringAt,
  TYPE,
  wordAt,
} from './memory.ts'

/** libxml2 keeps lines in 16 bits; beyond that a line is not known. */
const MAX_KNOWN_LINE = 65_534

const NO_ATTRIBUTES: readonly TreeAttribute[] = []
const NO_CHILDREN: readonly TreeElement[] = []

/** A namespace name with a scheme. Relative ones have no canonical form (C14N 1.0 section 1.3); libxml2 warns of default ones only. */
const ABSOLUTE = /^[A-Za-z][A-Za-z0-9+.-]*:/

interface Walk {
  readonly memory: ParserMemory
  readonly limits: XmlLimits
  /** Names by address: the parser keeps each name of a message once. */
  readonly names: Map<Pointer, string>
  /** Namespaces by the address of their declaration, seen and found good: a message has few of them and uses them on every element. */
  readonly namespaces: Map<Pointer, string>
  /** Codes of a large message, each once: the parser makes a text of its own for every place. */
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
  return readElement(pointerOf(root), 1, {
    memory: parserMemory(),
    limits,
    names: new Map(),
    namespaces: new Map([[0, '']]),
    known: new Map(),
    elements: 0,
  })
}

function readElement(element: Pointer, depth: number, walk: Walk): TreeElement {
  const { memory, limits } = walk
  walk.elements += 1
  if (walk.elements > limits.maxElements) throw overLimit(memory, element, 'elements', limits.maxElements)
  if (depth > limits.maxDepth) throw overLimit(memory, element, 'levels', limits.maxDepth)
  let children: TreeElement[] | undefined
  let text = ''
  let comments = false
  for (let node = wordAt(memory, element, FIRST_CHILD); node !== 0; node = wordAt(memory, node, NEXT)) {
    const type = wordAt(memory, node, TYPE)
    if (type === ELEMENT) {
      children ??= []
      if (children.length === limits.maxSiblings)
        throw overLimit(memory, element, 'siblings', children.length)
      children.push(readElement(node, depth + 1, walk))
    } else if (type === TEXT || type === CDATA) text += stringAt(memory, wordAt(memory, node, CONTENT))
    else if (type === COMMENT) comments = true
    else throw refusal('XML_FORBIDDEN', 'A node is neither element, text nor comment', memory, element)
  }
  if (comments && /[^ \t\r\n]/.test(text))
    throw refusal('XML_FORBIDDEN', 'A comment stands inside character data', memory, element)
  if (text.length > limits.maxTextLength) throw overLimit(memory, element, 'characters', limits.maxTextLength)
  return {
    name: nameOf(element, walk),
    namespace: namespaceOf(element, element, walk),
    attributes: readAttributes(element, walk),
    children: children === undefined ? NO_CHILDREN : settled(children, walk),
    text: walk.elements > MANY && text.length <= SHORT ? interned(text, walk) : text,
    line: lineOf(memory, element),
  }
}

/** From so many elements on, memory is dearer than the time to look a name up. */
const MANY = 2_000
/** Codes, units, yes and no: what comes again and again. */
const SHORT = 8
const MOST_KNOWN = 4096

/** An array that has grown has room for many more. */
function settled(children: TreeElement[], walk: Walk): readonly TreeElement[] {
  return walk.elements > MANY ? children.slice() : children
}

function interned(text: string, { known }: Walk): string {
  const same = known.get(text)
  if (same !== undefined) return same
  if (known.size < MOST_KNOWN) known.set(text, text)
  return text
}

function nameOf(node: Pointer, { memory, names }: Walk): string {
  const pointer = wordAt(memory, node, NAME)
  const known = names.get(pointer)
  if (known !== undefined) return known
  const name = stringAt(memory, pointer)
  names.set(pointer, name)
  return name
}

function readAttributes(element: Pointer, walk: Walk): readonly TreeAttribute[] {
  const { memory, limits } = walk
  const first = wordAt(memory, element, FIRST_ATTRIBUTE)
  if (first === 0) return NO_ATTRIBUTES
  const attributes: TreeAttribute[] = []
  for (let attribute = first; attribute !== 0; attribute = wordAt(memory, attribute, NEXT)) {
    if (attributes.length === limits.maxAttributes)
      throw overLimit(memory, element, 'attributes', limits.maxAttributes)
    const value = valueOf(attribute, element, memory)
    if (value.length > limits.maxTextLength)
      throw overLimit(memory, element, 'characters', limits.maxTextLength)
    attributes.push({
      name: nameOf(attribute, walk),
      namespace: namespaceOf(attribute, element, walk),
      value,
    })
  }
  return attributes
}

/** A value is kept as the children of its attribute: texts only, as long as there are no entities. */
function valueOf(attribute: Pointer, element: Pointer, memory: ParserMemory): string {
  let value = ''
  for (let node = wordAt(memory, attribute, FIRST_CHILD); node !== 0; node = wordAt(memory, node, NEXT)) {
    if (wordAt(memory, node, TYPE) !== TEXT)
      throw refusal('XML_FORBIDDEN', 'An attribute holds something else than text', memory, element)
    value += stringAt(memory, wordAt(memory, node, CONTENT))
  }
  return value
}

/** @param node the element, or one of its attributes */
function namespaceOf(node: Pointer, element: Pointer, { memory, namespaces }: Walk): string {
  const declaration = wordAt(memory, node, NAMESPACE)
  const known = namespaces.get(declaration)
  if (known !== undefined) return known
  const namespace = stringAt(memory, wordAt(memory, declaration, HREF))
  if (namespace !== '' && !ABSOLUTE.test(namespace))
    throw refusal('XML_FORBIDDEN', `Namespace "${namespace}" is not absolute`, memory, element)
  namespaces.set(declaration, namespace)
  return namespace
}

function lineOf(memory: ParserMemory, element: Pointer): number {
  const line = wordAt(memory, element, LINE)
  return line > MAX_KNOWN_LINE ? 0 : line
}

function overLimit(memory: ParserMemory, element: Pointer, what: string, limit: number): KhorgosError {
  return refusal('XML_LIMIT', `The message has more than ${limit} ${what} here`, memory, element)
}

function refusal(code: ErrorCode, message: string, memory: ParserMemory, element: Pointer): KhorgosError {
  const line = lineOf(memory, element)
  return new KhorgosError(code, message, {
    place: { path: pathOfNode(memory, element), ...(line > 0 && { line }) },
  })
}

/** Path of a node while the tree is not there yet. Only walked when a message is refused. */
function pathOfNode(memory: ParserMemory, element: Pointer): string {
  const parent = wordAt(memory, element, PARENT)
  const above = wordAt(memory, parent, TYPE) === ELEMENT ? pathOfNode(memory, parent) : ''
  const before = countNamed(memory, element, PREVIOUS)
  const after = countNamed(memory, element, NEXT)
  const name = stringAt(memory, wordAt(memory, element, NAME))
  return `${above}/${name}${before + after === 0 ? '' : `[${before + 1}]`}`
}

/** Siblings of the same name and namespace on one side. */
function countNamed(memory: ParserMemory, element: Pointer, direction: number): number {
  const name = wordAt(memory, element, NAME)
  const namespace = uriOf(memory, element)
  let count = 0
  for (let node = wordAt(memory, element, direction); node !== 0; node = wordAt(memory, node, direction))
    if (
      wordAt(memory, node, TYPE) === ELEMENT &&
      wordAt(memory, node, NAME) === name &&
      uriOf(memory, node) === namespace
    )
      count += 1
  return count
}

function uriOf(memory: ParserMemory, element: Pointer): string {
  const declaration = wordAt(memory, element, NAMESPACE)
  return declaration === 0 ? '' : stringAt(memory, wordAt(memory, declaration, HREF))
}
