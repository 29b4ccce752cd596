import { readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { SCHEMA_NAMES } from '../tools/hub-fields.ts'
import { typesOf } from '../tools/hub-types.ts'

const GENERATED = resolve(import.meta.dirname, '../../src/model/generated')

/** `npm run generate:types` is this test with `--update`: it writes the files that it otherwise compares. */
describe('generated types', () => {
  it.each(SCHEMA_NAMES)('of %s are those of the schema as it is now', async (name) => {
    await expect(await typesOf(name)).toMatchFileSnapshot(resolve(GENERATED, `${name}.ts`))
  })

  it('exist for nothing that is no longer there', () => {
    const names = new Set(SCHEMA_NAMES.map((name) => `${name}.ts`))
    expect(readdirSync(GENERATED).filter((file) => !names.has(file))).toEqual([])
  })
})
