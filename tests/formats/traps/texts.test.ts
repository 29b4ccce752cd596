import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { putInto } from '../../../src/formats/envelope.ts'
import { writeMessage } from '../../../src/formats/message.ts'
import { encodeText, type Encoding } from '../../../src/model/encoding.ts'
import { asObject, objectsAt } from '../../../src/model/json-access.ts'
import type { JsonObject } from '../../../src/model/json.ts'
import { encodeXml } from '../../../src/xml/encode.ts'
import { refusalOf } from '../../refusal.ts'
import { contextFor, formats, readBytes, readText, sample, SCHEMAS } from '../sample-files.ts'
import {
  attributesOf,
  changed,
  codePoints,
  convert,
  DECLARATION,
  documentOf,
  documentsOf,
  EXPORT_OF_CHINA,
  replaced,
  valuesOf,
  write,
} from './convert.ts'

/** A message as its sender encodes it, with a declaration that says so. */
function encoded(text: string, label: string, encoding: Encoding): Uint8Array {
  return encodeText(replaced(text, 'encoding="UTF-8"', `encoding="${label}"`), encoding, '/')
}

describe('trap 7, character sets', () => {
  it.each(['GB18030', 'GBK', 'GB2312'])(
    'a Chinese manifest in %s says in Kazakhstan what it says in UTF-8',
    (label) => {
      const bytes = encoded(sample('mt2401'), label, 'GB18030')
      expect(Buffer.from(bytes).equals(Buffer.from(sample('mt2401')))).toBe(false)
      const documents = { ...readBytes(bytes).documents, ...documentsOf(sample('mt4402')) }
      expect(write('kz-awmds-r1', documents).text).toBe(convert('kz-awmds-r1', ...EXPORT_OF_CHINA).text)
    },
  )

  it('a rare Hanzi of four bytes comes through whole', () => {
    const name = '\u{20BB7}野家贸易有限公司'
    const text = replaced(sample('mt2401'), '霍尔果斯示例进出口有限公司', name)
    const documents = {
      ...readBytes(encoded(text, 'GB18030', 'GB18030')).documents,
      ...documentsOf(sample('mt4402')),
    }
    expect(new Set(valuesOf(write('kz-awmds-r1', documents).text, 'Exporter_name'))).toEqual(new Set([name]))
  })

  it.each([
    ['windows-1251', 'windows-1251'],
    ['ISO-8859-5', 'ISO-8859-5'],
  ] as const)('an older Kazakh file in %s becomes Chinese UTF-8', (label, encoding) => {
    const text = replaced(sample('awmds-export-small'), 'FLAXSEED, IN BAGS', 'Семена льна, в мешках')
    const { documents } = readBytes(encoded(text, label, encoding))
    expect(valuesOf(write('cn-mt1401-v1', documents).text, 'CargoDescription')).toEqual([
      'Семена льна, в мешках',
    ])
  })

  it.each(['Қ', 'Ә', 'Ғ', 'Ң', 'Ұ', 'Һ', 'Ө', 'Ү'])(
    '%s is not in windows-1251: refused at its field, not replaced',
    (letter) => {
      const text = replaced(sample('awmds-export-small'), 'FLAXSEED, IN BAGS', `${letter}ОЙМА`)
      const written = writeMessage(
        formats.byId('cn-mt1401-v1'),
        readText(text).documents,
        contextFor('cn-mt1401-v1'),
      )
      const encode = (): Uint8Array => encodeXml(written.bytes(), written.root, 'windows-1251')
      expect(refusalOf(encode)).toMatchObject({
        code: 'OUTPUT_INVALID',
        place: { path: expect.stringMatching(/CargoDescription$/) },
      })
      expect(written.text).toContain(`${letter}ОЙМА`)
    },
  )

  it('a byte order mark before a message, as official files have it, is no part of it', () => {
    const bytes = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(sample('mt1401'))])
    expect(readBytes(bytes).documents).toEqual(readText(sample('mt1401')).documents)
  })

  it('Cyrillic of ISO 8859-5 in an interchange of Mongolia is Unicode in the next, and Hanzi has no place there', () => {
    const bytes = readFileSync(join(SCHEMAS, 'edifact/samples/cuscar-d95b.edi'))
    expect(bytes.toString('latin1')).toContain('UNB+UNOE:3')
    const { documents } = readBytes(bytes)
    expect(write('un-cuscar-d22a-v1', documents).text).toContain("FTX+AAA+++МОЛОЧНЫЕ КОНФЕТЫ'")
    const context = contextFor('un-cuscar-d22a-v1')
    const cyrillic = { ...context, values: { ...context.values, edifactSyntax: 'UNOE:3' } }
    const china = documentsOf(sample('mt1401'))
    expect(refusalOf(() => writeMessage(formats.byId('un-cuscar-d22a-v1'), china, cyrillic))).toMatchObject({
      code: 'OUTPUT_INVALID',
      place: { path: expect.stringContaining('/CUSCAR/') },
    })
  })

  it('DXP states the character set of what it carries, and the message inside is read by its own word', () => {
    const { format, documents } = readText(sample('mt2401'))
    const { root, bytes } = writeMessage(format, documents, contextFor(format.id))
    const { now, values } = contextFor('cn-dxpmsg-v1')
    const put = putInto(
      formats.byId('cn-dxpmsg-v1'),
      { root, bytes: encodeXml(bytes(), root, 'GB18030') },
      { now, values: { ...values, encoding: 'GB18030' } },
    )
    expect(attributesOf(Buffer.from(put.bytes).toString('utf8'), 'Encode')).toEqual(['GB18030'])
    expect(readBytes(put.bytes).documents).toEqual(documents)
  })
})

