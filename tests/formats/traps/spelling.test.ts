import { describe, expect, it } from 'vitest'
import { putInto } from '../../../src/formats/envelope.ts'
import { writeMessage } from '../../../src/formats/message.ts'
import { refusalOf } from '../../refusal.ts'
import { contextFor, formats, readText, sample } from '../sample-files.ts'
import { changed, convert, DECLARATION, documentOf, replaced, valuesOf, write } from './convert.ts'

/** A sample read and written again in its own format. */
function again(name: string): string {
  const { format, documents } = readText(sample(name))
  return writeMessage(format, documents, contextFor(format.id)).text
}

/** Another message in this envelope. */
function enclosed(envelope: string, name: string): string {
  const { format, documents } = readText(sample(name))
  const { root, bytes } = writeMessage(format, documents, contextFor(format.id))
  const put = putInto(formats.byId(envelope), { root, bytes: bytes() }, contextFor(envelope))
  return Buffer.from(put.bytes).toString('utf8')
}

/** Sample, the name as the contract spells it, and as a dictionary would. */
const WRITTEN = [
  ['decmessage-import', 'EdocRealation', 'EdocRelation'],
  ['decmessage-import', 'EdocFomatType', 'EdocFormatType'],
  ['decmessage-import', 'DistinatePort', 'DestinatePort'],
  ['decmessage-import', 'GrossWet', 'GrossWt'],
  ['decmessage-import', 'PromiseItmes', 'PromiseItems'],
  ['decmessage-import', 'ExtendFiled', 'ExtendField'],
  ['decmessage-import', 'EntyPortCode', 'EntryPortCode'],
  ['dxprep', 'RecevierId', 'ReceiverId'],
  ['dxprep', 'CreatTime', 'CreateTime'],
  ['cmr', 'CounryName', 'CountryName'],
  ['cmr', 'PakingQuantity', 'PackingQuantity'],
  ['cmr', 'PakagePartQuantity', 'PackagePartQuantity'],
  ['cmr', 'DestinationOfficeIdenifier', 'DestinationOfficeIdentifier'],
  ['sertif-st1', 'AnnuledSertifForm', 'AnnulledCertificateForm'],
  ['autopreliminary', 'CounryName', 'CountryName'],
  ['autopreliminary', 'PakageQuantity', 'PackageQuantity'],
  ['autopreliminary', 'PackagePalleteInformation', 'PackagePalletInformation'],
  ['sad', 'Suppplementary_unit_code', 'Supplementary_unit_code'],
  ['sad', 'Deffered_payment_reference', 'Deferred_payment_reference'],
  ['sad', 'Invoice_suppliert_email_address', 'Invoice_supplier_email_address'],
  ['dec', 'SpecificCircumstancesCodeCode', 'SpecificCircumstancesCode'],
] as const

/** Names that are read and not carried on. */
const READ = [
  ['cmr', 'MarkSing', 'MarkSign'],
  ['sad', 'Rate_of_adjustement', 'Rate_of_adjustment'],
  ['decmessage-import-everything', 'TaxAaminMark', 'TaxAdminMark'],
  ['decmessage-import-everything', 'PartenerID', 'PartnerID'],
] as const

describe('trap 18, misspelt names are the contract', () => {
  it.each(WRITTEN)('%s: %s is read and written so, and %s is refused', (name, spelt, right) => {
    const count = (text: string, element: string): number =>
      text.match(new RegExp(`<(?:\\w+:)?${element}[\\s>]`, 'g'))?.length ?? 0
    expect(count(sample(name), spelt)).toBeGreaterThan(0)
    expect(count(again(name), spelt)).toBeGreaterThan(0)
    // Some of these names stand elsewhere in the same message, spelt right.
    expect(count(again(name), right)).toBeLessThanOrEqual(count(sample(name), right))
    const corrected = replaced(sample(name), new RegExp(`(?<=[<:/])${spelt}(?=[\\s>/])`), right)
    expect(refusalOf(() => readText(corrected))).toMatchObject({
      code: 'SCHEMA_INVALID',
      place: { path: expect.stringMatching(new RegExp(`/${right}(\\[\\d+\\])?$`)) },
    })
  })

  it.each(READ)('%s: %s is read, and %s is refused', (name, spelt, right) => {
    expect(() => readText(sample(name))).not.toThrow()
    const corrected = replaced(sample(name), new RegExp(`(?<=[<:/])${spelt}(?=[\\s>/])`), right)
    expect(refusalOf(() => readText(corrected)).code).toBe('SCHEMA_INVALID')
  })

  it.each([
    ['cn-dxpmsg-v1', 'mt2401', 'CreatTime', 'CreateTime'],
    ['ru-fcs-envelope-v1', 'cmr', 'ProccessID', 'ProcessID'],
    ['ru-fcs-envelope-container-v1', 'cmr', 'ProccessID', 'ProcessID'],
  ])('the envelope %s has %s for %s', (envelope, name, spelt, right) => {
    const text = enclosed(envelope, name)
    expect(valuesOf(text, spelt)).toHaveLength(1)
    expect(readText(text).documents).toEqual(readText(sample(name)).documents)
    const corrected = replaced(text, new RegExp(`(?<=[<:/])${spelt}(?=[\\s>])`), right)
    expect(refusalOf(() => readText(corrected))).toMatchObject({
      code: 'SCHEMA_INVALID',
      place: { path: expect.stringMatching(new RegExp(`/${right}$`)) },
    })
  })

  it('a name that another format spells right is misspelt only where its receiver wants it so', () => {
    const { text } = convert('ru-autopreliminary-v5.23.0', sample('awmds-export-small'))
    expect(valuesOf(sample('awmds-export-small'), 'Number_of_packages')).toEqual(['480'])
    expect(valuesOf(text, 'PakageQuantity')).toEqual(['480'])
    expect(valuesOf(convert('cn-mt1401-v1', sample('awmds-export-small')).text, 'PakageQuantity')).toEqual([])
  })
})

