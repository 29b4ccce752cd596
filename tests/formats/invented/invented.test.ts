import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { loadFormats } from '../../../src/formats/catalogue.ts'
import { putInto, takeOut } from '../../../src/formats/envelope.ts'
import { readMessage, writeMessage } from '../../../src/formats/message.ts'
import { undeclaredLosses, lossReport } from '../../../src/mapping/report.ts'
import { openXml } from '../../../src/xml/parse.ts'
import { refusalOf } from '../../refusal.ts'
import { AT, CONTEXT, sample } from '../sample-files.ts'
import { BASE64_ENVELOPE, ELEMENT_ENVELOPE, inventFormats } from './files.ts'

const folder = mkdtempSync(join(tmpdir(), 'khorgos-invented-'))
const formats = loadFormats(inventFormats(folder))
afterAll(() => rmSync(folder, { recursive: true }))

const textOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('utf8')
const bytesOf = (text: string) => new TextEncoder().encode(text)
const PARCELS = `<Parcels xmlns="urn:invented:parcels:1"><Trip>T1</Trip><Office>North</Office><Way>cart</Way>
<Remark>twenty characters ar</Remark><Remark>e not enough</Remark>
<Parcel><Bill>B1</Bill><Number>3</Number></Parcel><Parcel><Bill>B2</Bill><Number>4</Number></Parcel></Parcels>`

function read(text: string) {
  using message = openXml(bytesOf(text))
  const format = formats.recognise(message.root)
  return { format, ...readMessage(format, message, AT) }
}

describe('a format is data', () => {
  test('an invented message is recognised, read, and written again, without a change of code', () => {
    const { format, documents, report } = read(PARCELS)
    expect(format.id).toBe('zz-parcels-v1')
    expect(documents['arrival-notice']).toMatchObject({
      id: 'T1',
      borderCrossingId: 'CNHRS-KZHOR',
      additionalInformation: { content: 'twenty characters are not enough' },
      consignments: [{ totalPackageQuantity: 3 }, { totalPackageQuantity: 4 }],
    })
    const again = writeMessage(format, documents, CONTEXT)
    expect(again.text).toBe(PARCELS.replaceAll('\n', ''))
    expect(undeclaredLosses(lossReport([report], again.report))).toEqual([])
  })

  test('a real notice of arrival becomes an invented one', () => {
    const { documents } = read(sample('mt3402'))
    const written = writeMessage(formats.byId('zz-parcels-v1'), documents, CONTEXT)
    expect(written.text).toContain('<Office>North</Office><Way>cart</Way>')
    expect(read(written.text).format.id).toBe('zz-parcels-v1')
  })
})

describe.each([BASE64_ENVELOPE, ELEMENT_ENVELOPE])('%s', (id) => {
  const envelope = formats.byId(id)
  const inner = (() => {
    const { format, documents } = read(sample('mt2401'))
    const { root, bytes, text } = writeMessage(format, documents, CONTEXT)
    return { root, bytes: bytes(), text }
  })()
  const text = textOf(putInto(envelope, inner, CONTEXT).bytes)

  test('what is put into it comes out the same, and is read', () => {
    using message = openXml(bytesOf(text))
    using carried = takeOut(formats, message, { agreed: id, at: AT })
    expect(carried.envelope?.id).toBe(id)
    const format = formats.recognise(carried.message.root)
    expect(format.id).toBe('cn-mt2401-v1')
    const { documents } = readMessage(format, carried.message, AT)
    expect(writeMessage(format, documents, CONTEXT).text).toBe(inner.text)
  })

  test('is no message itself', () => {
    using message = openXml(bytesOf(text))
    expect(refusalOf(() => formats.recognise(message.root)).code).toBe('FORMAT_UNKNOWN')
  })

  test('without an agreement about it, it is not opened', () => {
    using message = openXml(bytesOf(text))
    for (const agreed of [null, 'zz-other-v1'])
      expect(refusalOf(() => takeOut(formats, message, { agreed, at: AT })).code).toBe('FORMAT_NOT_AGREED')
  })

  test('that breaks its own schema is refused with the place', () => {
    using message = openXml(bytesOf(text.replace('<From>', '<Form>').replace('</From>', '</Form>')))
    expect(refusalOf(() => takeOut(formats, message, { at: AT }))).toMatchObject({
      code: 'SCHEMA_INVALID',
      place: { path: '/Paper/Form' },
    })
  })

  test('an envelope in an envelope is no message of any format', () => {
    using message = openXml(bytesOf(text))
    const bytes = bytesOf(text)
    const twice = textOf(putInto(formats.byId(BASE64_ENVELOPE), { root: message.root, bytes }, CONTEXT).bytes)
    using outer = openXml(bytesOf(twice))
    expect(refusalOf(() => takeOut(formats, outer, { at: AT }))).toMatchObject({
      code: 'FORMAT_UNKNOWN',
      message: expect.stringContaining('carries another envelope'),
    })
  })

  test('a message without envelope is itself', () => {
    using message = openXml(bytesOf(inner.text))
    using carried = takeOut(formats, message, { agreed: id, at: AT })
    expect(carried).toMatchObject({ message, envelope: undefined })
  })
})

describe('what an envelope carries is as hostile as anything', () => {
  const carrying = (payload: string | Uint8Array) =>
    `<Paper xmlns="urn:invented:paper:1"><From>x</From><Kind>base64</Kind><Inside>${Buffer.from(payload).toString('base64')}</Inside></Paper>`
  const opened = (text: string, maxBytes?: number) => {
    using message = openXml(bytesOf(text))
    using carried = takeOut(formats, message, { at: AT, ...(maxBytes !== undefined && { maxBytes }) })
    return carried.message.root.name
  }

  test.each([
    ['nothing', '', 'MESSAGE_EMPTY'],
    ['no XML', 'PK\u0003\u0004', 'XML_MALFORMED'],
    ['a DTD', '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', 'XML_FORBIDDEN'],
    ['an encoding nobody agreed on', '<?xml version="1.0" encoding="GB18030"?><a/>', 'XML_ENCODING'],
  ])('%s', (_name, payload, code) => {
    expect(refusalOf(() => opened(carrying(payload)))).toMatchObject({
      code,
      message: expect.stringMatching(/^The message inside: /),
      place: { path: '/Paper/Inside' },
    })
  })

  test('it may not be larger than a message', () => {
    expect(refusalOf(() => opened(carrying(PARCELS), 100)).code).toBe('MESSAGE_TOO_LARGE')
  })

  test('text that is no base64 is refused with its place', () => {
    expect(refusalOf(() => opened(carrying('x').replace('<Inside>', '<Inside>*')))).toMatchObject({
      code: 'FIELD_INVALID',
      place: { path: '/Paper/Inside' },
    })
  })
})
