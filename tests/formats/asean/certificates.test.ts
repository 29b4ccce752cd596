import { describe, expect, it } from 'vitest'
import { objectsAt } from '../../../src/model/json-access.ts'
import type { JsonObject } from '../../../src/model/json.ts'
import { refusalOf } from '../../refusal.ts'
import { formats, readText, sample } from '../sample-files.ts'
import { CERTIFICATE, documentOf, textsOf, withItem, writeAs } from './messages.ts'

const FORMS = [
  ['D', 'asean-form-d-r1', 'asean-form-d-minimal', 'ATIGA'],
  ['E', 'asean-form-e-r1', 'asean-form-e-minimal', 'ACFTA'],
] as const

describe('the form', () => {
  it.each(FORMS)(
    '%s is told by the message, under one root and one namespace',
    (form, format, name, agreementCode) => {
      expect(readText(sample(name)).format.id).toBe(format)
      expect(documentOf(name)).toMatchObject({ formCode: form, agreementCode, typeCode: '861' })
    },
  )

  it.each(FORMS)('%s is written for its agreement alone', (form, format, name) => {
    const { formCode, ...document } = documentOf(name)
    expect(formCode).toBe(form)
    expect(textsOf(writeAs(format, CERTIFICATE, document).text, 'CertificateFormCode')).toEqual([form])
    const other = refusalOf(() => writeAs(format, CERTIFICATE, { ...document, agreementCode: 'RCEP' }))
    expect(other.code).toBe('CODE_UNKNOWN')
  })

  it.each(FORMS)('%s is not written from the other one', (form, format) => {
    const other = FORMS.find(([letter]) => letter !== form)?.[2] ?? ''
    const { code } = refusalOf(() => writeAs(format, CERTIFICATE, documentOf(other)))
    expect(['OUTPUT_INVALID', 'CODE_UNKNOWN']).toContain(code)
  })

  it('is never guessed: a certificate that says neither form nor agreement is neither', () => {
    const { formCode, agreementCode, ...document } = documentOf('asean-form-d-minimal')
    expect([formCode, agreementCode]).toEqual(['D', 'ATIGA'])
    expect(refusalOf(() => writeAs('asean-form-d-r1', CERTIFICATE, document)).code).toBe('OUTPUT_INVALID')
  })

  it('D is no declaration of origin (UN 1001: 862), and needs no certified exporter', () => {
    const document = { ...documentOf('asean-form-d-minimal'), typeCode: '862' }
    expect(refusalOf(() => writeAs('asean-form-d-r1', CERTIFICATE, document)).code).toBe('OUTPUT_INVALID')
  })

  it('says in id and title that it is reconstructed', () => {
    const profiles = formats.all.filter(({ id }) => id.startsWith('asean-'))
    expect(profiles).toHaveLength(5)
    for (const { id, title } of profiles)
      expect([id, title]).toEqual([
        expect.stringMatching(/-r1$/),
        expect.stringContaining('reconstructed profile'),
      ])
  })
})

// Section 12, trap 14: an alteration is a new certificate and the cancellation of the old one (rule 29(4)).
describe('the function of a certificate (UN 1225)', () => {
  it('of a new one names the certificate that it replaces', () => {
    expect(documentOf('asean-form-d-replacement')).toMatchObject({
      functionCode: '5',
      id: 'KH-VN-2026-000112',
      previousDocument: { id: 'KH-VN-2026-000098', issueDateTime: '2026-11-18', typeCode: '861' },
    })
  })

  it('of a cancellation names the old one itself, and says why', () => {
    expect(documentOf('asean-form-d-cancellation')).toMatchObject({
      functionCode: '1',
      id: 'KH-VN-2026-000098',
      statements: [{ content: expect.stringContaining('KH-VN-2026-000112') }],
    })
  })

  it.each(['2', '3', '4', '6', '7'])('is never %s', (functionCode) => {
    const document = { ...documentOf('asean-form-d-minimal'), functionCode }
    expect(refusalOf(() => writeAs('asean-form-d-r1', CERTIFICATE, document)).code).toBe('CODE_UNKNOWN')
    const text = sample('asean-form-d-minimal').replace('<FunctionCode>9', `<FunctionCode>${functionCode}`)
    expect(refusalOf(() => readText(text))).toMatchObject({
      code: 'SCHEMA_INVALID',
      place: { path: '/Declaration/FunctionCode' },
    })
  })

  it('is 9 for a document that does not say it, as everywhere', () => {
    const { functionCode, ...document } = documentOf('asean-form-d-minimal')
    expect(functionCode).toBe('9')
    expect(textsOf(writeAs('asean-form-d-r1', CERTIFICATE, document).text, 'FunctionCode')).toEqual(['9'])
  })
})

