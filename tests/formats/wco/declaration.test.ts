import { describe, expect, it } from 'vitest'
import { writeMessage } from '../../../src/formats/message.ts'
import { lossReport, undeclaredLosses } from '../../../src/mapping/report.ts'
import { asObject, objectsAt } from '../../../src/model/json-access.ts'
import type { JsonObject } from '../../../src/model/json.ts'
import { refusalOf } from '../../refusal.ts'
import { contextFor, formats, readText, sample } from '../sample-files.ts'

const FORMAT = 'wco-dec-v3.6'
const NAME = 'goods-declaration'

function read(text: string): JsonObject {
  return readText(text).documents[NAME] ?? {}
}

function write(document: JsonObject): string {
  return writeMessage(formats.byId(FORMAT), { [NAME]: document }, contextFor(FORMAT)).text
}

/** The smallest declaration, with more in it. */
function declaration(more: object, shipment: object = {}, item: object = {}): JsonObject {
  return {
    functionalReferenceId: 'LRN0002',
    typeCode: 'import',
    ...more,
    goodsShipment: { ...shipment, goodsItems: [{ sequenceNumeric: 1, ...item }] },
  }
}

/** What the exchange would stop for. */
function undeclared(document: JsonObject): (string | undefined)[] {
  const { report } = writeMessage(formats.byId(FORMAT), { [NAME]: document }, contextFor(FORMAT))
  return undeclaredLosses(lossReport([], report)).map((entry) => entry.document)
}

/** The sample with one text for another; the test must know what it changes. */
function changed(from: string, to: string, name = 'dec'): string {
  const text = sample(name)
  expect(text).toContain(from)
  return text.replace(from, to)
}

describe('a declaration of the WCO Data Model', () => {
  it('is MetaData around a Declaration, each in its namespace, moments in a third', () => {
    const text = write(declaration({ issueDateTime: '2026-11-21T08:00:00Z' }))
    expect(text).toContain('urn:wco:datamodel:WCO:DocumentMetaData-DMS:2')
    expect(text).toContain('urn:wco:datamodel:WCO:DEC-DMS:2')
    expect(text).toContain('urn:wco:datamodel:WCO:Declaration_DS:DMS:2')
    expect(text).toMatch(/WCODataModelVersionCode>3\.6</)
    expect(text).toMatch(/WCOTypeName>DEC</)
    expect(text).toMatch(/ResponsibleCountryCode>KZ</)
  })

  it('of another version of the model, or another kind, is refused', () => {
    expect(refusalOf(() => read(changed('>3.6<', '>3.2<')))).toMatchObject({
      code: 'FIELD_INVALID',
      place: { path: '/MetaData/WCODataModelVersionCode' },
    })
    expect(refusalOf(() => read(changed('>DEC<', '>GOVCBR<')))).toMatchObject({ code: 'FIELD_INVALID' })
  })

  it('without its wrapper, or in the one of New Zealand, is no format of ours', () => {
    const bare = /<Declaration>.*<\/Declaration>/s.exec(sample('dec-minimal'))?.[0] ?? ''
    const namespace = 'xmlns="urn:wco:datamodel:WCO:DEC-DMS:2"'
    expect(refusalOf(() => read(bare.replace('<Declaration', `<Declaration ${namespace}`)))).toMatchObject({
      code: 'FORMAT_UNKNOWN',
    })
    const wrapped = '<DocumentMetadata xmlns="urn:wco:datamodel:WCO:DM:1"><X/></DocumentMetadata>'
    expect(refusalOf(() => read(wrapped))).toMatchObject({ code: 'FORMAT_UNKNOWN' })
  })

  it('keeps everything of the full sample but what is dropped with a reason', () => {
    const { documents, report } = readText(sample('dec'))
    const written = writeMessage(formats.byId(FORMAT), documents, contextFor(FORMAT))
    expect(undeclaredLosses(lossReport([report], written.report))).toEqual([])
    expect(report.outcomes.filter(({ outcome }) => outcome !== 'kept' && outcome !== 'dropped')).toEqual([])
  })

  it('writes the name with Code twice as the profile has it (trap 18)', () => {
    const specificCircumstancesCode = { listId: 'WCO-504', code: 'E' }
    expect(write(declaration({ specificCircumstancesCode }))).toMatch(/SpecificCircumstancesCodeCode>E</)
  })
})

