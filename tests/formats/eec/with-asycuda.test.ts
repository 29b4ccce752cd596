import { describe, expect, it, test } from 'vitest'
import { lossReport, undeclaredLosses } from '../../../src/mapping/report.ts'
import { writeMessage } from '../../../src/formats/message.ts'
import { asObject, objectsAt } from '../../../src/model/json-access.ts'
import type { JsonObject, JsonValue } from '../../../src/model/json.ts'
import { refusalOf } from '../../refusal.ts'
import { contextFor, formats, readText, sample } from '../sample-files.ts'

const SAD = 'kz-asycuda-sad-r1'
const R055 = 'eaeu-r055-goods-v1.0.0'

interface Goods {
  readonly flow: 'I' | 'E'
  readonly kind: string
  readonly general: string
  readonly procedure: string
  readonly exporter: string
  readonly consignee: string
  readonly from: string
  readonly to: string
  readonly duties: readonly (readonly string[])[]
}

const IMPORT: Goods = {
  flow: 'I',
  kind: 'IM',
  general: '4',
  procedure: '4000',
  exporter: 'Urumqi Tianshan Trade Co., Ltd.',
  consignee: 'ТОО «Алтын Дала»',
  from: 'CN',
  to: 'KZ',
  duties: [
    ['1010', '15604500', '20000', '20000'],
    ['2010', '15604500', '5', '780225'],
    ['2050', '15604500', '10', '1560450'],
    ['4080', '15604500', '1', '156045'],
    ['5010', '16404725', '12', '1968567'],
  ],
}
const EXPORT: Goods = {
  flow: 'E',
  kind: 'EX',
  general: '1',
  procedure: '1051',
  exporter: 'ТОО «Восток Металл»',
  consignee: 'Xinjiang Metals Import Co.',
  from: 'KZ',
  to: 'CN',
  duties: [
    ['1010', '15604500', '20000', '20000'],
    ['3050', '15604500', '5', '780225'],
    ['3010', '15604500', '1', '156045'],
  ],
}

const tag = (name: string, text: string): string => `<${name}>${text}</${name}>`

const dutyOf = ([code = '', base = '', rate = '', amount = '']: readonly string[]): string =>
  tag(
    'Taxation_line',
    tag('Duty_tax_code', code) +
      tag('Duty_tax_Base', base) +
      tag('Duty_tax_rate', rate) +
      tag('Duty_tax_amount', amount) +
      tag('Duty_tax_MP', 'ИУ'),
  )

