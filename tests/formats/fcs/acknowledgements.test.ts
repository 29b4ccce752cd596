import { describe, expect, it } from 'vitest'
import { writeMessage } from '../../../src/formats/message.ts'
import { lossReport, undeclaredLosses } from '../../../src/mapping/report.ts'
import type { JsonObject } from '../../../src/model/json.ts'
import { openXml } from '../../../src/xml/parse.ts'
import { refusalOf } from '../../refusal.ts'
import { contextFor, formats, readText, sample } from '../sample-files.ts'

function responseOf(text: string): JsonObject {
  return readText(text).documents['response'] ?? {}
}

function write(id: string, response: JsonObject) {
  return writeMessage(formats.byId(id), { response }, contextFor(id))
}

const ANSWERED = { functionalReferenceId: '5D7B3E54-0A1C-4F0E-9C54-1B1D51A2C001' }

describe('the ladder', () => {
  it.each([
    ['confirmdocsrecip', 'technical', 'accepted'],
    ['result', 'technical', 'accepted'],
    ['result-errors', 'business', 'rejected'],
    ['errorlist', 'business', 'rejected'],
  ])('%s stands on %s, %s', (name, level, outcome) => {
    expect(responseOf(sample(name))).toMatchObject({ level, outcome, ...ANSWERED })
  })

  it('an answer names the DocumentID of what it answers', () => {
    using message = openXml(Buffer.from(sample('cmr')))
    const { messageId } = formats.byId('ru-cmr-v5.23.0').mapping.identity(message.root)
    expect(messageId).toBe(ANSWERED.functionalReferenceId)
  })

  it.each(['result-minimal', 'errorlist-minimal'])('%s names it in its part alone', (name) => {
    expect(responseOf(sample(name))['functionalReferenceId']).toBe('5D7B3E54-0A1C-4F0E-9C54-1B1D51A2C002')
  })
})

describe('Result', () => {
  const ID = 'ru-result-v5.23.0'

  it('one code is success, every other an error', () => {
    expect(responseOf(sample('result'))).toMatchObject({
      status: { statusCode: 'stored', statusDescription: 'Сообщение принято и обработано, замечаний нет' },
    })
    expect(responseOf(sample('result-errors'))['errors']).toMatchObject([
      {
        validationCode: '01.00051.01',
        severityCode: { listId: 'FCS-RESULT-CATEGORY', code: 'ERROR' },
        pointer: { location: 'Signature' },
        expected: 'Подпишите заново',
      },
      { validationCode: '01.00052.01' },
    ])
  })

  it('success and an error together are a rejection', () => {
    const both = sample('result').replace(
      '</Response>',
      `<ResultInformation><ResultCode>01.00052.01</ResultCode>
       <ResultDescription>Ошибка</ResultDescription></ResultInformation></Response>`,
    )
    expect(responseOf(both)).toMatchObject({ outcome: 'rejected', status: { statusCode: 'stored' } })
  })

  it.each(['stored', 'accepted', 'registered'])('%s is written as success', (statusCode) => {
    const { text } = write(ID, {
      ...ANSWERED,
      level: 'business',
      outcome: 'accepted',
      status: { statusCode },
    })
    expect(text).toContain('<ResultCode>00.00000.00<')
  })

  it.each(['rejected', 'review', 'failed', 'not-received', 'loading-refused'])(
    '%s without an error is not written at all, least of all as success',
    (statusCode) => {
      const response = {
        ...ANSWERED,
        level: 'business',
        outcome: 'rejected',
        status: { statusCode, statusDescription: 'нет' },
      }
      expect(refusalOf(() => write(ID, response)).code).toBe('OUTPUT_INVALID')
    },
  )

  it('answers to two documents in one Result stop the exchange', () => {
    const [, response = ''] = /(<Response>[\s\S]*<\/Response>)/.exec(sample('result-minimal')) ?? []
    const two = readText(sample('result-minimal').replace(response, response + response))
    const written = write(ID, two.documents['response'] ?? {})
    const lost = undeclaredLosses(lossReport([two.report], written.report))
    expect(lost.map(({ source }) => source)).toEqual([
      '/Result/Response[2]/RefDocumentID',
      '/Result/Response[2]/ResultInformation/ResultCode',
      '/Result/Response[2]/ResultInformation/ResultDescription',
    ])
  })

  it('a code of more than 11 characters is refused', () => {
    const long = sample('result-errors').replace('01.00052.01', '01.00052.0100')
    expect(refusalOf(() => readText(long))).toMatchObject({
      code: 'SCHEMA_INVALID',
      place: { path: expect.stringMatching(/ResultCode$/) },
    })
  })
})

