import { describe, expect, it } from 'vitest'
import { readMessage, writeMessage } from '../../../src/formats/message.ts'
import { lossReport, undeclaredLosses } from '../../../src/mapping/report.ts'
import { objectsAt } from '../../../src/model/json-access.ts'
import type { JsonObject } from '../../../src/model/json.ts'
import { openXml } from '../../../src/xml/parse.ts'
import { refusalOf } from '../../refusal.ts'
import { contextFor, formats, readText, sample } from '../sample-files.ts'

const FORM_E = formats.byId('cn-form-e-r1')

function certificateOf(text: string): JsonObject {
  return readText(text).documents['certificate-of-origin'] ?? {}
}

/** The certificate as an archive of that day would read it. */
function certificateAt(text: string, day: string): JsonObject {
  using message = openXml(new TextEncoder().encode(text))
  return readMessage(FORM_E, message, new Date(`${day}T04:00:00Z`)).documents['certificate-of-origin'] ?? {}
}

function write(certificate: JsonObject, now = contextFor(FORM_E.id).now): ReturnType<typeof writeMessage> {
  return writeMessage(FORM_E, { 'certificate-of-origin': certificate }, { ...contextFor(FORM_E.id), now })
}

function withCriterion(criterion: JsonObject, more: JsonObject = {}): JsonObject {
  const certificate = certificateOf(sample('form-e-minimal'))
  const [item] = objectsAt(certificate, 'goodsItems')
  return { ...certificate, goodsItems: [{ ...item, origin: { criterion }, ...more }] }
}

describe('a Form E', () => {
  it('tells its boxes', () => {
    expect(certificateOf(sample('form-e'))).toMatchObject({
      id: 'E265300000170001',
      formCode: 'E',
      agreementCode: 'ACFTA',
      typeCode: '861',
      functionCode: '5',
      exporter: {
        identifier: { id: '91530100MA7EXM037A', schemeId: 'USCC' },
        address: { countryCode: 'CN' },
      },
      consignee: { address: { countryCode: 'VN' } },
      consignment: {
        departureDateTime: '2026-11-19',
        transportMeans: { name: '云A12345' },
        unloadingLocation: { id: 'VNHAN' },
      },
      preferences: [
        { statusCode: 'given', goodsItemNumeric: 1 },
        { statusCode: 'not-given', goodsItemNumeric: 3, reason: 'The rule for heading 52.08 is not met' },
      ],
      exporterDeclaration: { countryCode: 'CN' },
      destinationCountryCode: 'VN',
      certification: { placeName: 'KUNMING, CHINA' },
      issuingCountryCode: 'CN',
      invoices: [{ id: 'SG-88127', issueDateTime: '2026-11-19' }],
      previousDocument: { id: 'E265300000160001' },
    })
  })

  it('has four boxes to tick, some with words', () => {
    expect(certificateOf(sample('form-e'))['indicators']).toEqual([
      { statementCode: 'issued-retroactively' },
      { statementCode: 'exhibition', content: 'CHINA-ASEAN EXPO, NANNING, 2026-09-17 TO 2026-09-21' },
      { statementCode: 'back-to-back', content: 'FORM E E26MY0000123, 2026-10-02, MALAYSIA' },
      { statementCode: 'third-party-invoicing', content: 'EXAMPLE TRADING PTE LTD, SINGAPORE' },
    ])
  })

  it('has no box for accumulation: such a certificate is of another form', () => {
    const certificate = {
      ...certificateOf(sample('form-e-minimal')),
      indicators: [{ statementCode: 'accumulation' }],
    }
    expect(refusalOf(() => write(certificate)).code).toBe('CODE_UNKNOWN')
  })

  it('is not made of a certificate of another form or agreement', () => {
    const certificate = certificateOf(sample('form-e-minimal'))
    expect(refusalOf(() => write({ ...certificate, formCode: 'D' })).code).toBe('OUTPUT_INVALID')
    expect(refusalOf(() => write({ ...certificate, agreementCode: 'ATIGA' })).code).toBe('CODE_UNKNOWN')
    expect(refusalOf(() => write(withCriterion({ agreementCode: 'ATIGA', criterionCode: 'WO' }))).code).toBe(
      'OUTPUT_INVALID',
    )
  })

  // Trap 17: a form has up to 50 items.
  it('has 50 items at most', () => {
    const full = certificateOf(sample('form-e-fifty-items'))
    const items = objectsAt(full, 'goodsItems')
    expect(items).toHaveLength(50)
    const more = { ...full, goodsItems: [...items, { ...items[0], sequenceNumeric: 51 }] }
    expect(refusalOf(() => write(more)).code).toBe('OUTPUT_INVALID')
  })

  // Trap 6: the number of the importing party, which has eight digits here and ten there.
  it.each(['391810', '39181090', '3918109000'])('keeps the tariff number %s as it is', (id) => {
    const text = sample('form-e-minimal').replace('>391810<', `>${id}<`)
    const certificate = certificateOf(text)
    expect(objectsAt(certificate, 'goodsItems')[0]?.['classification']).toEqual({ id })
    expect(write(certificate).text).toContain(`<ID>${id}</ID>`)
  })
})

