import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import { KhorgosError } from '../errors.ts'
import { type HubCodes, loadHubCodes } from './hub-codes.ts'
import type { JsonObject } from './json.ts'
import { selfContained } from './self-contained-schema.ts'
import { withStated } from './stated-document.ts'

export type { CargoReport, Consignment, ConsignmentItem } from './generated/cargo-report.ts'
export type { ConveyanceReport } from './generated/conveyance-report.ts'
export type { Equipment, Party, Seal } from './generated/parts.ts'
export type { Response } from './generated/response.ts'

const SCHEMA_SUFFIX = '.schema.json'
/** What the documents are made of: referred to by them, no document itself. */
const PARTS = 'parts'
const PARTS_POINTER = `${PARTS}${SCHEMA_SUFFIX}#/$defs/`
/** Keyword of a schema that is a hub document, and of no other: the WCO class it is named after. */
const WCO_CLASS = 'x-wco-class'

/** How many problems one sentence names; the place is always that of the first. */
const MAX_PROBLEMS_SHOWN = 5
/** Problems told one by one; a hostile message must not make a list as long as itself. */
const MAX_PROBLEMS = 100

/** The hub documents' schemas and code lists, each compiled once. */
export interface DocumentRules {
  /**
   * Compiles the schema of a hub document before the first is checked, which takes a while.
   *
   * @throws KhorgosError CONFIG_INVALID when a schema or code list there cannot be used
   */
  prepare(name: string): void
  /**
   * Checks a hub document as it is: nothing is coerced, removed or filled in.
   *
   * @param name of the hub document, as in `schemas/canonical/<name>.schema.json`
   * @throws KhorgosError DOCUMENT_INVALID; its place is the JSON Pointer (RFC 6901) of the first problem
   */
  validateDocument(name: string, value: unknown): void
  /**
   * Compiles a schema that is made of the parts of hub documents.
   *
   * @returns what is wrong with a value, with its place as a JSON Pointer; undefined when nothing is
   * @throws what Ajv throws for a schema that cannot be used
   */
  checker(
    schema: JsonObject,
  ): (value: unknown) => { readonly path: string; readonly message: string } | undefined
}

/**
 * @param canonicalFolder `schemas/canonical`
 * @param codes the hub's code lists
 * @returns makes of a schema that is made of parts of hub documents one that refers to nothing outside
 * @throws KhorgosError CONFIG_INVALID when files there cannot be read
 */
export function schemaDescriber(
  canonicalFolder: string,
  { codesOf }: HubCodes,
): (schema: JsonObject) => JsonObject {
  const parts = orConfigInvalid(canonicalFolder, () => partsOf(canonicalFolder))
  const documentOf = documentReader(canonicalFolder)
  return (schema) => selfContained(withStated(schema, documentOf), { parts, codesOf })
}

/**
 * @param canonicalFolder `schemas/canonical`
 * @param codes the hub's code lists, where they have been read
 * @throws KhorgosError CONFIG_INVALID when files there cannot be read; each document's schema is compiled when it is needed
 */
export function loadDocumentRules(
  canonicalFolder: string,
  codes: HubCodes = loadHubCodes(join(canonicalFolder, 'codes')),
): DocumentRules {
  const usable = <T>(work: () => T): T => orConfigInvalid(canonicalFolder, work)
  const ajv = schemaCompiler(codes)
  const names = usable(() => {
    // Each part under the name it is referred to by: Ajv then compiles it once for all documents, not once for each.
    for (const [name, part] of Object.entries(partsOf(canonicalFolder)))
      ajv.addSchema(part, `${PARTS_POINTER}${name}`)
    return documentNames(canonicalFolder)
  })
  const documentOf = documentReader(canonicalFolder)
  const validators = new Map<string, ValidateFunction>()
  const validatorOf = (name: string): ValidateFunction => {
    if (!names.includes(name)) throw new KhorgosError('DOCUMENT_INVALID', `There is no hub document ${name}`)
    const validate = validators.get(name) ?? usable(() => ajv.compile(readSchema(canonicalFolder, name)))
    validators.set(name, validate)
    return validate
  }
  return {
    prepare: (name) => void validatorOf(name),
    validateDocument(name, value) {
      const validate = validatorOf(name)
      if (validate(value)) return
      throw documentInvalid(name, validate.errors ?? [])
    },
    checker(schema) {
      const whole = withStated(schema, documentOf)
      void ajv.validateSchema(whole, true)
      const validate = ajv.compile(whole)
      return (value) => {
        if (validate(value)) return undefined
        const [first] = validate.errors ?? []
        return first && { path: pointerOf(first), message: first.message ?? first.keyword }
      }
    },
  }
}

