import { describe, expect, test } from 'vitest'
import type { Accepted } from '../../src/exchange/participant.ts'
import type { LedgerEntry } from '../../src/ledger/entry.ts'
import { entryOf } from '../../src/ledger/facts/feed.ts'
import type { JsonObject } from '../../src/model/json.ts'
import type { IssueRule } from '../../src/partners/partner.ts'
import { partnerWith } from '../exchange/partner.ts'
import { readText, sample } from '../formats/sample-files.ts'
import { NUMBER, RULE } from './facts.ts'

/** Only what a partner vouches for becomes a fact. */

const certificate = readText(sample('asean-form-e-laos')).documents

function accepted(
  issues: readonly IssueRule[],
  documents: Readonly<Record<string, JsonObject>> = certificate,
  acceptance?: bigint,
): Accepted {
  return {
    partner: { ...partnerWith({ issues }), id: 'la-customs' },
    exchange: '0193e09c-3b52-7d6e-8f4a-1c2d3e4f5a6b',
    messageId: 'LA-EFE-20261121-000318',
    format: 'asean-form-e-r1',
    signature: { profile: 'xmldsig-enveloped', algorithm: 'ecdsa', keyId: '3f'.repeat(32) },
    receivedAt: new Date('2026-11-21T03:12:43Z'),
    documents: Buffer.from(JSON.stringify(documents)),
    ...(acceptance !== undefined && { acceptance }),
  }
}

const entry = (message: Accepted): LedgerEntry | undefined => entryOf([message])

describe('a message enters the ledger', () => {
  test('with who said it, by which key and rule, and the acceptance that it rests on', () => {
    expect(entry(accepted([RULE]))).toEqual({
      entry: 'facts',
      replies: [],
      facts: [
        {
          reading: expect.objectContaining({
            event: 'issued',
            key: expect.objectContaining({ number: NUMBER }),
          }),
          source: 'la-customs',
          keyId: '3f'.repeat(32),
          exchange: '0193e09c-3b52-7d6e-8f4a-1c2d3e4f5a6b',
          acceptance: undefined,
          issue: RULE,
        },
      ],
    })
    expect(entry(accepted([RULE], certificate, 96n))).toMatchObject({ facts: [{ acceptance: 96n }] })
  })

  test('by the rule that covers it, among several', () => {
    const other = { ...RULE, issuer: 'KH' }
    expect(entry(accepted([other, RULE]))).toMatchObject({ facts: [{ issue: RULE }] })
  })

  test('where the agreement does not say what numbers look like', () => {
    expect(entry(accepted([{ ...RULE, number: undefined }]))).toBeDefined()
  })
})

test('both halves of a pair enter what they say, each with its own acceptance', () => {
  const [one, other] = [accepted([RULE], certificate, 96n), accepted([RULE], certificate, 99n)]
  const silent = accepted([], certificate, 97n)
  expect(entryOf([one, silent, other])).toMatchObject({ facts: [{ acceptance: 96n }, { acceptance: 99n }] })
})

describe('a message enters nothing', () => {
  test('from a partner that vouches for nothing, and is not even read', () => {
    const unread = { ...accepted([]), documents: Buffer.from('no JSON') }
    expect(entry(unread)).toBeUndefined()
  })

  test.each<[string, Partial<IssueRule>]>([
    ['of another issuer', { issuer: 'KH' }],
    ['of another form', { forms: ['D'] }],
    ['of another kind', { kind: 'goods-declaration' }],
    ['with a number that nobody could ask for', { number: /^E\d{2}LA\d{9}$/ }],
  ])('about documents %s', (_, change) => {
    expect(entry(accepted([{ ...RULE, ...change }]))).toBeUndefined()
  })

  test('when it holds no document that the ledger keeps', () => {
    expect(entry(accepted([RULE], readText(sample('awmds-export')).documents))).toBeUndefined()
    expect(entry(accepted([RULE], {}))).toBeUndefined()
  })

  test('when its certificate does not say who issued it', () => {
    const { 'certificate-of-origin': { issuingCountryCode, ...document } = {} } = certificate
    expect(issuingCountryCode).toBe('LA')
    expect(entry(accepted([RULE], { 'certificate-of-origin': document }))).toBeUndefined()
  })
})

test('a number is compared by its skeleton with what the agreement says', () => {
  const document = { ...certificate['certificate-of-origin'], id: 'e26 la 0110000318' }
  const entered = entry(accepted([RULE], { 'certificate-of-origin': document }))
  expect(entered).toMatchObject({ facts: [{ reading: { key: { number: 'e26 la 0110000318' } } }] })
})