// Section 12, trap 12.
describe('moments', () => {
  it.each([
    ['304', '20261121080000Z', '2026-11-21T08:00:00Z'],
    ['102', '20261121', '2026-11-21'],
  ])('of issue with format code %s are read', (code, text, value) => {
    const old = '<ds:DateTimeString formatCode="304">20261121080000Z<'
    const document = read(changed(old, `<ds:DateTimeString formatCode="${code}">${text}<`))
    expect(document['issueDateTime']).toBe(value)
  })

  it('are written in UTC, whatever the offset was', () => {
    expect(write(declaration({ issueDateTime: '2026-11-21T08:00:00+05:00' }))).toMatch(
      /formatCode="304">20261121030000Z</,
    )
  })

  it('of a day are written with zeros, and said to be', () => {
    const { text, report } = writeMessage(
      formats.byId(FORMAT),
      { [NAME]: declaration({ issueDateTime: '2026-11-21' }) },
      contextFor(FORMAT),
    )
    expect(text).toMatch(/formatCode="304">20261121000000Z</)
    expect(report.outcomes).toContainEqual(
      expect.objectContaining({ outcome: 'defaulted', field: `${NAME}.issueDateTime` }),
    )
  })

  it('of an invoice are days; an hour is lost and said to be', () => {
    const invoices = [{ id: 'INV-1', issueDateTime: '2026-11-21T08:00:00Z' }]
    const { text, report } = writeMessage(
      formats.byId(FORMAT),
      { [NAME]: declaration({}, { invoices }) },
      contextFor(FORMAT),
    )
    expect(text).toMatch(/formatCode="102">20261121</)
    expect(report.outcomes).toContainEqual(
      expect.objectContaining({
        outcome: 'changed',
        field: `${NAME}.goodsShipment.invoices[].issueDateTime`,
      }),
    )
  })

  it.each([
    ['with an offset in hours', '304', '20261121080000+05'],
    ['of a day that does not exist', '304', '20260231080000Z'],
    ['of a form that the code does not say', '102', '20261121080000Z'],
  ])('%s are refused at their place', (_what, code, text) => {
    const old = '<ds:DateTimeString formatCode="304">20261121080000Z<'
    const broken = changed(old, `<ds:DateTimeString formatCode="${code}">${text}<`)
    expect(refusalOf(() => read(broken))).toMatchObject({
      code: 'FIELD_INVALID',
      place: { path: '/MetaData/Declaration/IssueDateTime/DateTimeString' },
    })
  })
})

