import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../src/model/json.ts'
import { plain } from '../../../src/workflows/definitions/arguments.ts'
import { testSigner } from '../../trust/signers.ts'
import { issuable, mongolianCode, truck } from '../checklist/truck.ts'
import { type OneSide, openSide, rules, shipped } from './one-side.ts'

const NUMBER = 'C26070500123'
const exit = shipped('joint-supervision-exit')
const REASON = { reason: 'Engine damage at kilometre 12' }

/** A load that has left under the seals 8800123 (customs) and M4471. */
function underWay(): OneSide {
  const side = openSide(exit, NUMBER)
  expect(side.act('issued-by-hand', { checklist: issuable })).toHaveLength(1)
  const seals = [{ id: '8800123', sealingPartyCode: 'CU' }, { id: 'M4471' }]
  expect(side.act('confirmed', { resultCode: 'conforming', seals })).toHaveLength(1)
  expect(side.now().state).toBe('under-way')
  return side
}
const held = (): OneSide => {
  const side = underWay()
  side.hear('decided', answer('held'), 'MN')
  expect(side.now().state).toBe('held')
  return side
}
const answer = (statusCode: string): JsonObject => ({
  functionalReferenceId: 'm',
  level: 'decision',
  outcome: 'accepted',
  declaration: { id: NUMBER },
  status: { statusCode },
})
/** The one list that the other side was sent; it has to be a document of the hub. */
const sent = (told: string | readonly JsonObject[]): JsonObject => {
  if (typeof told === 'string') throw new Error(told)
  expect(told).toHaveLength(1)
  const [list = {}] = told
  expect(() => rules.validateDocument('load-checklist', list)).not.toThrow()
  return list
}
const office = { id: '0705', countryCode: 'CN' }

describe.each([
  ['on its way', underWay],
  ['held on the other side', held],
])('a load that is %s', (_where, open) => {
  test('goes over to another truck: the list tells it, without the seals of the old one', () => {
    const side = open()
    const before = side.now().state
    const means = {
      name: '9999 УБВ',
      typeCode: '3',
      registrationNationalityCode: 'MN',
      seals: [{ id: '8800200' }],
    }
    const list = sent(side.act('transhipped', { borderTransportMeans: means, ...REASON }))
    expect(list).toMatchObject({
      id: NUMBER,
      functionCode: '5',
      office,
      borderTransportMeans: means,
      transportEquipment: [{ id: 'CSNU1234567' }],
      confirmations: [{ countryCode: 'CN', resultCode: 'conforming' }],
    })
    expect(JSON.stringify(list['confirmations'])).not.toContain('8800123')
    expect(side.now()).toMatchObject({ state: before, data: { checklist: list, note: REASON.reason } })
  })

  test('gets another seal: on the list, on its container, and in our own word', () => {
    const side = open()
    const replaced = [{ from: 'm-4471', to: { id: 'M4500', sealingPartyCode: 'SH' } }]
    const list = sent(side.act('resealed', { replaced, ...REASON }))
    expect(list).toMatchObject({
      functionCode: '5',
      borderTransportMeans: { seals: [{ id: '8800123' }] },
      transportEquipment: [{ seals: [{ id: 'M4500' }] }],
      confirmations: [{ seals: [{ id: '8800123' }, { id: 'M4500' }] }],
    })
    // What was replaced is not there any more.
    expect(side.act('resealed', { replaced, ...REASON })).toBe('not-met')
  })

  test('is amended as a whole: what the office gave it stays, and so does our own word', () => {
    const side = open()
    const [first] = [issuable['consignmentItems']].flat()
    const list = sent(
      side.act('amended-by-hand', { checklist: { ...issuable, consignmentItems: [first ?? {}] }, ...REASON }),
    )
    expect(list).toMatchObject({
      id: NUMBER,
      functionCode: '5',
      office,
      exitCountryCode: 'CN',
      confirmations: [{ countryCode: 'CN' }],
    })
    expect(list['consignmentItems']).toHaveLength(1)
  })

  test('is not amended by what is no list', () => {
    const side = open()
    const before = side.now()
    expect(side.act('amended-by-hand', { checklist: {}, ...REASON })).toMatch(/required|borderTransportMeans/)
    expect(side.act('amended-by-hand', { checklist: issuable })).toMatch(/reason/)
    expect(side.act('transhipped', { borderTransportMeans: { typeCode: '3' }, ...REASON })).toMatch(/name/)
    expect(side.act('resealed', { replaced: [], ...REASON })).toMatch(/replaced/)
    expect(side.now()).toBe(before)
  })
})

