import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../src/model/json.ts'
import { refusalOf } from '../refusal.ts'
import { AT, mapping, read, tree, write } from './workshop.ts'

/** What a mapping reports as not simply kept, as short lines. */
function listed(report: {
  outcomes: readonly {
    outcome: string
    from: string | undefined
    to: string | undefined
    reason: string | undefined
  }[]
}) {
  return report.outcomes
    .filter(({ outcome }) => outcome !== 'kept')
    .map(({ outcome, from, to, reason }) => `${outcome} ${from ?? ''} → ${to ?? ''}: ${reason ?? ''}`)
}
const writing = (map: ReturnType<typeof mapping>, trip: JsonObject) =>
  listed(map.write({ trip }, { now: AT, values: {} }).report)
const reading = (map: ReturnType<typeof mapping>, xml: string) =>
  listed(map.read(tree(`<M>${xml}</M>`), AT).report)

describe('types', () => {
  test('integers are JSON numbers or canonical texts, as the schema holds them', () => {
    const map = mapping('- { at: Y, is: trip.year }\n- { at: N, is: trip.amount, type: integer }')
    expect(read(map, '<Y>007</Y><N>0640</N>')).toEqual({ year: 7, amount: '640' })
    expect(write(map, { year: 7, amount: '640' })).toBe('<Y>7</Y><N>640</N>')
    expect(refusalOf(() => read(map, '<Y>1.5</Y>')).code).toBe('FIELD_INVALID')
    expect(refusalOf(() => read(map, '<Y>9007199254740993</Y>')).code).toBe('FIELD_INVALID')
    expect(refusalOf(() => write(map, { year: 1.5 })).code).toBe('DOCUMENT_INVALID')
  })

  test('decimals are canonical in the hub', () => {
    const map = mapping('- { at: D, is: trip.mass, type: decimal }')
    expect(read(map, '<D>+021350.500</D>')).toEqual({ mass: '21350.5' })
    expect(refusalOf(() => read(map, '<D>1e3</D>'))).toMatchObject({
      code: 'FIELD_INVALID',
      place: { path: '/M/D' },
    })
    expect(refusalOf(() => write(map, { mass: 'x' })).code).toBe('DOCUMENT_INVALID')
  })

  test('booleans are those of XML Schema', () => {
    const map = mapping('- { at: B, is: trip.empty }')
    expect(read(map, '<B>1</B>')).toEqual({ empty: true })
    expect(write(map, { empty: false })).toBe('<B>false</B>')
    expect(refusalOf(() => read(map, '<B>yes</B>')).code).toBe('FIELD_INVALID')
  })

  test('booleans may have a notation of their own, by a code list', () => {
    const rules = '- { at: B, is: trip.empty, code: YN }'
    const map = mapping({ rules, codes: { YN: 'true,Y,both,,,\nfalse,N,both,,,\n' } })
    expect(read(map, '<B>N</B>')).toEqual({ empty: false })
    expect(write(map, { empty: true })).toBe('<B>Y</B>')
    expect(refusalOf(() => read(map, '<B>1</B>')).code).toBe('CODE_UNKNOWN')
  })
})

describe('scale, fixedScale, unit, truncate', () => {
  test('rounding is reported, padding is not', () => {
    const map = mapping(
      '- { at: A, is: trip.amount, type: decimal, scale: 2, loses: cents }\n- { at: B, is: trip.mass, fixedScale: 3 }',
    )
    expect(write(map, { amount: '1.005', mass: '5' })).toBe('<A>1.01</A><B>5.000</B>')
    expect(writing(map, { amount: '1.005', mass: '5' })).toEqual([
      'changed 1.005 → 1.01: rounded half up to 2 decimals: cents',
    ])
    expect(writing(map, { amount: '1.5', mass: '5.0005' })).toEqual([
      'changed 5.0005 → 5.001: rounded half up to 3 decimals',
    ])
  })

  test('units are converted exactly, to the unit the schema names or the usual one', () => {
    const map = mapping('- { at: T, is: trip.mass, unit: TNE }\n- { at: L, is: trip.volume, unit: LTR }')
    expect(read(map, '<T>21.3505</T><L>42500</L>')).toEqual({ mass: '21350.5', volume: '42.5' })
    expect(write(map, { mass: '21350.5', volume: '42.5' })).toBe('<T>21.3505</T><L>42500</L>')
    expect(writing(map, { mass: '21350.5', volume: '42.5' })).toEqual([])
  })

  test('a unit without an exact way back rounds to its scale and says so', () => {
    const map = mapping('- { at: P, is: trip.mass, unit: LBR, scale: 2 }')
    expect(read(map, '<P>100</P>')).toEqual({ mass: '45.359237' })
    expect(write(map, { mass: '45.359237' })).toBe('<P>100</P>')
    expect(writing(map, { mass: '45.359237' })).toEqual([])
    expect(writing(map, { mass: '45' })).toEqual(['changed 45 → 99.21: rounded half up to 2 decimals'])
  })

  test('truncation counts characters, not UTF-16 units, and is reported', () => {
    const map = mapping('- { at: N, is: trip.note, truncate: 3 }')
    expect(write(map, { note: '𠀀𠀁𠀂' })).toBe('<N>𠀀𠀁𠀂</N>')
    expect(write(map, { note: '𠀀𠀁𠀂𠀃' })).toBe('<N>𠀀𠀁𠀂</N>')
    expect(writing(map, { note: 'abcd' })).toEqual(['changed abcd → abc: cut to 3 characters'])
  })
})

