import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../src/model/json.ts'
import { compilePolicy, type Policy } from '../../../src/workflows/channel/policy.ts'
import { channelsOf, FILES, HERE, parameter } from './sandbox.ts'

const decide = (
  parameters: Parameters<typeof channelsOf>[0],
  facts: JsonObject = {},
  policy = FILES.policy,
) => channelsOf(parameters, policy).decide({ ...HERE, ...facts })

const high = { operator: { class: 'high' } }

test('nothing fires: low risk is released at once', () => {
  expect(decide([], high)).toMatchObject({
    channel: 'fast-release',
    score: 0,
    considered: 0,
    fired: [],
    subCentre: 'qingdao',
    steps: [{ rule: 'score', level: 'low', by: [] }],
  })
})

describe('scores', () => {
  test('of one dimension count once, the highest; those of several add up', () => {
    const lot = [
      parameter({ id: 'one', effect: { score: 20 } }),
      parameter({ id: 'two', effect: { score: 25 } }),
      parameter({ id: 'three', dimension: 'route', effect: { score: 10 } }),
    ]
    expect(decide(lot, high)).toMatchObject({
      score: 35,
      channel: 'document-check',
      steps: [{ rule: 'score', level: 'medium', by: ['three', 'two'] }],
    })
  })
})

describe('conflicts', () => {
  const demand = parameter({ id: 'demand', effect: { atLeast: 'high' } })
  const firm = parameter({ id: 'firm', effect: { atLeast: 'high', firm: true } })
  const ceiling = parameter({ id: 'ceiling', effect: { atMost: 'medium' } })
  const low = parameter({ id: 'low', effect: { atMost: 'low' } })

  test('a demand raises, a ceiling lowers, the lowest ceiling wins', () => {
    expect(decide([demand], high).channel).toBe('physical-inspection')
    expect(decide([demand, ceiling], high).channel).toBe('document-check')
    expect(decide([demand, ceiling, low], high).steps).toEqual([
      { rule: 'score', level: 'low', by: [] },
      { rule: 'demand', level: 'high', by: ['demand'] },
      { rule: 'ceiling', level: 'low', by: ['low'] },
    ])
  })

  test('a firm demand is above every ceiling', () => {
    expect(decide([firm, low], { operator: { class: 'client-coordinated' } })).toMatchObject({
      channel: 'physical-inspection',
      steps: [{ rule: 'score' }, { rule: 'demand' }, { rule: 'ceiling' }, { rule: 'firm', by: ['firm'] }],
    })
  })

  test('the class of the operator has a floor and a ceiling', () => {
    expect(decide([demand], { operator: { class: 'client-coordinated' } }).steps.at(-1)).toEqual({
      rule: 'class-ceiling',
      level: 'medium',
      by: ['client-coordinated'],
    })
    expect(decide([low], { operator: { class: 'low' } }).steps.at(-1)).toMatchObject({
      rule: 'class-floor',
      level: 'medium',
    })
  })
})

describe('what is not established', () => {
  const mass = parameter({ id: 'mass', when: 'totals.grossMass > 20000', effect: { atLeast: 'high' } })

  test('is listed with the facts that are missing, and is never taken for false', () => {
    const decision = decide([mass], high)
    expect(decision.notEstablished).toMatchObject([{ id: 'mass', missing: ['totals.grossMass'], faults: [] }])
    expect(decision.steps.at(-1)).toEqual({ rule: 'open', level: 'medium', by: ['mass'] })
    expect(decide([mass], { ...high, totals: { grossMass: '20000' } })).toMatchObject({
      channel: 'fast-release',
      notEstablished: [],
    })
  })

  test('of the operator makes him one of the class that the policy says', () => {
    expect(decide([]).operatorClass).toBe(FILES.policy.policy.unclassified)
  })
})

