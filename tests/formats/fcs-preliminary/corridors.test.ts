import { describe, expect, it } from 'vitest'
import { readText, sample } from '../sample-files.ts'
import { ALBUM, assertOfficial } from './family.ts'
import {
  cargoOf,
  changed,
  conveyanceOf,
  convert,
  plain,
  PRELIMINARY,
  reasonsOf,
  refused,
  unwritten,
} from './messages.ts'

const EXPORTS = [
  ['lorry', ['mt2401', 'mt4402']],
  ['containers', ['mt2401-containers', 'mt4402-containers']],
] as const

describe.each(EXPORTS)('a Chinese export to the union: %s', (_name, names) => {
  const { text, lost } = convert(names.map(sample), PRELIMINARY)

  it('is one report made of two messages, without an undeclared loss', () => {
    expect(lost).toEqual([])
    expect(readText(text).format.id).toBe(PRELIMINARY)
  })

  it.skipIf(ALBUM === undefined)('is valid under the schema of the album', () => {
    assertOfficial(text, 'AutoPreliminary.xsd')
  })

  it('keeps the batch number, plates, names, packages and masses', () => {
    const cargo = cargoOf(names.map(sample)[0] ?? '')
    expect(cargoOf(text)).toMatchObject({ id: cargo['id'], borderCrossingId: 'CNHRS-KZHOR' })
    expect(conveyanceOf(text)).toMatchObject({
      consignments: [{ borderTransportMeans: { name: '新F12345', transportEquipment: [{ id: 'F1234G' }] } }],
    })
    expect(plain(text)).toContain('<CustomsOfficeCode>39855302</CustomsOfficeCode>')
  })
})

describe('what China does not say', () => {
  const [[, lorry], [, containers]] = EXPORTS

  it('whether goods are in containers follows from the first container', () => {
    const indicator = (names: readonly string[]): unknown =>
      conveyanceOf(convert(names.map(sample), PRELIMINARY).text)['containerIndicator']
    expect([indicator(lorry), indicator(containers)]).toEqual([false, true])
  })

  it('who hands the report in is who transmits the Chinese one', () => {
    expect(plain(convert(lorry.map(sample), PRELIMINARY).text)).toContain(
      '<DeclarantDetails><OrganizationName>霍尔果斯示例运输有限公司</OrganizationName><EqualIndicator>true</EqualIndicator></DeclarantDetails>',
    )
  })

  it('a crossing that is none of the union has no office', () => {
    const erenhot = lorry.map((name) =>
      sample(name).replaceAll('>9402<', '>0705<').replace('650501', '150202'),
    )
    expect(() => convert(erenhot, PRELIMINARY)).toThrow(refused('CODE_UNKNOWN'))
  })

  it('two trips are not joined', () => {
    const other = sample('mt4402').replace('9402261121001', '9402261121009')
    expect(() => convert([sample('mt2401'), other], PRELIMINARY)).toThrow(refused('OUTPUT_INVALID'))
  })

  it('a UN number stops the exchange: nobody may lose it with a line in a report', () => {
    const id = '<Classification><ID>1263</ID></Classification>'
    const dangerous = sample('mt2401').replace('</Description>', `</Description>${id}`)
    const attempt = (): string[] => convert([dangerous, sample('mt4402')], PRELIMINARY).lost
    expect(attempt()).toEqual([expect.stringMatching(/consignmentItems\[0\]\.undgId$/)])
  })
})

const EMPTY = 'ru-autopreliminary-empty-v5.23.0'

describe('an empty vehicle from China', () => {
  it('becomes a report on an empty vehicle', () => {
    const { text, lost } = convert([sample('mt4404')], EMPTY)
    expect(lost).toEqual([])
    expect(conveyanceOf(text)).toMatchObject({ vehicleLoadCode: 'empty' })
    expect(plain(text)).not.toContain('MainConsignmentDetails')
  })

  it.each([
    ['mt4401', 'goods'],
    ['mt4402', 'goods'],
    ['mt4406', 'empty containers'],
  ])('is not %s, which carries %s', (name) => {
    expect(() => convert([sample(name)], EMPTY)).toThrow(refused('OUTPUT_INVALID'))
  })
})

