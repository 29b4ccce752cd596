import { describe, expect, it } from 'vitest'
import { asObject, objectsAt } from '../../../src/model/json-access.ts'
import type { JsonObject } from '../../../src/model/json.ts'
import { refusalOf } from '../../refusal.ts'
import { readText, sample } from '../sample-files.ts'
import { convert, DECLARATION, documentOf, itemsOf, replaced, valuesOf, withItems, write } from './convert.ts'

const [CHINA, UNION, WCO] = ['cn-decmessage-import-v1', 'eaeu-r055-goods-v1.0.0', 'wco-dec-v3.6'] as const
const CERTIFICATE = 'certificate-of-origin'

function numbered(item: JsonObject | undefined, count: number): JsonObject[] {
  return Array.from({ length: count }, (_, index) => ({ ...item, sequenceNumeric: index + 1 }))
}

/** A declaration of a sample with so many items. */
function declarationOf(name: string, count: number): Record<string, JsonObject> {
  const declaration = documentOf(DECLARATION, sample(name))
  return { [DECLARATION]: withItems(declaration, numbered(itemsOf(declaration)[0], count)) }
}

/** A Kazakh manifest with so many bills. */
function manifestOf(count: number): Record<string, JsonObject> {
  const cargo = documentOf('cargo-report', sample('awmds-export-small'))
  const [bill] = objectsAt(cargo, 'consignments')
  const consignments = Array.from({ length: count }, () => ({ ...bill }))
  return { 'cargo-report': { ...cargo, consignments } }
}

describe('trap 17, counts and limits', () => {
  it('50 items go to China, the 51st is refused at its place', () => {
    const { text } = write(CHINA, declarationOf('decmessage-import-minimal', 50))
    expect(valuesOf(text, 'CodeTS')).toHaveLength(50)
    expect(refusalOf(() => write(CHINA, declarationOf('decmessage-import-minimal', 51)))).toMatchObject({
      code: 'OUTPUT_INVALID',
      place: { path: '/DecMessage/DecLists/DecList[51]' },
    })
  })

  it('the same 51 items are one declaration of the Union, with their number counted', () => {
    const { text } = write(UNION, declarationOf('decmessage-import-minimal', 51))
    expect(valuesOf(text, 'GoodsQuantity')).toEqual(['51'])
    expect(valuesOf(text, 'ConsignmentItemOrdinal')).toHaveLength(51)
    const wrong = replaced(text, />51<(?=\/\w+:GoodsQuantity)/, '>50<')
    expect(refusalOf(() => readText(wrong))).toMatchObject({
      code: 'TOTAL_MISMATCH',
      place: { path: '/GoodsDeclaration/GoodsQuantity' },
    })
  })

  it('20 items of a certificate may be named, the 21st relation is refused at its place', () => {
    const relations = (count: number): Record<string, JsonObject> => {
      const declaration = documentOf(DECLARATION, sample('decmessage-import'))
      const [relation] = objectsAt(declaration, 'originRelations')
      const originRelations = Array.from({ length: count }, () => ({ ...relation }))
      return { [DECLARATION]: { ...declaration, originRelations } }
    }
    expect(write(CHINA, relations(20)).text.split('<EcoRelation>')).toHaveLength(21)
    expect(refusalOf(() => write(CHINA, relations(21)))).toMatchObject({
      code: 'OUTPUT_INVALID',
      place: { path: '/DecMessage/EcoRelation[21]' },
    })
  })

  it('999 items are a declaration of the WCO model, 1000 are not', () => {
    const { text } = write(WCO, declarationOf('dec-minimal', 999))
    expect(valuesOf(text, 'GoodsItemQuantity')).toEqual(['999'])
    expect(refusalOf(() => write(WCO, declarationOf('dec-minimal', 1000)))).toMatchObject({
      code: 'OUTPUT_INVALID',
      place: { path: '/MetaData/Declaration/GoodsShipment/GovernmentAgencyGoodsItem[1000]' },
    })
  })

  it('10,000 bills are more than the 9999 of CUSCAR', () => {
    expect(refusalOf(() => write('un-cuscar-d22a-v1', manifestOf(10_000)))).toMatchObject({
      code: 'OUTPUT_INVALID',
      place: { path: '/CUSCAR/SG7[10000]' },
    })
  })

  it('50 items are a Form E of China, a Lao certificate of 51 is refused and not split', () => {
    const lao = documentOf(CERTIFICATE, sample('asean-form-e-laos'))
    const certificate = (count: number): Record<string, JsonObject> => ({
      [CERTIFICATE]: { ...lao, goodsItems: numbered(objectsAt(lao, 'goodsItems')[0], count) },
    })
    expect(valuesOf(write('cn-form-e-r1', certificate(50)).text, 'CriterionCode')).toHaveLength(50)
    expect(refusalOf(() => write('cn-form-e-r1', certificate(51)))).toMatchObject({
      code: 'OUTPUT_INVALID',
      place: { path: '/CertificateOfOrigin/GovernmentAgencyGoodsItem[51]' },
    })
  })

  it('ten bills of one Kazakh voyage are one truck of China, and their sums stay', () => {
    const text = sample('awmds-export')
    const [total = ''] = valuesOf(text, 'Total_number_of_packages')
    const [mass = ''] = valuesOf(text, 'Total_gross_mass')
    const china = convert('cn-mt1401-v1', text).text
    const bills = objectsAt(documentOf('cargo-report', china), 'consignments')
    expect(bills).toHaveLength(10)
    const packages = bills.reduce((sum, bill) => sum + Number(bill['totalPackageQuantity']), 0)
    expect(String(packages)).toBe(total)
    const russian = convert('ru-autopreliminary-v5.23.0', text).text
    expect(valuesOf(russian, 'CargoQuantity')[0]).toBe(total)
    expect(valuesOf(russian, 'TotalGrossMassMeasure').map(Number)).toEqual([Number(mass)])
  })

  it('the bills of a Chinese batch are one voyage of Kazakhstan, with totals computed from them', () => {
    const { text, messageId } = convert('kz-awmds-r1', sample('mt2401'), sample('mt4402'))
    expect(messageId).toBe('55302/9402261121001/2026-11-21')
    expect([
      valuesOf(text, 'Total_number_of_bols'),
      valuesOf(text, 'Total_number_of_packages'),
      valuesOf(text, 'Total_gross_mass'),
    ]).toEqual([['3'], ['898'], ['26360.750']])
    expect(valuesOf(text, 'Bol_reference')).toEqual(['HG2611210001', 'HG2611210002', 'HG2611210003'])
  })

  it('a second vehicle is a second report of the Union, and is lost only when somebody accepts it', () => {
    const documents = {
      'cargo-report': documentOf('cargo-report', sample('mt2401')),
      'conveyance-report': documentOf('conveyance-report', sample('mt4402')),
    }
    const [truck] = objectsAt(documents['conveyance-report'], 'consignments')
    const vehicle = { ...asObject(truck?.['borderTransportMeans']), name: '新F99999' }
    const convoy = {
      ...documents,
      'conveyance-report': {
        ...documents['conveyance-report'],
        consignments: [{ ...truck }, { ...truck, borderTransportMeans: vehicle }],
      },
    }
    for (const to of ['ru-autopreliminary-v5.23.0', 'kz-awmds-r1'])
      expect(write(to, convoy).lost).toContainEqual(expect.stringContaining('consignments[1]'))
  })
})
