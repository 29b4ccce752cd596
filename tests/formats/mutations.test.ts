import { readFileSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { asKhorgosError } from '../../src/errors.ts'
import { formats, readBytes, SAMPLES } from './sample-files.ts'

/** The same broken messages in every run; `npm run test:mutations` makes 10,000 of each format. */
const RUNS = Number(process.env['KHORGOS_MUTATIONS'] ?? 60)
const SEED = 20261121
/** No message of this size may take longer, however broken. */
const PATIENCE_MS = 1000
const PATIENCE_OF_ALL_MS = 30_000 + RUNS * 20

type Mutation = (text: string, at: number, other: number) => string

/** Where the n-th element begins and ends, its end tag included. */
function element(text: string, at: number): readonly [number, number] {
  const starts = [...text.matchAll(/<([A-Za-z]+)[^>/]*>/g)]
  const start = starts[at % starts.length]
  const end = text.indexOf(`</${start?.[1] ?? ''}>`, start?.index)
  return [start?.index ?? 0, end + (start?.[1]?.length ?? 0) + 3]
}

const VALUES = [
  '',
  '0',
  '-1',
  '1e9',
  '9'.repeat(400),
  '20260230250000',
  '\u{20BB7}',
  '&amp;',
  '<x/>',
  ' 9 ',
  'ӘӨҮ',
  '0000',
]

const MUTATIONS: readonly Mutation[] = [
  (text, at) => {
    const [from, to] = element(text, at)
    return text.slice(0, from) + text.slice(to)
  },
  (text, at) => {
    const [from, to] = element(text, at)
    return text.slice(0, to) + text.slice(from)
  },
  (text, at, other) => {
    const [from, to] = element(text, at)
    const place = element(text, other)[0]
    return text.slice(0, place) + text.slice(from, to) + text.slice(place)
  },
  (text, at, other) => {
    const values = [...text.matchAll(/>([^<>\n]+)</g)]
    const value = values[at % values.length]
    const from = (value?.index ?? 0) + 1
    return (
      text.slice(0, from) +
      (VALUES[other % VALUES.length] ?? '') +
      text.slice(from + (value?.[1]?.length ?? 0))
    )
  },
  (text, at, other) => text.slice(0, at % text.length) + text.slice((at % text.length) + 1 + (other % 20)),
  (text, at) => text.slice(0, at % text.length),
  (text, at, other) =>
    text.slice(0, at % text.length) + String.fromCharCode(other % 0x3000) + text.slice(at % text.length),
  (text, at) =>
    text.replace(/xmlns(:\w+)?="[^"]*"/, (declared) => declared.replace(/.(?="$)/, String(at % 10))),
  (text, at) => text.replace(/(="[^"]*)"/, `$1${VALUES[at % VALUES.length]?.replaceAll(/[<"]/g, '') ?? ''}"`),
]

const steps = fc.array(fc.tuple(fc.constantFrom(...MUTATIONS), fc.nat(100_000), fc.nat(100_000)), {
  minLength: 1,
  maxLength: 3,
})

/** Fewer broken messages of each format than this say nothing about memory. */
const ENOUGH_RUNS = 5000
/** After a third of the formats heap and caches have their size; the parser still grows to the largest message it sees. */
const MOST_GROWTH_BYTES = 32 * 1024 * 1024
const held: number[] = []

/** What is still in use, the parser's memory included: how much room the engine keeps besides is its own affair. */
function heldNow(): number {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

const samples = new Map(
  SAMPLES.toReversed().map((file) => {
    const bytes = readFileSync(file)
    return [readBytes(bytes).format.id, bytes.toString('utf8')] as const
  }),
)
const ids = formats.all.filter(({ id }) => samples.has(id)).map(({ id }) => id)

function read(text: string): void {
  // Reading ends with the schema of the hub document, so that what is accepted is valid there.
  expect(Object.keys(readBytes(new TextEncoder().encode(text)).documents)).not.toHaveLength(0)
}

describe('a broken message is refused with a code and a place, or it is a message', () => {
  it.each(ids)(
    '%s',
    (id) => {
      const good = samples.get(id) ?? ''
      fc.assert(
        fc.property(steps, (mutations) => {
          const text = mutations.reduce((whole, [mutate, at, other]) => mutate(whole, at, other), good)
          fc.pre(text.trim() !== '')
          const before = performance.now()
          try {
            read(text)
          } catch (thrown) {
            const error = asKhorgosError(thrown)
            expect(error.code).not.toBe('INTERNAL')
            expect(error.place?.path).toEqual(expect.any(String))
          }
          expect(performance.now() - before).toBeLessThan(PATIENCE_MS)
        }),
        { numRuns: RUNS, seed: SEED },
      )
      if (RUNS >= ENOUGH_RUNS) held.push(heldNow())
    },
    PATIENCE_OF_ALL_MS,
  )

  it.skipIf(RUNS < ENOUGH_RUNS)('and memory does not grow', () => {
    const settled = held[Math.floor(held.length / 3)] ?? 0
    expect((held.at(-1) ?? 0) - settled).toBeLessThan(MOST_GROWTH_BYTES)
  })
})
