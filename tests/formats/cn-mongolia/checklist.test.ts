import { describe, expect, it } from 'vitest'
import { writeMessage } from '../../../src/formats/message.ts'
import { undeclaredLosses, lossReport } from '../../../src/mapping/report.ts'
import { objectsAt } from '../../../src/model/json-access.ts'
import type { JsonObject } from '../../../src/model/json.ts'
import { refusalOf } from '../../refusal.ts'
import { contextFor, formats, readText, sample } from '../sample-files.ts'

function listOf(name: string): JsonObject {
  return readText(sample(name)).documents['load-checklist'] ?? {}
}

function write(format: string, list: JsonObject): string {
  return writeMessage(formats.byId(format), { 'load-checklist': list }, contextFor(format)).text
}

function undeclared(format: string, list: JsonObject): readonly (string | undefined)[] {
  const { report } = writeMessage(formats.byId(format), { 'load-checklist': list }, contextFor(format))
  return undeclaredLosses(lossReport([], report)).map((entry) => entry.document)
}

describe('a load checklist', () => {
  it('tells the head of the form and each of its columns', () => {
    const { consignmentItems, ...head } = listOf('mtde02')
    expect(head).toMatchObject({
      id: 'C26070500123',
      borderCrossingId: 'CNERC-MNZUU',
      exitDateTime: '2026-11-21',
      exitCountryCode: 'CN',
      entryCountryCode: 'MN',
      borderTransportMeans: {
        name: '蒙H12345',
        registrationNationalityCode: 'CN',
        typeCode: '3',
        transportEquipment: [{ id: '蒙H5678挂' }, { id: '蒙H5679挂' }],
      },
      transportEquipment: [{ id: 'KHGU2026119' }, { id: 'KHGU2026124' }],
      loadingLocation: { id: 'CNERC', name: '二连浩特公路口岸货场' },
      unloadingLocation: { id: 'MNZUU', name: 'Замын-Үүд, Ачаа тээврийн терминал' },
      totalAmounts: [
        { amount: '48250', currencyId: 'CNY' },
        { amount: '12600.5', currencyId: 'USD' },
      ],
    })
    expect(objectsAt({ consignmentItems: consignmentItems ?? [] }, 'consignmentItems')[1]).toEqual({
      sequenceNumeric: 2,
      description: '柴油发电机组，50千瓦 / Дизель цахилгаан үүсгүүр, 50 кВт',
      marksNumbersId: 'N/M',
      packageQuantity: 20,
      packageKindCode: 'CS',
      grossMassMeasure: '3150.5',
      netMassMeasure: '2980',
      valueAmount: { amount: '12600.5', currencyId: 'USD' },
      consignor: { identifier: { id: '91152501MA7EXM010U' }, name: '二连浩特示例贸易有限公司' },
      consignee: { identifier: { id: '2684512' }, name: '«Жишээ Импекс» ХХК' },
      transportContractDocument: { id: 'ER2611210002' },
      transportEquipmentId: 'KHGU2026124',
    })
  })

  it('has prices by those who want to give them: a line without one is whole', () => {
    const items = objectsAt(listOf('mtde02'), 'consignmentItems')
    expect(items.map((item) => item['valueAmount'] !== undefined)).toEqual([true, true, false])
    expect(listOf('mtde02-minimal')['totalAmounts']).toBeUndefined()
  })

  it('keeps plates and names as they are written, in Hanzi and in Mongolian letters', () => {
    const list = listOf('mtde01')
    expect(list).toMatchObject({
      borderTransportMeans: { name: '1234 УБА', transportEquipment: [{ id: '56-78 УБ' }] },
      loadingLocation: { name: 'Замын-Үүд' },
    })
    const text = write('cn-mtde01-r1', list)
    expect(text).toContain('<Name>1234 УБА</Name>')
    expect(text).toContain('<ID>56-78 УБ</ID>')
    expect(text).toContain('<Name>Замын-Үүд</Name>')
  })

  it('has the day of exit in Beijing, and says that the hour is given up', () => {
    const list = { ...listOf('mtde02-minimal'), exitDateTime: '2026-11-22T23:30:00+07:00' }
    const { text, report } = writeMessage(
      formats.byId('cn-mtde02-r1'),
      { 'load-checklist': list },
      contextFor('cn-mtde02-r1'),
    )
    expect(text).toContain('<ExitDateTime>20261123</ExitDateTime>')
    expect(report.outcomes).toContainEqual(
      expect.objectContaining({ outcome: 'changed', field: 'load-checklist.exitDateTime' }),
    )
  })
})