describe('trap 8, look-alike letters', () => {
  it('import is Cyrillic in the Union and Latin in ASYCUDA, code point by code point', () => {
    const union = convert('eaeu-r055-goods-v1.0.0', sample('sad-minimal')).text
    expect(valuesOf(union, 'DeclarationKindCode').map(codePoints)).toEqual([[0x418, 0x41c]])
    expect(valuesOf(union, 'EDocIndicatorCode').map(codePoints)).toEqual([[0x42d, 0x414]])
    const asycuda = convert('kz-asycuda-sad-r1', sample('r055-goods-minimal')).text
    expect(valuesOf(asycuda, 'Type_of_declaration').map(codePoints)).toEqual([[0x45, 0x58]])
  })

  it('the way of a transit stays Cyrillic on both sides', () => {
    const { text } = convert('kz-asycuda-transit-r1', sample('r048-transit-minimal'))
    expect(valuesOf(text, 'Type_of_transit_document').map(codePoints)).toEqual([[0x422, 0x420]])
  })

  it('a report to Russia made of a Chinese or Kazakh trip has ЭД in Cyrillic', () => {
    for (const texts of [EXPORT_OF_CHINA, [sample('awmds-export-small')]]) {
      const { text } = convert('ru-autopreliminary-v5.23.0', ...texts)
      expect(valuesOf(text, 'ElectronicDocumentSign').map(codePoints)).toEqual([[0x42d, 0x414]])
    }
  })

  it.each(['OO', 'ОО', 'OО'])('the preference %s is sent on in the very letters it came in', (preference) => {
    const text = replaced(sample('sad'), 'ОООО-ОО', `ОООО-${preference}`)
    const declaration = documentOf(DECLARATION, text)
    const written = write('kz-asycuda-sad-r1', { [DECLARATION]: declaration }).text
    expect(codePoints(valuesOf(written, 'Preference_code')[0] ?? '')).toEqual(
      codePoints(`ОООО-${preference}`),
    )
  })

  it.each(['А123ВС02', 'A123BC02', 'А123BC02'])('the plate %s is sent on as it was written', (plate) => {
    const text = replaced(sample('awmds-export-small'), '123ABC02/', `${plate}/`)
    const { text: russian } = convert('ru-autopreliminary-v5.23.0', text)
    expect(codePoints(valuesOf(russian, 'TransportMeansRegId')[0] ?? '')).toEqual(codePoints(plate))
  })
})

/** The documents of a Chinese export with another vehicle. */
function withVehicle(change: JsonObject): Record<string, JsonObject> {
  const documents = documentsOf(...EXPORT_OF_CHINA)
  const conveyance = documents['conveyance-report'] ?? {}
  const [first] = objectsAt(conveyance, 'consignments')
  const borderTransportMeans = { ...asObject(first?.['borderTransportMeans']), ...change }
  return {
    ...documents,
    'conveyance-report': { ...conveyance, consignments: [{ ...first, borderTransportMeans }] },
  }
}

