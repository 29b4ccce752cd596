import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { closedUntil, delayOf, MISSES_PER_DOCUMENT } from '../../src/ledger/questions/misses.ts'
import { afterMiss, type Misses } from '../../src/model/misses.ts'

const DAY = 86_400_000
const START = new Date('2026-11-21T10:00:00.000Z')
const after = (ms: number): Date => new Date(START.getTime() + ms)

/** Misses at those times, in ms from the start, which must not go back. */
function missesAt(...times: readonly number[]): Misses | undefined {
  return times.reduce<Misses | undefined>((before, ms) => afterMiss(before, after(ms)), undefined)
}

const times = fc
  .array(fc.oneof(fc.nat(1_000), fc.nat(DAY), fc.constant(DAY)), { maxLength: 40 })
  .map((pauses) => pauses.map((_, at) => pauses.slice(0, at + 1).reduce((sum, ms) => sum + ms, 0)))

describe('misses of one day', () => {
  test('are told the later the more there were: from a twentieth of a second to half a minute', () => {
    const delays: number[] = []
    let misses: Misses | undefined
    while (closedUntil(misses, MISSES_PER_DOCUMENT, START) === undefined) {
      misses = afterMiss(misses, START)
      delays.push(delayOf(misses))
    }
    expect(delays).toEqual([50, 100, 200, 400, 800, 1_600, 3_200, 6_400, 12_800, 25_600])
  })

  test('are those since the first that was not over, whatever the times', () => {
    fc.assert(
      fc.property(times, (all) => {
        let first = -Infinity
        let expected = 0
        for (const ms of all) {
          if (ms >= first + DAY) [first, expected] = [ms, 0]
          expected += 1
        }
        const misses = missesAt(...all)
        expect(misses?.count ?? 0).toBe(expected)
        if (misses !== undefined) expect(misses.firstAt).toEqual(after(first))
      }),
    )
  })

  test('never come to more than the limit where nobody is asked while it is closed', () => {
    fc.assert(
      fc.property(times, fc.integer({ min: 1, max: 12 }), (all, limit) => {
        let misses: Misses | undefined
        const counted: number[] = []
        for (const ms of all) {
          const until = closedUntil(misses, limit, after(ms))
          if (until === undefined) {
            misses = afterMiss(misses, after(ms))
            counted.push(ms)
          } else {
            expect(until > after(ms)).toBe(true)
            expect(until).toEqual(new Date((misses?.firstAt.getTime() ?? 0) + DAY))
          }
          expect(misses?.count ?? 0).toBeLessThanOrEqual(limit)
        }
        // Two days of counting may touch: no day, wherever it begins, has more than two of them in it.
        for (const from of counted)
          expect(counted.filter((ms) => ms >= from && ms < from + DAY).length).toBeLessThan(2 * limit)
      }),
    )
  })

  test('close until a day after the first of them and not a millisecond longer', () => {
    const misses = missesAt(0, 5_000, 70_000)
    expect(closedUntil(misses, 3, after(70_000))).toEqual(after(DAY))
    expect(closedUntil(misses, 3, after(DAY - 1))).toEqual(after(DAY))
    expect(closedUntil(misses, 3, after(DAY))).toBeUndefined()
    expect(closedUntil(misses, 4, after(70_000))).toBeUndefined()
    expect(closedUntil(undefined, 1, START)).toBeUndefined()
  })
})
