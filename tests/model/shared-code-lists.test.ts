import { readFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { codeListId, type CodeRow, loadCodeList } from '../../src/model/code-list.ts'
import {
  allLists,
  gapsPage,
  hubCodes,
  SHARED_LISTS,
  sharedFiles,
  sharedList,
} from '../tools/shared-code-lists.ts'

const SCHEMAS = resolve(import.meta.dirname, '../../schemas')
/** The hub's word for what it has no word for, where a field keeps the message's own code beside it. */
const OWN_OF: ReadonlySet<string> = new Set(['other'])
const CASES = SHARED_LISTS.flatMap(({ name, hub, days }) => days.map((day) => ({ name, hub, day })))

/** A code that is read as "another one" comes back by what documents keep beside it; other ones are not written as it. */
const isOwnOf = (rows: readonly CodeRow[], partner: string): boolean =>
  rows.some((row) => row.partner === partner && OWN_OF.has(row.hub) && row.direction === 'read')

test('every code list of the project can be read, and says one thing at one time', () => {
  const files = allLists()
  expect(files.length).toBeGreaterThan(SHARED_LISTS.length)
  for (const file of files) expect(loadCodeList(file).rows.length).toBeGreaterThan(0)
})

test('every list and code can stand in a document as the message had it', () => {
  const parts: unknown = JSON.parse(readFileSync(join(SCHEMAS, 'canonical/parts.schema.json'), 'utf8'))
  const validate = new Ajv2020().compile({ ...Object(parts).$defs.ListedCode })
  for (const file of allLists()) {
    const listId = codeListId(join(SCHEMAS, 'any'), relative(join(SCHEMAS, 'any'), file))
    const bad = loadCodeList(file).rows.filter(({ partner: code }) => !validate({ listId, code }))
    expect(bad, listId).toEqual([])
  }
})

test('the shared lists are those of the folder', () => {
  expect(SHARED_LISTS.map(({ name }) => name)).toEqual(sharedFiles())
})

test('what they cannot say is known: npx vitest run tests/model/shared-code-lists.test.ts --update', async () => {
  await expect(gapsPage()).toMatchFileSnapshot(resolve(import.meta.dirname, '../../docs/code-list-gaps.md'))
})

describe.each(CASES)('$name on $day', ({ name, hub, day }) => {
  const list = sharedList(name)
  const codes = hubCodes.codesOf(hub)
  const partner = fc.constantFrom(...list.rows.map((row) => row.partner))
  const anyHub = fc.constantFrom(...codes)

  test('translates to codes that the hub has', () => {
    expect(list.rows.filter((row) => row.hub !== '' && !codes.has(row.hub))).toEqual([])
  })

  test('gives a code that has a way back exactly that way', () => {
    fc.assert(
      fc.property(partner, (code) => {
        const there = list.toHub(code, day)
        if (there?.reversible !== true || there.code === '') return
        expect(list.toPartner(there.code, day)).toEqual({ code, reversible: true })
      }),
    )
    fc.assert(
      fc.property(anyHub, (code) => {
        const there = list.toPartner(code, day)
        if (there?.reversible !== true) return
        expect(list.toHub(there.code, day)).toEqual({ code, reversible: true })
      }),
    )
  })

  test('writes nothing that it could not read, and reads nothing that it could not write', () => {
    for (const code of codes) {
      const there = list.toPartner(code, day)
      if (there !== undefined) expect(list.toHub(there.code, day), code).toBeDefined()
    }
    for (const { partner: code } of list.rows) {
      const there = list.toHub(code, day)
      if (there !== undefined && there.code !== '' && !isOwnOf(list.rows, code))
        expect(list.toPartner(there.code, day), code).toBeDefined()
    }
  })
})
