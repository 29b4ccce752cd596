import type { YamlNode } from '../../mapping/yaml-source.ts'
import { readDirectory } from './directory.ts'
import {
  namespaceOf,
  type GroupUse,
  type ItemUse,
  type Lift,
  type SegmentDefinition,
  type SegmentUse,
  type ServiceSegments,
  type Specification,
} from './specification.ts'
import { YamlFile } from './yaml-file.ts'

type Segments = ReadonlyMap<string, SegmentDefinition>

/** Versions 1 and 2 differ from 3 in nothing but the characters they allow. */
const SERVICE_FILES: readonly (readonly [file: string, versions: readonly number[]])[] = [
  ['service-3.directory.yaml', [1, 2, 3]],
  ['service-4.directory.yaml', [4]],
]

/** `DTM 9`, `BGM!`, `SG14! 9999`: a tag or group, `!` when mandatory, how many times (once without). */
const ITEM = /^(SG\d{1,3}|[A-Z][A-Z0-9]{2})(!)?(?: (\d{1,5}))?$/

/**
 * Reads the specification of one message, `<message>-<directory>.edifact.yaml`, with its directory.
 *
 * @throws KhorgosError CONFIG_INVALID naming file and line: a bad specification stops the start
 */
export function loadSpecification(path: string): Specification {
  const file = new YamlFile(path)
  const [type, version, release, agency] = ['type', 'version', 'release', 'agency'].map((key) =>
    file.text(key),
  )
  const segments = directory(file.beside(file.text('directory')))
  const items = itemsOf(file.list('segments'), segments, file)
  const lifts = liftsOf(file)
  file.check()
  const header = [type ?? '', version ?? '', release ?? '', agency ?? ''] as const
  const [ownType, ownVersion, ownRelease, ownAgency] = header
  return {
    type: ownType,
    version: ownVersion,
    release: ownRelease,
    agency: ownAgency,
    namespace: namespaceOf(...header),
    items,
    lifts,
    service: serviceSegments(file),
  }
}

function directory(file: YamlFile): Segments {
  const segments = readDirectory(file)
  file.check()
  return segments
}

function serviceSegments(file: YamlFile): Map<number, ServiceSegments> {
  const service = new Map<number, ServiceSegments>()
  for (const [name, versions] of SERVICE_FILES) {
    const segments = directory(file.beside(name))
    const interchange = segments.get('UNB')
    const message = segments.get('UNH')
    if (interchange === undefined || message === undefined) continue
    for (const version of versions) service.set(version, { interchange, message })
  }
  return service
}

/** `SG7/SG8/SG14/PCI: alike` lifts PCI from SG14 to SG8. */
function liftsOf(file: YamlFile): Lift[] {
  return [...file.texts('lift')].flatMap(([path, { text, line }]) => {
    const steps = path.split('/')
    const [item, name] = steps.slice(-2)
    if (item === undefined || name === undefined || (text !== 'alike' && text !== 'alone'))
      return file.complain(line, 'write a lift as "SG8/SG14/PCI: alike", or alone') ?? []
    return { name, item, owner: steps.slice(0, -2), when: text }
  })
}

function itemsOf(nodes: readonly YamlNode[], segments: Segments, file: YamlFile): ItemUse[] {
  const items = nodes.flatMap((node) => itemOf(node, segments, file) ?? [])
  const names = items.map(({ name }) => name)
  const twice = names.find((name, index) => names.indexOf(name) < index)
  // Writing finds the place of an element by its name.
  if (twice !== undefined) file.complain(nodes[0]?.line ?? 1, `${twice} stands twice in one group`)
  return items
}

function itemOf(node: YamlNode, segments: Segments, file: YamlFile): ItemUse | undefined {
  if (node.kind === 'text') return segmentUse(node.text, node.line, segments, file)
  const [entry] = node.kind === 'map' ? node.entries : []
  if (entry === undefined || entry[1].kind !== 'list')
    return file.complain(node.line, 'write a segment as "DTM 9", a group as "SG1 9: [RFF!, DTM 9]"')
  return groupUse(entry[0], itemsOf(entry[1].items, segments, file), node.line, file)
}

function segmentUse(text: string, line: number, segments: Segments, file: YamlFile): SegmentUse | undefined {
  const [, name, mandatory, times] = ITEM.exec(text) ?? []
  const segment = segments.get(name ?? '')
  if (name === undefined || segment === undefined)
    return file.complain(line, `"${text}" names no segment of the directory`)
  return { kind: 'segment', name, segment, required: mandatory !== undefined, times: Number(times ?? 1) }
}

function groupUse(text: string, items: ItemUse[], line: number, file: YamlFile): GroupUse | undefined {
  const [, name, mandatory, times] = ITEM.exec(text) ?? []
  const [trigger] = items
  if (name === undefined || !/^SG\d/.test(name)) return file.complain(line, `"${text}" is no group`)
  if (trigger?.kind !== 'segment' || !trigger.required || trigger.times !== 1)
    return file.complain(line, `${name} must begin with a segment that stands once and is mandatory`)
  return { kind: 'group', name, trigger, items, required: mandatory !== undefined, times: Number(times ?? 1) }
}
