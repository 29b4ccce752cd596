import { KhorgosError } from '../errors.ts'
import type { TreeAttribute, TreeElement } from '../model/tree.ts'
import { escapeAttribute, escapeText, requireName, requireNamespace, type Where } from './characters.ts'
import { choosePrefixes, type Prefixes } from './prefixes.ts'

/** What an output ancestor has already said. */
interface Scope {
  /** Its namespace declarations, prefix → URI. */
  readonly declared: ReadonlyMap<string, string>
  /** Of the parent: the child in the same namespace, which nearly every child is, has nothing to declare. */
  readonly namespace: string | undefined
  readonly prefix: string
}

const NOTHING_SAID: Scope = { declared: new Map([['', '']]), namespace: undefined, prefix: '' }

interface Writer {
  readonly prefixes: Prefixes
  /** Names from the root to what is being written: the place of a refusal. */
  readonly trail: string[]
  readonly where: Where
  readonly out: Output
}

/** So many characters are gathered before they become bytes: a large message never stands in memory as one text. */
const GATHERED = 32_768

/** UTF-8 as it grows. */
class Output {
  readonly #chunks: Buffer[] = []
  #text = ''

  add(text: string): void {
    this.#text += text
    if (this.#text.length > GATHERED) this.#flush()
  }

  bytes(): Buffer {
    const [first] = this.#chunks
    if (first === undefined) return Buffer.from(this.#text)
    this.#flush()
    return Buffer.concat(this.#chunks)
  }

  #flush(): void {
    this.#chunks.push(Buffer.from(this.#text))
    this.#text = ''
  }
}

/**
 * Writes a tree as exactly the bytes that exclusive C14N would make of it, so that signing needs no second parse: W3C
 * xml-exc-c14n section 3 for namespaces, C14N 1.0 section 2.3 for all else.
 *
 * @param prefixes namespace URI → prefix, '' for the default namespace. A namespace without entry becomes the
 *   default namespace if the root is in it, else it gets a prefix of its own (`ns1`, `ns2`, …)
 * @returns UTF-8
 * @throws KhorgosError OUTPUT_INVALID with the path of the element: characters XML 1.0 cannot hold, names that
 *   are none, a relative namespace, an attribute twice, text beside child elements
 */
export function writeCanonicalBytes(
  root: TreeElement,
  prefixes: Readonly<Record<string, string>> = {},
): Buffer {
  const trail: string[] = []
  const out = new Output()
  const writer = { prefixes: choosePrefixes(root, prefixes), trail, where: () => `/${trail.join('/')}`, out }
  writeElement(root, NOTHING_SAID, writer)
  return out.bytes()
}

/** The same as text. */
export function writeCanonical(root: TreeElement, prefixes: Readonly<Record<string, string>> = {}): string {
  return writeCanonicalBytes(root, prefixes).toString('utf8')
}

function writeElement(element: TreeElement, outer: Scope, writer: Writer): void {
  const { trail, where, out } = writer
  trail.push(element.name)
  requireName(element.name, where)
  if (element.children.length > 0 && element.text !== '' && /[^ \t\r\n]/.test(element.text)) {
    throw new KhorgosError('OUTPUT_INVALID', 'Text beside child elements has no place to stand', {
      place: { path: where() },
    })
  }
  let scope = outer
  let head = ''
  if (element.namespace !== outer.namespace || element.attributes.some(isQualified))
    [scope, head] = writeHead(element, outer, writer)
  else if (element.attributes.length > 0)
    for (const attribute of sortAttributes(element, where)) head += writeAttribute(attribute, writer)
  const name = qualified(scope.prefix, element.name)
  const text = element.text === '' ? '' : escapeText(element.text, where)
  if (element.children.length === 0) out.add(`<${name}${head}>${text}</${name}>`)
  else {
    out.add(`<${name}${head}>${text}`)
    for (const child of element.children) writeElement(child, scope, writer)
    out.add(`</${name}>`)
  }
  trail.pop()
}

/** An attribute in a namespace may need its declaration. */
function isQualified({ namespace }: TreeAttribute): boolean {
  return namespace !== ''
}

/** Declarations and attributes of a start tag, and what its children may rely on. */
function writeHead(element: TreeElement, outer: Scope, writer: Writer): [Scope, string] {
  const { where, prefixes } = writer
  requireNamespace(element.namespace, where)
  const attributes = sortAttributes(element, where)
  const missing = [...visiblyUsed(element, attributes, prefixes)].filter(
    ([prefix, uri]) => (outer.declared.get(prefix) ?? '') !== uri,
  )
  const scope = {
    declared: missing.length === 0 ? outer.declared : new Map([...outer.declared, ...missing]),
    namespace: element.namespace,
    prefix: prefixes.ofElement(element.namespace),
  }
  const parts = [
    ...missing.map((declaration) => writeDeclaration(declaration, where)),
    ...attributes.map((attribute) => writeAttribute(attribute, writer)),
  ]
  return [scope, parts.join('')]
}

type Declaration = readonly [prefix: string, uri: string]

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

function writeDeclaration([prefix, uri]: Declaration, where: Where): string {
  return ` xmlns${prefix === '' ? '' : `:${prefix}`}="${escapeAttribute(uri, where)}"`
}

function writeAttribute({ name, namespace, value }: TreeAttribute, writer: Writer): string {
  const prefix = namespace === '' ? '' : writer.prefixes.ofAttribute(namespace)
  writer.trail.push(`@${name}`)
  const text = ` ${qualified(prefix, name)}="${escapeAttribute(value, writer.where)}"`
  writer.trail.pop()
  return text
}

/** C14N 1.0 section 2.2: by namespace URI, then by local name; attributes without namespace come first. */
function sortAttributes({ attributes }: TreeElement, where: Where): readonly TreeAttribute[] {
  for (const { name, namespace } of attributes) {
    requireName(name, where)
    requireNamespace(namespace, where)
  }
  if (attributes.length < 2) return attributes
  const sorted = attributes.toSorted(
    (a, b) => compareCodePoints(a.namespace, b.namespace) || compareCodePoints(a.name, b.name),
  )
  const twice = sorted.find(
    (each, at) => each.name === sorted[at + 1]?.name && each.namespace === sorted[at + 1]?.namespace,
  )
  if (twice !== undefined)
    throw new KhorgosError('OUTPUT_INVALID', `Attribute ${twice.name} stands twice`, {
      place: { path: where() },
    })
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
