import { describe, expect, test } from 'vitest'
import { mayActivate } from '../../../src/workflows/channel/activation.ts'
import type { CompiledParameter } from '../../../src/workflows/channel/parameter.ts'
import { reportHash, simulate, type Past } from '../../../src/workflows/channel/simulate.ts'
import { channelsOf, FILES, HERE, parameter } from './sandbox.ts'
import { drawnHistory } from './history.ts'

const NOW = new Date('2026-11-21T00:00:00Z')
const { subCentres, policy } = FILES

const run = (
  parameters: readonly CompiledParameter[],
  candidates: readonly CompiledParameter[],
  history: Iterable<Past>,
) => simulate({ parameters, subCentres, policy, candidates, history, now: NOW })

const past = (mass: string, result?: 'conforming' | 'differing', office = HERE.office): Past => ({
  facts: { ...HERE, office, operator: { class: 'high' }, totals: { grossMass: mass } },
  ...(result !== undefined && { outcome: { result, minutes: 50 } }),
})

const heavy = parameter({
  id: 'heavy',
  status: 'draft',
  when: 'totals.grossMass > 100',
  effect: { atLeast: 'high' },
  validFrom: '2027-01-01',
  districts: ['hohhot'],
})

test('a report says what would change, from what to what, how often rightly, and at what cost', () => {
  const history = [
    past('50'),
    past('150', 'differing'),
    past('200', 'conforming'),
    past('300'),
    past('400', 'differing', '9402'),
  ]
  const [report] = run([], [heavy], history)
  expect(report).toMatchObject({
    candidate: heavy.name,
    history: { decisions: 5, inScope: 4, from: '2026-11-21T02:00:00.000Z' },
    fired: 3,
    changed: 3,
    changes: { 'fast-release>physical-inspection': 3 },
    hits: 1,
    misses: 1,
    hitRate: 500,
    minutes: 90,
    released: 0,
  })
})

test('a ceiling says how many differences it would have let go', () => {
  const all = parameter({ id: 'all', effect: { atLeast: 'high' } })
  const trust = parameter({ id: 'trust', status: 'draft', effect: { atMost: 'low' } })
  const [report] = run([all], [trust], [past('1', 'differing'), past('1', 'conforming'), past('1')])
  expect(report).toMatchObject({
    released: 1,
    minutes: -130,
    changes: { 'physical-inspection>fast-release': 3 },
  })
})

test('a new version takes the place of the old one', () => {
  const old = parameter({ id: 'heavy', effect: { atLeast: 'high' } })
  const [report] = run([old], [parameter({ ...heavy.parameter, version: 2 })], [past('50'), past('150')])
  expect(report).toMatchObject({ changes: { 'physical-inspection>fast-release': 1 } })
})

test('is what deciding with and without the candidate comes to', () => {
  const history = drawnHistory(300)
  const [report] = run(FILES.parameters, [heavy], history)
  const active = parameter({ ...heavy.parameter, status: 'active', validFrom: '2026-01-01' })
  const [without, beside] = [channelsOf(FILES.parameters), channelsOf([...FILES.parameters, active])]
  const changed = history.filter(
    ({ facts }) => without.decide(facts).channel !== beside.decide(facts).channel,
  )
  expect(report?.changed).toBe(changed.length)
  const dangerous = parameter({
    id: 'dear',
    status: 'draft',
    when: 'value.total > 100000',
    effect: { score: 20 },
  })
  const [other] = run(FILES.parameters, [dangerous], history)
  expect(other?.changed).toBeGreaterThan(0)
})

test('the history is read once, as it comes', () => {
  let read = 0
  function* history(): Generator<Past> {
    for (const each of drawnHistory(50)) {
      read += 1
      yield each
    }
  }
  expect(run([], [heavy, parameter({ id: 'other', status: 'draft' })], history())).toHaveLength(2)
  expect(read).toBe(50)
})

describe('a parameter becomes active', () => {
  const [report] = run(
    [],
    [heavy],
    Array.from({ length: 100 }, () => past('150')),
  )
  if (report === undefined) throw new Error('nothing was simulated')
  const ask = (different: Partial<Parameters<typeof mayActivate>[0]> = {}) =>
    mayActivate({
      parameter: heavy,
      reports: [report],
      approver: 'approver',
      policy: policy.policy.activation,
      now: NOW,
      day: '2026-11-21',
      ...different,
    })
  const obstacles = (different: Partial<Parameters<typeof mayActivate>[0]>) => {
    const verdict = ask(different)
    return verdict.allowed ? [] : verdict.obstacles
  }

  test('by a simulation of its very content and the word of somebody else', () => {
    expect(ask()).toEqual({
      allowed: true,
      activation: { approver: 'approver', report: reportHash(report), activatedAt: NOW.toISOString() },
    })
  })

  test('and by nothing less', () => {
    expect(obstacles({ approver: ' Author ' })).toEqual(['APPROVER_IS_AUTHOR'])
    expect(obstacles({ approver: '  ' })).toEqual(['APPROVER_IS_AUTHOR'])
    expect(obstacles({ reports: [] })).toEqual(['NOT_SIMULATED'])
    const edited = parameter({ ...heavy.parameter, when: 'totals.grossMass > 99' })
    expect(obstacles({ parameter: edited })).toEqual(['NOT_SIMULATED'])
    expect(obstacles({ now: new Date('2027-11-21T00:00:00Z') })).toEqual(['SIMULATION_OLD'])
    expect(obstacles({ now: new Date('2026-11-20T00:00:00Z') })).toEqual(['SIMULATION_OLD'])
    expect(obstacles({ policy: { decisions: 101, days: 90 } })).toEqual(['SIMULATION_SMALL'])
    expect(obstacles({ parameter: parameter({ ...heavy.parameter, status: 'active' }) })).toEqual([
      'NOT_A_DRAFT',
    ])
    const never = parameter({ status: 'draft', when: 'draw > 5 && draw < 6', validTo: '2026-11-20' })
    expect(obstacles({ parameter: never, reports: run([], [never], []) })).toEqual([
      'VALIDITY_OVER',
      'NEVER_TRUE',
      'SIMULATION_SMALL',
    ])
  })

  test('its status and activation are no part of its hash, everything else is', () => {
    const { name } = heavy
    expect(parameter({ ...heavy.parameter, status: 'active' }).name.hash).toBe(name.hash)
    for (const different of [
      { version: 2 },
      { owner: '9402' },
      { costs: { minutes: 1 } },
      { validTo: '2027-02-01' },
    ])
      expect(parameter({ ...heavy.parameter, ...different }).name.hash).not.toBe(name.hash)
  })
})
