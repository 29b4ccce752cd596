import { describe, expect, test } from 'vitest'
import { dueOf, nextAfter } from '../../src/ledger/inquiry/due.ts'
import { inquiryOfRequest, requestId, statementsDigest } from '../../src/ledger/inquiry/inquiry.ts'

const TERM = { withinDays: 60, reminderDays: [30, 50], timeZone: 'Asia/Vientiane' }

describe('the time of an authority', () => {
  test('counts days of its own calendar, and the last one whole', () => {
    // Half past midnight of the 23rd in Vientiane.
    const due = dueOf(new Date('2026-11-22T17:30:00Z'), TERM)
    expect(due).toEqual({ day: '2027-01-22', at: new Date('2027-01-22T17:00:00Z') })
    expect(dueOf(new Date('2026-11-22T16:59:59Z'), TERM).day).toBe('2027-01-21')
  })

  test('is as long where clocks change, also at midnight', () => {
    const beirut = { ...TERM, timeZone: 'Asia/Beirut', withinDays: 1 }
    // On 2026-03-29 Beirut goes from 24:00 to 01:00.
    expect(dueOf(new Date('2026-03-27T12:00:00Z'), beirut)).toEqual({
      day: '2026-03-28',
      at: new Date('2026-03-28T22:00:00Z'),
    })
  })

  test('is reminded of when the days begin that were agreed, and then it is over', () => {
    const opened = new Date('2026-11-22T03:00:00Z')
    const due = dueOf(opened, TERM)
    expect([1, 2, 3].map((rounds) => nextAfter(rounds, opened, due, TERM).toISOString())).toEqual([
      '2026-12-21T17:00:00.000Z',
      '2027-01-10T17:00:00.000Z',
      due.at.toISOString(),
    ])
  })
})

describe('a request', () => {
  const id = '0193e0a1-02b5-7e4c-9a71-3d5f60718293'

  test('has a number that every format has room for, by which its inquiry is found', () => {
    for (const round of [0, 1, 9]) {
      const number = requestId({ id }, round)
      expect(number.length).toBeLessThanOrEqual(35)
      expect(inquiryOfRequest(number)).toEqual({ id, round })
    }
  })

  test.each([
    '',
    id,
    'RC-2026-0311',
    '0193e0a102b57e4c9a713d5f60718293R0',
    '0193e0a102b57e4c9a713d5f6071829',
  ])('of somebody else is none of ours: "%s"', (number) => expect(inquiryOfRequest(number)).toBeUndefined())
})

describe('what is stated of a document', () => {
  const one = {
    exporter: 'Tuayang Export Co., Ltd.',
    lines: [{ line: 1, quantity: { quantity: '25.15', unitCode: 'TNE' } }],
  }

  test('is the same in other words, units and order', () => {
    const other = {
      lines: [{ line: 1, quantity: { quantity: '25150', unitCode: 'KGM' } }],
      exporter: 'TUAYANG EXPORT CO LTD',
    }
    expect(statementsDigest({ held: other })).toBe(statementsDigest({ held: one }))
  })

  test('is not the same of another line, in another field, or with more digits of a tariff number', () => {
    const lines = (line: number, hs: string) => ({ held: { lines: [{ line, hs }] } })
    const digests = [
      lines(1, '110814'),
      lines(2, '110814'),
      lines(1, '11081400'),
      { held: { exporter: 'A' } },
      { held: { consignee: 'A' } },
    ].map(statementsDigest)
    expect(new Set(digests).size).toBe(digests.length)
  })
})
