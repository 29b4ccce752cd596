import { readFile } from 'node:fs/promises'
import { compile } from 'json-schema-to-typescript'
import { resolve } from 'node:path'

/** The hub documents whose TypeScript types are generated: the schemas are their one definition. */
export const HUB_DOCUMENTS = ['cargo-report', 'conveyance-report', 'response'] as const

const SCHEMAS = resolve(import.meta.dirname, '../../schemas/canonical')

/** @returns the text of `src/model/generated/<name>.ts` as it should be now. */
export async function typesOf(name: string): Promise<string> {
  const schema: unknown = JSON.parse(
    await readFile(resolve(SCHEMAS, `${name}.schema.json`), 'utf8'),
    bareReference,
  )
  if (typeof schema !== 'object' || schema === null) throw new TypeError(`${name} is no schema`)
  return compile(schema, name, {
    bannerComment: `/* Generated from schemas/canonical/${name}.schema.json by "npm run generate:types". */`,
    // minItems would become tuples of every length up to maxItems, which nobody can build step by step.
    ignoreMinAndMaxItems: true,
    style: { semi: false, singleQuote: true, printWidth: 110 },
  })
}

/** A `$ref` with a description beside it would become a type of its own (Party1, Party2 …). */
function bareReference(_key: string, value: unknown): unknown {
  const reference = typeof value === 'object' && value !== null && '$ref' in value ? value.$ref : undefined
  return typeof reference === 'string' ? { $ref: reference } : value
}
