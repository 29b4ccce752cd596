import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../src/model/json.ts'
import { refusalOf } from '../refusal.ts'
import { AT, mapping, mappingFile, read, tree, write } from './workshop.ts'
import { loadMapping } from '../../src/mapping/load.ts'

/** What a writing reports as changed, as short lines. */
function changes(map: ReturnType<typeof mapping>, trip: JsonObject): string[] {
  return map
    .write({ trip }, { now: AT, values: {} })
    .report.outcomes.filter(({ outcome }) => outcome === 'changed')
    .map(({ from, to, reason }) => `${from ?? ''} → ${to ?? ''}: ${reason ?? ''}`)
}

const complaint = (rules: string): string => {
  const { file, canonical } = mappingFile({ rules })
  return refusalOf(() => loadMapping(file, canonical)).message
}

describe('trap 10, party identifiers', () => {
  const map = mapping(`
- { at: Office, is: trip.office }
- at: Carrier
  rules:
    - { at: Bin, is: trip.carrier.id, identifier: KZ-BIN, with: { trip.carrier.schemeId: KZ-BIN }, wco: R012 }
    - { at: Inn, is: trip.carrier.id, identifier: RU-INN, with: { trip.carrier.schemeId: RU-INN } }
    - { at: Other, is: trip.carrier.id, with: { trip.carrier.schemeId: USCC } }
- { at: Kz, is: trip.id, identifier: [KZ-BIN, KZ-IIN] }`)

  test('a wrong check digit is FIELD_INVALID where it stands', () => {
    expect(refusalOf(() => read(map, '<Carrier>\n<Inn>7707083894</Inn></Carrier>'))).toEqual({
      code: 'FIELD_INVALID',
      message: '"7707083894" is no RU-INN number: its check digit is wrong.',
      place: { path: '/M/Carrier/Inn', line: 2 },
    })
    expect(refusalOf(() => read(map, '<Carrier><Bin>7707083893</Bin></Carrier>')).place).toEqual({
      path: '/M/Carrier/Bin',
      line: 1,
      wcoId: 'R012',
    })
  })

  test('a good one keeps its register, and only the field of that register takes it', () => {
    const inn = { carrier: { id: '7707083893', schemeId: 'RU-INN' } }
    expect(read(map, '<Carrier><Inn>7707083893</Inn></Carrier>')).toEqual(inn)
    expect(write(map, inn)).toBe('<Carrier><Inn>7707083893</Inn></Carrier>')
    expect(write(map, { carrier: { id: '7707083893', schemeId: 'USCC' } })).toBe(
      '<Carrier><Other>7707083893</Other></Carrier>',
    )
  })

  test('a document with a wrong one is not written', () => {
    expect(refusalOf(() => write(map, { carrier: { id: '7707083894', schemeId: 'RU-INN' } })).code).toBe(
      'DOCUMENT_INVALID',
    )
  })

  test('one of several registers is enough, and the nearest miss is told', () => {
    expect(read(map, '<Kz>970540000107</Kz>')).toEqual({ id: '970540000107' })
    expect(refusalOf(() => read(map, '<Kz>970540000108</Kz>')).message).toContain(
      'KZ-BIN number: its check digit',
    )
    expect(refusalOf(() => read(map, '<Kz>9</Kz>')).message).toContain('KZ-BIN')
  })
})

