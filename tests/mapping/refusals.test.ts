import { describe, expect, test } from 'vitest'
import { loadMapping } from '../../src/mapping/load.ts'
import { refusalOf } from '../refusal.ts'
import { type Files, mappingFile } from './workshop.ts'

function refused(files: Files | string): { message: string; line: number | undefined } {
  const { file, canonical } = mappingFile(typeof files === 'string' ? { rules: files } : files)
  const { code, message, place } = refusalOf(() => loadMapping(file, canonical))
  expect(code).toBe('MAPPING_INVALID')
  expect(place?.path).toBe('m.mapping.yaml')
  return { message, line: place?.line }
}

// The head has nine lines and `rules:` is the tenth, so that the first rule stands in line 11.
describe('a mapping file is refused with line and remedy', () => {
  test.each([
    [
      'a misspelt document path',
      '- { at: A, is: trip.carier.name }',
      'trip.carier is not in the schema of trip; it has id,',
    ],
    ['an unknown alias', '- { at: A, is: lorry.id }', 'begins with no alias of `documents`'],
    ['a relative path outside an item', '- { at: A, is: .id }', 'no `each` is around it'],
    ['two actions', '- { at: A, is: trip.id, drop: x }', 'this one says `is` and `drop`'],
    ['no action', '- { at: A }', 'this one says none'],
    ['no place', '- { is: trip.id }', 'a rule needs `at`'],
    ['a key without effect', '- { at: A, read: trip.id, scale: 2 }', '`scale` has no meaning beside `read`'],
    ['an unknown key', '- { at: A, is: trip.id, codes: X }', '`codes` has no meaning beside `is`'],
    ['a bad message path', '- { at: "A//B", is: trip.id }', 'is no step of a message path'],
    ['a bad document path', '- { at: A, is: trip..id }', 'is no document path'],
    ['a list as a field', '- { at: A, is: trip.items }', 'ends in a list'],
    ['an object as a field', '- { at: A, is: trip.carrier }', 'ends in an object'],
    ['every item as a field', "- { at: A, is: 'trip.items[].name' }", 'means every item'],
    ['each over no list', '- { at: A, each: trip.carrier, rules: [] }', 'is not a list'],
    [
      'each without an element',
      '- { at: ., each: trip.items, rules: [] }',
      '`each` needs an element of its own',
    ],
    [
      'an outer list inside an item',
      '- { at: A, each: trip.items, rules: [{ at: B, each: trip.countries, rules: [] }] }',
      'the list belongs to its item',
    ],
    [
      'a type that does not fit',
      '- { at: A, is: trip.year, type: date }',
      'does not fit the schema, which holds integer',
    ],
    ['an unknown type', '- { at: A, is: trip.id, type: number }', 'write one of text, integer'],
    ['an unknown code list', '- { at: A, is: trip.id, code: XX }', 'there is no code list XX'],
    ['an unknown unit', '- { at: A, is: trip.mass, unit: PUD }', 'known units are MGM'],
    [
      'a unit of another quantity',
      '- { at: A, is: trip.volume, unit: KGM }',
      "cannot be turned into the hub's MTQ",
    ],
    ['a unit that needs a scale', '- { at: A, is: trip.mass, unit: LBR }', 'needs `scale`'],
    ['scale of a text', '- { at: A, is: trip.id, type: text, scale: 2 }', 'need `type: decimal`'],
    ['a scale that is no number', '- { at: A, is: trip.mass, scale: two }', 'must be a whole number'],
    ['a bad date pattern', '- { at: A, is: trip.when, format: YYYYMMDD }', 'is no date pattern'],
    ['half a date', '- { at: A, is: trip.when, format: yyyyMM }', 'is no date pattern'],
    ['a time without a date', '- { at: A, is: trip.when, format: HH:mm }', 'name its companion with `date`'],
    [
      'a time in a date',
      '- { at: A, is: trip.when, type: date, format: yyyyMMddHH }',
      'write `type: dateTime`',
    ],
    [
      'a pair of two dates',
      '- { at: A, is: trip.when, format: yyyyMMdd, date: B }',
      'one field holds the date alone',
    ],
    ['a position outside an item', '- { at: A, position: true }', '`position` needs an `each`'],
    ['a count of a field', '- { at: A, count: trip.id }', '`count` needs one'],
    ['a sum of one field', '- { at: A, sum: trip.mass }', '`sum` needs "[]"'],
    [
      'a join without separators',
      '- { at: A, join: [trip.id, trip.note] }',
      '`join` needs two paths or more',
    ],
    [
      'a join with too many separators',
      "- { at: A, join: [trip.id, trip.note], separator: ['/', '@'] }",
      'one between each two paths',
    ],
    [
      'an assumption that does not fit',
      '- { at: A, is: trip.year, assume: soon }',
      'does not fit the schema',
    ],
    ['an unknown prefix', '- { at: x:A, is: trip.id }', 'the prefix x is not in `namespaces`'],
    [
      'rules outside a repeating element',
      '- { at: I, each: trip.items, rules: [] }\n- { at: I/N, is: trip.id }',
      '/M/I repeats',
    ],
    [
      'each over an element with rules',
      '- { at: I/N, is: trip.id }\n- { at: I, each: trip.items, rules: [] }',
      'has rules outside this `each`',
    ],
    ['a rule that is no map', '- A', 'a rule must be a map'],
    ['an empty reason', "- { at: A, drop: '' }", '`drop` is empty'],
  ])('%s', (_name, rules, message) => {
    const found = refused(rules)
    expect(found.message).toContain(message)
    expect(found.line).toBeGreaterThanOrEqual(11)
    expect(found.message).toMatch(/^m\.mapping\.yaml:\d+: /)
  })

  test('the line is the line of the rule', () => {
    expect(refused('- { at: A, is: trip.id }\n\n# a comment\n- at: B\n  is: trip.nowhere').line).toBe(15)
  })

  test('everything wrong is told at once, in the order of the file', () => {
    const { file, canonical } = mappingFile({
      rules: '- { at: A, is: trip.x }\n- { at: B, is: trip.y }',
      head: { timeZone: 'Mars/Base' },
    })
    const { message } = refusalOf(() => loadMapping(file, canonical))
    expect(message.split('\n').map((line) => line.split(' ')[0])).toEqual([
      'm.mapping.yaml:7:',
      'm.mapping.yaml:11:',
      'm.mapping.yaml:12:',
    ])
  })

  test.each([
    ['no schema beside it', { head: { schema: 'gone.xsd' } }, 'is not there'],
    ['an unknown key', { head: { fromat: 'x' } }, '`fromat` is no key'],
    ['an unknown kind', { head: { kind: 'letter' } }, '`kind` must be'],
    [
      'an unknown hub document',
      { head: { documents: '{ trip: voyage }' } },
      'the schema of voyage cannot be used',
    ],
    ['no documents', { head: { documents: '{}' } }, '`documents` must name'],
    ['broken YAML', { rules: '- { at: A' }, 'm.mapping.yaml:1'],
    ['an omission of nothing', { omits: '  trip.nowhere: no field' }, 'trip.nowhere is not in the schema'],
    ['an omission without reason', { omits: "  trip.id: ''" }, 'needs its reason'],
    [
      'reading into a document only handed over',
      { head: { alongside: '{ car: vehicle }' }, rules: '- { at: A, is: car.id }' },
      'only handed over',
    ],
    [
      'a code list with two meanings',
      { codes: { C: 'a,1,both,,,\na,2,both,,,\n' } },
      'C.csv:3: hub code "a" already has a meaning at this time in line 2',
    ],
  ] satisfies [string, Files, string][])('%s', (_name, files, message) => {
    expect(refused(files).message).toContain(message)
  })

  test('a file that is not there', () => {
    expect(refusalOf(() => loadMapping('/nowhere/m.mapping.yaml', '/nowhere')).code).toBe('MAPPING_INVALID')
  })
})
