import { describe, expect, it } from 'vitest'
import { objectsAt } from '../../../src/model/json-access.ts'
import { refusalOf } from '../../refusal.ts'
import { readText, sample } from '../sample-files.ts'
import {
  changed,
  chineseWith,
  convert,
  DECLARATION,
  documentOf,
  documentsOf,
  itemsOf,
  replaced,
  valuesOf,
  withItem,
  write,
} from './convert.ts'

const [SAD, UNION, WCO] = ['kz-asycuda-sad-r1', 'eaeu-r055-goods-v1.0.0', 'wco-dec-v3.6'] as const
const [CHINA, CERTIFICATE] = ['cn-decmessage-import-v1', 'certificate-of-origin'] as const

/** China asks for CodeTS before the price; without a number of its tariff the price comes too early. */
const WITHOUT_NUMBER: unknown = expect.objectContaining({
  code: 'OUTPUT_INVALID',
  message: expect.stringContaining('CodeTS'),
  place: expect.objectContaining({ path: '/DecMessage/DecLists/DecList/DeclPrice' }),
})

/** The tariff numbers of the items of a certificate. */
function numbersOf(text: string): unknown[] {
  return objectsAt(documentOf(CERTIFICATE, text), 'goodsItems').map((item) => item['classification'])
}

describe('trap 6, length of tariff numbers', () => {
  it.each(['870323', '87032390', '8703239089'])(
    '%s of the Union is eight digits and the rest in ASYCUDA, and the same again when it is read',
    (id) => {
      const classification = { id, typeCode: 'TNVED' }
      const sad = documentOf(DECLARATION, sample('sad'))
      const { text } = write(SAD, { [DECLARATION]: withItem(sad, { classification }) })
      expect(text).toContain(`<Commodity_code>${id.slice(0, 8)}</Commodity_code>`)
      expect(itemsOf(documentOf(DECLARATION, text))[0]).toMatchObject({ classification })
    },
  )

  it('ten digits of the WCO model, of no tariff of the Union, are none of ASYCUDA: six common ones are, told', () => {
    const { text, entries } = convert(SAD, sample('dec-export'))
    expect(text).toContain('<Commodity_code>100199</Commodity_code>')
    expect(entries).not.toContainEqual(expect.objectContaining({ to: '1001990000' }))
  })

  it.each(['6907', '690721', '69072190', '6907219009'])(
    '%s of the Union is no number of China, however long: it is missed where it should stand',
    (id) => {
      const union = documentOf(
        DECLARATION,
        changed('r055-goods', [/CommodityCode>8703239089</, `CommodityCode>${id}<`]),
      )
      const { classification } = itemsOf(union).at(-1) ?? {}
      expect(classification).toEqual({ id, typeCode: 'TNVED' })
      expect(refusalOf(() => write(CHINA, chineseWith({ classification: classification ?? null })))).toEqual(
        WITHOUT_NUMBER,
      )
    },
  )

  it('eight digits of the ASEAN tariff, edition 2022, are no number of China', () => {
    const [classification] = numbersOf(sample('form-e'))
    expect(classification).toEqual({ id: '08081000', typeCode: 'AHTN', edition: '2022' })
    expect(
      refusalOf(() => write(CHINA, chineseWith({ classification: { id: '08081000', typeCode: 'AHTN' } }))),
    ).toEqual(WITHOUT_NUMBER)
  })

  it.each(['080810', '08081000', '080810000', '08081000001', '0808100000101'])(
    '%s of the Chinese tariff has not its ten digits: refused at its place, not padded and not cut',
    (id) => {
      expect(
        refusalOf(() => write(CHINA, chineseWith({ classification: { id, typeCode: 'CN' } }))),
      ).toMatchObject({ code: 'OUTPUT_INVALID', place: { path: '/DecMessage/DecLists/DecList/CodeTS' } })
    },
  )

  it('a certificate takes its numbers with tariff and edition to the other side, 6, 8 or 10 digits', () => {
    const numbers = numbersOf(sample('form-e'))
    expect(numbers).toEqual([
      { id: '08081000', typeCode: 'AHTN', edition: '2022' },
      { id: '85021110' },
      { id: '520811' },
    ])
    expect(numbersOf(convert('asean-form-e-r1', sample('form-e')).text)).toEqual(numbers)
    const lao = sample('asean-form-e')
    expect(numbersOf(convert('cn-form-e-r1', lao).text)).toEqual(numbersOf(lao))
    expect(numbersOf(lao)[0]).toEqual({ id: '1108140000', typeCode: 'CN', edition: '2022' })
  })

  it('ten digits of China are no ten digits of the Union: the exchange stops', () => {
    const { text, lost } = convert(UNION, sample('decmessage-import-minimal'))
    expect(valuesOf(text, 'CommodityCode')).toEqual([])
    expect(lost).toContain('goods-declaration.goodsShipment.goodsItems[0].classification.id')
  })

  it('ten digits of China are six common ones in the WCO model, told as changed', () => {
    const classification = { id: '1101000001', typeCode: 'CN' }
    const wco = documentOf(DECLARATION, sample('dec-minimal'))
    const { text, entries } = write(WCO, { [DECLARATION]: withItem(wco, { classification }) })
    expect(valuesOf(text, 'ID')).toContain('110100')
    expect(entries).toContainEqual(
      expect.objectContaining({ outcome: 'changed', from: '1101000001', to: '110100' }),
    )
  })

  it('Classification/ID of a road manifest is a number of dangerous goods, and never a tariff number', () => {
    const { text } = convert('un-cuscar-d22a-v1', sample('mt1401'))
    expect(text).toContain("DGS+ADR++1263'")
    expect(text).not.toContain('CST+')
    const amended = objectsAt(documentOf('cargo-report', sample('mt1401-amend')), 'consignments')
    expect(objectsAt(amended[0], 'consignmentItems')).toMatchObject([
      { classificationId: '6907219000' },
      { undgId: '1263' },
    ])
  })
})

