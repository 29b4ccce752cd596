import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { KhorgosError } from '../errors.ts'
import type { CodeList } from '../model/code-list.ts'
import { isTimeZone } from '../model/time-zone.ts'
import type { HubAlias } from './hub-path.ts'
import { type MessagePath, parseMessagePath } from './message-path.ts'
import { HeadFields } from './head-fields.ts'
import { parseRecognition, type Recognition } from './recognition.ts'
import type { SharedSources } from './shared-sources.ts'
import type { Complaints, YamlMap, YamlNode } from './yaml-source.ts'

/** The head of a mapping file, checked. */
export interface Head extends Recognition {
  /** Where an envelope carries its message. */
  readonly payload: Payload | undefined
  readonly schemaFile: string
  readonly timeZone: string
  readonly aliases: readonly HubAlias[]
  readonly messageId: readonly MessagePath[]
  readonly sender: MessagePath | undefined
  readonly companionKey: MessagePath | undefined
  readonly codes: ReadonlyMap<string, CodeList>
  readonly omits: YamlMap | undefined
  /** Hub fields and the values of them that every message of the format means without saying so. */
  readonly means: YamlMap | undefined
  /** Findings of `khorgos mapping check` that are as they must be: check → subject → reason. */
  readonly accepts: YamlMap | undefined
}

/** `base64`: the bytes of the message as text. `element`: its root as the one child of the element. */
export interface Payload {
  readonly path: MessagePath
  readonly as: 'base64' | 'element'
}

const KEYS = [
  'format',
  'title',
  'kind',
  'payload',
  'root',
  'namespace',
  'namespaces',
  'acceptNamespaces',
  'schema',
  'when',
  'timeZone',
  'documents',
  'alongside',
  'messageId',
  'sender',
  'companionKey',
  'codes',
  'rules',
  'omits',
  'means',
  'accepts',
]

/** @returns the head; it may be used only when there are no complaints. */
export function parseHead(
  map: YamlMap,
  file: string,
  canonicalFolder: string,
  sources: SharedSources,
  complaints: Complaints,
): Head {
  for (const key of map.entries.keys()) {
    if (!KEYS.includes(key))
      complaints.add(
        map.entries.get(key)?.line ?? 1,
        `\`${key}\` is no key of a mapping file; there are ${KEYS.join(', ')}`,
      )
  }
  const read = new HeadFields(map, complaints)
  const schema = join(dirname(file), read.required('schema') ?? '')
  if (!existsSync(schema))
    complaints.add(read.line('schema'), `the schema ${schema} is not there; put it beside this file`)
  const timeZone = read.required('timeZone') ?? 'UTC'
  if (!isTimeZone(timeZone))
    complaints.add(
      read.line('timeZone'),
      `${timeZone} is no time zone; write an IANA name like Asia/Shanghai`,
    )
  const recognition = parseRecognition(map, complaints)
  const { kind } = recognition
  const payload = payloadOf(map.entries.get('payload'), complaints)
  if ((payload !== undefined) !== (kind === 'envelope'))
    complaints.add(read.line('payload'), 'an envelope, and nothing else, needs `payload`')
  const omits = read.map('omits', 'document paths to reasons')
  return {
    ...recognition,
    payload,
    schemaFile: schema,
    timeZone,
    aliases: kind === 'envelope' ? [] : aliases(read, omits, canonicalFolder, sources, complaints),
    messageId: read.paths('messageId'),
    sender: read.paths('sender')[0],
    companionKey: read.paths('companionKey')[0],
    codes: codeLists(read, dirname(file), sources, complaints),
    omits,
    means: read.map('means', 'document paths to texts'),
    accepts: read.map('accepts', 'checks, each a map of subjects to reasons'),
  }
}

function payloadOf(node: YamlNode | undefined, complaints: Complaints): Payload | undefined {
  if (node === undefined) return undefined
  const at = node.kind === 'map' ? node.entries.get('at') : undefined
  const as = node.kind === 'map' ? node.entries.get('as') : undefined
  const path = at?.kind === 'text' ? parseMessagePath(at.text) : undefined
  const form = as?.kind === 'text' && (as.text === 'base64' || as.text === 'element') ? as.text : undefined
  if (typeof path === 'object' && path.attribute === undefined && path.steps.length > 0 && form !== undefined)
    return { path, as: form }
  return complaints.add(node.line, '`payload` is a map of `at`, an element, and `as: base64` or `element`')
}

/** Documents the file reads into, those handed over beside them, and those that `omits` names by themselves. */
function aliases(
  read: HeadFields,
  omits: YamlMap | undefined,
  folder: string,
  sources: SharedSources,
  complaints: Complaints,
): HubAlias[] {
  const made = read
    .pairs('documents')
    .map(([alias, name]) => ({ alias, name, made: true, line: read.line('documents') }))
  const beside = read
    .pairs('alongside')
    .map(([alias, name]) => ({ alias, name, made: false, line: read.line('alongside') }))
  const named = [...made, ...beside]
  if (made.length === 0)
    complaints.add(read.line('documents'), '`documents` must name a hub document under an alias')
  const omitted = [...(omits?.entries.keys() ?? [])].map((path) => /^[A-Za-z][\w-]*/.exec(path)?.[0] ?? '')
  const alone = [...new Set(omitted)].filter(
    (name) => !named.some(({ alias }) => alias === name) && existsSync(join(folder, `${name}.schema.json`)),
  )
  const all = [...named, ...alone.map((name) => ({ alias: name, name, made: false, line: 1 }))]
  return all.flatMap(({ alias, name, made: isMade, line }) => {
    try {
      return { alias, made: isMade, schema: sources.hubSchema(name) }
    } catch (cause) {
      return (
        complaints.add(
          line,
          `the schema of ${name} cannot be used (${String(cause)}); mend it or the name`,
        ) ?? []
      )
    }
  })
}

function codeLists(
  read: HeadFields,
  folder: string,
  sources: SharedSources,
  complaints: Complaints,
): Map<string, CodeList> {
  const lists = new Map<string, CodeList>()
  for (const [name, file] of read.pairs('codes')) {
    try {
      lists.set(name, sources.codeList(folder, file))
    } catch (cause) {
      if (!(cause instanceof KhorgosError)) throw cause
      complaints.add(read.line('codes'), cause.message)
    }
  }
  return lists
}
