import { describe, expect, it } from 'vitest'
import { writeMessage } from '../../../src/formats/message.ts'
import { lossReport, undeclaredLosses } from '../../../src/mapping/report.ts'
import { loadCodeList } from '../../../src/model/code-list.ts'
import { asObject, objectsAt } from '../../../src/model/json-access.ts'
import type { JsonObject } from '../../../src/model/json.ts'
import { contextFor, formats, readText, sample, SCHEMAS } from '../sample-files.ts'

const IMPORT = 'cn-decmessage-import-v1'
const EXPORT = 'cn-decmessage-export-v1'

function declarationOf(text: string): JsonObject {
  return readText(text).documents['goods-declaration'] ?? {}
}

function write(format: string, declaration: JsonObject): string {
  return writeMessage(formats.byId(format), { 'goods-declaration': declaration }, contextFor(format)).text
}

function changed(name: string, field: string, value: string): string {
  const element = new RegExp(`<${field}>[^<]*</${field}>`)
  const text = sample(name)
  if (!element.test(text)) throw new Error(`${name} has no ${field} to change`)
  return text.replace(element, `<${field}>${value}</${field}>`)
}

const shipmentOf = (declaration: JsonObject): JsonObject => asObject(declaration['goodsShipment']) ?? {}
const firstItemOf = (declaration: JsonObject): JsonObject =>
  objectsAt(shipmentOf(declaration), 'goodsItems')[0] ?? {}

describe('what a field means turns with the direction', () => {
  it('the two countries of an item change places at export', () => {
    // Both samples have another country first and China last.
    expect(sample('decmessage-import-minimal')).toContain('<OriginCountry>KAZ</OriginCountry>')
    expect(sample('decmessage-export-minimal')).toContain('<OriginCountry>KAZ</OriginCountry>')
    expect(firstItemOf(declarationOf(sample('decmessage-import-minimal')))).toMatchObject({
      origin: { countryCode: 'KZ' },
      destinationCountryCode: 'CN',
    })
    expect(firstItemOf(declarationOf(sample('decmessage-export-minimal')))).toMatchObject({
      origin: { countryCode: 'CN' },
      destinationCountryCode: 'KZ',
    })
  })

  it('the country of the whole is where goods come from, or where they go', () => {
    const [imported, exported] = ['decmessage-import', 'decmessage-export'].map((name) =>
      shipmentOf(declarationOf(sample(name))),
    )
    expect(imported).toMatchObject({ exportCountryCode: 'KZ' })
    expect(imported).not.toHaveProperty('destination')
    expect(exported).toMatchObject({ destination: { countryCode: 'KZ' } })
    expect(exported).not.toHaveProperty('exportCountryCode')
  })

  it('the trader at home and the party abroad are each the two parties of that side', () => {
    const home = { latinName: 'Urumqi Tianshan West Road Trade Co., Ltd.' }
    const sender = { name: 'Kakheti Cellars LLC' }
    expect(declarationOf(sample('decmessage-import'))).toMatchObject({
      exporter: sender,
      goodsShipment: { importer: home, consignee: home, consignor: sender },
    })
    const taker = { name: 'Alatau Trade LLP' }
    expect(declarationOf(sample('decmessage-export'))).toMatchObject({
      exporter: home,
      goodsShipment: { consignor: home, consignee: taker, importer: taker },
    })
  })

  it('either of two parties is enough to write the field they share', () => {
    const { exporter, ...declaration } = declarationOf(sample('decmessage-export'))
    const { consignor, ...shipment } = shipmentOf(declaration)
    const whole = write(EXPORT, { ...declaration, exporter: exporter ?? null, goodsShipment: shipment })
    const other = { ...shipment, consignor: consignor ?? null }
    expect(write(EXPORT, { ...declaration, goodsShipment: other })).toBe(whole)
    expect(whole).toContain('<TradeCode>6501960012</TradeCode>')
  })

  it('two parties of one field that differ are refused, never one of them dropped', () => {
    const declaration = declarationOf(sample('decmessage-export'))
    const consignor = { ...asObject(shipmentOf(declaration)['consignor']), name: '另一家公司' }
    const goodsShipment = { ...shipmentOf(declaration), consignor }
    expect(() => write(EXPORT, { ...declaration, goodsShipment })).toThrow(
      expect.objectContaining({ code: 'OUTPUT_INVALID', message: expect.stringContaining('另一家公司') }),
    )
  })

  it('whether it is on paper is no code of import or export (EntryType)', () => {
    const declaration = declarationOf(sample('decmessage-export'))
    expect(declaration).not.toHaveProperty('typeCodeSource')
    expect(shipmentOf(declaration)).toMatchObject({
      governmentProcedure: { featureCode: { listId: 'CN-ENTRY-TYPE', code: 'M' } },
    })
    expect(write(EXPORT, declaration)).toContain('<EntryType>M</EntryType>')
  })

  it('general trade (0110) is release for home use, or exportation', () => {
    expect(sample('decmessage-import')).toContain('<TradeMode>0110</TradeMode>')
    expect(shipmentOf(declarationOf(sample('decmessage-import')))).toMatchObject({
      governmentProcedure: { currentCode: 'home-use' },
    })
    expect(shipmentOf(declarationOf(sample('decmessage-export')))).toMatchObject({
      governmentProcedure: { currentCode: 'export' },
    })
  })

  it.each([
    [IMPORT, 'decmessage-export'],
    [EXPORT, 'decmessage-import'],
  ])('%s is not written from %s', (format, name) => {
    expect(() => write(format, declarationOf(sample(name)))).toThrow(
      expect.objectContaining({ code: 'CODE_UNKNOWN' }),
    )
  })
})

