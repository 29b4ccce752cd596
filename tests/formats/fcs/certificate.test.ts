import { describe, expect, it } from 'vitest'
import { writeMessage } from '../../../src/formats/message.ts'
import { lossReport, undeclaredLosses } from '../../../src/mapping/report.ts'
import { objectsAt } from '../../../src/model/json-access.ts'
import type { JsonObject } from '../../../src/model/json.ts'
import { refusalOf } from '../../refusal.ts'
import { contextFor, formats, readText, sample } from '../sample-files.ts'

const ID = 'ru-sertif-st1-v5.23.0'
const full = sample('sertif-st1')
const minimal = sample('sertif-st1-minimal')

function certificateOf(text: string): JsonObject {
  return readText(text).documents['certificate-of-origin'] ?? {}
}

function write(certificate: JsonObject) {
  return writeMessage(formats.byId(ID), { 'certificate-of-origin': certificate }, contextFor(ID))
}

const criterion = (text: string): string =>
  minimal.replace('<GrossWeight', `<OriginCriterionCode>${text}</OriginCriterionCode><GrossWeight`)

describe('the criterion of origin (trap 15)', () => {
  it.each([
    ['П', { criterionCode: 'WO' }],
    ['ПК', { criterionCode: 'CUM' }],
    ['Д', { criterionCode: 'SUF' }],
    ['Д1602', { criterionCode: 'SUF', tariffHeadingId: '1602' }],
    ['Д0409', { criterionCode: 'SUF', tariffHeadingId: '0409' }],
  ])('%s is criterion and heading, and written again it is the same', (text, read) => {
    const certificate = certificateOf(criterion(text))
    expect(objectsAt(certificate, 'goodsItems')[0]?.['origin']).toEqual({ criterion: read })
    expect(write(certificate).text).toContain(`<OriginCriterionCode>${text}<`)
  })

  it.each([
    ['a Latin letter that looks the same (trap 8)', 'D1602'],
    ['a letter of no list', 'Ж'],
    ['a heading of three digits', 'Д160'],
  ])('%s is refused', (_what, text) => {
    const { code, place } = refusalOf(() => readText(criterion(text)))
    expect(code).toMatch(/^(CODE_UNKNOWN|FIELD_INVALID|DOCUMENT_INVALID)$/)
    expect(place?.path).toMatch(/OriginCriterionCode|tariffHeadingId/)
  })

  it('a criterion of another agreement has no letter here', () => {
    const goodsItems = [
      {
        ...objectsAt(certificateOf(minimal), 'goodsItems')[0],
        origin: { criterion: { criterionCode: 'RVC' } },
      },
    ]
    expect(refusalOf(() => write({ ...certificateOf(minimal), goodsItems })).code).toMatch(
      /^(CODE_UNKNOWN|OUTPUT_INVALID)$/,
    )
  })

  it('a percentage stops the exchange: the form has none', () => {
    const goodsItems = [
      {
        ...objectsAt(certificateOf(minimal), 'goodsItems')[0],
        origin: { criterion: { criterionCode: 'SUF', percentage: '40' } },
      },
    ]
    const { report } = write({ ...certificateOf(minimal), goodsItems })
    expect(undeclaredLosses(lossReport([], report)).map(({ document }) => document)).toEqual([
      expect.stringContaining('percentage'),
    ])
  })
})

describe('the form', () => {
  it('says what it is by its kind of document, and no other form is written as one', () => {
    expect(certificateOf(minimal)).toMatchObject({
      formCode: 'ST-1',
      agreementCode: 'CIS-FTA',
      typeCode: '861',
    })
    expect(refusalOf(() => write({ ...certificateOf(minimal), formCode: 'E' })).code).toBe('CODE_UNKNOWN')
  })

  it('has a number in the register and the number of the blank; "б/н" means that there is none of the first', () => {
    expect(certificateOf(full)).toMatchObject({ id: 'KZ 6 750 00117', blankId: 'KZ 6 0117001' })
    expect(certificateOf(minimal)['id']).toBe('б/н')
  })

  it('writes the names of the two countries, and does not read them', () => {
    const odd = full.replace('<IssueCountryName>КАЗАХСТАН', '<IssueCountryName>Казахстан (РК)')
    expect(certificateOf(odd)).toEqual(certificateOf(full))
    expect(write(certificateOf(odd)).text).toContain('<IssueCountryName>КАЗАХСТАН<')
  })

  it('is for the states of the agreement', () => {
    const refusal = refusalOf(() => write({ ...certificateOf(minimal), destinationCountryCode: 'CN' }))
    expect(refusal).toMatchObject({
      code: 'CODE_UNKNOWN',
      place: { path: 'certificate-of-origin.destinationCountryCode' },
    })
  })

  it('tells the sender and, where it is another, the exporter', () => {
    const { consignor, exporter, consignee, importer } = certificateOf(full)
    expect([consignor, exporter, consignee, importer]).toMatchObject([
      {
        identifier: { schemeId: 'KZ-BIN' },
        otherAddresses: [{ typeCode: 'actual', streetName: 'улица Вторая' }],
      },
      { identifier: { schemeId: 'BY-UNP' } },
      { identifier: { schemeId: 'RU-INN' } },
      { identifier: { schemeId: 'AM-UNN' } },
    ])
    expect(certificateOf(minimal)).not.toHaveProperty('exporter')
  })
})

describe('bad certificates', () => {
  it.each([
    [
      'no signature place',
      /<SignPlace>Бишкек<\/SignPlace>\s*<Place>/,
      '<Place>',
      'SCHEMA_INVALID',
      /SertifInf/,
    ],
    ['a line without a number', /<GoodsNumeric>1<\/GoodsNumeric>/, '', 'DOCUMENT_INVALID', /sequenceNumeric/],
    ['a country of no list', /(<IssueCountryCode>)KG/, '$1XX', 'CODE_UNKNOWN', /IssueCountryCode$/],
    ['a Kyrgyz number of 13 digits', /01208201610117/, '0120820161011', 'SCHEMA_INVALID', /KGINN$/],
  ])('%s', (_what, from, to, code, path) => {
    const wrong = minimal.replace(from, to)
    expect(wrong).not.toBe(minimal)
    expect(refusalOf(() => readText(wrong))).toMatchObject({
      code,
      place: { path: expect.stringMatching(path) },
    })
  })

  it('five pieces of a description are one too many', () => {
    const [item] = objectsAt(certificateOf(minimal), 'goodsItems')
    const goodsItems = [{ ...item, description: 'Ы'.repeat(1001) }]
    expect(refusalOf(() => write({ ...certificateOf(minimal), goodsItems }))).toMatchObject({
      code: 'OUTPUT_INVALID',
      place: { path: expect.stringContaining('GoodsDescription') },
    })
  })
})
