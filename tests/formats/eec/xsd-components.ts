import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { TreeElement } from '../../../src/model/tree.ts'
import { openXml } from '../../../src/xml/parse.ts'

/**
 * A schema of several namespaces as a map of the fields of its messages. Names are looked up by namespace: the two
 * `EDocCode` of the Commission are two elements.
 */

export interface Field {
  /** `{urn:EEC:M:SimpleDataObjects:v0.4.14}EDocCode` */
  readonly name: string
  readonly occurs: string
  readonly text: Facets | undefined
  readonly attributes: Readonly<Record<string, Facets & { readonly use: string }>>
}

type Facets = Readonly<Record<string, string>>

interface Component {
  readonly node: TreeElement
  /** Prefixes of its file. */
  readonly prefixes: ReadonlyMap<string, string>
  readonly namespace: string
}

const XS = 'http://www.w3.org/2001/XMLSchema'

/** @returns fields by path from the root, without the root's name. */
export function fieldsOf(file: string, root: string): Map<string, Field> {
  const components = new Map<string, Component>()
  load(file, components, new Set())
  const fields = new Map<string, Field>()
  addField(components, required(components, `element ${root}`), '', '1..1', fields)
  return fields
}

function load(file: string, components: Map<string, Component>, seen: Set<string>): void {
  if (seen.has(file)) return
  seen.add(file)
  const text = readFileSync(file, 'utf8')
  using message = openXml(Buffer.from(text))
  const prefixes = new Map(
    [...text.matchAll(/xmlns:([\w-]+)="([^"]+)"/g)].map(
      ([, prefix = '', uri = '']) => [prefix, uri] as const,
    ),
  )
  const namespace = attribute(message.root, 'targetNamespace') ?? ''
  for (const node of message.root.children) {
    const location = attribute(node, 'schemaLocation')
    if (location !== undefined) load(join(dirname(file), location), components, seen)
    const kind = node.name === 'element' ? 'element' : 'type'
    const name = attribute(node, 'name')
    if (name !== undefined) components.set(`${kind} {${namespace}}${name}`, { node, prefixes, namespace })
  }
}

function addField(
  components: Map<string, Component>,
  element: Component,
  path: string,
  occurs: string,
  fields: Map<string, Field>,
): void {
  const inline = element.node.children.find(({ name }) => name === 'complexType')
  const type = inline ? { ...element, node: inline } : typeOf(components, element, 'type')
  const simple = simpleContent(components, type, element)
  fields.set(path, {
    name: `{${element.namespace}}${attribute(element.node, 'name')}`,
    occurs,
    text: simple?.text,
    attributes: simple?.attributes ?? {},
  })
  if (simple !== undefined || type === undefined) return
  for (const particle of particles(components, type)) {
    const reference = attribute(particle.node, 'ref') ?? ''
    const child = required(components, `element ${qualified(particle, reference)}`)
    const [least = '1', most = '1'] = [
      attribute(particle.node, 'minOccurs'),
      attribute(particle.node, 'maxOccurs'),
    ]
    const name = attribute(child.node, 'name') ?? ''
    addField(components, child, path === '' ? name : `${path}/${name}`, `${least}..${most}`, fields)
  }
}

interface Simple {
  readonly text: Facets
  readonly attributes: Field['attributes']
}

/** Facets and attributes of simple content, with what it inherits; undefined for elements that hold elements. */
function simpleContent(
  components: Map<string, Component>,
  type: Component | undefined,
  user: Component,
): Simple | undefined {
  if (type === undefined) return { text: { base: attribute(user.node, 'type') ?? '' }, attributes: {} }
  const outer = type.node.children.find(({ name }) => name === 'simpleContent') ?? type.node
  const derived = outer.children.find(({ name }) => name === 'restriction' || name === 'extension')
  if (derived === undefined) return undefined
  const inner = { ...type, node: derived }
  const base = simpleContent(components, typeOf(components, inner, 'base'), {
    ...inner,
    node: {
      ...derived,
      attributes: [{ name: 'type', namespace: '', value: attribute(derived, 'base') ?? '' }],
    },
  })
  const own = derived.children.filter(({ name }) => name !== 'attribute' && name !== 'annotation')
  const text = Object.fromEntries(own.map((facet) => [facet.name, attribute(facet, 'value') ?? '']))
  const attributes = derived.children
    .filter(({ name }) => name === 'attribute')
    .map((node) => {
      const values = simpleContent(components, typeOf(components, { ...inner, node }, 'type'), {
        ...inner,
        node,
      })
      return [
        attribute(node, 'name'),
        { ...values?.text, use: attribute(node, 'use') ?? 'optional' },
      ] as const
    })
  return {
    text: { ...base?.text, ...text },
    attributes: { ...base?.attributes, ...Object.fromEntries(attributes) },
  }
}

/** References to elements in a sequence, those of an extended type first. */
function particles(components: Map<string, Component>, type: Component): Component[] {
  const inside = (node: TreeElement): Component[] =>
    node.children.flatMap((child) =>
      child.name === 'element' ? [{ ...type, node: child }] : child.name === 'sequence' ? inside(child) : [],
    )
  const complex = type.node.children.find(({ name }) => name === 'complexContent')
  const extension = complex?.children.find(({ name }) => name === 'extension')
  if (extension === undefined) return inside(type.node)
  const base = typeOf(components, { ...type, node: extension }, 'base')
  return [...(base === undefined ? [] : particles(components, base)), ...inside(extension)]
}

/** The named type, undefined for those of XML Schema itself. */
function typeOf(
  components: Map<string, Component>,
  user: Component,
  key: 'type' | 'base',
): Component | undefined {
  const name = qualified(user, attribute(user.node, key) ?? '')
  return name.startsWith(`{${XS}}`) ? undefined : required(components, `type ${name}`)
}

function qualified({ prefixes, namespace }: Component, name: string): string {
  const [prefix, local] = name.includes(':') ? name.split(':') : [undefined, name]
  return `{${prefix === undefined ? namespace : (prefixes.get(prefix) ?? '')}}${local}`
}

function required(components: Map<string, Component>, key: string): Component {
  const found = components.get(key)
  if (found === undefined) throw new Error(`there is no ${key}`)
  return found
}

function attribute(node: TreeElement, name: string): string | undefined {
  return node.attributes.find((each) => each.name === name)?.value
}
