import { describe, expect, test } from 'vitest'
import { loadCalendars } from '../../../src/workflows/calendar/load.ts'
import { loadArrangements } from '../../../src/workflows/checklist/load-arrangements.ts'
import { crossingOf, ownNumber } from '../../../src/workflows/supervision/border.ts'

const arrangements = loadArrangements('schemas', loadCalendars('schemas'))
const at = (id: string, borderCrossingId?: string, country = 'CN') =>
  crossingOf({ id, ...(borderCrossingId !== undefined && { borderCrossingId }) }, country, arrangements)

describe('the crossing of a load', () => {
  test.each([
    ['C26070500001', '0705', '1201', 'MN'],
    ['M26120100001', '0705', '1201', 'MN'],
    ['C26070800001', '0708', '1202', 'MN'],
    ['C26940800001', '9408', '55305', 'KZ'],
    ['K26530600001', '9407', '55306', 'KZ'],
  ])('of the list %s is told by its number', (number, ours, theirs, country) => {
    expect(at(number)).toMatchObject({ ours: { office: ours }, theirs: { office: theirs }, country })
  })

  test('is the one that the list names, whoever gave the number', () => {
    expect(at('C26070500001', 'CNJEM')).toMatchObject({ ours: { office: '9408' }, country: 'KZ' })
  })

  test('is seen from the other side with the offices the other way round', () => {
    expect(at('C26070500001', undefined, 'MN')).toMatchObject({
      ours: { office: '1201' },
      theirs: { office: '0705' },
      country: 'CN',
    })
  })

  test.each([
    ['a district that nobody agreed on', 'C26999900001', undefined],
    ['a letter that nobody agreed on', 'X26070500001', undefined],
    ['no number at all', 'rubbish', undefined],
    ['a crossing that nobody agreed on', 'C26070500001', 'CNBKT'],
  ])('is not known for %s', (_, number, crossing) => expect(at(number, crossing)).toBeUndefined())

  test('is none of a country that agreed on nothing', () => {
    expect(at('C26070500001', undefined, 'LA')).toBeUndefined()
  })
})

describe('the number of a list', () => {
  const own = (id: string, exitCountryCode: string, from: string, borderCrossingId?: string) =>
    ownNumber(
      { id, exitCountryCode, ...(borderCrossingId !== undefined && { borderCrossingId }) },
      from,
      'CN',
      arrangements,
    )

  test('is told where the side that the truck leaves sent it', () => {
    expect(own('M26120100001', 'MN', 'MN')).toBe('M26120100001')
    expect(own('C26070500001', 'CN', 'CN')).toBe('C26070500001')
    expect(own('K26553000008', 'KZ', 'KZ', 'CNDLT')).toBe('K26553000008')
  })

  test.each([
    ['another neighbour sent it', 'M26120100001', 'MN', 'KZ', undefined],
    ['it says that it is of another side than its number', 'M26120100001', 'KZ', 'KZ', 'CNDLT'],
    ['the side that the truck enters sent it', 'C26070500001', 'CN', 'MN', undefined],
    ['nobody agreed anything there', 'M26120100001', 'MN', 'MN', 'CNBKT'],
    ['it is none', 'rubbish', 'MN', 'MN', 'CNERC-MNZUU'],
  ])('is not where %s', (_, id, exit, from, crossing) =>
    expect(own(id, exit, from, crossing)).toBeUndefined(),
  )
})
