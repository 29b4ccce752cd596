import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../src/model/json.ts'
import { refusalOf } from '../../refusal.ts'
import { readText, sample } from '../sample-files.ts'
import { CERTIFICATE, documentOf, readOn, textsOf, withCriterion, withItem, writeAs } from './messages.ts'

const AT_CRITERION = '/Declaration/GovernmentAgencyGoodsItem/Origin/CriterionCode'

/** Box 8 → what the hub makes of it: the rule and the share apart (section 12, trap 15). */
const BOX_8_OF_FORM_D = [
  ['WO', { criterionCode: 'WO' }],
  ['CC', { criterionCode: 'CC' }],
  ['CTH', { criterionCode: 'CTH' }],
  ['CTSH', { criterionCode: 'CTSH' }],
  ['SP', { criterionCode: 'SP' }],
  ['40%', { criterionCode: 'RVC', percentage: '40' }],
  ['62.75%', { criterionCode: 'RVC', percentage: '62.75' }],
  ['CTSH + 35%', { criterionCode: 'CTSH', percentage: '35' }],
  ['CC + 40%', { criterionCode: 'CC', percentage: '40' }],
  ['PC 25%', { criterionCode: 'PC', percentage: '25' }],
  ['PC 39.5%', { criterionCode: 'PC', percentage: '39.5' }],
] as const

/** What the hub may hold and Form D cannot print: the code of the error, and why. */
const NOT_OF_FORM_D: [JsonObject, string, string][] = [
  [{ criterionCode: 'RVC' }, 'CODE_UNKNOWN', 'Form D prints the percentage'],
  [{ criterionCode: 'PC' }, 'OUTPUT_INVALID', 'partial cumulation always tells its percentage'],
  [{ criterionCode: 'PC', percentage: '40' }, 'OUTPUT_INVALID', 'from 40 percent on it is none'],
  [{ criterionCode: 'WO', percentage: '50' }, 'OUTPUT_INVALID', 'wholly obtained leaves no share to count'],
  [{ criterionCode: 'PSR' }, 'CODE_UNKNOWN', 'Form D prints the rule itself'],
  [{ criterionCode: 'SUF', percentage: '50' }, 'CODE_UNKNOWN', 'a criterion of the CIS'],
]

function withBox8(name: string, criterion: string): string {
  return sample(name).replace('<CriterionCode>WO<', `<CriterionCode>${criterion}<`)
}

describe('box 8 of Form D (overleaf note 3)', () => {
  it.each(BOX_8_OF_FORM_D)('"%s" is the same criterion there and back', (box, criterion) => {
    const { documents } = readText(withBox8('asean-form-d-minimal', box))
    expect(documents[CERTIFICATE]).toMatchObject({ goodsItems: [{ origin: { criterion } }] })
    const { text, lost } = writeAs('asean-form-d-r1', CERTIFICATE, documents[CERTIFICATE] ?? {})
    expect(textsOf(text, 'CriterionCode')).toEqual([box])
    expect(lost).toEqual([])
  })

  it('of an origin declaration has no spaces around the plus; it is written as Form D prints it', () => {
    const { documents } = readText(withBox8('asean-form-d-minimal', 'CTSH+35%'))
    const { text } = writeAs('asean-form-d-r1', CERTIFICATE, documents[CERTIFICATE] ?? {})
    expect(textsOf(text, 'CriterionCode')).toEqual(['CTSH + 35%'])
  })

  it.each([
    ['PC', 'partial cumulation always tells its percentage'],
    ['PC 40%', 'from 40 percent on it is no partial cumulation'],
    ['101%', 'no share is more than the whole'],
    ['WO, CTH', 'an item has one criterion'],
    ['WO + 40%', 'wholly obtained leaves no share to count'],
    ['PC + 25%', 'partial cumulation is printed without a plus'],
    ['cth', 'codes are written in capitals'],
  ])('refuses "%s": %s', (box) => {
    expect(refusalOf(() => readText(withBox8('asean-form-d-minimal', box)))).toMatchObject({
      code: 'SCHEMA_INVALID',
      place: { path: expect.stringContaining('CriterionCode') },
    })
  })

  it.each(['PSR', 'PE', 'RVC'])('has no code "%s": another form has', (box) => {
    expect(refusalOf(() => readText(withBox8('asean-form-d-minimal', box)))).toMatchObject({
      code: 'CODE_UNKNOWN',
      place: { path: AT_CRITERION },
    })
  })

  it.each(NOT_OF_FORM_D)('is not written from %j (%s): %s', (criterion, code) => {
    const document = withCriterion(documentOf('asean-form-d-minimal'), criterion)
    expect(refusalOf(() => writeAs('asean-form-d-r1', CERTIFICATE, document))).toMatchObject({
      code,
      place: { path: AT_CRITERION },
    })
  })
})

