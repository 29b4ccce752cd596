import { dirname, join } from 'node:path'
import { XmlDocument, XmlElement, XmlTreeNode } from 'libxml2-wasm'
import { KhorgosError } from '../errors.ts'
import type { ShapeAttribute, ShapeElement } from '../model/message-shape.ts'
import { readSchemaFile } from './schema-files.ts'
import { describeText } from './schema-text.ts'

/** A component of XML Schema, as plain data: name, attributes, children in the schema namespace. */
export interface SchemaNode {
  readonly kind: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly SchemaNode[]
  readonly file: SchemaFile
}

/** One schema file; what it includes and imports is looked into after it, in the order of the file. */
interface SchemaFile {
  readonly namespace: string
  readonly qualified: boolean
  components: readonly SchemaNode[]
  readonly others: SchemaFile[]
}

const XSD = 'http://www.w3.org/2001/XMLSchema'

/**
 * Reads a schema as the shape of one of its global elements. Names are looked up in the file that uses them, then in
 * those it includes and imports: enough for schemas in which a type name means one thing along that way.
 * @param file a schema that `compileSchema` has accepted
 * @throws KhorgosError CONFIG_INVALID when it has no such element
 */
export function schemaShape(file: string, root: string): ShapeElement {
  const schema = loadSchema(file, '', new Map())
  const element = find(schema, 'element', root)
  if (element === undefined) throw new KhorgosError('CONFIG_INVALID', `${file}: there is no element ${root}.`)
  return elementShape(element, { required: true, repeats: false })
}

/** @param target namespace of who includes it: a schema without one takes it over (XML Schema part 1, 4.2.1) */
function loadSchema(path: string, target: string, known: Map<string, SchemaFile>): SchemaFile {
  const key = `${path} ${target}`
  const seen = known.get(key)
  if (seen !== undefined) return seen
  using document = XmlDocument.fromBuffer(readSchemaFile(path), { url: path })
  const { root } = document
  const own = root.attr('targetNamespace')?.value
  const schema: SchemaFile = {
    namespace: own ?? target,
    qualified: root.attr('elementFormDefault')?.value === 'qualified',
    components: [],
    others: [],
  }
  known.set(key, schema)
  schema.components = childElements(root).map((element) => toNode(element, schema))
  for (const { kind, attributes } of schema.components) {
    const location = attributes['schemaLocation']
    if (location === undefined || (kind !== 'include' && kind !== 'import')) continue
    schema.others.push(
      loadSchema(join(dirname(path), location), kind === 'include' ? schema.namespace : '', known),
    )
  }
  return schema
}

function toNode(element: XmlElement, file: SchemaFile): SchemaNode {
  return {
    kind: element.name,
    attributes: Object.fromEntries(element.attrs.map(({ name, value }) => [name, value])),
    children: childElements(element).map((child) => toNode(child, file)),
    file,
  }
}

function childElements(parent: XmlElement): XmlElement[] {
  const found: XmlElement[] = []
  for (let node = parent.firstChild; node !== null; node = node instanceof XmlTreeNode ? node.next : null)
    if (node instanceof XmlElement && node.namespaceUri === XSD) found.push(node)
  return found
}

const TYPES = ['complexType', 'simpleType']

/** @returns the global component of that name, nearest file first; undefined for those of XML Schema itself. */
function find(
  file: SchemaFile,
  kind: string,
  qualified: string,
  seen = new Set<SchemaFile>(),
): SchemaNode | undefined {
  seen.add(file)
  const name = qualified.replace(/^.*:/, '')
  const kinds = kind === 'type' ? TYPES : [kind]
  const own = file.components.find((each) => kinds.includes(each.kind) && each.attributes['name'] === name)
  if (own !== undefined) return own
  for (const other of file.others) {
    const found = seen.has(other) ? undefined : find(other, kind, name, seen)
    if (found !== undefined) return found
  }
  return undefined
}

interface Occurrence {
  readonly required: boolean
  readonly repeats: boolean
}

