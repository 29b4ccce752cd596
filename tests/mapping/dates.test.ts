import { describe, expect, test } from 'vitest'
import { refusalOf } from '../refusal.ts'
import { AT, mapping, read, tree, write } from './workshop.ts'

const outcomes = (map: ReturnType<typeof mapping>, when: string) =>
  map
    .write({ trip: { when } }, { now: AT, values: {} })
    .report.outcomes.filter(({ outcome }) => outcome !== 'kept')

describe('one field', () => {
  const seconds = mapping('- { at: A, is: trip.when, type: dateTime, format: yyyyMMddHHmmss }')
  const day = mapping('- { at: A, is: trip.when, type: date, format: yyyyMMdd }')
  const iso = mapping('- { at: A, is: trip.when, type: dateTime }')

  test('a local time gets the offset of the zone, and an instant is written in the zone', () => {
    expect(read(seconds, '<A>20261121083000</A>')).toEqual({ when: '2026-11-21T08:30:00+08:00' })
    expect(write(seconds, { when: '2026-11-21T05:30:00+05:00' })).toBe('<A>20261121083000</A>')
    expect(outcomes(seconds, '2026-11-21T05:30:00+05:00')).toEqual([])
  })

  test('a day stays a day, and a wanted time becomes zeros that are reported', () => {
    expect(read(day, '<A>20261121</A>')).toEqual({ when: '2026-11-21' })
    expect(write(day, { when: '2026-11-21' })).toBe('<A>20261121</A>')
    expect(write(seconds, { when: '2026-11-21' })).toBe('<A>20261121000000</A>')
    expect(outcomes(seconds, '2026-11-21')).toMatchObject([
      { outcome: 'defaulted', from: '2026-11-21', to: '20261121000000' },
    ])
    expect(write(seconds, { when: '2026-11-21+05:00' })).toBe('<A>20261121000000</A>')
  })

  test('what the format cannot hold is a change', () => {
    expect(outcomes(day, '2026-11-21T20:00:00Z')).toMatchObject([{ outcome: 'changed', to: '20261122' }])
    expect(outcomes(seconds, '2026-11-21T20:00:00.001Z')).toMatchObject([{ outcome: 'changed' }])
    expect(outcomes(day, '2026-11-21+05:00')).toMatchObject([{ outcome: 'changed', to: '20261121' }])
  })

  test('ISO 8601 is the form without a format', () => {
    expect(read(iso, '<A>2026-11-21T08:30:00.5+05:00</A>')).toEqual({ when: '2026-11-21T08:30:00.500+05:00' })
    expect(read(iso, '<A>2026-11-21T08:30:00</A>')).toEqual({ when: '2026-11-21T08:30:00+08:00' })
    expect(read(iso, '<A>2026-11-21</A>')).toEqual({ when: '2026-11-21' })
    expect(write(iso, { when: '2026-11-21T00:30:00Z' })).toBe('<A>2026-11-21T08:30:00+08:00</A>')
  })

  test.each([
    '20260231083000',
    '20261121240000',
    '20261121086000',
    '2026112108300',
    '20261121 83000',
    '00001121083000',
  ])('%s is refused', (text) =>
    expect(refusalOf(() => read(seconds, `<A>${text}</A>`)).code).toBe('FIELD_INVALID'),
  )

  test.each(['2026-11-21T08:30:00', '2026-02-30', '21.11.2026', '2026-11-21T08:30Z'])(
    '%s is no hub date',
    (when) => expect(refusalOf(() => write(seconds, { when })).code).toBe('DOCUMENT_INVALID'),
  )
})

describe('two fields', () => {
  const forms = {
    'named from the time': '- { at: T, is: trip.when, type: dateTime, format: HH:mm, date: D }',
    'named from the date': '- { at: D, is: trip.when, type: dateTime, format: yyyy-MM-dd, time: T }',
  }
  for (const [name, rules] of Object.entries(forms)) {
    const map = mapping(rules)
    test(`one dateTime, ${name}`, () => {
      expect(read(map, '<D>2026-11-21</D><T>14:00</T>')).toEqual({ when: '2026-11-21T14:00:00+08:00' })
      expect(write(map, { when: '2026-11-21T06:00:00Z' })).toContain('<D>2026-11-21</D>')
      expect(write(map, { when: '2026-11-21T06:00:00Z' })).toContain('<T>14:00</T>')
      expect(read(map, '<D>2026-11-21</D>')).toEqual({ when: '2026-11-21' })
      expect(write(map, { when: '2026-11-21' })).toBe('<D>2026-11-21</D>')
    })

    test(`a time without a date, a wrong half and lost seconds, ${name}`, () => {
      expect(refusalOf(() => read(map, '<T>14:00</T>'))).toMatchObject({
        code: 'FIELD_INVALID',
        place: { path: '/M/T' },
      })
      expect(refusalOf(() => read(map, '<D>2026-11-21</D><T>14:60</T>')).code).toBe('FIELD_INVALID')
      expect(outcomes(map, '2026-11-21T06:00:07Z')).toMatchObject([
        { outcome: 'changed', to: '2026-11-21 14:00' },
      ])
      expect(outcomes(map, '2026-11-21T06:00:00Z')).toEqual([])
    })
  }
})

describe('clock changes', () => {
  // Kazakhstan moved from UTC+6 to UTC+5 as 1 March 2024 began: the hour before midnight happened twice.
  const almaty = mapping({
    head: { timeZone: 'Asia/Almaty' },
    rules: '- { at: A, is: trip.when, format: yyyyMMddHHmmss }',
  })
  const berlin = mapping({
    head: { timeZone: 'Europe/Berlin' },
    rules: '- { at: A, is: trip.when, format: yyyyMMddHHmmss }',
  })

  test('an hour that happened twice is read as the first and reported', () => {
    const { documents, report } = almaty.read(tree('<M><A>20240229233000</A></M>'), AT)
    expect(documents['trip']).toEqual({ when: '2024-02-29T23:30:00+06:00' })
    expect(report.outcomes).toMatchObject([{ outcome: 'changed', messagePlace: '/M/A' }])
  })

  test('writing the second of them is a change, the first is not', () => {
    expect(outcomes(almaty, '2024-02-29T23:30:00+05:00')).toMatchObject([
      { outcome: 'changed', to: '20240229233000' },
    ])
    expect(outcomes(almaty, '2024-02-29T23:30:00+06:00')).toEqual([])
  })

  test('an hour that was skipped is refused', () => {
    expect(refusalOf(() => read(berlin, '<A>20260329023000</A>')).code).toBe('FIELD_INVALID')
    expect(read(berlin, '<A>20260329033000</A>')).toEqual({ when: '2026-03-29T03:30:00+02:00' })
  })
})
