import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { describe, expect, it } from 'vitest'
import { KhorgosError } from '../../../src/errors.ts'
import { read, sampleFiles, write } from './interchanges.ts'

/** Mulberry32: small, seeded, the same everywhere. */
function generator(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

type Next = (below: number) => number

/** Segments deleted, doubled, exchanged; bytes replaced, put in, taken out; service characters put anywhere. */
const MUTATIONS: readonly ((bytes: Buffer, next: Next) => Buffer)[] = [
  (bytes, next) => segments(bytes, (list) => list.splice(next(list.length), 1)),
  (bytes, next) =>
    segments(bytes, (list) => list.splice(next(list.length), 0, list[next(list.length)] ?? '')),
  (bytes, next) =>
    segments(bytes, (list) => {
      const [a, b] = [next(list.length), next(list.length)]
      ;[list[a], list[b]] = [list[b] ?? '', list[a] ?? '']
    }),
  (bytes, next) => spliced(bytes, next, 1, [next(256)]),
  (bytes, next) => spliced(bytes, next, 0, [next(256)]),
  (bytes, next) => spliced(bytes, next, 1 + next(8), []),
  (bytes, next) => spliced(bytes, next, 0, [...Buffer.from("'+:?*\n".charAt(next(6)))]),
  (bytes, next) => spliced(bytes, next, 1, [...Buffer.from("0A9-.,' +".charAt(next(9)))]),
  (bytes, next) => bytes.subarray(0, next(bytes.length)),
  (bytes, next) =>
    spliced(
      bytes,
      next,
      0,
      Array.from({ length: next(300) }, () => 0x3f),
    ),
]

function segments(bytes: Buffer, change: (list: string[]) => void): Buffer {
  const list = bytes.toString('latin1').split(/(?<=')/)
  change(list)
  return Buffer.from(list.join(''), 'latin1')
}

function spliced(bytes: Buffer, next: Next, gone: number, put: readonly number[]): Buffer {
  const at = next(bytes.length)
  return Buffer.concat([bytes.subarray(0, at), Buffer.from(put), bytes.subarray(at + gone)])
}

/** Makes the count of UNT right, so that a mutation gets past the envelope. */
function recounted(bytes: Buffer): Buffer {
  const text = bytes.toString('latin1')
  const count = text.split("'").findIndex((segment) => segment.trim().startsWith('UNT+'))
  return Buffer.from(text.replace(/UNT\+\d+/, `UNT+${count - (text.startsWith('UNA') ? 1 : 0)}`), 'latin1')
}

const ROUNDS = 2_500

describe('10,000 mutations', () => {
  const samples = sampleFiles().filter((file) => /cus(car|res)/.test(file))

  it.each(samples.map((file) => [basename(file), file]))(
    '%s: a code and a place, or documents that hold',
    (_name, file) => {
      const next = generator(20261121)
      const original = readFileSync(file)
      const seen = new Map<string, number>()
      // Processor time, µs: what others do on the machine is not ours to bound.
      let slowest = 0
      for (let round = 0; round < ROUNDS; round += 1) {
        const mutate = MUTATIONS[next(MUTATIONS.length)] ?? ((bytes) => bytes)
        const mutant = mutate(original, next)
        const bytes = next(2) === 0 ? recounted(mutant) : mutant
        const start = process.cpuUsage()
        const outcome = outcomeOf(bytes)
        const { user, system } = process.cpuUsage(start)
        slowest = Math.max(slowest, user + system)
        seen.set(outcome, (seen.get(outcome) ?? 0) + 1)
      }
      // Every door is tried, and some mutants come through.
      expect([...seen.keys()]).toEqual(expect.arrayContaining(['read', 'SCHEMA_INVALID', 'TOTAL_MISMATCH']))
      expect([...seen.keys()]).not.toContain('INTERNAL')
      expect(slowest).toBeLessThan(1_000_000)
    },
  )

  it('are at least as many', () => {
    expect(samples.length * ROUNDS).toBeGreaterThanOrEqual(10_000)
  })
})

function outcomeOf(bytes: Buffer): string {
  try {
    const { format, documents } = read(bytes)
    // `read` has validated the documents; what is written from them says the same again.
    expect(read(write(format.id, documents).bytes()).documents).toEqual(documents)
    return 'read'
  } catch (error) {
    if (!(error instanceof KhorgosError)) throw error
    const { code, place } = error
    if (code !== 'MESSAGE_EMPTY') expect(place?.path, `${code} of ${bytes.toString('latin1')}`).toMatch(/^\//)
    return code
  }
}