describe('codes', () => {
  it('of the type: UN 1001 is written, national ones are given back', () => {
    expect(write(declaration({}))).toMatch(/TypeCode>929</)
    expect(write(declaration({ typeCode: 'export' }))).toMatch(/TypeCode>830</)
    expect(write(read(sample('dec-minimal')))).toMatch(/TypeCode>IMA</)
  })

  it('of the type: transit is another format', () => {
    expect(refusalOf(() => write(declaration({ typeCode: 'transit' })))).toMatchObject({
      code: 'CODE_UNKNOWN',
    })
  })

  it.each(['13', '14'])('of the function: %s is no declaration (trap 14)', (code) => {
    expect(refusalOf(() => read(changed('<FunctionCode>9<', `<FunctionCode>${code}<`)))).toMatchObject({
      code: 'CODE_UNKNOWN',
      place: { path: '/MetaData/Declaration/FunctionCode' },
    })
  })

  it.each(['1', '3', '4', '5'])(
    'of the function: a document with %s is not written as an original',
    (code) => {
      expect(refusalOf(() => write(declaration({ functionCode: code })))).toMatchObject({
        code: 'CODE_UNKNOWN',
      })
    },
  )

  it('of the mode of transport are those of UN/ECE: 3 is road, 2 is rail (trap 3)', () => {
    expect(read(sample('dec'))).toMatchObject({ borderTransportMeans: { typeCode: '3' } })
    expect(read(sample('dec-export'))).toMatchObject({
      borderTransportMeans: { typeCode: '2', name: '59084471' },
    })
  })

  const ITEM = '/MetaData/Declaration/GoodsShipment/GovernmentAgencyGoodsItem[1]'

  it.each([
    ['procedure', '<CurrentCode>40<', '<CurrentCode>99<', `${ITEM}/GovernmentProcedure[1]/CurrentCode`],
    ['document', '<TypeCode>861<', '<TypeCode>Q99<', `${ITEM}/AdditionalDocument[2]/TypeCode`],
    ['duty', '<TypeCode>VAT<', '<TypeCode>QQQ<', `${ITEM}/Commodity/DutyTaxFee[2]/TypeCode`],
    ['guarantee', '>3</Sec', '>Q</Sec', '/MetaData/Declaration/ObligationGuarantee[2]/SecurityDetailsCode'],
  ])('that no list has are refused where they stand: %s', (_what, from, to, path) => {
    expect(refusalOf(() => read(changed(from, to)))).toMatchObject({ code: 'CODE_UNKNOWN', place: { path } })
  })

  // The model uses the codes of the United Nations as the hub does: the hub document itself judges them.
  it.each([
    ['country', '<CountryCode>KZ<', '<CountryCode>QQ<', '/submitter/address/countryCode'],
    ['currency', 'currencyID="CNY"', 'currencyID="QQQ"', '/invoiceAmount/currencyId'],
    ['package', '<TypeCode>CT<', '<TypeCode>0Q<', '/goodsShipment/goodsItems/0/packagings/0/typeCode'],
    ['place', '>KZALA<', '>KZQQQ<', '/goodsShipment/tradeTerms/locationId'],
    ['terms', '>DAP<', '>QQQ<', '/goodsShipment/tradeTerms/conditionCode'],
  ])('of the United Nations that there are not are refused in the document: %s', (_what, from, to, path) => {
    expect(refusalOf(() => read(changed(from, to)))).toMatchObject({
      code: 'DOCUMENT_INVALID',
      place: { path },
    })
  })

  it('of documents are those of UN 1001, of category N', () => {
    expect(refusalOf(() => read(changed('<CategoryCode>N<', '<CategoryCode>C<')))).toMatchObject({
      code: 'FIELD_INVALID',
      place: { path: '/MetaData/Declaration/AdditionalDocument/CategoryCode' },
    })
  })

  it('of a list of somebody else are not written into a field of the profile', () => {
    const transactionNatureCode = { listId: 'EEC-0001', code: '012' }
    const document = declaration({}, { transactionNatureCode })
    const { text, report } = writeMessage(formats.byId(FORMAT), { [NAME]: document }, contextFor(FORMAT))
    expect(text).not.toContain('TransactionNatureCode')
    expect(undeclaredLosses(lossReport([], report))).toEqual([])
  })

  it('of a procedure that the hub has no word for come back', () => {
    const text = changed('<PreviousCode>00<', '<PreviousCode>76<')
    expect(write(read(text))).toMatch(/PreviousCode>76</)
  })
})

