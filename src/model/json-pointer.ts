import { asObject } from './json-access.ts'
import type { JsonValue } from './json.ts'

/**
 * What stands at a place of a JSON value (RFC 6901); `''` is the whole. Members of objects only: positions in lists name
 * nothing that stays where it is.
 *
 * @returns undefined when nothing is there
 */
export function valueAt(value: JsonValue, pointer: string): JsonValue | undefined {
  const steps = pointer.split('/').slice(1)
  return steps.reduce<JsonValue | undefined>((at, step) => {
    const name = step.replaceAll('~1', '/').replaceAll('~0', '~')
    const object = asObject(at)
    return object !== undefined && Object.hasOwn(object, name) ? object[name] : undefined
  }, value)
}
