import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { KhorgosError } from '../errors.ts'
import type { TreeElement } from '../model/tree.ts'
import { HeadFields } from './head-fields.ts'
import { type MessagePath, parseMessagePath } from './message-path.ts'
import { finder, type Naming, textFinder } from './nodes.ts'
import { Complaints, parseYaml, textsOf, type YamlMap, type YamlNode } from './yaml-source.ts'

/** By what the messages of a format are known: the part of a mapping file's head that can be read without its rules. */
export interface Recognition {
  readonly format: string
  readonly title: string
  readonly kind: FormatKind
  readonly rootName: string
  readonly namespace: string
  readonly acceptNamespaces: readonly string[]
  readonly prefixes: ReadonlyMap<string, string>
  readonly when: readonly Condition[]
}

/** An `envelope` carries a message of another format; it makes no documents. */
export const FORMAT_KINDS = ['message', 'acknowledgement', 'envelope'] as const
export type FormatKind = (typeof FORMAT_KINDS)[number]

/** What must hold for a message to be of this format. */
export interface Condition {
  readonly path: MessagePath
  /** One of these texts; true: present with any; false: absent. */
  readonly is: readonly string[] | boolean
}

/** @returns what the head says; it may be used only when there are no complaints. */
export function parseRecognition(map: YamlMap, complaints: Complaints): Recognition {
  const read = new HeadFields(map, complaints)
  const stated = read.required('kind')
  const kind = FORMAT_KINDS.find((each) => each === stated) ?? 'message'
  if (stated !== undefined && stated !== kind)
    complaints.add(read.line('kind'), `\`kind\` must be one of ${FORMAT_KINDS.join(', ')}`)
  return {
    format: read.required('format') ?? '',
    title: read.required('title') ?? '',
    kind,
    rootName: read.required('root') ?? '',
    namespace: read.required('namespace') ?? '',
    acceptNamespaces: read.texts('acceptNamespaces'),
    prefixes: new Map(read.pairs('namespaces')),
    when: conditions(map.entries.get('when'), complaints),
  }
}

/** The rules are the larger part of a file by far, and most formats of the catalogue are those of other gateways. */
const RULES = /^rules:/m

/**
 * Reads the head of a mapping file alone.
 *
 * @throws KhorgosError MAPPING_INVALID naming file and line, for what is wrong in it up to its rules
 */
export function openRecognition(file: string): Recognition {
  const complaints = new Complaints()
  const text = readMapping(file)
  const rules = text.search(RULES)
  const map = parseYaml(rules < 0 ? text : text.slice(0, rules), complaints)
  if (map !== undefined && map.kind !== 'map')
    complaints.add(1, 'a mapping file is a map; begin it with "format:"')
  const recognition = map?.kind === 'map' ? parseRecognition(map, complaints) : undefined
  if (recognition === undefined || complaints.list.length > 0) throw complaints.error('MAPPING_INVALID', file)
  return recognition
}

/** @throws KhorgosError MAPPING_INVALID when there is no such file */
export function readMapping(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new KhorgosError('MAPPING_INVALID', `${basename(file)} cannot be read.`, {
      cause,
      place: { path: basename(file) },
    })
  }
}

/** @returns whether a message is of the format, by its root */
export function matcher(recognition: Recognition): (root: TreeElement) => boolean {
  const { rootName, namespace, acceptNamespaces } = recognition
  const naming = namingOf(recognition)
  const conditionTests = recognition.when.map((condition) => conditionTest(condition, naming))
  const namespaces = [namespace, ...acceptNamespaces]
  return (root) =>
    root.name === rootName &&
    namespaces.includes(root.namespace) &&
    conditionTests.every((holds) => holds(root))
}

export function namingOf({ namespace, acceptNamespaces, prefixes }: Recognition): Naming {
  return { namespace, accepted: acceptNamespaces, prefixes }
}

function conditionTest({ path, is }: Condition, naming: Naming): (root: TreeElement) => boolean {
  const find = finder(path, naming)
  const text = textFinder(path, naming)
  if (typeof is !== 'boolean') return (root) => is.includes(text(root) ?? '')
  return (root) => (path.attribute === undefined ? find(root) !== undefined : text(root) !== undefined) === is
}

function conditions(node: YamlNode | undefined, complaints: Complaints): Condition[] {
  if (node === undefined) return []
  if (node.kind !== 'map')
    return complaints.add(node.line, '`when` must be a map of message paths to texts') ?? []
  return [...node.entries].flatMap(([text, value]) => {
    const path = parseMessagePath(text)
    if (typeof path === 'string') return complaints.add(value.line, path) ?? []
    const texts = textsOf(value)
    if (texts === undefined) return complaints.add(value.line, `\`when\`: ${text} must be texts`) ?? []
    const presence =
      texts.length === 1 && (texts[0] === 'true' || texts[0] === 'false') ? texts[0] === 'true' : undefined
    return { path, is: presence ?? texts }
  })
}
