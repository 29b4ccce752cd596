import type { JsonObject, JsonValue } from '../../model/json.ts'

/** What operations are given and give, whatever they are about. */

/** The texts among them. */
export function textsIn(
  args: Readonly<Record<string, JsonValue | undefined>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(args).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  )
}

/** Plain data, without members that are undefined. */
export function plain(value: object): JsonObject {
  const copy: JsonObject = JSON.parse(JSON.stringify(value))
  return copy
}

/** Whether it is an object that has these members. */
export function has(value: unknown, ...names: readonly string[]): boolean {
  return typeof value === 'object' && value !== null && names.every((name) => name in value)
}
