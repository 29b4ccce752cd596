import { describe, expect, it, test } from 'vitest'
import { lossReport, undeclaredLosses } from '../../../src/mapping/report.ts'
import { writeMessage } from '../../../src/formats/message.ts'
import type { JsonObject } from '../../../src/model/json.ts'
import { refusalOf } from '../../refusal.ts'
import { contextFor, formats, readText } from '../sample-files.ts'
import {
  changed,
  GOODS,
  goodsOf,
  itemsOf,
  refusalOfReading,
  sad,
  shipmentOf,
  writeGoods,
} from './messages.ts'

const full = goodsOf(sad('sad'))

/** The full sample with other fields in its shipment. */
function shipped(fields: JsonObject): JsonObject {
  return { ...full, goodsShipment: { ...shipmentOf(full), ...fields } }
}

/** What is written of a document, and the fields whose loss nobody declared. */
function lossesOf(document: JsonObject): {
  readonly text: string
  readonly lost: readonly (string | undefined)[]
  readonly changes: readonly (string | undefined)[]
} {
  const { report, text } = writeMessage(
    formats.byId(GOODS),
    { 'goods-declaration': document },
    contextFor(GOODS),
  )
  const losses = lossReport([], report)
  return {
    text,
    lost: undeclaredLosses(losses).map((entry) => entry.document),
    changes: losses.entries.filter(({ outcome }) => outcome === 'changed').map(({ reason }) => reason),
  }
}

function withItem(fields: JsonObject): JsonObject {
  const [first, ...others] = itemsOf(full)
  return shipped({ goodsItems: [{ ...first, ...fields }, ...others] })
}

describe('tariff numbers (trap 6)', () => {
  test('of eight digits and two are one number of ten', () => {
    expect(itemsOf(full).map((item) => item['classification'])).toEqual([
      { id: '8471500000', typeCode: 'TNVED' },
      { id: '6907210000', typeCode: 'TNVED' },
    ])
    expect(writeGoods(full)).toContain(
      '<Commodity_code>84715000</Commodity_code><Precision_1>00</Precision_1></HScode>',
    )
  })

  it.each([
    ['84715000', '<Commodity_code>84715000</Commodity_code></HScode>'],
    ['847150', '<Commodity_code>847150</Commodity_code></HScode>'],
  ])('%s stays as short as it is: no zeros are made up', (id, written) => {
    expect(writeGoods(withItem({ classification: { id, typeCode: 'TNVED' } }))).toContain(written)
  })

  it.each(['8471500000123', '847150000', '8471'])('%s of another tariff is not cut to fit', (id) => {
    expect(
      refusalOf(() => writeGoods(withItem({ classification: { id, typeCode: 'TNVED' } }))),
    ).toMatchObject({
      code: 'OUTPUT_INVALID',
    })
  })

  test('of six digits may be of the Harmonized System', () => {
    const classification = { id: '847150', typeCode: 'HS' }
    expect(writeGoods(withItem({ classification }))).toContain('<Commodity_code>847150</Commodity_code>')
  })

  test('of the Harmonized System have six digits: what comes after them is told to be lost', () => {
    const { text, changes } = lossesOf(withItem({ classification: { id: '84715000', typeCode: 'HS' } }))
    expect(text).toContain('<Commodity_code>847150</Commodity_code>')
    expect(changes).toContainEqual(expect.stringContaining('Harmonized System'))
  })

  it.each(['CN', 'AHTN', undefined])(
    'of the tariff %s are not passed off as numbers of the EAEU',
    (typeCode) => {
      const classification = { id: '8471500000', ...(typeCode !== undefined && { typeCode }) }
      const { text, lost } = lossesOf(withItem({ classification }))
      expect(text).not.toContain('<Commodity_code>84715000')
      expect(lost).toContain('goods-declaration.goodsShipment.goodsItems[0].classification.id')
    },
  )

  test('that go on before they are full are refused', () => {
    const text = changed('sad', '<Commodity_code>84715000<', '<Commodity_code>847150<')
    expect(refusalOfReading(text)).toMatchObject({ code: 'FIELD_INVALID' })
  })
})

