import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadHubCodes } from '../../src/model/hub-codes.ts'
import { sharedFolder } from '../shared.ts'
import { documentFields, type Field, SCHEMA_NAMES, schemaOf } from '../tools/hub-fields.ts'

const CODES = resolve(import.meta.dirname, '../../schemas/canonical/codes')
const codes = loadHubCodes(CODES)
const fields = SCHEMA_NAMES.flatMap((name) => documentFields(schemaOf(name)))

/** `WCO 126 …`, `WCO R014/R015 …`, `WCO class Seal …`, `WCO classes A, B`. */
const WCO = /^WCO (?:(?<ids>(?:[A-Z]?\d{3})(?:\/[A-Z]\d{3})*) \S|(?:class [A-Z][A-Za-z]+\b|classes [A-Z]))/
/** Fields that say in whose terms their code is, or whose whole list is in the schema. */
const NOT_CODED = new Set([
  'serialCode',
  'functionCode',
  'typeCode',
  'validationCode',
  'documentSectionCode',
  'languageCode',
])

const namesOf = (wrong: readonly Field[]): string[] => wrong.map(({ path }) => path)

describe('every field of the hub documents', () => {
  it('has a description, and a WCO id or class in the one form where it names one', () => {
    expect(namesOf(fields.filter(({ description }) => description === ''))).toEqual([])
    expect(
      namesOf(fields.filter(({ description }) => description.startsWith('WCO') && !WCO.test(description))),
    ).toEqual([])
  })

  it('that is coded has a code list with content, or carries the list of the code', () => {
    const coded = fields.filter(({ name, type }) => /Codes?$/.test(name) && type === 'string')
    const free = coded.filter(
      ({ codeList, name, values }) => codeList === undefined && values === undefined && !NOT_CODED.has(name),
    )
    expect(namesOf(free)).toEqual([])
    for (const { codeList } of fields) {
      if (codeList !== undefined) expect(codes.codesOf(codeList).size, codeList).toBeGreaterThan(0)
    }
  })

  it('that is text has an end', () => {
    const endless = fields.filter(
      ({ type, maxLength, pattern, codeList, values }) =>
        type === 'string' &&
        maxLength === undefined &&
        codeList === undefined &&
        values === undefined &&
        (pattern === undefined || /[*+]|,\}/.test(pattern.replaceAll(/\[[^\]]*\]/g, ''))),
    )
    expect(namesOf(endless)).toEqual([])
  })

  it('that has a pattern holds the whole text to it', () => {
    const loose = fields.filter(({ pattern }) => pattern !== undefined && !/^\^.*\$$/.test(pattern))
    expect(namesOf(loose)).toEqual([])
  })

  it('that is a list has a limit', () => {
    expect(
      namesOf(fields.filter(({ type, maxItems }) => type === 'array' && maxItems === undefined)),
    ).toEqual([])
  })

  it('that is an object is closed, and requires only what it has', () => {
    expect(namesOf(fields.filter(({ type, closed }) => type === 'object' && !closed))).toEqual([])
    expect(namesOf(fields.filter(({ missing }) => missing.length > 0))).toEqual([])
  })

  it('that is a mass or a volume has a unit', () => {
    const measures = fields.filter(
      ({ name }) => /(?:Mass|Weight|Volume)Measure$/.test(name) || name === 'massMeasure',
    )
    expect(measures.length).toBeGreaterThan(30)
    expect(namesOf(measures.filter(({ unit }) => unit === undefined))).toEqual([])
  })

  it('that names a source code has the coded field beside it', () => {
    const paths = new Set(fields.map(({ path }) => path))
    const lonely = fields.filter(
      ({ name, path }) => name.endsWith('Source') && !paths.has(path.slice(0, -'Source'.length)),
    )
    // Kind of proof and agreement are one code in China; the hub has the agreement alone.
    expect(namesOf(lonely)).toEqual(['goods-declaration.$defs.OriginRelation.typeCodeSource'])
  })
})

describe('the parts', () => {
  it('are all in use', () => {
    const used = new Set(fields.map(({ part }) => part))
    const parts = fields.filter(({ path }) => /^parts\.\$defs\.\w+$/.test(path))
    expect(parts.length).toBeGreaterThan(40)
    expect(namesOf(parts.filter(({ name }) => !used.has(name)))).toEqual([])
  })

  it('stand in one file only', () => {
    const shared = new Set(Object.keys(Object(schemaOf('parts')['$defs'])))
    const repeated = fields.filter(
      ({ path, name }) => /^(?!parts)[^.]+\.\$defs\.\w+$/.test(path) && shared.has(name),
    )
    expect(namesOf(repeated)).toEqual([])
  })
})

describe('the hub code lists', () => {
  it('name every code', () => {
    // ISO 6346 gives a container type its meaning letter by letter.
    const lists = readdirSync(CODES).filter((file) => file !== 'container-type.csv')
    for (const file of lists) {
      const list = file.replace('.csv', '')
      for (const code of codes.codesOf(list))
        expect(codes.row(list, code)?.['name'], `${list} ${code}`).not.toBe('')
    }
  })
})

const shared = sharedFolder()
if (shared === undefined)
  console.warn('No reference folder: the WCO ids are not compared with published schemas.')

describe.skipIf(shared === undefined)('the WCO ids', () => {
  it('are ids that published schemas use', () => {
    const known = publishedIds(shared ?? '')
    const used = fields.flatMap(({ description }) => WCO.exec(description)?.groups?.['ids']?.split('/') ?? [])
    expect(used.length).toBeGreaterThan(300)
    expect([...new Set(used.filter((id) => !known.has(id)))].sort()).toEqual([])
  })
})

/** Ids of the WCO profile and of the Chinese road manifest, which names one in the note of every element. */
function publishedIds(folder: string): ReadonlySet<string> {
  const profile = ['WCO_DEC_2_DMS.xsd', 'notification/WCO_RES_2_DMS.xsd'].map((file) =>
    readFileSync(join(folder, 'data/wco-dm-hmrc-profile', file), 'utf8'),
  )
  const manifest = join(folder, 'data/cn-road-manifest/xsd')
  const notes = readdirSync(manifest)
    .filter((file) => file.endsWith('.xsd'))
    .map((file) => readFileSync(join(manifest, file), 'utf8'))
  return new Set([
    ...profile.flatMap((text) => [...text.matchAll(/<WCOID>(\w+)<\/WCOID>/g)].map(([, id = '']) => id)),
    ...notes.flatMap((text) =>
      [...text.matchAll(/<xs:documentation>([A-Z]?\d{3}) /g)].map(([, id = '']) => id),
    ),
  ])
}
