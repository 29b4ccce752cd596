import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  hitRate,
  listed,
  merge,
  rate,
  type Outcome,
  type Ratings,
} from '../../../src/workflows/channel/feedback.ts'
import type { Decision } from '../../../src/workflows/channel/decide.ts'
import { channelsOf, HERE, parameter } from './sandbox.ts'

const heavy = parameter({ id: 'heavy', when: 'totals.grossMass > 100' })
const always = parameter({ id: 'always', dimension: 'route' })
const channels = channelsOf([heavy, always])
const decided = (grossMass: string, office = '0705'): Decision =>
  channels.decide({ ...HERE, office, totals: { grossMass } })

test('the outcome of an inspection rates every parameter that fired, at its sub-centre', () => {
  let ratings: Ratings = {}
  ratings = rate(ratings, decided('150'), {
    result: 'differing',
    minutes: 40,
    amount: { amount: '99.95', currencyId: 'CNY' },
  })
  ratings = rate(ratings, decided('150'), {
    result: 'conforming',
    minutes: 20,
    amount: { amount: '0.05', currencyId: 'CNY' },
  })
  ratings = rate(ratings, decided('50'), { result: 'inconclusive' })
  ratings = rate(ratings, decided('50'))
  const [worst, other] = listed(ratings)
  expect(worst).toEqual({
    parameter: always.name,
    subCentre: 'qingdao',
    fired: 4,
    hits: 1,
    misses: 1,
    unclear: 1,
    minutes: 60,
    amounts: { CNY: '100' },
  })
  expect(other).toMatchObject({ parameter: heavy.name, fired: 2, hits: 1, misses: 1 })
  expect(worst !== undefined && hitRate(worst)).toBe(500)
})

test('without an inspection there is no hit rate, and such parameters are listed last', () => {
  const ratings = rate(rate({}, decided('150')), decided('50'), { result: 'conforming' })
  expect(listed(ratings).map((each) => [each.parameter.id, hitRate(each)])).toEqual([
    ['always', 0],
    ['heavy', undefined],
  ])
})

const outcome: fc.Arbitrary<Outcome | undefined> = fc.option(
  fc.record({
    result: fc.constantFrom('conforming', 'differing', 'inconclusive', 'not-checked'),
    minutes: fc.nat({ max: 100 }),
    amount: fc.record({
      amount: fc.nat({ max: 9999 }).map((cents) => `${cents / 100}`),
      currencyId: fc.constantFrom('CNY', 'KZT'),
    }),
  }),
  { nil: undefined },
)
const events = fc.array(fc.tuple(fc.constantFrom('50', '150'), fc.constantFrom('0705', '9402'), outcome), {
  maxLength: 15,
})
const fold = (of: readonly [string, string, Outcome | undefined][], from: Ratings = {}): Ratings =>
  of.reduce((ratings, [mass, office, result]) => rate(ratings, decided(mass, office), result), from)

test('ratings come to the same in any order, in parts and merged', () => {
  fc.assert(
    fc.property(events, events, (first, second) => {
      const whole = fold([...first, ...second])
      expect(fold([...second, ...first])).toEqual(whole)
      expect(merge(fold(first), fold(second))).toEqual(whole)
      expect(fold(second, fold(first))).toEqual(whole)
      expect(JSON.parse(JSON.stringify(whole))).toEqual(whole)
    }),
    { numRuns: 100 },
  )
})