describe('trap 9, plates and numbers of vehicles', () => {
  it('the plate with its Hanzi goes to Kazakhstan and Russia, the record code of Chinese customs does not', () => {
    const kazakh = convert('kz-awmds-r1', ...EXPORT_OF_CHINA).text
    const russian = convert('ru-autopreliminary-v5.23.0', ...EXPORT_OF_CHINA).text
    expect(valuesOf(kazakh, 'Identity_of_transporter')).toEqual(['新F12345/F1234G'])
    expect(valuesOf(russian, 'TransportMeansRegId')).toEqual(['新F12345', 'F1234G'])
    expect(valuesOf(sample('mt4402'), 'ID')).toContain('9402000123')
    expect(kazakh + russian).not.toContain('9402000123')
  })

  it('tractor and trailer in one field of Kazakhstan are two vehicles of the Union', () => {
    expect(valuesOf(sample('awmds-export-small'), 'Identity_of_transporter')).toEqual(['123ABC02/45DEF02'])
    const { text } = convert('ru-autopreliminary-v5.23.0', sample('awmds-export-small'))
    expect(valuesOf(text, 'TransportMeansRegId')).toEqual(['123ABC02', '45DEF02'])
  })

  it('a Cyrillic trailer is refused by China at its place, and not turned into Latin letters in silence', () => {
    const documents = withVehicle({ transportEquipment: [{ id: 'В1234С', typeCode: '03' }] })
    expect(refusalOf(() => write('cn-mt4402-v1', documents))).toMatchObject({
      code: 'OUTPUT_INVALID',
      place: {
        path: '/Manifest/Declaration/Consignment/BorderTransportMeans/TransportEquipment/ID',
      },
    })
  })

  it('a foreign plate is no record code of China: without one the vehicle is not confirmed', () => {
    const documents = documentsOf(sample('awmds-export-small'))
    expect(refusalOf(() => write('cn-mt4401-v1', documents))).toMatchObject({
      code: 'OUTPUT_INVALID',
      place: { path: expect.stringContaining('/Manifest/Declaration/') },
    })
  })

  it('plates of 29 characters do not fit into the 27 of Kazakhstan: refused, not cut', () => {
    expect(
      refusalOf(() => write('kz-awmds-r1', withVehicle({ name: '新F12345678901234567890' }))),
    ).toMatchObject({
      code: 'OUTPUT_INVALID',
      place: { path: '/Awmds/General_segment/Transport_information/Identity_of_transporter' },
    })
  })

  it('a second trailer has no place in Kazakhstan and stops the exchange', () => {
    const transportEquipment = [{ id: 'F1234G' }, { id: 'F5678G' }]
    const { lost } = write('kz-awmds-r1', withVehicle({ transportEquipment }))
    expect(lost).toContainEqual(expect.stringContaining('transportEquipment[1]'))
    const russian = write('ru-autopreliminary-v5.23.0', withVehicle({ transportEquipment }))
    expect(valuesOf(russian.text, 'TransportMeansRegId')).toEqual(['新F12345', 'F1234G', 'F5678G'])
  })
})

describe('trap 10, numbers of parties', () => {
  it('a credit code of China is no BIN: refused at its place', () => {
    expect(refusalOf(() => convert('kz-asycuda-sad-r1', sample('decmessage-import-minimal')))).toMatchObject({
      code: 'DOCUMENT_INVALID',
      place: { path: 'goods-declaration.declarant.identifier.id' },
    })
  })

  it('a BIN is no customs code of China: the field that asks for one stays empty and is missed', () => {
    const { declarant } = documentOf(DECLARATION, sample('sad'))
    expect(declarant).toMatchObject({ identifier: { id: '061240004578' } })
    const declaration = documentOf(DECLARATION, sample('decmessage-import-minimal'))
    expect(
      refusalOf(() =>
        write('cn-decmessage-import-v1', { [DECLARATION]: { ...declaration, declarant: declarant ?? null } }),
      ),
    ).toMatchObject({ code: 'OUTPUT_INVALID', place: { path: '/DecMessage/DecHead/AgentName' } })
  })

  it('no Chinese number lands in a field of one of the five states, and the report says it is left out', () => {
    const { text, entries } = convert('ru-autopreliminary-v5.23.0', ...EXPORT_OF_CHINA)
    expect(text).not.toContain('91654004MA0EXAMPL1')
    for (const field of ['INN', 'KPP', 'OGRN', 'BIN', 'IIN', 'UNP', 'UNN', 'KGINN'])
      expect(valuesOf(text, field)).toEqual([])
    expect(entries).toContainEqual(
      expect.objectContaining({
        outcome: 'dropped',
        declared: true,
        document: 'cargo-report.consignments[].consignor.identifier.id',
      }),
    )
  })

  it('BIN and IIN of one party have twelve digits both and stay two numbers', () => {
    const [bin, iin] = ['190840010022', '850314300102']
    expect(documentOf('transport-contract', sample('cmr'))).toMatchObject({
      consignor: {
        identifier: { id: bin, schemeId: 'KZ-BIN' },
        personIdentifier: { id: iin, schemeId: 'KZ-IIN' },
      },
    })
    const swapped = changed('cmr', [`<cat:BIN>${bin}<`, `<cat:BIN>${iin}<`])
    expect(refusalOf(() => readText(swapped))).toMatchObject({
      code: 'FIELD_INVALID',
      place: { path: expect.stringMatching(/\/BIN$/) },
    })
  })

  it('a credit code of 18 characters is not cut to the 17 of the WCO model', () => {
    const { now, values } = contextFor('wco-dec-v3.6')
    const chinese = { now, values: { ...values, responsibleCountry: 'CN' } }
    const documents = documentsOf(sample('decmessage-export-minimal'))
    expect(refusalOf(() => writeMessage(formats.byId('wco-dec-v3.6'), documents, chinese))).toMatchObject({
      code: 'OUTPUT_INVALID',
      place: { path: '/MetaData/Declaration/Declarant/ID[1]' },
    })
  })
})