// Section 12, trap 6: eight digits of the importing state, and only six of them are everybody's.
const OTHER_TARIFFS: [JsonObject, string][] = [
  [{ id: '100590', typeCode: 'HS' }, 'six digits are not padded'],
  [{ id: '100590', typeCode: 'AHTN' }, 'six digits are not padded'],
  [{ id: '1005900000', typeCode: 'CN' }, 'ten digits of China are not cut'],
  [{ id: '10059000', typeCode: 'TNVED' }, 'eight digits of another nomenclature'],
  [{ id: '10059090' }, 'a number without its tariff'],
]

describe('the tariff number of box 7', () => {
  it.each(OTHER_TARIFFS)('of Form D is AHTN: %j is refused, %s', (classification) => {
    const document = withItem(documentOf('asean-form-d-minimal'), { classification })
    const { code } = refusalOf(() => writeAs('asean-form-d-r1', CERTIFICATE, document))
    expect(code).toBe('OUTPUT_INVALID')
  })

  it.each(['HS 090411', 'CN 09041100', 'CN 0904110010', 'AHTN 09041110'])(
    'of Form E is that of the importing party: %s',
    (number) => {
      const [typeCode = '', id = ''] = number.split(' ')
      const document = withItem(documentOf('asean-form-e-minimal'), {
        classification: { id, typeCode, edition: '2022' },
      })
      const { text, lost } = writeAs('asean-form-e-r1', CERTIFICATE, document)
      expect([textsOf(text, 'ID').includes(id), textsOf(text, 'VersionID')]).toEqual([true, ['2022']])
      expect(lost).toEqual([])
    },
  )

  it('of Form E has 6, 8 or 10 digits', () => {
    const text = sample('asean-form-e-minimal').replace('<ID>090411<', '<ID>0904110<')
    expect(refusalOf(() => readText(text))).toMatchObject({
      code: 'SCHEMA_INVALID',
      place: { path: expect.stringContaining('Classification/ID') },
    })
  })
})

describe('the parties to the agreements', () => {
  it.each([
    ['asean-form-d-minimal', 'Destination', '<Destination><CountryCode>TH', '<Destination><CountryCode>CN'],
    [
      'asean-form-d-minimal',
      'GovernmentAgencyGoodsItem/Origin',
      '<Origin><CountryCode>MM',
      '<Origin><CountryCode>IN',
    ],
    ['asean-form-e-minimal', 'Destination', '<Destination><CountryCode>CN', '<Destination><CountryCode>KZ'],
  ])('%s: %s lies in one of them', (name, group, from, to) => {
    expect(refusalOf(() => readText(sample(name).replace(from, to)))).toMatchObject({
      code: 'CODE_UNKNOWN',
      place: { path: `/Declaration/${group}/CountryCode` },
    })
  })

  it.each(['LA', 'CN'])('Form E is issued by either side: %s', (issuingCountryCode) => {
    const document = { ...documentOf('asean-form-e-minimal'), issuingCountryCode }
    expect(textsOf(writeAs('asean-form-e-r1', CERTIFICATE, document).text, 'IssuingCountryCode')).toEqual([
      issuingCountryCode,
    ])
  })

  it('Form D is issued by a member state', () => {
    const document = { ...documentOf('asean-form-d-minimal'), issuingCountryCode: 'CN' }
    expect(refusalOf(() => writeAs('asean-form-d-r1', CERTIFICATE, document)).code).toBe('CODE_UNKNOWN')
  })
})

