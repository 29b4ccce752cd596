import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../src/model/json.ts'
import type { TreeElement } from '../../src/model/tree.ts'
import { lossReport, undeclaredLosses } from '../../src/mapping/report.ts'
import { refusalOf } from '../refusal.ts'
import { SHARED_LISTS, sharedList } from '../tools/shared-code-lists.ts'
import { oneField } from './one-field.ts'
import { AT, mapping, read, tree, write } from './workshop.ts'

/** 22 and 29 are both boxes; 06 is a bag. */
const BOXES = 'CT,22,both,,,\nCT,29,read,,2030-12-31,other boxes\nBG,06,both,,,\n'
const here = mapping({ codes: { BOXES }, rules: '- { at: A, is: trip.kind, code: BOXES }' })
const abroad = mapping({
  codes: { REC21: 'CT,4G,both,,,\nBG,5H,both,,,\n' },
  rules: '- { at: B, is: trip.kind, code: REC21 }',
})

const ALL_KEPT = { kept: 1, changed: 0, defaulted: 0, dropped: 0 }
const trip = here.read(tree('<M><A>29</A></M>'), AT)
const document: JsonObject = trip.documents['trip'] ?? {}

describe('a code that the hub code alone cannot give back', () => {
  test('stands beside the hub code with the list it is from, and is kept', () => {
    expect(document).toEqual({
      kind: 'CT',
      kindSource: { listId: expect.stringMatching(/\/BOXES$/), code: '29' },
    })
    expect(trip.report.outcomes).toMatchObject([{ outcome: 'kept', field: 'trip.kind', count: 1 }])
  })

  test('is given back by the list it came from: the whole way is one kept leaf', () => {
    const back = here.write({ trip: document }, { now: AT, values: {} })
    expect(back.root.children[0]?.text).toBe('29')
    const report = lossReport([trip.report], back.report)
    expect(report.totals).toEqual(ALL_KEPT)
    expect(undeclaredLosses(report)).toEqual([])
  })

  test('is a change for another list, from the code of the source to the code of the target', () => {
    const out = abroad.write({ trip: document }, { now: AT, values: {} })
    expect(out.root.children[0]?.text).toBe('4G')
    const report = lossReport([trip.report], out.report)
    expect(report.totals).toEqual({ kept: 0, changed: 1, defaulted: 0, dropped: 0 })
    expect(report.entries).toMatchObject([
      { outcome: 'changed', source: '/M/A', target: '/M/B', from: '29', to: '4G', declared: true },
    ])
    expect(report.entries[0]?.reason).toContain('/BOXES, which this format cannot give back')
  })

  test('is a change for a format that writes hub codes as they are', () => {
    const plain = mapping('- { at: B, is: trip.kind }')
    const { report } = plain.write({ trip: document }, { now: AT, values: {} })
    expect(report.outcomes).toMatchObject([{ outcome: 'changed', from: '29', to: 'CT' }])
  })

  test('is left out with the field it belongs to', () => {
    const silent = mapping({ rules: '- { at: B, is: trip.id }', omits: '  trip.kind: the format has none' })
    const { report } = silent.write({ trip: { id: 'T', ...document } }, { now: AT, values: {} })
    expect(undeclaredLosses(lossReport([], report))).toEqual([])
  })

  test('is an undeclared loss when it gets lost between reading and writing', () => {
    const report = lossReport(
      [trip.report],
      here.write({ trip: { kind: 'CT' } }, { now: AT, values: {} }).report,
    )
    expect(undeclaredLosses(report).map(({ document: field }) => field)).toEqual([
      'trip.kindSource.listId',
      'trip.kindSource.code',
    ])
  })
})

