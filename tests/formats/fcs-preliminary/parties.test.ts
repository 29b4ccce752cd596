import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../src/model/json.ts'
import { objectsAt } from '../../../src/model/json-access.ts'
import { readText, sample } from '../sample-files.ts'
import { billsOf, cargoOf, changed, itemsOf, plain, PRELIMINARY, refused, write } from './messages.ts'

// Trap 10: a number means something only within its register.
describe('numbers of parties are read with their register', () => {
  const cargo = cargoOf(sample('autopreliminary'))
  const [bill = {}, second = {}] = billsOf(sample('autopreliminary'))
  const manufacturers = objectsAt(itemsOf(sample('autopreliminary'))[0], 'manufacturers')

  it('Russia: INN, OGRN and KPP', () => {
    expect(cargo['declarant']).toMatchObject({
      identifier: { id: '6600999900', schemeId: 'RU-INN' },
      registrationIdentifier: { id: '1266600099996', schemeId: 'RU-OGRN' },
      branchIdentifier: { id: '660001001', schemeId: 'RU-KPP' },
    })
  })

  it('Kazakhstan: BIN of the firm, IIN of a person who stands for it', () => {
    expect(cargo['carrier']).toMatchObject({
      identifier: { id: '260140099996', schemeId: 'KZ-BIN' },
      personIdentifier: { id: '850521309994', schemeId: 'KZ-IIN' },
    })
  })

  it('Kazakhstan: the IIN alone is the number of the party', () => {
    expect(manufacturers[3]).toMatchObject({
      name: 'ЖК ҮЛГІБАЕВ',
      identifier: { id: '850521309994', schemeId: 'KZ-IIN' },
    })
  })

  it('Belarus, Armenia, Kyrgyzstan', () => {
    expect(bill['buyer']).toMatchObject({ identifier: { id: '199999999', schemeId: 'BY-UNP' } })
    expect(second['seller']).toMatchObject({
      identifier: { id: '09999999', schemeId: 'AM-UNN' },
      personIdentifier: { id: '9999999901', schemeId: 'AM-PSN' },
    })
    expect(bill['seller']).toMatchObject({
      identifier: { id: '02611202699999', schemeId: 'KG-INN' },
      registrationIdentifier: { id: '99999901', schemeId: 'KG-OKPO' },
    })
  })

  it('a sole trader: 12 digits of INN, 15 of OGRNIP', () => {
    expect(second['buyer']).toMatchObject({
      identifier: { id: '660099990013', schemeId: 'RU-INN' },
      registrationIdentifier: { id: '326660009999008' },
    })
  })

  it('the register of customs and the number of the union', () => {
    expect(cargo['carrier']).toMatchObject({
      customsIdentifier: { schemeId: 'EEC-UCN' },
      authorisation: {
        id: '00099/1',
        countryCode: 'KZ',
        categoryCode: { listId: 'EEC-2009', code: '09035' },
        reregistrationId: '02',
      },
    })
  })
})

describe('a number with a wrong check digit is refused at its field', () => {
  const DECLARANT = '/AutoPreliminary/DeclarantDetails/RFOrganizationFeatures'
  const CARRIER = '/AutoPreliminary/CarrierDetails/RKOrganizationFeatures'
  it.each([
    ['INN', '6600999900', '6600999901'],
    ['OGRN', '1266600099996', '1266600099997'],
  ])('%s', (name, right, wrong) => {
    const text = changed('autopreliminary', [`>${right}<`, `>${wrong}<`])
    expect(() => readText(text)).toThrow(refused('FIELD_INVALID', `${DECLARANT}/${name}`))
  })

  it('OGRNIP, in the field of the OGRN', () => {
    const text = sample('autopreliminary').replaceAll('326660009999008', '326660009999009')
    expect(() => readText(text)).toThrow(refused('FIELD_INVALID'))
  })

  it('an IIN is no BIN, although both have twelve digits', () => {
    const text = sample('autopreliminary').replace(/(<CarrierDetails>[^]*?<cat_ru:BIN>)\d+/, '$1850521309994')
    expect(() => readText(text)).toThrow(refused('FIELD_INVALID', `${CARRIER}/BIN`))
  })

  it('eleven digits are no INN, although the schema takes them', () => {
    const text = changed('autopreliminary', ['>6600999900<', '>66009999001<'])
    expect(() => readText(text)).toThrow(refused('FIELD_INVALID', `${DECLARANT}/INN`))
  })
})

