import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { DOCUMENT_NAMES } from '../../src/model/documents.ts'
import { HUB_DOCUMENTS, typesOf } from '../tools/hub-types.ts'

/** `npm run generate:types` is this test with `--update`: it writes the files that it otherwise compares. */
describe('generated types', () => {
  it.each(HUB_DOCUMENTS)('of %s are those of the schema as it is now', async (name) => {
    const file = resolve(import.meta.dirname, `../../src/model/generated/${name}.ts`)
    await expect(await typesOf(name)).toMatchFileSnapshot(file)
  })

  it('exist for every document that can be validated', () => {
    expect([...HUB_DOCUMENTS]).toEqual([...DOCUMENT_NAMES])
  })
})
