import { describe, expect, it } from 'vitest'
import { writeMessage } from '../../../src/formats/message.ts'
import { lossReport, undeclaredLosses } from '../../../src/mapping/report.ts'
import { contextFor, formats, readText, sample } from '../sample-files.ts'
import {
  billsOf,
  cargoOf,
  changed,
  conveyanceOf,
  itemsOf,
  plain,
  PRELIMINARY,
  refused,
  unwritten,
  write,
} from './messages.ts'

const MAIN = '/AutoPreliminary/MainConsignmentDetails'
const BILL = `${MAIN}/ConsignmentDetails[1]`
const ITEM = `${BILL}/GoodsItem[1]`

function firstItem(text: string): object {
  return itemsOf(text)[0] ?? {}
}

function rewritten(text: string): string {
  return plain(write(PRELIMINARY, readText(text).documents))
}

describe('the id of a report', () => {
  it('is the same for cargo, vehicle and message', () => {
    const { documents, format } = readText(sample('autopreliminary'))
    const id = '6F9619FF-8B86-4D01-B42D-00CF4FC964FF'
    expect([documents['cargo-report']?.['id'], documents['conveyance-report']?.['id']]).toEqual([id, id])
    using message = formats.open(new TextEncoder().encode(sample('autopreliminary')))
    expect(format.mapping.identity(message.root)).toMatchObject({ messageId: id, companionKey: id })
  })

  it('need not be a UUID: a trip keeps its batch number', () => {
    const trip = '9402261121001'
    const text = changed('autopreliminary-minimal', ['0B4C0E1A-5E2F-4C57-9D55-3A1F6C7D9E10', trip])
    expect(rewritten(text)).toContain(`<DocumentID>${trip}</DocumentID>`)
  })

  it('of two documents must be one', () => {
    const { documents } = readText(sample('autopreliminary'))
    const other = { ...documents['conveyance-report'], id: 'ANOTHER' }
    expect(() => write(PRELIMINARY, { ...documents, 'conveyance-report': other })).toThrow(
      refused('OUTPUT_INVALID', 'conveyance-report.id'),
    )
  })
})

describe('a correction (trap 14)', () => {
  it.each([
    ['replacement', '5', '000012345'],
    ['supplement', '2', '000012346'],
  ])('autopreliminary-%s is UN 1225 %s and names the other report', (name, functionCode, id) => {
    const { documents } = readText(sample(`autopreliminary-${name}`))
    const previousDocument = { id, issueDateTime: '2026-11-20', office: { countryCode: 'KZ' } }
    expect(documents).toMatchObject({
      'cargo-report': { functionCode, previousDocument },
      'conveyance-report': { functionCode },
    })
  })

  it('cannot both add and replace', () => {
    const reference =
      '<catpi_ru:CountryCode>KZ</catpi_ru:CountryCode><catpi_ru:Date>2026-11-19</catpi_ru:Date>'
    const number = '<catpi_ru:PINumber>000012344</catpi_ru:PINumber>'
    const both = changed('autopreliminary-replacement', [
      '<RefRegNumber>',
      `<RegNumber>${reference}${number}</RegNumber><RefRegNumber>`,
    ])
    expect(() => readText(both)).toThrow(refused('FIELD_INVALID'))
  })

  it.each(['1', '3', '4', '6', '7'])('function %s is an undeclared loss', (functionCode) => {
    const { documents } = readText(sample('autopreliminary'))
    const cargo = { ...documents['cargo-report'], functionCode }
    expect(unwritten({ ...documents, 'cargo-report': cargo }, PRELIMINARY)).toContain(
      'cargo-report.functionCode',
    )
  })

  it('an original may say in so many words that it is one', () => {
    const { documents } = readText(sample('autopreliminary'))
    const said = {
      'cargo-report': { ...documents['cargo-report'], functionCode: '9', typeCode: 'manifest' },
      'conveyance-report': {
        ...documents['conveyance-report'],
        functionCode: '9',
        vehicleLoadCode: 'loaded',
      },
    }
    expect(write(PRELIMINARY, said)).toBe(write(PRELIMINARY, documents))
    expect(unwritten(said, PRELIMINARY)).toEqual([])
  })
})

