import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { completedFields } from '../../src/formats/completed-fields.ts'
import { checkMapping } from '../../src/mapping/check.ts'
import { openMapping, type MappingSource } from '../../src/mapping/load.ts'
import { mappingPage } from '../../src/mapping/page.ts'
import { pairCoverage } from '../../src/mapping/pair-coverage.ts'
import type { ShapeElement } from '../../src/model/message-shape.ts'
import { schemaShape } from '../../src/xml/schema-shape.ts'
import { formats, SCHEMAS } from '../formats/sample-files.ts'

/** Every format that is shipped, judged by the same functions as `khorgos mapping`. */

const PAGES = join(SCHEMAS, '../docs/formats')
const IDS = formats.all.map(({ id }) => id)

function sourceOf(id: string): { source: MappingSource; shape: ShapeElement | undefined } {
  const { file, schemaFile, root } = formats.byId(id).mapping
  const shape = schemaFile.endsWith('.xsd') ? schemaShape(schemaFile, root.name) : undefined
  return { source: openMapping(file, join(SCHEMAS, 'canonical')), shape }
}

describe.each(IDS)('%s', (id) => {
  const { source, shape } = sourceOf(id)

  test('has no finding that its mapping file does not accept, but notes', () => {
    const format = formats.byId(id)
    const against = { hubCodes: format.hub.codes, completed: completedFields(format), day: '2026-11-21' }
    const findings = checkMapping(source, { shape, ...against })
    const open = findings.filter(({ severity, accepted }) => severity !== 'note' && accepted === undefined)
    expect(open.map(({ place, check, subject, text }) => `${place} ${check} ${subject}: ${text}`)).toEqual([])
  })

  test.skipIf(source.head.kind === 'envelope')(
    'can be written again from what it reads, without an undeclared loss',
    () => {
      const again = pairCoverage(source, source)
      expect(again?.fields.filter(({ fate }) => fate === 'undeclared').map(({ field }) => field)).toEqual([])
    },
  )

  test('has its page in docs/formats; `npm run generate:pages` writes it', () => {
    const file = join(PAGES, `${id}.md`)
    expect(existsSync(file) ? readFileSync(file, 'utf8') : '').toBe(mappingPage(source, shape))
  })
})

test('there is a page for each format and no other', () => {
  expect(readdirSync(PAGES).sort()).toEqual(IDS.map((id) => `${id}.md`).sort())
})