describe('items', () => {
  test('are numbered by their order', () => {
    expect(itemsOf(full).map((item) => item['sequenceNumeric'])).toEqual([1, 2])
  })

  test('with other numbers are not written: whatever names them would name others', () => {
    expect(refusalOf(() => writeGoods(withItem({ sequenceNumeric: 2 })))).toMatchObject({
      code: 'OUTPUT_INVALID',
    })
  })

  test('are as many as box 5 says (trap 17)', () => {
    const text = changed('sad', '<Total_number_of_items>2<', '<Total_number_of_items>3<')
    expect(refusalOfReading(text)).toMatchObject({
      code: 'TOTAL_MISMATCH',
      place: { path: '/ASYCUDA/Property/Nbers/Total_number_of_items' },
    })
  })

  test('add up to Total_weight (trap 17)', () => {
    const text = sad('sad').replace('<Total_weight>21350.5<', '<Total_weight>21350.6<')
    expect(refusalOfReading(text)).toMatchObject({
      code: 'TOTAL_MISMATCH',
      place: { path: '/ASYCUDA/Valuation/Total/Total_weight' },
    })
  })

  test('have one kind of packages: a second one is lost only when somebody accepts it', () => {
    const packagings = [
      { quantity: 40, typeCode: 'BX' },
      { quantity: 2, typeCode: 'PX' },
    ]
    const { report } = writeMessage(
      formats.byId(GOODS),
      { 'goods-declaration': withItem({ packagings }) },
      contextFor(GOODS),
    )
    expect(
      undeclaredLosses(lossReport([], report)).map(({ document }) => document?.replace(/^.*\]\./, '')),
    ).toEqual(['quantity', 'typeCode'])
  })
})

describe('the price', () => {
  test('of all goods stands three times and must agree', () => {
    const text = sad('sad')
    const at = text.lastIndexOf('<Total_invoice>34000<')
    const mistaken = text.slice(0, at) + text.slice(at).replace('34000', '33000')
    expect(refusalOfReading(mistaken)).toMatchObject({
      code: 'FIELD_INVALID',
      place: { path: '/ASYCUDA/Valuation/Total/Total_invoice' },
    })
  })

  test('of all goods is not added from prices in several currencies', () => {
    const { totalAmount: _, ...others } = shipmentOf(full)
    const [first, second] = itemsOf(full)
    const goodsItems = [
      { ...first, itemChargeAmount: { amount: '30000', currencyId: 'USD' } },
      { ...second, itemChargeAmount: { amount: '90000', currencyId: 'CNY' } },
    ]
    const text = writeGoods({ ...full, goodsShipment: { ...others, exchangeRateNumeric: '1', goodsItems } })
    expect(text).not.toContain('120000')
    expect(text).not.toContain('<Total_invoice>')
  })

  test('is written from the amount of the invoice, too, and must agree with it', () => {
    const { totalAmount, ...others } = shipmentOf(full)
    const document = { ...full, invoiceAmount: totalAmount ?? '' }
    expect(writeGoods({ ...document, goodsShipment: others })).toContain('<Total_invoice>34000<')
    const invoiceAmount = { amount: '1', currencyId: 'USD' }
    expect(refusalOf(() => writeGoods({ ...full, invoiceAmount })).code).toBe('OUTPUT_INVALID')
  })

  test('of an item stands twice and must agree', () => {
    expect(refusalOfReading(changed('sad', '<Item_price>30000<', '<Item_price>30001<'))).toMatchObject({
      code: 'FIELD_INVALID',
    })
  })

  test('is compared as a number (trap 13)', () => {
    expect(goodsOf(changed('sad', '<Item_price>30000<', '<Item_price>30000.00<'))).toEqual(full)
  })

  it.each(['30000,00', '30 000', '1,030.5', '-1', '3E4'])('%s is no number here (trap 13)', (price) => {
    expect(refusalOfReading(changed('sad', '<Item_price>30000<', `<Item_price>${price}<`)).code).toBe(
      'SCHEMA_INVALID',
    )
  })

  test('in the currency of another customs is not passed off as tenge', () => {
    const amount = { amount: '245000', currencyId: 'CNY' }
    const text = writeGoods(shipped({ totalNationalAmount: amount }))
    expect(text).not.toContain('245000')
  })
})

