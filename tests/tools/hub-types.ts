import { readFile } from 'node:fs/promises'
import { compile } from 'json-schema-to-typescript'
import { basename, resolve } from 'node:path'
import { SCHEMAS } from './hub-fields.ts'

const PARTS = 'parts'
/** A whole schema of the folder, or one definition of it. */
const TO_NEIGHBOUR = /^(?<file>[a-z-]+)\.schema\.json(?:#\/\$defs\/(?<definition>\w+))?$/
/** The compiler wants a root and writes a type for it; the parts are no document, so that it is taken out again. */
const ROOT_OF_PARTS = /\n\/\*\*(?:(?!\*\/)[^])*\*\/\nexport interface Parts \{\}\n/
/** What the compiler says of every part, and readers need not know. */
const OF_THE_ROOT = / \*\n \* This interface was referenced by [^\n]*\n \* via the `definition` "\w+".\n/g

/**
 * @param folder of the schema: `schemas/canonical`, or another one whose schemas refer to each other alike
 * @returns the text of the TypeScript file of that name as it should be now.
 */
export async function typesOf(name: string, folder: string = SCHEMAS): Promise<string> {
  const used = new Map<string, Set<string>>()
  const schema: unknown = JSON.parse(
    await readFile(resolve(folder, `${name}.schema.json`), 'utf8'),
    (_key, value: unknown) => bareReference(value, used),
  )
  if (typeof schema !== 'object' || schema === null) throw new TypeError(`${name} is no schema`)
  const root = name === PARTS ? { ...schema, type: 'object', additionalProperties: false } : schema
  const text = await compile(root, name, {
    bannerComment: [
      `/* Generated from schemas/${basename(folder)}/${name}.schema.json by "npm run generate:types". */`,
      ...[...used].map(([file, types]) => importOf(file, types)).sort(),
    ].join('\n'),
    // minItems would become tuples of every length up to maxItems, which nobody can build step by step.
    ignoreMinAndMaxItems: true,
    unreachableDefinitions: name === PARTS,
    style: { semi: false, singleQuote: true, printWidth: 110 },
  })
  return name === PARTS ? text.replace(ROOT_OF_PARTS, '\n').replaceAll(OF_THE_ROOT, '') : text
}

/** @returns the text of a TypeScript file that holds the schemas themselves, for parts that know no schema folder. */
export async function constantsOf(names: readonly string[], folder: string): Promise<string> {
  const constants = await Promise.all(
    names.map(async (name) => {
      const schema: unknown = JSON.parse(await readFile(resolve(folder, `${name}.schema.json`), 'utf8'))
      const constant = `${name.replaceAll('-', '_').toUpperCase()}_SCHEMA`
      return `export const ${constant}: JsonObject = ${JSON.stringify(schema, undefined, 2)}\n`
    }),
  )
  return [
    `/* Generated from schemas/${basename(folder)} by "npm run generate:types". */`,
    "import type { JsonObject } from '../json.ts'\n",
    ...constants,
  ].join('\n')
}

function importOf(file: string, types: ReadonlySet<string>): string {
  return `import type { ${[...types].sort().join(', ')} } from './${file}.ts'`
}

/**
 * A `$ref` with a description beside it would become a type of its own (Party1, Party2 …), and one into another file
 * would repeat that file's types in every file.
 */
function bareReference(value: unknown, used: Map<string, Set<string>>): unknown {
  const reference = typeof value === 'object' && value !== null && '$ref' in value ? value.$ref : undefined
  if (typeof reference !== 'string') return value
  const { file, definition } = TO_NEIGHBOUR.exec(reference)?.groups ?? {}
  if (file === undefined) return { $ref: reference }
  const type = definition ?? typeName(file)
  used.set(file, (used.get(file) ?? new Set()).add(type))
  return { tsType: type }
}

/** Title of a schema file: `write-off` is WriteOff. */
function typeName(file: string): string {
  return file.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase())
}
