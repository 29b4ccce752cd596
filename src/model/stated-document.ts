import type { JsonObject, JsonValue } from './json.ts'

/**
 * What of a hub document somebody states, in a schema that is made of the parts of hub documents:
 * `{ x-stated: load-checklist, x-given: [id] }` stands for the document's own schema without the members that are given to it later.
 *
 * @param documentOf schema of a hub document by name; throws for one that is not there
 * @throws TypeError for a member that the document has not
 */
export function withStated(schema: JsonObject, documentOf: (name: string) => JsonObject): JsonObject {
  const { 'x-stated': name, 'x-given': given, ...rest } = schema
  const within = (value: JsonValue): JsonValue => {
    if (isList(value)) return value.map(within)
    return typeof value === 'object' && value !== null ? withStated(value, documentOf) : value
  }
  const others = Object.fromEntries(Object.entries(rest).map(([member, each]) => [member, within(each)]))
  if (typeof name !== 'string') return others
  return { ...stated(documentOf(name), textsOf(given)), ...others }
}

/** Keywords of a document's schema that stand for all of it. */
const OF_A_WHOLE: readonly string[] = ['$schema', '$id', 'title', 'x-wco-class']

function stated(schema: JsonObject, given: readonly string[]): JsonObject {
  const { properties, required } = schema
  const known = typeof properties === 'object' && properties !== null && !isList(properties) ? properties : {}
  for (const name of given)
    if (!Object.hasOwn(known, name)) throw new TypeError(`the document has no ${name} that could be given`)
  return {
    ...Object.fromEntries(Object.entries(schema).filter(([name]) => !OF_A_WHOLE.includes(name))),
    properties: Object.fromEntries(Object.entries(known).filter(([name]) => !given.includes(name))),
    required: textsOf(required).filter((name) => !given.includes(name)),
  }
}

function textsOf(value: JsonValue | undefined): readonly string[] {
  return value !== undefined && isList(value)
    ? value.flatMap((each) => (typeof each === 'string' ? each : []))
    : []
}

/** `Array.isArray` does not narrow read-only lists. */
const isList = (value: JsonValue): value is readonly JsonValue[] => Array.isArray(value)
