import { readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * `npm run generate:types`: TypeScript types of the hub documents, from the schemas that are their one
 * definition. Development only; a test fails when the files in `generated/` are stale.
 */
export const HUB_DOCUMENTS = ['cargo-report', 'conveyance-report', 'response'] as const

const SCHEMAS = fileURLToPath(new URL('../../schemas/canonical', import.meta.url))
const GENERATED = fileURLToPath(new URL('../../src/model/generated', import.meta.url))

/** @returns the text of `src/model/generated/<name>.ts` as it should be now. */
export async function typesOf(name: string): Promise<string> {
  // Imported here, so that the program never loads this development dependency.
  const { compile } = await import('json-schema-to-typescript')
  const schema: unknown = JSON.parse(await readFile(join(SCHEMAS, `${name}.schema.json`), 'utf8'))
  return compile(bareReferences(asSchema(schema)), name, {
    bannerComment: `/* Generated from schemas/canonical/${name}.schema.json by "npm run generate:types". */`,
    // minItems would become tuples of every length up to maxItems, which nobody can build step by step.
    ignoreMinAndMaxItems: true,
    style: { semi: false, singleQuote: true, printWidth: 110 },
  })
}

/** A `$ref` with a description beside it would become a type of its own (Party1, Party2 …). */
function bareReferences(schema: object): object {
  return asSchema(
    JSON.parse(JSON.stringify(schema), (_key, value: unknown) => {
      const reference =
        typeof value === 'object' && value !== null && '$ref' in value ? value.$ref : undefined
      return typeof reference === 'string' ? { $ref: reference } : value
    }),
  )
}

function asSchema(value: unknown): object {
  if (typeof value !== 'object' || value === null) throw new TypeError('the schema is not an object')
  return value
}

async function generateAll(): Promise<void> {
  for (const name of HUB_DOCUMENTS) await writeFile(join(GENERATED, `${name}.ts`), await typesOf(name))
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  await generateAll()
}