describe('trap 11, names', () => {
  it.each([
    ['Latin', 'TOO '.padEnd(70, 'A'), 'TOO '.padEnd(71, 'A')],
    ['Kazakh', 'Ә'.repeat(70), 'Ә'.repeat(71)],
    ['Chinese', '货'.repeat(70), '货'.repeat(71)],
  ])('70 characters go to China and 71 are refused, never cut: %s letters', (_script, fits, long) => {
    const named = (name: string): string => replaced(sample('awmds-export-small'), 'TOO ASTYQ-EXPORT', name)
    const { text } = convert('cn-mt1401-v1', named(fits))
    expect(valuesOf(text, 'Name')).toContain(fits)
    expect(refusalOf(() => convert('cn-mt1401-v1', named(long)))).toMatchObject({
      code: 'OUTPUT_INVALID',
      place: { path: '/Manifest/Declaration/Consignment/Consignor/Name' },
    })
  })

  it.each([
    ['cn-mt2401-v1', 70, '/Manifest/Declaration/Consignment[1]/Consignee/Name'],
    ['kz-awmds-r1', 140, '/Awmds/Bol_segment[1]/Traders_segment/Consignee/Consignee_name'],
    [
      'ru-autopreliminary-v5.23.0',
      150,
      '/AutoPreliminary/MainConsignmentDetails/ConsignmentDetails[1]/ConsigneeDetails/OrganizationName',
    ],
    ['un-cuscar-d22a-v1', 350, '/CUSCAR/SG7[1]/SG8/SG11[2]/NAD/C080/E3036'],
  ])('%s takes names of %i characters whole, and one more is refused at its place', (to, limit, path) => {
    const named = (length: number): Record<string, JsonObject> => {
      const cargo = documentOf('cargo-report', sample('mt2401'))
      const [first, ...others] = objectsAt(cargo, 'consignments')
      const consignee = { ...asObject(first?.['consignee']), name: 'Ұ'.repeat(length) }
      const consignments = [{ ...first, consignee }, ...others]
      return { ...documentsOf(...EXPORT_OF_CHINA), 'cargo-report': { ...cargo, consignments } }
    }
    expect(write(to, named(limit)).text.replaceAll(/[^Ұ]/g, '')).toHaveLength(limit)
    expect(refusalOf(() => write(to, named(limit + 1)))).toMatchObject({
      code: 'OUTPUT_INVALID',
      place: { path },
    })
  })

  it('both the original and the Latin name go from one Form E to the other', () => {
    const parties = (text: string): unknown[] => {
      const certificate = documentOf('certificate-of-origin', text)
      return ['exporter', 'consignee'].map((party) => {
        const { name, latinName } = asObject(certificate[party]) ?? {}
        return [name, latinName]
      })
    }
    const burmese = sample('asean-form-e-myanmar')
    expect(parties(burmese)).toEqual([
      [expect.stringMatching(/\p{Script=Myanmar}/u), 'Namuna Trading Co., Ltd.'],
      [expect.stringMatching(/\p{Script=Han}/u), 'Ruili Shili Trading Co., Ltd.'],
    ])
    expect(parties(convert('cn-form-e-r1', burmese).text)).toEqual(parties(burmese))
  })

  it('a name keeps its own letters where the receiver takes them: nobody romanises it', () => {
    const { text, entries } = convert('kz-awmds-r1', ...EXPORT_OF_CHINA)
    expect(new Set(valuesOf(text, 'Exporter_name'))).toEqual(new Set(['霍尔果斯示例进出口有限公司']))
    expect(new Set(valuesOf(text, 'Consignee_name'))).toEqual(new Set(['ТОО ПРИМЕР ЛОГИСТИКА']))
    const changes = entries.filter(({ outcome }) => outcome === 'changed').map(({ document }) => document)
    expect(changes).not.toContainEqual(expect.stringMatching(/\.name$/))
  })

  it('an address that has no field is told as left out, with its reason', () => {
    const { text, entries } = convert('cn-mt1401-v1', sample('awmds-export-small'))
    expect(text).not.toContain('RAIYMBEK')
    expect(entries).toContainEqual(
      expect.objectContaining({
        outcome: 'dropped',
        declared: true,
        document: 'cargo-report.consignments[].consignor.address.line',
      }),
    )
  })
})