// Trap 14: 2 declares, 5 amends, 3 deletes here; UN 1225 has 9, 5 and 3.
describe('the function of a checklist', () => {
  it.each([
    ['mtde02', '9', '2'],
    ['mtde02-amended', '5', '5'],
    ['mtde02-withdrawn', '3', '3'],
  ])('%s is UN 1225 %s, and %s again', (name, functionCode, here) => {
    const list = listOf(name)
    expect(list['functionCode']).toBe(functionCode)
    expect(write('cn-mtde02-r1', list)).toContain(`<FunctionCode>${here}</FunctionCode>`)
  })

  it('is to declare where the document does not say it', () => {
    const { functionCode, ...list } = listOf('mtde02')
    expect(functionCode).toBe('9')
    expect(write('cn-mtde02-r1', list)).toBe(write('cn-mtde02-r1', listOf('mtde02')))
  })

  it('is never to tell only what changes: such a list is refused', () => {
    expect(refusalOf(() => write('cn-mtde02-r1', { ...listOf('mtde02'), functionCode: '4' })).code).toBe(
      'CODE_UNKNOWN',
    )
  })
})

describe('the two ways', () => {
  it('cannot be taken for each other', () => {
    expect(refusalOf(() => write('cn-mtde01-r1', listOf('mtde02'))).code).toBe('OUTPUT_INVALID')
    expect(refusalOf(() => write('cn-mtde02-r1', listOf('mtde01'))).code).toBe('OUTPUT_INVALID')
  })

  it('begin their numbers with different letters, even where the document does not say the way', () => {
    const { exitCountryCode, entryCountryCode, ...list } = listOf('mtde02')
    expect([exitCountryCode, entryCountryCode]).toEqual(['CN', 'MN'])
    expect(refusalOf(() => write('cn-mtde01-r1', list)).code).toBe('OUTPUT_INVALID')
    expect(readText(write('cn-mtde02-r1', list)).documents['load-checklist']).toMatchObject({
      exitCountryCode: 'CN',
      entryCountryCode: 'MN',
    })
  })

  it('a document that leaves one country and enters the same is no checklist', () => {
    const list = { ...listOf('mtde02'), entryCountryCode: 'CN' }
    expect(refusalOf(() => write('cn-mtde02-r1', list)).code).toBe('OUTPUT_INVALID')
  })
})

describe('totals', () => {
  it('of the document must be those of its lines', () => {
    const list = listOf('mtde02')
    const right = {
      ...list,
      totalGrossMassMeasure: '21350.500',
      totalNetMassMeasure: '20480',
      totalPackageQuantity: 1370,
    }
    expect(write('cn-mtde02-r1', right)).toBe(write('cn-mtde02-r1', list))
    for (const wrong of [
      { totalGrossMassMeasure: '21350.501' },
      { totalNetMassMeasure: '20479' },
      { totalPackageQuantity: 1371 },
    ])
      expect(refusalOf(() => write('cn-mtde02-r1', { ...list, ...wrong })).code).toBe('OUTPUT_INVALID')
  })

  it.each([
    ['TotalGrossMassMeasure', '>21350.5<', '>21350.6<'],
    ['TotalNetNetWeightMeasure', '>20480<', '>20481<'],
    ['TotalPackageQuantity', '>1370<', '>1369<'],
  ])('%s is checked', (element, right, wrong) => {
    const text = sample('mtde02')
    expect(text).toContain(element)
    const { code, place } = refusalOf(() => readText(text.replace(right, wrong)))
    expect([code, place?.path]).toEqual(['TOTAL_MISMATCH', `/Manifest/Declaration/${element}`])
  })
})