describe('default, assume', () => {
  test('a default stands in the message as it is written in the rule', () => {
    const map = mapping('- { at: A, is: trip.mode, default: ZZZ }')
    expect(write(map, {})).toBe('<A>ZZZ</A>')
    expect(writing(map, {})).toEqual(['defaulted  → ZZZ: the document has no value'])
  })

  test('an assumption fills the document, once per item, only where nothing else did', () => {
    const map = mapping(`
- { at: Year, is: trip.year, assume: '2026' }
- at: I
  each: trip.items
  rules: [{ at: A/C, is: .code, assume: CT }, { at: N, is: .name }]`)
    expect(read(map, '<I><N>1</N></I><I><A><C>PK</C></A></I>')).toEqual({
      year: 2026,
      items: [{ name: '1', code: 'CT' }, { code: 'PK' }],
    })
    expect(reading(map, '<I><N>1</N></I>')).toEqual([
      'defaulted  → 2026: the message has no value',
      'defaulted  → CT: the message has no value',
    ])
  })
})

describe('with, needs, unless', () => {
  const scheme = mapping({
    rules: `
- { at: Bin, is: trip.carrier.id, with: { trip.carrier.schemeId: KZ-BIN } }
- { at: Uscc, is: trip.carrier.id, with: { trip.carrier.schemeId: USCC } }
- { at: Id, is: trip.id }`,
  })

  test('`with` qualifies what is read and chooses what is written', () => {
    expect(read(scheme, '<Bin>1</Bin>')).toEqual({ carrier: { id: '1', schemeId: 'KZ-BIN' } })
    expect(write(scheme, { carrier: { id: '1', schemeId: 'USCC' } })).toBe('<Uscc>1</Uscc>')
    expect(writing(scheme, { carrier: { id: '1', schemeId: 'USCC' } })).toEqual([])
  })

  test('what no condition chose is lost, and found', () => {
    expect(writing(scheme, { id: '1', carrier: { id: '1', schemeId: 'INN' } })).toEqual([
      'dropped  → : the format has no rule for it',
      'dropped  → : the format has no rule for it',
    ])
  })

  test('`needs` leaves a field out, which then counts as omitted', () => {
    const map = mapping({
      rules: `
- { at: Id, is: trip.id }
- { at: P/Name, is: trip.carrier.name, needs: trip.carrier.phones }
- { at: P/Tel, each: trip.carrier.phones, rules: [{ at: ., is: .id }] }`,
      omits: '  trip.carrier: nobody can be called',
    })
    expect(write(map, { carrier: { name: 'n', phones: [{ id: '7' }] } })).toBe(
      '<P><Name>n</Name><Tel>7</Tel></P>',
    )
    expect(write(map, { id: '1', carrier: { name: 'n', phones: [] } })).toBe('<Id>1</Id>')
    expect(writing(map, { id: '1', carrier: { name: 'n' } })).toEqual(['dropped  → : nobody can be called'])
  })

  test('`unless` leaves a field to other rules, relative to the item and to the group', () => {
    const map = mapping(`
- at: I
  each: trip.items
  rules:
    - { at: N, read: .name, unless: Detail/N }
    - { at: N, read: .code }
    - { at: Detail/N, is: .name }
    - { at: G, rules: [{ at: X, is: .mass, unless: Y }, { at: Y, drop: y is enough }] }`)
    expect(read(map, '<I><N>a</N></I><I><N>a</N><Detail><N>b</N></Detail></I>')).toEqual({
      items: [
        { name: 'a', code: 'a' },
        { code: 'a', name: 'b' },
      ],
    })
    expect(read(map, '<I><G><X>1</X></G></I><I><G><X>1</X><Y>2</Y></G></I>')).toEqual({
      items: [{ mass: '1' }, {}],
    })
  })
})
