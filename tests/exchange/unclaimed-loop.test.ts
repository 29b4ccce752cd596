import { expect, test } from 'vitest'
import { createUnclaimedLoop } from '../../src/exchange/unclaimed-loop.ts'

test('a row that stays due is worked on once at a time, and again when that has ended', async () => {
  const ends: (() => void)[] = []
  const begun: string[] = []
  const loop = createUnclaimedLoop<string>({
    idleMs: 5,
    maxInFlight: 4,
    due: async (limit) => ['a', 'b'].slice(0, limit),
    keyOf: (item) => item,
    work: (item) => {
      begun.push(item)
      return new Promise((resolve) => ends.push(resolve))
    },
    onFault: () => undefined,
  })
  loop.start()
  await expect.poll(() => begun).toEqual(['a', 'b'])
  const [endOfA] = ends
  endOfA?.()
  await expect.poll(() => begun.slice(0, 3)).toEqual(['a', 'b', 'a'])
  const stopped = loop.stop()
  for (const end of ends) end()
  await stopped
})

test('what met a fault is left alone, and what is due behind it is not', async () => {
  const [begun, faults]: [string[], unknown[]] = [[], []]
  const loop = createUnclaimedLoop<string>({
    idleMs: 5,
    maxInFlight: 1,
    due: async (limit) => ['bad', 'good'].slice(0, limit),
    keyOf: (item) => item,
    work: async (item) => {
      begun.push(item)
      if (item === 'bad') throw new Error('a fault of ours')
    },
    onFault: (fault) => faults.push(fault),
  })
  loop.start()
  await expect.poll(() => begun.filter((item) => item === 'good').length).toBeGreaterThan(2)
  await loop.stop()
  expect(begun.filter((item) => item === 'bad')).toHaveLength(1)
  expect(faults).toHaveLength(1)
})
