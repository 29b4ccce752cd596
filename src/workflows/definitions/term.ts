import type { JsonObject, JsonValue } from '../../model/json.ts'
import type { TermContent, TermsContent } from './definition-file.ts'

/**
 * Something that the product can do with what a case knows: compare two papers, make a reply. Pure: the same arguments, the
 * same result, or a case could not be replayed.
 */
export interface Operation {
  readonly required: readonly string[]
  readonly optional?: readonly string[]
  /** @returns undefined where it cannot be told */
  readonly call: (args: Readonly<Record<string, JsonValue | undefined>>) => JsonValue | undefined
}

export type Operations = Readonly<Record<string, Operation>>

/** Where a term is looked up, and by which names. */
export interface TermScope {
  readonly operations: Operations
  /** Names that a path may begin with, and what may stand behind each; undefined: anything. */
  readonly names: Readonly<Record<string, ReadonlySet<string> | undefined>>
}

export type AnyTerm = (scope: Readonly<Record<string, JsonObject>>) => JsonValue | undefined

/**
 * @param complain told what is wrong; the result must not be used then
 */
export function compileTerm(
  content: TermContent,
  scope: TermScope,
  complain: (problem: string) => void,
): AnyTerm {
  if (typeof content === 'string') return compilePath(content, scope, complain)
  if ('value' in content) return () => content.value
  const operation = Object.hasOwn(scope.operations, content.call) ? scope.operations[content.call] : undefined
  if (operation === undefined) {
    complain(`there is no operation ${content.call}`)
    return () => undefined
  }
  const given = Object.keys(content.with ?? {})
  for (const name of operation.required) if (!given.includes(name)) complain(`${content.call} needs ${name}`)
  for (const name of given)
    if (![...operation.required, ...(operation.optional ?? [])].includes(name))
      complain(`${content.call} takes no ${name}`)
  const args = compileTerms(content.with ?? {}, scope, complain)
  return (values) => operation.call(Object.fromEntries([...args].map(([name, term]) => [name, term(values)])))
}

export function compileTerms(
  content: TermsContent,
  scope: TermScope,
  complain: (problem: string) => void,
): ReadonlyMap<string, AnyTerm> {
  return new Map(Object.entries(content).map(([name, term]) => [name, compileTerm(term, scope, complain)]))
}

function compilePath(path: string, { names }: TermScope, complain: (problem: string) => void): AnyTerm {
  const [root = '', ...steps] = path.split('.')
  if (!Object.hasOwn(names, root)) complain(`${path} begins with none of ${Object.keys(names).join(', ')}`)
  const known = names[root]
  const [first] = steps
  if (known !== undefined && first !== undefined && !known.has(first)) complain(`${root} has no ${first}`)
  return (values) => walk(values[root], steps)
}

/** @returns undefined where the way ends before its last step */
function walk(from: JsonValue | undefined, steps: readonly string[]): JsonValue | undefined {
  return steps.reduce<JsonValue | undefined>((at, step) => {
    if (typeof at !== 'object' || at === null) return undefined
    return isList(at) ? at[Number(step)] : Object.hasOwn(at, step) ? at[step] : undefined
  }, from)
}

const isList = (value: JsonObject | readonly JsonValue[]): value is readonly JsonValue[] =>
  Array.isArray(value)
