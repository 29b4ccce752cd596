import { describe, expect, it } from 'vitest'
import { writeMessage } from '../../../src/formats/message.ts'
import { lossReport, undeclaredLosses } from '../../../src/mapping/report.ts'
import { asObject, objectsAt, textAt } from '../../../src/model/json-access.ts'
import type { JsonObject, JsonValue } from '../../../src/model/json.ts'
import { contextFor, formats, readText, sample } from '../sample-files.ts'
import { GOODS, TRANSIT } from './declarations.ts'

const TEXTS = { transit: sample('r048-transit'), goods: sample('r055-goods') }
type Kind = keyof typeof TEXTS

/** The sample with every match replaced; a replacement that does nothing is a mistake in the test. */
function changed(kind: Kind, from: string | RegExp, to: string): string {
  const text = TEXTS[kind].replace(from, to)
  if (text === TEXTS[kind]) throw new Error(`the sample has no ${String(from)}`)
  return text
}

function documentOf(text: string): JsonObject {
  return Object.values(readText(text).documents)[0] ?? {}
}

function write(kind: Kind, document: JsonObject): string {
  const { format, document: name } = kind === 'transit' ? TRANSIT : GOODS
  return writeMessage(formats.byId(format), { [name]: document }, contextFor(format)).text
}

function refusal(code: string, path: string | RegExp): object {
  const matching = typeof path === 'string' ? path : expect.stringMatching(path)
  return expect.objectContaining({ code, place: expect.objectContaining({ path: matching }) })
}

describe('letters that look alike (trap 8)', () => {
  it.each([
    ['DeclarationKindCode>ТТ<', 'DeclarationKindCode>TT<', 'FIELD_INVALID', 'DeclarationKindCode'],
    ['DeclarationKindCode>ТТ<', 'DeclarationKindCode>ТT<', 'FIELD_INVALID', 'DeclarationKindCode'],
    ['EDocIndicatorCode>ЭД<', 'EDocIndicatorCode>ЭD<', 'SCHEMA_INVALID', 'EDocIndicatorCode'],
    ['="EEC">ИМ<', '="EEC">UM<', 'CODE_UNKNOWN', 'TransitProcedureCode'],
    ['="EEC">ИМ<', '="EEC">TP<', 'CODE_UNKNOWN', 'TransitProcedureCode'],
  ])('%s is not %s: %s', (from, to, code, field) => {
    expect(() => readText(changed('transit', from, to))).toThrow(
      refusal(code, `/TransitDeclaration/${field}`),
    )
  })

  it('a goods declaration of kind "ИM" with a Latin M is refused', () => {
    expect(() => readText(changed('goods', 'KindCode>ИМ<', 'KindCode>ИM<'))).toThrow(
      refusal('CODE_UNKNOWN', '/GoodsDeclaration/DeclarationKindCode'),
    )
  })

  it('what is written is Cyrillic, code point by code point', () => {
    const text = write('transit', documentOf(TEXTS.transit))
    const codes =
      /DeclarationKindCode[^>]*>(..)<.*TransitProcedureCode[^>]*>(..)<.*EDocIndicatorCode[^>]*>(..)</.exec(
        text,
      )
    expect(codes?.slice(1).map((code) => Array.from(code, (letter) => letter.codePointAt(0)))).toEqual([
      [0x422, 0x422],
      [0x418, 0x41c],
      [0x42d, 0x414],
    ])
  })

  it('plates keep the letters that the sender wrote', () => {
    expect(documentOf(TEXTS.transit)).toMatchObject({
      transhipments: [{ transportMeans: [{ name: 'У123КХ777' }] }],
    })
  })

  it('the copy of a declaration on paper ("ОО") is refused: the gateway carries electronic ones', () => {
    expect(() => readText(changed('transit', '>ЭД<', '>ОО<'))).toThrow(
      refusal('FIELD_INVALID', '/TransitDeclaration/EDocIndicatorCode'),
    )
  })
})

describe('transit procedures', () => {
  it.each([
    ['ИМ', 'import'],
    ['ЭК', 'export'],
    ['ТР', 'through'],
    ['ВТ', 'domestic'],
    ['ТС', 'via-third-country'],
  ])('%s is %s', (code, transitProcedureCode) => {
    const document = documentOf(TEXTS.transit.replace('="EEC">ИМ<', `="EEC">${code}<`))
    expect(document['transitProcedureCode']).toBe(transitProcedureCode)
    expect(write('transit', document)).toContain(`codeListId="EEC">${code}<`)
  })
})

