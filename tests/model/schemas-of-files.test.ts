import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, it } from 'vitest'

const SCHEMAS = join(import.meta.dirname, '../../schemas')
const FILES = readdirSync(SCHEMAS, { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.schema.json'),
)

// The program takes its own schemas as they are, to start sooner.
it('every schema that is shipped follows JSON Schema 2020-12', () => {
  const ajv = new Ajv2020({ strict: false, validateFormats: false })
  const wrong = FILES.filter(
    (file) => ajv.validateSchema(JSON.parse(readFileSync(join(SCHEMAS, file), 'utf8'))) !== true,
  )
  expect(wrong).toEqual([])
  expect(FILES.length).toBeGreaterThan(20)
})