// Section 12, traps 5 and 6.
describe('goods', () => {
  it('weigh kilograms; tonnes are turned into them, anything else is refused', () => {
    const mass = '<GrossMassMeasure unitCode="KGM">12500.5<'
    const item = (text: string): unknown => read(text)['goodsShipment']
    const expected = { goodsItems: [{ grossMassMeasure: '12500.5' }, {}] }
    expect(item(changed(mass, '<GrossMassMeasure>12500.500<'))).toMatchObject(expected)
    expect(item(changed(mass, '<GrossMassMeasure unitCode="TNE">12.5005<'))).toMatchObject(expected)
    expect(refusalOf(() => item(changed(mass, '<GrossMassMeasure unitCode="LBR">27558<')))).toMatchObject({
      code: 'FIELD_INVALID',
    })
  })

  it.each([
    ['in its inner packing', { netMassMeasure: '20000' }],
    ['without any packing', { netNetMassMeasure: '20000' }],
    ['told both ways', { netMassMeasure: '20000', netNetMassMeasure: '20000' }],
  ])('have one net mass: %s', (_what, masses) => {
    const text = write(declaration({}, {}, masses))
    expect(text).toMatch(/NetNetWeightMeasure unitCode="KGM">20000</)
    expect(read(text)).toMatchObject({
      goodsShipment: { goodsItems: [{ netMassMeasure: '20000', netNetMassMeasure: '20000' }] },
    })
  })

  it('whose two net masses differ are refused, because the message has one', () => {
    const document = declaration({}, {}, { netMassMeasure: '10', netNetMassMeasure: '9.5' })
    expect(refusalOf(() => write(document))).toMatchObject({
      code: 'OUTPUT_INVALID',
      place: { path: expect.stringMatching(/netMassMeasure$/) },
    })
  })

  const NUMBER = 'goods-declaration.goodsShipment.goodsItems[].classification'

  it.each([
    ['HS', '690721', 'HS', '690721', []],
    ['national', '69072190', 'TSP', '69072190', []],
    ['HS', '6907219000', 'HS', '690721', [`${NUMBER}.id`]],
    ['CN', '6907219000', 'HS', '690721', [`${NUMBER}.id`, `${NUMBER}.typeCode`]],
    ['TNVED', '6907219000', 'HS', '690721', [`${NUMBER}.id`, `${NUMBER}.typeCode`]],
    ['AHTN', '69072190', 'HS', '690721', [`${NUMBER}.id`, `${NUMBER}.typeCode`]],
  ])(
    'of the tariff %s, number %s, are %s %s, and a change is told',
    (typeCode, id, kind, number, changes) => {
      const document = declaration({}, {}, { classification: { id, typeCode } })
      const { text, report } = writeMessage(formats.byId(FORMAT), { [NAME]: document }, contextFor(FORMAT))
      expect(text).toMatch(new RegExp(`ID>${number}<.*IdentificationTypeCode>${kind}<`))
      const told = report.outcomes.filter(({ outcome }) => outcome === 'changed')
      expect(told.map(({ field }) => field)).toEqual(changes)
    },
  )

  it('of a tariff that is not told stop the exchange', () => {
    expect(undeclared(declaration({}, {}, { classification: { id: '6907219000' } }))).toEqual([
      `${NAME}.goodsShipment.goodsItems[0].classification.id`,
    ])
  })

  it('keep the inspection code of China out of the field of the Union', () => {
    const classification = { id: '2204210000', extensionId: '101', typeCode: 'CN' }
    const { text, report } = writeMessage(
      formats.byId(FORMAT),
      { [NAME]: declaration({}, {}, { classification }) },
      contextFor(FORMAT),
    )
    expect(text).not.toContain('TRC')
    expect(text).not.toContain('>101<')
    expect(report.outcomes).toContainEqual(
      expect.objectContaining({ outcome: 'dropped', field: `${NUMBER}.extensionId` }),
    )
  })

  it('keep what the tariff of a union adds, and the origin that a preference is asked for', () => {
    expect(read(sample('dec'))).toMatchObject({
      goodsShipment: {
        goodsItems: [
          {
            classification: { id: '69072190', typeCode: 'national', extensionId: '10' },
            origin: { countryCode: 'CN', preferenceCountryCode: 'CN' },
          },
          {},
        ],
      },
    })
  })

  it.each([
    ['an additional procedure', '<CurrentCode>000<', '<CurrentCode>C07<'],
    [
      'a second UN number',
      '<UNDGID>1263</UNDGID>',
      '<UNDGID>1263</UNDGID></DangerousGoods><DangerousGoods><UNDGID>3082</UNDGID>',
    ],
    ['an additional code of the tariff', '<IdentificationTypeCode>TRC<', '<IdentificationTypeCode>TRA<'],
  ])('with %s stop the exchange', (_what, from, to) => {
    const { documents, report } = readText(changed(from, to))
    const written = writeMessage(formats.byId(FORMAT), documents, contextFor(FORMAT))
    expect(undeclaredLosses(lossReport([report], written.report))).not.toEqual([])
  })

  it('are counted, and a wrong count is refused both ways', () => {
    expect(refusalOf(() => read(changed('<GoodsItemQuantity>2<', '<GoodsItemQuantity>3<')))).toMatchObject({
      code: 'TOTAL_MISMATCH',
      place: { path: '/MetaData/Declaration/GoodsItemQuantity' },
    })
    expect(write(declaration({ goodsItemQuantity: 7 }))).toMatch(/GoodsItemQuantity>1</)
  })

  it('are at most 999 (trap 17)', () => {
    const goodsItems = Array.from({ length: 1000 }, (_, index) => ({ sequenceNumeric: index + 1 }))
    const document = { typeCode: 'import', goodsShipment: { goodsItems } }
    expect(['DOCUMENT_INVALID', 'OUTPUT_INVALID']).toContain(refusalOf(() => write(document)).code)
  })
})

