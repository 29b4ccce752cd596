import { readFile } from 'node:fs/promises'
import { compile } from 'json-schema-to-typescript'
import { resolve } from 'node:path'
import { SCHEMAS } from './hub-fields.ts'

const PARTS = 'parts'
const TO_PARTS = /^parts\.schema\.json#\/\$defs\/(?<name>\w+)$/
/** The compiler wants a root and writes a type for it; the parts are no document, so that it is taken out again. */
const ROOT_OF_PARTS = /\n\/\*\*(?:(?!\*\/)[^])*\*\/\nexport interface Parts \{\}\n/
/** What the compiler says of every part, and readers need not know. */
const OF_THE_ROOT = / \*\n \* This interface was referenced by [^\n]*\n \* via the `definition` "\w+".\n/g

/** @returns the text of `src/model/generated/<name>.ts` as it should be now. */
export async function typesOf(name: string): Promise<string> {
  const used = new Set<string>()
  const schema: unknown = JSON.parse(
    await readFile(resolve(SCHEMAS, `${name}.schema.json`), 'utf8'),
    (_key, value: unknown) => bareReference(value, used),
  )
  if (typeof schema !== 'object' || schema === null) throw new TypeError(`${name} is no schema`)
  const root = name === PARTS ? { ...schema, type: 'object', additionalProperties: false } : schema
  const text = await compile(root, name, {
    bannerComment: [
      `/* Generated from schemas/canonical/${name}.schema.json by "npm run generate:types". */`,
      ...(used.size > 0 ? [`import type { ${[...used].sort().join(', ')} } from './parts.ts'`] : []),
    ].join('\n'),
    // minItems would become tuples of every length up to maxItems, which nobody can build step by step.
    ignoreMinAndMaxItems: true,
    unreachableDefinitions: name === PARTS,
    style: { semi: false, singleQuote: true, printWidth: 110 },
  })
  return name === PARTS ? text.replace(ROOT_OF_PARTS, '\n').replaceAll(OF_THE_ROOT, '') : text
}

/**
 * A `$ref` with a description beside it would become a type of its own (Party1, Party2 …), and one into the parts
 * would repeat their types in every file.
 */
function bareReference(value: unknown, used: Set<string>): unknown {
  const reference = typeof value === 'object' && value !== null && '$ref' in value ? value.$ref : undefined
  if (typeof reference !== 'string') return value
  const part = TO_PARTS.exec(reference)?.groups?.['name']
  if (part === undefined) return { $ref: reference }
  used.add(part)
  return { tsType: part }
}
