import { readFileSync } from 'node:fs'
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js'
import { LineCounter, parseDocument } from 'yaml'
import type { Place } from '../errors.ts'

/** Keys and list positions from the root of the file. */
export type DataPath = readonly (string | number)[]

/** A YAML file that follows its JSON Schema. Whether what it says makes sense is for its readers to find. */
export interface DataFile<T> {
  readonly name: string
  readonly text: string
  readonly content: T
  /** Where that part of the file stands; a part that is missing stands where its parent does. */
  readonly place: (path: DataPath) => Place & { readonly line: number }
  /** The same in words, `kz.yaml:12`. */
  readonly at: (path: DataPath) => string
}

/** Reads one file: what it says, or everything that is wrong with its form, each with file and line. */
export type ReadDataFile<T> = (
  name: string,
  text: string,
) => { readonly file: DataFile<T> } | { readonly problems: readonly string[] }

/** @param schemaFile JSON Schema (2020-12) that each file has to follow */
export function dataFileReader<T>(schemaFile: string): ReadDataFile<T> {
  const schema = JSON.parse(readFileSync(schemaFile, 'utf8'))
  const validate = new Ajv2020({ strict: true, allErrors: true }).compile<T>(schema)
  return (name, text) => {
    const lines = new LineCounter()
    const document = parseDocument(text, {
      lineCounter: lines,
      uniqueKeys: true,
      merge: true,
      prettyErrors: false,
    })
    const lineOf = (offset: number): string => `${name}:${lines.linePos(offset).line}`
    if (document.errors.length > 0)
      return { problems: document.errors.map(({ pos, message }) => `${lineOf(pos[0])}: ${message}`) }
    const place = (path: DataPath): Place & { readonly line: number } => {
      for (let length = path.length; length >= 0; length -= 1) {
        const node = document.getIn(path.slice(0, length), true)
        const range = typeof node === 'object' && node !== null && 'range' in node ? node.range : undefined
        if (Array.isArray(range)) return { path: name, line: lines.linePos(Number(range[0])).line }
      }
      return { path: name, line: 1 }
    }
    const at = (path: DataPath): string => `${name}:${place(path).line}`
    // Aliases may share a few values; more of them only make a small file large.
    const content: unknown = document.toJS({ maxAliasCount: 200 })
    if (validate(content)) return { file: { name, text, content, place, at } }
    // "if" fails only together with what it demands, which is told as well.
    const problems = (validate.errors ?? []).filter(({ keyword }) => keyword !== 'if')
    return { problems: problems.map((error) => describe(error, at)) }
  }
}

function describe(error: ErrorObject, at: DataFile<unknown>['at']): string {
  const path = error.instancePath.split('/').slice(1).map(step)
  const { additionalProperty, missingProperty } = error.params
  // An unknown key stands on its own line; a missing one has none, so its parent's is told.
  const place = additionalProperty === undefined ? path : [...path, String(additionalProperty)]
  const subject = place.join('.') || 'the file'
  const sentence = additionalProperty === undefined ? (error.message ?? 'is wrong') : 'is not known here'
  return `${at(missingProperty === undefined ? place : path)}: ${subject} ${sentence}`
}

/** A step of a JSON Pointer (RFC 6901 section 4). */
function step(text: string): string | number {
  const name = text.replaceAll('~1', '/').replaceAll('~0', '~')
  return /^\d+$/.test(name) ? Number(name) : name
}