// Trap 15: a criterion is one of an agreement and of its time, with a percentage or without.
describe('box 8', () => {
  it.each([
    ['WO', { criterionCode: 'WO' }],
    ['PE', { criterionCode: 'PE' }],
    ['RVC', { criterionCode: 'RVC' }],
    ['40%', { criterionCode: 'RVC', percentage: '40' }],
    ['45.5%', { criterionCode: 'RVC', percentage: '45.5' }],
    ['CTH', { criterionCode: 'CTH' }],
    ['PSR', { criterionCode: 'PSR' }],
  ])('%s', (printed, criterion) => {
    const text = sample('form-e-minimal').replace('>CTH<', `>${printed}<`)
    const certificate = certificateOf(text)
    expect(objectsAt(certificate, 'goodsItems')[0]?.['origin']).toEqual({
      criterion: { agreementCode: 'ACFTA', ...criterion },
    })
    expect(write(certificate).text).toContain(
      `<CriterionCode agreementCode="ACFTA">${printed}</CriterionCode>`,
    )
  })

  it.each([
    ['CTSH', 'CODE_UNKNOWN'],
    ['X', 'CODE_UNKNOWN'],
    ['140%', 'SCHEMA_INVALID'],
    ['40', 'SCHEMA_INVALID'],
    ['WO 40%', 'SCHEMA_INVALID'],
  ])('%s is nothing that the form knows', (printed, expected) => {
    const { code, place } = refusalOf(() =>
      readText(sample('form-e-minimal').replace('>CTH<', `>${printed}<`)),
    )
    expect([code, place?.path]).toEqual([
      expected,
      '/CertificateOfOrigin/GovernmentAgencyGoodsItem/Origin/CriterionCode',
    ])
  })

  it('had other codes until 2019-08-19: X was what WO is now', () => {
    const old = sample('form-e-minimal').replace('>CTH<', '>X<')
    expect(objectsAt(certificateAt(old, '2019-08-19'), 'goodsItems')[0]?.['origin']).toMatchObject({
      criterion: { criterionCode: 'WO' },
    })
    expect(refusalOf(() => certificateAt(old, '2019-08-20')).code).toBe('CODE_UNKNOWN')
    const wholly = withCriterion({ agreementCode: 'ACFTA', criterionCode: 'WO' })
    expect(write(wholly, new Date('2019-08-19T04:00:00Z')).text).toContain('>X</CriterionCode>')
    expect(write(wholly, new Date('2019-08-20T04:00:00Z')).text).toContain('>WO</CriterionCode>')
  })

  it('has no form for a percentage beside another criterion, and drops neither', () => {
    const both = withCriterion({ agreementCode: 'ACFTA', criterionCode: 'PSR', percentage: '40' })
    expect(refusalOf(() => write(both)).code).toBe('OUTPUT_INVALID')
  })

  it('is of the ASEAN-China agreement where the document names none, and that is told', () => {
    const { text, report } = write(withCriterion({ criterionCode: 'WO' }))
    expect(text).toContain('agreementCode="ACFTA">WO<')
    expect(report.outcomes).toContainEqual(
      expect.objectContaining({
        outcome: 'defaulted',
        field: 'certificate-of-origin.goodsItems[].origin.criterion.agreementCode',
      }),
    )
  })
})

