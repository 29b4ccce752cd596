import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadCodeList } from '../../../src/model/code-list.ts'
import type { TreeElement } from '../../../src/model/tree.ts'
import { openXml } from '../../../src/xml/parse.ts'
import { FAMILY, OFFICIAL, OWN } from './family.ts'
import { schemaFields, type SchemaField } from './xsd-fields.ts'

const folder = OFFICIAL ?? ''
const XSD = join(folder, 'xsd')

/** Shape of a code here, whose values the mapping's code list judges. */
const CODE = { minLength: '1', maxLength: '17', pattern: '[A-Za-z0-9]+' }
/** Dates there are one long pattern for real days, which also takes a day as a time; here they must be complete. */
const DATE_THERE = '((((1[6-9]'
const DATE_HERE = '[12][0-9]{3}(0[1-9]'

function comparable(field: SchemaField | undefined): unknown {
  if (field === undefined) return undefined
  const { codes, fixed, ...facets } = field.facets
  return { ...field, facets: withoutNothing(kindOf(facets, codes, fixed)) }
}

function kindOf(
  facets: Readonly<Record<string, string>>,
  codes: string | undefined,
  fixed: string | undefined,
): Readonly<Record<string, string>> {
  // A fixed value or an enumeration leaves nothing to the other facets.
  if (fixed !== undefined) return { fixed }
  if (codes === '1.0') return { fixed: codes }
  if (codes !== undefined) return CODE
  const pattern = facets['pattern'] ?? ''
  return pattern.startsWith(DATE_THERE) || pattern.startsWith(DATE_HERE) ? { date: 'date' } : facets
}

function withoutNothing(facets: Readonly<Record<string, string>>): Record<string, string> {
  // `minLength 0` says nothing, nor do lengths beside a pattern of four characters (UN number, container type).
  const pattern = facets['pattern'] ?? ''
  const four = pattern === '[0-9]{4}' || pattern.startsWith('[1-9A-HK-NPR]')
  const said = Object.entries(facets).filter(
    ([name, value]) => !name.endsWith('Length') || (value !== '0' && !four),
  )
  return Object.fromEntries(said)
}

describe.skipIf(OFFICIAL === undefined)('our schema says what the official one says', () => {
  it.each(FAMILY)(
    '$name: elements in their order, cardinality, lengths, patterns, digits, uniqueness',
    (message) => {
      const official = schemaFields(join(XSD, message.official))
      const own = schemaFields(join(OWN, `${message.name}.xsd`))
      expect([...own.keys()]).toEqual([...official.keys()])
      expect(own.size).toBeGreaterThan(10)
      for (const [path, field] of official)
        expect([path, comparable(own.get(path))]).toEqual([path, comparable(field)])
    },
  )

  it('covers every official schema of a message', () => {
    const files = readdirSync(XSD).filter((file) => /_MT\d{4}_\d\.xsd$/.test(file))
    expect(FAMILY.map(({ official }) => official).toSorted()).toEqual(files.toSorted())
  })
})

/** What we do not take of the official enumerations, and why, is told in SOURCE.md. */
const WITHHELD: Readonly<Record<string, readonly string[]>> = {
  CN025: 'ANG BGN BYR CUC HRK LTL LVL MRO SLL STD USS VEF XFU ZMK ZWL'.split(' '),
  CN015: ['6', '7'],
  CN016: ['9', '10', '11', '12', '13'],
}
const LISTS = [
  'CC001',
  'CC007',
  'CC019',
  'CN001',
  'CN004',
  'CN005',
  'CN011',
  'CN012',
  'CN015',
  'CN016',
  'CN017',
  'CN025',
]

function enumerated(list: string): string[] {
  return [
    ...readFileSync(join(XSD, `Code/${list}.xsd`), 'utf8').matchAll(/<xs:enumeration value="([^"]+)"/g),
  ].map(([, code = '']) => code)
}

describe.skipIf(OFFICIAL === undefined)('our code lists hold the official codes', () => {
  it.each(LISTS)('%s', (list) => {
    const own = new Set(loadCodeList(join(OWN, `codes/${list}.csv`)).rows.map(({ partner }) => partner))
    expect(enumerated(list).filter((code) => !own.has(code))).toEqual(WITHHELD[list] ?? [])
  })

  it.each(LISTS)('%s: nothing is written that the official schema does not have', (list) => {
    const official = new Set(enumerated(list))
    const written = loadCodeList(join(OWN, `codes/${list}.csv`)).rows.filter(
      ({ direction }) => direction !== 'read',
    )
    expect(written.map(({ partner }) => partner).filter((code) => !official.has(code))).toEqual([])
  })
})

/** Where the notes and the published schemas differ, the schemas and the samples win. */
const NOTES_ONLY: Readonly<Record<string, readonly string[]>> = {
  MT2401: [
    '/TransitDestination',
    '/TransitDestination/ID',
    '/TransportContractDocument/Deconsolidator',
    '/TransportContractDocument/Deconsolidator/ID',
  ],
  MT4401: ['/BorderTransportMeans/RountingCountryCode'],
  MT4403: ['/BorderTransportMeans/RountingCountryCode'],
  MT4405: ['/BorderTransportMeans/RountingCountryCode'],
}

describe.skipIf(OFFICIAL === undefined)('the official node notes', () => {
  const types =
    OFFICIAL === undefined
      ? []
      : readdirSync(join(folder, 'node-notes')).map((file) => basename(file, '.xml'))
  // MT3401 is an import arrival report that no published schema describes.
  it.each(types.filter((type) => type !== 'MT3401'))('%s: every element is one of ours', (type) => {
    using message = openXml(readFileSync(join(folder, `node-notes/${type}.xml`)))
    const known = new Set(
      FAMILY.filter(({ name }) => name.startsWith(type.toLowerCase())).flatMap(({ name }) => [
        ...schemaFields(join(OWN, `${name}.xsd`)).keys(),
      ]),
    )
    const unknown = paths(message.root, '').filter((path) => !known.has(path))
    expect(unknown).toEqual(
      (NOTES_ONLY[type] ?? []).map((path) => `/Manifest/Declaration/Consignment${path}`),
    )
  })
})

function paths(element: TreeElement, above: string): string[] {
  const path = `${above}/${element.name}`
  return [path, ...element.children.flatMap((child) => paths(child, path))]
}
