import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { TreeElement } from '../../../src/model/tree.ts'
import { openXml } from '../../../src/xml/parse.ts'

/** What a schema says of one element or attribute, however its types are named and spread over files. */
export interface SchemaField {
  readonly namespace: string
  /** `1`, `0..1`, `1..n`, and the choice it stands in: `1 of choice 0..1`. */
  readonly occurs: string
  /** Built-in type that all restrictions begin with; '' for an element of elements. */
  readonly base: string
  readonly facets: Readonly<Record<string, string>>
}

const XSD = 'http://www.w3.org/2001/XMLSchema'
const FACETS = new Set([
  'length',
  'minLength',
  'maxLength',
  'pattern',
  'totalDigits',
  'fractionDigits',
  'minInclusive',
])

/** libxml2 takes 12345 and 1234567 under the first, so that ours say it by nested options. */
const SAME_PATTERN: Readonly<Record<string, string>> = {
  '[0-9]{2}|[0-9]{5}|[0-9]{8}': '[0-9]{2}([0-9]{3}([0-9]{3})?)?',
}

function facetOf(value: string): string {
  return SAME_PATTERN[value] ?? value
}

/**
 * Path from the root → field. Names are looked up by namespace, as XML Schema demands: the album has types of one name
 * in several namespaces, and they differ.
 */
export function schemaTree(file: string, root: string): ReadonlyMap<string, SchemaField> {
  const fields = new Map<string, SchemaField>()
  const schema = new SchemaSet(file)
  const element = schema.main.tree.children.find(
    (child) => child.name === 'element' && textOf(child, 'name') === root,
  )
  if (element !== undefined)
    walk({ schema, fields }, { node: element, file: schema.main, global: true }, '', '')
  return fields
}

interface Walk {
  readonly schema: SchemaSet
  readonly fields: Map<string, SchemaField>
}

interface Component {
  readonly node: TreeElement
  readonly file: SchemaFile
  readonly global: boolean
}

interface SchemaFile {
  readonly tree: TreeElement
  readonly namespace: string
  readonly prefixes: ReadonlyMap<string, string>
}

function walk({ schema, fields }: Walk, element: Component, above: string, choice: string): void {
  const { node, file } = element
  const reference = textOf(node, 'ref')
  if (reference !== undefined) {
    const occurrences = node.attributes.filter(({ name }) => name !== 'ref')
    const target = schema.find(file, 'element', reference)
    if (target !== undefined)
      walk(
        { schema, fields },
        { ...target, node: { ...target.node, attributes: [...target.node.attributes, ...occurrences] } },
        above,
        choice,
      )
    return
  }
  const path = `${above}/${textOf(node, 'name') ?? ''}`
  const type = new Content(schema)
  type.addNamed(file, textOf(node, 'type'))
  type.add(node, file)
  const fixed = textOf(node, 'fixed')
  fields.set(path, {
    namespace: file.namespace,
    occurs: occurrence(node) + choice,
    base: type.base,
    facets: { ...type.facets, ...(fixed !== undefined && { fixed }) },
  })
  for (const [name, attribute] of type.attributes) fields.set(`${path}/@${name}`, attribute)
  for (const child of type.elements) walk({ schema, fields }, child.component, path, child.choice)
}

/** What a type comes to after following its bases to the end. */
class Content {
  readonly elements: { readonly component: Component; readonly choice: string }[] = []
  readonly attributes = new Map<string, SchemaField>()
  readonly facets: Record<string, string> = {}
  base = ''
  readonly #schema: SchemaSet

  constructor(schema: SchemaSet) {
    this.#schema = schema
  }

  addNamed(file: SchemaFile, name: string | undefined): void {
    if (name === undefined) return
    const [prefix = '', local = ''] = name.includes(':') ? name.split(':') : ['', name]
    if (file.prefixes.get(prefix) === XSD) {
      this.base = local
      return
    }
    const type = this.#schema.find(file, 'simpleType', name) ?? this.#schema.find(file, 'complexType', name)
    if (type === undefined) throw new Error(`there is no type ${name}`)
    this.add(type.node, type.file)
  }

  add(node: TreeElement, file: SchemaFile, choice = ''): void {
    for (const child of node.children) {
      const { name } = child
      if (name === 'element') this.elements.push({ component: { node: child, file, global: false }, choice })
      else if (name === 'attribute') this.#addAttribute(child, file)
      else if (FACETS.has(name)) this.facets[name] = facetOf(textOf(child, 'value') ?? '')
      else if (name === 'choice') this.add(child, file, ` of choice ${occurrence(child)}`)
      else if (name !== 'annotation') {
        this.addNamed(file, textOf(child, 'base'))
        this.add(child, file, choice)
      }
    }
  }

  #addAttribute(node: TreeElement, file: SchemaFile): void {
    const type = new Content(this.#schema)
    type.addNamed(file, textOf(node, 'type'))
    type.add(node, file)
    const fixed = textOf(node, 'fixed')
    this.attributes.set(textOf(node, 'name') ?? '', {
      namespace: '',
      occurs: textOf(node, 'use') === 'required' ? '1' : '0..1',
      base: type.base,
      facets: { ...type.facets, ...(fixed !== undefined && { fixed }) },
    })
  }
}

/** The files of one schema, with their namespaces and prefixes. */
class SchemaSet {
  readonly main: SchemaFile
  readonly #files = new Map<string, SchemaFile>()

  constructor(path: string) {
    this.main = this.#open(path)
  }

  find(file: SchemaFile, kind: string, name: string): Component | undefined {
    const [prefix = '', local = ''] = name.includes(':') ? name.split(':') : ['', name]
    const namespace = file.prefixes.get(prefix) ?? ''
    for (const each of this.#files.values()) {
      if (each.namespace !== namespace) continue
      const node = each.tree.children.find((child) => child.name === kind && textOf(child, 'name') === local)
      if (node !== undefined) return { node, file: each, global: true }
    }
    return undefined
  }

  #open(path: string): SchemaFile {
    const known = this.#files.get(path)
    if (known !== undefined) return known
    const text = readFileSync(path, 'utf8')
    using message = openXml(Buffer.from(text))
    const tree = message.root
    const declared = /<(?:\w+:)?schema\b[^>]*>/.exec(text)?.[0] ?? ''
    const prefixes = new Map(
      [...declared.matchAll(/\bxmlns(?::([\w.-]+))?="([^"]*)"/g)].map(([, prefix = '', uri = '']) => [
        prefix,
        uri,
      ]),
    )
    const file = { tree, namespace: textOf(tree, 'targetNamespace') ?? '', prefixes }
    this.#files.set(path, file)
    for (const child of tree.children) {
      const location = textOf(child, 'schemaLocation')
      if (location !== undefined) this.#open(join(dirname(path), location))
    }
    return file
  }
}

function occurrence(node: TreeElement): string {
  const least = textOf(node, 'minOccurs') ?? '1'
  const most = (textOf(node, 'maxOccurs') ?? '1').replace('unbounded', 'n')
  return least === most ? least : `${least}..${most}`
}

function textOf({ attributes }: TreeElement, name: string): string | undefined {
  return attributes.find((each) => each.name === name)?.value
}
