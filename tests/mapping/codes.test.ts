import { describe, expect, test } from 'vitest'
import { refusalOf } from '../refusal.ts'
import { mapping, tree } from './workshop.ts'

const map = mapping({
  codes: {
    MODE: '3,road,both,,,\n3,truck,read,,,\n31,road,write,,,with trailer\n2,rail,both,,2025-12-31,\n2,train,both,2026-01-01,,\n',
  },
  rules: '- { at: A, is: trip.mode, code: MODE }',
})
const readAt = (code: string, day: string) =>
  map.read(tree(`<M><A>${code}</A></M>`), new Date(`${day}T00:00:00+08:00`))
const writeAt = (mode: string, day: string) =>
  map.write({ trip: { mode } }, { now: new Date(`${day}T00:00:00+08:00`), values: {} })

describe('code', () => {
  test('one code for one code is kept', () => {
    const { documents, report } = readAt('road', '2026-11-21')
    expect(documents['trip']).toEqual({ mode: '3' })
    expect(report.outcomes).toMatchObject([{ outcome: 'kept', count: 1 }])
    expect(writeAt('3', '2026-11-21').root.children[0]?.text).toBe('road')
  })

  test('a row for one direction only is a change', () => {
    expect(readAt('truck', '2026-11-21').report.outcomes).toMatchObject([
      { outcome: 'changed', from: 'truck', to: '3' },
    ])
    expect(writeAt('31', '2026-11-21').report.outcomes).toMatchObject([
      { outcome: 'changed', from: '31', to: 'road' },
    ])
  })

  test('rows are valid on both ends of their period, by the days of the zone', () => {
    expect(writeAt('2', '2025-12-31').root.children[0]?.text).toBe('rail')
    expect(writeAt('2', '2026-01-01').root.children[0]?.text).toBe('train')
    expect(refusalOf(() => readAt('rail', '2026-01-01'))).toMatchObject({
      code: 'CODE_UNKNOWN',
      place: { path: '/M/A', line: 1 },
    })
  })

  test('a code that is not in the list, or not in this direction, is refused', () => {
    expect(refusalOf(() => readAt('boat', '2026-11-21')).message).toBe(
      '"boat" is not in the code list MODE on 2026-11-21.',
    )
    expect(refusalOf(() => writeAt('9', '2026-11-21'))).toMatchObject({
      code: 'CODE_UNKNOWN',
      place: { path: 'trip.mode' },
    })
  })
})