describe('latin', () => {
  test('trap 11: the receiver gets Latin, the report both, the document keeps the original', () => {
    const map = mapping('- { at: N, is: trip.carrier.name, latin: icao }')
    expect(write(map, { carrier: { name: 'ТОО «Щит»' } })).toBe('<N>TOO «Shchit»</N>')
    expect(changes(map, { carrier: { name: 'ТОО «Щит»' } })).toEqual([
      'ТОО «Щит» → TOO «Shchit»: written in Latin letters (icao)',
    ])
    expect(changes(map, { carrier: { name: 'Shchit LLP' } })).toEqual([])
    expect(read(map, '<N>ТОО «Щит»</N>')).toEqual({ carrier: { name: 'ТОО «Щит»' } })
  })

  test('trap 11: a name in Hanzi is OUTPUT_INVALID with its place, unless the original is allowed', () => {
    const strict = mapping('- { at: N, is: trip.carrier.name, latin: icao }')
    expect(refusalOf(() => write(strict, { carrier: { name: '霍尔果斯公司' } }))).toEqual({
      code: 'OUTPUT_INVALID',
      message: '"霍尔果斯公司" cannot be written in Latin letters: "霍" has no sure form (icao).',
      place: { path: 'trip.carrier.name' },
    })
    const lenient = mapping('- { at: N, is: trip.carrier.name, latin: icao or original }')
    expect(write(lenient, { carrier: { name: '霍尔果斯公司' } })).toBe('<N>霍尔果斯公司</N>')
    expect(changes(lenient, { carrier: { name: '霍尔果斯公司' } })).toEqual([])
  })

  test('trap 9: plates joined in one field, each in Latin', () => {
    const map = mapping(`- { at: P, join: [trip.plate, trip.trailer], separator: /, latin: plate }`)
    expect(write(map, { plate: '蒙H·12345', trailer: 'А1234В' })).toBe('<P>NMH12345/A1234B</P>')
    expect(read(map, '<P>蒙H12345/A1</P>')).toEqual({ plate: '蒙H12345', trailer: 'A1' })
  })

  test('trap 11: cut after it was made longer, both in one line of the report', () => {
    const map = mapping('- { at: N, is: trip.note, latin: icao, truncate: 5, loses: end of the name }')
    expect(changes(map, { note: 'Щукин' })).toEqual([
      'Щукин → Shchu: written in Latin letters (icao), then cut to 5 characters: end of the name',
    ])
  })
})

describe('trap 11, truncation', () => {
  const map = mapping('- { at: N, is: trip.note, truncate: 3 }')

  test('never parts a letter from its marks', () => {
    expect(write(map, { note: 'abe\u0301' })).toBe('<N>ab</N>')
    expect(changes(map, { note: 'abe\u0301' })).toEqual(['abe\u0301 → ab: cut to 3 characters'])
  })

  test('refuses to leave nothing', () => {
    expect(refusalOf(() => write(map, { note: 'e\u0301\u0301\u0301' }))).toMatchObject({
      code: 'OUTPUT_INVALID',
      place: { path: 'trip.note' },
    })
  })

  test('is never silent', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 8 }), (note) => {
        const text = note.trim()
        if (text === '') return
        expect(changes(map, { note: text }).length).toBe(Array.from(text).length > 3 ? 1 : 0)
      }),
    )
  })
})

describe('a rule that cannot be meant stops the start', () => {
  test.each([
    ['- { at: A, is: trip.id, identifier: KZ-INN }', '`identifier: KZ-INN` is unknown'],
    ['- { at: A, is: trip.id, identifier: [] }', '`identifier'],
    ['- { at: A, is: trip.year, identifier: USCC }', '`identifier` and `latin` need `type: text`'],
    [
      '- { at: A, is: trip.amount, type: decimal, latin: icao }',
      '`identifier` and `latin` need `type: text`',
    ],
    ['- { at: A, is: trip.id, latin: pinyin }', '`latin: pinyin` is unknown'],
    ['- { at: A, read: trip.id, latin: icao }', '`latin` has no meaning beside `read`'],
    ['- { at: A, context: messageId, latin: icao }', '`latin` has no meaning beside `context`'],
  ])('%s', (rules, message) => {
    expect(complaint(rules)).toContain(message)
  })
})

test('reading and writing with `identifier` and `latin` leaves Latin text as it is', () => {
  const map = mapping(
    '- { at: I, is: trip.id, identifier: UNDG }\n- { at: N, is: trip.note, latin: mongolian }',
  )
  const id = fc.integer({ min: 4, max: 3999 }).map((value) => String(value).padStart(4, '0'))
  fc.assert(
    fc.property(id, fc.stringMatching(/^[A-Za-zÖÜöü]{1,10}$/), (undg, note) => {
      const trip = { id: undg, note }
      const xml = write(map, trip)
      expect(map.read(tree(`<M>${xml}</M>`), AT).documents['trip']).toEqual(trip)
      expect(changes(map, trip)).toEqual([])
    }),
  )
})
