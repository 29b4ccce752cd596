import { describe, expect, it } from 'vitest'
import { writeMessage } from '../../../src/formats/message.ts'
import { lossReport, undeclaredLosses } from '../../../src/mapping/report.ts'
import type { JsonObject } from '../../../src/model/json.ts'
import { refusalOf } from '../../refusal.ts'
import { contextFor, formats, readText, sample } from '../sample-files.ts'

const ID = 'ru-cmr-v5.23.0'
const full = sample('cmr')
const minimal = sample('cmr-minimal')

function contractOf(text: string): JsonObject {
  return readText(text).documents['transport-contract'] ?? {}
}

function write(contract: JsonObject) {
  return writeMessage(formats.byId(ID), { 'transport-contract': contract }, contextFor(ID))
}

function undeclared(contract: JsonObject): (string | undefined)[] {
  return undeclaredLosses(lossReport([], write(contract).report)).map(({ document }) => document)
}

describe('one document in four namespaces (trap 18)', () => {
  it('reads each element in the namespace of the schema that declares it', () => {
    expect(contractOf(full)).toMatchObject({
      id: 'KZ2611200017',
      consignor: { name: 'ТОО «Алатау Сауда Қызмет»' },
      consignmentItems: [
        {
          sequenceNumeric: 1,
          marksNumbersId: 'ALATAU 1-840',
          packageQuantity: 840,
          packagings: [{ typeCode: 'CT', quantity: 840, partQuantity: 1 }, { quantity: 20 }],
        },
        { description: 'Клей плиточный' },
      ],
    })
  })

  it('keeps the misspelt names', () => {
    const { text } = write(contractOf(full))
    for (const name of [
      'CounryName',
      'PakingQuantity',
      'PakagePartQuantity',
      'DestinationOfficeIdenifier',
      'MarkSing',
    ])
      expect(text).toMatch(new RegExp(`<(\\w+:)?${name}[ >]`))
  })

  it.each(['cat:GoodsMarking', 'tr:GoodsNumeric', 'cu:PackingCode'])('refuses %s in another', (name) => {
    const [, local = ''] = name.split(':')
    const wrong = full.replaceAll(new RegExp(`(</?)${name}>`, 'g'), `$1${local}>`)
    expect(refusalOf(() => readText(wrong))).toMatchObject({
      code: 'SCHEMA_INVALID',
      place: { path: expect.stringContaining(local) },
    })
  })

  it('is another version where the namespace says so', () => {
    const older = minimal.replace('Car:CMR:5.23.0', 'Car:CMR:5.10.0')
    expect(refusalOf(() => readText(older)).code).toBe('FORMAT_UNKNOWN')
  })
})

describe('numbers of five registers (trap 10)', () => {
  it('are kept with the register that each is from', () => {
    const { consignor, orderer, consignee, carrier, successiveCarriers } = contractOf(full)
    expect([consignor, orderer, consignee, carrier, successiveCarriers]).toMatchObject([
      {
        identifier: { id: '190840010022', schemeId: 'KZ-BIN' },
        personIdentifier: { id: '850314300102', schemeId: 'KZ-IIN' },
      },
      {
        identifier: { id: '02612345', schemeId: 'AM-UNN' },
        personIdentifier: { id: '1203850123', schemeId: 'AM-PSN' },
      },
      {
        identifier: { id: '7733400740', schemeId: 'RU-INN' },
        registrationIdentifier: { id: '1127746010039', schemeId: 'RU-OGRN' },
        branchIdentifier: { id: '773301001', schemeId: 'RU-KPP' },
      },
      {
        identifier: { id: '190100187', schemeId: 'BY-UNP' },
        personIdentifier: { id: '3140385A001PB5', schemeId: 'BY-PERSON' },
      },
      [
        {
          identifier: { id: '01208201610117', schemeId: 'KG-INN' },
          registrationIdentifier: { id: '29876543', schemeId: 'KG-OKPO' },
        },
      ],
    ])
  })

  it('an IIN identifies the party only where there is no BIN, which has as many digits', () => {
    expect(contractOf(sample('cmr-quantity'))['consignor']).toMatchObject({
      identifier: { id: '850314300102', schemeId: 'KZ-IIN' },
    })
  })

  it.each([
    ['BIN', '190840010022', '190840010023'],
    ['INN', '7733400740', '7733400741'],
    ['OGRN', '1127746010039', '1127746010038'],
    ['UNP', '190100187', '190100188'],
  ])('%s with a wrong check digit is refused at its place', (name, right, wrong) => {
    const text = full.replace(`<cat:${name}>${right}<`, `<cat:${name}>${wrong}<`)
    expect(text).not.toBe(full)
    expect(refusalOf(() => readText(text))).toMatchObject({
      code: 'FIELD_INVALID',
      place: { path: expect.stringMatching(new RegExp(`/${name}$`)) },
    })
  })

  it('a number of China has no field: it is left out, declared', () => {
    const contract = {
      ...contractOf(minimal),
      consignor: { name: '新疆丝路建材有限公司', identifier: { id: '91650100MA1234567X', schemeId: 'USCC' } },
    }
    expect(write(contract).text).not.toContain('91650100MA1234567X')
    expect(undeclared(contract)).toEqual([])
  })
})