// Section 12, traps 9, 10 and 16.
describe('who and where', () => {
  it('has the plate of a truck in ID, and no record code of Chinese customs', () => {
    const text = write(declaration({ borderTransportMeans: { name: '蒙H12345', id: '6540100001' } }))
    expect(text).toMatch(/BorderTransportMeans><(\w+:)?ID>蒙H12345</)
    expect(text).not.toContain('6540100001')
  })

  it('tells the register of a number, where the sender did', () => {
    const importer = { identifier: { id: '070340004560', schemeId: 'KZ-BIN' } }
    const text = write(declaration({}, { importer }))
    expect(text).toContain('schemeID="KZ-BIN">070340004560<')
    expect(read(text)).toMatchObject({ goodsShipment: { importer } })
  })

  it('does not cut a social credit code of 18 characters to the 17 that fit', () => {
    const seller = { identifier: { id: '91650100MA77EX0011', schemeId: 'USCC' } }
    expect(refusalOf(() => write(declaration({}, { seller })))).toMatchObject({
      code: 'OUTPUT_INVALID',
      place: { path: expect.stringMatching(/Seller\/ID$/) },
    })
  })

  it('does not cut names', () => {
    const declarant = { name: 'Н'.repeat(71) }
    expect(refusalOf(() => write(declaration({ declarant })))).toMatchObject({ code: 'OUTPUT_INVALID' })
  })

  it('keeps either UN/LOCODE of a town with two, and of each side of a crossing', () => {
    for (const id of ['CNERC', 'CNRLC', 'CNHRS', 'KZHOR', 'KZALS']) {
      const document = declaration({}, { consignment: { loadingLocation: { id } } })
      expect(read(write(document))).toMatchObject({
        goodsShipment: { consignment: { loadingLocation: { id } } },
      })
    }
  })
})

