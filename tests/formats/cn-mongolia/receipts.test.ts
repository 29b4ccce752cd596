import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readMessage, writeMessage } from '../../../src/formats/message.ts'
import type { JsonObject } from '../../../src/model/json.ts'
import { openXml } from '../../../src/xml/parse.ts'
import { refusalOf } from '../../refusal.ts'
import { sharedFolder } from '../../shared.ts'
import { AT, contextFor, formats, readText, sample } from '../sample-files.ts'

/** Reads as an exchange with Mongolia does: the agreement names the formats. */
function readAmong(text: string): { format: string; response: JsonObject } {
  using message = openXml(new TextEncoder().encode(text))
  const format = formats.recognise(message.root, ['cn-mtrp01-r1', 'cn-mtrp02-r1'])
  return { format: format.id, response: readMessage(format, message, AT).documents['response'] ?? {} }
}

describe('a receipt of a checklist', () => {
  it.each([
    ['mtrp01-minimal', 'business', 'accepted', 'MTDE02'],
    ['mtrp01', 'business', 'review', 'MTDE02'],
    ['mtrp01-technical', 'technical', 'accepted', 'MTDE02'],
    ['mtrp02', 'business', 'rejected', 'MTDE01'],
    ['mtrp02-minimal', 'business', 'accepted', 'MTDE01'],
    ['mtrp01-released', 'decision', 'accepted', 'MTDE02'],
    ['mtrp02-held', 'decision', 'review', 'MTDE01'],
  ])('%s is %s and %s, and answers %s', (name, level, outcome, typeCode) => {
    expect(readText(sample(name)).documents['response']).toMatchObject({ level, outcome, typeCode })
  })

  it('names the message, the checklist, containers and bills', () => {
    expect(readText(sample('mtrp01')).documents['response']).toMatchObject({
      functionalReferenceId: 'CN_MTDE02_1p0_0705123456789_20261121103000123',
      declaration: { id: 'C26070500123' },
      status: { statusCode: 'review', statusDescription: 'Гараар шалгана / 转人工审核' },
      transportEquipment: [
        { id: 'KHGU2026119', statusCode: 'accepted' },
        { id: 'KHGU2026124', statusCode: 'review' },
      ],
      consignments: [
        { transportContractDocumentId: 'ER2611210001', statusCode: 'accepted' },
        { transportContractDocumentId: 'ER2611210002', statusCode: 'review' },
      ],
    })
  })

  it('is not made of an answer to another message', () => {
    const response = { ...readText(sample('mtrp01')).documents['response'], typeCode: 'MTDE01' }
    const { code } = refusalOf(() =>
      writeMessage(formats.byId('cn-mtrp01-r1'), { response }, contextFor('cn-mtrp01-r1')),
    )
    expect(code).toBe('OUTPUT_INVALID')
    const other = { ...response, typeCode: 'MT1401' }
    expect(
      refusalOf(() =>
        writeMessage(formats.byId('cn-mtrp01-r1'), { response: other }, contextFor('cn-mtrp01-r1')),
      ).code,
    ).toBe('CODE_UNKNOWN')
  })

  it('that answers nothing is refused', () => {
    const empty = sample('mtrp01-minimal').replace(/<AdditionalInformation>.*<\/AdditionalInformation>/, '')
    expect(refusalOf(() => readText(empty)).code).toBe('DOCUMENT_INVALID')
  })

  it('with a status that is not in the list is refused, at its place', () => {
    const { code, place } = refusalOf(() => readText(sample('mtrp02-minimal').replace('>01<', '>77<')))
    expect([code, place?.path]).toEqual([
      'CODE_UNKNOWN',
      '/Manifest/Response/AdditionalInformation/StatementCode',
    ])
  })

  it('has the letter of the side whose checklist it answers', () => {
    const { code, place } = refusalOf(() =>
      readText(sample('mtrp02').replace('>M26120100045<', '>C26070500123<')),
    )
    expect([code, place?.path]).toEqual(['SCHEMA_INVALID', '/Manifest/Response/ID'])
  })
})

// Trap 18: receipts of this family come without namespace, or with a bare root over children in it.
describe('namespaces of a receipt', () => {
  const NAMESPACE = ' xmlns="urn:Declaration:datamodel:standard:CN:MTRP01:1"'
  const plain = sample('mtrp01')
  const shapes: readonly [string, string][] = [
    ['in its namespace', plain],
    ['without any', plain.replace(NAMESPACE, '')],
    [
      'with a bare root over children in it',
      plain
        .replace(NAMESPACE, NAMESPACE.replace('xmlns', 'xmlns:ns2'))
        .replaceAll(/<(\/?)(?=[A-Z])(?!Manifest)/g, '<$1ns2:'),
    ],
  ]

  it.each(shapes)('%s, it says the same', (_, text) => {
    expect(readAmong(text)).toEqual(readAmong(plain))
  })

  it('a bare root is enough to tell it from a receipt of the road manifest', () => {
    expect(readText(shapes[2]?.[1] ?? '').format.id).toBe('cn-mtrp01-r1')
  })

  it('a receipt of the road manifest without namespace is not taken for one of a checklist', () => {
    expect(readText(sample('mtres4-accepted')).format.id).toBe('cn-mtres4-v1')
    expect(refusalOf(() => readAmong(sample('mtres4-accepted'))).code).toBe('FORMAT_UNKNOWN')
  })

  it('a receipt without namespace is checked against its schema all the same', () => {
    const broken = plain.replace(NAMESPACE, '').replace('<Version>1.0</Version>', '')
    const { code, place } = refusalOf(() => readAmong(broken))
    expect([code, place?.path]).toEqual(['SCHEMA_INVALID', expect.stringContaining('Head')])
  })
})

const shared = sharedFolder()
if (shared === undefined)
  console.warn('skipped: the official list of message types, there is no shared folder')

// No structure of these messages is published; their types, and who sends them, are.
describe.skipIf(shared === undefined)('the official list of message types', () => {
  const file =
    shared === undefined ? '' : readFileSync(join(shared, 'data/cn-road-manifest/xsd/Code/CC002.xsd'), 'utf8')
  const noteOf = (type: string): string =>
    new RegExp(`"${type}">[\\s\\S]*?<xs:documentation>([^<]*)<`).exec(file)?.[1] ?? ''

  it.each([
    ['MTDE01', '蒙方发给中方'],
    ['MTDE02', '中方发给蒙方'],
    ['MTRP01', '蒙方发给中方'],
    ['MTRP02', '中方发给蒙方'],
  ])('%s: %s', (type, way) => {
    expect(noteOf(type)).toContain(way)
    expect(noteOf(type).includes('回执')).toBe(type.startsWith('MTRP'))
  })

  it('has the receipts of a checklist and not the one of the road manifest: these say their own type', () => {
    expect(file).not.toContain('"MTRES4"')
    expect(sample('mtrp01')).toContain('<MessageType>MTRP01</MessageType>')
    expect(sample('mtres4-accepted')).toContain('<MessageType>MT1401</MessageType>')
  })
})
