import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { asKhorgosError } from '../../src/errors.ts'
import type { Format } from '../../src/formats/catalogue.ts'
import { completedFields } from '../../src/formats/completed-fields.ts'
import { readMessage, writeMessage } from '../../src/formats/message.ts'
import type { JsonObject } from '../../src/model/json.ts'
import { variedDocuments } from '../model/varied-document.ts'
import { additions, differences, leavesOf, meantFields, sharedFields, silent, toldPaths } from './leaves.ts'
import { ALL_SAMPLES, AT, contextFor, formats, readBytes } from './sample-files.ts'

/** read(write(d)) = d up to what the reports tell, for documents like those of the samples, for every format. */

const RUNS = Number(process.env['KHORGOS_PROPERTIES'] ?? 100)
const REFUSALS = new Set(['OUTPUT_INVALID', 'CODE_UNKNOWN', 'DOCUMENT_INVALID'])
/** What can be written and is refused when it is read again: totals and keys that the change put out of step. */
const REFUSED_BACK = new Set(['TOTAL_MISMATCH', 'DOCUMENT_INVALID', 'FIELD_INVALID'])

const samples = ALL_SAMPLES.map((file) => readBytes(readFileSync(file)))

function isValid(format: Format, documents: Readonly<Record<string, JsonObject>>): boolean {
  try {
    for (const [name, document] of Object.entries(documents))
      format.hub.rules.validateDocument(name, document)
    return true
  } catch {
    return false
  }
}

describe.each(formats.all.filter(({ kind }) => kind !== 'envelope').map(({ id }) => id))('%s', (id) => {
  const format = formats.byId(id)
  const own = samples.filter((sample) => sample.format.id === id).map(({ documents }) => documents)
  const context = contextFor(id)
  const shared = sharedFields(format)
  const meant = meantFields(format)

  test('what is written is read back the same, but for what is told', () => {
    let written = 0
    fc.assert(
      fc.property(fc.oneof(...own.map(variedDocuments)), (documents) => {
        fc.pre(isValid(format, documents))
        let output
        try {
          output = writeMessage(format, documents, context)
        } catch (thrown) {
          const { code, place } = asKhorgosError(thrown)
          expect([REFUSALS.has(code), typeof place?.path]).toEqual([true, 'string'])
          return
        }
        using message = formats.open(output.bytes())
        let back
        try {
          back = readMessage(format, message, AT)
        } catch (thrown) {
          const { code, message: sentence } = asKhorgosError(thrown)
          expect([code, REFUSED_BACK.has(code) ? '' : sentence]).toEqual([code, ''])
          return
        }
        written += 1
        const [before, after] = [leavesOf(documents), leavesOf(back.documents)]
        const different = differences(before, after)
        const told = [...completedFields(format), ...meant, ...toldPaths(output.report, back.report)]
        const filled = additions(shared, before, after)
        expect(silent(different, told).filter((path) => !filled.includes(path))).toEqual([])
      }),
      { numRuns: RUNS },
    )
    expect(written).toBeGreaterThan(RUNS / 20)
  })
})
