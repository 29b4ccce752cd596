import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { KhorgosError } from '../errors.ts'
import type { TreeElement } from '../model/tree.ts'
import { compile } from './compile.ts'
import { type Condition, type Head, parseHead } from './head.ts'
import type { Mapping } from './mapping.ts'
import { finder, type Naming, textFinder } from './nodes.ts'
import type { Plan } from './plan.ts'
import { readMessage } from './read.ts'
import { type MappingVersion, readReport, writeReport } from './outcomes.ts'
import { parseRules, type RuleSource } from './rule-source.ts'
import { sharedSources } from './shared-sources.ts'
import { writeMessage } from './write.ts'
import { Complaints, parseYaml } from './yaml-source.ts'

export type { Mapping } from './mapping.ts'
export type { MappingContext } from './write.ts'

/**
 * Loads, checks and compiles one mapping file with its code lists.
 * @param canonicalFolder where the hub documents' schemas are, `<document>.schema.json`.
 * @param sources what was read for other files already.
 * @throws KhorgosError MAPPING_INVALID naming everything that is wrong, each with file and line.
 */
export function loadMapping(
  file: string,
  canonicalFolder: string,
  sources = sharedSources(canonicalFolder),
): Mapping {
  const { head, plan, version } = openMapping(file, canonicalFolder, sources)
  return mappingOf(file, head, plan, version)
}

/** A mapping file with everything that was made of it, for those who judge or describe it. */
export interface MappingSource {
  readonly file: string
  readonly head: Head
  readonly rules: readonly RuleSource[]
  readonly plan: Plan
  readonly version: MappingVersion
}

/** @throws KhorgosError MAPPING_INVALID, as `loadMapping` */
export function openMapping(
  file: string,
  canonicalFolder: string,
  sources = sharedSources(canonicalFolder),
): MappingSource {
  const complaints = new Complaints()
  const text = readText(file)
  const map = parseYaml(text, complaints)
  if (map?.kind !== 'map') {
    if (map !== undefined) complaints.add(1, 'a mapping file is a map; begin it with "format:"')
    throw complaints.error('MAPPING_INVALID', file)
  }
  const head = parseHead(map, file, canonicalFolder, sources, complaints)
  const rules = parseRules(map.entries.get('rules'), complaints)
  const plan = compile(head, rules, file, complaints)
  if (complaints.list.length > 0) throw complaints.error('MAPPING_INVALID', file)
  return { file, head, rules, plan, version: versionOf(file, text, head) }
}

function mappingOf(file: string, head: Head, plan: Plan, version: MappingVersion): Mapping {
  const naming = { namespace: head.namespace, accepted: head.acceptNamespaces, prefixes: head.prefixes }
  const { format, kind, title, schemaFile, timeZone, rootName, namespace, acceptNamespaces } = head
  return {
    format,
    kind,
    title,
    file,
    schemaFile,
    timeZone,
    root: {
      name: rootName,
      namespace,
      acceptNamespaces,
      when: head.when.map(({ path, is }) => ({ path: path.text, is })),
    },
    documents: Object.fromEntries(
      head.aliases.filter(({ made }) => made).map(({ alias, schema }) => [alias, schema.document]),
    ),
    hash: version.mapping,
    payload: head.payload && { as: head.payload.as, find: finder(head.payload.path, naming) },
    matches: matcher(head, naming),
    identity: identifier(head, naming),
    read(root, at) {
      const findings = readMessage(plan, root, at, timeZone)
      return { documents: findings.documents, report: readReport(version, plan, findings) }
    },
    write(documents, context) {
      const findings = writeMessage(plan, documents, context, timeZone)
      return { root: findings.root, report: writeReport(version, plan, findings) }
    },
  }
}

function matcher(head: Head, naming: Naming): Mapping['matches'] {
  const conditions = head.when.map((condition) => conditionTest(condition, naming))
  const namespaces = [head.namespace, ...head.acceptNamespaces]
  return (root) =>
    root.name === head.rootName &&
    namespaces.includes(root.namespace) &&
    conditions.every((holds) => holds(root))
}

function conditionTest({ path, is }: Condition, naming: Naming): (root: TreeElement) => boolean {
  const find = finder(path, naming)
  const text = textFinder(path, naming)
  if (typeof is !== 'boolean') return (root) => is.includes(text(root) ?? '')
  return (root) => (path.attribute === undefined ? find(root) !== undefined : text(root) !== undefined) === is
}

function identifier(head: Head, naming: Naming): Mapping['identity'] {
  const messageId = head.messageId.map((path) => textFinder(path, naming))
  const sender = head.sender === undefined ? undefined : textFinder(head.sender, naming)
  const companionKey = head.companionKey === undefined ? undefined : textFinder(head.companionKey, naming)
  return (root) => {
    const parts = messageId.map((find) => find(root))
    const complete = parts.length > 0 && !parts.includes(undefined)
    return {
      messageId: complete ? parts.join('/') : undefined,
      sender: sender?.(root),
      companionKey: companionKey?.(root),
    }
  }
}

/**
 * The mapping's hash covers its code lists: SHA-256 over the lines that `sha256sum` prints for the mapping file and
 * then for each list in the order of their names (hash, two spaces, file name without folder).
 */
function versionOf(file: string, text: string, head: Head): MappingVersion {
  const own = createHash('sha256').update(text, 'utf8').digest('hex')
  const lists = [...head.codes].sort(([a], [b]) => (a < b ? -1 : 1))
  const lines = [
    `${own}  ${basename(file)}\n`,
    ...lists.map(([, list]) => `${list.hash}  ${list.name}.csv\n`),
  ]
  return {
    format: head.format,
    mapping: createHash('sha256').update(lines.join('')).digest('hex'),
    codeLists: Object.fromEntries(lists.map(([name, { hash }]) => [name, hash])),
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new KhorgosError('MAPPING_INVALID', `${basename(file)} cannot be read.`, {
      cause,
      place: { path: basename(file) },
    })
  }
}
