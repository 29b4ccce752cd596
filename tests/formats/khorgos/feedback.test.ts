import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { writeMessage } from '../../../src/formats/message.ts'
import type { JsonObject, JsonValue } from '../../../src/model/json.ts'
import { undeclaredLosses, lossReport } from '../../../src/mapping/report.ts'
import { contextFor, formats, readText } from '../sample-files.ts'

/** What the side that the truck enters decided, line by line, comes to the other side as it was said, in each pair's format. */

const { codes } = formats.byId('khorgos-control-response-r1').hub
const KINDS = codes.codesOf('finding-kind')

/** How a case may end, or wait, and what that is on the ladder. */
const DECISIONS = [
  ['released', 'accepted'],
  ['held', 'review'],
  ['returned', 'rejected'],
  ['not-arrived', 'rejected'],
] as const

/** The pair's format, the letter of the lists that it answers, and the type of their messages. */
const FORMATS = [
  ['cn-mtrp01-r1', 'C', 'MTDE02'],
  ['cn-mtrp02-r1', 'M', 'MTDE01'],
  ['khorgos-control-response-r1', 'C', 'LoadChecklist'],
  ['khorgos-control-response-r1', 'K', 'LoadChecklist'],
] as const

const words = fc
  .array(fc.constantFrom(...Array.from('ABcd01.,-/&<>"\'霍尔果斯ЯжӨқ')), { minLength: 1, maxLength: 40 })
  .map((letters) => letters.join(''))
const present = (record: Record<string, JsonValue | undefined>): JsonObject =>
  Object.fromEntries(
    Object.entries(record).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  )

const finding: fc.Arbitrary<JsonObject> = fc
  .record({
    kindCode: fc.constantFrom(...KINDS),
    goodsItemNumeric: fc.option(fc.integer({ min: 1, max: 99_999 }), { nil: undefined }),
    tagId: fc.option(fc.constantFrom('126', '128', '131', '144', '145', '159', '165', 'T005'), {
      nil: undefined,
    }),
    location: fc.option(fc.constantFrom('/consignmentItems/0/grossMassMeasure', '/a~1b/~0'), {
      nil: undefined,
    }),
    declared: fc.option(words, { nil: undefined }),
    found: fc.option(words, { nil: undefined }),
    description: fc.option(words, { nil: undefined }),
  })
  .map(present)

const serial = fc.stringMatching(/^[0-9]{11}$/)
const findings = fc.array(finding, { maxLength: 6 })

describe.each(FORMATS)('feedback as %s about a list with %s', (format, letter, typeCode) => {
  test.each(DECISIONS)('%s is %s, with the number and every difference', (statusCode, outcome) => {
    fc.assert(
      fc.property(serial, findings, words, (number, found, statusDescription) => {
        const response: JsonObject = {
          functionalReferenceId: 'CN20261124081500410',
          functionCode: '2',
          typeCode,
          declaration: { id: `${letter}${number}` },
          level: 'decision',
          outcome,
          status: { statusCode, statusDescription },
          ...(found.length > 0 && { findings: found }),
          ...(format === 'khorgos-control-response-r1' && {
            id: 'KZ-MKP-1',
            issueDateTime: '2026-11-24T11:06:00+05:00',
          }),
        }
        const { text, report } = writeMessage(formats.byId(format), { response }, contextFor(format))
        expect(undeclaredLosses(lossReport([], report))).toEqual([])
        const read = readText(text)
        expect([read.format.id, read.documents['response']]).toEqual([format, response])
      }),
      { numRuns: 40 },
    )
  })
})

describe('an answer that holds what one format cannot say', () => {
  test('is refused in it, and not cut', () => {
    const response: JsonObject = {
      functionalReferenceId: 'CN20261124081500410',
      typeCode: 'MTDE02',
      level: 'decision',
      outcome: 'review',
      declaration: { id: 'C26070500201' },
      status: { statusCode: 'held', statusDescription: 'x' },
      goodsItems: [{ sequenceNumeric: 1, statusCode: 'examination' }],
    }
    const { report } = writeMessage(formats.byId('cn-mtrp01-r1'), { response }, contextFor('cn-mtrp01-r1'))
    const lost = undeclaredLosses(lossReport([], report)).map(({ document }) => document)
    expect(lost).toContain('response.goodsItems[0].statusCode')
  })
})
