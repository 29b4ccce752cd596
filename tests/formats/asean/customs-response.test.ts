import { describe, expect, it } from 'vitest'
import { refusalOf } from '../../refusal.ts'
import { readText, sample } from '../sample-files.ts'
import { documentOf, textsOf, writeAs } from './messages.ts'

const FORMAT = 'asean-customs-response-r1'

describe('a Customs Response', () => {
  it.each([
    ['asean-customs-response-minimal', 'utilised', 'accepted'],
    ['asean-customs-response-partial', 'partially-utilised', 'accepted'],
    ['asean-customs-response-rejected', 'rejected', 'rejected'],
    ['asean-customs-response-under-verification', 'under-verification', 'review'],
    ['asean-customs-response-cancelled', 'cancelled', 'accepted'],
  ])('%s says %s, and that ends as %s', (name, statusCode, outcome) => {
    expect(documentOf(name)).toMatchObject({ status: { statusCode }, level: 'business', outcome })
  })

  it('answers the message that carried the certificate, and names the certificate', () => {
    const response = documentOf('asean-customs-response-rejected')
    const replacement = sample('asean-form-d-replacement')
    expect(textsOf(replacement, 'FunctionalReferenceID')).toEqual([response['functionalReferenceId']])
    expect(response['declaration']).toEqual({ id: 'KH-VN-2026-000112' })
  })

  it('that rejects tells why and which box (rule 30(3))', () => {
    expect(documentOf('asean-customs-response-rejected')['errors']).toEqual([
      {
        validationCode: 'BOX7-HS',
        description: 'The tariff number is none of the AHTN 2022.',
        pointer: { boxId: '7', steps: [{ sequenceNumeric: 1 }] },
      },
    ])
  })

  it('that has a ground of rejection is a rejection, whatever its status says', () => {
    const text = sample('asean-customs-response-rejected').replace('<NameCode>REJ', '<NameCode>UTL')
    expect(Object.values(readText(text).documents)[0]).toMatchObject({
      status: { statusCode: 'utilised' },
      outcome: 'rejected',
    })
  })

  it('tells of each item how much of it was used', () => {
    expect(documentOf('asean-customs-response-partial')['goodsItems']).toEqual([
      {
        sequenceNumeric: 1,
        statusCode: 'partially-utilised',
        statusDescription: 'First of two consignments',
        utilisedQuantity: { quantity: '4.5', unitCode: 'TNE' },
      },
      { sequenceNumeric: 8, statusCode: 'rejected', statusDescription: 'No preference' },
    ])
  })

  it('is not made of a release: that is another answer of another message', () => {
    const document = { ...documentOf('asean-customs-response-minimal'), status: { statusCode: 'released' } }
    expect(refusalOf(() => writeAs(FORMAT, 'response', document)).code).toBe('CODE_UNKNOWN')
  })

  it.each([
    ['an unknown status', /UTL/, 'XXX', 'CODE_UNKNOWN', '/Response/Status/NameCode'],
    ['a time without offset', /\+07:00/, '', 'SCHEMA_INVALID', '/Response/IssueDateTime'],
    ['no certificate', /<Declaration>.*<\/Declaration>/, '', 'SCHEMA_INVALID', undefined],
    ['no status', /<Status>.*<\/Status>/, '', 'SCHEMA_INVALID', undefined],
  ])('with %s is refused', (_what, from, to, code, path) => {
    const refused = refusalOf(() => readText(sample('asean-customs-response-minimal').replace(from, to)))
    expect(refused.code).toBe(code)
    if (path !== undefined) expect(refused.place?.path).toBe(path)
  })
})
