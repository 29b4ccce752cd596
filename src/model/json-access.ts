import type { JsonObject, JsonValue } from './json.ts'

/** @returns the value when it is an object, else undefined. */
export function asObject(value: JsonValue | undefined): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !isArray(value) ? value : undefined
}

/** @returns the text there, or undefined when there is none. */
export function textAt(object: JsonObject | undefined, name: string): string | undefined {
  const value = object?.[name]
  return typeof value === 'string' ? value : undefined
}

/** @returns the objects of the list there; an absent list is an empty one. */
export function objectsAt(object: JsonObject | undefined, name: string): readonly JsonObject[] {
  const value = object?.[name]
  if (value === undefined || !isArray(value)) return []
  return value.map(asObject).filter((item) => item !== undefined)
}

/** Whether an object has all of these members and no other. */
export function hasExactly(object: JsonObject, names: readonly string[]): boolean {
  return Object.keys(object).length === names.length && names.every((name) => Object.hasOwn(object, name))
}

/** `Array.isArray` does not narrow read-only lists. */
function isArray(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value)
}
