import { readFileSync } from 'node:fs'
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
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
  readonly place: (path: DataPath) => FilePlace
  /** The same in words, `kz.yaml:12`. */
  readonly at: (path: DataPath) => string
}

/** File and line, from 1. */
export type FilePlace = Place & { readonly line: number }

/** One thing that is wrong with a file, and where. */
export interface FileProblem {
  readonly place: Place
  /** A sentence without its full stop. */
  readonly text: string
}

/** `kz.yaml:12: routes.0 is not known here` */
export function inWords({ place: { path, line }, text }: FileProblem): string {
  return `${line === undefined ? path : `${path}:${line}`}: ${text}`
}

/** Reads one file: what it says, or everything that is wrong with its form. */
export type ReadDataFile<T> = (
  name: string,
  text: string,
) => { readonly file: DataFile<T> } | { readonly problems: readonly FileProblem[] }

/** @param schemaFile JSON Schema (2020-12) that each file has to follow */
export function dataFileReader<T>(schemaFile: string): ReadDataFile<T> {
  const validate = validatorOf(readFileSync(schemaFile, 'utf8'))
  const follows = (content: unknown): content is T => validate(content)
  return (name, text) => {
    const lines = new LineCounter()
    const document = parseDocument(text, {
      lineCounter: lines,
      uniqueKeys: true,
      merge: true,
      prettyErrors: false,
    })
    const placeAt = (offset: number): FilePlace => ({ path: name, line: lines.linePos(offset).line })
    if (document.errors.length > 0)
      return {
        problems: document.errors.map(({ pos, message }) => ({ place: placeAt(pos[0]), text: message })),
      }
    const place = (path: DataPath): FilePlace => {
      for (let length = path.length; length >= 0; length -= 1) {
        const node = document.getIn(path.slice(0, length), true)
        const range = typeof node === 'object' && node !== null && 'range' in node ? node.range : undefined
        if (Array.isArray(range)) return placeAt(Number(range[0]))
      }
      return { path: name, line: 1 }
    }
    const at = (path: DataPath): string => `${name}:${place(path).line}`
    // Aliases may share a few values; more of them only make a small file large.
    const content: unknown = document.toJS({ maxAliasCount: 200 })
    if (follows(content)) return { file: { name, text, content, place, at } }
    // "if" fails only together with what it demands, which is told as well.
    const problems = (validate.errors ?? []).filter(({ keyword }) => keyword !== 'if')
    return { problems: problems.map((error) => describe(error, place)) }
  }
}

/** What is wrong with data that came in no file: one thing, with its JSON Pointer (RFC 6901). */
export interface DataProblem {
  readonly path: string
  readonly message: string
}

/** As `dataFileReader`, for data that came in no file. */
export function dataChecker(schemaFile: string): (content: unknown) => DataProblem | undefined {
  const validate = validatorOf(readFileSync(schemaFile, 'utf8'))
  return (content) => {
    if (validate(content)) return undefined
    const [first] = (validate.errors ?? []).filter(({ keyword }) => keyword !== 'if')
    return { path: first?.instancePath ?? '', message: first?.message ?? 'is wrong' }
  }
}

const validators = new Map<string, ValidateFunction>()
let ajv: Ajv2020 | undefined

/** Each schema is compiled once. */
function validatorOf(text: string): ValidateFunction {
  // Our own schemas follow JSON Schema's; compiling that first would take longer than they do. What Ajv would optimize, the
  // engine does.
  ajv ??= new Ajv2020({ strict: true, allErrors: true, validateSchema: false, code: { optimize: false } })
  let validate = validators.get(text)
  if (validate === undefined) {
    // Schemas of data files refer only to their own parts; two editions of one may be read by one program.
    const { $id: _, ...schema } = JSON.parse(text)
    validators.set(text, (validate = ajv.compile(schema)))
  }
  return validate
}

function describe(error: ErrorObject, placeOf: DataFile<unknown>['place']): FileProblem {
  const path = error.instancePath.split('/').slice(1).map(step)
  const { additionalProperty, missingProperty } = error.params
  // An unknown key stands on its own line; a missing one has none, so its parent's is told.
  const full = additionalProperty === undefined ? path : [...path, String(additionalProperty)]
  const subject = full.join('.') || 'the file'
  const sentence = additionalProperty === undefined ? (error.message ?? 'is wrong') : 'is not known here'
  return { place: placeOf(missingProperty === undefined ? full : path), text: `${subject} ${sentence}` }
}

/** A step of a JSON Pointer (RFC 6901 section 4). */
function step(text: string): string | number {
  const name = text.replaceAll('~1', '/').replaceAll('~0', '~')
  return /^\d+$/.test(name) ? Number(name) : name
}
