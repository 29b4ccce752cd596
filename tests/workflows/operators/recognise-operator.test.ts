import { describe, expect, test } from 'vitest'
import type { EconomicOperator } from '../../../src/model/generated/economic-operator.ts'
import type { Programme } from '../../../src/workflows/operators/programme.ts'
import { recogniseOperator } from '../../../src/workflows/operators/recognise-operator.ts'

const PROGRAMME: Programme = {
  id: 'mn-aeo',
  name: 'Mongolia',
  basis: 'sandbox',
  country: 'MN',
  office: '0705',
  validFrom: '2026-01-01',
  validTo: '2026-12-31',
  mutual: true,
  grants: [
    { list: 'MN-AEO', codes: ['S'], class: 'high', consolidates: true },
    { list: 'MN-AEO', codes: ['B'], class: 'medium', aeo: false },
  ],
}
const STATUS: EconomicOperator = {
  id: 'MNAEO000017',
  categoryCode: { listId: 'MN-AEO', code: 'S' },
  issuingCountryCode: 'MN',
  effectiveDateTime: '2026-02-01+08:00',
  expirationDateTime: '2026-11-30+08:00',
  holder: { name: 'Holder' },
  recognisingCountryCodes: ['CN'],
}
const judge = (different: Partial<EconomicOperator> = {}, facts: object = {}) =>
  recogniseOperator(
    { ...STATUS, ...different },
    {
      programmes: [PROGRAMME],
      country: 'CN',
      from: 'MN',
      at: new Date('2026-06-15T04:00:00Z'),
      ...facts,
    },
  )

test('a status that its programme covers gives the class of its category until a day in it comes', () => {
  expect(judge()).toEqual({
    outcome: 'recognised',
    class: 'high',
    consolidates: true,
    programme: 'mn-aeo',
    aeo: 'recognised',
    reasons: [],
    until: '2026-11-30T16:00:00.000Z',
  })
  expect(judge({ categoryCode: { listId: 'MN-AEO', code: 'B' } })).toMatchObject({
    class: 'medium',
    aeo: 'none',
  })
  expect(
    judge({ issuingCountryCode: 'CN' }, { programmes: [{ ...PROGRAMME, country: 'CN' }], from: 'CN' }),
  ).toMatchObject({ aeo: 'in-force' })
})

describe('days count in China, both ends of a time', () => {
  test.each([
    ['2026-01-31T15:59:59Z', ['NOT_YET_VALID'], '2026-01-31T16:00:00.000Z'],
    ['2026-01-31T16:00:00Z', [], '2026-11-30T16:00:00.000Z'],
    ['2026-11-30T15:59:59Z', [], '2026-11-30T16:00:00.000Z'],
    ['2026-11-30T16:00:00Z', ['EXPIRED'], undefined],
  ])('at %s', (at, reasons, until) => {
    const found = judge({}, { at: new Date(at) })
    expect([found.reasons, found.until]).toEqual([reasons, until])
  })
})

describe('is not recognised', () => {
  const days = (startDateTime: string, endDateTime?: string) => ({
    suspensions: [{ startDateTime, ...(endDateTime !== undefined && { endDateTime }) }],
  })
  test.each<[string, Partial<EconomicOperator>, object, string, string]>([
    ['a country without a programme', { issuingCountryCode: 'KZ' }, {}, 'PROGRAMME_UNKNOWN', ''],
    ['a programme that is over', {}, { at: new Date('2027-01-02Z') }, 'PROGRAMME_NOT_IN_FORCE', 'none'],
    ['the word of another country', {}, { from: 'KZ' }, 'NOT_ITS_COUNTRY', 'none'],
    ['a status for others', { recognisingCountryCodes: ['KR'] }, {}, 'NOT_FOR_US', 'none'],
    [
      'a category without a grant',
      { categoryCode: { listId: 'MN-AEO', code: 'X' } },
      {},
      'CATEGORY_NOT_COVERED',
      'none',
    ],
    ['one that is suspended now', days('2026-06-01+08:00', '2026-06-15+08:00'), {}, 'SUSPENDED', 'suspended'],
    ['one that is suspended for good', days('2026-06-01+08:00'), {}, 'SUSPENDED', 'suspended'],
    ['one that only says so', { statusCode: 'suspended' }, {}, 'SUSPENDED', 'suspended'],
    [
      'one that was revoked',
      { revocation: { effectiveDateTime: '2026-06-15+08:00' } },
      {},
      'REVOKED',
      'revoked',
    ],
    ['a message that takes it back', { functionCode: '1' }, {}, 'REVOKED', 'revoked'],
    ['one that an officer does not rely on', {}, { against: 'NOT_RELIED_ON' }, 'NOT_RELIED_ON', 'none'],
  ])('%s', (_, different, facts, reason, aeo) => {
    const found = judge(different, facts)
    expect(found).toMatchObject({ outcome: 'not-recognised' })
    expect(found.reasons).toContain(reason)
    expect([found.class, found.aeo ?? '']).toEqual([undefined, aeo])
  })

  test('but before a suspension and after it, and each time it is told when to look again', () => {
    const suspended = days('2026-07-01+08:00', '2026-07-10+08:00')
    expect(judge(suspended)).toMatchObject({ outcome: 'recognised', until: '2026-06-30T16:00:00.000Z' })
    expect(judge(suspended, { at: new Date('2026-07-01T00:00:00Z') })).toMatchObject({
      outcome: 'not-recognised',
      until: '2026-07-10T16:00:00.000Z',
    })
    expect(judge(suspended, { at: new Date('2026-07-11T00:00:00Z') })).toMatchObject({
      outcome: 'recognised',
    })
  })
})
