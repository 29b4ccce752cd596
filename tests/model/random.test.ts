import { expect, test } from 'vitest'
import { freshBytes } from '../../src/model/random.ts'

test('fresh bytes are as many as are wanted, and never the same ones again', () => {
  const hex = Array.from({ length: 1000 }, () => Buffer.from(freshBytes(32)).toString('hex'))
  expect(new Set(hex).size).toBe(1000)
  expect(new Set(hex.map((each) => each.length))).toEqual(new Set([64]))
})

test('fresh bytes may be more than are drawn at once', () => {
  const [one, other] = [freshBytes(10_000), freshBytes(10_000)]
  expect([one.length, other.length]).toEqual([10_000, 10_000])
  expect(Buffer.from(one).equals(other)).toBe(false)
})

test('changing bytes that were given changes none that are given later', () => {
  freshBytes(32).fill(0)
  expect(freshBytes(32)).not.toEqual(new Uint8Array(32))
})