function elementShape(node: SchemaNode, { required, repeats }: Occurrence): ShapeElement {
  const reference = node.attributes['ref']
  const declared = reference === undefined ? node : (find(node.file, 'element', reference) ?? node)
  const type = typeOf(declared)
  const global = declared.file.components.includes(declared)
  const form = declared.attributes['form']
  const qualified = global || (form === undefined ? declared.file.qualified : form === 'qualified')
  const content = type?.kind === 'complexType' ? particlesOf(type) : []
  return {
    name: declared.attributes['name'] ?? '',
    namespace: qualified ? declared.file.namespace : '',
    required,
    repeats,
    text: textOf(declared, type),
    fixed: declared.attributes['fixed'],
    open: content.some((particle) => particle.node.kind === 'any'),
    children: () =>
      content.filter(({ node: { kind } }) => kind === 'element').map((each) => elementShape(each.node, each)),
    attributes: () => (type?.kind === 'complexType' ? attributesOf(type) : []),
  }
}

function typeOf(node: SchemaNode): SchemaNode | undefined {
  const inline = node.children.find(({ kind }) => TYPES.includes(kind))
  const name = node.attributes['type'] ?? node.attributes['base']
  return inline ?? (name === undefined ? undefined : find(node.file, 'type', name))
}

/** What stands in simple content, or in a simple type: '' for an element whose content is elements only. */
function textOf(node: SchemaNode, type: SchemaNode | undefined): string {
  if (type?.kind !== 'complexType') return describeText(node, type, typeOf)
  const simple = derivation(type, 'simpleContent')
  if (simple !== undefined) return describeText(simple, typeOf(simple), typeOf)
  return type.attributes['mixed'] === 'true' ? 'mixed' : ''
}

/** The `extension` or `restriction` inside `simpleContent` or `complexContent`. */
function derivation(type: SchemaNode, content: string): SchemaNode | undefined {
  return type.children
    .find(({ kind }) => kind === content)
    ?.children.find(({ kind }) => kind === 'extension' || kind === 'restriction')
}

interface Particle extends Occurrence {
  readonly node: SchemaNode
}

/** Elements and wildcards of a complex type in order, those it inherits first. */
function particlesOf(type: SchemaNode): Particle[] {
  const derived = derivation(type, 'complexContent')
  const always = { required: true, repeats: false }
  if (derived === undefined) return particlesIn(type, always)
  const base = derived.kind === 'extension' ? typeOf(derived) : undefined
  return [...(base?.kind === 'complexType' ? particlesOf(base) : []), ...particlesIn(derived, always)]
}

function particlesIn(parent: SchemaNode, around: Occurrence): Particle[] {
  return parent.children.flatMap((node) => {
    const here = within(around, node)
    switch (node.kind) {
      case 'element':
      case 'any':
        return [{ node, ...here }]
      case 'sequence':
      case 'all':
        return particlesIn(node, here)
      case 'choice':
        // Of several branches none alone must be there.
        return particlesIn(node, { ...here, required: here.required && node.children.length === 1 })
      case 'group': {
        const group = find(node.file, 'group', node.attributes['ref'] ?? '')
        return group === undefined ? [] : particlesIn(group, here)
      }
      default:
        return []
    }
  })
}

function within(around: Occurrence, { attributes }: SchemaNode): Occurrence {
  const { minOccurs = '1', maxOccurs = '1' } = attributes
  return {
    required: around.required && minOccurs !== '0',
    repeats: around.repeats || (maxOccurs !== '1' && maxOccurs !== '0'),
  }
}

/** Attributes of a complex type, those it inherits and those of attribute groups among them. */
function attributesOf(type: SchemaNode): ShapeAttribute[] {
  const derived = derivation(type, 'complexContent') ?? derivation(type, 'simpleContent')
  const base = derived === undefined ? undefined : typeOf(derived)
  const inherited = base?.kind === 'complexType' ? attributesOf(base) : []
  const own = attributesIn(derived ?? type)
  return [...inherited.filter(({ name }) => own.every((each) => each.name !== name)), ...own]
}

function attributesIn(parent: SchemaNode): ShapeAttribute[] {
  return parent.children.flatMap((node) => {
    const reference = node.attributes['ref']
    if (node.kind === 'attributeGroup') {
      const group = find(node.file, 'attributeGroup', reference ?? '')
      return group === undefined ? [] : attributesIn(group)
    }
    if (node.kind !== 'attribute') return []
    const declared = reference === undefined ? node : (find(node.file, 'attribute', reference) ?? node)
    return {
      name: declared.attributes['name'] ?? '',
      required: node.attributes['use'] === 'required',
      text: describeText(declared, typeOf(declared), typeOf),
      fixed: node.attributes['fixed'] ?? declared.attributes['fixed'],
    }
  })
}
