import { Environment } from '@marcbachmann/cel-js'
import { KhorgosError } from '../../errors.ts'
import type { JsonValue } from '../../model/json.ts'
import { Decimal } from './decimal.ts'
import type { Fields, Scalar } from './vocabulary.ts'

/** The class of each record of a vocabulary, by its fields. */
export type Records = ReadonlyMap<Fields, new () => Record<string, unknown>>

/** Longest text that is looked at; the fields of hub documents are far below. */
const MAX_TEXT = 4096

/** RFC 3339 with its offset: without one nobody knows the moment. */
const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?(Z|[+-]\d\d:\d\d)$/

const duration = new Environment().registerVariable('text', 'string').parse('duration(text)')

/** How each type is read from JSON; undefined where the value is not of the type. */
const READERS: Readonly<Record<Scalar, (value: unknown) => unknown>> = {
  string: (value) => (typeof value === 'string' && value.length <= MAX_TEXT ? value : undefined),
  int: (value) => (Number.isSafeInteger(value) ? BigInt(Number(value)) : undefined),
  decimal: (value) => (typeof value === 'string' ? new Decimal(value) : undefined),
  bool: (value) => (typeof value === 'boolean' ? value : undefined),
  timestamp: (value) => (typeof value === 'string' ? readTimestamp(value) : undefined),
  duration: (value) => (typeof value === 'string' && value.length <= 40 ? readDuration(value) : undefined),
}

/** In words, for whoever wrote the value. */
const FORMS: Readonly<Record<Scalar, string>> = {
  string: `a text of at most ${MAX_TEXT} characters`,
  int: 'a whole number',
  decimal: 'a decimal number as a text, "12.50"',
  bool: 'true or false',
  timestamp: 'a moment with its offset, "2026-11-21T10:00:00Z"',
  duration: 'a duration, "36h" or "1h30m"',
}

/**
 * A JSON value as CEL holds it.
 * @param path asked for only when it is wrong
 * @throws KhorgosError FIELD_INVALID with the path
 */
export function toCel(value: unknown, type: Scalar, path: () => string): unknown {
  let read: unknown
  try {
    read = READERS[type](value)
  } catch (cause) {
    throw invalidFact(path(), FORMS[type], cause)
  }
  if (read === undefined) throw invalidFact(path(), FORMS[type])
  return read
}

export function invalidFact(path: string, form: string, cause?: unknown): KhorgosError {
  return new KhorgosError('FIELD_INVALID', `The fact ${path} is not ${form}.`, { place: { path }, cause })
}

/** What CEL computed, as JSON in the form in which facts are given. */
export function fromCel(value: unknown): JsonValue {
  if (typeof value === 'bigint') return Number(value)
  if (value instanceof Decimal) return value.text
  if (value instanceof Date) return value.toISOString()
  if (Array.isArray(value)) return value.map(fromCel)
  if (typeof value === 'string' || typeof value === 'boolean') return value
  return String(value)
}

function readTimestamp(text: string): Date | undefined {
  const moment = TIMESTAMP.test(text) ? new Date(text) : new Date(Number.NaN)
  return Number.isNaN(moment.getTime()) ? undefined : moment
}

function readDuration(text: string): unknown {
  return duration({ text })
}
