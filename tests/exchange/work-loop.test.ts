import { describe, expect, test } from 'vitest'
import { createWorkLoop } from '../../src/exchange/work-loop.ts'

const settle = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** A loop over a queue in memory, with counters. */
function loopOver(
  queue: number[],
  options: { idleMs?: number; maxInFlight?: number; work?: (n: number) => Promise<void> } = {},
) {
  const done: number[] = []
  const faults: unknown[] = []
  const seen = { most: 0, now: 0 }
  const loop = createWorkLoop<number>({
    idleMs: options.idleMs ?? 10_000,
    maxInFlight: options.maxInFlight ?? 4,
    claim: async (free) => queue.splice(0, free),
    work: async (n) => {
      seen.most = Math.max(seen.most, ++seen.now)
      await (options.work?.(n) ?? settle(1))
      seen.now--
      done.push(n)
    },
    onFault: (error) => faults.push(error),
  })
  return { loop, done, faults, seen }
}

describe('the work loop', () => {
  test('works off a backlog longer than its width without waiting for a tick', async () => {
    const backlog = Array.from({ length: 50 }, (_, n) => n)
    const { loop, done, seen } = loopOver(backlog)
    loop.start()
    await expect.poll(() => done.length, { timeout: 2_000 }).toBe(50)
    expect(seen.most).toBeLessThanOrEqual(4)
    await loop.stop()
  })

  test('looks at once when it is kicked', async () => {
    const queue: number[] = []
    const { loop, done } = loopOver(queue)
    loop.start()
    await settle(20)
    queue.push(7)
    loop.kick()
    await expect.poll(() => done, { timeout: 1_000 }).toEqual([7])
    await loop.stop()
  })

  test('does not miss a kick that comes while it is claiming', async () => {
    const queue: number[] = []
    const done: number[] = []
    const loop = createWorkLoop<number>({
      idleMs: 10_000,
      maxInFlight: 1,
      claim: async (free) => {
        const items = queue.splice(0, free)
        await settle(20)
        return items
      },
      work: async (n) => void done.push(n),
      onFault: () => undefined,
    })
    loop.start()
    await settle(5) // inside the first, empty claim
    queue.push(1)
    loop.kick()
    await expect.poll(() => done, { timeout: 1_000 }).toEqual([1])
    await loop.stop()
  })

  test('goes on after a claim failed and tells of it', async () => {
    let calls = 0
    const done: number[] = []
    const faults: unknown[] = []
    const loop = createWorkLoop<number>({
      idleMs: 5,
      maxInFlight: 1,
      claim: async () => {
        if (++calls === 1) throw new Error('database away')
        return calls === 2 ? [1] : []
      },
      work: async (n) => void done.push(n),
      onFault: (error) => faults.push(error),
    })
    loop.start()
    await expect.poll(() => done, { timeout: 1_000 }).toEqual([1])
    expect(faults).toHaveLength(1)
    await loop.stop()
  })

  test('tells of an item that failed and works the others', async () => {
    const { loop, done, faults } = loopOver([1, 2, 3], {
      work: async (n) => {
        if (n === 2) throw new Error('poison')
      },
    })
    loop.start()
    await expect.poll(() => done.length + faults.length, { timeout: 1_000 }).toBe(3)
    expect(done).toEqual([1, 3])
    await loop.stop()
  })

  test('stops only after what is under way has ended', async () => {
    const { loop, done } = loopOver([1], { work: () => settle(50) })
    loop.start()
    await settle(10)
    await loop.stop()
    expect(done).toEqual([1])
  })
})