/** A registered declaration as declarants of Kazakhstan fill it in. */
function sadOf(goods: Goods): string {
  const [home, abroad] = [tag('Exporter_code', '191040017866'), tag('Consignee_code', '150340001236')]
  return `<ASYCUDA>
  <Property><Sad_flow>${goods.flow}</Sad_flow><Nbers><Total_number_of_items>1</Total_number_of_items><Total_number_of_packages>40</Total_number_of_packages></Nbers></Property>
  <Identification>
    <Office_segment><Customs_clearance_office_code>55302</Customs_clearance_office_code></Office_segment>
    <Type><Type_of_declaration>${goods.kind}</Type_of_declaration><Declaration_gen_procedure_code>${goods.general}</Declaration_gen_procedure_code></Type>
    <Registration><Number>10457</Number><Date>2026-11-21</Date></Registration>
  </Identification>
  <Traders>
    <Exporter>${goods.flow === 'E' ? home : ''}<Exporter_name>${goods.exporter}</Exporter_name></Exporter>
    <Consignee>${goods.flow === 'I' ? abroad : ''}<Consignee_name>${goods.consignee}</Consignee_name></Consignee>
    <Financial><Financial_code>150340001236</Financial_code><Financial_name>ТОО «Алтын Дала»</Financial_name></Financial>
  </Traders>
  <Declarant><Declarant_code>061240004578</Declarant_code><Declarant_name>ТОО «Брокер Жетісу»</Declarant_name><Reference><Number>KZ-2026-004711</Number></Reference></Declarant>
  <General_information><Country><Trading_country>CN</Trading_country><Export><Export_country_code>${goods.from}</Export_country_code></Export><Destination><Destination_country_code>${goods.to}</Destination_country_code></Destination></Country></General_information>
  <Transport><Means_of_transport><Border_information><Identity>123ABC05/56XYZ05</Identity><Nationality>KZ</Nationality><Mode>31</Mode></Border_information></Means_of_transport><Container_flag>false</Container_flag><Delivery_terms><Code>DAP</Code><Place>Алматы</Place></Delivery_terms><Border_office><Code>55302</Code><Name>Хоргос</Name></Border_office></Transport>
  <Financial><Financial_transaction><code1>010</code1></Financial_transaction><Total_invoice>30000</Total_invoice></Financial>
  <Valuation><Total_CIF>15604500</Total_CIF><Gs_Invoice><Amount_foreign_currency>30000</Amount_foreign_currency><Currency_code>USD</Currency_code><Currency_rate>520.15</Currency_rate></Gs_Invoice><Total><Total_invoice>30000</Total_invoice><Total_weight>15350.5</Total_weight></Total></Valuation>
  <Item>
    <Attached_documents><Attached_document_code>02015</Attached_document_code><Attached_document_name>CMR</Attached_document_name><Attached_document_reference>KZ2611210001</Attached_document_reference><Attached_document_date>2026-11-19</Attached_document_date></Attached_documents>
    <Attached_documents><Attached_document_code>03011</Attached_document_code><Attached_document_name>Контракт</Attached_document_name><Attached_document_reference>C-17</Attached_document_reference><Attached_document_date>2026-10-01</Attached_document_date></Attached_documents>
    <Packages><Number_of_packages>40</Number_of_packages><Marks1_of_packages>TS/2026/1-40</Marks1_of_packages><Kind_of_packages_code>BX</Kind_of_packages_code></Packages>
    <IncoTerms><Code/></IncoTerms>
    <Tarification><HScode><Commodity_code>84715000</Commodity_code><Precision_1>00</Precision_1></HScode><Extended_customs_procedure>${goods.procedure}</Extended_customs_procedure><National_customs_procedure>000</National_customs_procedure><Supplementary_unit><Suppplementary_unit_code>796</Suppplementary_unit_code><Suppplementary_unit_name>Штука</Suppplementary_unit_name><Suppplementary_unit_quantity>400</Suppplementary_unit_quantity></Supplementary_unit><Item_price>30000</Item_price><Valuation_method_code>1</Valuation_method_code></Tarification>
    <Goods_description><Country_of_origin_code>${goods.from}</Country_of_origin_code><Description_of_goods>Вычислительные блоки</Description_of_goods></Goods_description>
    <Taxation>${goods.duties.map(dutyOf).join('')}</Taxation>
    <Valuation_item><Weight_itm><Gross_weight_itm>15350.5</Gross_weight_itm><Net_weight_itm>14800</Net_weight_itm></Weight_itm><Total_CIF_itm>15604500</Total_CIF_itm><Statistical_value>30000</Statistical_value><Item_Invoice><Amount_foreign_currency>30000</Amount_foreign_currency><Currency_code>USD</Currency_code><Currency_rate>520.15</Currency_rate></Item_Invoice></Valuation_item>
  </Item>
</ASYCUDA>`
}

interface Converted {
  readonly text: string
  readonly changed: readonly (string | undefined)[]
  readonly lost: readonly string[]
}