describe('the value free on board', () => {
  const value = { fobAmount: { amount: '1200.5', currencyId: 'USD' } }

  it('is written where the criterion is regional value content', () => {
    const rvc = withCriterion({ agreementCode: 'ACFTA', criterionCode: 'RVC', percentage: '40' }, value)
    expect(write(rvc).text).toContain('<FOBAmount currencyID="USD">1200.5</FOBAmount>')
  })

  it('is left out, with the reason, where it is not', () => {
    const { text, report } = write(withCriterion({ agreementCode: 'ACFTA', criterionCode: 'WO' }, value))
    expect(text).not.toContain('FOBAmount')
    expect(undeclaredLosses(lossReport([], report))).toEqual([])
    expect(report.outcomes).toContainEqual(
      expect.objectContaining({
        outcome: 'dropped',
        field: 'certificate-of-origin.goodsItems[].fobAmount.amount',
        reason: expect.stringContaining('regional value content'),
      }),
    )
  })

  it('is read wherever a message states it', () => {
    const text = sample('form-e-minimal').replace(
      '<SequenceNumeric>',
      '<FOBAmount currencyID="CNY">800</FOBAmount><SequenceNumeric>',
    )
    expect(objectsAt(certificateOf(text), 'goodsItems')[0]?.['fobAmount']).toEqual({
      amount: '800',
      currencyId: 'CNY',
    })
  })
})

const CASES: readonly [string, [string, string], string, string][] = [
  ['no reference number', ['<ID>E265300000170001</ID>', ''], 'SCHEMA_INVALID', '/CertificateOfOrigin/'],
  [
    'a reference number of 31 characters',
    ['>E265300000170001<', `>E${'0'.repeat(30)}<`],
    'SCHEMA_INVALID',
    '/CertificateOfOrigin/ID',
  ],
  [
    'a day that the calendar does not have',
    ['<IssueDateTime>2026-11-21<', '<IssueDateTime>2026-02-30<'],
    'SCHEMA_INVALID',
    '/CertificateOfOrigin/IssueDateTime',
  ],
  [
    'a box that is ticked twice',
    ['>EXHIBITION<', '>RETROACTIVE<'],
    'SCHEMA_INVALID',
    '/AdditionalInformation',
  ],
  ['a box that the form does not have', ['>EXHIBITION<', '>DE-MINIMIS<'], 'CODE_UNKNOWN', '/StatementCode'],
  [
    'two items with one number',
    ['<SequenceNumeric>2<', '<SequenceNumeric>1<'],
    'SCHEMA_INVALID',
    '/GovernmentAgencyGoodsItem[2]',
  ],
  [
    'a tariff number of seven digits',
    ['<ID>85021110</ID>', '<ID>8502111</ID>'],
    'SCHEMA_INVALID',
    '/GovernmentAgencyGoodsItem[2]/Commodity/Classification/ID',
  ],
  [
    'another agreement',
    ['agreementCode="ACFTA">PSR', 'agreementCode="RCEP">PSR'],
    'SCHEMA_INVALID',
    '/GovernmentAgencyGoodsItem[3]/Origin/CriterionCode',
  ],
  [
    'an item without weight or quantity',
    ['<GoodsMeasure><NetWeightMeasure unitCode="KGM">910.25</NetWeightMeasure></GoodsMeasure>', ''],
    'SCHEMA_INVALID',
    '/GovernmentAgencyGoodsItem[3]',
  ],
  [
    'a decision of box 4 that the form does not have',
    ['<StatusCode>GIVEN<', '<StatusCode>PARTLY<'],
    'CODE_UNKNOWN',
    '/PreferentialTreatment[1]/StatusCode',
  ],
  [
    'a country that there is none of',
    ['<RoutingCountryCode>VN<', '<RoutingCountryCode>XQ<'],
    'DOCUMENT_INVALID',
    '/consignment/routingCountryCodes/1',
  ],
]

describe('a Form E is refused with', () => {
  it.each(CASES)('%s', (_, [right, wrong], code, place) => {
    const text = sample('form-e').replace(right, wrong)
    expect(text).not.toBe(sample('form-e'))
    const refusal = refusalOf(() => readText(text))
    expect(refusal.code).toBe(code)
    expect(refusal.place?.path).toContain(place)
  })
})

describe('official remarks', () => {
  it('have no box and stop the exchange: nobody may lose them with a line in a report', () => {
    const remarked = {
      ...certificateOf(sample('form-e-minimal')),
      statements: [{ content: 'Issued in three sheets' }],
    }
    const lost = undeclaredLosses(lossReport([], write(remarked).report)).map((entry) => entry.document)
    expect(lost).toEqual(['certificate-of-origin.statements[0].content'])
  })
})