describe('codes of the declaration', () => {
  it.each([
    ['TradeAreaCode', 'KAZ', 'KZ'],
    ['TradeAreaCode', 'MNG', 'MN'],
    ['TradeAreaCode', 'RUS', 'RU'],
  ])('%s %s is %s: alpha-3, not the numbers of before (trap 1)', (field, code, country) => {
    const declaration = declarationOf(changed('decmessage-import-minimal', field, code))
    expect(shipmentOf(declaration)['tradeCountryCode']).toBe(country)
    expect(write(IMPORT, declaration)).toContain(`<${field}>${code}</${field}>`)
  })

  it.each(['145', '398', 'KZT', 'XXX'])('country %s is refused (trap 1)', (code) => {
    expect(() => readText(changed('decmessage-import-minimal', 'TradeAreaCode', code))).toThrow(
      expect.objectContaining({ code: 'CODE_UNKNOWN' }),
    )
  })

  it.each(['KZT', 'MNT', 'LAK', 'KHR', 'MMK'])(
    'a price in %s is neither read nor written: the list has 22 currencies (trap 2)',
    (currencyId) => {
      expect(() => readText(changed('decmessage-import-minimal', 'TradeCurr', currencyId))).toThrow(
        expect.objectContaining({ code: 'CODE_UNKNOWN' }),
      )
      const declaration = declarationOf(sample('decmessage-import-minimal'))
      const shipment = shipmentOf(declaration)
      const price = { amount: '1', currencyId }
      const item = { ...firstItemOf(declaration), unitPriceAmount: price, itemChargeAmount: price }
      expect(() =>
        write(IMPORT, { ...declaration, goodsShipment: { ...shipment, goodsItems: [item] } }),
      ).toThrow(expect.objectContaining({ code: 'CODE_UNKNOWN' }))
    },
  )

  it.each([
    ['4', '3', 'road'],
    ['3', '2', 'rail'],
    ['2', '1', 'water'],
    ['5', '4', 'air'],
  ])('transport mode %s is %s of UN/ECE Rec 19: %s (trap 3)', (code, typeCode) => {
    const declaration = declarationOf(changed('decmessage-import-minimal', 'TrafMode', code))
    expect(declaration['borderTransportMeans']).toEqual({ typeCode })
    expect(write(IMPORT, declaration)).toContain(`<TrafMode>${code}</TrafMode>`)
  })

  it('road is 4 here and 3 in the road manifest (trap 3)', () => {
    const modes = ['cn-manifest/codes/CN012.csv', 'codes/cn-declaration-transport-mode.csv'].map((file) =>
      loadCodeList(`${SCHEMAS}/${file}`).toPartner('3', '2026-11-21'),
    )
    expect(modes.map((mode) => mode?.code)).toEqual(['3', '4'])
  })

  it.each(['29', '93', '99', '00'])(
    'package class %s comes back although classes are coarse (trap 4)',
    (code) => {
      const declaration = declarationOf(changed('decmessage-import-minimal', 'WrapType', code))
      expect(write(IMPORT, declaration)).toContain(`<WrapType>${code}</WrapType>`)
    },
  )

  it.each(['2', '7'])('package kind %s, of the list until July 2018, is refused today (trap 4)', (code) => {
    expect(() => readText(changed('decmessage-import-minimal', 'WrapType', code))).toThrow(
      expect.objectContaining({ code: 'CODE_UNKNOWN' }),
    )
  })

  it('a port of a country that is not told which stands as its code alone', () => {
    const declaration = declarationOf(changed('decmessage-import-minimal', 'DistinatePort', 'MNG000'))
    const consignment = asObject(shipmentOf(declaration)['consignment'])
    expect(consignment?.['transitLocation']).toEqual({
      idSource: { listId: 'cn-dec/PORT', code: 'MNG000' },
    })
    expect(write(IMPORT, declaration)).toContain('<DistinatePort>MNG000</DistinatePort>')
  })

  it.each([
    ['FCA', '3'],
    ['CPT', '2'],
    ['CIP', '1'],
  ])('%s is written as the class %s of the same costs, and reported', (conditionCode, code) => {
    const declaration = declarationOf(sample('decmessage-import'))
    const goodsShipment = { ...shipmentOf(declaration), tradeTerms: { conditionCode } }
    const { text, report } = writeMessage(
      formats.byId(IMPORT),
      { 'goods-declaration': { ...declaration, goodsShipment } },
      contextFor(IMPORT),
    )
    expect(text).toContain(`<TransMode>${code}</TransMode>`)
    const told = lossReport([], report).entries.filter(({ target }) => target?.endsWith('TransMode') === true)
    expect(told.map(({ outcome }) => outcome)).toEqual(['changed'])
  })

  it('EXW is 7 in later editions of the table', () => {
    const declaration = declarationOf(changed('decmessage-import', 'TransMode', '7'))
    expect(shipmentOf(declaration)).toMatchObject({ tradeTerms: { conditionCode: 'EXW' } })
    expect(write(IMPORT, declaration)).toContain('<TransMode>7</TransMode>')
  })

  it.each(['DAP', 'DDP'])('%s is not: its price holds other costs', (conditionCode) => {
    const declaration = declarationOf(sample('decmessage-import'))
    const goodsShipment = { ...shipmentOf(declaration), tradeTerms: { conditionCode } }
    expect(() => write(IMPORT, { ...declaration, goodsShipment })).toThrow(
      expect.objectContaining({ code: 'CODE_UNKNOWN' }),
    )
  })
})

