import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { asReady, linesOf } from '../../src/api/ndjson.ts'
import { refusalOf } from '../refusal.ts'
import { deferred } from './harness.ts'

const textsOf = (body: string, most = 10): string[] =>
  linesOf(Buffer.from(body), most).map((line) => Buffer.from(line).toString())

describe('lines of a body', () => {
  test.each([
    ['a', ['a']],
    ['a\n', ['a']],
    ['a\nb', ['a', 'b']],
    ['a\r\nb\r\n', ['a\r', 'b\r']],
    ['\na\n\nb\n\n', ['', 'a', '', 'b', '']],
    ['\n', ['']],
  ])('%j has %j', (body, lines) => expect(textsOf(body)).toEqual(lines))

  test('are at least one and at most as many as are let', () => {
    expect(refusalOf(() => textsOf('')).code).toBe('REQUEST_INVALID')
    expect(textsOf('\n'.repeat(10))).toHaveLength(10)
    expect(refusalOf(() => textsOf(`${'\n'.repeat(10)}a`)).code).toBe('REQUEST_INVALID')
    expect(refusalOf(() => textsOf('\n'.repeat(1_000_000))).code).toBe('REQUEST_INVALID')
  })

  test('are what was joined, whatever was joined', () => {
    const line = fc.string({ unit: fc.constantFrom('a', ' ', '\r', '\u2028', '\u{1F69B}') })
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 10 }), (lines) => {
        expect(textsOf(lines.map((each) => `${each}\n`).join(''))).toEqual(lines)
      }),
    )
  })
})

describe('work on many items', () => {
  test('gives every result once, begins in order and keeps within its limit', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat({ max: 5 }), { maxLength: 40 }),
        fc.integer({ min: 1, max: 8 }),
        async (turns, limit) => {
          const begun: number[] = []
          let underWay = 0
          const results = asReady(turns, limit, async (wait, index) => {
            begun.push(index)
            underWay += 1
            expect(underWay).toBeLessThanOrEqual(limit)
            for (let turn = 0; turn < wait; turn += 1) await Promise.resolve()
            underWay -= 1
            return index
          })
          const told = await all(results)
          const indices = [...turns.keys()]
          expect(begun).toEqual(indices)
          expect(told.toSorted((left, right) => left - right)).toEqual(indices)
        },
      ),
    )
  })

  test('gives what is ready before what was begun earlier', async () => {
    const slow = deferred<string>()
    const results = asReady(['slow', 'quick'], 2, (item) =>
      item === 'slow' ? slow.promise : Promise.resolve(item),
    )
    expect(await results.next()).toEqual({ done: false, value: 'quick' })
    slow.resolve('slow')
    expect(await all(results)).toEqual(['slow'])
  })

  test('waits for a reader who takes nothing', async () => {
    const begun: number[] = []
    const results = asReady([...Array(100).keys()], 4, (item) => {
      begun.push(item)
      return Promise.resolve(item)
    })
    await results.next()
    await new Promise((resolve) => setImmediate(resolve))
    expect(begun).toEqual([0, 1, 2, 3])
    await results.return()
  })

  test('stops with its reader, when what was begun has ended', async () => {
    const gates = Array.from({ length: 9 }, () => deferred<number>())
    const begun: number[] = []
    const results = asReady(gates, 3, (gate, index) => {
      begun.push(index)
      return gate.promise
    })
    gates[0]?.resolve(0)
    await results.next()
    let ended = false
    const stopped = results.return().then(() => (ended = true))
    gates[1]?.resolve(1)
    await new Promise((resolve) => setImmediate(resolve))
    expect(ended).toBe(false)
    gates[2]?.resolve(2)
    await stopped
    expect(begun).toEqual([0, 1, 2])
  })

  test('that fails is told to the reader after the rest has ended', async () => {
    const results = asReady(['good', 'bad'], 2, (item) =>
      item === 'bad' ? Promise.reject(new Error(item)) : Promise.resolve(item),
    )
    await expect(all(results)).rejects.toThrow('bad')
  })
})

async function all<T>(values: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const value of values) found.push(value)
  return found
}