describe('box 13', () => {
  it('has seven ticks on Form D, with what is written to them', () => {
    expect(documentOf('asean-form-d')['indicators']).toEqual([
      { statementCode: 'third-party-invoicing', content: 'Sample Trading Pte. Ltd., Singapore' },
      { statementCode: 'accumulation' },
      { statementCode: 'back-to-back', content: expect.stringContaining('TH/LA/2026/001203') },
      { statementCode: 'partial-cumulation' },
      { statementCode: 'exhibition', content: expect.stringContaining('Vientiane') },
      { statementCode: 'de-minimis' },
      { statementCode: 'issued-retroactively' },
    ])
  })

  it.each(['replacement', 'true-copy'])(
    'has no box %s: an electronic certificate is not copied',
    (statementCode) => {
      const document = { ...documentOf('asean-form-d-minimal'), indicators: [{ statementCode }] }
      expect(refusalOf(() => writeAs('asean-form-d-r1', CERTIFICATE, document)).code).toBe('CODE_UNKNOWN')
    },
  )

  it.each(['accumulation', 'de-minimis', 'partial-cumulation'])(
    'of Form E has no box %s',
    (statementCode) => {
      const document = { ...documentOf('asean-form-e-minimal'), indicators: [{ statementCode }] }
      expect(refusalOf(() => writeAs('asean-form-e-r1', CERTIFICATE, document)).code).toBe('CODE_UNKNOWN')
    },
  )

  it('calls a back-to-back certificate of Form E a movement certificate', () => {
    expect(sample('asean-form-e')).toContain('<StatementCode>MVC<')
    expect(documentOf('asean-form-e')['indicators']).toContainEqual({
      statementCode: 'back-to-back',
      content: 'E26TH00099120 of 2026-10-20',
    })
  })
})

describe('what a certificate must have', () => {
  it.each([
    ['an exporter', /<Exporter>.*<\/Exporter>/],
    ['a consignee', /<Consignee>.*<\/Consignee>/],
    ['an issuing authority', /<IssuingAuthority>.*<\/IssuingAuthority>/],
    ['an importing country', /<Destination>.*<\/Destination>/],
    ['a mass or another quantity', /<GoodsMeasure>.*<\/GoodsMeasure>/],
    ['an origin', /<Origin>.*<\/Origin>/],
    ['a day of issue', /<IssueDate>.*<\/IssueDate>/],
  ])('%s', (_what, element) => {
    const text = sample('asean-form-d-minimal')
    expect(text).toMatch(element)
    expect(refusalOf(() => readText(text.replace(element, ''))).code).toBe('SCHEMA_INVALID')
  })

  it('the number of each item once', () => {
    const text = sample('asean-form-d').replace('<SequenceNumeric>2<', '<SequenceNumeric>1<')
    expect(refusalOf(() => readText(text)).code).toBe('SCHEMA_INVALID')
  })

  it('at most 50 items on Form E, any number on Form D', () => {
    const copies = (name: string, form: string): (() => unknown) => {
      const document = documentOf(name)
      const [item] = objectsAt(document, 'goodsItems')
      const goodsItems = Array.from({ length: 51 }, (_, index) => ({ ...item, sequenceNumeric: index + 1 }))
      return () => writeAs(form, CERTIFICATE, { ...document, goodsItems })
    }
    expect(refusalOf(copies('asean-form-e-minimal', 'asean-form-e-r1')).code).toBe('OUTPUT_INVALID')
    expect(copies('asean-form-d-minimal', 'asean-form-d-r1')).not.toThrow()
  })
})

describe('names', () => {
  it.each([
    ['asean-form-d', 'exporter', /\p{Script=Lao}/u, 'Tuayang Trading Co., Ltd.'],
    ['asean-form-d', 'consignee', /\p{Script=Khmer}/u, 'Kumru Trading Co., Ltd.'],
    ['asean-form-e-myanmar', 'exporter', /\p{Script=Myanmar}/u, 'Namuna Trading Co., Ltd.'],
    ['asean-form-e-myanmar', 'consignee', /\p{Script=Han}/u, 'Ruili Shili Trading Co., Ltd.'],
  ])('%s: the %s keeps its own script beside the Latin letters', (name, party, script, latinName) => {
    const document = documentOf(name)
    expect(document[party]).toMatchObject({ name: expect.stringMatching(script), latinName })
    const { text } = writeAs(readText(sample(name)).format.id, CERTIFICATE, document)
    expect(readText(text).documents[CERTIFICATE]?.[party]).toEqual(document[party])
  })
})

describe('days', () => {
  it('are written as they are in UTC+7; a moment of the evening in Myanmar is the next day there', () => {
    const issued = (issueDateTime: string): string[] => {
      const document = { ...documentOf('asean-form-d-minimal'), issueDateTime }
      return textsOf(writeAs('asean-form-d-r1', CERTIFICATE, document).text, 'IssueDate')
    }
    expect(issued('2026-11-20')).toEqual(['2026-11-20'])
    expect(issued('2026-11-20T23:20:00+06:30')).toEqual(['2026-11-20'])
    expect(issued('2026-11-20T23:40:00+06:30')).toEqual(['2026-11-21'])
  })
})