describe('amounts and quantities (traps 2, 5, 13)', () => {
  it('charges without a currency are roubles, with one they are not', () => {
    expect(contractOf(sample('cmr-quantity'))['freight']).toEqual({
      chargeAmount: { amount: '90000', currencyId: 'RUB' },
      totalAmount: { amount: '90000', currencyId: 'RUB' },
    })
    expect(contractOf(full)['freight']).toEqual({
      chargeAmount: { amount: '380000', currencyId: 'KZT' },
      totalAmount: { amount: '395000.5', currencyId: 'KZT' },
    })
  })

  it('a charge without a total is left out, for the CMR wants both', () => {
    const contract = {
      ...contractOf(minimal),
      freight: { chargeAmount: { amount: '10', currencyId: 'CNY' } },
    }
    expect(write(contract).text).not.toContain('CMRTransportCost')
    expect(undeclared(contract)).toEqual([])
  })

  it('charge and total of two currencies are no message', () => {
    const freight = {
      chargeAmount: { amount: '10', currencyId: 'CNY' },
      totalAmount: { amount: '10', currencyId: 'USD' },
    }
    expect(refusalOf(() => write({ ...contractOf(minimal), freight })).code).toBe('OUTPUT_INVALID')
  })

  it('a declared value without a currency is dropped, declared: it is half an amount', () => {
    const { documents, report } = readText(full)
    expect(documents['transport-contract']).not.toHaveProperty('declaredValueAmount')
    expect(undeclaredLosses(lossReport([report], write(contractOf(full)).report))).toEqual([])
  })

  it('a decimal comma is refused', () => {
    const comma = minimal.replace('18250.5', '18250,5')
    expect(refusalOf(() => readText(comma))).toMatchObject({
      code: 'SCHEMA_INVALID',
      place: { path: '/CMR/CMRGoodsWeight/GrossWeightQuantity' },
    })
  })

  it('a mass and a quantity in another unit exclude each other', () => {
    const contract = { ...contractOf(sample('cmr-quantity')), totalGrossMassMeasure: '19000' }
    expect(refusalOf(() => write(contract))).toMatchObject({
      code: 'OUTPUT_INVALID',
      place: { path: '/CMR/CMR_SupplementaryQuantity' },
    })
  })
})

describe('tariff numbers (trap 6)', () => {
  const withClass = (classification: JsonObject): JsonObject => ({
    ...contractOf(minimal),
    consignmentItems: [{ description: 'Плитка', classification, packagings: [{ quantity: 1 }] }],
  })

  it.each([
    [{ id: '6907219009', typeCode: 'TNVED' }, '6907219009'],
    [{ id: '690721', typeCode: 'HS' }, '690721'],
  ])('%j is written as it is', (classification, written) => {
    expect(write(withClass(classification)).text).toMatch(
      new RegExp(`GoodsNomenclatureCode [^>]*>${written}<`),
    )
  })

  it('that of China is no number of the Union: left out, declared', () => {
    const contract = withClass({ id: '6907211000', typeCode: 'CN' })
    expect(write(contract).text).not.toContain('GoodsNomenclatureCode')
    expect(undeclared(contract)).toEqual([])
  })
})