const CASES: readonly [string, [string | RegExp, string], string, string][] = [
  [
    'a number without the letter of the side',
    ['>C26070500123<', '>026070500123<'],
    'SCHEMA_INVALID',
    'Declaration/ID',
  ],
  [
    'a number that begins with another letter than C',
    ['>C26070500123<', '>M26070500123<'],
    'SCHEMA_INVALID',
    'Declaration/ID',
  ],
  ['a number of 13 characters', ['>C26070500123<', '>C260705001234<'], 'SCHEMA_INVALID', 'Declaration/ID'],
  [
    'a vehicle that is neither Chinese nor Mongolian: the form has two boxes',
    ['Code>CN<', 'Code>RU<'],
    'SCHEMA_INVALID',
    'BorderTransportMeans/RegistrationNationalityCode',
  ],
  [
    'an office that the list does not have',
    ['>0705<', '>0799<'],
    'CODE_UNKNOWN',
    'Declaration/DeclarationOfficeID',
  ],
  ['an unknown function', ['Code>2<', 'Code>9<'], 'CODE_UNKNOWN', 'Head/FunctionCode'],
  [
    'a kind of packages that Rec 21 does not have',
    ['unitCode="CS"', 'unitCode="Q1"'],
    'DOCUMENT_INVALID',
    '/consignmentItems/1/packageKindCode',
  ],
  [
    'a withdrawn currency',
    ['currencyID="USD">12600.5</V', 'currencyID="BYR">12600.5</V'],
    'DOCUMENT_INVALID',
    '/consignmentItems/1/valueAmount/currencyId',
  ],
  [
    'two lines with one number',
    ['<SequenceNumeric>3<', '<SequenceNumeric>2<'],
    'SCHEMA_INVALID',
    'ConsignmentItem[3]',
  ],
  [
    'a line without net mass',
    [/<NetNetWeightMeasure unitCode="KGM">2980<\/NetNetWeightMeasure>/, ''],
    'SCHEMA_INVALID',
    'ConsignmentItem[2]/GoodsMeasure',
  ],
  [
    'a line without consignee',
    [/<Consignee><ID>2684512<\/ID><Name>«Жишээ Импекс» ХХК<\/Name><\/Consignee>/, ''],
    'SCHEMA_INVALID',
    'ConsignmentItem[2]',
  ],
  ['no day of exit', ['<ExitDateTime>20261121</ExitDateTime>', ''], 'SCHEMA_INVALID', 'Declaration'],
  [
    'a place that is told by nothing',
    ['<ID>MNZUU</ID><Name>Замын-Үүд, Ачаа тээврийн терминал</Name>', ''],
    'SCHEMA_INVALID',
    'UnloadingLocation',
  ],
  [
    'masses in tonnes',
    ['<GrossMassMeasure unitCode="KGM">1400', '<GrossMassMeasure unitCode="TNE">1400'],
    'SCHEMA_INVALID',
    'ConsignmentItem[3]/GoodsMeasure/GrossMassMeasure',
  ],
]

describe('a checklist is refused with', () => {
  it.each(CASES)('%s', (_, [right, wrong], code, place) => {
    const text = sample('mtde02').replace(right, wrong)
    expect(text).not.toBe(sample('mtde02'))
    const refusal = refusalOf(() => readText(text))
    expect(refusal.code).toBe(code)
    expect(refusal.place?.path).toContain(place)
  })
})

