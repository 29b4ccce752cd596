import { describe, expect, it } from 'vitest'
import { refusalOf } from '../../refusal.ts'
import { readText, sample } from '../sample-files.ts'
import { documentOf, textsOf, writeAs } from './messages.ts'

const REQUEST = 'origin-verification-request'
const REPLY = 'origin-verification-reply'

describe('a request to verify', () => {
  it('at random needs no reason but that (rule 18(a))', () => {
    expect(documentOf('asean-verification-request-minimal')).toMatchObject({
      kindCode: 'retroactive-check',
      reasonCodes: ['random'],
    })
  })

  it('is bound to the certificate it asks about, of Form D or Form E', () => {
    expect(documentOf('asean-verification-request')['certificate']).toMatchObject({
      id: 'E26LA0110000311',
      formCode: 'E',
      agreementCode: 'ACFTA',
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
    expect(documentOf('asean-verification-request-minimal')['certificate']).toMatchObject({
      formCode: 'D',
      agreementCode: 'ATIGA',
    })
  })

  it('for a visit says whose premises, when, what and who (rule 19(3))', () => {
    expect(documentOf('asean-verification-request')['visit']).toMatchObject({
      premises: { latinName: 'Tuayang Vientiane Works' },
      startDateTime: '2027-01-18',
      scope: expect.stringContaining('item 3'),
      officers: [{ name: 'Li Ming, Deputy Director, Origin Office' }, { name: 'Zhao Qing, Auditor' }],
    })
  })

  it('for a visit without officers is refused', () => {
    const text = sample('asean-verification-request').replaceAll(/<Officer>.*<\/Officer>/g, '')
    expect(refusalOf(() => readText(text)).code).toBe('SCHEMA_INVALID')
  })

  it.each([
    ['no reason', '<ReasonCode>RND</ReasonCode>', '', 'SCHEMA_INVALID'],
    ['an unknown reason', '<ReasonCode>RND', '<ReasonCode>XYZ', 'CODE_UNKNOWN'],
    ['a form of another agreement', 'FormCode>D<', 'FormCode>AK<', 'CODE_UNKNOWN'],
    ['an unknown kind', 'KindCode>RTC<', 'KindCode>SEA<', 'CODE_UNKNOWN'],
  ])('with %s is refused', (_what, from, to, code) => {
    expect(
      refusalOf(() => readText(sample('asean-verification-request-minimal').replace(from, to))).code,
    ).toBe(code)
  })

  it('keeps whether the preference is suspended meanwhile (rule 18(c))', () => {
    for (const preferenceSuspended of [true, false]) {
      const document = { ...documentOf('asean-verification-request-minimal'), preferenceSuspended }
      const { text, lost } = writeAs('asean-verification-request-r1', REQUEST, document)
      expect(textsOf(text, 'PreferenceSuspendedIndicator')).toEqual([String(preferenceSuspended)])
      expect(lost).toEqual([])
    }
  })
})

describe('a reply', () => {
  it('answers the request by its number', () => {
    const request = documentOf('asean-verification-request')
    expect(documentOf('asean-verification-reply')['functionalReferenceId']).toBe(request['id'])
  })

  it('says item by item what was found, with the share that was found', () => {
    expect(documentOf('asean-verification-reply')).toMatchObject({
      resultCode: 'corrected',
      goodsItems: [
        { sequenceNumeric: 1, resultCode: 'confirmed' },
        {
          sequenceNumeric: 3,
          resultCode: 'not-originating',
          origin: { countryCode: 'LA', criterion: { criterionCode: 'RVC', percentage: '31.2' } },
        },
      ],
    })
  })

  it('keeps its moment, whatever the offset it is written with: Myanmar is half an hour behind Laos', () => {
    const document = documentOf('asean-verification-reply-minimal')
    expect(document['issueDateTime']).toBe('2027-01-20T10:00:00+06:30')
    const { text } = writeAs('asean-verification-reply-r1', REPLY, document)
    const [written = ''] = textsOf(text, 'IssueDateTime')
    expect(Date.parse(written)).toBe(Date.parse('2027-01-20T03:30:00Z'))
  })

  it('that was dated by its day stays so: other customs tell no hour', () => {
    const document = { ...documentOf('asean-verification-reply-minimal'), issueDateTime: '2027-01-20' }
    const { text, lost } = writeAs('asean-verification-reply-r1', REPLY, document)
    expect(textsOf(text, 'IssueDateTime')).toEqual(['2027-01-20'])
    expect(readText(text).documents[REPLY]).toEqual(document)
    expect(lost).toEqual([])
  })

  it.each([
    ['an unknown result', 'ResultCode>CNF<', 'ResultCode>YES<', 'CODE_UNKNOWN'],
    ['no request', /<FunctionalReferenceID>.*<\/FunctionalReferenceID>/, '', 'SCHEMA_INVALID'],
    ['no certificate', /<Certificate>.*<\/Certificate>/, '', 'SCHEMA_INVALID'],
    ['a time without offset', '+06:30', '', 'SCHEMA_INVALID'],
  ])('with %s is refused', (_what, from, to, code) => {
    expect(refusalOf(() => readText(sample('asean-verification-reply-minimal').replace(from, to))).code).toBe(
      code,
    )
  })

  it('is told from the request by its root, in one namespace', () => {
    expect(readText(sample('asean-verification-reply')).format.id).toBe('asean-verification-reply-r1')
    expect(readText(sample('asean-verification-request')).format.id).toBe('asean-verification-request-r1')
  })
})
