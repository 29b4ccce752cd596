import { describe, expect, it } from 'vitest'
import { writeMessage } from '../../../src/formats/message.ts'
import type { JsonObject } from '../../../src/model/json.ts'
import { refusalOf } from '../../refusal.ts'
import { contextFor, formats, readText, sample } from '../sample-files.ts'

function documentOf(name: string, document: string): JsonObject {
  return readText(sample(name)).documents[document] ?? {}
}

const request = (name: string): JsonObject => documentOf(name, 'origin-verification-request')
const reply = (name: string): JsonObject => documentOf(name, 'origin-verification-reply')

function write(format: string, document: string, value: JsonObject): string {
  return writeMessage(formats.byId(format), { [document]: value }, contextFor(format)).text
}

describe('a question about a certificate', () => {
  it('names the certificate, what is asked and why', () => {
    expect(request('verification-request')).toMatchObject({
      id: 'RC-2026-0311',
      kindCode: 'retroactive-check',
      reasonCodes: ['origin-criterion', 'value'],
      requestingCountryCode: 'VN',
      preferenceSuspended: true,
      certificate: {
        id: 'E265300000170001',
        formCode: 'E',
        agreementCode: 'ACFTA',
        issuingCountryCode: 'CN',
      },
      goodsItems: [
        {
          sequenceNumeric: 2,
          classification: { id: '85021190', typeCode: 'AHTN', edition: '2022' },
          declaredOrigin: { criterion: { agreementCode: 'ACFTA', criterionCode: 'RVC', percentage: '45.5' } },
        },
        { sequenceNumeric: 3, declaredOrigin: { criterion: { criterionCode: 'PSR' } } },
      ],
      visit: { startDateTime: '2027-01-18', officers: [{ id: 'VN-1041' }, { name: 'TRẦN THỊ VÍ DỤ' }] },
    })
  })

  it('may be about nothing but the certificate', () => {
    expect(request('verification-request-minimal')).toEqual({
      id: 'LA-4/2026',
      issueDateTime: '2026-12-02',
      reasonCodes: ['random'],
      requestingCountryCode: 'LA',
      certificate: { id: 'E265300000210002', formCode: 'E', agreementCode: 'ACFTA' },
    })
  })

  it.each([
    [
      'without a reason',
      ['<ReasonCode>random</ReasonCode>', ''],
      'SCHEMA_INVALID',
      '/OriginVerificationRequest',
    ],
    ['for a reason that nobody knows', ['>random<', '>mood<'], 'DOCUMENT_INVALID', '/reasonCodes/0'],
    [
      'about another form',
      ['<FormCode>E<', '<FormCode>D<'],
      'SCHEMA_INVALID',
      '/OriginVerificationRequest/Certificate/FormCode',
    ],
  ] as const)('%s is refused', (_, [right, wrong], code, place) => {
    const refusal = refusalOf(() => readText(sample('verification-request-minimal').replace(right, wrong)))
    expect([refusal.code, refusal.place?.path]).toEqual([code, expect.stringContaining(place)])
  })

  it('about a Form D is not written in this format', () => {
    const asked = { ...request('verification-request-minimal'), certificate: { id: 'D1', formCode: 'D' } }
    const { code } = refusalOf(() =>
      write('cn-origin-verification-request-r1', 'origin-verification-request', asked),
    )
    expect(code).toBe('OUTPUT_INVALID')
  })
})

describe('the answer', () => {
  it('names the question, and the result item by item where items differ', () => {
    const question = request('verification-request')
    expect(reply('verification-reply')).toMatchObject({
      functionalReferenceId: question['id'],
      certificate: question['certificate'],
      resultCode: 'corrected',
      goodsItems: [
        {
          sequenceNumeric: 2,
          resultCode: 'corrected',
          origin: { criterion: { criterionCode: 'RVC', percentage: '43' } },
        },
        { sequenceNumeric: 3, resultCode: 'not-originating' },
      ],
    })
  })

  it('has an id of its own beside that of the question', () => {
    const { text } = writeMessage(
      formats.byId('cn-origin-verification-reply-r1'),
      { 'origin-verification-reply': reply('verification-reply-minimal') },
      contextFor('cn-origin-verification-reply-r1'),
    )
    expect(text).toContain('<FunctionalReferenceID>KHORGOS20261121000001</FunctionalReferenceID>')
    expect(text).toContain('<RequestID>LA-4/2026</RequestID>')
  })

  it.each([
    ['no question', ['<RequestID>LA-4/2026</RequestID>', ''], 'SCHEMA_INVALID', '/OriginVerificationReply'],
    ['a result that nobody knows', ['>confirmed<', '>perhaps<'], 'DOCUMENT_INVALID', '/resultCode'],
  ] as const)('with %s is refused', (_, [right, wrong], code, place) => {
    const refusal = refusalOf(() => readText(sample('verification-reply-minimal').replace(right, wrong)))
    expect([refusal.code, refusal.place?.path]).toEqual([code, expect.stringContaining(place)])
  })

  it('gives a day where the document has an hour, and says so', () => {
    const answered = { ...reply('verification-reply-minimal'), issueDateTime: '2026-12-20T23:30:00Z' }
    const { text, report } = writeMessage(
      formats.byId('cn-origin-verification-reply-r1'),
      { 'origin-verification-reply': answered },
      contextFor('cn-origin-verification-reply-r1'),
    )
    expect(text).toContain('<IssueDateTime>2026-12-21</IssueDateTime>')
    expect(report.outcomes).toContainEqual(
      expect.objectContaining({ outcome: 'changed', field: 'origin-verification-reply.issueDateTime' }),
    )
  })
})