describe('a manifest of what enters the union', () => {
  /** The Kazakh manifest turned round: it comes from China. */
  const arriving = (nature: string): string =>
    sample('awmds-export')
      .replace('<Place_of_departure_code>KZHOR<', '<Place_of_departure_code>CNHRS<')
      .replace('<Place_of_destination_code>CNHRS<', '<Place_of_destination_code>KZHOR<')
      .replaceAll('<Bol_nature>22<', `<Bol_nature>${nature}<`)

  it('becomes a report without an undeclared loss', () => {
    expect(convert([arriving('23')], PRELIMINARY).lost).toEqual([])
  })

  it.each(['22', '24', '28'])('of nature %s stops: it is no import, or more than an import', (nature) => {
    expect(convert([arriving(nature)], PRELIMINARY).lost).toContain('cargo-report.consignments[0].natureCode')
  })
})

describe('what leaves the union is no report on entry', () => {
  it.each(['awmds-export-small', 'awmds-export'])('%s stops at nature and place of unloading', (name) => {
    expect(convert([sample(name)], PRELIMINARY).lost).toEqual(
      expect.arrayContaining([
        'cargo-report.unloadingLocation.id',
        'cargo-report.consignments[0].natureCode',
      ]),
    )
  })

  it('an import on paper that is unloaded in China stops too', () => {
    const contradiction = sample('awmds-export').replaceAll('<Bol_nature>22<', '<Bol_nature>23<')
    expect(convert([contradiction], PRELIMINARY).lost).toEqual(['cargo-report.unloadingLocation.id'])
  })

  it('a lorry that comes to China stops at its place of unloading and the countries on its way', () => {
    const cargo = cargoOf(sample('mt1401'))
    const conveyance = { ...conveyanceOf(sample('mt4402')), id: cargo['id'] ?? '' }
    expect(unwritten({ 'cargo-report': cargo, 'conveyance-report': conveyance }, PRELIMINARY)).toEqual(
      expect.arrayContaining([
        'cargo-report.unloadingLocation.id',
        'cargo-report.consignments[0].routingCountries[0].routingCountryCode',
      ]),
    )
  })

  it('an empty lorry that comes to China stops at the countries on its way', () => {
    expect(convert([sample('mt4403')], EMPTY).lost).toEqual([
      expect.stringMatching(/routingCountries\[0\]\.routingCountryCode$/),
    ])
  })

  it('a conveyance report that tells its place of unloading is judged by it', () => {
    const conveyance = conveyanceOf(sample('mt4404'))
    const to = (id: string): string[] =>
      unwritten({ 'conveyance-report': { ...conveyance, unloadingLocation: { id } } }, EMPTY)
    expect([to('KZHOR'), to('CNHRS')]).toEqual([[], ['conveyance-report.unloadingLocation.id']])
  })
})

it('goods that come by rail do not become a report on the road', () => {
  const { documents } = readText(sample('autopreliminary'))
  const cargo = { ...documents['cargo-report'], borderTransportMeans: { typeCode: '2' } }
  expect(() => unwritten({ ...documents, 'cargo-report': cargo }, PRELIMINARY)).toThrow(
    refused('CODE_UNKNOWN', 'cargo-report.borderTransportMeans.typeCode'),
  )
})

describe('a seal that only a bill names', () => {
  it('has no place, and the report says so', () => {
    const reasons = reasonsOf(sample('awmds-export'), 'cargo-report.consignments[].seals[].id')
    expect(new Set(reasons)).toEqual(
      new Set(['the format has seals of the vehicle; a seal that only a bill names has no place in it']),
    )
  })
})

describe('a report towards other customs', () => {
  it('stops at a UUID, which is longer than a trip number there', () => {
    for (const format of ['kz-awmds-r1', 'cn-mt1401-v1'])
      expect(() => convert([sample('autopreliminary')], format)).toThrow(refused('OUTPUT_INVALID'))
  })

  it('stops at a function that the other side does not have', () => {
    const text = changed('autopreliminary-replacement', [
      '6F9619FF-8B86-4D01-B42D-00CF4FC96500',
      'KZ2611210001',
    ])
    expect(() => convert([text], 'cn-mt1401-v1')).toThrow(refused('CODE_UNKNOWN'))
  })
})