describe('what an original must tell', () => {
  it.each([
    ['the number of the bill', /<TransportDocumentDetails>[^]*?<\/TransportDocumentDetails>/],
    ['the consignor', /<ConsignorDetails>[^]*?<\/ConsignorDetails>/],
    ['the number of packages of the bill', /<CargoQuantity>640<\/CargoQuantity>/],
    ['the description', /<catpi_ru:GoodsDescription>[^]*?<\/catpi_ru:GoodsDescription>/],
    ['the office of entry', /<EntryCheckPointDetails>[^]*?<\/EntryCheckPointDetails>/],
    ['the plate', /<TransportMeansRegId>[^]*?<\/TransportMeansRegId>/],
  ])('without %s it is no whole document', (_what, part) => {
    const text = sample('autopreliminary-minimal').replace(part, '')
    expect(() => readText(text)).toThrow(refused('DOCUMENT_INVALID'))
  })

  it('a replacement need not', () => {
    expect(() => readText(sample('autopreliminary-replacement'))).not.toThrow()
  })
})

describe('constants and namespaces (traps 8 and 18)', () => {
  it('"ЭД" is Cyrillic: letters that only look like it are refused', () => {
    const text = changed('autopreliminary', ['>ЭД<', '>3D<'])
    expect(() => readText(text)).toThrow(refused('FIELD_INVALID', '/AutoPreliminary/ElectronicDocumentSign'))
    const written = rewritten(sample('autopreliminary'))
    expect(/<ElectronicDocumentSign>(.*?)</.exec(written)?.[1]).toBe('\u042D\u0414')
  })

  it('an element in the namespace of another version is refused', () => {
    const text = changed('autopreliminary', [
      'RUSCommonAggregateTypes:5.22.0',
      'RUSCommonAggregateTypes:5.21.0',
    ])
    expect(() => readText(text)).toThrow(refused('SCHEMA_INVALID'))
  })

  it('a report of another version is no format of ours', () => {
    const text = sample('autopreliminary').replaceAll('AutoPreliminary:5.23.0', 'AutoPreliminary:5.24.0')
    expect(() => readText(text)).toThrow(refused('FORMAT_UNKNOWN'))
  })

  it.each([
    'PakageQuantity',
    'PackagePalleteInformation',
    'PermitTranspornationDocDetails',
    'CounryName',
    'PalleteCode',
  ])('writes %s as the album spells it', (name) => {
    expect(rewritten(sample('autopreliminary'))).toContain(`<${name}>`)
  })

  it('does not take the right spelling', () => {
    const text = sample('autopreliminary').replaceAll('PakageQuantity', 'PackageQuantity')
    expect(() => readText(text)).toThrow(refused('SCHEMA_INVALID'))
  })

  it('another document mode is refused', () => {
    expect(() => readText(changed('autopreliminary', ['1006826E', '1006802E']))).toThrow(
      refused('SCHEMA_INVALID'),
    )
  })
})

describe('vehicles (traps 3 and 9)', () => {
  it('are up to three, the first draws, each with its plate and country', () => {
    expect(conveyanceOf(sample('autopreliminary'))['consignments']).toMatchObject([
      {
        borderTransportMeans: {
          name: '新F12345',
          registrationNationalityCode: 'CN',
          typeCode: '3',
          typeCodeSource: { listId: 'eaeu-transport-mode', code: '31' },
          grossMassMeasure: '38750.5',
          vehicleIdentificationId: 'LZZ5EXAMPLE000001',
          transportEquipment: [
            { id: '新F1234挂', registrationCountryCode: 'CN' },
            { id: '新F1235挂', vehicleIdentificationId: 'CHASSIS0000000003' },
          ],
        },
      },
    ])
  })

  it('two digits of transport mode come back', () => {
    expect(rewritten(sample('autopreliminary'))).toContain('<TransportModeCode>31</TransportModeCode>')
  })

  it('without transport mode a report for the road speaks of road', () => {
    const text = changed('autopreliminary', ['<TransportModeCode>31</TransportModeCode>', ''])
    expect(cargoOf(text)).toMatchObject({ borderTransportMeans: { typeCode: '3' } })
  })

  it('a single one needs no number', () => {
    expect(conveyanceOf(sample('autopreliminary-minimal'))).toMatchObject({
      consignments: [{ borderTransportMeans: { name: '蒙E12345' } }],
    })
  })

  it('of two without numbers nobody knows which one draws', () => {
    const text = sample('autopreliminary').replaceAll(
      /<ObjectOrdinal>[123]<\/ObjectOrdinal>\s*(?=<TransportMeansCountryCode>)/g,
      '',
    )
    expect(unread(text)).toContain(
      '/AutoPreliminary/BorderTransportDetails/PIATTransportMeansItemDetails/TransportMeansRegId',
    )
  })

  it('a fourth is more than the format has', () => {
    const { documents } = readText(sample('autopreliminary'))
    const trailers = ['A1', 'A2', 'A3'].map((id) => ({ id }))
    const conveyance = {
      ...documents['conveyance-report'],
      consignments: [{ borderTransportMeans: { name: 'A0', typeCode: '3', transportEquipment: trailers } }],
    }
    expect(unwritten({ ...documents, 'conveyance-report': conveyance }, PRELIMINARY)).toEqual([
      'conveyance-report.consignments[0].borderTransportMeans.transportEquipment[2].id',
    ])
  })

  it('the VIN wins over the number of the chassis', () => {
    const text = changed('autopreliminary', ['</VINID>', '</VINID><ChassisID>CHASSIS1</ChassisID>'])
    expect(conveyanceOf(text)).toEqual(conveyanceOf(sample('autopreliminary')))
    expect(unread(text)).toEqual([])
  })

  it('a mass of the vehicle in tonnes is refused', () => {
    const code = (unit: string): string =>
      `<catpi_ru:MeasureUnitQualifierCode>${unit}</catpi_ru:MeasureUnitQualifierCode>\n    </TransportMeansGrossMass>`
    expect(() => readText(changed('autopreliminary', [code('166'), code('168')]))).toThrow(
      refused(
        'FIELD_INVALID',
        '/AutoPreliminary/BorderTransportDetails/TransportMeansGrossMass/MeasureUnitQualifierCode',
      ),
    )
  })
})

