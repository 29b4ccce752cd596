import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { describe, expect, test } from 'vitest'
import { asKhorgosError } from '../../src/errors.ts'
import type { Format } from '../../src/formats/catalogue.ts'
import { readMessage, writeMessage } from '../../src/formats/message.ts'
import { ALL_SAMPLES, AT, contextFor, formats, readBytes } from './sample-files.ts'
import { additions, differences, leavesOf, meantFields, sharedFields, silent, toldPaths } from './leaves.ts'

/**
 * Every sample into every format that is made of its documents, read back and compared: what differs must be told by
 * a report, and what cannot be written must be refused with a code and a place.
 */

/** How a conversion may end without output; anything else is a fault of ours. */
const REFUSALS = new Set(['OUTPUT_INVALID', 'CODE_UNKNOWN', 'DOCUMENT_INVALID'])

const samples = ALL_SAMPLES.map((file) => ({ name: basename(file), ...readBytes(readFileSync(file)) }))
const targets = formats.all.filter(({ kind }) => kind !== 'envelope')

/** What a format can say and cannot be written again, each tested in its own place. */
const ONE_WAY: Readonly<Record<string, string>> = {
  // The hub does not hold the header of the message that a CONTRL answers.
  'contrl-3.edi': 'OUTPUT_INVALID',
}

function targetsOf(documents: object): Format[] {
  return targets.filter(({ mapping }) => Object.values(mapping.documents).some((name) => name in documents))
}

interface Fields {
  readonly shared: readonly string[]
  readonly meant: readonly string[]
}

const fields = new Map<string, Fields>()
function fieldsOf(format: Format): Fields {
  const known = fields.get(format.id) ?? { shared: sharedFields(format), meant: meantFields(format) }
  fields.set(format.id, known)
  return known
}

interface Pair {
  readonly to: string
  readonly refused?: string
  readonly lost: readonly string[]
}

function convertAndReturn(documents: Parameters<typeof writeMessage>[1], target: Format): Pair {
  const context = contextFor(target.id)
  let written
  try {
    written = writeMessage(target, documents, context)
  } catch (thrown) {
    const { code, place } = asKhorgosError(thrown)
    if (!REFUSALS.has(code) || place === undefined) throw thrown
    return { to: target.id, refused: code, lost: [] }
  }
  using message = formats.open(written.bytes())
  const back = readMessage(target, message, AT)
  const { shared, meant } = fieldsOf(target)
  const [before, after] = [leavesOf(documents), leavesOf(back.documents)]
  const untold = silent(differences(before, after), [...meant, ...toldPaths(written.report, back.report)])
  const filled = additions(shared, before, after)
  return { to: target.id, lost: untold.filter((path) => !filled.includes(path)) }
}

describe.each(samples)('$name', ({ name, documents, format }) => {
  const pairs = targetsOf(documents).map((target) => convertAndReturn(documents, target))

  test('into its own format comes back the same, but for what is told', () => {
    const own = pairs.find(({ to }) => to === format.id)
    expect(own).toEqual({ to: format.id, lost: [], ...(name in ONE_WAY && { refused: ONE_WAY[name] }) })
  })

  test('into every other format loses and adds nothing in silence', () => {
    expect(pairs.filter(({ lost }) => lost.length > 0)).toEqual([])
  })
})

test('every format has a sample', () => {
  const read = new Set(samples.map(({ format }) => format.id))
  expect(targets.map(({ id }) => id).filter((id) => !read.has(id))).toEqual([])
})