describe('a kept source code that is no longer true', () => {
  const stale = (kindSource: JsonObject, now = AT) => {
    const map = here.write({ trip: { kind: 'CT', kindSource } }, { now, values: {} })
    return { text: map.root.children[0]?.text, outcome: map.report.outcomes[0]?.outcome }
  }
  const listId = /"listId":"([^"]+)"/.exec(JSON.stringify(document))?.[1] ?? ''

  test('a code that means something else than the hub code is not written', () => {
    expect(stale({ listId, code: '06' })).toEqual({ text: '22', outcome: 'changed' })
  })

  test('a code that is not in the list, or of another list, is not written', () => {
    expect(stale({ listId, code: '__proto__' })).toEqual({ text: '22', outcome: 'changed' })
    expect(stale({ listId: 'other/BOXES', code: '29' })).toEqual({ text: '22', outcome: 'changed' })
  })

  test('a code whose row has ended is not written', () => {
    expect(stale({ listId, code: '29' }, new Date('2031-01-02T00:00:00Z'))).toEqual({
      text: '22',
      outcome: 'changed',
    })
  })
})

describe('a code that the hub has none for', () => {
  const UNITS = 'KGM,035,both,,,\n,075,both,,,catty\n'
  const china = mapping({ codes: { UNITS }, rules: '- { at: A, is: trip.kind, code: UNITS }' })
  const there = china.read(tree('<M><A>075</A></M>'), AT)

  test('stands alone in the document and is kept', () => {
    expect(there.documents['trip']).toEqual({ kindSource: { listId: expect.any(String), code: '075' } })
    expect(there.report.outcomes).toMatchObject([{ outcome: 'kept', count: 1 }])
  })

  test('is written by its own list, and the whole way is one kept leaf', () => {
    const back = china.write(there.documents, { now: AT, values: {} })
    expect(back.root.children[0]?.text).toBe('075')
    expect(lossReport([there.report], back.report).totals).toEqual(ALL_KEPT)
  })

  test.each([
    ['another list', { codes: { U: 'KGM,166,both,,,\n' }, rules: '- { at: B, is: trip.kind, code: U }' }],
    ['a format that writes hub codes as they are', '- { at: B, is: trip.kind }'],
    [
      'a part of a joined field',
      '- { at: I, is: trip.id }\n- { at: B, join: [trip.kind, trip.note], separator: "/" }',
    ],
  ])('is refused by %s', (_name, files) => {
    const target = mapping(files)
    const alone = { id: 'T', ...there.documents['trip'] }
    expect(refusalOf(() => target.write({ trip: alone }, { now: AT, values: {} }))).toMatchObject({
      code: 'CODE_UNKNOWN',
      place: { path: expect.stringMatching(/^(trip\.kind|\/M\/B)$/) },
    })
  })

  test('is refused where the document has no place for it', () => {
    const map = mapping({ codes: { UNITS }, rules: '- { at: A, is: trip.mode, code: UNITS }' })
    expect(refusalOf(() => map.read(tree('<M><A>075</A></M>'), AT))).toMatchObject({
      code: 'CODE_UNKNOWN',
      place: { path: '/M/A' },
    })
  })

  test('beside a field with a hub code it is not taken for that one: the report tells the change', () => {
    const map = mapping({
      codes: { UNITS: `${UNITS}KGM,036,read,,,\n` },
      rules: '- { at: A, is: trip.kind, code: UNITS }\n- { at: B, is: trip.kind, code: UNITS }',
    })
    const both = map.read(tree('<M><A>075</A><B>036</B></M>'), AT)
    expect(both.report.outcomes).toContainEqual(expect.objectContaining({ outcome: 'changed', from: '036' }))
    const back = map.write(both.documents, { now: AT, values: {} })
    expect(back.root.children.map(({ text }) => text)).toEqual(['035', '035'])
    expect(back.report.outcomes).toContainEqual(expect.objectContaining({ outcome: 'changed', from: '075' }))
  })

  test('does not stand beside another one', () => {
    const map = mapping({
      codes: { UNITS: `${UNITS},074,both,,,\n` },
      rules: '- { at: A, is: trip.kind, code: UNITS }\n- { at: B, is: trip.kind, code: UNITS }',
    })
    expect(refusalOf(() => map.read(tree('<M><A>075</A><B>074</B></M>'), AT)).code).toBe('FIELD_INVALID')
  })
})

