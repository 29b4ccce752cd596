import type { JsonObject, JsonValue } from './json.ts'

export interface SchemaParts {
  /** What several hub documents are made of, by name. */
  readonly parts: Readonly<Record<string, JsonObject>>
  readonly codesOf: (list: string) => ReadonlySet<string>
}

/** Into `parts.schema.json`, from there or from elsewhere. */
const PART = /^(?:parts\.schema\.json)?#\/\$defs\/(?<name>[A-Za-z]+)$/

/**
 * A schema made of parts of hub documents, as somebody can use it who has neither those nor our code lists: the parts it needs
 * stand in its `$defs`, and what has a code list in its `enum`.
 *
 * @throws TypeError for a part that is not there, and what `codesOf` throws
 */
export function selfContained(schema: JsonObject, { parts, codesOf }: SchemaParts): JsonObject {
  const needed = new Map<string, JsonValue>()
  const need = (name: string): void => {
    const part = Object.hasOwn(parts, name) ? parts[name] : undefined
    if (part === undefined) throw new TypeError(`there is no part ${name}`)
    if (needed.has(name)) return
    needed.set(name, {}) // parts may be made of themselves
    needed.set(name, contained(part))
  }
  const member = ([name, value]: [string, JsonValue]): [string, JsonValue][] => {
    const part = name === '$ref' && typeof value === 'string' ? PART.exec(value)?.groups?.['name'] : undefined
    if (part !== undefined) {
      need(part)
      return [['$ref', `#/$defs/${part}`]]
    }
    if (name === 'x-code-list' && typeof value === 'string')
      return [
        [name, value],
        ['enum', [...codesOf(value)].toSorted()],
      ]
    return [[name, contained(value)]]
  }
  const contained = (value: JsonValue): JsonValue => {
    if (isList(value)) return value.map(contained)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).flatMap(member))
  }
  const whole = Object.fromEntries(Object.entries(schema).flatMap(member))
  const used = [...needed].toSorted(([one], [other]) => (one < other ? -1 : 1))
  return used.length === 0 ? whole : { ...whole, $defs: Object.fromEntries(used) }
}

/** `Array.isArray` does not narrow read-only lists. */
const isList = (value: JsonValue): value is readonly JsonValue[] => Array.isArray(value)