describe('both sides', () => {
  const entry = shipped('joint-supervision-entry', 'MN')

  test.each<[string, (side: OneSide) => string | readonly JsonObject[]]>([
    [
      'goes over to another truck',
      (side) =>
        side.act('transhipped', {
          borderTransportMeans: { name: '9999 УБВ', typeCode: '3', seals: [{ id: '8800200' }] },
          ...REASON,
        }),
    ],
    [
      'gets another seal',
      (side) => side.act('resealed', { replaced: [{ from: 'M4471', to: { id: 'M4500' } }], ...REASON }),
    ],
    ['is amended', (side) => side.act('amended-by-hand', { checklist: issuable, ...REASON })],
  ])('come to the same end with a load that %s on its way', (_what, change) => {
    const here = openSide(exit, NUMBER)
    const there = openSide(entry, NUMBER, '1201')
    const hears = (event: string, told: string | readonly JsonObject[]) => there.hear(event, sent(told), 'CN')
    hears('announced', here.act('issued-by-hand', { checklist: issuable }))
    hears('updated', here.act('confirmed', { resultCode: 'conforming' }))
    hears('updated', change(here))
    there.act('arrived', { reason: 'Lane 2' })
    there.act('examined', { resultCode: 'conforming' })
    expect(there.now()).toMatchObject({ state: 'agreed', data: { comparison: { discrepancies: [] } } })
    const told = there.act('released', { reason: 'Nothing differs' })
    if (typeof told === 'string') throw new Error(told)
    here.hear('decided', told[0] ?? {}, 'MN')
    expect([here.now().outcome, there.now().outcome]).toEqual(['released', 'released'])
  })

  test('come to the same end with a list that was joined into another before the truck came', () => {
    const here = openSide(exit, NUMBER)
    const there = openSide(entry, NUMBER, '1201')
    there.hear('announced', sent(here.act('issued-by-hand', { checklist: issuable })), 'CN')
    const told = there.hear(
      'withdrawn',
      sent(here.act('joined', { number: 'C26070500124', ...REASON })),
      'CN',
    )
    if (typeof told === 'string') throw new Error(told)
    here.hear('decided', told[0] ?? {}, 'MN')
    expect([here.now().outcome, there.now().outcome]).toEqual(['not-arrived', 'not-arrived'])
  })
})

describe('a list whose code a driver showed before it came', () => {
  const entry = shipped('joint-supervision-entry')
  const signer = testSigner('ec-p256')
  const FROM_MONGOLIA = 'M26120100045'
  const SHOWN = new Date('2026-11-22T07:00:00Z')
  const leaving = { id: '1201', countryCode: 'MN' }
  const { functionCode: _function, ...original } = truck
  const confirmations = [
    { countryCode: 'MN', dateTime: '2026-11-22T08:00:00+08:00', resultCode: 'conforming' },
  ]
  const list = (more: object = {}): JsonObject =>
    plain({
      ...original,
      id: FROM_MONGOLIA,
      office: leaving,
      exitCountryCode: 'MN',
      entryCountryCode: 'CN',
      confirmations,
      ...more,
    })

  const shown = async (): Promise<OneSide> => {
    const code = mongolianCode((await signer).signing, FROM_MONGOLIA, SHOWN)
    const side = openSide(entry, FROM_MONGOLIA)
    side.act('presented', { code, note: 'No list yet' })
    expect(side.now()).toMatchObject({
      state: 'presented',
      data: { presentation: { number: FROM_MONGOLIA } },
    })
    return side
  }

  test('is agreed when the list is what the code said', async () => {
    const side = await shown()
    side.hear('announced', list({ id: FROM_MONGOLIA }), 'MN')
    expect(side.now()).toMatchObject({ state: 'examining', data: { comparison: { discrepancies: [] } } })
    side.act('examined', { resultCode: 'conforming' })
    expect(side.now().state).toBe('agreed')
  })

  test('is to be reconciled when it says something else, however well it was examined', async () => {
    const side = await shown()
    side.hear('updated', list({ totalPackageQuantity: 811 }), 'MN')
    const found = { kind: 'package-quantity', stated: '811', found: '810' }
    expect(side.now().data).toMatchObject({ comparison: { verdict: 'differing', discrepancies: [found] } })
    side.act('examined', { resultCode: 'conforming' })
    expect(side.now()).toMatchObject({ state: 'reconciling', data: { verdict: 'differing' } })
    expect(side.act('accepted', { reason: 'A slip of the pen' })).toMatchObject([
      { status: { statusCode: 'released' }, findings: [{ kindCode: 'package-quantity' }] },
    ])
  })

  test('is held against the code also when the list was there first', async () => {
    const side = openSide(entry, FROM_MONGOLIA)
    side.hear('announced', list({ totalPackageQuantity: 811 }), 'MN')
    side.act('presented', {
      code: mongolianCode((await signer).signing, FROM_MONGOLIA, SHOWN),
    })
    expect(side.now()).toMatchObject({ state: 'examining', data: { comparison: { verdict: 'differing' } } })
  })
})

describe('loads that are split and joined', () => {
  test('the other truck has a list of its own that names the one it was split from', () => {
    const side = openSide(exit, 'C26070500124')
    const list = sent(side.act('issued-by-hand', { checklist: issuable, splitFrom: NUMBER }))
    expect(list).toMatchObject({
      id: 'C26070500124',
      functionCode: '9',
      additionalInformation: { content: `拆分自 / Split from ${NUMBER}` },
    })
    expect(side.now().data).toMatchObject({ splitFrom: NUMBER })
  })

  test('a list that is joined into another is taken back, and ends when the other side says so', () => {
    const side = underWay()
    const list = sent(side.act('joined', { number: 'C26070500124', ...REASON }))
    expect(list).toMatchObject({
      functionCode: '3',
      additionalInformation: { content: '并入 / Joined into C26070500124' },
    })
    expect(side.now()).toMatchObject({ state: 'withdrawing', data: { joined: 'C26070500124' } })
    side.hear('decided', answer('not-arrived'), 'MN')
    expect(side.now()).toMatchObject({ outcome: 'not-arrived', data: { joined: 'C26070500124' } })
  })

  test('a list is not joined into itself, nor once the other side holds the load', () => {
    expect(underWay().act('joined', { number: NUMBER, ...REASON })).toBe('not-met')
    expect(held().act('joined', { number: 'C26070500124', ...REASON })).toBe('unexpected')
  })
})
