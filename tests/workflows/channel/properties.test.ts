import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { bindFacts } from '../../../src/workflows/expressions/facts.ts'
import { LEVELS, type Effect } from '../../../src/workflows/channel/level.ts'
import type { CompiledParameter } from '../../../src/workflows/channel/parameter.ts'
import { replay } from '../../../src/workflows/channel/replay.ts'
import { CHANNEL_VOCABULARY, DIMENSIONS } from '../../../src/workflows/channel/vocabulary.ts'
import { drawing, drawnFacts } from './history.ts'
import { channelsOf, FILES, parameter } from './sandbox.ts'

const effect: fc.Arbitrary<Effect> = fc.oneof(
  fc.record({ score: fc.integer({ min: 1, max: 50 }) }),
  fc.record({ atLeast: fc.constantFrom('medium' as const, 'high' as const), firm: fc.boolean() }),
  fc.record({ atMost: fc.constantFrom('low' as const, 'medium' as const) }),
)

/** Conditions of the sandbox with effects of any kind: what they read is what drawn facts have, or lack. */
const drawnParameter = fc
  .record({
    id: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
    version: fc.integer({ min: 1, max: 3 }),
    dimension: fc.constantFrom(...DIMENSIONS),
    when: fc.constantFrom(...FILES.parameters.map((each) => each.parameter.when)),
    effect,
  })
  .map((different) => parameter(different))

const drawnParameters = fc.uniqueArray(drawnParameter, {
  maxLength: 12,
  selector: ({ name }) => `${name.id} ${name.version}`,
})

const drawnConsignment = fc.nat({ max: 100_000 }).map((seed) => drawnFacts(drawing(seed), seed % 500))
const find = (parameters: readonly CompiledParameter[]) => (name: { readonly hash: string }) =>
  parameters.find((each) => each.name.hash === name.hash)

test('the order of the parameters does not matter', () => {
  fc.assert(
    fc.property(
      drawnParameters.chain((all) =>
        fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
      ),
      drawnConsignment,
      ([parameters, shuffled], facts) => {
        expect(channelsOf(shuffled).decide(facts)).toEqual(channelsOf(parameters).decide(facts))
      },
    ),
    { numRuns: 300 },
  )
})

test('another parameter never lowers the level, unless it is a ceiling', () => {
  let raised = 0
  fc.assert(
    fc.property(drawnParameters, drawnParameter, drawnConsignment, (parameters, drawn, facts) => {
      fc.pre(!('atMost' in drawn.parameter.effect))
      const added = parameter({ ...drawn.parameter, id: 'added' })
      const before = LEVELS.indexOf(channelsOf(parameters).decide(facts).level)
      const after = LEVELS.indexOf(channelsOf([...parameters, added]).decide(facts).level)
      expect(after).toBeGreaterThanOrEqual(before)
      if (after > before) raised += 1
    }),
    { numRuns: 500 },
  )
  expect(raised).toBeGreaterThan(5)
})

test('a ceiling never raises the level', () => {
  fc.assert(
    fc.property(drawnParameters, drawnParameter, drawnConsignment, (parameters, drawn, facts) => {
      const added = parameter({ ...drawn.parameter, id: 'added', effect: { atMost: 'low' } })
      const before = LEVELS.indexOf(channelsOf(parameters).decide(facts).level)
      expect(LEVELS.indexOf(channelsOf([...parameters, added]).decide(facts).level)).toBeLessThanOrEqual(
        before,
      )
    }),
    { numRuns: 300 },
  )
})

test('the index leaves nothing out: every parameter that would fire or is open is in the decision', () => {
  fc.assert(
    fc.property(drawnConsignment, (facts) => {
      const bound = bindFacts(CHANNEL_VOCABULARY, facts)
      const held = (wanted: boolean | undefined) =>
        FILES.parameters
          .filter(({ parameter: { districts = ['hohhot'] } }) => districts.includes('hohhot'))
          .filter(({ expression }) => expression.holds(bound) === wanted)
          .map(({ name }) => name.id)
          .toSorted()
      const decision = channelsOf(FILES.parameters).decide(facts)
      expect(decision.fired.map(({ id }) => id)).toEqual(held(true))
      expect(decision.notEstablished.map(({ id }) => id)).toEqual(held(undefined))
      expect(decision.considered).toBe(FILES.parameters.length)
    }),
    { numRuns: 300 },
  )
})

test('the explanation is enough to make the decision again, as kept JSON too', () => {
  fc.assert(
    fc.property(drawnParameters, drawnConsignment, (parameters, facts) => {
      const kept: ReturnType<ReturnType<typeof channelsOf>['decide']> = JSON.parse(
        JSON.stringify(channelsOf(parameters).decide(facts)),
      )
      expect(replay(kept, find(parameters), FILES.policy)).toEqual({ problems: [] })
    }),
    { numRuns: 500 },
  )
})

test('a decision that was changed does not follow from its explanation', () => {
  let changed = 0
  fc.assert(
    fc.property(drawnConsignment, fc.nat(), (facts, at) => {
      const decision = channelsOf(FILES.parameters).decide(facts)
      const { fired } = decision
      const dropped = fired[at % Math.max(1, fired.length)]
      const forged = [
        {
          ...decision,
          channel:
            decision.channel === 'fast-release' ? ('document-check' as const) : ('fast-release' as const),
        },
        { ...decision, score: decision.score + 1 },
        { ...decision, fired: fired.map((each) => ({ ...each, facts: {} })) },
        { ...decision, fired: fired.map((each) => ({ ...each, hash: 'f'.repeat(64) })) },
        { ...decision, fired: fired.filter((each) => each !== dropped || 'atMost' in each.effect) },
        { ...decision, policy: { ...decision.policy, hash: 'f'.repeat(64) } },
      ]
      for (const each of forged) {
        if (JSON.stringify(each) === JSON.stringify(decision)) continue
        // What was left out may be one of two that come to the same, and only a score tells them apart.
        const same =
          each.fired.length < fired.length &&
          dropped !== undefined &&
          !decision.steps.some(({ by }) => by.includes(dropped.id))
        if (same) continue
        changed += 1
        expect(replay(each, find(FILES.parameters), FILES.policy).problems).not.toEqual([])
      }
    }),
    { numRuns: 200 },
  )
  expect(changed).toBeGreaterThan(500)
})
