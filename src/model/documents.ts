import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import { KhorgosError } from '../errors.ts'
import { loadHubCodes } from './hub-codes.ts'

export type {
  CargoReport,
  Consignment,
  ConsignmentItem,
  Equipment,
  Party,
  Seal,
} from './generated/cargo-report.ts'
export type { ConveyanceReport, Vehicle } from './generated/conveyance-report.ts'
export type { Response } from './generated/response.ts'

export const DOCUMENT_NAMES = ['cargo-report', 'conveyance-report', 'response'] as const

/** How many problems one sentence names; the place is always that of the first. */
const MAX_PROBLEMS_SHOWN = 5

/** The hub documents' schemas and code lists, compiled once. */
export interface DocumentRules {
  /**
   * Checks a hub document as it is: nothing is coerced, removed or filled in.
   *
   * @param name of the hub document, as in `schemas/canonical/<name>.schema.json`
   * @throws KhorgosError DOCUMENT_INVALID; its place is the JSON Pointer (RFC 6901) of the first problem
   */
  validateDocument(name: string, value: unknown): void
}

/**
 * @param canonicalFolder `schemas/canonical`
 * @throws KhorgosError CONFIG_INVALID when a schema or code list there cannot be used
 */
export function loadDocumentRules(canonicalFolder: string): DocumentRules {
  const validators = compileAll(canonicalFolder)
  return {
    validateDocument(name, value) {
      const validate = validators.get(name)
      if (validate === undefined)
        throw new KhorgosError('DOCUMENT_INVALID', `There is no hub document ${name}`)
      if (validate(value)) return
      throw documentInvalid(name, validate.errors ?? [])
    },
  }
}

function compileAll(folder: string): Map<string, ValidateFunction> {
  const codes = loadHubCodes(join(folder, 'codes'))
  const ajv = new Ajv2020({ strict: true, allErrors: true, validateFormats: false })
  ajv.addKeyword({ keyword: 'x-unit', schemaType: 'string' })
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
  try {
    return new Map(DOCUMENT_NAMES.map((name) => [name, ajv.compile(readSchema(folder, name))]))
  } catch (cause) {
    if (cause instanceof KhorgosError) throw cause
    throw new KhorgosError('CONFIG_INVALID', `A schema in ${folder} cannot be used: ${String(cause)}`, {
      cause,
    })
  }
}

function readSchema(folder: string, name: string): object {
  const schema: unknown = JSON.parse(readFileSync(join(folder, `${name}.schema.json`), 'utf8'))
  if (typeof schema !== 'object' || schema === null) throw new TypeError(`${name}.schema.json is no schema`)
  return schema
}

function documentInvalid(name: string, errors: readonly ErrorObject[]): KhorgosError {
  const problems = errors.map((error) => ({ path: pointerOf(error), text: error.message ?? error.keyword }))
  const shown = problems.slice(0, MAX_PROBLEMS_SHOWN).map(({ path, text }) => `${path || '/'} ${text}`)
  const more = problems.length > shown.length ? `; and ${problems.length - shown.length} more` : ''
  return new KhorgosError('DOCUMENT_INVALID', `The ${name} is not complete: ${shown.join('; ')}${more}`, {
    place: { path: problems[0]?.path ?? '' },
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