describe('trap 14, functions', () => {
  it('5 of China changes (4 of UN 1225), and comes back as 5', () => {
    expect(valuesOf(sample('mt1401-amend'), 'FunctionCode')).toEqual(['5'])
    expect(documentOf('cargo-report', sample('mt1401-amend'))).toMatchObject({ functionCode: '4' })
    const other = convert('cn-mt2401-amend-v1', sample('mt1401-amend'))
    expect(valuesOf(other.text, 'FunctionCode')).toEqual(['5'])
  })

  it.each([
    ['autopreliminary-replacement', '5', 'cn-mt1401-amend-v1'],
    ['autopreliminary-replacement', '5', 'cn-mt1401-v1'],
    ['autopreliminary-replacement', '5', 'un-cuscar-d22a-v1'],
    ['autopreliminary-supplement', '2', 'cn-mt1401-amend-v1'],
    ['autopreliminary-supplement', '2', 'cn-mt1401-delete-v1'],
    ['autopreliminary-supplement', '2', 'un-cuscar-d22a-v1'],
    ['mt1401-amend', '4', 'un-cuscar-d22a-v1'],
    ['mt1401-delete', '3', 'un-cuscar-d95b-v1'],
  ])('%s (UN 1225: %s) does not become a %s', (name, functionCode, to) => {
    expect(documentOf('cargo-report', sample(name))).toMatchObject({ functionCode })
    expect(refusalOf(() => convert(to, sample(name)))).toMatchObject({
      code: 'CODE_UNKNOWN',
      place: { path: 'cargo-report.functionCode' },
    })
  })

  it.each([
    ['mt1401-delete', 'cn-mt1401-v1'],
    ['mt1401-delete', 'cn-mt1401-amend-v1'],
    ['mt1401-amend', 'cn-mt1401-delete-v1'],
  ])('within the family, %s does not become a %s', (name, to) => {
    expect(refusalOf(() => convert(to, sample(name)))).toMatchObject({
      code: 'OUTPUT_INVALID',
      place: { path: '/Manifest/Head/FunctionCode' },
    })
  })

  it('a whole manifest that says it amends another one is not written as an original', () => {
    const cargo = { ...documentOf('cargo-report', sample('mt1401')), functionCode: '4' }
    expect(refusalOf(() => write('cn-mt1401-v1', { 'cargo-report': cargo }))).toMatchObject({
      code: 'OUTPUT_INVALID',
      place: { path: '/Manifest/Head/FunctionCode' },
    })
  })

  it('a format without a function code loses an amendment only when somebody accepts it', () => {
    const documents = documentsOf(sample('mt2401'), sample('mt4402'))
    const amended = {
      ...documents,
      'cargo-report': { ...documents['cargo-report'], functionCode: '4' },
    }
    expect(write('kz-awmds-r1', amended).lost).toContain('cargo-report.functionCode')
    expect(write('kz-awmds-r1', documents).lost).not.toContain('cargo-report.functionCode')
  })

  it('2 of China declares what is 9 elsewhere', () => {
    expect(valuesOf(sample('mt4402'), 'FunctionCode')).toEqual(['2'])
    const { text } = convert('ru-autopreliminary-v5.23.0', sample('mt2401'), sample('mt4402'))
    expect(valuesOf(text, 'RefRegNumber')).toEqual([])
    expect(documentsOf(text)).not.toHaveProperty('conveyance-report.functionCode')
    expect(refusalOf(() => readText(changed('mt4402', ['<FunctionCode>2<', '<FunctionCode>9<']))).code).toBe(
      'FORMAT_UNKNOWN',
    )
  })

  it('a certificate is altered by a new one (5) and the end of the old one (1), on either side', () => {
    expect(documentOf(CERTIFICATE, sample('asean-form-d-replacement'))).toMatchObject({
      functionCode: '5',
      previousDocument: { id: 'KH-VN-2026-000098' },
    })
    expect(documentOf(CERTIFICATE, sample('asean-form-d-cancellation'))).toMatchObject({
      functionCode: '1',
      id: 'KH-VN-2026-000098',
    })
    const [chinese, asean] = [sample('form-e'), convert('asean-form-e-r1', sample('form-e')).text].map(
      (text) => documentOf(CERTIFICATE, text),
    )
    expect(chinese).toMatchObject({ functionCode: '5', previousDocument: { id: 'E265300000160001' } })
    expect(asean).toMatchObject({ functionCode: '5', previousDocument: { id: 'E265300000160001' } })
    expect(
      refusalOf(() => write('asean-form-e-r1', { [CERTIFICATE]: { ...chinese, functionCode: '4' } })),
    ).toMatchObject({ code: 'CODE_UNKNOWN', place: { path: 'certificate-of-origin.functionCode' } })
  })
})

