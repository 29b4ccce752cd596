import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { KhorgosError } from '../errors.ts'
import { loadMapping, type Mapping } from '../mapping/load.ts'
import { loadDocumentRules, type DocumentRules } from '../model/documents.ts'
import { loadHubCodes, type HubCodes } from '../model/hub-codes.ts'
import type { TreeElement } from '../model/tree.ts'
import { compileSchema, type XmlSchema } from '../xml/schema.ts'

/** One message format: its rules, its schema, and the hub that its documents belong to. */
export interface Format {
  readonly id: string
  readonly kind: Mapping['kind']
  readonly title: string
  readonly mapping: Mapping
  readonly schema: XmlSchema
  readonly hub: { readonly rules: DocumentRules; readonly codes: HubCodes }
}

/** Every format of the program. Lives as long as the process. */
export interface Formats {
  readonly all: readonly Format[]
  /** @throws KhorgosError FORMAT_UNKNOWN */
  byId(id: string): Format
  /**
   * Finds the format of a message by its root, namespace and the conditions of the mapping, never by its bytes.
   *
   * @param among ids to choose from, e.g. those the agreement names; default: all
   * @throws KhorgosError FORMAT_UNKNOWN naming root, namespace and version seen, or FORMAT_AMBIGUOUS
   */
  recognise(root: TreeElement, among?: readonly string[]): Format
}

/**
 * Reads `<schemasFolder>/<standard>/<name>.mapping.yaml` with the schemas and code lists they name.
 *
 * @throws KhorgosError MAPPING_INVALID or CONFIG_INVALID: a bad rule, schema or list stops the start
 */
export function loadFormats(schemasFolder: string): Formats {
  const canonical = join(schemasFolder, 'canonical')
  const hub = { rules: loadDocumentRules(canonical), codes: loadHubCodes(join(canonical, 'codes')) }
  const all = mappingFiles(schemasFolder).map((file) => loadFormat(file, canonical, hub))
  const byId = new Map(all.map((format) => [format.id, format]))
  if (byId.size < all.length) {
    const twice = all.find((format) => byId.get(format.id) !== format)
    throw new KhorgosError('MAPPING_INVALID', `Two mapping files say format: ${twice?.id ?? ''}`)
  }
  return {
    all,
    byId: (id) => byId.get(id) ?? unknownId(id),
    recognise: (root, among) =>
      recognise(root, among === undefined ? all : all.filter(({ id }) => among.includes(id))),
  }
}

function loadFormat(file: string, canonical: string, hub: Format['hub']): Format {
  const mapping = loadMapping(file, canonical)
  const { format: id, kind, title } = mapping
  return { id, kind, title, mapping, schema: compileSchema(mapping.schemaFile), hub }
}

function mappingFiles(schemasFolder: string): string[] {
  try {
    return readdirSync(schemasFolder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .flatMap(({ name }) =>
        readdirSync(join(schemasFolder, name)).map((file) => join(schemasFolder, name, file)),
      )
      .filter((file) => file.endsWith('.mapping.yaml'))
      .sort()
  } catch (cause) {
    throw new KhorgosError('CONFIG_INVALID', `${schemasFolder}: the formats cannot be read`, { cause })
  }
}

function recognise(root: TreeElement, formats: readonly Format[]): Format {
  const [format, second] = formats.filter(({ mapping }) => mapping.matches(root))
  if (format !== undefined && second === undefined) return format
  const place = { path: `/${root.name}`, ...(root.line > 0 && { line: root.line }) }
  if (second !== undefined) {
    throw new KhorgosError('FORMAT_AMBIGUOUS', `The message fits ${format?.id ?? ''} and ${second.id}`, {
      place,
    })
  }
  throw new KhorgosError('FORMAT_UNKNOWN', `No format is known for ${describe(root)}`, { place })
}

/** Versions stand in the namespace, in a field, or nowhere; whoever reads the error wants what was there. */
function describe(root: TreeElement): string {
  const namespace = root.namespace === '' ? 'without namespace' : `in namespace ${root.namespace}`
  const head = root.children.find(({ name }) => name === 'Head')
  const field = (name: string): string | undefined =>
    head?.children.find((child) => child.name === name)?.text.trim()
  const version = field('Version') ?? root.attributes.find(({ name }) => name === 'version')?.value
  const details = { type: field('MessageType'), function: field('FunctionCode'), version }
  const seen = Object.entries(details).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name} ${value}`],
  )
  return [`root ${root.name} ${namespace}`, ...seen].join(', ')
}

function unknownId(id: string): never {
  throw new KhorgosError('FORMAT_UNKNOWN', `There is no format ${id}`)
}