describe('codes (traps 1, 4, 5, 16)', () => {
  it.each([
    ['RU', 'RU'],
    ['00', 'ZZ'],
  ])('country of origin %s is %s', (code, originCountryCode) => {
    const text = changed('autopreliminary-replacement', [
      '<RUScat_ru:CountryCode>00<',
      `<RUScat_ru:CountryCode>${code}<`,
    ])
    expect(firstItem(text)).toMatchObject({ originCountryCode })
  })

  it('country 99 has no published meaning', () => {
    const text = changed('autopreliminary-replacement', [
      '<RUScat_ru:CountryCode>00<',
      '<RUScat_ru:CountryCode>99<',
    ])
    expect(() => readText(text)).toThrow(
      refused('CODE_UNKNOWN', `${MAIN}/ConsignmentDetails/GoodsItem/OriginCountryDetails/CountryCode`),
    )
  })

  it('a country with a number is refused by its shape', () => {
    const text = changed('autopreliminary', ['<DispatchCountryCode>CN<', '<DispatchCountryCode>156<'])
    expect(() => readText(text)).toThrow(refused('SCHEMA_INVALID', `${BILL}/DispatchCountryCode`))
  })

  it('units are OKEI: 055 is a square metre, 796 a piece', () => {
    expect(firstItem(sample('autopreliminary'))).toMatchObject({
      quantities: [
        { quantity: '920', unitCode: 'MTK', unitName: 'М2' },
        { quantity: '2560', unitCode: 'H87', unitName: 'ШТ' },
      ],
    })
  })

  it('the office is said as the crossing, which has another office on the other side', () => {
    expect(cargoOf(sample('autopreliminary'))['borderCrossingId']).toBe('CNHRS-KZHOR')
    const text = changed('autopreliminary', ['>39855302<', '>39899999<'])
    expect(() => readText(text)).toThrow(
      refused('CODE_UNKNOWN', '/AutoPreliminary/EntryCheckPointDetails/CustomsOfficeCode'),
    )
  })

  it('pallets around the packages are not the packages', () => {
    expect(firstItem(sample('autopreliminary-supplement'))).toMatchObject({
      packageQuantity: 20,
      packageKindCode: 'CT',
    })
  })

  it('without a kind of packages, flag 0 says that there are none', () => {
    const kind = /<catpi_ru:PackagePalleteInformation>[^]*?<\/catpi_ru:PackagePalleteInformation>/
    const flagged = (flag: string): string =>
      sample('autopreliminary-minimal')
        .replace(kind, '')
        .replace(
          '</catpi_ru:PakageQuantity>',
          `</catpi_ru:PakageQuantity><catpi_ru:PakageTypeCode>${flag}</catpi_ru:PakageTypeCode>`,
        )
    expect(firstItem(flagged('0'))).toMatchObject({ packageKindCode: 'NE' })
    expect(firstItem(flagged('1'))).toMatchObject({ packageKindCode: 'PK' })
    // In tanks or hoppers: liquid or solid, nobody says; so the hub has no kind.
    expect(() => readText(flagged('2'))).toThrow(refused('DOCUMENT_INVALID'))
  })

  it('the kind of goods in bulk is told as cargo (2), beside packing (0) it is not the kind of packages', () => {
    const kind = '<catpi_ru:PackagePalleteInformation><catpi_ru:PalleteCode>CT<'
    const told = sample('autopreliminary-minimal').replaceAll(/\s+(?=<)/g, '')
    const bulk =
      '<catpi_ru:PackagePalleteInformation><catpi_ru:InfoKindCode>2</catpi_ru:InfoKindCode><catpi_ru:PalleteCode>VR<'
    expect(told).toContain(kind)
    expect(firstItem(told.replace(kind, bulk))).toMatchObject({ packageKindCode: 'VR' })
    const packing = kind.replace(
      '<catpi_ru:PalleteCode>',
      '<catpi_ru:InfoKindCode>0</catpi_ru:InfoKindCode><catpi_ru:PalleteCode>',
    )
    const both = `${packing}/catpi_ru:PalleteCode></catpi_ru:PackagePalleteInformation>${bulk}`
    expect(firstItem(told.replace(kind, both))).toMatchObject({ packageKindCode: 'CT' })
    expect(rewritten(told)).not.toContain('<InfoKindCode>2<')
  })

  it('a bill has a kind of packages that covers all of its goods, and the report says that it was assumed', () => {
    const { documents, report } = readText(sample('autopreliminary'))
    expect(documents['cargo-report']).toMatchObject({ consignments: [{ packageKindCode: 'PK' }, {}] })
    expect(report.outcomes).toContainEqual(
      expect.objectContaining({ outcome: 'defaulted', field: 'cargo-report.consignments[].packageKindCode' }),
    )
  })
})

