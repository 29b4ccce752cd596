import type { JsonObject, JsonValue } from '../../model/json.ts'
import { asObject } from '../../model/json-access.ts'
import type { Path } from './path.ts'

/** One fact, or one list as a whole, and the values to try; undefined is absence. */
export interface Dimension {
  readonly path: Path
  readonly values: readonly (JsonValue | undefined)[]
  readonly complete: boolean
}

/** Every combination of the values, or a sample where those are too many. */
export function combine(
  dimensions: readonly Dimension[],
  most: number,
): { readonly complete: boolean; readonly assignments: Iterable<JsonObject> } {
  const total = dimensions.reduce((product, { values }) => product * values.length, 1)
  const complete = total <= most
  const indexes = complete
    ? allIndexes(dimensions, total)
    : seededIndexes(
        dimensions.map(({ values }) => values.length),
        most,
      )
  return { complete, assignments: assemble(dimensions, indexes) }
}

function* allIndexes(dimensions: readonly Dimension[], total: number): Generator<readonly number[]> {
  for (let number = 0; number < total; number += 1) {
    let left = number
    yield dimensions.map(({ values }) => {
      const index = left % values.length
      left = Math.floor(left / values.length)
      return index
    })
  }
}

function* assemble(
  dimensions: readonly Dimension[],
  indexes: Iterable<readonly number[]>,
): Generator<JsonObject> {
  for (const chosen of indexes) {
    const facts: Record<string, JsonValue> = {}
    dimensions.forEach(({ path, values }, at) => {
      const value = values[chosen[at] ?? 0]
      if (value !== undefined) place(facts, path, value)
    })
    yield facts
  }
}

function place(facts: Record<string, JsonValue>, path: Path, value: JsonValue): void {
  const [name = '', ...rest] = path
  if (rest.length === 0) {
    facts[name] = value
    return
  }
  const group: Record<string, JsonValue> = { ...asObject(facts[name]) }
  place(group, rest, value)
  facts[name] = group
}

/**
 * Choices that look drawn and are the same each time: for each of `count` rounds an index below each of the sizes.
 * The generator is the one of Numerical Recipes, modulo 2^32: a sample needs to be spread, not secret.
 */
function* seededIndexes(sizes: readonly number[], count: number): Generator<readonly number[]> {
  let state = 20_261_121
  const next = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
  for (let round = 0; round < count; round += 1) yield sizes.map(next)
}
