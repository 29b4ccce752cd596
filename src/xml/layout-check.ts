import { isDeepStrictEqual } from 'node:util'
import { XmlCData, XmlDocument, XmlElement, XmlText, XmlTreeNode, type XmlNode } from 'libxml2-wasm'
import { KhorgosError } from '../errors.ts'
import type { TreeElement } from '../model/tree.ts'
import { DEFAULT_LIMITS } from './limits.ts'
import { readTree } from './walk.ts'

/** Everything that a walk looks at: names, prefixes, attributes, all kinds of text, lines, siblings. */
const SAMPLE = `<a xmlns="urn:a" xmlns:b="urn:b" c="1" b:c="&lt;ä">
  <b:d>text of more than a few bytes</b:d><!-- no text -->
  <b:d/><e xmlns="">口<![CDATA[岸]]>&amp;</e>
</a>`

/**
 * Reads a document as `readTree` does, by the library's own classes: many times slower, and true by definition.
 * Texts of more than 16 bytes must not begin with U+FEFF, which the library takes for a byte order mark there.
 */
export function readByClasses(element: XmlElement): TreeElement {
  const nodes = childNodes(element)
  return {
    name: element.name,
    namespace: element.namespaceUri,
    attributes: element.attrs.map(({ name, namespaceUri, value }) => ({
      name,
      namespace: namespaceUri,
      value,
    })),
    children: nodes.filter((node) => node instanceof XmlElement).map(readByClasses),
    text: nodes.map((node) => (isText(node) ? node.content : '')).join(''),
    line: element.line,
  }
}

function childNodes(parent: XmlElement): XmlNode[] {
  const children: XmlNode[] = []
  for (let node = parent.firstChild; node !== null; node = node instanceof XmlTreeNode ? node.next : null)
    children.push(node)
  return children
}

function isText(node: XmlNode): boolean {
  return node instanceof XmlText || node instanceof XmlCData
}

/**
 * Whether this release of the library lays its nodes out as `memory.ts` says.
 * @throws KhorgosError INTERNAL when it does not: nothing that it parses could be read
 */
export function requireKnownLayout(): void {
  using document = XmlDocument.fromBuffer(Buffer.from(SAMPLE))
  if (isDeepStrictEqual(readTree(document.root, DEFAULT_LIMITS), readByClasses(document.root))) return
  throw new KhorgosError('INTERNAL', 'The XML library lays its nodes out in another way than is known')
}