describe('the procedure', () => {
  it.each([
    ['4000', { currentCode: 'home-use' }],
    ['4080', { currentCode: 'home-use', previousCode: 'transit' }],
    ['1051', { currentCode: 'export', previousCode: 'inward-processing' }],
    ['7800', { currentCode: 'free-zone' }],
  ])('%s is what is asked for and what was before', (code, procedure) => {
    const text = changed('sad', '<Extended_customs_procedure>4000<', `<Extended_customs_procedure>${code}<`)
    const document = goodsOf(text)
    expect(itemsOf(document)[0]?.['governmentProcedure']).toMatchObject(procedure)
    expect(writeGoods(document)).toContain(`<Extended_customs_procedure>${code}<`)
  })

  it.each(['4077', '7700', '9000', '4090'])('%s, which the hub knows less exactly, comes back', (code) => {
    const text = changed('sad', '<Extended_customs_procedure>4000<', `<Extended_customs_procedure>${code}<`)
    expect(writeGoods(goodsOf(text))).toContain(`<Extended_customs_procedure>${code}<`)
  })

  test('of a code that the classifier does not have is refused', () => {
    const text = changed('sad', '<Extended_customs_procedure>4000<', '<Extended_customs_procedure>4200<')
    expect(refusalOfReading(text)).toMatchObject({ code: 'CODE_UNKNOWN' })
  })

  test('in the head is a class; where it is no procedure of its own, only this format can say it', () => {
    const text = changed('sad', '<Declaration_gen_procedure_code>4<', '<Declaration_gen_procedure_code>7<')
    const document = goodsOf(text)
    expect(document['goodsShipment']).toMatchObject({
      governmentProcedure: { currentCodeSource: { listId: 'asycuda-sad/GENERAL_PROCEDURE', code: '7' } },
    })
    expect(document['goodsShipment']).not.toHaveProperty('governmentProcedure.currentCode')
    expect(writeGoods(document)).toContain('<Declaration_gen_procedure_code>7<')
  })
})

describe('the flow', () => {
  test('and the kind of declaration must agree', () => {
    expect(refusalOfReading(changed('sad', '<Sad_flow>I<', '<Sad_flow>E<')).code).toBe('FIELD_INVALID')
  })

  test('decides whether box 18 is the vehicle of arrival or of departure', () => {
    expect(full['goodsShipment']).toMatchObject({
      consignment: { arrivalTransportMeans: { name: '123ABC05', transportEquipment: [{ id: '56XYZ05' }] } },
    })
    expect(goodsOf(sad('sad-export'))['goodsShipment']).toMatchObject({
      consignment: { departureTransportMeans: { name: '871AAA02' } },
    })
  })

  test('in Cyrillic letters is written in Latin ones, and the report says so (trap 8)', () => {
    const read = readText(changed('sad', '<Type_of_declaration>IM<', '<Type_of_declaration>ИМ<'))
    expect(read.documents['goods-declaration']).toEqual(full)
    const written = writeMessage(read.format, read.documents, contextFor(GOODS))
    const { entries } = lossReport([read.report], written.report)
    expect(entries.filter(({ outcome }) => outcome === 'changed')).toMatchObject([
      { source: '/ASYCUDA/Identification/Type/Type_of_declaration', from: 'ИМ' },
    ])
  })
})

test('a plate that holds a slash is not mistaken for a plate and its trailer (trap 9)', () => {
  const borderTransportMeans = { name: '123/ABC', registrationNationalityCode: 'KZ', typeCode: '3' }
  expect(refusalOf(() => writeGoods({ ...full, borderTransportMeans })).code).toBe('OUTPUT_INVALID')
})

