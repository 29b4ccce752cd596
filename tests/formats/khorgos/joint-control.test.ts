import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { writeMessage } from '../../../src/formats/message.ts'
import { lossReport, undeclaredLosses } from '../../../src/mapping/report.ts'
import type { JsonObject } from '../../../src/model/json.ts'
import { inspectionResult, loadChecklist } from '../../model/examples/border.ts'
import { refusalOf } from '../../refusal.ts'
import { contextFor, formats, readText, sample } from '../sample-files.ts'

const RESULT = 'khorgos-inspection-result-r1'
const LIST = 'kz-load-checklist-r1'
const ANSWER = 'khorgos-control-response-r1'

const documentOf = (name: string): JsonObject => Object.values(readText(sample(name)).documents)[0] ?? {}

function through(format: string, document: string, value: JsonObject): JsonObject | undefined {
  const { text, report } = writeMessage(formats.byId(format), { [document]: value }, contextFor(format))
  expect(undeclaredLosses(lossReport([], report))).toEqual([])
  return readText(text).documents[document]
}

describe('an inspection result', () => {
  test.each(['inspection-result', 'inspection-result-erenhot', 'inspection-result-maikapchagai'])(
    '%s loses nothing',
    (name) => {
      const { text, report } = writeMessage(
        formats.byId(RESULT),
        { 'inspection-result': documentOf(name) },
        contextFor(RESULT),
      )
      expect(lossReport([], report).entries.filter(({ outcome }) => outcome !== 'kept')).toEqual([])
      expect(Object.values(readText(text).documents)).toEqual([documentOf(name)])
    },
  )

  test('of the hub, with what its other side says of it, comes back as it is', () => {
    const { countryCode } = inspectionResult
    expect(countryCode).toBe('MN')
    expect(through(RESULT, 'inspection-result', JSON.parse(JSON.stringify(inspectionResult)))).toEqual(
      inspectionResult,
    )
  })

  test.each([
    ['inspection-result-erenhot', '9', 'exit-allowed'],
    ['inspection-result-amended', '5', 'released'],
    ['inspection-result-revoked', '3', undefined],
  ])('%s has function %s and decides %s', (name, functionCode, statusCode) => {
    expect(documentOf(name)).toMatchObject({
      functionCode,
      ...(statusCode !== undefined && { decision: { statusCode } }),
    })
  })

  test('that is taken back says when and why', () => {
    expect(documentOf('inspection-result-revoked')).toMatchObject({
      id: 'CN-0705-2026-000871',
      revocation: { effectiveDateTime: '2026-11-25T08:00:00+08:00', reason: '1 号地磅校准失效' },
    })
  })

  const CASES: readonly [string, string, [string | RegExp, string], string, string][] = [
    [
      'no side',
      'inspection-result',
      [/<CountryCode>MN<\/CountryCode>\s*<BorderCrossingID>/, '<BorderCrossingID>'],
      'SCHEMA_INVALID',
      'InspectionResult',
    ],
    [
      'no checks',
      'inspection-result-minimal',
      [/<Inspection>.*<\/Inspection>/, ''],
      'SCHEMA_INVALID',
      'InspectionResult',
    ],
    [
      'two checks with one number',
      'inspection-result-erenhot',
      ['<SequenceNumeric>2<', '<SequenceNumeric>1<'],
      'SCHEMA_INVALID',
      'Inspection[2]',
    ],
    [
      'a change that is no whole document',
      'inspection-result-amended',
      ['>5</FunctionCode>', '>4</FunctionCode>'],
      'SCHEMA_INVALID',
      'FunctionCode',
    ],
    [
      'a mass in tonnes',
      'inspection-result-erenhot',
      ['unitCode="KGM">42710', 'unitCode="TNE">42.71'],
      'SCHEMA_INVALID',
      'GrossMassMeasure',
    ],
    [
      'an attachment without its hash',
      'inspection-result-erenhot',
      [/<Digest>0f1e[^<]*<\/Digest>/, ''],
      'SCHEMA_INVALID',
      'Attachment',
    ],
    [
      'a kind of check that nobody knows',
      'inspection-result-erenhot',
      ['>scan<', '>smell<'],
      'DOCUMENT_INVALID',
      '/inspections/1/kindCode',
    ],
    [
      'a kind of difference that nobody knows',
      'inspection-result-maikapchagai',
      ['>seal-number<', '>colour<'],
      'DOCUMENT_INVALID',
      '/inspections/1/findings/0/kindCode',
    ],
    [
      'a decision that nobody knows',
      'inspection-result-maikapchagai',
      ['>held<', '>maybe<'],
      'DOCUMENT_INVALID',
      '/decision/statusCode',
    ],
    [
      'a crossing that is none',
      'inspection-result-jeminay',
      ['>CNJEM<', '>CNXXX<'],
      'DOCUMENT_INVALID',
      '/borderCrossingId',
    ],
  ]
  test.each(CASES)('with %s is refused', (_, name, [right, wrong], code, where) => {
    const text = sample(name).replace(right, wrong)
    expect(text).not.toBe(sample(name))
    const refusal = refusalOf(() => readText(text))
    expect([refusal.code, refusal.place?.path]).toEqual([code, expect.stringContaining(where)])
  })
})

