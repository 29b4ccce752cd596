import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { KhorgosError } from '../errors.ts'
import { loadMapping, type Mapping } from '../mapping/load.ts'
import { type FormatKind, matcher, openRecognition } from '../mapping/recognition.ts'
import { sharedSources } from '../mapping/shared-sources.ts'
import { loadDocumentRules, type DocumentRules } from '../model/documents.ts'
import { loadHubCodes, type HubCodes } from '../model/hub-codes.ts'
import type { TreeElement } from '../model/tree.ts'
import { openXml } from '../xml/parse.ts'
import { DEFAULT_LIMITS } from '../xml/limits.ts'
import { looksLikeInterchange } from './edifact/interchange.ts'
import { DEFAULT_EDIFACT_LIMITS } from './edifact/limits.ts'
import { loadSpecification } from './edifact/load-specification.ts'
import { openEdifact } from './edifact/message.ts'
import type { Specification } from './edifact/specification.ts'
import { edifactSyntax } from './edifact/syntax.ts'
import { type Recognisable, recogniseFormat } from './recognise.ts'
import type { FormatSyntax, OpenMessage } from './syntax.ts'
import { xmlSyntax } from './xml-syntax.ts'

/** One message format: its rules, its syntax with its schema, and the hub that its documents belong to. */
export interface Format {
  readonly id: string
  readonly kind: Mapping['kind']
  readonly title: string
  readonly mapping: Mapping
  readonly syntax: FormatSyntax
  readonly hub: { readonly rules: DocumentRules; readonly codes: HubCodes }
}

/**
 * Every format of the program, each known by the head of its mapping file; rules, schema and code lists are read when
 * the format is asked for first. Lives as long as the process.
 */
export interface Formats {
  readonly ids: readonly string[]
  /** Loads them all. @throws KhorgosError MAPPING_INVALID or CONFIG_INVALID */
  readonly all: readonly Format[]
  /** Path of the mapping file. @throws KhorgosError FORMAT_UNKNOWN */
  fileOf(id: string): string
  /** @throws KhorgosError FORMAT_UNKNOWN; MAPPING_INVALID or CONFIG_INVALID for a bad rule, schema or list of it */
  byId(id: string): Format
  /**
   * Opens a message of whichever syntax its bytes are in. XML that is signed is opened with `openXml`, which can take
   * the signature out.
   *
   * @param maxBytes what the partner agreed on; default: what the syntax allows
   * @param encodings labels that XML may declare; default: UTF-8
   * @throws KhorgosError as `openXml` and `openEdifact`
   */
  open(bytes: Uint8Array, maxBytes?: number, encodings?: readonly string[]): OpenMessage
  /** @returns the id of the envelope format of which a message is; undefined for a message without envelope. */
  envelopeIdOf(root: TreeElement): string | undefined
  /**
   * Finds the format of a message by its root, namespace (of an interchange: the header of its message) and the
   * conditions of the mapping, never by its bytes.
   *
   * @param among ids to choose from, e.g. those the agreement names; default: all
   * @throws KhorgosError FORMAT_UNKNOWN naming root, namespace and version seen, or FORMAT_AMBIGUOUS
   */
  recognise(root: TreeElement, among?: readonly string[]): Format
  /** The same by the heads alone: a format that may not be used is named without being loaded. */
  recogniseId(root: TreeElement, among?: readonly string[]): string
}

/** A format by its head, and as a whole once somebody needs it. */
interface Entry extends Recognisable {
  readonly file: string
  readonly kind: FormatKind
  readonly namespace: string
  load(): Format
}

/**
 * Reads the heads of `<schemasFolder>/<standard>/<name>.mapping.yaml`.
 *
 * @throws KhorgosError MAPPING_INVALID or CONFIG_INVALID: a bad head or hub schema stops the start
 */
