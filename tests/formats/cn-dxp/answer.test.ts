import { describe, expect, it } from 'vitest'
import { writeMessage } from '../../../src/formats/message.ts'
import { lossReport, undeclaredLosses } from '../../../src/mapping/report.ts'
import type { JsonObject } from '../../../src/model/json.ts'
import { refusalOf } from '../../refusal.ts'
import { contextFor, formats, readText, sample } from '../sample-files.ts'

const ID = 'cn-dxprep-v1'

function responseOf(text: string): JsonObject {
  return readText(text).documents['response'] ?? {}
}

function write(response: JsonObject) {
  return writeMessage(formats.byId(ID), { response }, contextFor(ID))
}

describe('DxpRep', () => {
  it('code 0 says that the platform took the message, which is the first step of the ladder', () => {
    expect(responseOf(sample('dxprep'))).toMatchObject({
      functionalReferenceId: 'KHORGOS20261121000001',
      level: 'transport',
      outcome: 'accepted',
      status: { statusCode: 'received', statusDescription: '接收成功。' },
      typeCode: 'MT1401',
    })
  })

  it('any other code says that it did not', () => {
    expect(responseOf(sample('dxprep-rejected'))).toMatchObject({
      functionalReferenceId: 'KHORGOS20261121000002',
      level: 'transport',
      outcome: 'rejected',
      status: { statusCode: 'not-received' },
      errors: [{ validationCode: '10005', description: '接收方不存在' }],
    })
  })

  it('NoticeTime is a day, whatever its name says (trap 12)', () => {
    expect(responseOf(sample('dxprep'))['issueDateTime']).toBe('2026-11-21')
    const timed = sample('dxprep').replace('<NoticeTime>2026-11-21', '<NoticeTime>2026-11-21T17:00:00+08:00')
    expect(refusalOf(() => readText(timed))).toMatchObject({
      code: 'SCHEMA_INVALID',
      place: { path: '/DxpRep/Response/NoticeTime' },
    })
    const moment = { ...responseOf(sample('dxprep')), issueDateTime: '2026-11-21T20:00:00Z' }
    expect(write(moment).text).toContain('<NoticeTime>2026-11-22</NoticeTime>')
  })

  it('RecevierId is spelt so (trap 18)', () => {
    expect(write(responseOf(sample('dxprep'))).text).toContain('<RecevierId>DXPESW0000000001</RecevierId>')
    const right = sample('dxprep').replaceAll('RecevierId', 'ReceiverId')
    expect(refusalOf(() => readText(right)).code).toBe('SCHEMA_INVALID')
  })

  it('an empty kind of message says nothing', () => {
    expect(responseOf(sample('dxprep-minimal'))).not.toHaveProperty('typeCode')
  })

  it('a receiver who did not get what the platform took stops the exchange', () => {
    const partly = readText(sample('dxprep').replace('<Code>0</Code>', '<Code>9</Code>'))
    const { report } = write(partly.documents['response'] ?? {})
    const lost = undeclaredLosses(lossReport([partly.report], report)).map(({ source }) => source)
    expect(lost).toContain('/DxpRep/Response/Results/Result/Code')
  })

  it.each(['stored', 'accepted', 'released', 'rejected'])(
    '%s is a later step, and not for the platform to say',
    (statusCode) => {
      const response = {
        functionalReferenceId: 'KHORGOS1',
        issueDateTime: '2026-11-21',
        level: 'business',
        outcome: 'accepted',
        status: { statusCode },
      }
      expect(refusalOf(() => write(response)).code).toBe('OUTPUT_INVALID')
    },
  )

  it('an answer to two messages is none', () => {
    const [, first = ''] = /(<Response>[\s\S]*<\/Response>)/.exec(sample('dxprep-rejected')) ?? []
    const other = first.replace('KHORGOS20261121000002', 'KHORGOS20261121000003')
    const two = sample('dxprep-rejected').replace(first, first + other)
    expect(refusalOf(() => readText(two))).toMatchObject({
      code: 'FIELD_INVALID',
      place: { path: expect.stringMatching(/CopMsgId$/) },
    })
  })
})
