import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readMessage, writeMessage, type WrittenMessage } from '../../src/formats/message.ts'
import type { JsonObject } from '../../src/model/json.ts'
import { openXml } from '../../src/xml/parse.ts'
import { compileSchema } from '../../src/xml/schema.ts'
import { mt1401Cargo, mt2401Cargo, mt4402Conveyance } from '../model/arbitraries-cn.ts'
import { mtres4Response } from '../model/arbitraries-response.ts'
import { sharedFolder } from '../shared.ts'
import { AT, CONTEXT, contextFor, formats, readText, sample } from './sample-files.ts'

function toChina(text: string): WrittenMessage {
  return writeMessage(formats.byId('cn-mt1401-v1'), readText(text).documents, CONTEXT)
}

/** The pair of messages of a Chinese export, as one Awmds. */
function toKazakhstan(cargo: string, conveyance: string): WrittenMessage {
  const documents = { ...readText(cargo).documents, ...readText(conveyance).documents }
  return writeMessage(formats.byId('kz-awmds-r1'), documents, CONTEXT)
}

describe('a Kazakh export to China', () => {
  it('becomes an import manifest with ten consignments', () => {
    const written = toChina(sample('awmds-export'))
    expect(written.messageId).toBe('KHORGOS20261121000001')
    const cargo = readText(written.text).documents['cargo-report']
    expect(cargo).toMatchObject({
      id: 'KZ2611210001',
      borderCrossingId: 'CNHRS-KZHOR',
      unloadingLocation: { id: 'CNHRS', arrivalDateTime: '2026-11-21' },
      representativePerson: { name: 'TOO PRIMER LOGISTIKA' },
    })
    expect(cargo?.['consignments']).toHaveLength(10)
  })

  it('says the office of the other side, whole cubic metres, and a means of payment nobody told', () => {
    const { text } = toChina(sample('awmds-export-small'))
    expect(text).toContain('<DeclarationOfficeID>9402</DeclarationOfficeID>')
    expect(text).toContain('<GrossVolumeMeasure unitCode="MTQ">10</GrossVolumeMeasure>')
    expect(text).toContain('<PaymentMethodCode>ZZZ</PaymentMethodCode>')
    expect(text).toContain('<LoadingDateTime>20261121000000</LoadingDateTime>')
    expect(text).toContain('<UnloadingLocation><ArrivalDateTime>20261121</ArrivalDateTime><ID>650501</ID>')
  })

  it('leaves out a notify party that nobody could reach', () => {
    const notify = '</Exporter><Notify><Notify_name>TOO EXAMPLE</Notify_name></Notify>'
    expect(toChina(sample('awmds-export-small').replace('</Exporter>', notify)).text).not.toContain(
      'NotifyParty',
    )
  })

  it('stops at a name that is longer than China allows, and says where', () => {
    const long = sample('awmds-export-small').replace('TOO ASTYQ-EXPORT', 'TOO '.padEnd(71, 'A'))
    expect(() => toChina(long)).toThrow(
      expect.objectContaining({
        code: 'OUTPUT_INVALID',
        place: { path: '/Manifest/Declaration/Consignment/Consignor/Name' },
      }),
    )
  })

  it('stops without a customs value', () => {
    const without = sample('awmds-export-small').replace(/<Customs_segment>.*<\/Customs_segment>/, '')
    expect(() => toChina(without)).toThrow(expect.objectContaining({ code: 'OUTPUT_INVALID' }))
  })
})

