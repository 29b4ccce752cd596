import { readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { TreeElement } from '../../../src/model/tree.ts'
import { openXml } from '../../../src/xml/parse.ts'

/**
 * What a schema of many namespaces says of one element, told in the same words for any way of writing it: whatever the
 * names of its types, the files they stand in and the order of derivation.
 */
export interface SchemaElement {
  readonly namespace: string
  /** `0..1`; inside a choice the choice's own stands before it. */
  readonly occurs: string
  /** Of its text, `token maxLength=36 minLength=1`; '' for an element of elements; undefined where a file is missing. */
  readonly text: string | undefined
  /** `@DocumentModeID=1006826E` */
  readonly attributes: readonly string[]
}

/** @returns path from the root → element, in the order of the message */
export function schemaElements(file: string): ReadonlyMap<string, SchemaElement> {
  const schema = new SchemaFile(file, new Map())
  const found = new Map<string, SchemaElement>()
  const root = schema.tree.children.find(({ name }) => name === 'element')
  if (root !== undefined) collect({ node: root, schema }, '', '', found)
  return found
}

interface Located {
  readonly node: TreeElement
  readonly schema: SchemaFile
}

function collect(
  { node, schema }: Located,
  above: string,
  around: string,
  found: Map<string, SchemaElement>,
): void {
  const path = `${above}/${attribute(node, 'name') ?? ''}`
  const type = schema.type(attribute(node, 'type') ?? '')
  const isComplex = type?.node.name === 'complexType'
  found.set(path, {
    namespace: schema.target,
    occurs: around + occurrence(node),
    text: isComplex ? '' : textOf(schema, attribute(node, 'type') ?? ''),
    attributes: isComplex ? attributesOf(type) : [],
  })
  if (isComplex) for (const { child, choice } of childrenOf(type)) collect(child, path, choice, found)
}

/** Elements of a complex type, inherited ones first. */
function childrenOf({ node, schema }: Located): { child: Located; choice: string }[] {
  const within = (parent: TreeElement, choice: string): { child: Located; choice: string }[] =>
    parent.children.flatMap((each) => {
      if (each.name === 'element') return { child: { node: each, schema }, choice }
      if (each.name === 'choice') return within(each, `choice ${occurrence(each)} of `)
      if (each.name === 'sequence' || each.name === 'complexContent') return within(each, choice)
      if (each.name !== 'extension') return []
      const base = schema.type(attribute(each, 'base') ?? '')
      return [...(base === undefined ? [] : childrenOf(base)), ...within(each, choice)]
    })
  return within(node, '')
}

function attributesOf({ node }: Located): string[] {
  const below = (parent: TreeElement): TreeElement[] =>
    parent.children.flatMap((each) => [each, ...below(each)])
  return below(node)
    .filter(({ name }) => name === 'attribute')
    .map((each) => `@${attribute(each, 'name') ?? ''}=${attribute(each, 'fixed') ?? ''}`)
}

const FACETS = [
  'length',
  'minLength',
  'maxLength',
  'totalDigits',
  'fractionDigits',
  'minInclusive',
  'pattern',
]

function textOf(schema: SchemaFile, name: string): string | undefined {
  if (schema.isXsd(name)) return name.replace(/^.*:/, '')
  const type = schema.type(name)
  const restriction = type?.node.children.find((each) => each.name === 'restriction')
  if (type === undefined || restriction === undefined) return undefined
  const base = textOf(type.schema, attribute(restriction, 'base') ?? '')
  const facets = restriction.children
    .filter((each) => FACETS.includes(each.name))
    .map((each) => `${each.name}=${normal(attribute(each, 'value') ?? '')}`)
  return base === undefined ? undefined : [base, ...facets.toSorted()].join(' ')
}

/** Patterns of the album and ours that mean the same; why ours are others, SOURCE.md says. */
const SAME: Readonly<Record<string, string>> = {
  '[A-Z]{2}|[0]{2}|[9]{2}': '[A-Z]{2}|00|99',
  '[0-9]{2}|[0-9]{5}|[0-9]{8}': '[0-9]{2}([0-9]{3}){0,2}',
  '[0-9]{4}|[0-9]{6}|[0-9]{8}|[0-9]{10}': '[0-9]{4}([0-9]{2}){0,3}',
  '([0-9]{15})|([0-9]{13})': '[0-9]{13}([0-9]{2})?',
  '([0-9]{5})|([0-9]{6})': '[0-9]{5,6}',
  '([0-9]{2})|([A-Z]{2}[0-9]{5})': '[0-9]{2}|[A-Z]{2}[0-9]{5}',
  '[A-Z]{3}|[А-Я]{3}|[0-9A-Z]{5}': `${'[A-Z]'.repeat(3)}|${'[А-Я]'.repeat(3)}|${'[0-9A-Z]'.repeat(5)}`,
}

/** Digits of other scripts, which `\d` takes as well, are no difference here. */
function normal(value: string): string {
  const plain = value.replaceAll(String.raw`\d`, '[0-9]')
  return SAME[plain] ?? plain
}

function occurrence(node: TreeElement): string {
  const most = attribute(node, 'maxOccurs') ?? '1'
  return `${attribute(node, 'minOccurs') ?? '1'}..${most === 'unbounded' ? 'n' : most}`
}

function attribute(node: TreeElement, name: string): string | undefined {
  return node.attributes.find((each) => each.name === name)?.value
}

const XSD = 'http://www.w3.org/2001/XMLSchema'

/** One file with what its prefixes stand for; files are opened when a type is looked for in them. */
class SchemaFile {
  readonly tree: TreeElement
  readonly target: string
  readonly #prefixes: ReadonlyMap<string, string>
  readonly #path: string
  readonly #known: Map<string, SchemaFile>

  /** @param target namespace of whoever includes the file, taken where it has none */
  constructor(path: string, known: Map<string, SchemaFile>, target = '') {
    const bytes = readFileSync(path)
    using message = openXml(bytes)
    this.tree = message.root
    this.target = attribute(this.tree, 'targetNamespace') ?? target
    const declared = bytes.toString('utf8').matchAll(/xmlns(?::([\w-]+))?="([^"]+)"/g)
    this.#prefixes = new Map([...declared].map(([, prefix = '', uri = '']) => [prefix, uri]))
    this.#path = path
    this.#known = known
    known.set(`${basename(path)} ${target}`, this)
  }

  isXsd(name: string): boolean {
    return this.#namespaceOf(name) === XSD
  }

  type(name: string): Located | undefined {
    const namespace = this.#namespaceOf(name)
    const local = name.replace(/^.*:/, '')
    for (const schema of this.#holding(namespace)) {
      const node = schema.tree.children.find(
        (each) => each.name.endsWith('Type') && attribute(each, 'name') === local,
      )
      if (node !== undefined) return { node, schema }
    }
    return undefined
  }

  #namespaceOf(name: string): string {
    const prefix = name.includes(':') ? name.replace(/:.*$/, '') : ''
    return this.#prefixes.get(prefix) ?? this.target
  }

  /** This file and what it includes, or what it imports for that namespace. */
  #holding(namespace: string): SchemaFile[] {
    const own = namespace === this.target
    const kind = own ? 'include' : 'import'
    const others = this.tree.children.filter(
      (each) => each.name === kind && (own || attribute(each, 'namespace') === namespace),
    )
    const files = others.flatMap((each) =>
      this.#open(attribute(each, 'schemaLocation') ?? '', own ? this.target : ''),
    )
    return own ? [this, ...files] : files.flatMap((file) => [file, ...file.#holding(namespace)])
  }

  /** Nothing for a file that was not published. */
  #open(location: string, target: string): SchemaFile[] {
    const path = join(dirname(this.#path), location)
    const known = this.#known.get(`${basename(path)} ${target}`)
    if (known !== undefined) return [known]
    try {
      return [new SchemaFile(path, this.#known, target)]
    } catch {
      return []
    }
  }
}
