import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../src/model/json.ts'
import { CONSOLIDATION_OPERATIONS } from '../../../src/workflows/channel/consolidation.ts'

const call = (name: string, args: JsonObject) => CONSOLIDATION_OPERATIONS[name]?.call(args)
const DECLARATION = {
  id: 'A',
  declarationOffice: { id: '0705' },
  declarant: { customsIdentifier: { id: 'X1' } },
  totalGrossMassMeasure: '10.5',
}

describe('a release belongs to the period in China in which it was released', () => {
  test.each([
    ['day', '2026-12-31T15:59:59Z', '2026-12-31', '2026-12-31T16:00:00.000Z'],
    ['day', '2026-12-31T16:00:00Z', '2027-01-01', '2027-01-01T16:00:00.000Z'],
    // A Sunday and the Monday after it.
    ['week', '2026-11-22T08:00:00Z', '2026-11-16', '2026-11-22T16:00:00.000Z'],
    ['week', '2026-11-23T08:00:00Z', '2026-11-23', '2026-11-29T16:00:00.000Z'],
    ['month', '2028-02-29T08:00:00Z', '2028-02-01', '2028-02-29T16:00:00.000Z'],
    ['month', '2026-12-31T16:00:00Z', '2027-01-01', '2027-01-31T16:00:00.000Z'],
  ])('by the %s, at %s', (by, at, from, until) => {
    const decision = { mode: { id: 'consolidated', consolidatedBy: by } }
    const release = call('consolidation', { decision, declaration: DECLARATION, office: '0705', at })
    expect(release).toEqual({
      key: `0705 X1 ${by} ${from}`,
      operator: 'X1',
      from,
      until,
      release: { id: 'A', at, grossMass: '10.5' },
    })
    const joining = {
      ...DECLARATION,
      featureCode: { code: by },
      previousDocuments: [{ typeCode: '929', id: 'A', issueDateTime: `${from}+08:00` }],
    }
    expect(call('consolidationKey', { declaration: joining })).toBe(`0705 X1 ${by} ${from}`)
  })
})

test('other modes, and declarations that name no release, belong to no period', () => {
  const at = '2026-11-22T08:00:00Z'
  const args = { decision: { mode: { id: 'ordinary' } }, declaration: DECLARATION, office: '0705', at }
  expect(call('consolidation', args)).toBeUndefined()
  expect(call('consolidationKey', { declaration: DECLARATION })).toBeUndefined()
})

test('a period is covered when all releases are named, once, and nothing else, with the mass that they had', () => {
  const releases = [
    { id: 'A', grossMass: '10.50' },
    { id: 'B', grossMass: '4' },
  ]
  const coverage = (ids: readonly string[], totalGrossMassMeasure = '14.5') =>
    call('consolidationCoverage', {
      releases,
      declaration: { totalGrossMassMeasure, previousDocuments: ids.map((id) => ({ typeCode: '929', id })) },
    })
  expect(coverage(['A', 'B'])).toMatchObject({ complete: true })
  expect(coverage(['A'])).toMatchObject({ complete: false, missing: ['B'] })
  expect(coverage(['A', 'B', 'C'])).toMatchObject({ complete: false, unknown: ['C'] })
  expect(coverage(['A', 'B', 'B'])).toMatchObject({ complete: false, twice: ['B'] })
  expect(coverage(['A', 'B'], '14.6')).toMatchObject({
    complete: false,
    grossMass: { released: '14.5', declared: '14.6', same: false },
  })
  expect(call('consolidationCoverage', { releases })).toMatchObject({ complete: false, missing: ['A', 'B'] })
})

test('a release that is told twice stands once, and one that is taken back is gone', () => {
  const once = call('withRelease', { releases: [{ id: 'A' }], release: { id: 'A', at: 'later' } })
  expect(once).toEqual([{ id: 'A', at: 'later' }])
  expect(call('withoutRelease', { releases: [{ id: 'A' }, { id: 'B' }], id: 'A' })).toEqual([{ id: 'B' }])
})