describe('quantities', () => {
  it.each([
    ['2.0000', '2'],
    ['21350.5', '21350.5'],
    ['0.00001', '0.00001'],
  ])('a mass of %s kg is %s in the hub (traps 5, 13)', (text, mass) => {
    const declaration = declarationOf(changed('decmessage-import-minimal', 'GrossWet', text))
    expect(declaration['totalGrossMassMeasure']).toBe(mass)
  })

  it('tonnes stay tonnes and counting words come back (trap 5)', () => {
    const tonnes = firstItemOf(declarationOf(changed('decmessage-import-minimal', 'GUnit', '070')))
    expect(tonnes['invoiceQuantity']).toEqual({ quantity: '20800', unitCode: 'TNE' })
    const declaration = declarationOf(changed('decmessage-import-minimal', 'GUnit', '003'))
    expect(firstItemOf(declaration)['invoiceQuantity']).toMatchObject({ unitCode: 'H87' })
    expect(write(IMPORT, declaration)).toContain('<GUnit>003</GUnit>')
  })

  it.each(['1101', '110100', '11010000', '110100000112'])(
    'a tariff number of other length is not padded or cut: %s (trap 6)',
    (id) => {
      const declaration = declarationOf(sample('decmessage-import-minimal'))
      const item = { ...firstItemOf(declaration), classification: { id, typeCode: 'CN' } }
      const goodsShipment = { ...shipmentOf(declaration), goodsItems: [item] }
      expect(() => write(IMPORT, { ...declaration, goodsShipment })).toThrow(
        expect.objectContaining({
          code: 'OUTPUT_INVALID',
          place: expect.objectContaining({ path: '/DecMessage/DecLists/DecList/CodeTS' }),
        }),
      )
    },
  )

  it('a number of another tariff is not written, even with ten digits (trap 6)', () => {
    const declaration = declarationOf(sample('decmessage-import-minimal'))
    const item = { ...firstItemOf(declaration), classification: { id: '1101001500', typeCode: 'TNVED' } }
    const goodsShipment = { ...shipmentOf(declaration), goodsItems: [item] }
    expect(() => write(IMPORT, { ...declaration, goodsShipment })).toThrow(
      expect.objectContaining({ code: 'OUTPUT_INVALID' }),
    )
  })

  it('ten digits and the inspection code make the number of 13 digits (trap 6)', () => {
    expect(firstItemOf(declarationOf(sample('decmessage-import')))['classification']).toEqual({
      id: '2204210000',
      extensionId: '101',
      typeCode: 'CN',
    })
  })
})

