import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { loadMapping, type Mapping } from '../../src/mapping/load.ts'
import { lossReport, type LossReport } from '../../src/mapping/report.ts'
import type { JsonObject } from '../../src/model/json.ts'
import type { TreeElement } from '../../src/model/tree.ts'
import { openXml } from '../../src/xml/parse.ts'
import { writeCanonical } from '../../src/xml/write.ts'

/** Small mapping files over a hub document made for these tests, written where `loadMapping` finds them. */
export const AT = new Date('2026-11-21T08:00:00Z')

const text = { type: 'string' }
const texts = (...names: string[]) => Object.fromEntries(names.map((name) => [name, text]))
const object = (properties: object) => ({ type: 'object', properties })
const list = (items: object) => ({ type: 'array', items })

/** The hub document `trip`: every kind of field a rule may meet. */
const TRIP = {
  $defs: {
    Party: object({ ...texts('id', 'schemeId', 'name'), phones: list(object(texts('id', 'kind'))) }),
    Item: object({
      ...texts('name', 'mass', 'code'),
      number: { type: 'integer' },
      seals: list(object(texts('id', 'party', 'kind'))),
    }),
  },
  ...object({
    ...texts('id', 'office', 'mode', 'mass', 'when', 'note', 'plate', 'trailer', 'amount', 'pounds', 'kind'),
    kindSource: object(texts('listId', 'code')),
    volume: { type: 'string', 'x-unit': 'MTQ' },
    year: { type: 'integer' },
    empty: { type: 'boolean' },
    carrier: { $ref: '#/$defs/Party' },
    items: list({ $ref: '#/$defs/Item' }),
    countries: list(text),
    packages: { type: 'integer' },
  }),
}

const folders: string[] = []
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

export interface Files {
  /** Lines of the head that replace or follow the usual ones. */
  readonly head?: Readonly<Record<string, string>>
  readonly rules?: string
  /** Code lists by name, as CSV rows without header. */
  readonly codes?: Readonly<Record<string, string>>
  readonly omits?: string
}

/** Writes a mapping file with its lists and schema. @returns its path and the folder of hub schemas. */
export function mappingFile({ head = {}, rules = '  []', codes = {}, omits }: Files): {
  file: string
  canonical: string
} {
  const folder = mkdtempSync(join(tmpdir(), 'khorgos-mapping-'))
  folders.push(folder)
  const canonical = join(folder, 'canonical')
  mkdirSync(canonical)
  for (const name of ['trip', 'vehicle'])
    writeFileSync(join(canonical, `${name}.schema.json`), JSON.stringify(TRIP))
  writeFileSync(join(folder, 'm.xsd'), '')
  for (const [name, rows] of Object.entries(codes)) {
    writeFileSync(join(folder, `${name}.csv`), `hub,partner,direction,validFrom,validTo,note\n${rows}`)
  }
  const usual = {
    format: 'test-v1',
    title: 'Test',
    kind: 'message',
    root: 'M',
    namespace: "''",
    schema: 'm.xsd',
    timeZone: 'Asia/Shanghai',
    documents: '{ trip: trip }',
    codes: `{ ${Object.keys(codes)
      .map((name) => `${name}: ${name}.csv`)
      .join(', ')} }`,
  }
  const lines = Object.entries({ ...usual, ...head }).map(([key, value]) => `${key}: ${value}\n`)
  const tail = omits === undefined ? '' : `omits:\n${omits}\n`
  const file = join(folder, 'm.mapping.yaml')
  writeFileSync(file, `${lines.join('')}rules:\n${rules}\n${tail}`)
  return { file, canonical }
}

export function mapping(files: Files | string): Mapping {
  const { file, canonical } = mappingFile(typeof files === 'string' ? { rules: files } : files)
  return loadMapping(file, canonical)
}

/** @returns the tree of a message written as XML. */
export function tree(xml: string): TreeElement {
  using message = openXml(new TextEncoder().encode(xml))
  return message.root
}

/** Reads `<M>…</M>` around `inner`. @returns the document `trip`. */
export function read(map: Mapping, inner: string): JsonObject | undefined {
  return map.read(tree(`<M>${inner}</M>`), AT).documents['trip']
}

/** Writes the document `trip`. @returns what stands inside `<M>`. */
export function write(map: Mapping, trip: JsonObject, values: Record<string, string> = {}): string {
  const { root } = map.write({ trip }, { now: AT, values })
  return writeCanonical(root).replace(/^<M>|<\/M>$|^<M\/>$/g, '')
}

/** Reads and writes with one mapping. */
export function through(map: Mapping, inner: string): LossReport {
  const { documents, report } = map.read(tree(`<M>${inner}</M>`), AT)
  return lossReport([report], map.write(documents, { now: AT, values: {} }).report)
}
