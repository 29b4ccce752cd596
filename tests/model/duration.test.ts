import { expect, test } from 'vitest'
import { durationMs } from '../../src/model/duration.ts'

test.each([
  ['PT72H', 259_200_000],
  ['P3D', 259_200_000],
  ['P1W', 604_800_000],
  ['P1DT2H3M4S', 93_784_000],
  ['PT90M', 5_400_000],
])('%s lasts %i ms', (text, expected) => {
  expect(durationMs(text)).toBe(expected)
})

test.each(['', 'P', 'PT', 'P1DT', 'PT0S', 'P1M', 'P1Y', 'PT1.5H', '-PT1H', 'P1W2D', 'pt1h', 'PT1H ', '1H'])(
  '"%s" is no duration with a length of its own',
  (text) => {
    expect(durationMs(text)).toBeUndefined()
  },
)