describe('box 8 of Form E', () => {
  const OLD = new Date('2019-08-19T05:00:00Z')
  const NEW = new Date('2019-08-20T05:00:00Z')

  it.each([
    ['old', OLD, 'X', { criterionCode: 'WO' }],
    ['old', OLD, 'PSR', { criterionCode: 'PSR' }],
    ['old', OLD, '40%', { criterionCode: 'RVC', percentage: '40' }],
    ['new', NEW, 'WO', { criterionCode: 'WO' }],
    ['new', NEW, 'PE', { criterionCode: 'PE' }],
    ['new', NEW, 'CTH', { criterionCode: 'CTH' }],
    ['new', NEW, 'PSR', { criterionCode: 'PSR' }],
    ['new', NEW, 'RVC', { criterionCode: 'RVC' }],
    ['new', NEW, '42.5%', { criterionCode: 'RVC', percentage: '42.5' }],
  ] as const)('of the %s edition (%s): "%s"', (_edition, day, box, criterion) => {
    const document = readOn(day, withBox8('asean-form-e-minimal', box))
    expect(document).toMatchObject({ goodsItems: [{ origin: { criterion } }] })
    expect(textsOf(writeAs('asean-form-e-r1', CERTIFICATE, document, day).text, 'CriterionCode')).toEqual([
      box,
    ])
  })

  it.each([
    ['X', NEW],
    ['WO', OLD],
    ['PE', OLD],
    ['CC', NEW],
  ])('knows no "%s" on %s', (box, day) => {
    expect(refusalOf(() => readOn(day, withBox8('asean-form-e-minimal', box)))).toMatchObject({
      code: 'CODE_UNKNOWN',
      place: { path: AT_CRITERION },
    })
  })

  it('does not combine a change of heading with a percentage', () => {
    const document = withCriterion(documentOf('asean-form-e-minimal'), {
      criterionCode: 'CTH',
      percentage: '40',
    })
    expect(refusalOf(() => writeAs('asean-form-e-r1', CERTIFICATE, document)).code).toBe('OUTPUT_INVALID')
  })

  it('"40%" means the same share under both forms, and the agreement says of what', () => {
    const [d, e] = ['asean-form-d-minimal', 'asean-form-e-minimal'].map(
      (name) => readText(withBox8(name, '40%')).documents[CERTIFICATE],
    )
    const share = { goodsItems: [{ origin: { criterion: { criterionCode: 'RVC', percentage: '40' } } }] }
    expect(d).toMatchObject({ agreementCode: 'ATIGA', ...share })
    expect(e).toMatchObject({ agreementCode: 'ACFTA', ...share })
  })
})

describe('the FOB price (rule 25, overleaf note 10)', () => {
  const FOB = { fobAmount: { amount: '1200.5', currencyId: 'USD' } }
  const minimal = documentOf('asean-form-d-minimal')

  it.each([
    [{ criterionCode: 'RVC', percentage: '40' }],
    [{ criterionCode: 'CTSH', percentage: '35' }],
    [{ criterionCode: 'PC', percentage: '25' }],
  ])('stands on Form D where the regional value content is applied: %j', (criterion) => {
    const document = withItem(minimal, { ...FOB, origin: { countryCode: 'LA', criterion } })
    const { text, lost } = writeAs('asean-form-d-r1', CERTIFICATE, document)
    expect(textsOf(text, 'ItemChargeAmount')).toEqual(['1200.5'])
    expect(lost).toEqual([])
  })

  it('stays off a Form D for wholly obtained goods, and the report says so', () => {
    const { text, lost, omitted } = writeAs('asean-form-d-r1', CERTIFICATE, withItem(minimal, FOB))
    expect(textsOf(text, 'ItemChargeAmount')).toEqual([])
    expect(lost).toEqual([])
    expect(omitted.filter((field) => field.includes('fobAmount'))).not.toEqual([])
  })

  it('is kept on Form E for every criterion', () => {
    const document = withItem(documentOf('asean-form-e-minimal'), FOB)
    expect(textsOf(writeAs('asean-form-e-r1', CERTIFICATE, document).text, 'ItemChargeAmount')).toEqual([
      '1200.5',
    ])
  })

  it('may be missing between Laos and Cambodia: rules cannot look at two countries and a percentage at once', () => {
    const text = sample('asean-form-d').replaceAll(/<InvoiceLine>.*<\/InvoiceLine>/g, '')
    expect(() => readText(text)).not.toThrow()
  })
})