/** Reads a message and writes it as another format; an undeclared loss is a fault of the test. */
function convert(text: string, to: string): Converted {
  const read = readText(text)
  const written = writeMessage(formats.byId(to), read.documents, contextFor(to))
  const report = lossReport([read.report], written.report)
  expect(undeclaredLosses(report)).toEqual([])
  const of = (outcome: string) => report.entries.filter((entry) => entry.outcome === outcome)
  return {
    text: written.text,
    changed: of('changed').map(({ source }) => source),
    lost: of('dropped').map(({ source, document }) => (source ?? document ?? '').replace(/^.*\//, '')),
  }
}

const documentOf = (text: string): JsonObject => readText(text).documents['goods-declaration'] ?? {}

/** The document without what R.055 says in two fields and ASYCUDA in one. */
function plain(document: JsonObject): JsonValue {
  const { currencyExchanges: _, registration, ...others } = document
  const { office: _1, ...entry } = asObject(registration) ?? {}
  return { ...others, registration: entry }
}

describe.each([
  ['import', IMPORT],
  ['export', EXPORT],
])('an %s declaration from ASYCUDA to R.055 and back', (_, goods) => {
  const there = convert(sadOf(goods), R055)
  const back = convert(there.text, SAD)

  it('loses the marks of packages, and nothing else', () => {
    expect(there).toMatchObject({ changed: [], lost: ['Marks1_of_packages'] })
    expect(back.changed).toEqual([])
  })

  it('has the same parties, goods, procedure, masses, values and duties', () => {
    const own = documentOf(sadOf(goods).replace(/<Marks1_of_packages>.*?<\/Marks1_of_packages>/, ''))
    expect(plain(documentOf(back.text))).toEqual(plain(own))
  })

  it('has the codes of the one classifier', () => {
    for (const [code] of goods.duties)
      expect(there.text).toMatch(new RegExp(`CustomsTaxModeCode[^>]*>${code}<`))
    expect(there.text).toMatch(/CustomsOfficeCode[^>]*>39855302</)
    expect(back.text).toContain(tag('Extended_customs_procedure', goods.procedure))
    expect(back.text).toContain(tag('Border_office', '<Code>55302</Code><Name>Хоргос</Name>'))
  })
})

describe('procedures', () => {
  it.each(['4000', '9000', '9400', '4090', '4094', '4077', '7700', '1010'])(
    '%s is the same in both',
    (code) => {
      const there = convert(sadOf({ ...IMPORT, procedure: code }), R055)
      expect(there.text).toMatch(new RegExp(`<\\w+:CustomsProcedureCode [^>]*>${code.slice(0, 2)}<`))
      expect(there.text).toMatch(new RegExp(`PreviousCustomsProcedureModeCode[^>]*>${code.slice(2)}<`))
      expect(convert(there.text, SAD).text).toContain(tag('Extended_customs_procedure', code))
    },
  )
})

describe('R.055', () => {
  const full = documentOf(sample('r055-goods'))
  const shipment = asObject(full['goodsShipment']) ?? {}
  const write = (document: JsonObject) =>
    writeMessage(formats.byId(R055), { 'goods-declaration': document }, contextFor(R055))
  const lost = (document: JsonObject) =>
    undeclaredLosses(lossReport([], write(document).report)).map((entry) => entry.document)

  test('its consignor is the exporter, too, and its consignee the importer', () => {
    const { communications: _, ...consignor } = asObject(shipment['consignor']) ?? {}
    const { communications: _1, ...consignee } = asObject(shipment['consignee']) ?? {}
    expect(full['exporter']).toEqual(consignor)
    expect(shipment['importer']).toEqual(consignee)
  })

  test('an exporter or importer alone is written, one who is another is refused', () => {
    const { consignor: _, ...others } = shipment
    expect(write({ ...full, goodsShipment: others }).text).toContain('ConsignorDetails>')
    expect(refusalOf(() => write({ ...full, exporter: { name: 'Another Ltd.' } })).code).toBe(
      'OUTPUT_INVALID',
    )
  })

  test('a document of the whole declaration is not passed off as the contract of the representative', () => {
    const additionalDocuments = [{ typeCode: '911', id: 'L-1', name: 'Licence' }]
    const { agent: _, ...others } = full
    expect(write({ ...others, additionalDocuments }).text).not.toContain('L-1')
    expect(lost({ ...others, additionalDocuments })).toContain('goods-declaration.additionalDocuments[0].id')
  })

  test('an office of another country stops the exchange', () => {
    const consignment = { goodsLocation: { office: { id: '94010', countryCode: 'CN' } } }
    const document = { ...full, goodsShipment: { ...shipment, consignment } }
    expect(lost({ ...document, borderOffices: [{ id: '94010', countryCode: 'CN' }] })).toEqual([
      'goods-declaration.goodsShipment.consignment.goodsLocation.office.countryCode',
      'goods-declaration.borderOffices[0].countryCode',
    ])
  })

  test('a number of a signatory of another country is not passed off as a certificate of the Union', () => {
    const authentication = { name: '王伟', certificateId: '65010001' }
    expect(write({ ...full, authentication }).text).not.toContain('65010001')
    const own = /QualificationCertificateId[^>]*>([^<]+)</.exec(sample('r055-goods'))?.[1] ?? ''
    expect(own).not.toBe('')
    expect(write(full).text).toContain(`>${own}<`)
  })

  test('an office of Kazakhstan has 398 before its number, one of Russia has its own number', () => {
    const borderOffices = [
      { id: '55302', countryCode: 'KZ' },
      { id: '10702030', countryCode: 'RU' },
    ]
    const { text } = write({ ...full, borderOffices })
    expect(text).toMatch(/CustomsOfficeCode[^>]*>39855302</)
    expect(text).toMatch(/CustomsOfficeCode[^>]*>10702030</)
    expect(documentOf(text)['borderOffices']).toEqual(borderOffices)
  })

  test.each([
    ['HS', '847150', true],
    ['CN', '8471504090', false],
  ])('a number of the tariff %s', (typeCode, id, isWritten) => {
    const goodsItems = objectsAt(shipment, 'goodsItems').map((item) => ({
      ...item,
      classification: { id, typeCode },
    }))
    const { text } = write({ ...full, goodsShipment: { ...shipment, goodsItems } })
    expect(text.includes(`>${id}<`)).toBe(isWritten)
  })

  test('a contract, invoices and transport documents of the whole stop the exchange', () => {
    const parts = { contract: { id: 'C-17' }, invoices: [{ id: 'I-1' }] }
    expect(lost({ ...full, goodsShipment: { ...shipment, ...parts } })).toEqual(
      ['contract', 'invoices[0]'].map((part) => `goods-declaration.goodsShipment.${part}.id`),
    )
  })
})
