import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { XMLParser } from 'fast-xml-parser'
import { describe, expect, it } from 'vitest'
import { loadSpecification } from '../../../src/formats/edifact/load-specification.ts'
import type { Field, ItemUse, SegmentDefinition } from '../../../src/formats/edifact/specification.ts'
import type { TreeElement } from '../../../src/model/tree.ts'
import { sharedFolder } from '../../shared.ts'
import { CUSCAR, SCHEMAS, formats, interchange, refusalOf } from './interchanges.ts'

const HEAD = ['BGM+785+T1+9']

/** Names of a tree below the root, without the envelope, as text. */
function shape({ children }: TreeElement): string {
  return children
    .filter(({ name }) => /^(SG|[A-Z]{3}$)/.test(name) && name !== 'UNB')
    .map((child) => (/^SG\d/.test(child.name) ? `${child.name}(${shape(child)})` : child.name))
    .join(' ')
}

function shapeOf(segments: readonly string[]): string {
  using message = formats.open(interchange(CUSCAR, segments))
  return shape(message.root)
}

describe('segment groups', () => {
  it('nest and repeat by their first segment', () => {
    const bill = ['CNI+1', 'RFF+AAM:B', 'NAD+CZ', 'CTA+IC', 'COM+1:TE', 'NAD+CN', 'GID+1', 'FTX+AAA', 'GID+2']
    expect(
      shapeOf([...HEAD, 'RFF+ABO:X', 'NAD+CA', 'TDT+20', 'LOC+9', ...bill, 'RFF+AAM:C', 'GID+1', ...bill]),
    ).toBe(
      'BGM SG1(RFF) SG2(NAD) SG4(TDT LOC) ' +
        'SG7(CNI SG8(RFF SG11(NAD SG12(CTA COM)) SG11(NAD) SG14(GID FTX) SG14(GID)) SG8(RFF SG14(GID))) ' +
        'SG7(CNI SG8(RFF SG11(NAD SG12(CTA COM)) SG11(NAD) SG14(GID FTX) SG14(GID)))',
    )
  })

  it('a group has the qualifier of its first segment', () => {
    using message = formats.open(interchange(CUSCAR, [...HEAD, 'NAD+CA+123']))
    const party = message.root.children.find(({ name }) => name === 'SG2')
    expect(party?.attributes).toEqual([{ name: 'E3035', namespace: '', value: 'CA' }])
    expect(party?.children[0]?.attributes).toEqual([])
  })

  it.each([
    ['a segment out of order', [...HEAD, 'TDT+20', 'NAD+CA'], 'NAD', 5],
    ['a segment the message does not have', [...HEAD, 'UNS+D'], 'UNS', 4],
    ['one too many', [...HEAD, ...Array.from({ length: 10 }, () => 'DTM+137:20261121:102')], 'DTM', 13],
    ['a group without its first segment', [...HEAD, 'CTA+IC'], 'CTA', 4],
    ['what must stand before', ['DTM+137:20261121:102'], 'DTM', 3],
    ['a missing group', [...HEAD, 'CNI+1', 'RFF+AAM:B'], 'UNT', 6],
  ])('%s is refused with its number', (_name, segments, tag, line) => {
    expect(refusalOf(() => formats.open(interchange(CUSCAR, segments)))).toMatchObject({
      code: 'SCHEMA_INVALID',
      path: `/segment[${line}]/${tag}`,
      line,
    })
  })
})

describe('what stands with each item and is said of the bill', () => {
  const bill = ['CNI+1', 'RFF+AAM:B']

  it('equal marks of all items are those of the bill', () => {
    expect(shapeOf([...HEAD, ...bill, 'GID+1', 'PCI+28+M', 'GID+2', 'PCI+28+M'])).toContain(
      'SG14(GID) SG14(GID) PCI',
    )
    expect(shapeOf([...HEAD, ...bill, 'GID+1', 'PCI+28+M', 'GID+2', 'PCI+28+N'])).toContain(
      'SG14(GID PCI) SG14(GID PCI)',
    )
    expect(shapeOf([...HEAD, ...bill, 'GID+1', 'PCI+28+M', 'GID+2'])).toContain('SG14(GID PCI) SG14(GID)')
  })

  it('containers are those of the bill when it has one item', () => {
    expect(shapeOf([...HEAD, ...bill, 'GID+1', 'SGP+MSKU1+3', 'SGP+MSKU2'])).toContain('SG14(GID) SGP SGP')
    expect(shapeOf([...HEAD, ...bill, 'GID+1', 'SGP+MSKU1', 'GID+2', 'SGP+MSKU1'])).toContain(
      'SG14(GID SGP) SG14(GID SGP)',
    )
  })
})