describe('a Chinese export to Kazakhstan', () => {
  it('is one manifest made of two messages', () => {
    const written = toKazakhstan(sample('mt2401'), sample('mt4402'))
    expect(written.messageId).toBe('55302/9402261121001/2026-11-21')
    const { documents } = readText(written.text)
    expect(documents['conveyance-report']).toMatchObject({
      consignments: [{ borderTransportMeans: { name: '新F12345', transportEquipment: [{ id: 'F1234G' }] } }],
    })
    expect(documents['cargo-report']).toMatchObject({
      unloadingLocation: { id: 'KZHOR' },
      consignments: [
        { seals: [{ id: '8800123', sealingPartyCode: 'CU' }, { id: '8800124' }], natureCode: '23' },
        {},
        { packageKindCode: 'NE' },
      ],
    })
  })

  it('tells Beijing time in the time of Kazakhstan', () => {
    const { text } = toKazakhstan(sample('mt2401'), sample('mt4402'))
    expect(text).toContain(
      '<Date_of_arrival>2026-11-21</Date_of_arrival><Time_of_arrival>11:00</Time_of_arrival>',
    )
  })

  it('leaves Kazakhstan the day before when it is two in the morning in Beijing', () => {
    const early = sample('mt2401').replace('20261121083000', '20261121020000')
    expect(toKazakhstan(early, sample('mt4402')).messageId).toBe('55302/9402261121001/2026-11-20')
  })

  it('puts type, fullness and seals of a container on the bill that names it', () => {
    const { text } = toKazakhstan(sample('mt2401-containers'), sample('mt4402-containers'))
    expect(text).toContain(
      '<ctn_segment><Ctn_reference>TGHU1230002</Ctn_reference><Type_of_container>22G1</Type_of_container>' +
        '<Empty_Full>FCL</Empty_Full><Marks1>7710001</Marks1><Marks2>6610002</Marks2><Sealing_Party>CU</Sealing_Party>',
    )
    expect(text).toContain('<Total_number_of_containers>2</Total_number_of_containers>')
  })

  it('does not join two trips', () => {
    const other = sample('mt4402').replace('9402261121001', '9402261121009')
    expect(() => toKazakhstan(sample('mt2401'), other)).toThrow(
      expect.objectContaining({ code: 'OUTPUT_INVALID' }),
    )
  })

  it('has no way to say a crossing that Kazakhstan does not have', () => {
    const erenhot = (name: string): string =>
      sample(name).replaceAll('>9402<', '>0705<').replace('650501', '150202')
    expect(() => toKazakhstan(erenhot('mt2401'), erenhot('mt4402'))).toThrow(
      expect.objectContaining({ code: 'CODE_UNKNOWN' }),
    )
  })
})

const shared = sharedFolder()
if (shared === undefined) console.warn('skipped: official schemas, there is no shared folder')
const OFFICIAL = {
  'cn-mt1401-v1': 'Manifest_Declare_Import_Road_MT1401_9.xsd',
  'cn-mt2401-v1': 'Manifest_Declare_Export_Road_MT2401_9.xsd',
  'cn-mt4402-v1': 'Manifest_Binding_Export_Road_MT4402_2.xsd',
  'cn-mtres4-v1': 'Manifest_Response_Road.xsd',
}

describe.skipIf(shared === undefined)('the official schemas and samples', () => {
  const folder = join(shared ?? '', 'data/cn-road-manifest')
  const cases: [keyof typeof OFFICIAL, string, fc.Arbitrary<JsonObject>, string][] = [
    ['cn-mt1401-v1', 'cargo-report', mt1401Cargo, 'MT1401_9'],
    ['cn-mt2401-v1', 'cargo-report', mt2401Cargo, 'MT2401_9'],
    ['cn-mt4402-v1', 'conveyance-report', mt4402Conveyance, 'MT4402_2'],
  ]

  it.each(cases)('accept every %s we write', (id, name, arbitrary) => {
    using official = compileSchema(join(folder, 'xsd', OFFICIAL[id]))
    fc.assert(
      fc.property(arbitrary, (document) => {
        const { text } = writeMessage(formats.byId(id), { [name]: document }, CONTEXT)
        using message = openXml(new TextEncoder().encode(text))
        message.validate(official)
      }),
      { numRuns: 60 },
    )
  })

  it('accept every receipt we write', () => {
    using official = compileSchema(join(folder, 'xsd', OFFICIAL['cn-mtres4-v1']))
    fc.assert(
      fc.property(mtres4Response, (response) => {
        const { text } = writeMessage(formats.byId('cn-mtres4-v1'), { response }, contextFor('cn-mtres4-v1'))
        using message = openXml(new TextEncoder().encode(text))
        message.validate(official)
      }),
      { numRuns: 60 },
    )
  })

  it('accept what we write from a Kazakh export', () => {
    using official = compileSchema(join(folder, 'xsd', OFFICIAL['cn-mt1401-v1']))
    for (const name of ['awmds-export', 'awmds-export-small', 'awmds-containers']) {
      using message = openXml(new TextEncoder().encode(toChina(sample(name)).text))
      message.validate(official)
    }
  })

  it.each(cases)(
    '%s: the official sample is read, and written again it is the same document',
    (id, name, _, file) => {
      using message = openXml(readFileSync(join(folder, `samples/${file}.xml`)))
      const { documents } = readMessage(formats.byId(id), message, AT)
      const { text } = writeMessage(formats.byId(id), documents, CONTEXT)
      expect(readText(text).documents[name]).toEqual(documents[name])
    },
  )
})
