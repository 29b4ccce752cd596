import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readMessage, writeMessage } from '../../src/formats/message.ts'
import type { JsonObject } from '../../src/model/json.ts'
import { openXml } from '../../src/xml/parse.ts'
import { mt1401Cargo, mt2401Cargo, mt4402Conveyance } from '../model/arbitraries-cn.ts'
import { awmdsDocuments } from '../model/arbitraries-kz.ts'
import { awresultResponse, mtres4Response } from '../model/arbitraries-response.ts'
import { AT, contextFor, formats } from './sample-files.ts'

const RUNS = { numRuns: 60 }

function throughXml(
  id: string,
  documents: Readonly<Record<string, JsonObject>>,
): Readonly<Record<string, JsonObject>> {
  const format = formats.byId(id)
  using message = openXml(new TextEncoder().encode(writeMessage(format, documents, contextFor(id)).text))
  return readMessage(format, message, AT).documents
}

describe('what is written is read back the same', () => {
  it.each([
    ['cn-mt1401-v1', mt1401Cargo, 'cargo-report'],
    ['cn-mt2401-v1', mt2401Cargo, 'cargo-report'],
    ['cn-mt4402-v1', mt4402Conveyance, 'conveyance-report'],
  ] as const)('%s', (id, arbitrary, name) => {
    fc.assert(
      fc.property(arbitrary, (document) => {
        expect(throughXml(id, { [name]: document })).toEqual({ [name]: document })
      }),
      RUNS,
    )
  })

  it('kz-awmds-r1, cargo and conveyance in one', () => {
    fc.assert(
      fc.property(awmdsDocuments, (documents) => {
        expect(throughXml('kz-awmds-r1', documents)).toEqual(documents)
      }),
      RUNS,
    )
  })

  it.each([
    ['cn-mtres4-v1', mtres4Response],
    ['kz-awresult-r1', awresultResponse],
  ] as const)('%s, completed with level and outcome', (id, arbitrary) => {
    fc.assert(
      fc.property(arbitrary, (response) => {
        expect(throughXml(id, { response })['response']).toMatchObject({
          ...response,
          level: expect.stringMatching(/^(business|decision)$/),
        })
      }),
      RUNS,
    )
  })
})