describe('two fields of a message that share one value', () => {
  const twice = mapping({
    codes: { BOXES },
    rules: '- { at: A, is: trip.kind, code: BOXES }\n- { at: B, is: trip.kind, code: BOXES }',
  })
  const outcomes = (inner: string) =>
    twice
      .read(tree(`<M>${inner}</M>`), AT)
      .report.outcomes.map(({ outcome, from, count }) => [outcome, from, count])

  test('the same code twice is kept twice', () => {
    expect(outcomes('<A>29</A><B>29</B>')).toEqual([
      ['kept', undefined, 1],
      ['kept', undefined, 1],
    ])
    expect(write(twice, read(twice, '<A>29</A><B>29</B>') ?? {})).toBe('<A>29</A><B>29</B>')
  })

  test.each([
    ['<A>22</A><B>29</B>', '29', '<A>22</A><B>22</B>'],
    ['<A>29</A><B>22</B>', '22', '<A>29</A><B>29</B>'],
  ])('%s: only the first can come back, and the second says so', (inner, changed, back) => {
    expect(outcomes(inner)).toContainEqual(['changed', changed, 1])
    expect(write(twice, read(twice, inner) ?? {})).toBe(back)
  })

  test('codes that mean different things disagree', () => {
    expect(refusalOf(() => twice.read(tree('<M><A>22</A><B>06</B></M>'), AT)).code).toBe('FIELD_INVALID')
  })
})

describe('a format whose rules name the source themselves', () => {
  const own = mapping({
    codes: { BOXES },
    rules: `- { at: A, is: trip.kind, code: BOXES }
- { at: B, is: trip.kindSource.code, with: { trip.kindSource.listId: EEC-2009 } }`,
  })
  const report = (made: JsonObject) => own.write({ trip: made }, { now: AT, values: {} })

  test('has it to itself: the coded field neither fills nor writes it', () => {
    const there = own.read(tree('<M><A>29</A><B>02011</B></M>'), AT)
    const kindSource = { listId: 'EEC-2009', code: '02011' }
    expect(there.documents['trip']).toEqual({ kind: 'CT', kindSource })
    expect(there.report.outcomes).toContainEqual(expect.objectContaining({ outcome: 'changed', from: '29' }))
    expect(report({ kind: 'BG', kindSource }).root.children.map(({ text }) => text)).toEqual(['06', '02011'])
    expect(report({ kindSource }).root.children.map(({ text }) => text)).toEqual(['02011'])
  })

  test('and answers for what its rules leave out', () => {
    const lost = undeclaredLosses(lossReport([], report(document).report))
    expect(lost.map(({ document: field }) => field)).toContainEqual('trip.kindSource.code')
  })
})

test('a code of a rule with a condition is accounted for with its field', () => {
  const only = mapping({
    codes: { BOXES },
    rules:
      '- { at: A, is: trip.kind, code: BOXES, needs: trip.id }\n- { at: I, is: trip.id }\n- { at: N, is: trip.note }',
  })
  const lost = (made: JsonObject) =>
    undeclaredLosses(lossReport([], only.write({ trip: made }, { now: AT, values: {} }).report))
  expect(lost({ id: 'T', ...document })).toEqual([])
  expect(lost({ note: 'N', ...document })).toHaveLength(3)
})

test.each(SHARED_LISTS.flatMap(({ name, days }) => days.map((day) => ({ name, day }))))(
  'every code of $name that is read on $day is written as it was, and nothing is lost',
  ({ name, day }) => {
    const list = sharedList(name)
    const map = oneField(list)
    const now = new Date(`${day}T04:00:00Z`)
    const codes = new Set(list.rows.map(({ partner }) => partner))
    for (const code of [...codes].filter((each) => list.toHub(each, day) !== undefined)) {
      const there = map.read(message(code), now)
      const back = map.write(there.documents, { now, values: {} })
      expect(back.root.children[0]?.text).toBe(code)
      expect(lossReport([there.report], back.report).totals).toEqual(ALL_KEPT)
    }
  },
)

function message(text: string): TreeElement {
  const element = { namespace: '', attributes: [], children: [], text: '', line: 1 }
  return { ...element, name: 'M', children: [{ ...element, name: 'A', text }] }
}