describe('numbers of parties (trap 10)', () => {
  it.each(['061240004579', '06124000457', '91650100MA77YQ3K0G'])(
    '%s declares nothing in Kazakhstan',
    (id) => {
      expect(
        refusalOfReading(changed('sad', '<Declarant_code>061240004578<', `<Declarant_code>${id}<`)),
      ).toMatchObject({
        code: 'FIELD_INVALID',
        place: { path: '/ASYCUDA/Declarant/Declarant_code' },
      })
      expect(refusalOf(() => writeGoods({ ...full, declarant: { identifier: { id } } })).code).toBe(
        'DOCUMENT_INVALID',
      )
    },
  )

  test('stand for both parties of their box', () => {
    expect(full['goodsShipment']).toMatchObject({
      consignor: full['exporter'],
      importer: shipmentOf(full)['consignee'],
    })
  })

  it.each([
    ['consignor', 'Exporter_name'],
    ['importer', 'Consignee_name'],
  ])('of a %s alone are not dropped', (party, element) => {
    const { exporter: _, ...others } = full
    const { consignor: _1, consignee: _2, importer: _3, ...shipment } = shipmentOf(full)
    const document = { ...others, goodsShipment: { ...shipment, [party]: { name: 'Only Ltd.' } } }
    expect(writeGoods(document)).toContain(`<${element}>Only Ltd.</${element}>`)
  })

  test('of two that share a box must agree', () => {
    const refused = refusalOf(() => writeGoods(shipped({ consignor: { name: 'Somebody Else Ltd.' } })))
    expect(refused).toMatchObject({ code: 'OUTPUT_INVALID' })
  })

  test('of a buyer who is the consignee are told with him, of another one they are not lost silently', () => {
    const consignee = shipmentOf(full)['consignee'] ?? ''
    expect(lossesOf(shipped({ buyer: consignee })).lost).toEqual([])
    expect(refusalOf(() => writeGoods(shipped({ buyer: { name: 'Buyer Ltd.' } }))).code).toBe(
      'OUTPUT_INVALID',
    )
    const { consignee: _1, importer: _2, ...others } = shipmentOf(full)
    const alone = { ...full, goodsShipment: { ...others, buyer: { name: 'Buyer Ltd.' } } }
    expect(lossesOf(alone).lost).toEqual(['goods-declaration.goodsShipment.buyer.name'])
  })

  test('of an exporter may be of any country, and nobody is told of which register', () => {
    expect(full['exporter']).toEqual({
      identifier: { id: '91650100MA77YQ3K0G' },
      name: 'Urumqi Tianshan Trade Co., Ltd.',
    })
  })
})

describe('offices', () => {
  test('are those of Kazakhstan', () => {
    expect(full).toMatchObject({ declarationOffice: { id: '55302', countryCode: 'KZ' } })
  })

  test('of another country stop the exchange', () => {
    const { lost } = lossesOf({ ...full, declarationOffice: { id: '10719110', countryCode: 'RU' } })
    expect(lost).toEqual(['goods-declaration.declarationOffice.countryCode'])
  })

  test('of a country that the document does not say are written as they stand', () => {
    const text = writeGoods({ ...full, declarationOffice: { id: '55302' } })
    expect(text).toContain('<Customs_clearance_office_code>55302<')
  })
})

describe('containers', () => {
  const holding = (goodsItemNumerics: readonly number[]): JsonObject =>
    shipped({ consignment: { transportEquipment: [{ id: 'CSQU3054383', goodsItemNumerics }] } })

  test('have a row that names one item', () => {
    expect(lossesOf(holding([2])).lost).toEqual([])
  })

  test('with several items stop the exchange', () => {
    expect(lossesOf(holding([1, 2])).lost).toEqual([
      'goods-declaration.goodsShipment.consignment.transportEquipment[0].goodsItemNumerics[1]',
    ])
  })
})