describe('seals, and what the two sides found', () => {
  const confirmed: JsonObject = {
    ...listOf('mtde02-erenhot'),
    confirmations: [
      ...objectsAt(listOf('mtde02-erenhot'), 'confirmations'),
      {
        countryCode: 'MN',
        office: { id: '1201' },
        dateTime: '2026-11-24T11:35:00+08:00',
        resultCode: 'differing',
        decision: { statusCode: 'held', description: 'Лац тасарсан' },
        inspections: [
          {
            kindCode: 'seals',
            resultCode: 'differing',
            findings: [{ kindCode: 'seal-broken', declared: 'CNE0705118823', goodsItemNumeric: 2 }],
          },
        ],
        seals: [{ id: 'MN-90017/2', description: 'ГЕГ' }],
      },
    ],
  }

  it('are of the list, in elements that are not of the family', () => {
    expect(listOf('mtde02-erenhot')).toMatchObject({
      transportEquipment: [{ id: 'KHGU2026119', seals: [{ id: 'CNE0705118823', sealingPartyCode: 'CU' }] }],
      confirmations: [
        {
          countryCode: 'CN',
          resultCode: 'conforming',
          decision: { statusCode: 'exit-allowed' },
          inspections: [{ kindCode: 'weighing', netMassMeasure: '26810' }, { kindCode: 'scan' }],
        },
      ],
    })
    expect(write('cn-mtde02-r1', listOf('mtde02'))).not.toContain('joint-control')
  })

  it.each(['cn-mtde01-r1', 'cn-mtde02-r1'])('come back as they were sent, in %s', (format) => {
    const back = format === 'cn-mtde01-r1' ? { id: 'M26120100045', exitCountryCode: 'MN' } : {}
    const list = { ...confirmed, ...back, ...(back.id && { entryCountryCode: 'CN' }) }
    expect(readText(write(format, list)).documents['load-checklist']).toEqual(list)
    expect(undeclared(format, list)).toEqual([])
  })

  it('with a code that the hub does not have are refused at their place', () => {
    const text = sample('mtde02-erenhot').replace('>scan<', '>x-ray<')
    const { code, place } = refusalOf(() => readText(text))
    expect([code, place?.path]).toEqual(['DOCUMENT_INVALID', '/confirmations/0/inspections/1/kindCode'])
  })

  it.each([
    ['a digest that is none', ['a3f1c2', 'A3F1C2'], 'Digest'],
    ['a moment without offset', ['T09:42:10+08:00</jc:DateTime>', 'T09:42:10</jc:DateTime>'], 'DateTime'],
    ['a seal without number', ['<jc:ID>CNE0705118823</jc:ID><jc:KindCode>E</jc:KindCode>', ''], 'Seal'],
  ] as const)('with %s are refused', (_, [right, wrong], where) => {
    const text = sample('mtde02-erenhot').replace(right, wrong)
    expect(text).not.toBe(sample('mtde02-erenhot'))
    const { code, place } = refusalOf(() => readText(text))
    expect([code, place?.path]).toEqual(['SCHEMA_INVALID', expect.stringContaining(where)])
  })
})

describe('what the form has no place for', () => {
  it('is a declared loss for addresses, tariff numbers and the driver', () => {
    const list = listOf('mtde02-minimal')
    const [item] = objectsAt(list, 'consignmentItems')
    const more = {
      ...list,
      borderTransportMeans: {
        name: '8765 УБГ',
        registrationNationalityCode: 'MN',
        typeCode: '3',
        master: { name: 'Б. Жишээ' },
      },
      consignmentItems: [
        {
          ...item,
          classification: { id: '110100' },
          consignee: { name: '«Талх Жишээ» ХХК', address: { line: 'Улаанбаатар, Жишээ гудамж 1' } },
        },
      ],
    }
    expect(undeclared('cn-mtde02-r1', more)).toEqual([])
  })

  it('is refused, not cut, where a name is longer than 70 characters', () => {
    const list = listOf('mtde02-minimal')
    const [item] = objectsAt(list, 'consignmentItems')
    const long = { ...list, consignmentItems: [{ ...item, consignor: { name: 'Ү'.repeat(71) } }] }
    const { code, place } = refusalOf(() => write('cn-mtde02-r1', long))
    expect([code, place?.path]).toEqual(['OUTPUT_INVALID', expect.stringContaining('Consignor/Name')])
  })
})
