import { parse, validate, version } from 'uuid'
import { afterEach, expect, test, vi } from 'vitest'
import { newId } from '../../src/model/new-id.ts'

const millisecondsOf = (id: string): number => Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)

afterEach(() => {
  vi.useRealTimers()
})

test('an id is a UUIDv7 of the present moment', () => {
  const before = Date.now()
  const id = newId()
  expect([validate(id), version(id)]).toEqual([true, 7])
  expect(millisecondsOf(id)).toBeGreaterThanOrEqual(before)
  expect(millisecondsOf(id)).toBeLessThanOrEqual(Date.now())
})

test('of two ids of a process the later one sorts behind, within a millisecond and across many', () => {
  const ids = Array.from({ length: 50_000 }, newId)
  expect([...ids].sort()).toEqual(ids)
  expect(new Set(ids).size).toBe(ids.length)
})

test('a clock that goes back brings no id in front of those that were made', () => {
  vi.useFakeTimers({ now: Date.now() + 60_000 })
  const early = newId()
  vi.setSystemTime(Date.now() - 3_600_000)
  expect(newId() > early).toBe(true)
})

test('nobody guesses the next id of a millisecond: its end is drawn anew', () => {
  vi.useFakeTimers({ now: Date.now() + 120_000 })
  const ends = Array.from({ length: 1_000 }, () => Buffer.from(parse(newId()).subarray(11)).toString('hex'))
  expect(new Set(ends).size).toBeGreaterThan(990)
})