describe('goods (traps 6, 7, 13)', () => {
  it.each(['6907', '690721', '69072190', '6907219001'])('tariff number %s stays as it is', (id) => {
    const text = changed('autopreliminary', ['>6907219001<', `>${id}<`])
    expect(firstItem(text)).toMatchObject({ classificationId: id })
    expect(rewritten(text)).toContain(`<GoodsTNVEDCode>${id}</GoodsTNVEDCode>`)
  })

  it.each(['69072', '690721900', '69.07'])('tariff number %s is none', (id) => {
    expect(() => readText(changed('autopreliminary', ['>6907219001<', `>${id}<`]))).toThrow(
      refused('SCHEMA_INVALID', `${ITEM}/GoodsTNVEDCode`),
    )
  })

  it('a description in pieces is one text', () => {
    expect(firstItem(sample('autopreliminary'))).toMatchObject({
      cargoDescription: expect.stringMatching(/НЕ БОЛЕЕ 0,5 МАС\.%, АРТ\. 示例-6001$/),
    })
  })

  it('a long description is cut into pieces of 250 characters', () => {
    const { documents } = readText(sample('autopreliminary-replacement'))
    const cargoDescription = 'Ж'.repeat(600)
    const cargo = {
      ...documents['cargo-report'],
      consignments: [
        {
          transportContractDocument: { id: 'A1' },
          consignmentItems: [{ cargoDescription, grossMassMeasure: '1' }],
        },
      ],
    }
    const text = write(PRELIMINARY, { ...documents, 'cargo-report': cargo })
    const pieces = [...plain(text).matchAll(/<GoodsDescription>(Ж+)</g)].map(([, piece = '']) => piece.length)
    expect(pieces).toEqual([250, 250, 100])
    expect(firstItem(text)).toMatchObject({ cargoDescription })
  })

  it('a description of more than four pieces is refused by its shape', () => {
    const piece = '<catpi_ru:GoodsDescription>А</catpi_ru:GoodsDescription>'
    const text = changed('autopreliminary-replacement', [
      '<catpi_ru:GrossWeightQuantity>',
      `${piece.repeat(4)}<catpi_ru:GrossWeightQuantity>`,
    ])
    expect(() => readText(text)).toThrow(refused('SCHEMA_INVALID'))
  })

  it('numbers are compared as numbers', () => {
    const text = changed('autopreliminary', ['13350.500000', '13350.5'])
    expect(billsOf(text)).toEqual(billsOf(sample('autopreliminary')))
  })

  it('a comma is no decimal point', () => {
    expect(() => readText(changed('autopreliminary', ['>12850.5<', '>12850,5<']))).toThrow(
      refused('SCHEMA_INVALID', `${ITEM}/GrossWeightQuantity`),
    )
  })

  it('a name keeps its letters', () => {
    const text = rewritten(sample('autopreliminary'))
    for (const name of ['乌鲁木齐示例国际贸易有限公司', 'ТОО "ҮЛГІ ИМПОРТ"', 'ҚОРҒАС'])
      expect(text).toContain(name)
  })
})

