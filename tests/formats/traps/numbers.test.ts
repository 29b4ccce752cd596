import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { writeMessage } from '../../../src/formats/message.ts'
import { refusalOf } from '../../refusal.ts'
import { contextFor, formats, readBytes, readText, sample, SCHEMAS } from '../sample-files.ts'
import {
  changed,
  convert,
  DECLARATION,
  documentOf,
  documentsOf,
  replaced,
  toldOf,
  valuesOf,
  withText,
  write,
} from './convert.ts'

const UNION = 'eaeu-r055-goods-v1.0.0'
const CHINA = 'cn-decmessage-import-v1'

/** A Kazakh manifest as CUSCAR with this decimal mark, as it goes over the wire. */
function asInterchange(mark: ',' | '.'): Buffer {
  const context = contextFor('un-cuscar-d22a-v1')
  const values = { ...context.values, edifactCharacters: `:+${mark}? '`, edifactSyntax: 'UNOC:3' }
  const documents = documentsOf(sample('awmds-export-small'))
  return Buffer.from(
    writeMessage(formats.byId('un-cuscar-d22a-v1'), documents, { ...context, values }).bytes(),
  )
}

describe('trap 13, decimal marks and numbers', () => {
  it('a full stop of XML is a comma of EDIFACT when UNA says so, and a full stop again in China', () => {
    const interchange = asInterchange(',')
    expect(interchange.toString('latin1')).toMatch(/^UNA:\+,\? '/)
    expect(interchange.toString('latin1')).toContain('KGM:12096,5')
    const read = readBytes(interchange)
    expect(read.documents).toEqual(readBytes(asInterchange('.')).documents)
    const china = write('cn-mt1401-v1', read.documents)
    expect(valuesOf(china.text, 'GrossMassMeasure')).toEqual(['12096.5', '12096.5'])
  })

  it('a comma of Mongolia (61,125) is a full stop in every text made of it', () => {
    const bytes = readFileSync(join(SCHEMAS, 'edifact/samples/cuscar-d95b.edi'))
    expect(bytes.toString('latin1')).toContain("CNT+7:61,125:KGM'")
    const { text } = write('un-cuscar-d22a-v1', readBytes(bytes).documents)
    expect(text).toContain("CNT+7:61.125:KGM'")
    expect(text).not.toContain('61,125')
  })

  it.each([
    ['decmessage-import-minimal', 'GrossWet', '21350,5'],
    ['decmessage-import-minimal', 'GrossWet', '21 350.5'],
    ['awmds-export-small', 'Customs_value', '5140,20'],
    ['awmds-export-small', 'Customs_value', '5,140.20'],
    ['mt1401', 'ValueAmount', '186400,00'],
    ['r055-goods', 'CAValueAmount', '20140,2'],
    ['cmr', 'TransportCost', '380000,00'],
    ['autopreliminary-minimal', 'GrossWeightQuantity', '21350,5'],
    ['dec-export', 'GrossMassMeasure', '65000,0'],
    ['form-e', 'FOBAmount', '18,250.40'],
    ['asean-form-e', 'ItemChargeAmount', '11340,00'],
    ['mt1401', 'ValueAmount', '1.864E5'],
  ])('in XML %s, %s is never "%s": a comma is no mark and parts no thousands', (name, element, value) => {
    const { code, place } = refusalOf(() => readText(withText(name, element, value)))
    expect(code).toBe('SCHEMA_INVALID')
    expect(place?.path).toContain(element)
  })

  it('a mass of 2.0000 is 2, and a total of 21350.5 is the sum of 21350.500', () => {
    const declaration = documentOf(DECLARATION, withText('decmessage-import-minimal', 'GrossWet', '2.0000'))
    expect(declaration['totalGrossMassMeasure']).toBe('2')
    expect(valuesOf(write(CHINA, { [DECLARATION]: declaration }).text, 'GrossWet')).toEqual(['2'])
    const bill = changed('mt1401', [
      /(?<=GovernmentAgencyGoodsItem><GoodsMeasure><GrossMassMeasure unitCode="KGM">)21350\.500/,
      '21350.5',
    ])
    expect(readText(bill).documents).toEqual(readText(sample('mt1401')).documents)
  })

  it('sums are exact where binary floating point is not: 0.1 + 0.2 + 0.3', () => {
    const masses = ['21350.500', '1890.250', '3120'] as const
    const small = masses.reduce(
      (text, mass, index) => replaced(text, `KGM">${mass}<`, `KGM">0.${index + 1}<`),
      sample('mt2401'),
    )
    const { text } = convert('kz-awmds-r1', small, sample('mt4402'))
    expect(valuesOf(text, 'Total_gross_mass')).toEqual(['0.600'])
    expect(() => readText(text)).not.toThrow()
    const wrong = replaced(text, 'Total_gross_mass>0.600<', 'Total_gross_mass>0.601<')
    expect(refusalOf(() => readText(wrong))).toMatchObject({
      code: 'TOTAL_MISMATCH',
      place: { path: '/Awmds/General_segment/Totals_segment/Total_gross_mass' },
    })
  })

  it('a mass of 18 digits comes through China, the hub and the Union to the last one', () => {
    const mass = '1234567890123.45678'
    expect(String(Number(mass))).not.toBe(mass)
    const text = ['GrossWet', 'NetWt', 'GQty', 'FirstQty'].reduce(
      (each, element) => replaced(each, new RegExp(`(?<=<${element}>)[^<]*`), mass),
      sample('decmessage-import-minimal'),
    )
    const declaration = documentOf(DECLARATION, text)
    expect(declaration['totalGrossMassMeasure']).toBe(mass)
    expect(valuesOf(write(CHINA, { [DECLARATION]: declaration }).text, 'GrossWet')).toEqual([mass])
    expect(valuesOf(convert(UNION, text).text, 'GoodsMeasure')).toEqual([mass, mass])
  })

  it('an amount of 18 digits, which no double holds, comes through to the last one', () => {
    const amount = '1234567890123456.78'
    expect(String(Number(amount))).not.toBe(amount)
    const text = changed('awmds-export-small', ['<Customs_value>5140.20<', `<Customs_value>${amount}<`])
    expect(valuesOf(convert('ru-autopreliminary-v5.23.0', text).text, 'Amount')).toEqual([amount])
    expect(convert('un-cuscar-d22a-v1', text).text).toContain(`MOA+43:${amount}:USD'`)
    // China's manifest has 16 digits: nothing is cut and nothing is rounded to fit.
    expect(refusalOf(() => convert('cn-mt1401-v1', text))).toMatchObject({
      code: 'OUTPUT_INVALID',
      place: { path: '/Manifest/Declaration/Consignment/ValueAmount' },
    })
  })

  it('a count that no double holds is refused at its place, and not rounded to one that it does', () => {
    const text = readFileSync(join(SCHEMAS, 'edifact/samples/cuscar-d22a.edi'), 'utf8')
    const counted = (packages: string): Buffer =>
      Buffer.from(replaced(text, 'CNT+11:12:XCT', `CNT+11:${packages}:XCT`))
    expect(refusalOf(() => readBytes(counted('9007199254740993')))).toMatchObject({
      code: 'FIELD_INVALID',
      place: { path: '/CUSCAR/SG7[2]/SG8/CNT[1]/C270/E6066' },
    })
    const { documents } = readBytes(counted('99999999'))
    expect(write('un-cuscar-d95b-v1', documents).text).toContain("CNT+11:99999999:XCT'")
  })

  it('what a field has no decimals for is rounded half up by the digits, and told', () => {
    const text = withText('decmessage-import-minimal', 'DeclTotal', '12345678901234.125')
    const written = convert(UNION, text)
    expect(valuesOf(written.text, 'CAValueAmount')).toEqual(['12345678901234.13'])
    expect(toldOf(written, 'CAValueAmount')).toMatchObject([
      { outcome: 'changed', from: '12345678901234.125', to: '12345678901234.13' },
    ])
  })
})
