import { describe, expect, test } from 'vitest'
import { openMapping, type MappingSource } from '../../src/mapping/load.ts'
import { mappingPage } from '../../src/mapping/page.ts'
import { pairCoverage } from '../../src/mapping/pair-coverage.ts'
import { lossReport, undeclaredLosses } from '../../src/mapping/report.ts'
import { AT, mapping, mappingFile, type Files } from './workshop.ts'

function open(files: Files): MappingSource {
  const { file, canonical } = mappingFile(files)
  return openMapping(file, canonical)
}

const FROM = open({
  head: { format: 'a-v1' },
  codes: { MODE: 'road,1,both,,,\nroad,2,read,,,' },
  rules: `
- { at: Id, is: trip.id }
- { at: Mode, is: trip.mode, code: MODE }
- { at: Note, is: trip.note }
- { at: Plate, is: trip.plate }
- { at: Trailer, is: trip.trailer }
- { at: Out, write: trip.office }
- at: I
  each: trip.items
  rules: [{ at: N, is: .name }, { at: M, is: .mass, type: decimal }]`,
})
const TO = open({
  head: { format: 'b-v1' },
  rules: `
- { at: X/Id, is: trip.id }
- { at: X/Mode, is: trip.mode }
- { at: X/Office, is: trip.office, default: none }
- { at: Trailer, is: trip.trailer, needs: trip.plate }
- at: L/I
  each: trip.items
  rules: [{ at: N, is: .name, truncate: 5 }, { at: M, is: .mass, type: decimal, scale: 0, loses: fractions }]`,
  omits: '  trip.note: no room for notes',
})

describe('coverage of a pair', () => {
  const pair = pairCoverage(FROM, TO)
  const fates = Object.fromEntries(
    (pair?.fields ?? []).map(({ field, fate, why }) => [field, [fate, ...why]]),
  )

  test('tells for every field that is read what becomes of it, and why', () => {
    expect(fates).toEqual({
      'trip.id': ['kept'],
      'trip.mode': ['may change', 'one-way codes in list MODE: 1'],
      'trip.note': ['lost', 'no room for notes'],
      'trip.plate': ['undeclared', 'no rule writes it'],
      'trip.trailer': ['conditional', 'otherwise undeclared'],
      'trip.items[].name': ['may change', 'cut to 5 characters'],
      'trip.items[].mass': ['may change', 'rounded to 0 decimals: fractions'],
    })
    expect(pair?.totals).toEqual({ kept: 1, 'may change': 3, conditional: 1, lost: 1, undeclared: 1 })
    expect(pair?.documents).toEqual(['trip'])
  })

  test('names both places of a field, and what no field fills', () => {
    expect(pair?.fields.find(({ field }) => field === 'trip.items[].name')).toMatchObject({
      source: '/M/I/N',
      target: '/M/L/I/N',
    })
    expect(pair?.filled).toEqual(['/M/X/Office'])
  })

  test('knows where the code of the message stays beside that of the hub, and what Latin letters cost', () => {
    const rules = `
- { at: C, is: trip.kind, code: KIND }
- { at: N, is: trip.carrier.name, latin: icao }
- { at: M, is: trip.mass, type: decimal, fixedScale: 3 }`
    const same = open({ codes: { KIND: 'box,1,both,,,\nbox,2,read,,,' }, rules })
    expect(pairCoverage(same, same)?.fields.map(({ fate, why }) => [fate, ...why])).toEqual([
      ['kept'],
      ['may change', 'in Latin letters (icao)'],
      ['may change', 'rounded to 3 decimals'],
    ])
  })

  test('is nothing for formats of different documents', () => {
    const other = open({ head: { documents: '{ v: vehicle }' }, rules: '- { at: A, is: v.id }' })
    expect(pairCoverage(FROM, other)).toBeUndefined()
  })
})

describe('the page of a format', () => {
  const page = mappingPage(
    open({
      codes: { MODE: 'road,1,both,,,' },
      head: { title: 'A | B' },
      rules: `
- { at: V, constant: '1' }
- { at: Mode, is: trip.mode, code: MODE, wco: T010 }
- { at: When, is: trip.when, type: dateTime, format: yyyyMMddHHmm, loses: the seconds }
- { at: Gone, drop: of no use }
- at: I
  each: trip.items
  rules: [{ at: 'C[T=TE]/Id', is: .name, truncate: 5, default: none }]`,
      omits: '  trip.note: no room | for notes',
    }),
    undefined,
  )

  test.each([
    '# A | B',
    '| `/M/V` |  |  |  | = |  | always `1` |  |',
    '| `/M/Mode` |  |  | T010 | →← | `trip.mode` | list MODE |  |',
    '| `/M/When` |  |  |  | →← | `trip.when` | dateTime `yyyyMMddHHmm` | holds the minute only: the seconds |',
    '| `/M/Gone` |  |  |  | – |  |  | dropped: of no use |',
    '| `/M/I` |  |  |  | →← | `trip.items` | repeats |  |',
    '| `/M/I/C[T=TE]/Id` |  |  |  | →← | `trip.items[].name` | at most 5 characters, else written `none` | cut to 5 characters |',
    String.raw`| ${'`trip.note`'} | no room \| for notes |`,
    '| MODE | 1 | 0 |',
  ])('has the line %s', (line) => {
    expect(page.split('\n')).toContain(line)
  })
})

test('what a format means without saying so loses nothing, another value does', () => {
  const map = mapping({ head: { means: '{ trip.kind: [A, B] }' }, rules: '- { at: X, is: trip.id }' })
  const lost = (kind: string) =>
    undeclaredLosses(lossReport([], map.write({ trip: { id: '1', kind } }, { now: AT, values: {} }).report))
      .length
  expect([lost('A'), lost('B'), lost('C')]).toEqual([0, 0, 1])
})
