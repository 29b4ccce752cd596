import { describe, expect, test } from 'vitest'
import { asObject, textAt } from '../../../src/model/json-access.ts'
import type { JsonObject } from '../../../src/model/json.ts'
import { plain } from '../../../src/workflows/definitions/arguments.ts'
import { truck } from '../checklist/truck.ts'
import { type OneSide, openSide, shipped } from '../supervision/one-side.ts'

const NUMBER = 'M26120100045'
const entry = shipped('joint-supervision-entry')
const recognition = shipped('mutual-recognition')

/** What Zamyn-Uud found in a truck that left under its seal: it was scanned. */
const RESULT = 'MNZUU2026004417'
const result: JsonObject = {
  id: RESULT,
  issueDateTime: '2026-11-22T15:00:00+08:00',
  countryCode: 'MN',
  borderCrossingId: 'CNERC-MNZUU',
  office: { id: '1201', countryCode: 'MN' },
  subject: { typeCode: '787', id: NUMBER },
  inspections: [{ kindCode: 'scan', resultCode: 'conforming', officers: [{ id: 'MN-044' }] }],
  appliedSeals: [{ id: '8800123' }],
  resultCode: 'conforming',
}
const list = (goods: readonly (string | undefined)[]): JsonObject =>
  plain({
    ...truck,
    id: NUMBER,
    office: { id: '1201', countryCode: 'MN' },
    exitCountryCode: 'MN',
    entryCountryCode: 'CN',
    confirmations: [{ countryCode: 'MN', dateTime: '2026-11-22T15:00:00+08:00', resultCode: 'conforming' }],
    consignmentItems: truck.consignmentItems.map((line, place) => {
      const { classification: _classification, ...rest } = line
      const id = goods[place]
      return { ...rest, ...(id !== undefined && { classification: { id } }) }
    }),
  })
const TILES = ['690721', '080810', '090240']

/** Both cases of one load; what either tells the other comes at once, until nobody says anything more. */
function both(goods: readonly (string | undefined)[]) {
  const load = openSide(entry, NUMBER)
  const judged = openSide(recognition, RESULT)
  const answers: JsonObject[] = []
  const settle = (side: OneSide): void => {
    const other = side === load ? judged : load
    for (const told of side.told()) {
      const event = textAt(told, 'event') ?? ''
      const sent = other.heed(event, asObject(told['data']) ?? {})
      if (typeof sent === 'string') throw new Error(`${event}: ${sent}`)
      answers.push(...sent.filter((each) => asObject(each['declaration'])?.['id'] === RESULT))
      settle(other)
    }
  }
  load.hear('announced', list(goods), 'MN')
  judged.hear('reported', result, 'MN')
  settle(judged)
  const examine = (data: JsonObject): void => {
    load.act('arrived', { reason: 'Lane 2' })
    load.act('examined', data)
    settle(load)
  }
  return { load, judged, answers, examine }
}

describe('a result of the other side about a load that is here', () => {
  test('is recognised for the goods of its list, which both cases and the other side hear', () => {
    const { load, judged, answers } = both(TILES)
    expect(judged.now()).toMatchObject({ state: 'recognised', data: { outcome: 'recognised' } })
    expect(load.now().data['recognition']).toMatchObject({ outcome: 'recognised' })
    expect(answers).toMatchObject([{ outcome: 'accepted', declaration: { id: RESULT } }])
  })

  test('is not recognised for goods that the rule leaves out, or that nobody has told', () => {
    const gold = both(['710812', ...TILES])
    expect(gold.judged.now().data['recognition']).toMatchObject({
      checks: [{ recognised: false, reasons: ['GOODS_NOT_COVERED'] }],
    })
    const untold = both([undefined, ...TILES])
    expect(untold.judged.now().data['recognition']).toMatchObject({
      checks: [{ reasons: ['GOODS_NOT_ESTABLISHED'] }],
    })
    // Nothing has changed by that, and nobody is told twice.
    expect(untold.answers).toEqual([])
  })

  test('is not relied on any more when the seals are found broken', () => {
    const { load, judged, answers, examine } = both(TILES)
    const finding = { kindCode: 'seal-broken', declared: '8800123' }
    examine({
      resultCode: 'differing',
      inspections: [{ kindCode: 'seals', resultCode: 'differing', findings: [finding] }],
    })
    expect(judged.now()).toMatchObject({
      state: 'not-recognised',
      data: { seals: 'broken', recognition: { checks: [{ reasons: ['SEALS_BROKEN'] }] } },
    })
    expect(load.now().data['recognition']).toMatchObject({ outcome: 'not-recognised' })
    expect(answers.map(({ outcome }) => outcome)).toEqual(['accepted', 'rejected'])
  })

  test('stands when the seals are found as they were', () => {
    const { judged, answers, examine } = both(TILES)
    examine({ resultCode: 'conforming' })
    expect(judged.now()).toMatchObject({ state: 'recognised', data: { seals: 'intact' } })
    expect(answers).toHaveLength(1)
  })
})