const shared = sharedFolder()
const DIRECTORIES = shared === undefined ? '' : join(shared, 'data/edifact')

describe.skipIf(!existsSync(DIRECTORIES))('the official directories', () => {
  const parser = new XMLParser({ preserveOrder: true, ignoreAttributes: false, attributeNamePrefix: '' })

  it.each([
    ['cuscar', 'D95B'],
    ['cuscar', 'D22A'],
    ['cusres', 'D95B'],
    ['cusres', 'D22A'],
  ])('%s %s has the same segments in the same order', (message, directory) => {
    const official = childrenOf(
      parser.parse(readFileSync(join(DIRECTORIES, directory, `${message}.xml`))),
      'message',
    )
    expect(ours(specification(message, directory).items)).toEqual(
      official
        .slice(1, -1)
        .filter(({ id }) => !service(id))
        .map(described),
    )
  })

  it.each(['D95B', 'D22A'])('%s has the same segments, composites and representations', (directory) => {
    const parsed = childrenOf(
      parser.parse(readFileSync(join(DIRECTORIES, directory, 'segments.xml'))),
      'segments',
    )
    const official = new Map(parsed.map((segment) => [segment.id, segment]))
    const own = [
      ...segmentsOf(specification('cuscar', directory).items),
      ...segmentsOf(specification('cusres', directory).items),
    ]
    expect(own.length).toBeGreaterThan(40)
    for (const segment of own)
      expect([segment.tag, flat(segment)]).toEqual([segment.tag, positions(official.get(segment.tag))])
  })
})

function specification(message: string, directory: string) {
  return loadSpecification(join(SCHEMAS, `edifact/${message}-${directory.toLowerCase()}.edifact.yaml`))
}

interface Node {
  readonly id: string
  readonly tag: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly Node[]
}

const service = (id: string): boolean => id === 'UNH' || id === 'UNT' || id === ''

function childrenOf(parsed: unknown, root: string): readonly Node[] {
  return nodes(parsed).find(({ tag }) => tag === root)?.children ?? []
}

/** What the parser makes with `preserveOrder`: a list of `{ tag: children, ':@': attributes }`. */
function nodes(parsed: unknown): Node[] {
  if (!Array.isArray(parsed)) return []
  return parsed.filter(isRecord).map((item) => {
    const attributes = textsOf(item[':@'])
    const tag = Object.keys(item).find((key) => key !== ':@') ?? ''
    return { tag, id: attributes['id'] ?? '', attributes, children: nodes(item[tag]) }
  })
}

const textsOf = (value: unknown): Record<string, string> =>
  Object.fromEntries(
    Object.entries(isRecord(value) ? value : {}).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  )

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function described(node: Node): unknown {
  const { maxrepeat, required } = node.attributes
  const own = [node.id, Number(maxrepeat), required === 'true']
  return node.tag === 'group' ? [...own, node.children.map(described)] : own
}

const ours = (items: readonly ItemUse[]): unknown[] =>
  items.map((item) => {
    const own = [item.name, item.times, item.required]
    return item.kind === 'group' ? [...own, ours(item.items)] : own
  })

function segmentsOf(items: readonly ItemUse[]): SegmentDefinition[] {
  return items.flatMap((item) => (item.kind === 'group' ? segmentsOf(item.items) : [item.segment]))
}

/** One entry for each data element at its position: number, representation, mandatory. */
function positions(segment: Node | undefined): unknown[] {
  return (segment?.children ?? []).flatMap((child) =>
    child.tag === 'data_element'
      ? [representation(child)]
      : [[child.id, child.attributes['required'] === 'true'], ...child.children.map(representation)],
  )
}

function representation({ id, attributes }: Node): unknown {
  const { type, maxlength, length, required } = attributes
  return [id, length === undefined ? `${type}..${maxlength}` : `${type}${length}`, required === 'true']
}

const flat = ({ fields }: SegmentDefinition): unknown[] =>
  fields.flatMap((field) =>
    Array.from({ length: field.times }, (_, index) =>
      field.composite ? composite(field, index) : components(field),
    ).flat(),
  )

const composite = (field: Field, index: number): unknown[] => [
  [field.name, field.required && index === 0],
  ...components(field),
]

const components = (field: Field): unknown[] =>
  field.components.flatMap(({ name, required, lines, format: { kind, least, most } }) =>
    Array.from({ length: lines }, (_, line) => [
      name.slice(1).replace(/-\d$/, ''),
      least === most && !(least === 1)
        ? `${kind}${most}`
        : least === 1 && most === 1
          ? `${kind}..1`
          : `${kind}..${most}`,
      required && line === 0,
    ]),
  )
