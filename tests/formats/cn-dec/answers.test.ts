import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { readMessage, writeMessage } from '../../../src/formats/message.ts'
import { lossReport, undeclaredLosses } from '../../../src/mapping/report.ts'
import { hasTool } from '../../tools.ts'
import { AT, contextFor, formats, readText, sample } from '../sample-files.ts'

function responseOf(text: string): unknown {
  return readText(text).documents['response']
}

const channel = (code: string): string =>
  sample('decresult').replace('<CHANNEL>K</CHANNEL>', `<CHANNEL>${code}</CHANNEL>`)

describe('the answer of the single window', () => {
  it('names the declaration by both numbers', () => {
    expect(responseOf(sample('decimportresponse'))).toEqual({
      functionalReferenceId: 'KHG202611210000001',
      level: 'technical',
      outcome: 'accepted',
      declaration: { preDeclarationId: 'I20260000112233445' },
      status: { statusCode: 'stored', statusDescription: '第1项商品缺少B证' },
    })
  })

  it.each(['-1', '1', '99'])('%s is a failure', (code) => {
    const text = sample('decimportresponse-failed').replace('>-1<', `>${code}<`)
    const { documents, report, format } = readText(text)
    expect(documents['response']).toMatchObject({ level: 'technical', outcome: 'rejected' })
    const written = writeMessage(format, documents, contextFor(format.id))
    expect(written.text).toContain(`<ResponseCode>${code}</ResponseCode>`)
    expect(undeclaredLosses(lossReport([report], written.report))).toEqual([])
  })

  it.each([
    ['0x', 'SCHEMA_INVALID'],
    ['100', 'CODE_UNKNOWN'],
  ])('%s is refused: %s', (code, error) => {
    const text = sample('decimportresponse').replace('>0<', `>${code}<`)
    expect(() => readText(text)).toThrow(expect.objectContaining({ code: error }))
  })

  it('without the number of the declarant answers nothing', () => {
    const text = sample('decimportresponse').replace(/<ClientSeqNo>.*<\/ClientSeqNo>/, '<ClientSeqNo/>')
    expect(() => readText(text)).toThrow(expect.objectContaining({ code: 'DOCUMENT_INVALID' }))
  })
})

describe('the result of customs', () => {
  it('has no namespace, and names the declaration by the number of the window', () => {
    expect(responseOf(sample('decresult'))).toMatchObject({
      functionalReferenceId: 'I20260000112233445',
      outcome: 'accepted',
      issueDateTime: '2026-11-21T16:15:03+08:00',
      declaration: {
        id: '940220261000000123',
        preDeclarationId: 'I20260000112233445',
        office: { id: '9402', countryCode: 'CN' },
        borderDateTime: '2026-11-21',
      },
      status: {
        statusCode: 'guaranteed-release',
        statusDescription: '报关单担保放行',
      },
    })
  })

  it.each([
    ['7', 'stored', 'accepted'],
    ['L', 'registered', 'accepted'],
    ['J', 'accepted', 'accepted'],
    ['C', 'review', 'review'],
    ['T', 'review', 'review'],
    ['E', 'rejected', 'rejected'],
    ['Y', 'failed', 'rejected'],
    ['P', 'released', 'accepted'],
    ['K', 'guaranteed-release', 'accepted'],
    ['B', 'guaranteed-release', 'accepted'],
  ])('channel %s is %s, and comes back', (code, statusCode, outcome) => {
    const { documents, format } = readText(channel(code))
    expect(documents['response']).toMatchObject({ outcome, status: { statusCode } })
    expect(writeMessage(format, documents, contextFor(format.id)).text).toContain(
      `<CHANNEL>${code}</CHANNEL>`,
    )
  })

  it.each(['0', 'k', 'X'])('channel %s, whose meaning nobody has published, is refused', (code) => {
    expect(() => readText(channel(code))).toThrow(
      expect.objectContaining({
        code: 'CODE_UNKNOWN',
        place: expect.objectContaining({ path: '/DEC_RESULT/CHANNEL' }),
      }),
    )
  })

  it('with empty fields says nothing of them', () => {
    expect(responseOf(sample('decresult-minimal'))).toEqual({
      functionalReferenceId: 'I20260000112233445',
      level: 'technical',
      outcome: 'accepted',
      issueDateTime: '2026-11-21T10:40:43+08:00',
      declaration: { preDeclarationId: 'I20260000112233445' },
      status: { statusCode: 'stored' },
    })
  })
})

describe('the result as it was before August 2018', () => {
  it('writes the time in a notation of its own (trap 12)', () => {
    expect(responseOf(sample('decdata'))).toMatchObject({ issueDateTime: '2026-11-21T16:15:03+08:00' })
    const { documents, format } = readText(sample('decdata'))
    expect(writeMessage(format, documents, contextFor(format.id)).text).toContain(
      '<NOTICE_DATE>20261121T16150300</NOTICE_DATE>',
    )
  })

  it('with hundredths that are not zero is refused: nobody says what they are', () => {
    const text = sample('decdata').replace('T16150300', 'T16150342')
    expect(() => readText(text)).toThrow(expect.objectContaining({ code: 'FIELD_INVALID' }))
  })

  it.skipIf(!hasTool('iconv'))('comes in GB2312, which the agreement must name (trap 7)', () => {
    const text = sample('decdata').replace('encoding="UTF-8"', 'encoding="GB2312"')
    const bytes = spawnSync('iconv', ['-f', 'UTF-8', '-t', 'GB2312'], { input: text }).stdout
    using message = formats.open(bytes, undefined, ['UTF-8', 'GB2312'])
    const format = formats.recognise(message.root)
    expect(format.id).toBe('cn-decdata-v1')
    expect(readMessage(format, message, AT).documents).toEqual(readText(sample('decdata')).documents)
    expect(() => formats.open(bytes)).toThrow(expect.objectContaining({ code: 'XML_ENCODING' }))
  })

  it('is not taken for the present one, nor that for it', () => {
    expect(readText(sample('decdata')).format.id).toBe('cn-decdata-v1')
    expect(readText(sample('decresult')).format.id).toBe('cn-decresult-v1')
  })
})
