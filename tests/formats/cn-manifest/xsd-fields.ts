import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { TreeElement } from '../../../src/model/tree.ts'
import { openXml } from '../../../src/xml/parse.ts'

/**
 * What a schema says of one element or attribute, told in the same words for any way of writing the schema: named
 * or inline types, one file or twenty. Only as much of XML Schema as the road manifest family uses.
 */
export interface SchemaField {
  /** `1`, `0..1`, `1..3`, `0..n` within its parent. */
  readonly occurs: string
  readonly facets: Readonly<Record<string, string>>
  /** `xs:unique` below the element: `selector field`, without prefixes. */
  readonly unique: readonly string[]
}

/** Path from the root → field. An element that may not stand at all (`maxOccurs="0"`) is not there. */
export type SchemaFields = ReadonlyMap<string, SchemaField>

const FACETS = ['minLength', 'maxLength', 'totalDigits', 'fractionDigits', 'pattern', 'minInclusive']

/** @param file of a schema whose root element is `Manifest` */
export function schemaFields(file: string): SchemaFields {
  const schema = new SchemaFiles(file)
  const fields = new Map<string, SchemaField>()
  const root = schema.main.children.find(({ name }) => name === 'element')
  if (root !== undefined) collect(schema, root, '', fields)
  return fields
}

function collect(
  schema: SchemaFiles,
  element: TreeElement,
  above: string,
  fields: Map<string, SchemaField>,
): void {
  if (attribute(element, 'maxOccurs') === '0') return
  const path = `${above}/${attribute(element, 'name') ?? ''}`
  const content = new Content(schema)
  content.addType(attribute(element, 'type'))
  content.add(element)
  const fixed = attribute(element, 'fixed')
  fields.set(path, {
    occurs: occurrence(element),
    facets: { ...content.facets, ...(fixed !== undefined && { fixed }) },
    unique: uniques(element),
  })
  for (const [name, facets] of content.attributes) {
    fields.set(`${path}/@${name}`, { occurs: '1', facets, unique: [] })
  }
  for (const child of content.elements) collect(schema, child, path, fields)
}

/** What a type comes to after following `base` to the end. */
class Content {
  readonly elements: TreeElement[] = []
  readonly attributes = new Map<string, Record<string, string>>()
  readonly facets: Record<string, string> = {}
  readonly #schema: SchemaFiles

  constructor(schema: SchemaFiles) {
    this.#schema = schema
  }

  addType(name: string | undefined): void {
    if (name === undefined) return
    const type = this.#schema.type(name)
    if (type !== undefined) this.add(type)
  }

  add(node: TreeElement): void {
    for (const child of node.children) {
      if (child.name === 'element') this.elements.push(child)
      else if (child.name === 'attribute') this.#addAttribute(child)
      else if (child.name === 'enumeration') this.#addCode(attribute(child, 'value') ?? '')
      else if (FACETS.includes(child.name))
        this.facets[child.name] = normal(child.name, attribute(child, 'value'))
      else if (child.name !== 'unique' && child.name !== 'annotation') {
        this.addType(attribute(child, 'base'))
        this.add(child)
      }
    }
  }

  #addAttribute(node: TreeElement): void {
    const content = new Content(this.#schema)
    content.addType(attribute(node, 'type'))
    const fixed = attribute(node, 'fixed')
    this.attributes.set(attribute(node, 'name') ?? '', {
      ...content.facets,
      ...(fixed !== undefined && { fixed }),
    })
  }

  #addCode(code: string): void {
    this.facets['codes'] = this.facets['codes'] === undefined ? code : `${this.facets['codes']} ${code}`
  }
}

/** The files of one schema. A prefix of the official schemas is the name of the file that defines its types. */
class SchemaFiles {
  readonly main: TreeElement
  readonly #folder: string
  readonly #files = new Map<string, TreeElement>()

  constructor(file: string) {
    this.#folder = dirname(file)
    this.main = this.#open(file)
  }

  type(name: string): TreeElement | undefined {
    const [local = '', prefix] = name.split(':').toReversed()
    if (prefix === 'xs') return undefined
    const files = ['types.xsd', `Type/${prefix}.xsd`, `Code/${prefix}.xsd`].map((file) =>
      join(this.#folder, file),
    )
    const trees = [
      this.main,
      ...files.filter((file) => existsSync(file)).map((file) => this.#files.get(file) ?? this.#open(file)),
    ]
    const among = prefix === undefined || prefix === 'mft' ? trees : trees.slice(1)
    return among
      .flatMap(({ children }) => children)
      .find((child) => child.name.endsWith('Type') && attribute(child, 'name') === local)
  }

  #open(file: string): TreeElement {
    // Namespaces such as "Head" are no absolute URI, and our reader wants that of a message.
    const text = readFileSync(file, 'utf8').replaceAll(/(\bxmlns(?::\w+)?)="(\w+)"/g, '$1="urn:$2"')
    using message = openXml(Buffer.from(text))
    this.#files.set(file, message.root)
    return message.root
  }
}

function uniques(element: TreeElement): string[] {
  return element.children
    .filter(({ name }) => name === 'unique')
    .map((unique) =>
      unique.children
        .map((child) => attribute(child, 'xpath'))
        .filter((xpath) => xpath !== undefined)
        .join(' ')
        .replaceAll(/\b\w+:/g, ''),
    )
    .toSorted()
}

function occurrence(element: TreeElement): string {
  const least = attribute(element, 'minOccurs') ?? '1'
  const most = attribute(element, 'maxOccurs') ?? '1'
  return least === most ? least : `${least}..${most === 'unbounded' ? 'n' : most}`
}

/** The same pattern has many spellings; these are the ones that differ here. */
function normal(facet: string, value = ''): string {
  if (facet !== 'pattern') return value
  return value
    .replaceAll('{0,1}', '?')
    .replaceAll('\\-', '-')
    .replaceAll(/\{1,1[78]\}/g, '+')
    .replace('[123456789ABCDEFGHKLMNPR][0245689C', '[1-9A-HK-NPR][024-689C')
    .replace(/^\((\[A-Z0-9\]\+|\[0-9\]\{4\})\)$/, '$1')
}

function attribute(element: TreeElement, name: string): string | undefined {
  return element.attributes.find((each) => each.name === name)?.value
}