describe('ErrorList', () => {
  const ID = 'ru-errorlist-v5.23.0'

  it('tells code, words, item, element, box, both values, level and time', () => {
    expect(responseOf(sample('errorlist'))['errors']).toMatchObject([
      {
        validationCode: 'FLK.1003102.0017',
        description: 'Код товара 6907219009 не действует на дату документа, укажите действующий код',
        pointer: {
          location: '/CMR/CMRGoods[1]/GoodsNomenclatureCode',
          boxId: '10',
          steps: [{ sequenceNumeric: 1, documentSectionCode: '68A' }],
        },
        expected: '6907219001',
        found: '6907219009',
        severityCode: { listId: 'FCS-ERROR-LEVEL', code: '1' },
        detectedDateTime: '2026-11-21T11:02:30+03:00',
      },
      { description: 'Не указан номер прицепа' },
    ])
  })

  it('a name is the description where there is no longer one', () => {
    const short = responseOf(sample('errorlist-minimal'))
    expect(short['errors']).toMatchObject([{ description: 'Не указан номер прицепа' }])
    const { text } = write(ID, short)
    expect(text).toContain('<ErrorName>Не указан номер прицепа<')
  })

  it.each(['11:02:31+03:00', '11:02:31.5', '25:02:31'])('a time written as %s is refused', (time) => {
    const wrong = sample('errorlist-minimal').replace('11:02:31', time)
    expect(refusalOf(() => readText(wrong))).toMatchObject({
      code: expect.stringMatching(/^(FIELD_INVALID|SCHEMA_INVALID)$/),
      place: { path: expect.stringMatching(/(TimeInf|DateInf)$/) },
    })
  })

  it('without an error it answers nothing, and is neither read nor written', () => {
    const empty = sample('errorlist-minimal').replace(/<Error>[\s\S]*<\/Error>/, '')
    expect(refusalOf(() => readText(empty)).code).toBe('DOCUMENT_INVALID')
    const { errors, ...rest } = responseOf(sample('errorlist'))
    expect(errors).toHaveLength(2)
    expect(refusalOf(() => write(ID, rest)).code).toBe('OUTPUT_INVALID')
  })

  it('errors in two documents stop the exchange', () => {
    const [, bad = ''] = /(<BadDocument>[\s\S]*<\/BadDocument>)/.exec(sample('errorlist-minimal')) ?? []
    const two = readText(sample('errorlist-minimal').replace(bad, bad + bad))
    const written = write(ID, two.documents['response'] ?? {})
    expect(undeclaredLosses(lossReport([two.report], written.report))).not.toEqual([])
  })
})

describe('ConfirmDocsRecip', () => {
  const ID = 'ru-confirmdocsrecip-v5.23.0'

  it('names office, officer and every document', () => {
    expect(responseOf(sample('confirmdocsrecip'))).toMatchObject({
      office: { id: '10013110', name: 'Зеленоградский таможенный пост' },
      officer: { id: '117', name: 'Громова Вера Ильинична' },
      documents: [
        { id: '5D7B3E54-0A1C-4F0E-9C54-1B1D51A2C001', name: '1003102E', statusCode: 'stored' },
        { id: '7F1C0E7A-5F0B-4C8A-93B7-7F6A1B2C0001', name: '1009004E', statusCode: 'stored' },
      ],
    })
  })

  it('counts its documents', () => {
    const wrong = sample('confirmdocsrecip').replace('<NumberOfDocs>2', '<NumberOfDocs>3')
    expect(refusalOf(() => readText(wrong))).toMatchObject({
      code: 'TOTAL_MISMATCH',
      place: { path: '/ConfirmDocsRecip/NumberOfDocs' },
    })
  })

  it('can say "stored" and nothing else', () => {
    const response = { ...responseOf(sample('confirmdocsrecip')), status: { statusCode: 'accepted' } }
    expect(refusalOf(() => write(ID, response)).code).toBe('OUTPUT_INVALID')
  })
})
