import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  hitRate,
  listed,
  merge,
  type Rating,
  ratingKey,
  type Ratings,
} from '../../../src/workflows/channel/feedback.ts'
import { parameter } from './sandbox.ts'

const PARAMETERS = [parameter({ id: 'heavy' }), parameter({ id: 'always', dimension: 'route' })] as const
const rated = (at: 0 | 1, counts: Partial<Rating> = {}): Ratings => {
  const { name } = PARAMETERS[at]
  const none = { hits: 0, misses: 0, unclear: 0, minutes: 0, amounts: {} }
  const rating: Rating = { parameter: name, subCentre: 'qingdao', fired: 1, ...none, ...counts }
  return { [ratingKey(name, rating.subCentre)]: rating }
}

test('ratings of one parameter at one sub-centre add up, each currency by itself', () => {
  const [only] = listed(
    merge(
      rated(0, { hits: 1, minutes: 40, amounts: { CNY: '99.95' } }),
      rated(0, { misses: 1, minutes: 20, amounts: { CNY: '0.05', KZT: '7' } }),
    ),
  )
  expect(only).toMatchObject({ fired: 2, hits: 1, misses: 1, minutes: 60, amounts: { CNY: '100', KZT: '7' } })
  expect(only !== undefined && hitRate(only)).toBe(500)
})

test('without an inspection there is no hit rate, and such parameters are listed last', () => {
  expect(
    listed(merge(rated(0), rated(1, { misses: 1 }))).map((each) => [each.parameter.id, hitRate(each)]),
  ).toEqual([
    ['always', 0],
    ['heavy', undefined],
  ])
})

const some: fc.Arbitrary<Ratings> = fc
  .array(
    fc.record({
      at: fc.constantFrom(0 as const, 1 as const),
      subCentre: fc.constantFrom('qingdao', 'shanghai'),
      hits: fc.nat({ max: 1 }),
      minutes: fc.nat({ max: 100 }),
      cents: fc.nat({ max: 9999 }),
    }),
    { maxLength: 15 },
  )
  .map((events) =>
    events
      .map(({ at, cents, ...counts }) => rated(at, { ...counts, amounts: { CNY: `${cents / 100}` } }))
      .reduce(merge, {}),
  )

test('ratings come to the same in any order and grouping', () => {
  fc.assert(
    fc.property(some, some, some, (one, two, three) => {
      expect(merge(two, one)).toEqual(merge(one, two))
      expect(merge(merge(one, two), three)).toEqual(merge(one, merge(two, three)))
    }),
    { numRuns: 100 },
  )
})
