import { XmlDocument } from 'libxml2-wasm'
import { expect, test } from 'vitest'
import { openXml } from '../../src/xml/parse.ts'
import { manifestXml } from './manifest.ts'

const RUNS = 400
const BATCHES = 9

/** Milliseconds of one run, the best of several batches: other work on the machine only ever adds. */
function best(run: () => void): number {
  const batches = Array.from({ length: BATCHES }, () => {
    const start = process.hrtime.bigint()
    for (let at = 0; at < RUNS; at++) run()
    return Number(process.hrtime.bigint() - start) / 1e6 / RUNS
  })
  return Math.min(...batches)
}

test('opening a message costs at most four times what the parser alone needs', { timeout: 60_000 }, () => {
  const bytes = Buffer.from(manifestXml())
  const parsing = best(() => XmlDocument.fromBuffer(bytes).dispose())
  const opening = best(() => openXml(bytes)[Symbol.dispose]())
  console.log(
    `${bytes.length} bytes: parser ${parsing.toFixed(3)} ms, opened as a tree ${opening.toFixed(3)} ms`,
  )
  expect(opening).toBeLessThan(4 * parsing)
})
