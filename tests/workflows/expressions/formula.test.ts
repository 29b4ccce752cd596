import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { bindFacts } from '../../../src/workflows/expressions/facts.ts'
import { dialectOf } from '../../../src/workflows/expressions/environment.ts'
import { compileExpression } from '../../../src/workflows/expressions/expression.ts'
import { anyCondition, WORLD, worldFacts } from './arbitrary.ts'

const PLACE = { path: 'drawn.yaml' }

/** The library alone, on the whole expression: an error is what we call not established. */
function byLibrary(source: string, context: object): boolean | undefined {
  try {
    const value: unknown = dialectOf(WORLD).environment.evaluate(source, { ...context })
    return typeof value === 'boolean' ? value : undefined
  } catch {
    return undefined
  }
}

test('an expression taken apart comes to what CEL says of it as a whole', () => {
  const counts = new Map<unknown, number>()
  fc.assert(
    fc.property(anyCondition, worldFacts, (source, facts) => {
      const bound = bindFacts(WORLD, facts)
      const expected = byLibrary(source, bound.context)
      counts.set(expected, (counts.get(expected) ?? 0) + 1)
      expect(compileExpression(source, WORLD, PLACE).holds(bound)).toBe(expected)
    }),
    { numRuns: 2000 },
  )
  // The facts that were drawn reach all three outcomes.
  expect(Math.min(...[true, false, undefined].map((each) => counts.get(each) ?? 0))).toBeGreaterThan(100)
})

test('the facts that it read are enough to come to the same, with the same reasons', () => {
  fc.assert(
    fc.property(anyCondition, worldFacts, (source, facts) => {
      const expression = compileExpression(source, WORLD, PLACE)
      const bound = bindFacts(WORLD, facts)
      const again = bindFacts(WORLD, expression.factsRead(bound))
      expect(expression.outcome(again)).toEqual(expression.outcome(bound))
    }),
    { numRuns: 1000 },
  )
})

test('what is not established says what is missing, or why it could not be computed', () => {
  fc.assert(
    fc.property(anyCondition, worldFacts, (source, facts) => {
      const outcome = compileExpression(source, WORLD, PLACE).outcome(bindFacts(WORLD, facts))
      if (outcome.result !== 'not-established') return
      expect(outcome.missing.length + outcome.faults.length).toBeGreaterThan(0)
    }),
    { numRuns: 1000 },
  )
})