describe('totals (trap 17)', () => {
  it.each([
    ['goods', '<GoodsQuantity>3<', '<GoodsQuantity>4<', `${MAIN}/GoodsQuantity`],
    ['packages', '<CargoQuantity>1140<', '<CargoQuantity>1141<', `${MAIN}/CargoQuantity`],
    ['mass', '>21350.5<', '>21350.6<', `${MAIN}/TotalGrossMassMeasure`],
    ['goods of a bill', '<GoodsQuantity>2<', '<GoodsQuantity>1<', `${BILL}/GoodsQuantity`],
    ['mass of a bill', '>13350.500000<', '>13350.500001<', `${BILL}/GrossWeightQuantity`],
    [
      'seals',
      '<catpi_ru:SealQuantity>2<',
      '<catpi_ru:SealQuantity>3<',
      `${MAIN}/CustomsIdentificationDetails/SealQuantity`,
    ],
  ])('of %s must be right', (_what, right, wrong, path) => {
    expect(() => readText(changed('autopreliminary', [right, wrong]))).toThrow(
      refused('TOTAL_MISMATCH', path),
    )
  })

  it('are computed when they were not told', () => {
    const text = rewritten(sample('autopreliminary-minimal'))
    expect(text).toContain(
      '<GoodsQuantity>1</GoodsQuantity><CargoQuantity>640</CargoQuantity><TotalGrossMassMeasure>21350.5</TotalGrossMassMeasure>',
    )
  })
})

describe('a TIR carnet', () => {
  it('is told with its indicator', () => {
    expect(cargoOf(sample('autopreliminary'))['tirCarnet']).toEqual({
      typeCode: '952',
      seriesId: 'XC',
      id: '99990001',
      pageNumeric: 1,
      holderId: 'CHN/001/99999',
    })
  })

  it('is missing where only the indicator is there', () => {
    const text = sample('autopreliminary').replace(/<TIRCarnetIdDetails>[^]*?<\/TIRCarnetIdDetails>/, '')
    expect(() => readText(text)).toThrow(refused('DOCUMENT_INVALID'))
  })

  it.each(['false', '0'])('is none where the indicator is %s', (no) => {
    const text = changed('autopreliminary-minimal', ['<TIRCarnetIndicator>0<', `<TIRCarnetIndicator>${no}<`])
    expect(cargoOf(text)['tirCarnet']).toBeUndefined()
    expect(rewritten(text)).toContain('<TIRCarnetIndicator>false<')
  })
})

describe('the rest of a trip', () => {
  it('seals of the vehicle, the way, the permit', () => {
    expect(conveyanceOf(sample('autopreliminary'))).toMatchObject({
      containerIndicator: true,
      itinerary: [
        { name: 'ҚОРҒАС', dateTime: '2026-11-22' },
        { countryCode: 'RU', office: { id: '10510110' } },
      ],
      purposeCode: { listId: 'FCS-VEHICLE-PURPOSE', code: '3' },
      additionalDocuments: [{ id: 'CN-KZ 0099991', typeCodeSource: { listId: 'EEC-2009', code: '09023' } }],
      consignments: [
        {
          borderTransportMeans: {
            seals: [
              { id: '8800123', foreignIndicator: true },
              { id: '8800124', foreignIndicator: false },
            ],
          },
        },
      ],
    })
  })

  it('an empty vehicle is a report of its own', () => {
    const { format, documents } = readText(sample('autopreliminary-empty-minimal'))
    expect(format.id).toBe('ru-autopreliminary-empty-v5.23.0')
    expect(Object.keys(documents)).toEqual(['conveyance-report'])
    expect(documents['conveyance-report']).toMatchObject({
      vehicleLoadCode: 'empty',
      carrier: { name: 'ТОО "ҮЛГІ КӨЛІК"' },
    })
  })

  it('codes that the agreement does not supply stop the writing, and say which', () => {
    const { documents } = readText(sample('autopreliminary'))
    const { mapping } = formats.byId(PRELIMINARY)
    expect(() => mapping.write(documents, { now: new Date(0), values: {} })).toThrow(
      expect.objectContaining({
        code: 'CONFIG_INVALID',
        message: expect.stringContaining('"structureCode"'),
      }),
    )
  })
})

/** Places of a message that are lost without declaration when it is read and written again. */
function unread(text: string): string[] {
  const { documents, report } = readText(text)
  const written = writeMessage(formats.byId(PRELIMINARY), documents, contextFor(PRELIMINARY))
  return undeclaredLosses(lossReport([report], written.report)).map(({ source }) => source ?? '')
}