describe('charges', () => {
  const chargesOf = (text: string): unknown => shipmentOf(declarationOf(text))['customsValuation']

  it('are a rate or an amount, as the mark says', () => {
    expect(chargesOf(sample('decmessage-import'))).toMatchObject({
      externalFreight: { basisCode: 'total', amount: { amount: '1850', currencyId: 'USD' } },
      insurance: { basisCode: 'rate', rateNumeric: '0.3' },
      otherCosts: { basisCode: 'total', amount: { amount: '200.5', currencyId: 'CNY' } },
    })
  })

  it('by the unit are refused, because a rule would read them as a rate too', () => {
    expect(() => readText(changed('decmessage-import', 'FeeMark', '2'))).toThrow(
      expect.objectContaining({
        code: 'FIELD_INVALID',
        place: expect.objectContaining({ path: '/DecMessage/DecHead/FeeRate' }),
      }),
    )
  })

  it('without their currency are no amount', () => {
    expect(() => readText(sample('decmessage-import').replace('<FeeCurr>USD</FeeCurr>', ''))).toThrow(
      expect.objectContaining({ code: 'DOCUMENT_INVALID' }),
    )
  })
})

describe('days and times are those of Beijing (trap 12)', () => {
  it('of the border, of dispatch and of the file', () => {
    const declaration = declarationOf(sample('decmessage-import'))
    expect(shipmentOf(declaration)).toMatchObject({
      consignment: {
        arrivalDateTime: '2026-11-21',
        departureDateTime: '2026-11-12',
        dischargeDateTime: '2026-11-21',
      },
    })
    expect(objectsAt(declaration, 'electronicDocuments')[0]).toMatchObject({
      signatureDateTime: '2026-11-21T09:15:30+08:00',
    })
  })

  it('IEDate is the day of entry of an import and the day of exit of an export', () => {
    const [imported, exported] = ['decmessage-import', 'decmessage-export'].map((name) =>
      shipmentOf(declarationOf(sample(name))),
    )
    expect(imported).not.toHaveProperty('exitDateTime')
    expect(exported).toMatchObject({ exitDateTime: '2026-11-22' })
    expect(exported).not.toHaveProperty('consignment.arrivalDateTime')
  })

  it('a moment of Almaty is moved before it is cut to a day, and the hour is reported', () => {
    const declaration = declarationOf(sample('decmessage-import'))
    const shipment = shipmentOf(declaration)
    const consignment = { ...asObject(shipment['consignment']), arrivalDateTime: '2026-11-21T22:30:00+05:00' }
    const goodsShipment = { ...shipment, consignment }
    const { text, report } = writeMessage(
      formats.byId(IMPORT),
      { 'goods-declaration': { ...declaration, goodsShipment } },
      contextFor(IMPORT),
    )
    expect(text).toContain('<IEDate>20261122</IEDate>')
    const told = lossReport([], report).entries.find(({ target }) => target?.endsWith('IEDate') === true)
    expect(told).toMatchObject({ outcome: 'changed', reason: expect.stringContaining('the hour') })
  })

  it('the signature says hundredths of a second', () => {
    const text = write(IMPORT, declarationOf(sample('decmessage-import')))
    expect(text).toContain('<SignDate>2026112117000000</SignDate>')
  })
})