describe('trap 18, namespaces and empty elements are the contract', () => {
  it('a receipt without a namespace says the same as one with it', () => {
    const bare = sample('mtres4-accepted')
    expect(bare).not.toContain('xmlns')
    const named = replaced(
      bare,
      '<Manifest>',
      '<Manifest xmlns="urn:Declaration:datamodel:standard:CN:MTRES4:1">',
    )
    expect(readText(named).documents).toEqual(readText(bare).documents)
  })

  it('a receipt of a bare root over ns2: children is one of the same format', () => {
    const technical = sample('mtres4-technical')
    expect(technical).toMatch(/<Manifest xmlns:ns2="[^"]*">\s*<ns2:Head>/)
    expect(readText(technical)).toMatchObject({
      format: { id: 'cn-mtres4-v1' },
      documents: { response: { level: 'technical', outcome: 'accepted' } },
    })
    const other = replaced(technical, 'CN:MTRES4:1', 'CN:MTRES9:1')
    expect(refusalOf(() => readText(other)).code).toBe('FORMAT_UNKNOWN')
  })

  it('a manifest without its namespace is not taken for one: only receipts have that leave', () => {
    const bare = changed('mt1401', [' xmlns="urn:Declaration:datamodel:standard:CN:MT1401:1"', ''])
    expect(refusalOf(() => readText(bare)).code).toBe('FORMAT_UNKNOWN')
  })

  it('both namespaces of the Chinese declaration are read, and the one of its schema is written', () => {
    const noted = changed('decmessage-import', ['gov.cn/dec"', 'gov.cn/dec_3_1"'])
    const { format, documents } = readText(noted)
    expect(documents).toEqual(readText(sample('decmessage-import')).documents)
    const { text } = writeMessage(format, documents, contextFor(format.id))
    expect(text).toContain('xmlns="http://www.chinaport.gov.cn/dec"')
  })

  it('the envelope of Russia is in the namespace of a draft of SOAP, and the final one is refused', () => {
    const text = enclosed('ru-fcs-envelope-v1', 'cmr')
    expect(text).toContain('"http://www.w3.org/2001/06/soap-envelope"')
    const final = replaced(text, '2001/06/soap-envelope', '2003/05/soap-envelope')
    expect(refusalOf(() => readText(final)).code).toBe('FORMAT_UNKNOWN')
  })

  it('<null/> of ASYCUDA is no value: it goes abroad as nothing and home as <null/>', () => {
    expect(sample('sad-export')).toContain('<Place_of_declaration><null/></Place_of_declaration>')
    const { text } = convert('wco-dec-v3.6', sample('sad-export'))
    expect(text).not.toContain('null')
    const home = write('kz-asycuda-sad-r1', { [DECLARATION]: documentOf(DECLARATION, sample('sad-export')) })
    expect(home.text).toContain('<Place_of_declaration><null></null></Place_of_declaration>')
    expect(convert('kz-asycuda-sad-r1', text).text).toContain('<null></null>')
  })

  it('an element of one of the namespaces of a Russian message is refused in another', () => {
    const strayed = changed('autopreliminary-minimal', [
      'PriorCommonAggregateTypes:5.23.0',
      'PriorCommonAggregateTypes:5.22.0',
    ])
    expect(refusalOf(() => readText(strayed)).code).toBe('SCHEMA_INVALID')
  })
})
