import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { TreeElement } from '../../../src/model/tree.ts'
import { openXml } from '../../../src/xml/parse.ts'

/** What a schema says of one element: how often it may stand, and which texts it takes. */
export interface SchemaLeaf {
  readonly occurs: string
  /** Undefined for an element that holds others. */
  readonly takes: ((text: string) => boolean) | undefined
}

/** Path from the root → element, in order. Only as much of XML Schema as these messages use. */
export function schemaLeaves(file: string): Map<string, SchemaLeaf> {
  const schema = open(file)
  const types = new Map([...typesIn(schema), ...included(file, schema).flatMap(typesIn)])
  const leaves = new Map<string, SchemaLeaf>()
  const root = schema.children.find(({ name }) => name === 'element')
  if (root !== undefined) collect(root, '', types, leaves)
  return leaves
}

type Types = ReadonlyMap<string, TreeElement>

function open(file: string): TreeElement {
  using message = openXml(readFileSync(file))
  return message.root
}

function included(file: string, schema: TreeElement): TreeElement[] {
  const files = schema.children.flatMap((child) =>
    child.name === 'include' ? (attribute(child, 'schemaLocation') ?? []) : [],
  )
  return files.map((name) => open(join(dirname(file), name)))
}

function typesIn(schema: TreeElement): [string, TreeElement][] {
  return schema.children
    .filter(({ name }) => name.endsWith('Type'))
    .map((type) => [attribute(type, 'name') ?? '', type])
}

function collect(element: TreeElement, above: string, types: Types, leaves: Map<string, SchemaLeaf>): void {
  const path = `${above}/${attribute(element, 'name') ?? ''}`
  const type = types.get((attribute(element, 'type') ?? '').replace('decxs:', '')) ?? element
  const below = elementsIn(type)
  leaves.set(path, { occurs: occurrence(element), takes: below === undefined ? taker(type) : undefined })
  for (const child of below ?? []) collect(child, path, types, leaves)
}

/** @returns undefined for a text. */
function elementsIn(type: TreeElement): TreeElement[] | undefined {
  const complex = type.name === 'complexType' ? type : firstChild(type, 'complexType')
  const sequence = complex && firstChild(complex, 'sequence')
  return sequence?.children.filter(({ name }) => name === 'element')
}

function taker(type: TreeElement): (text: string) => boolean {
  const simple = type.name === 'simpleType' ? type : firstChild(type, 'simpleType')
  const facets = (simple && firstChild(simple, 'restriction'))?.children ?? []
  const values = (name: string): string[] =>
    facets.filter((facet) => facet.name === name).map((facet) => attribute(facet, 'value') ?? '')
  const patterns = values('pattern').map((pattern) => new RegExp(`^(?:${pattern})$`, 'u'))
  const least = Math.max(0, ...values('minLength').map(Number), ...values('length').map(Number))
  const most = Math.min(Infinity, ...values('maxLength').map(Number), ...values('length').map(Number))
  return (text) =>
    text.length >= least &&
    text.length <= most &&
    (patterns.length === 0 || patterns.some((pattern) => pattern.test(text)))
}

function occurrence(element: TreeElement): string {
  return `${attribute(element, 'minOccurs') ?? '1'}..${attribute(element, 'maxOccurs') ?? '1'}`
}

function firstChild(node: TreeElement, name: string): TreeElement | undefined {
  return node.children.find((each) => each.name === name)
}

function attribute(element: TreeElement, name: string): string | undefined {
  return element.attributes.find((each) => each.name === name)?.value
}