// What the profile has no field for, or in another place than the hub: reasons in reports must be true.
describe('what others tell of the whole', () => {
  it('is the total of the invoice, in its currency', () => {
    const totalAmount = { amount: '55000', currencyId: 'USD' }
    const text = write(declaration({}, { totalAmount }))
    expect(text).toMatch(/InvoiceAmount currencyID="USD">55000</)
    expect(read(text)).toMatchObject({ invoiceAmount: totalAmount, goodsShipment: { totalAmount } })
    const invoiceAmount = { amount: '54000', currencyId: 'USD' }
    expect(refusalOf(() => write(declaration({ invoiceAmount }, { totalAmount })))).toMatchObject({
      code: 'OUTPUT_INVALID',
    })
  })

  it('is the procedure of all items, told with each, and told to be so', () => {
    const currentCodeSource = { listId: 'cn-dec/TRADE_MODE_IMPORT', code: '0110' }
    const governmentProcedure = { currentCode: 'home-use', currentCodeSource }
    const { text, report } = writeMessage(
      formats.byId(FORMAT),
      { [NAME]: declaration({}, { governmentProcedure }) },
      contextFor(FORMAT),
    )
    expect(text).toMatch(/CurrentCode>40<.*PreviousCode>00</)
    expect(report.outcomes).toContainEqual(
      expect.objectContaining({ outcome: 'changed', from: '0110', to: '40' }),
    )
    const other = { governmentProcedure: { currentCode: 'customs-warehousing' } }
    expect(refusalOf(() => write(declaration({}, { governmentProcedure }, other)))).toMatchObject({
      code: 'OUTPUT_INVALID',
    })
  })

  it('is the bill and the licence, which are documents there', () => {
    const consignment = {
      transportContractDocuments: [{ id: 'KZ2611210001', typeCode: '730' }, { id: 'B2' }],
    }
    const text = write(declaration({ licenceId: '26-AA-100123' }, { consignment }))
    expect(read(text)['additionalDocuments']).toEqual([
      { id: '26-AA-100123', typeCode: '911' },
      { id: 'KZ2611210001', typeCode: '730' },
      { id: 'B2' },
    ])
  })

  it('is insurance, other costs and deductions as charges with their codes, and a rate is said to be lost', () => {
    const amount = (value: string): object => ({ amount: { amount: value, currencyId: 'CNY' } })
    const customsValuation = {
      insurance: { basisCode: 'rate', rateNumeric: '0.3' },
      otherCosts: { basisCode: 'total', ...amount('200.5') },
      deductions: amount('40'),
    }
    const { text, report } = writeMessage(
      formats.byId(FORMAT),
      { [NAME]: declaration({}, { customsValuation }) },
      contextFor(FORMAT),
    )
    expect(text).toMatch(/ChargesTypeCode>160<.*currencyID="CNY">200\.5</)
    expect(text).toMatch(/ChargesTypeCode>103<.*currencyID="CNY">40</)
    expect(report.outcomes.filter(({ outcome }) => outcome === 'dropped')).toEqual([
      expect.objectContaining({
        field: `${NAME}.goodsShipment.customsValuation.insurance.rateNumeric`,
        reason: 'the message has charges as amounts, and no rates',
      }),
    ])
    expect(read(text)).toMatchObject({
      goodsShipment: {
        customsValuation: { otherCosts: amount('200.5'), deductions: amount('40') },
      },
    })
  })

  it('is no price by the unit: one stops the exchange', () => {
    const insurance = { basisCode: 'unit-price', amount: { amount: '2', currencyId: 'CNY' } }
    expect(undeclared(declaration({}, { customsValuation: { insurance } }))).toEqual([
      `${NAME}.goodsShipment.customsValuation.insurance.basisCode`,
    ])
  })

  it('is the mode inland, which is that of the vehicle', () => {
    const consignment = { inlandModeCode: '2' }
    expect(write(declaration({}, { consignment }))).toMatch(/ArrivalTransportMeans><(\w+:)?ModeCode>2</)
    expect(write(declaration({ typeCode: 'export' }, { consignment }))).toMatch(
      /DepartureTransportMeans><(\w+:)?ModeCode>2</,
    )
  })

  it('is whether there are containers, yes or no', () => {
    for (const [containerIndicator, code] of [
      [true, '1'],
      [false, '0'],
    ] as const) {
      const text = write(declaration({}, { consignment: { containerIndicator } }))
      expect(text).toMatch(new RegExp(`ContainerCode>${code}<`))
      expect(read(text)).toMatchObject({ goodsShipment: { consignment: { containerIndicator } } })
    }
  })
})

