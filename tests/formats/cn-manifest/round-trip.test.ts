import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { writeMessage } from '../../../src/formats/message.ts'
import { openXml } from '../../../src/xml/parse.ts'
import { compileSchema } from '../../../src/xml/schema.ts'
import { CONTEXT, formats, readText } from '../sample-files.ts'
import { FAMILY, OFFICIAL } from './family.ts'

const RUNS = { numRuns: 40 }

describe('what is written is read back the same', () => {
  it.each(FAMILY)('$format', ({ format, document, documents }) => {
    fc.assert(
      fc.property(documents, (made) => {
        const { text } = writeMessage(formats.byId(format), { [document]: made }, CONTEXT)
        const read = readText(text)
        expect(read.format.id).toBe(format)
        expect(read.documents).toEqual({ [document]: made })
      }),
      RUNS,
    )
  })
})

describe.skipIf(OFFICIAL === undefined)('what is written is valid under the official schema', () => {
  it.each(FAMILY)('$format', ({ format, document, documents, official }) => {
    using schema = compileSchema(join(OFFICIAL ?? '', 'xsd', official))
    fc.assert(
      fc.property(documents, (made) => {
        const { text } = writeMessage(formats.byId(format), { [document]: made }, CONTEXT)
        using message = openXml(new TextEncoder().encode(text))
        message.validate(schema)
      }),
      RUNS,
    )
  })
})