describe('the number of the declarant has 18 characters', () => {
  const numbered = (messageId: string): ReturnType<typeof writeMessage> =>
    writeMessage(
      formats.byId(IMPORT),
      { 'goods-declaration': declarationOf(sample('decmessage-import')) },
      { ...contextFor(IMPORT), values: { ...contextFor(IMPORT).values, messageId } },
    )

  it('of a longer id the beginning, by which the answer will name it', () => {
    const { text, messageId } = numbered('019aa5b0c3d27f3e8a1b2c3d4e5f6071')
    expect(text).toContain('<ClientSeqNo>019aa5b0c3d27f3e8a</ClientSeqNo>')
    expect(messageId).toBe('019aa5b0c3d27f3e8a')
  })

  it('a shorter one is refused', () => {
    expect(() => numbered('KHG1')).toThrow(
      expect.objectContaining({
        code: 'OUTPUT_INVALID',
        place: expect.objectContaining({ path: '/DecMessage/DecSign/ClientSeqNo' }),
      }),
    )
  })
})

describe('names that are misspelt are written misspelt (trap 18)', () => {
  it.each([
    'DistinatePort',
    'GrossWet',
    'PromiseItmes',
    'EdocRealation',
    'EdocFomatType',
    'ExtendFiled',
    'EntyPortCode',
  ])('%s', (name) => {
    expect(write(IMPORT, declarationOf(sample('decmessage-import')))).toContain(`<${name}>`)
  })
})

describe('parts that must stand though nothing is in them', () => {
  it.each(['DecContainers', 'DecLicenseDocus', 'Sign', 'HostId', 'VoyNo'])('%s is written empty', (name) => {
    const text = write(IMPORT, declarationOf(sample('decmessage-import-minimal')))
    expect(text).toContain(`<${name}></${name}>`)
  })

  it('hold what there is', () => {
    const text = write(IMPORT, declarationOf(sample('decmessage-import')))
    expect(text).toContain('<DecContainers><Container><ContainerId>CSNU1234560</ContainerId>')
    expect(text).toContain('<DecLicenseDocus><LicenseDocu><DocuCode>Y</DocuCode>')
  })
})

describe('what is read and not carried on', () => {
  it('is declared, each with its reason', () => {
    const { report, documents } = readText(sample('decmessage-import-everything'))
    const { report: written } = writeMessage(formats.byId(IMPORT), documents, contextFor(IMPORT))
    const told = lossReport([report], written)
    expect(undeclaredLosses(told)).toEqual([])
    const dropped = told.entries.filter(({ outcome }) => outcome === 'dropped')
    expect(dropped.length).toBeGreaterThan(30)
    expect(dropped.filter(({ reason }) => reason === undefined || reason === '')).toEqual([])
  })

  it('does not change the rest', () => {
    expect(declarationOf(sample('decmessage-import-everything'))).toEqual(
      declarationOf(sample('decmessage-import')),
    )
  })

  it('a second user is no declared loss', () => {
    const text = sample('decmessage-import').replace(
      '</DecUsers>',
      '<DecUser><UseOrgPersonCode>钱进</UseOrgPersonCode></DecUser></DecUsers>',
    )
    const { report, documents } = readText(text)
    const { report: written } = writeMessage(formats.byId(IMPORT), documents, contextFor(IMPORT))
    expect(undeclaredLosses(lossReport([report], written)).map(({ source }) => source)).toEqual([
      '/DecMessage/DecUsers/DecUser[2]/UseOrgPersonCode',
    ])
  })
})
