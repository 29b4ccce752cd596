import { readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { SCHEMA_NAMES, VERIFICATION_NAMES, VERIFICATION_SCHEMAS } from '../tools/hub-fields.ts'
import { constantsOf, typesOf } from '../tools/hub-types.ts'

const GENERATED = resolve(import.meta.dirname, '../../src/model/generated')
const VERIFICATION = resolve(GENERATED, 'verification')
const VERIFICATION_CONSTANTS = 'verification-schemas.ts'

/** `npm run generate:types` is this test with `--update`: it writes the files that it otherwise compares. */
describe('generated types', () => {
  it.each(SCHEMA_NAMES)('of %s are those of the schema as it is now', async (name) => {
    await expect(await typesOf(name)).toMatchFileSnapshot(resolve(GENERATED, `${name}.ts`))
  })

  it.each(VERIFICATION_NAMES)('of the %s are those of the schema as it is now', async (name) => {
    await expect(await typesOf(name, VERIFICATION_SCHEMAS)).toMatchFileSnapshot(
      resolve(VERIFICATION, `${name}.ts`),
    )
  })

  it('exist for nothing that is no longer there', () => {
    const hub = [...SCHEMA_NAMES.map((name) => `${name}.ts`), 'verification', VERIFICATION_CONSTANTS]
    expect(readdirSync(GENERATED).filter((file) => !hub.includes(file))).toEqual([])
    const verification = VERIFICATION_NAMES.map((name) => `${name}.ts`)
    expect(readdirSync(VERIFICATION).filter((file) => !verification.includes(file))).toEqual([])
  })
})

it('the generated constants of verification schemas are the schemas as they are now', async () => {
  await expect(await constantsOf(VERIFICATION_NAMES, VERIFICATION_SCHEMAS)).toMatchFileSnapshot(
    resolve(GENERATED, VERIFICATION_CONSTANTS),
  )
})
