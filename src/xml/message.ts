import { XmlDocument, XmlElement, XmlTreeNode, type XmlNode } from 'libxml2-wasm'
import { KhorgosError } from '../errors.ts'
import type { TreeElement } from '../model/tree.ts'
import { canonicalBytes } from './canonical.ts'
import { settleNodeClasses } from './fast-nodes.ts'
import type { XmlSchema } from './schema.ts'

settleNodeClasses()

/** A part taken out of a message. It belongs to the message and goes away with it. */
export interface DetachedPart {
  readonly element: TreeElement
  /**
   * Exclusive canonical form of its one child of that name, where it stood. An ancestor's namespace
   * declarations need not be there: without a PrefixList only visibly used ones are written.
   *
   * @throws KhorgosError INTERNAL when there is not exactly one: the caller has looked at `element`
   */
  canonicalOf(name: string, namespace: string): Uint8Array
}

/**
 * An open message: the document in WebAssembly memory and the plain tree that was read from it. Both always
 * show the same content: what is detached is gone from both.
 */
export class XmlMessage implements Disposable {
  readonly #document: XmlDocument
  #detached: XmlDocument | undefined
  #root: TreeElement

  constructor(document: XmlDocument, root: TreeElement) {
    this.#document = document
    this.#root = root
  }

  /** The document element, without a detached part. */
  get root(): TreeElement {
    return this.#root
  }

  /**
   * Takes the one child element of the document element with that name out of the message (the enveloped
   * signature transform, XMLDSig section 6.6.4). White space around it stays, as that transform wants.
   *
   * @throws KhorgosError INTERNAL unless there is exactly one (the caller has looked at `root`), or at a second call
   */
  detachChild(name: string, namespace: string): DetachedPart {
    const element = onlyOne(this.#root.children.filter(named(name, namespace)), name)
    if (this.#detached !== undefined) throw new KhorgosError('INTERNAL', 'A part was already detached')
    const node = onlyOne(childElements(this.#document.root).filter(nodeNamed(name, namespace)), name)
    const part = XmlDocument.create()
    this.#detached = part
    part.root = node
    this.#root = { ...this.#root, children: this.#root.children.filter((child) => child !== element) }
    return {
      element,
      canonicalOf: (childName, childNamespace) => {
        const child = onlyOne(
          childElements(part.root).filter(nodeNamed(childName, childNamespace)),
          childName,
        )
        return canonicalBytes(part, { nodeSet: new Set<XmlNode>([child]) })
      },
    }
  }

  /**
   * Exclusive canonical form of the message as it is now, without comments, UTF-8.
   *
   * @throws KhorgosError XML_FORBIDDEN when it has none
   */
  canonical(): Uint8Array {
    return canonicalBytes(this.#document)
  }

  /**
   * Checks the message, as it is now, against a compiled schema.
   *
   * @throws KhorgosError SCHEMA_INVALID with the place of the first error; the sentence names up to five
   */
  validate(schema: XmlSchema): void {
    schema.check(this.#document, this.#root)
  }

  /** Frees the WebAssembly memory; safe to call again. The tree stays usable, it is plain data. */
  [Symbol.dispose](): void {
    // The detached part may point to namespace declarations of the document, so it goes first.
    this.#detached?.dispose()
    this.#document.dispose()
  }
}

function named(name: string, namespace: string): (element: TreeElement) => boolean {
  return (element) => element.name === name && element.namespace === namespace
}

function nodeNamed(name: string, namespace: string): (element: XmlElement) => boolean {
  return (element) => element.name === name && element.namespaceUri === namespace
}

function childElements(parent: XmlElement): XmlElement[] {
  const children: XmlElement[] = []
  for (let node = parent.firstChild; node !== null; node = node instanceof XmlTreeNode ? node.next : null) {
    if (node instanceof XmlElement) children.push(node)
  }
  return children
}

function onlyOne<T>(found: readonly T[], name: string): T {
  const [first] = found
  if (first === undefined || found.length > 1) {
    throw new KhorgosError('INTERNAL', `There are ${found.length} ${name} elements where one is expected`)
  }
  return first
}
