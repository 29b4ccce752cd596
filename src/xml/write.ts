import { KhorgosError } from '../errors.ts'
import type { TreeAttribute, TreeElement } from '../model/tree.ts'
import { escapeAttribute, escapeText, requireName, requireNamespace } from './characters.ts'
import { choosePrefixes, type Prefixes } from './prefixes.ts'

/** Namespace declarations that an output ancestor has already written: prefix → URI. */
type Scope = ReadonlyMap<string, string>

const NOTHING_DECLARED: Scope = new Map([['', '']])

/**
 * Writes a tree as exactly the bytes (here: the text) that exclusive C14N would make of it, so that signing
 * needs no second parse: W3C xml-exc-c14n section 3 for namespaces, C14N 1.0 section 2.3 for all else.
 *
 * @param prefixes namespace URI → prefix, '' for the default namespace. A namespace without entry becomes the
 *   default namespace if the root is in it, else it gets a prefix of its own (`ns1`, `ns2`, …)
 * @throws KhorgosError OUTPUT_INVALID with the path of the element: characters XML 1.0 cannot hold, names that
 *   are none, a relative namespace, an attribute twice, text beside child elements
 */
export function writeCanonical(root: TreeElement, prefixes: Readonly<Record<string, string>> = {}): string {
  return writeElement(root, choosePrefixes(root, prefixes), NOTHING_DECLARED, `/${root.name}`)
}

function writeElement(element: TreeElement, prefixes: Prefixes, scope: Scope, path: string): string {
  requireName(element.name, path)
  requireNamespace(element.namespace, path)
  if (element.children.length > 0 && /[^ \t\r\n]/.test(element.text)) {
    throw new KhorgosError('OUTPUT_INVALID', 'Text beside child elements has no place to stand', {
      place: { path },
    })
  }
  const attributes = sortAttributes(element.attributes, path)
  const used = visiblyUsed(element, attributes, prefixes)
  const declared = [...used].filter(([prefix, uri]) => (scope.get(prefix) ?? '') !== uri)
  const inner = declared.length === 0 ? scope : new Map([...scope, ...declared])
  const name = qualified(prefixes.ofElement(element.namespace), element.name)
  const head = `${name}${declared.map(writeDeclaration).join('')}${writeAttributes(attributes, prefixes, path)}`
  let content = element.text === '' ? '' : escapeText(element.text, path)
  for (const child of element.children)
    content += writeElement(child, prefixes, inner, `${path}/${child.name}`)
  return `<${head}>${content}</${name}>`
}

/** Prefix → URI of what the element's own name and its attributes use, in the order of output. */
function visiblyUsed(
  element: TreeElement,
  attributes: readonly TreeAttribute[],
  prefixes: Prefixes,
): Map<string, string> {
  const used = new Map([[prefixes.ofElement(element.namespace), element.namespace]])
  for (const { namespace } of attributes) {
    if (namespace !== '') used.set(prefixes.ofAttribute(namespace), namespace)
  }
  // The xml prefix is bound by definition (XML Namespaces 1.0 section 3) and never declared.
  used.delete('xml')
  // C14N 1.0 section 2.2: by local name of the namespace node, which is the prefix; the default one is ''.
  return used.size === 1 ? used : new Map([...used].sort(([a], [b]) => compareCodePoints(a, b)))
}

function writeDeclaration([prefix, uri]: readonly [string, string]): string {
  return ` xmlns${prefix === '' ? '' : `:${prefix}`}="${escapeAttribute(uri, '/')}"`
}

function writeAttributes(attributes: readonly TreeAttribute[], prefixes: Prefixes, path: string): string {
  return attributes
    .map(({ name, namespace, value }) => {
      const prefix = namespace === '' ? '' : prefixes.ofAttribute(namespace)
      return ` ${qualified(prefix, name)}="${escapeAttribute(value, `${path}/@${name}`)}"`
    })
    .join('')
}

/** C14N 1.0 section 2.2: by namespace URI, then by local name; attributes without namespace come first. */
function sortAttributes(attributes: readonly TreeAttribute[], path: string): readonly TreeAttribute[] {
  for (const { name, namespace } of attributes) {
    requireName(name, path)
    requireNamespace(namespace, path)
  }
  if (attributes.length < 2) return attributes
  const sorted = attributes.toSorted(
    (a, b) => compareCodePoints(a.namespace, b.namespace) || compareCodePoints(a.name, b.name),
  )
  const twice = sorted.find(
    (each, at) => each.name === sorted[at + 1]?.name && each.namespace === sorted[at + 1]?.namespace,
  )
  if (twice !== undefined)
    throw new KhorgosError('OUTPUT_INVALID', `Attribute ${twice.name} stands twice`, { place: { path } })
  return sorted
}

function qualified(prefix: string, name: string): string {
  return prefix === '' ? name : `${prefix}:${name}`
}

/** Order of UCS code points, as C14N wants; JavaScript compares UTF-16 units, which differ beyond the BMP. */
function compareCodePoints(a: string, b: string): number {
  if (a === b) return 0
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}