describe('what stands nowhere else stops the exchange', () => {
  it.each<[string, JsonObject]>([
    ['contract.id', { contract: { id: 'C-17' } }],
    [
      'consignment.transportContractDocuments[0].id',
      { consignment: { transportContractDocuments: [{ id: 'B1' }] } },
    ],
  ])('%s', (field, parts) => {
    expect(lossesOf(shipped(parts)).lost).toContain(`goods-declaration.goodsShipment.${field}`)
  })

  test('a destination of one item', () => {
    expect(lossesOf(withItem({ destinationCountryCode: 'UZ' })).lost).toEqual([
      'goods-declaration.goodsShipment.goodsItems[0].destinationCountryCode',
    ])
  })
})

describe('codes and days', () => {
  it.each([
    ['<Country_of_origin_code>CN<', '<Country_of_origin_code>CHN<', 'CODE_UNKNOWN'],
    ['<Country_of_origin_code>CN<', '<Country_of_origin_code>142<', 'CODE_UNKNOWN'],
    ['<Mode>31<', '<Mode>3<', 'CODE_UNKNOWN'],
    ['<Suppplementary_unit_code>796<', '<Suppplementary_unit_code>PCE<', 'CODE_UNKNOWN'],
    ['<Kind_of_packages_code>BX<', '<Kind_of_packages_code>22<', 'CODE_UNKNOWN'],
    ['<Date_of_declaration>2026-11-21<', '<Date_of_declaration>11/21/26<', 'SCHEMA_INVALID'],
    ['<Date_of_declaration>2026-11-21<', '<Date_of_declaration>2026-02-30<', 'FIELD_INVALID'],
    ['<Container_flag>true<', '<Container_flag>yes<', 'SCHEMA_INVALID'],
  ])('%s is not %s', (from, to, code) => {
    expect(refusalOfReading(changed('sad', from, to)).code).toBe(code)
  })

  it.each([
    ['Attached_document_code', '02015', '09023', 'EEC-2009'],
    ['Duty_tax_code', '5010', '4080', 'EEC-2010'],
  ])('of %s that the list does not have stay codes of the classifier', (element, from, to, listId) => {
    const document = goodsOf(changed('sad', `<${element}>${from}<`, `<${element}>${to}<`))
    expect(JSON.stringify(document)).toContain(`{"code":"${to}","listId":"${listId}"}`)
    expect(writeGoods(document)).toContain(`<${element}>${to}<`)
  })

  test('of a truck with its trailer is road, and comes back as it was (trap 3)', () => {
    expect(full['borderTransportMeans']).toMatchObject({ typeCode: '3', typeCodeSource: { code: '31' } })
    expect(writeGoods(full)).toContain('<Mode>31</Mode>')
  })
})

test('a document without its own number is known by office, declarant and reference', () => {
  const text = sad('sad')
  const format = formats.recognise(formats.open(Buffer.from(text)).root)
  expect(writeMessage(format, readText(text).documents, contextFor(format.id)).messageId).toBe(
    '55302/061240004578/KZ-2026-004711',
  )
})

test('one supplier has a telephone, a telefax and a mail address, whichever of them there are', () => {
  const fax = '<Invoice_supplier_fax>+869915550143</Invoice_supplier_fax>'
  const tel = '<Invoice_supplier_telephone>+869915550142</Invoice_supplier_telephone>'
  for (const missing of [[tel], [fax], [tel, fax]]) {
    const text = missing.reduce((all, field) => all.replace(field, ''), sad('sad'))
    const document = goodsOf(text)
    expect(document).not.toEqual(full)
    expect(goodsOf(writeGoods(document))).toEqual(document)
  }
})

test('a second supplier stops the exchange', () => {
  const second =
    '<Supplier_documents><Invoice_supplier_name>Kashgar Ceramics</Invoice_supplier_name></Supplier_documents>'
  const { report, documents, format } = readText(changed('sad', '</ASYCUDA>', `${second}</ASYCUDA>`))
  const written = writeMessage(format, documents, contextFor(format.id))
  expect(undeclaredLosses(lossReport([report], written.report))).toMatchObject([
    { source: expect.stringContaining('Invoice_supplier_name') },
  ])
})
