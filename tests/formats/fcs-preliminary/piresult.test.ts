import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../src/model/json.ts'
import { formats, readText, sample } from '../sample-files.ts'
import { changed, convert, plain, refused, write } from './messages.ts'

const RESULT = 'ru-notif-piresult-v5.23.0'
const REPORT = '6F9619FF-8B86-4D01-B42D-00CF4FC964FF'

function responseOf(text: string): JsonObject {
  return readText(text).documents['response'] ?? {}
}

function answer(response: JsonObject): string {
  const common = { functionalReferenceId: REPORT, level: 'business', outcome: 'accepted' }
  return plain(write(RESULT, { response: { ...common, ...response } }))
}

describe('the result of preliminary information', () => {
  it('with a registration number is accepted on the business step', () => {
    expect(responseOf(sample('notif-piresult'))).toMatchObject({
      functionalReferenceId: REPORT,
      level: 'business',
      outcome: 'accepted',
      status: { statusCode: 'registered', statusDescription: 'ЗАРЕГИСТРИРОВАНА' },
      registration: { countryCode: 'KZ', acceptanceDateTime: '2026-11-21', number: '000012346' },
      declaration: { id: 'C0FFEE00-1111-4222-8333-444455556666', office: { id: '39855302' } },
    })
  })

  it('answers the report by its DocumentID', () => {
    using message = formats.open(new TextEncoder().encode(sample('notif-piresult')))
    expect(formats.byId(RESULT).mapping.identity(message.root).messageId).toBe(
      readText(sample('autopreliminary')).documents['cargo-report']?.['id'],
    )
  })

  it('joins what stands in several descriptions', () => {
    expect(responseOf(sample('notif-piresult'))).toMatchObject({
      statements: [
        { content: 'ПРЕДВАРИТЕЛЬНАЯ ИНФОРМАЦИЯ ПРИНЯТА. СВЕДЕНИЯ НАПРАВЛЕНЫ В ТАМОЖЕННЫЙ ОРГАН.' },
      ],
    })
  })

  it('without one waits', () => {
    expect(responseOf(sample('notif-piresult-minimal'))).toMatchObject({
      outcome: 'review',
      status: { statusCode: 'review', statusDescription: 'ПРОВЕРЯЕТСЯ' },
    })
  })

  it('without a number of the system is a refusal: its results are errors', () => {
    expect(responseOf(sample('notif-piresult-refused'))).toMatchObject({
      level: 'business',
      outcome: 'rejected',
      errors: [
        {
          validationCode: '1107',
          documentId: REPORT,
          severityCode: { listId: 'FCS-RESULT-CATEGORY', code: 'ERROR' },
        },
        { validationCode: '1112' },
      ],
    })
  })

  it('of a TIR carnet is read and not written', () => {
    const carnet =
      '<TIR_Result><catpi_ru:TIRID>99990001</catpi_ru:TIRID><catpi_ru:TIRSeries>XC</catpi_ru:TIRSeries>' +
      '<catpi_ru:TIRWhitePageNumber>1</catpi_ru:TIRWhitePageNumber><catpi_ru:TIRHolder>CHN/001/99999</catpi_ru:TIRHolder>' +
      '<PI_Status>ДЕЙСТВИТЕЛЬНА</PI_Status></TIR_Result>'
    const text = sample('notif-piresult-minimal').replace(/<PI_DocResult>[^]*<\/PI_DocResult>/, carnet)
    const { documents } = readText(text)
    expect(documents['response']).toMatchObject({
      outcome: 'review',
      status: { statusDescription: 'ДЕЙСТВИТЕЛЬНА' },
    })
    expect(() => write(RESULT, documents)).toThrow(refused('OUTPUT_INVALID'))
  })

  it('about wagons is left out', () => {
    const text = sample('notif-piresult-minimal').replace(
      /<PI_DocResult>[^]*<\/PI_DocResult>/,
      '<NotifTransferNum>1</NotifTransferNum>',
    )
    expect(() => readText(text)).toThrow(refused('SCHEMA_INVALID'))
  })

  it.each(['12345', '0000123460'])('a registration number has nine characters, not as %s', (number) => {
    expect(() => readText(changed('notif-piresult', ['>000012346<', `>${number}<`]))).toThrow(
      refused('SCHEMA_INVALID', '/Notif_PIResult/Response/PI_DocResult/RegNumber/PINumber'),
    )
  })

  it('that names no report is refused', () => {
    const text = sample('notif-piresult').replace(/<cat_ru:RefDocumentID>[^]*?<\/cat_ru:RefDocumentID>/, '')
    expect(() => readText(text)).toThrow(refused('DOCUMENT_INVALID'))
  })
})

describe('an answer of other customs', () => {
  it('that refuses with errors has them one by one', () => {
    const { text, lost } = convert([sample('awresult-errors')], RESULT)
    expect(plain(text)).toContain(
      '<Response><ResultInformation><ResultCode>BOL-017</ResultCode><ResultDescription>The bill is already registered</ResultDescription>',
    )
    expect(lost).toEqual([])
    expect(responseOf(text)).toMatchObject({
      outcome: 'rejected',
      errors: [{}, { validationCode: 'GEN-004' }],
    })
  })

  it('that refuses without errors stays a refusal', () => {
    const status = { statusCode: 'rejected', statusDescription: '不接受申报' }
    const text = answer({ outcome: 'rejected', status })
    expect(text).toContain(
      '<ResultInformation><ResultCode>REJECTED</ResultCode><ResultDescription>不接受申报</ResultDescription></ResultInformation>',
    )
    expect(text).not.toContain('PI_DocResult')
  })

  it('that registers has country, day, number and state', () => {
    const text = answer({
      status: { statusCode: 'registered', statusDescription: 'РЕГИСТРАЦИЯ' },
      declaration: { id: 'KZ2611210001', borderCrossingId: 'CNHRS-KZHOR' },
      registration: { countryCode: 'KZ', acceptanceDateTime: '2026-11-21', number: '000099999' },
    })
    expect(text).toContain(
      '<PI_DocResult><PI_RegID>KZ2611210001</PI_RegID><RegNumber><CountryCode>KZ</CountryCode><Date>2026-11-21</Date>' +
        '<PINumber>000099999</PINumber></RegNumber><PI_Status>РЕГИСТРАЦИЯ</PI_Status><CustomsCode>39855302</CustomsCode></PI_DocResult>',
    )
  })

  it('that registers in ASYCUDA has a number of another kind', () => {
    expect(() => convert([sample('awresult-registered')], RESULT)).toThrow(refused('OUTPUT_INVALID'))
  })

  it.each(['accepted', 'released', 'stored'])(
    '%s without a registration number has no form here',
    (statusCode) => {
      expect(() => answer({ status: { statusCode }, declaration: { id: 'KZ2611210001' } })).toThrow(
        refused('OUTPUT_INVALID'),
      )
    },
  )

  it('that registers and finds errors at once has no form here', () => {
    const registration = { countryCode: 'KZ', acceptanceDateTime: '2026-11-21', number: '000099999' }
    expect(() =>
      answer({ registration, declaration: { id: 'A1' }, errors: [{ validationCode: '1' }] }),
    ).toThrow(refused('OUTPUT_INVALID'))
  })

  it('with a long description is cut into pieces of 250 characters', () => {
    const text = answer({
      outcome: 'rejected',
      errors: [{ validationCode: '1', description: 'Ж'.repeat(600) }],
    })
    expect([...text.matchAll(/<ResultDescription>(Ж+)</g)].map(([, piece = '']) => piece.length)).toEqual([
      250, 250, 100,
    ])
  })
})