describe('a load checklist between China and Kazakhstan', () => {
  test('tells the truck, its seals, the lines and what the exit side found', () => {
    expect(documentOf('load-checklist-jeminay')).toMatchObject({
      id: 'C26940800031',
      functionCode: '9',
      borderCrossingId: 'CNJEM',
      exitCountryCode: 'CN',
      entryCountryCode: 'KZ',
      borderTransportMeans: {
        name: '新H30572',
        transportEquipment: [{ id: '新H3057挂' }],
        seals: [{ id: 'CU4471902', kindCode: 'M', sealingPartyCode: 'CU' }],
      },
      confirmations: [
        { countryCode: 'CN', resultCode: 'conforming', decision: { statusCode: 'exit-allowed' } },
      ],
    })
  })

  test.each(['load-checklist', 'load-checklist-jeminay'])('%s loses nothing', (name) => {
    const list = documentOf(name)
    expect(through(LIST, 'load-checklist', list)).toEqual(list)
  })

  test('goes both ways, and nowhere else', () => {
    expect([documentOf('load-checklist-jeminay'), documentOf('load-checklist')]).toMatchObject([
      { exitCountryCode: 'CN', entryCountryCode: 'KZ' },
      { exitCountryCode: 'KZ', entryCountryCode: 'CN' },
    ])
    const { id } = loadChecklist
    expect(id).toBe('C26070500001') // of a truck to Mongolia
    const toMongolia = { ...documentOf('load-checklist-jeminay'), entryCountryCode: 'MN' }
    expect(refusalOf(() => through(LIST, 'load-checklist', toMongolia)).code).toBe('OUTPUT_INVALID')
    const toItself = { ...documentOf('load-checklist-jeminay'), entryCountryCode: 'CN' }
    expect(refusalOf(() => through(LIST, 'load-checklist', toItself)).code).toBe('OUTPUT_INVALID')
  })

  test.each([
    ['9', 'load-checklist-jeminay'],
    ['5', 'load-checklist'],
    ['3', 'load-checklist-withdrawn'],
  ])('function %s is that of the hub', (functionCode, name) => {
    expect(documentOf(name)['functionCode']).toBe(functionCode)
    expect(through(LIST, 'load-checklist', documentOf(name))).toMatchObject({ functionCode })
  })

  test.each([
    ['TotalGrossMassMeasure', '>22000<', '>22001<'],
    ['TotalNetMassMeasure', '>20800<', '>20799<'],
    ['TotalPackageQuantity', '>1200<', '>1201<'],
  ])('%s must be that of the lines', (element, right, wrong) => {
    const { code, place } = refusalOf(() => readText(sample('load-checklist-jeminay').replace(right, wrong)))
    expect([code, place?.path]).toEqual(['TOTAL_MISMATCH', `/LoadChecklist/${element}`])
  })

  test('has the totals of the lines whether or not the hub says them', () => {
    const { totalGrossMassMeasure: _, ...list } = documentOf('load-checklist-jeminay')
    const write = (value: JsonObject): string =>
      writeMessage(formats.byId(LIST), { 'load-checklist': value }, contextFor(LIST)).text
    expect(write({ ...list, totalGrossMassMeasure: '22000.000' })).toBe(write(list))
    expect(refusalOf(() => write({ ...list, totalGrossMassMeasure: '22000.001' })).code).toBe(
      'OUTPUT_INVALID',
    )
  })

  test.each([
    [
      'two lines with one number',
      [
        '<SequenceNumeric>2</SequenceNumeric>\n    <Description>',
        '<SequenceNumeric>1</SequenceNumeric>\n    <Description>',
      ],
      'ConsignmentItem[2]',
    ],
    ['a number without the letter of its side', ['>C26940800031<', '>026941200031<'], 'LoadChecklist/ID'],
    ['a vehicle without seals that are numbered', [/<Seal><ID>CU4471902<\/ID>/, '<Seal>'], 'Seal'],
  ] as const)('with %s is refused', (_, [right, wrong], where) => {
    const text = sample('load-checklist-jeminay').replace(right, wrong)
    expect(text).not.toBe(sample('load-checklist-jeminay'))
    const { code, place } = refusalOf(() => readText(text))
    expect([code, place?.path]).toEqual(['SCHEMA_INVALID', expect.stringContaining(where)])
  })

  test('of a person tells no more than the check needs, and says so', () => {
    const list = documentOf('load-checklist-jeminay')
    const person = {
      ...list,
      borderTransportMeans: {
        name: '新H30572',
        typeCode: '3',
        master: { name: '示例司机', familyName: '示例', identityDocument: { id: 'G12345678' } },
      },
    }
    const { text, report } = writeMessage(formats.byId(LIST), { 'load-checklist': person }, contextFor(LIST))
    expect(text).not.toContain('G12345678')
    expect(lossReport([], report).entries).toContainEqual(
      expect.objectContaining({
        outcome: 'dropped',
        document: 'load-checklist.borderTransportMeans.master.identityDocument.id',
        reason: expect.stringContaining('no more of a person'),
      }),
    )
  })
})