export function loadFormats(schemasFolder: string): Formats {
  const canonical = join(schemasFolder, 'canonical')
  const codes = loadHubCodes(join(canonical, 'codes'))
  const hub = { rules: loadDocumentRules(canonical, codes), codes }
  const specifications = new Map<string, Specification>()
  const sources = sharedSources(canonical)
  const entries = mappingFiles(schemasFolder).map((file) =>
    entryOf(file, () => loadFormat(loadMapping(file, canonical, sources), hub, specifications)),
  )
  const byId = new Map(entries.map((entry) => [entry.id, entry]))
  if (byId.size < entries.length) {
    const twice = entries.find((entry) => byId.get(entry.id) !== entry)
    throw new KhorgosError('MAPPING_INVALID', `Two mapping files say format: ${twice?.id ?? ''}`)
  }
  const specificationOf = (namespace: string): Specification | undefined => {
    entries.find((entry) => entry.namespace === namespace)?.load()
    return specifications.get(namespace)
  }
  const envelopes = entries.filter(({ kind }) => kind === 'envelope')
  const carried = entries.filter(({ kind }) => kind !== 'envelope')
  const recogniseEntry = (root: TreeElement, among?: readonly string[]): Entry =>
    recogniseFormat(root, among === undefined ? carried : carried.filter(({ id }) => among.includes(id)))
  return {
    ids: [...byId.keys()],
    get all() {
      return entries.map((entry) => entry.load())
    },
    fileOf: (id) => (byId.get(id) ?? unknownId(id)).file,
    byId: (id) => (byId.get(id) ?? unknownId(id)).load(),
    open: (bytes, maxBytes, encodings) => openMessage(bytes, maxBytes, encodings, { get: specificationOf }),
    recognise: (root, among) => recogniseEntry(root, among).load(),
    recogniseId: (root, among) => recogniseEntry(root, among).id,
    envelopeIdOf: (root) => envelopes.find((envelope) => envelope.matches(root))?.id,
  }
}

function entryOf(file: string, load: () => Format): Entry {
  const recognition = openRecognition(file)
  let loaded: Format | undefined
  return {
    id: recognition.format,
    file,
    kind: recognition.kind,
    namespace: recognition.namespace,
    matches: matcher(recognition),
    load: () => (loaded ??= load()),
  }
}

function loadFormat(
  mapping: Mapping,
  hub: Format['hub'],
  specifications: Map<string, Specification>,
): Format {
  const { format: id, kind, title } = mapping
  for (const document of Object.values(mapping.documents)) hub.rules.prepare(document)
  return { id, kind, title, mapping, syntax: loadSyntax(mapping, specifications), hub }
}

const EDIFACT_SCHEMA = '.edifact.yaml'

/** The file that describes a message says in which syntax it is. */
function loadSyntax(mapping: Mapping, specifications: Map<string, Specification>): FormatSyntax {
  const { format, root, schemaFile } = mapping
  if (!schemaFile.endsWith(EDIFACT_SCHEMA)) return xmlSyntax(schemaFile, format, root)
  const read = loadSpecification(schemaFile)
  const specification = specifications.get(read.namespace) ?? read
  if (root.name !== specification.type || root.namespace !== specification.namespace)
    throw new KhorgosError(
      'MAPPING_INVALID',
      `${format}: its root must be ${specification.type} in namespace ${specification.namespace}, as its schema says`,
    )
  specifications.set(specification.namespace, specification)
  return edifactSyntax(specification, format)
}

function openMessage(
  bytes: Uint8Array,
  maxBytes: number | undefined,
  encodings: readonly string[] | undefined,
  specifications: Parameters<typeof openEdifact>[1],
): OpenMessage {
  const limit = maxBytes !== undefined && { maxBytes }
  // An editor's mark before an interchange; that of XML is the parser's to skip (XML 1.0 section 4.3.3).
  const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
  const unmarked = marked ? bytes.subarray(3) : bytes
  return looksLikeInterchange(unmarked)
    ? openEdifact(unmarked, specifications, { ...DEFAULT_EDIFACT_LIMITS, ...limit })
    : openXml(bytes, { ...DEFAULT_LIMITS, ...limit }, { ...(encodings && { encodings }) })
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

function unknownId(id: string): never {
  throw new KhorgosError('FORMAT_UNKNOWN', `There is no format ${id}`)
}
