import { isList, parseDocumentPath, stepInto } from '../../mapping/document-path.ts'
import type { HubStep } from '../../mapping/hub-schema.ts'
import type { JsonValue } from '../../model/json.ts'
import { canonicalDecimal, MAX_DECIMAL_LENGTH, sumDecimals } from '../../model/decimal.ts'

/** A value with its place, a JSON Pointer (RFC 6901); names of hub fields need no escaping. */
export interface Selected {
  readonly value: JsonValue
  readonly path: string
}

/** Every value at a path, in the order of the document. */
export function select(document: JsonValue, path: string, at = ''): Selected[] {
  return stepsOf(path).reduce<Selected[]>(
    (found, step) => found.flatMap((each) => below(each, step)),
    [{ value: document, path: at }],
  )
}

function below({ value, path }: Selected, step: HubStep): Selected[] {
  if (step === null)
    return isList(value) ? value.map((item, place) => ({ value: item, path: `${path}/${place}` })) : []
  const next = stepInto(value, step)
  return next === undefined || next === null ? [] : [{ value: next, path: `${path}/${step}` }]
}

/** The texts at the paths, each as it is written. */
export function textsAt(document: JsonValue, paths: readonly string[], at = ''): TextAt[] {
  return paths
    .flatMap((path) => select(document, path, at))
    .flatMap(({ value, path }) => (typeof value === 'string' && value !== '' ? [{ text: value, path }] : []))
}

export interface TextAt {
  readonly text: string
  readonly path: string
}

/** The first text at a path. */
export function textAtPath(document: JsonValue, path: string | undefined): string | undefined {
  return path === undefined ? undefined : textsAt(document, [path])[0]?.text
}

export interface NumberAt {
  /** Canonical decimal. */
  readonly value: string
  readonly path: string
}

/**
 * The number at the first of the paths that tells one. Of a path through a list the sum, where every entry has it.
 *
 * @returns undefined where none of them tells it
 */
export function numberAt(document: JsonValue, paths: readonly string[], at = ''): NumberAt | undefined {
  for (const path of paths) {
    const cut = path.lastIndexOf('[]')
    const found = cut === -1 ? single(document, path, at) : summed(document, path, cut, at)
    if (found !== undefined) return found
  }
  return undefined
}

function single(document: JsonValue, path: string, at: string): NumberAt | undefined {
  const [found] = select(document, path, at)
  const value = found && decimalOf(found.value)
  return found === undefined || value === undefined ? undefined : { value, path: found.path }
}

function summed(document: JsonValue, path: string, cut: number, at: string): NumberAt | undefined {
  const entries = select(document, path.slice(0, cut + 2), at)
  const values = entries.flatMap(({ value }) => decimalOf(select(value, path.slice(cut + 3))[0]?.value) ?? [])
  if (entries.length === 0 || values.length < entries.length) return undefined
  const sum = sumDecimals(values)
  const [list] = select(document, path.slice(0, cut), at)
  return sum.length > MAX_DECIMAL_LENGTH ? undefined : { value: sum, path: list?.path ?? at }
}

/** Masses are decimals as text, quantities of packages are whole numbers. */
export function decimalOf(value: JsonValue | undefined): string | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : undefined
  return typeof value === 'string' && /^-?\d{1,40}(\.\d{1,20})?$/.test(value)
    ? canonicalDecimal(value)
    : undefined
}

/** @returns steps from the root of a document; `null` stands for every item of a list */
export function stepsOf(path: string): readonly HubStep[] {
  const parsed = parseDocumentPath(path)
  return parsed === undefined ? [] : [parsed.base, ...parsed.steps]
}