describe('an answer to either', () => {
  test.each([
    ['control-response-minimal', 'technical', 'accepted'],
    ['control-response-held', 'decision', 'review'],
    ['control-response-released', 'decision', 'accepted'],
    ['control-response-rejected', 'business', 'rejected'],
  ])('%s is %s and %s', (name, level, outcome) => {
    expect(documentOf(name)).toMatchObject({ level, outcome })
  })

  test('has a number of its own, so that a truck may be held and then released', () => {
    const identity = (name: string): string | undefined =>
      writeMessage(formats.byId(ANSWER), { response: documentOf(name) }, contextFor(ANSWER)).messageId
    expect([identity('control-response-held'), identity('control-response-released')]).toEqual([
      'KZ-MKP-20261124-339-H',
      'KZ-MKP-20261124-339-R',
    ])
    expect(documentOf('control-response-held')['functionalReferenceId']).toBe(
      documentOf('control-response-released')['functionalReferenceId'],
    )
  })

  test('that answers nothing is refused', () => {
    const nothing = sample('control-response-minimal').replace(/<Status>.*<\/Status>/, '')
    expect(refusalOf(() => readText(nothing)).code).toBe('DOCUMENT_INVALID')
  })
})

test('no message of the profile is taken for another', () => {
  const names = ['inspection-result', 'load-checklist', 'control-response-held']
  expect(names.map((name) => readText(sample(name)).format.id)).toEqual([RESULT, LIST, ANSWER])
  fc.assert(
    fc.property(fc.constantFrom(...names), (name) => {
      const strange = sample(name).replaceAll('joint-control:1', 'joint-control:2')
      expect(refusalOf(() => readText(strange)).code).toBe('FORMAT_UNKNOWN')
    }),
    { numRuns: names.length },
  )
})
