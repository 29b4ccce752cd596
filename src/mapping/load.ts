import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import { compile } from './compile.ts'
import { type Head, parseHead } from './head.ts'
import type { Mapping } from './mapping.ts'
import { finder, type Naming, textFinder } from './nodes.ts'
import { matcher, namingOf, readMapping } from './recognition.ts'
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
  const text = readMapping(file)
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
  const naming = namingOf(head)
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
    matches: matcher(head),
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