describe('texts', () => {
  it('a description in pieces is one text, and is cut into pieces again', () => {
    const long = 'Плитка керамическая глазурованная '.repeat(12).trim()
    const contract = {
      ...contractOf(minimal),
      consignmentItems: [{ description: long, packagings: [{ quantity: 1 }] }],
    }
    const { text } = write(contract)
    expect(text.match(/GoodsDescription [^>]*>[^<]/g)).toHaveLength(2)
    expect(contractOf(text)['consignmentItems']).toMatchObject([{ description: long }])
  })

  it('a second telephone, address or place of delivery is dropped, declared', () => {
    const { report } = readText(full)
    const told = lossReport([report], write(contractOf(full)).report).entries.filter(
      ({ outcome }) => outcome === 'dropped',
    )
    expect(told.map(({ source }) => source)).toEqual(
      expect.arrayContaining([
        '/CMR/Consignor/Contact/Phone',
        '/CMR/Consignor/Contact/E_mail',
        '/CMR/DeliveryTerms/DeliveryPlace',
      ]),
    )
  })

  it('a name of more than 150 characters is refused, never cut', () => {
    const contract = { ...contractOf(minimal), consignee: { name: 'А'.repeat(151) } }
    expect(refusalOf(() => write(contract))).toMatchObject({
      code: 'OUTPUT_INVALID',
      place: { path: '/CMR/Consignee/OrganizationName' },
    })
  })
})

describe('codes', () => {
  it('an enclosed document is told by its kind in the album; one that the hub has no code for keeps it', () => {
    expect(contractOf(full)['additionalDocuments']).toEqual([
      { name: 'Инвойс', id: 'INV-2611-017', issueDateTime: '2026-11-18', typeCode: '380' },
      { id: 'DS-2611-003', typeCodeSource: { listId: 'fcs/DOCUMENT_MODE', code: '1002014E' } },
    ])
  })

  it.each([
    ['a kind of document', '1002007E', '1999999E', 'CODE_UNKNOWN', /EnclosedDocument(\[1\])?\/ModeCode$/],
    ['terms', '>DAP<', '>XYZ<', 'CODE_UNKNOWN', /DeliveryTermsStringCode$/],
    ['a country', '<cat:CountryCode>KZ<', '<cat:CountryCode>XX<', 'CODE_UNKNOWN', /CountryCode$/],
    [
      'the id of another kind of document',
      '"1003102E"',
      '"1003103E"',
      'SCHEMA_INVALID',
      /DocumentModeID|\/CMR$/,
    ],
  ])('%s that nobody knows is refused', (_what, right, wrong, code, path) => {
    expect(refusalOf(() => readText(full.replace(right, wrong)))).toMatchObject({
      code,
      place: { path: expect.stringMatching(path) },
    })
  })
})

describe('what a CMR cannot say', () => {
  const first = { description: 'Краска', packagings: [{ quantity: 1 }] }

  it.each([
    ['a UN number', { consignmentItems: [{ ...first, undgId: '1263' }] }, 'undgId'],
    ['a change of an earlier note', { functionCode: '4' }, 'functionCode'],
    [
      'a second trailer',
      {
        borderTransportMeans: {
          name: 'AK4517-7',
          transportEquipment: [{ id: 'A1217B-7' }, { id: 'A1218B-7' }],
        },
      },
      'transportEquipment',
    ],
    [
      'a third carrier',
      { successiveCarriers: [{ name: 'Первый' }, { name: 'Второй' }] },
      'successiveCarriers',
    ],
  ])('%s stops the exchange', (_what, change, field) => {
    const lost = undeclared({ ...contractOf(minimal), ...change })
    expect(lost).toEqual([expect.stringContaining(field)])
  })

  it('a rail consignment note is not written as a CMR', () => {
    expect(refusalOf(() => write({ ...contractOf(minimal), typeCode: '720' })).code).toBe('CODE_UNKNOWN')
  })

  it.each([
    ['terms of delivery', 'tradeTerms', '/CMR/TakingCargo'],
    ['a place where it was made', 'issueLocation', '/CMR/RegistrationDocument'],
  ])('without %s it is no CMR', (_what, field, path) => {
    const { [field]: left, ...contract } = contractOf(minimal)
    expect(left).toBeDefined()
    expect(refusalOf(() => write(contract))).toMatchObject({ code: 'OUTPUT_INVALID', place: { path } })
  })
})