describe('modes', () => {
  test.each([
    [
      { class: 'client-coordinated', aeo: 'in-force' },
      true,
      'consolidated',
      { guarantee: 'general', consolidatedBy: 'month' },
    ],
    [{ class: 'high', aeo: 'recognised' }, false, 'release-first', { documentsWithinDays: 14 }],
    [{ class: 'high' }, true, 'ordinary', { guarantee: 'none' }],
    [{ class: 'medium', aeo: 'in-force' }, true, 'ordinary', {}],
    [{ class: 'low', aeo: 'in-force' }, true, 'secured', { guarantee: 'each' }],
  ])('of an operator %j who may declare by the period: %s', (operator, consolidates, id, asked) => {
    expect(decide([], { operator: { ...operator, consolidates } }).mode).toMatchObject({ id, ...asked })
  })

  test('that release before the documents are not given where the goods are opened', () => {
    const demand = parameter({ effect: { atLeast: 'high' } })
    expect(decide([demand], { operator: { class: 'high', aeo: 'in-force' } }).mode.id).toBe('ordinary')
  })
})

describe('in force', () => {
  const decideAt = (office: string, moment: string, ...parameters: Parameters<typeof channelsOf>[0]) =>
    channelsOf(parameters)
      .decide({ office, moment, ...high })
      .fired.map(({ id, version }) => `${id} ${version}`)

  test('are parameters of the sub-centre and district of the office', () => {
    const hohhot = parameter({ districts: ['hohhot'] })
    expect(decideAt('0705', HERE.moment, hohhot)).toEqual(['test-parameter 1'])
    expect(decideAt('9402', HERE.moment, hohhot)).toEqual([])
    expect(decideAt('5345', HERE.moment, parameter({}))).toEqual([])
    expect(decideAt('5345', HERE.moment, parameter({ subCentre: 'huangpu' }))).toEqual(['test-parameter 1'])
    expect(decideAt('1111', HERE.moment, parameter({}))).toEqual([])
  })

  test('on days of China: the first and the last are valid, and begin at its midnight', () => {
    const one = parameter({ validFrom: '2026-11-21', validTo: '2026-11-21' })
    expect(decideAt('0705', '2026-11-20T15:59:59Z', one)).toEqual([])
    expect(decideAt('0705', '2026-11-20T16:00:00Z', one)).toEqual(['test-parameter 1'])
    expect(decideAt('0705', '2026-11-21T15:59:59Z', one)).toEqual(['test-parameter 1'])
    expect(decideAt('0705', '2026-11-21T16:00:00Z', one)).toEqual([])
  })

  test('is the newest version that is active and valid', () => {
    const versions = [1, 2, 3].map((version) =>
      parameter({ version, ...(version === 3 && { validFrom: '2026-12-01' }) }),
    )
    expect(decideAt('0705', HERE.moment, ...versions)).toEqual(['test-parameter 2'])
    expect(decideAt('0705', '2026-12-02T00:00:00Z', ...versions)).toEqual(['test-parameter 3'])
    expect(decideAt('0705', HERE.moment, parameter({ status: 'draft' }))).toEqual([])
    expect(decideAt('0705', HERE.moment, parameter({ status: 'retired' }))).toEqual([])
  })
})

test('each parameter that fired says which facts it read, and nothing else', () => {
  const [fired] = decide([parameter({ when: 'goods.exists(g, g.hs.startsWith("87") && g.netMass > 100)' })], {
    goods: [{ hs: '8703', netMass: '200', description: 'secret' }, { hs: '01' }],
    value: { total: '5' },
  }).fired
  expect(fired?.facts).toEqual({ goods: [{ hs: '8703', netMass: '200' }, { hs: '01' }] })
})

test.each([
  [{ moment: HERE.moment }, 'office'],
  [{ office: '0705' }, 'moment'],
  [{ ...HERE, operator: { class: 'excellent' } }, 'operator.class'],
])('facts without a place, a time or a meaning are refused: %j', (facts, path) => {
  expect(() => channelsOf([]).decide(facts)).toThrow(expect.objectContaining({ place: { path } }))
})

test('another policy, another channel: the decision names which one', () => {
  const policy: Policy = { ...FILES.policy.policy, version: 2, thresholds: { medium: 5, high: 8 } }
  const compiled = compilePolicy(policy, (path) => ({ path }))
  const decision = decide([parameter({})], high, compiled)
  expect(decision).toMatchObject({
    channel: 'physical-inspection',
    policy: { version: 2, hash: compiled.hash },
  })
  expect(compiled.hash).not.toBe(FILES.policy.hash)
})