describe('a party of another country', () => {
  function written(consignor: JsonObject): string {
    const { documents } = readText(sample('autopreliminary-replacement'))
    const bill = {
      transportContractDocument: { id: 'A1' },
      consignor,
      consignmentItems: [{ grossMassMeasure: '1' }],
    }
    const cargo = { ...documents['cargo-report'], consignments: [bill] }
    return plain(write(PRELIMINARY, { ...documents, 'cargo-report': cargo }))
  }

  it('keeps name and address; its number never lands in a field of the union', () => {
    const text = written({
      name: '乌鲁木齐示例国际贸易有限公司',
      countryCode: 'CN',
      identifier: { id: '91650100MA7XXXXX0A', schemeId: 'USCC' },
      address: { line: '新疆乌鲁木齐市示例路88号', cityName: 'URUMQI' },
    })
    expect(text).toContain(
      '<ConsignorDetails><OrganizationName>乌鲁木齐示例国际贸易有限公司</OrganizationName><CountryA2Code>CN</CountryA2Code>' +
        '<SubjectAddressDetails><Town>URUMQI</Town><AddressText>新疆乌鲁木齐市示例路88号</AddressText></SubjectAddressDetails>' +
        '</ConsignorDetails>',
    )
  })

  it('with numbers of two states has no form', () => {
    expect(() =>
      written({
        name: 'A',
        identifier: { id: '6600999900', schemeId: 'RU-INN' },
        personIdentifier: { id: '850521309994', schemeId: 'KZ-IIN' },
      }),
    ).toThrow(refused('OUTPUT_INVALID'))
  })

  it.each([
    ['RU-OGRN', '1266600099996'],
    ['RU-OGRNIP', '326660009999008'],
  ])('%s goes to the one field for both', (schemeId, id) => {
    expect(written({ name: 'A', registrationIdentifier: { id, schemeId } })).toContain(`<OGRN>${id}</OGRN>`)
  })
})

describe('who hands the report in', () => {
  it('is the carrier, who may then be told there alone', () => {
    const text = sample('autopreliminary-minimal')
    expect(cargoOf(text)).toMatchObject({
      carrier: { name: 'ООО "ПРИМЕР ТРАНС"' },
      representativePerson: { name: 'ООО "ПРИМЕР ТРАНС"' },
    })
    expect(cargoOf(text)['declarant']).toBeUndefined()
  })

  it('is somebody else', () => {
    const { declarant, carrier } = cargoOf(sample('autopreliminary'))
    expect([declarant, carrier]).toMatchObject([{ name: 'ООО "ПРИМЕР ТРАНС"' }, { name: 'ТОО "ҮЛГІ КӨЛІК"' }])
  })
})

describe('how to reach a party', () => {
  it.each([
    [['Phone', 'Fax', 'E_mail'], 0, 'consignor'],
    [['E_mail'], 1, 'consignee'],
    [['Fax'], 1, 'seller'],
    [['Phone', 'E_mail'], 1, 'buyer'],
  ])('%s come back, each in its field', (fields, index, party) => {
    const text = plain(write(PRELIMINARY, readText(sample('autopreliminary')).documents))
    const bills = text.split('<ConsignmentDetails>').slice(1)
    const element = `${party[0]?.toUpperCase() ?? ''}${party.slice(1)}Details`
    const details = new RegExp(`<${element}>.*?<CommunicationDetails>(.*?)</CommunicationDetails>`).exec(
      bills[index] ?? '',
    )
    expect([...(details?.[1] ?? '').matchAll(/<(\w+)>/g)].map(([, name]) => name)).toEqual(fields)
  })

  it('a second telephone is dropped with a reason', () => {
    const phone = '<cat_ru:Phone>+77275550101</cat_ru:Phone>'
    const { report } = readText(changed('autopreliminary', [phone, phone + phone]))
    expect(report.outcomes).toContainEqual(
      expect.objectContaining({ outcome: 'dropped', reason: 'one telephone number is taken' }),
    )
  })
})
