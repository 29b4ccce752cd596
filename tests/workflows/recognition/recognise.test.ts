import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { InspectionResult } from '../../../src/model/generated/inspection-result.ts'
import { loadCalendars } from '../../../src/workflows/calendar/load.ts'
import { loadArrangements } from '../../../src/workflows/checklist/load-arrangements.ts'
import {
  recognise,
  type Recognition,
  type RecognitionFacts,
} from '../../../src/workflows/recognition/recognise.ts'

const ARRANGEMENT = loadArrangements('schemas', loadCalendars('schemas')).find(
  ({ id }) => id === 'cn-mn-load-checklist',
)

/** What Zamyn-Uud found in a truck that has left China, under a seal of its own. */
const RESULT: InspectionResult = {
  id: 'MNZUU2611240017',
  issueDateTime: '2026-11-24T10:00:00+08:00',
  office: { id: '1201', countryCode: 'MN' },
  countryCode: 'MN',
  subject: { typeCode: '787', id: 'C26070500201' },
  resultCode: 'conforming',
  inspections: [
    {
      sequenceNumeric: 1,
      kindCode: 'scan',
      resultCode: 'conforming',
      endDateTime: '2026-11-24T09:40:00+08:00',
      officers: [{ id: 'MN-118' }],
    },
    {
      sequenceNumeric: 2,
      kindCode: 'weighing',
      resultCode: 'conforming',
      endDateTime: '2026-11-24T09:50:00+08:00',
      officers: [{ id: 'MN-118' }],
    },
  ],
  appliedSeals: [{ id: 'MN778812' }],
}

const FACTS: RecognitionFacts = {
  goods: ['87032390', '84314999'],
  seals: undefined,
  at: new Date('2026-11-24T12:00:00+08:00'),
  country: 'MN',
}

function judged(change: Partial<InspectionResult> = {}, facts: Partial<RecognitionFacts> = {}): Recognition {
  if (ARRANGEMENT === undefined) throw new Error('the arrangement with Mongolia is not shipped any more')
  return recognise({ ...RESULT, ...change }, ARRANGEMENT, { ...FACTS, ...facts })
}

describe('a result of the other side', () => {
  test('is recognised when office, kinds, goods, officers and seals are in order, until its first check is too old', () => {
    expect(judged()).toEqual({
      outcome: 'recognised',
      arrangement: 'cn-mn-load-checklist',
      checks: [
        { sequenceNumeric: 1, kindCode: 'scan', recognised: true, rule: 'scan-under-seal', reasons: [] },
        { sequenceNumeric: 2, kindCode: 'weighing', recognised: true, rule: 'weighbridge', reasons: [] },
      ],
      reasons: [],
      until: '2026-11-26T01:50:00.000Z',
    })
  })

  test.each([
    ['was taken back', { revocation: { effectiveDateTime: '2026-11-24T11:00:00+08:00' } }, {}, 'REVOKED'],
    ['was deleted', { functionCode: '3' }, {}, 'REVOKED'],
    [
      'comes from an office that the arrangement does not name',
      { office: { id: '9999' } },
      {},
      'OFFICE_NOT_COVERED',
    ],
    ['names no office', { office: {} }, {}, 'OFFICE_NOT_COVERED'],
    ['is of the other country’s office of that number', {}, { country: 'CN' }, 'OFFICE_NOT_COVERED'],
    ['came under seals that were broken', {}, { against: 'SEALS_BROKEN' }, 'SEALS_BROKEN'],
    ['rests on something that has fallen', {}, { against: 'FALLEN' }, 'FALLEN'],
    ['is not relied on by an officer', {}, { against: 'NOT_RELIED_ON' }, 'NOT_RELIED_ON'],
  ] as const)('is not recognised at all when it %s', (_, change, facts, reason) => {
    const { outcome, reasons, checks, until } = judged(change, facts)
    expect({ outcome, reasons, until }).toEqual({
      outcome: 'not-recognised',
      reasons: [reason],
      until: undefined,
    })
    expect(checks.some(({ recognised }) => recognised)).toBe(false)
  })

  test.each([
    ['left the check without a seal', 'unsealed', {}, 'NOT_SEALED'],
    ['came with broken seals', 'sealed', { seals: 'broken' }, 'SEALS_BROKEN'],
    [
      'carries goods that a scanner does not see through',
      'sealed',
      { goods: ['71131900'] },
      'GOODS_NOT_COVERED',
    ],
    ['carries goods of which nobody tells', 'sealed', { goods: undefined }, 'GOODS_NOT_ESTABLISHED'],
    ['carries goods with one number missing', 'sealed', { goods: [] }, 'GOODS_NOT_ESTABLISHED'],
  ] as const)('is recognised in part when the load %s', (_, seals, facts, reason) => {
    const { outcome, checks } = judged(seals === 'unsealed' ? { appliedSeals: [] } : {}, facts)
    expect(outcome).toBe('partly')
    expect(checks.map(({ reasons }) => reasons)).toEqual([[reason], []])
  })

  test.each([
    ['gave no clear result', { resultCode: 'inconclusive' }, 'INCONCLUSIVE'],
    ['was not done', { resultCode: 'not-checked' }, 'INCONCLUSIVE'],
    ['names no officer', { officers: undefined }, 'OFFICER_UNKNOWN'],
    ['is of a kind that no rule covers', { kindCode: 'laboratory' }, 'KIND_NOT_COVERED'],
    ['is too old', { endDateTime: '2026-11-22T09:50:00+08:00' }, 'TOO_OLD'],
    ['says that it was done tomorrow', { endDateTime: '2026-11-25T09:50:00+08:00' }, 'IN_THE_FUTURE'],
  ] as const)('does not count with a check that %s', (_, change, reason) => {
    const [scan, weighing] = RESULT.inspections
    if (scan === undefined || weighing === undefined) throw new Error('the result has two checks')
    const changed = JSON.parse(JSON.stringify({ ...weighing, ...change }))
    const { outcome, checks } = judged({ inspections: [scan, changed] })
    expect(outcome).toBe('partly')
    expect(checks[1]).toMatchObject({ recognised: false, reasons: [reason] })
  })

  test('a signature of its authority stands for officers that are not named', () => {
    const inspections = RESULT.inspections.map((inspection) => {
      const { officers: _, ...unsigned } = inspection
      return unsigned
    })
    expect(judged({ inspections }).outcome).toBe('not-recognised')
    expect(judged({ inspections, authentication: { name: 'D. Bold' } }).outcome).toBe('recognised')
  })

  test('never gets better with time, or with more that speaks against it', () => {
    const rank = { 'not-recognised': 0, partly: 1, recognised: 2 }
    fc.assert(
      fc.property(fc.nat(200), fc.nat(200), fc.boolean(), (hours, more, broken) => {
        const at = (after: number): Date => new Date(FACTS.at.getTime() + after * 3_600_000)
        const now = judged({}, { at: at(hours) })
        const later = judged({}, { at: at(hours + more), ...(broken && { seals: 'broken' }) })
        expect(rank[later.outcome]).toBeLessThanOrEqual(rank[now.outcome])
      }),
    )
  })

  test('is recognised up to the moment it names and not after', () => {
    const { until = '' } = judged()
    expect(judged({}, { at: new Date(until) }).outcome).toBe('recognised')
    expect(judged({}, { at: new Date(Date.parse(until) + 1) }).outcome).toBe('partly')
  })
})