/** Kinds of documents and taxes keep their own code when nobody says which classifier it is from. */
const TRANSLATED = new Map([
  ['730', '02015'],
  ['380', '04021'],
  ['customs-fee', '1010'],
  ['import-duty', '2010'],
  ['anti-dumping-duty', '2050'],
])

/** The document with kinds as codes of the classifiers. */
function untranslated(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(untranslated)
  const object = asObject(value)
  if (object === undefined) return value
  const own = Object.entries(object).map(([key, inner]) => [key, untranslated(inner)] as const)
  const code = TRANSLATED.get(textAt(object, 'typeCode') ?? '')
  const listId = code?.length === 5 ? 'EEC-2009' : 'EEC-2010'
  const { typeCode, ...others } = Object.fromEntries(own)
  return code === undefined
    ? { ...others, ...(typeCode !== undefined && { typeCode }) }
    : { ...others, typeCodeSource: { code, listId } }
}

describe('the numbers of classifiers', () => {
  it.each(['transit', 'goods'] as const)(
    '%s: whatever a sender writes there, the codes mean the same',
    (kind) => {
      // Seen in public: a builder that writes "2" for every classifier.
      const read = readText(changed(kind, /(CodeListId|codeListId)="[^"]+"/g, '$1="2"'))
      expect(Object.values(read.documents).map(untranslated)).toEqual([untranslated(documentOf(TEXTS[kind]))])
      expect(read.report.outcomes.some(({ message }) => message?.endsWith('odeListId'))).toBe(true)
      expect(read.report.outcomes.every(({ declared }) => declared)).toBe(true)
    },
  )

  it('are written as the Union has them', () => {
    const text = write('goods', documentOf(changed('goods', /odeListId="2021"/g, 'odeListId="2"')))
    expect(text).toMatch(/UnifiedCountryCode[^>]* codeListId="2021">KZ</)
    expect(text).not.toContain('odeListId="2"')
    expect(text).toMatch(/UnifiedTransportModeCode[^>]* codeListId="2004">31</)
    expect(text).toMatch(/CustomsProcedureCode[^>]* codeListId="2002">40</)
    expect(text).toMatch(/DeliveryTermsCode[^>]* codeListId="2014">DAP</)
    expect(text).toMatch(/currencyCode="USD" currencyCodeListId="2022">20140.2</)
  })
})

describe('masses and quantities (trap 5)', () => {
  it('are in kilograms: OKEI 166', () => {
    expect(write('transit', documentOf(TEXTS.transit))).toContain(
      'measurementUnitCode="166" measurementUnitCodeListId="2016">12096.5<',
    )
  })

  it('in tonnes (168) they are refused, also with another number of the classifier', () => {
    const path = /TransitGoodsItemDetails(\[1\])?\/UnifiedGrossMassMeasure\/@measurementUnitCode$/
    const mass = /"166"( measurementUnitCodeListId)="2016">12096.5</
    expect(() => readText(changed('transit', mass, '"168"$1="2016">12.0965<'))).toThrow(
      refusal('FIELD_INVALID', path),
    )
    expect(() => readText(changed('transit', mass, '"168"$1="2">12.0965<'))).toThrow(
      refusal('FIELD_INVALID', path),
    )
  })

  it('decimals are compared as numbers: 13500.250 is 13500.25', () => {
    expect(() => readText(changed('transit', '13500.250', '13500.25'))).not.toThrow()
  })

  it('supplementary units are units of the hub', () => {
    expect(documentOf(TEXTS.goods)).toMatchObject({
      goodsShipment: {
        goodsItems: [
          {
            tariffQuantities: [{ quantity: '480', unitName: 'ШТ' }],
            invoiceQuantity: { quantity: '5760', unitCode: 'MTR' },
            netNetMassMeasure: '11845.125',
          },
          {},
        ],
      },
    })
  })
})

describe('totals (trap 17)', () => {
  it.each([
    ['transit', /(<casdo:GoodsQuantity>)3</, '$14<', '/TransitDeclaration/GoodsQuantity'],
    ['transit', /(<casdo:GoodsQuantity>)2</, '$13<', /TDGoodsShipmentDetails(\[1\])?\/GoodsQuantity$/],
    ['transit', '13500.250', '13500.251', '/TransitDeclaration/TotalGrossMassMeasure'],
    [
      'transit',
      'ListId="2016">13500.250',
      'ListId="2">13500.251',
      '/TransitDeclaration/TotalGrossMassMeasure',
    ],
    ['transit', '>13000<', '>13000.5<', /TDGoodsShipmentDetails(\[1\])?\/TotalGrossMassMeasure$/],
    ['transit', /(<casdo:ContainerQuantity>)1</, '$12<', /ContainerListDetails\/ContainerQuantity$/],
    ['goods', /(<casdo:GoodsQuantity>)2</, '$13<', '/GoodsDeclaration/GoodsQuantity'],
  ] as const)('of a %s declaration: %s is no %s', (kind, from, to, path) => {
    expect(() => readText(changed(kind, from, to))).toThrow(refusal('TOTAL_MISMATCH', path))
  })

  it('are counted when a document does not tell them, and must agree when it does', () => {
    const document = documentOf(TEXTS.transit)
    expect(document).not.toHaveProperty('goodsItemQuantity')
    expect(write('transit', document)).toMatch(/GoodsQuantity[^>]*>3</)
    expect(() => write('transit', { ...document, goodsItemQuantity: 4 })).toThrow(
      expect.objectContaining({ code: 'OUTPUT_INVALID' }),
    )
  })
})

describe('countries and modes of transport (traps 1, 3)', () => {
  it('a country "00" is one that is not known', () => {
    const text = changed('goods', />HK</, '>00<')
    expect(documentOf(text)).toMatchObject({ goodsShipment: { tradeCountryCode: 'ZZ' } })
  })

  it('a country that nobody knows is refused', () => {
    expect(() => readText(changed('goods', />HK</, '>QQ<'))).toThrow(
      refusal('CODE_UNKNOWN', /TradeCountryDetails\/CACountryCode$/),
    )
  })

  it('a truck with a trailer is road, and 31 again on the way back', () => {
    expect(documentOf(TEXTS.transit)).toMatchObject({
      borderTransportMeans: [{ typeCode: '3', typeCodeSource: { code: '31' } }, {}],
    })
    expect(write('transit', documentOf(TEXTS.transit))).toContain('codeListId="2004">31<')
  })
})

describe('tariff numbers (trap 6)', () => {
  it.each(['0813', '081340', '08134010', '081340101', '0813401000'])('%s is taken as it is', (number) => {
    const document = documentOf(TEXTS.transit.replace('>0813<', `>${number}<`))
    expect(document).toMatchObject({
      consignments: [{}, { goodsItems: [{ classification: { id: number, typeCode: 'TNVED' } }] }],
    })
    expect(write('transit', document)).toMatch(new RegExp(`CommodityCode[^>]*>${number}<`))
  })

  it.each(['08134', '0813401', '08134010001'])('%s has a number of digits that TNVED has not', (number) => {
    expect(() => readText(changed('transit', '>0813<', `>${number}<`))).toThrow(
      refusal('SCHEMA_INVALID', /CommodityCode$/),
    )
  })

  it('a number of the tariff of China is not written as one of TNVED', () => {
    const document = documentOf(TEXTS.goods)
    const shipment = asObject(document['goodsShipment'])
    const goodsItems = objectsAt(shipment, 'goodsItems').map((item) => ({
      ...item,
      classification: { id: '8703234990', typeCode: 'CN' },
    }))
    const { report, text: written } = writeMessage(
      formats.byId(GOODS.format),
      { [GOODS.document]: { ...document, goodsShipment: { ...shipment, goodsItems } } },
      contextFor(GOODS.format),
    )
    expect(written).not.toContain('8703234990')
    expect(undeclaredLosses(lossReport([], report)).map((loss) => loss.document)).toEqual(
      expect.arrayContaining(['goods-declaration.goodsShipment.goodsItems[0].classification.id']),
    )
  })
})

describe('parties and their numbers (trap 10)', () => {
  const declarant = (schemeId: string, id: string): JsonObject => ({
    ...documentOf(TEXTS.transit),
    declarant: { name: 'Декларант', identifier: { id, schemeId } },
  })

  it.each([
    ['KZ-BIN', '150340004331'],
    ['KZ-IIN', '850714300117'],
    ['RU-INN', '7721912341'],
    ['RU-INN', '772191202404'],
    ['BY-UNP', '191234349'],
    ['AM-UNN', '01234567'],
    ['KG-INN', '01234567890123'],
  ])('a %s is written as number of the taxpayer', (schemeId, id) => {
    expect(write('transit', declarant(schemeId, id))).toMatch(new RegExp(`TaxpayerId[^>]*>${id}<`))
  })

  it.each([
    ['KZ-BIN', '150340004332'],
    ['RU-INN', '7721912342'],
    ['BY-UNP', '191234348'],
  ])('a %s with a wrong check digit (%s) is not written', (schemeId, id) => {
    expect(() => write('transit', declarant(schemeId, id))).toThrow(
      refusal('DOCUMENT_INVALID', /declarant\.identifier\.id$/),
    )
  })

  it.each([
    ['USCC', '91650100MA77EX0017'],
    ['MN-REG', '2661128'],
  ])('a %s is no number of a taxpayer of the Union: the exchange stops', (schemeId, id) => {
    const document = { [TRANSIT.document]: declarant(schemeId, id) }
    const { report } = writeMessage(formats.byId(TRANSIT.format), document, contextFor(TRANSIT.format))
    expect(undeclaredLosses(lossReport([], report)).map((loss) => loss.document)).toEqual([
      'transit-declaration.declarant.identifier.schemeId',
    ])
  })

  it('the number that customs gave is told with the state whose customs it was', () => {
    expect(documentOf(TEXTS.transit)).toMatchObject({
      declarant: { customsIdentifier: { id: 'KZ0000012345', schemeId: 'KZ-UCN' } },
    })
  })

  it('a number of Chinese customs is not written as one of the Union', () => {
    const document = {
      ...documentOf(TEXTS.transit),
      declarant: { name: 'Декларант', customsIdentifier: { id: '6501960077', schemeId: 'CN-CUSTOMS' } },
    }
    expect(write('transit', document)).not.toContain('6501960077')
  })

  it('KPP is a branch of a Russian party, with its form checked', () => {
    expect(documentOf(TEXTS.goods)).toMatchObject({
      payer: { branchIdentifier: { id: '772101001', schemeId: 'RU-KPP' } },
    })
    expect(() => readText(changed('goods', />772101001</, '>77210100A<'))).toThrow(
      refusal('SCHEMA_INVALID', /TaxRegistrationReasonCode$/),
    )
  })

  it('a party with a short name alone has it as its name', () => {
    expect(documentOf(TEXTS.transit)).toMatchObject({
      consignments: [{}, { consignee: { name: 'ООО "ВИТЕБСК ПРИМЕР"', identifier: { id: '191234349' } } }],
    })
  })

  it('a party that is "the same as the declarant" must be told in full', () => {
    const same = changed('goods', 'EqualIndicator>0<', 'EqualIndicator>1<')
    expect(() => readText(same)).toThrow(refusal('SCHEMA_INVALID', /ConsignorDetails\/EqualIndicator$/))
  })

  it('has a registered address and an actual one; a postal one is a declared loss', () => {
    const postal = changed('transit', /<csdo:AddressKindCode>2</, '<csdo:AddressKindCode>3<')
    const { documents, report } = readText(postal)
    expect(documents['transit-declaration']).toMatchObject({
      declarant: { address: { typeCode: 'registered', streetName: 'ПР-Т РАЙЫМБЕКА' } },
    })
    expect(documents['transit-declaration']).not.toHaveProperty('declarant.otherAddresses')
    expect(
      report.outcomes.some(({ message }) => message?.endsWith('DeclarantDetails/SubjectAddressDetails')),
    ).toBe(true)
  })
})

describe('documents', () => {
  it('known kinds are kinds of UN 1001, the others keep their code', () => {
    expect(documentOf(TEXTS.transit)).toMatchObject({
      consignments: [
        {
          transportContractDocument: { typeCode: '730', id: 'KZ2611210001' },
          goodsItems: [
            {
              previousDocuments: [
                {
                  typeCodeSource: { listId: 'EEC-2009', code: '09013' },
                  office: { id: '55302', countryCode: 'KZ' },
                },
                { typeCode: '730', id: 'URC/77' },
              ],
              additionalDocuments: [
                { typeCode: '380', archiveId: '0b0f2c1e-54d1-4d6e-9a53-1f0c5cf0a002' },
                { typeCodeSource: { listId: 'EEC-2009', code: '01206' } },
              ],
            },
            {},
          ],
        },
        {},
      ],
    })
  })

  it('preliminary information is a previous document that says so', () => {
    expect(documentOf(TEXTS.goods)).toMatchObject({
      goodsShipment: {
        goodsItems: [
          {
            previousDocuments: [
              {},
              {
                id: '000123456',
                issueDateTime: '2026-11-18',
                office: { countryCode: 'KZ' },
                categoryCode: { listId: 'EEC-PREVIOUS', code: 'preliminary-information' },
              },
            ],
          },
          {},
        ],
      },
    })
  })

  it('a description of goods is cut into elements of 250 characters and joined again', () => {
    const [first] = objectsAt(documentOf(TEXTS.transit), 'consignments')
    const description = textAt(objectsAt(first, 'goodsItems')[0], 'description')
    expect(description).toHaveLength(284)
    expect(write('transit', documentOf(TEXTS.transit)).match(/GoodsDescriptionText/g)).toHaveLength(8)
  })
})

describe('duties', () => {
  it('the basis is a value in money or a quantity, by what stands beside it', () => {
    expect(documentOf(TEXTS.goods)).toMatchObject({
      goodsShipment: {
        goodsItems: [
          {
            dutyTaxFees: [
              { typeCode: 'customs-fee', assessedAmount: { amount: '20000', currencyId: 'KZT' } },
              { typeCode: 'import-duty', taxBaseAmount: { amount: '2633530.05', currencyId: 'KZT' } },
              { typeCode: 'anti-dumping-duty', taxBaseQuantity: { quantity: '11850', unitCode: 'KGM' } },
            ],
          },
          {},
        ],
      },
    })
  })

  it('a currency there is a number: 398 is the tenge, 142 is nothing', () => {
    expect(() => readText(changed('goods', 'currencyCode="398"', 'currencyCode="142"'))).toThrow(
      refusal('CODE_UNKNOWN', /CAPaymentNAmount\/@currencyCode$/),
    )
  })

  it('a rate for 100 units of a currency is refused', () => {
    expect(() => readText(changed('goods', 'scaleNumber="0"', 'scaleNumber="2"'))).toThrow(
      refusal('FIELD_INVALID', '/GoodsDeclaration/GDGoodsShipmentDetails/ExchangeRate/@scaleNumber'),
    )
  })

  it.each([
    ['00', 'PreviousCustomsProcedureModeCode'],
    ['000', 'GoodsMoveFeatureCode'],
  ])('%s says that there is nothing: the hub is silent, and it is written again', (code, element) => {
    const text = TEXTS.goods.replace(new RegExp(`(${element}[^>]*>)\\d+<`, 'g'), `$1${code}<`)
    const document = documentOf(text)
    expect(JSON.stringify(document)).not.toContain(`"${code}"`)
    expect(write('goods', document)).toMatch(new RegExp(`${element}[^>]*>${code}<`))
  })
})

describe('statements for what the hub has no field for', () => {
  const codes = (document: JsonObject): readonly string[] =>
    objectsAt(document, 'statements').map((statement) => {
      const code = asObject(statement['statementCode'])
      return `${textAt(code, 'listId')} ${textAt(code, 'code')}`
    })

  const leaves: readonly (readonly [string, RegExp])[] = [
    ['EEC-GUARANTEE-PRESENT 1', / {4}<casdo:GuaranteePresentCode>.*\n/],
    [
      'EEC-SEAL-METHOD 01',
      / *<cacdo:CustomsIdentificationDetails>[\s\S]*<\/cacdo:CustomsIdentificationDetails>\n/,
    ],
    ['EEC-SEAL-KIND 11', / *<casdo:CustomsIdentificationMeansKindCode>.*\n/],
    ['EEC-NO-GUARANTEE-CAUSE 07', / *<casdo:NoGuaranteeCauseCode .*\n/],
    ['EEC-DOC-USAGE СД', / *<casdo:DocUsageCode>.*\n/],
  ]

  it('stand in one order', () => {
    expect(codes(documentOf(TEXTS.transit))).toEqual(leaves.map(([told]) => told))
  })

  it.each(leaves.slice(1))('come back without %s', (gone, leaf) => {
    const document = documentOf(changed('transit', leaf, ''))
    expect(codes(document)).not.toContain(gone)
    expect(documentOf(write('transit', document))).toEqual(document)
  })

  it('told twice are a loss that the report tells', () => {
    const document = documentOf(TEXTS.goods)
    const statements = [...objectsAt(document, 'statements'), ...objectsAt(document, 'statements')]
    const { report } = writeMessage(
      formats.byId(GOODS.format),
      { [GOODS.document]: structuredClone({ ...document, statements }) },
      contextFor(GOODS.format),
    )
    const lost = report.outcomes.filter(({ outcome }) => outcome === 'dropped')
    expect(lost.map(({ field }) => field)).toContain('goods-declaration.statements[].statementCode.code')
  })
})

describe('what stops an exchange', () => {
  const losses = (text: string): readonly (string | undefined)[] => {
    const { format, documents, report } = readText(text)
    const written = writeMessage(format, documents, contextFor(format.id))
    return undeclaredLosses(lossReport([report], written.report)).map((loss) => loss.source)
  }

  it('a second group of seals', () => {
    const group = /<cacdo:CustomsIdentificationDetails>[\s\S]*<\/cacdo:CustomsIdentificationDetails>/
    expect(losses(changed('transit', group, '$&$&'))).toContainEqual(
      expect.stringMatching(/CustomsIdentificationDetails.*\/CustomsIdentificationMeansId$/),
    )
  })

  it('containers of a second kind', () => {
    const group = /<cacdo:ContainerListDetails>[\s\S]*?<\/cacdo:ContainerListDetails>/
    expect(losses(changed('goods', group, '$&$&'))).toContainEqual(
      expect.stringMatching(/ContainerDetails.*\/ContainerId$/),
    )
  })

  it('marks and models of a second group do not: they are declared', () => {
    expect(losses(TEXTS.goods)).toEqual([])
    expect(documentOf(TEXTS.goods)).toMatchObject({
      goodsShipment: {
        goodsItems: [{ brandName: 'TIANSHAN', modelName: '168X7.1', manufacturers: [{}] }, {}],
      },
    })
  })

  it('cars are told by their numbers', () => {
    expect(documentOf(TEXTS.goods)).toMatchObject({
      goodsShipment: {
        goodsItems: [{}, { vehicleIdentificationIds: ['LSGKE54H4PA000011', 'LSGKE54H4PA000012'] }],
      },
    })
  })
})

describe('parts that are left out', () => {
  it.each([
    ['goods', '<casdo:DeclarationKindCode>', '<csdo:ObjectOrdinal>1</csdo:ObjectOrdinal>$&'],
    [
      'goods',
      '</d:GoodsDeclaration>',
      '<cacdo:GoodsReleaseIdDetails><cacdo:ReleaseIdDetails><csdo:CustomsOfficeCode>39855302</csdo:CustomsOfficeCode><casdo:ReleaseId>1</casdo:ReleaseId></cacdo:ReleaseIdDetails></cacdo:GoodsReleaseIdDetails>$&',
    ],
  ] as const)('a %s declaration with them is refused: %s', (kind, from, to) => {
    expect(() => readText(changed(kind, from, to))).toThrow(
      expect.objectContaining({ code: 'SCHEMA_INVALID' }),
    )
  })

  it('a message of another version is none of ours (trap 18)', () => {
    expect(() => readText(changed('goods', 'GoodsDeclaration:v1.0.0', 'GoodsDeclaration:v1.1.0'))).toThrow(
      expect.objectContaining({ code: 'FORMAT_UNKNOWN' }),
    )
    expect(() =>
      readText(changed('goods', 'CA:SimpleDataObjects:v1.8.1', 'CA:SimpleDataObjects:v1.8.4')),
    ).toThrow(expect.objectContaining({ code: 'SCHEMA_INVALID' }))
  })
})
