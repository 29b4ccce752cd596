import { describe, expect, it } from 'vitest'
import { writeMessage } from '../../../src/formats/message.ts'
import { lossReport, undeclaredLosses } from '../../../src/mapping/report.ts'
import { objectsAt } from '../../../src/model/json-access.ts'
import type { JsonObject } from '../../../src/model/json.ts'
import { loadCodeList } from '../../../src/model/code-list.ts'
import { refusalOf } from '../../refusal.ts'
import { contextFor, formats, readText, sample } from '../sample-files.ts'
import { OWN } from './official.ts'

const FORMAT = 'wco-dec-transit-v3.6'
const NAME = 'transit-declaration'

function read(text: string): JsonObject {
  return readText(text).documents[NAME] ?? {}
}

function write(document: JsonObject): ReturnType<typeof writeMessage> {
  return writeMessage(formats.byId(FORMAT), { [NAME]: document }, contextFor(FORMAT))
}

function lost(document: JsonObject): (string | undefined)[] {
  return undeclaredLosses(lossReport([], write(document).report)).map((entry) => entry.document)
}

const MINIMAL = read(sample('dec-transit-minimal'))

describe('a transit declaration of the WCO Data Model', () => {
  it('is told from other declarations by its type alone', () => {
    const text = sample('dec-transit-minimal')
    expect(readText(text).format.id).toBe(FORMAT)
    expect(readText(text.replace('>950<', '>929<')).format.id).toBe('wco-dec-v3.6')
  })

  it.each(['950', '820', '821', '822', 'T', 'T1', 'T2', 'T2F'])('of type %s comes back as such', (type) => {
    const document = read(sample('dec-transit-minimal').replace('>950<', `>${type}<`))
    expect(document['transitProcedureCodeSource']).toEqual({ listId: 'wco/TRANSIT_TYPE', code: type })
    expect(document).not.toHaveProperty('transitProcedureCode')
    expect(write(document).text).toMatch(new RegExp(`TypeCode>${type}<`))
  })

  it('of a type that no format takes is unknown, and none is taken by two', () => {
    const unknown = sample('dec-transit-minimal').replace('>950<', '>COA<')
    expect(refusalOf(() => read(unknown))).toMatchObject({ code: 'FORMAT_UNKNOWN' })
    const others = loadCodeList(`${OWN}/codes/DECLARATION_TYPE.csv`).rows.map(({ partner }) => partner)
    for (const type of others) {
      const text = sample('dec-transit-minimal').replace('>950<', `>${type}<`)
      expect(readText(text).format.id).toBe('wco-dec-v3.6')
    }
  })

  it('that does not say its type is written as transit, and said to be', () => {
    const { transitProcedureCodeSource, ...document } = MINIMAL
    expect(transitProcedureCodeSource).toBeDefined()
    const { text, report } = write(document)
    expect(text).toMatch(/TypeCode>950</)
    expect(report.outcomes).toContainEqual(expect.objectContaining({ outcome: 'defaulted', to: '950' }))
  })

  it('says nothing of the direction, and the report tells', () => {
    const { transitProcedureCodeSource, ...document } = MINIMAL
    expect(transitProcedureCodeSource).toBeDefined()
    const { text, report } = write({ ...document, transitProcedureCode: 'through' })
    expect(text).toMatch(/TypeCode>950</)
    expect(report.outcomes).toContainEqual(
      expect.objectContaining({ outcome: 'changed', field: `${NAME}.transitProcedureCode` }),
    )
  })

  it('has its guarantees, its offices, and the plate of the truck', () => {
    expect(read(sample('dec-transit'))).toMatchObject({
      declarationOffice: { id: '55302' },
      transitDestination: { office: { id: '55301' } },
      borderTransportMeans: [{ name: '新F12345', typeCode: '3', registrationNationalityCode: 'CN' }],
      itinerary: [{ countryCode: 'CN' }, { countryCode: 'KZ' }],
      transportEquipment: [
        { id: 'KHGU2026124', seals: [{ id: 'HG0012345' }, { id: 'KZ778812' }] },
        { id: 'KHGU2026119' },
      ],
      obligationGuarantees: [
        {
          typeCode: 'general',
          referenceId: '26KZ0000000001',
          amount: { amount: '2000000', currencyId: 'KZT' },
          accessCode: { listId: 'WCO-499', code: 'A1B2' },
          guaranteeOffice: { id: '55302' },
        },
        { typeCode: 'cash', referenceId: 'CASH-118' },
      ],
      consignments: [{ exportCountryCode: 'CN', destinationCountryCode: 'KZ' }],
    })
  })

  it('counts its items', () => {
    const wrong = sample('dec-transit-minimal').replace('<GoodsItemQuantity>1<', '<GoodsItemQuantity>2<')
    expect(refusalOf(() => read(wrong))).toMatchObject({ code: 'TOTAL_MISMATCH' })
  })

  it('writes the totals and the bill of its one consignment as those of the whole', () => {
    const { totalGrossMassMeasure, totalPackageQuantity, ...document } = MINIMAL
    const [consignment] = objectsAt(document, 'consignments')
    const told = {
      ...consignment,
      totalGrossMassMeasure: '12000.5',
      totalPackageQuantity: 77,
      transportContractDocument: { id: 'CMR-77', typeCode: '730' },
    }
    const { text } = write({ ...document, consignments: [told] })
    expect(text).toMatch(/TotalGrossMassMeasure unitCode="KGM">12000\.5</)
    expect(text).toMatch(/TotalPackageQuantity>77</)
    expect(read(text)).toMatchObject({ additionalDocuments: [{ id: 'CMR-77', typeCode: '730' }] })
    const whole = { totalPackageQuantity: 78, consignments: [told] }
    expect(refusalOf(() => write({ ...document, ...whole }))).toMatchObject({ code: 'OUTPUT_INVALID' })
    expect([totalGrossMassMeasure, totalPackageQuantity]).not.toContain(77)
  })

  it('cuts a number of the Eurasian tariff to the six digits that are common, and says so', () => {
    const [consignment] = objectsAt(MINIMAL, 'consignments')
    const [item] = objectsAt(consignment, 'goodsItems')
    const goodsItems = [{ ...item, classification: { id: '6907219000', typeCode: 'TNVED' } }]
    const { text, report } = write({ ...MINIMAL, consignments: [{ ...consignment, goodsItems }] })
    expect(text).toMatch(/ID>690721<.*IdentificationTypeCode>HS</)
    expect(report.outcomes).toContainEqual(
      expect.objectContaining({ outcome: 'changed', from: '6907219000', to: '690721' }),
    )
  })

  it('keeps six digits of a tariff number six (trap 6)', () => {
    expect(write(MINIMAL).text).toMatch(/ID>690721</)
  })
})

describe('what a transit declaration must not lose in silence', () => {
  const [vehicle] = objectsAt(MINIMAL, 'borderTransportMeans')
  const [consignment] = objectsAt(MINIMAL, 'consignments')

  it.each([
    ['a second vehicle', { borderTransportMeans: [{ ...vehicle }, { name: '45DEF02' }] }],
    ['a trailer', { borderTransportMeans: [{ ...vehicle, transportEquipment: [{ id: '新A1234挂' }] }] }],
    ['a seal on the vehicle', { seals: [{ id: 'HG0012345' }] }],
    ['until when the goods must arrive', { limitDateTime: '2026-11-30' }],
    ['a second consignment', { consignments: [{ ...consignment }, { ...consignment }] }],
  ])('%s', (_what, more) => {
    expect(lost({ ...MINIMAL, ...more })).not.toEqual([])
  })

  it('and nothing else is undeclared', () => {
    expect(lost(MINIMAL)).toEqual([])
    expect(lost(read(sample('dec-transit')))).toEqual([])
  })
})