describe('trap 15, criteria of origin', () => {
  const criteriaOf = (text: string): unknown[] =>
    objectsAt(documentOf(CERTIFICATE, text), 'goodsItems').map((item) => item['origin'])

  it('a percentage is a rule, a share and an agreement, the same in both Forms E', () => {
    const chinese = criteriaOf(sample('form-e'))
    expect(chinese[1]).toMatchObject({
      criterion: { agreementCode: 'ACFTA', criterionCode: 'RVC', percentage: '45.5' },
    })
    const { text } = convert('asean-form-e-r1', sample('form-e'))
    expect(valuesOf(text, 'CriterionCode')).toEqual(['WO', '45.5%', 'PSR'])
    expect(documentOf(CERTIFICATE, text)).toMatchObject({ agreementCode: 'ACFTA', formCode: 'E' })
  })

  it('the same 40% of ATIGA is not one of ACFTA: a Form D becomes no Form E', () => {
    const d = documentOf(CERTIFICATE, sample('asean-form-d'))
    expect(d).toMatchObject({ agreementCode: 'ATIGA' })
    for (const to of ['cn-form-e-r1', 'ru-sertif-st1-v5.23.0'])
      expect(refusalOf(() => convert(to, sample('asean-form-d-minimal')))).toMatchObject({
        code: 'CODE_UNKNOWN',
        place: { path: expect.stringMatching(/\.(agreementCode|formCode)$/) },
      })
    expect(refusalOf(() => convert('asean-form-e-r1', sample('asean-form-d-minimal')))).toMatchObject({
      code: 'OUTPUT_INVALID',
      place: { path: '/Declaration/CertificateFormCode' },
    })
  })

  it('a rule of Form E that Form D does not have is not written there, nor the other way round', () => {
    const item = (criterionCode: string) => ({ countryCode: 'LA', criterion: { criterionCode } })
    for (const [name, to, criterionCode] of [
      ['asean-form-d-minimal', 'asean-form-d-r1', 'PSR'],
      ['asean-form-e-laos', 'asean-form-e-r1', 'CTSH'],
      ['asean-form-e-laos', 'cn-form-e-r1', 'SP'],
    ] as const) {
      const certificate = documentOf(CERTIFICATE, sample(name))
      const goodsItems = objectsAt(certificate, 'goodsItems').map((each) => ({
        ...each,
        origin: item(criterionCode),
      }))
      const { code, place } = refusalOf(() => write(to, { [CERTIFICATE]: { ...certificate, goodsItems } }))
      expect([code, place?.path]).toEqual([
        expect.stringMatching(/^(CODE_UNKNOWN|OUTPUT_INVALID)$/),
        expect.stringMatching(/criterion/i),
      ])
    }
  })

  it('the criteria of an ST-1 are Cyrillic and their heading is kept apart', () => {
    expect(valuesOf(sample('sertif-st1'), 'OriginCriterionCode')).toEqual(['Д1602', 'П', 'ПК'])
    expect(criteriaOf(sample('sertif-st1'))).toMatchObject([
      { criterion: { criterionCode: 'SUF', tariffHeadingId: '1602' } },
      { criterion: { criterionCode: 'WO' } },
      { criterion: { criterionCode: 'CUM' } },
    ])
    expect(convert('ru-sertif-st1-v5.23.0', sample('sertif-st1')).text).toContain('>Д1602<')
    const latin = replaced(sample('sertif-st1'), '>ПК<', '>ПK<')
    expect(refusalOf(() => readText(latin))).toMatchObject({
      code: 'DOCUMENT_INVALID',
      place: { path: expect.stringContaining('origin/criterion') },
    })
  })
})
