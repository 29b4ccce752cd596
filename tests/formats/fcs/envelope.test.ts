import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { putInto } from '../../../src/formats/envelope.ts'
import { writeMessage } from '../../../src/formats/message.ts'
import { openXml } from '../../../src/xml/parse.ts'
import { refusalOf } from '../../refusal.ts'
import { sharedFolder } from '../../shared.ts'
import { contextFor, formats, readText, sample } from '../sample-files.ts'

const FORMS = [
  { id: 'ru-fcs-envelope-v1', name: 'envelope' },
  { id: 'ru-fcs-envelope-container-v1', name: 'envelope-container' },
] as const

function put(id: string): string {
  const read = readText(sample('cmr'))
  const written = writeMessage(read.format, read.documents, contextFor(read.format.id))
  const message = { root: written.root, bytes: written.bytes() }
  return Buffer.from(putInto(formats.byId(id), message, contextFor(id)).bytes).toString('utf8')
}

function envelopeOf(text: string): string | undefined {
  using message = openXml(Buffer.from(text))
  return formats.envelopeIdOf(message.root)
}

describe.each(FORMS)('$id', ({ id, name }) => {
  it('is told from the other form by what its body holds, and carries a document', () => {
    expect(envelopeOf(sample(name))).toBe(id)
    expect(readText(sample(name)).format.id).toBe('ru-cmr-v5.23.0')
  })

  it('carries the same as a document without one', () => {
    const bare = sample('cmr-minimal')
    expect(readText(sample(`${name}-minimal`)).documents).toEqual(readText(bare).documents)
  })

  it('is put around what we write, and taken off again', () => {
    const text = put(id)
    expect(envelopeOf(text)).toBe(id)
    expect(readText(text).documents).toEqual(readText(sample('cmr')).documents)
  })

  it('says who sends what to which office, in Greenwich time, and spells ProccessID so (traps 12, 18)', () => {
    const text = put(id)
    const { uuid = '' }: Readonly<Record<string, string>> = contextFor(id).values
    expect(text).toMatch(/PreparationDateTime>2026-11-21T09:00:00(Z|\+00:00)</)
    for (const [field, value] of [
      ['EnvelopeID', uuid],
      ['SenderInformation', 'smtp://eps.customs.ru/khorgos'],
      ['ReceiverInformation', 'smtp://eps.customs.ru/gateway'],
      ['SoftVersion', 'Khorgos/0.1'],
      ['MessageType', 'ED.11009'],
      ['ProccessID', uuid],
      ['ParticipantID', '1127746010039'],
      ['CustomsCode', '10013110'],
      ['ExchType', '19200'],
    ])
      expect(text).toContain(`${field}>${value}<`)
  })

  it.each([
    ['SOAP 1.1', 'http://schemas.xmlsoap.org/soap/envelope/'],
    ['SOAP 1.2 as it was published', 'http://www.w3.org/2003/05/soap-envelope'],
  ])('in the namespace of %s is no message of ours', (_what, namespace) => {
    const other = sample(name).replace('http://www.w3.org/2001/06/soap-envelope', namespace)
    expect(refusalOf(() => readText(other)).code).toBe('FORMAT_UNKNOWN')
  })
})

describe('an envelope is refused', () => {
  it.each([
    [
      'with attachments, whose files would stay behind',
      '</Header>',
      '<att:Attachments xmlns:att="urn:customs.ru:Envelope:Attachments:1.0"/></Header>',
      /Attachments$/,
    ],
    ['with a process that is spelt right', /ProccessID/g, 'ProcessID', /ProcessID$/],
    ['without a kind of message', /<edh:MessageType>.*<\/edh:MessageType>/, '', /EDHeader\/\w+$/],
  ])('%s', (_what, from, to, path) => {
    expect(refusalOf(() => readText(sample('envelope').replace(from, to)))).toMatchObject({
      code: 'SCHEMA_INVALID',
      place: { path: expect.stringMatching(path) },
    })
  })

  it('with two documents in its body', () => {
    const [, cmr = ''] = /(<CMR[\s\S]*<\/CMR>)/.exec(sample('envelope')) ?? []
    const two = sample('envelope').replace(cmr, cmr + cmr)
    expect(refusalOf(() => readText(two)).code).toBe('SCHEMA_INVALID')
  })

  it('with two documents in its container', () => {
    const text = sample('envelope-container')
    const [, document = ''] = /(<ContainerDoc>[\s\S]*<\/ContainerDoc>)/.exec(text) ?? []
    expect(refusalOf(() => readText(text.replace(document, document + document)))).toMatchObject({
      code: 'SCHEMA_INVALID',
      place: { path: expect.stringMatching(/ContainerDoc/) },
    })
  })

  it('in another envelope', () => {
    const [, inner = ''] = /(<Envelope[\s\S]*<\/Envelope>)/.exec(sample('envelope-minimal')) ?? []
    const outer = sample('envelope').replace(/<CMR[\s\S]*<\/CMR>/, `<x xmlns="urn:x">${inner}</x>`)
    expect(refusalOf(() => readText(outer)).code).toBe('FORMAT_UNKNOWN')
  })
})

const file = join(sharedFolder() ?? '', 'samples/ru_envelope.xml')

describe.skipIf(!existsSync(file))('the envelope as integrations send it', () => {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : ''

  it('is taken with a document in its empty body', () => {
    const [, cmr = ''] = /(<CMR[\s\S]*<\/CMR>)/.exec(sample('cmr-minimal')) ?? []
    const filled = text.replace(/<Body>.*<\/Body>/, `<Body>${cmr}</Body>`)
    expect(readText(filled).documents).toEqual(readText(sample('cmr-minimal')).documents)
  })

  it('carries nothing without one', () => {
    expect(refusalOf(() => readText(text))).toMatchObject({
      code: 'SCHEMA_INVALID',
      place: { path: '/Envelope/Body' },
    })
  })
})