function orConfigInvalid<T>(folder: string, work: () => T): T {
  try {
    return work()
  } catch (cause) {
    if (cause instanceof KhorgosError) throw cause
    throw new KhorgosError('CONFIG_INVALID', `A schema in ${folder} cannot be used: ${String(cause)}`, {
      cause,
    })
  }
}

/**
 * @param canonicalFolder `schemas/canonical`
 * @returns the names of the hub documents there: every schema that says which WCO class it is, sorted
 * @throws what reading the files or JSON.parse throws, or a TypeError for a file that holds no schema
 */
export function documentNames(canonicalFolder: string): string[] {
  return readdirSync(canonicalFolder)
    .filter((file) => file.endsWith(SCHEMA_SUFFIX))
    .map((file) => file.slice(0, -SCHEMA_SUFFIX.length))
    .filter((name) => WCO_CLASS in readSchema(canonicalFolder, name))
    .sort()
}

function schemaCompiler(codes: HubCodes): Ajv2020 {
  // The engine optimizes the generated code as well as Ajv would, and our own schemas follow JSON Schema's: both cost every
  // thread's start more than they bring.
  const lean = { code: { optimize: false }, validateSchema: false }
  const ajv = new Ajv2020({ strict: true, allErrors: true, validateFormats: false, ...lean })
  ajv.addKeyword({ keyword: 'x-unit', schemaType: 'string' })
  ajv.addKeyword({ keyword: WCO_CLASS, schemaType: 'string' })
  ajv.addKeyword({
    keyword: 'x-code-list',
    type: 'string',
    schemaType: 'string',
    // Throws for a list that is not there, so that a misspelt name stops the start.
    compile: (list: string) => {
      const known = codes.codesOf(list)
      return (code: string) => known.has(code)
    },
    error: { message: 'is not in its code list' },
  })
  return ajv
}

function partsOf(folder: string): Readonly<Record<string, JsonObject>> {
  const file: { readonly $defs?: Readonly<Record<string, JsonObject>> } = readSchema(folder, PARTS)
  return file.$defs ?? {}
}

/** Schema of a hub document. @throws TypeError where there is none of that name */
function documentReader(folder: string): (name: string) => JsonObject {
  const names = documentNames(folder)
  return (name) => {
    if (!names.includes(name)) throw new TypeError(`there is no hub document ${name}`)
    return readSchema(folder, name)
  }
}

function readSchema(folder: string, name: string): JsonObject {
  const schema: JsonObject | null = JSON.parse(readFileSync(join(folder, `${name}${SCHEMA_SUFFIX}`), 'utf8'))
  if (typeof schema !== 'object' || schema === null) throw new TypeError(`${name} is no schema`)
  return schema
}

function documentInvalid(name: string, errors: readonly ErrorObject[]): KhorgosError {
  const problems = errors.map((error) => ({ path: pointerOf(error), text: error.message ?? error.keyword }))
  const shown = problems.slice(0, MAX_PROBLEMS_SHOWN).map(({ path, text }) => `${path || '/'} ${text}`)
  const more = problems.length > shown.length ? `; and ${problems.length - shown.length} more` : ''
  return new KhorgosError('DOCUMENT_INVALID', `The ${name} is not complete: ${shown.join('; ')}${more}`, {
    place: { path: problems[0]?.path ?? '' },
    problems: problems.slice(0, MAX_PROBLEMS).map(
      ({ path, text }) =>
        new KhorgosError('DOCUMENT_INVALID', `The ${name} is not complete: ${path || '/'} ${text}`, {
          place: { path },
        }),
    ),
  })
}

/** Ajv points at the object that lacks or has too much; the reader wants the property. */
function pointerOf(error: ErrorObject): string {
  const params: Readonly<Record<string, unknown>> = error.params
  const property = params['missingProperty'] ?? params['additionalProperty']
  return typeof property === 'string'
    ? `${error.instancePath}/${escapePointer(property)}`
    : error.instancePath
}

function escapePointer(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1')
}