describe('the procedure before', () => {
  it('00 is silence, and silence is 00', () => {
    const { documents, report } = readText(sample('dec'))
    const items = objectsAt(asObject(documents[NAME]?.['goodsShipment']), 'goodsItems')
    expect(items.map((item) => item['governmentProcedure'])).toEqual([
      { currentCode: 'home-use' },
      { currentCode: 'home-use' },
    ])
    const again = writeMessage(formats.byId(FORMAT), documents, contextFor(FORMAT))
    expect(undeclaredLosses(lossReport([report], again.report))).toEqual([])
    expect(again.text.match(/PreviousCode>00</g)).toHaveLength(2)
  })

  it('is not written where there is no procedure at all', () => {
    expect(write(declaration({}))).not.toContain('GovernmentProcedure')
  })
})

describe('a Chinese declaration', () => {
  const CHINA = { ...contextFor(FORMAT), values: { responsibleCountry: 'CN', responsibleAgency: 'GACC' } }
  const text = sample('decmessage-export')
    .replaceAll(/<(\w+Scc)>.*<\/\1>/g, '')
    .replace('<TrafName>123ABC02/45AAB02<', '<TrafName>123ABC02<')
    .replace(/<DecLicenseDocus>[\s\S]*<\/DecLicenseDocus>/, '<DecLicenseDocus/>')
    .replace(/<EcoRelation>[\s\S]*<\/EcoRelation>/, '')

  it('with numbers of its customs goes into the model of its country, and loses nothing undeclared', () => {
    const { documents, report } = readText(text)
    const written = writeMessage(formats.byId(FORMAT), documents, CHINA)
    expect(undeclaredLosses(lossReport([report], written.report))).toEqual([])
    for (const party of ['Declarant', 'Exporter', 'Consignor'])
      expect(written.text).toMatch(new RegExp(`:${party}>.{0,80}ID schemeID="CN-CUSTOMS">\\d{10}<`))
    expect(read(written.text)).toMatchObject({
      declarationOffice: { id: '9402', countryCode: 'CN' },
      declarant: { customsIdentifier: { id: '6540980001', schemeId: 'CN-CUSTOMS' } },
    })
  })

  it('with a credit code is refused, and the sentence names the field', () => {
    const declarant = { name: '通达', identifier: { id: '91654004MA78K2P190', schemeId: 'USCC' } }
    const document = { ...readText(text).documents[NAME], declarant }
    expect(refusalOf(() => writeMessage(formats.byId(FORMAT), { [NAME]: document }, CHINA))).toMatchObject({
      code: 'OUTPUT_INVALID',
      message: expect.stringContaining('/MetaData/Declaration/Declarant/ID'),
    })
  })

  it('is not made one of Kazakhstan: its office is of another customs', () => {
    const { documents } = readText(text)
    expect(refusalOf(() => writeMessage(formats.byId(FORMAT), documents, contextFor(FORMAT)))).toMatchObject({
      code: 'OUTPUT_INVALID',
      place: { path: `${NAME}.declarationOffice.countryCode` },
    })
  })
})

describe('the office of declaration', () => {
  it('is of the country that is responsible', () => {
    expect(read(sample('dec'))).toMatchObject({ declarationOffice: { id: '55302', countryCode: 'KZ' } })
  })
})

describe('a declaration with something missing', () => {
  it.each([
    ['a currency', ' currencyID="CNY">24500<', '>24500<'],
    ['the number of a container', '<ID>KHGU2026119</ID>', ''],
    ['the number of an item', '<SequenceNumeric>2</SequenceNumeric>\n        <Commodity>', '<Commodity>'],
    ['the function', '<FunctionCode>9</FunctionCode>', ''],
  ])('is refused: %s', (_what, from, to) => {
    expect(refusalOf(() => read(changed(from, to)))).toMatchObject({ code: 'SCHEMA_INVALID' })
  })

  it('and what is left out of the profile is refused, not lost', () => {
    const amendment = '<Amendment><ChangeReasonCode>1</ChangeReasonCode></Amendment><AuthorisationHolder>'
    expect(refusalOf(() => read(changed('<AuthorisationHolder>', amendment)))).toMatchObject({
      code: 'SCHEMA_INVALID',
      place: { path: '/MetaData/Declaration/Amendment' },
    })
  })
})
