import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { type LossEntry, lossReport, undeclaredLosses } from '../../src/mapping/report.ts'
import { AT, mapping, through, tree } from './workshop.ts'

const schemaFile = join(import.meta.dirname, '../../schemas/canonical/loss-report.schema.json')
const schema: Record<string, unknown> = JSON.parse(readFileSync(schemaFile, 'utf8'))
const context = { now: AT, values: {} }
const source = mapping({
  codes: { C: 'ct,CT,both,,,\nct,CARTON,read,,,\n' },
  rules: `
- { at: Id, is: trip.id }
- { at: V, is: trip.volume, type: decimal }
- { at: Secret, drop: for our eyes only }
- { at: Note, is: trip.note }
- { at: L/I, each: trip.items, rules: [{ at: N, is: .name }, { at: C, is: .code, code: C, assume: ct }] }`,
})
const target = mapping({
  codes: { D: 'ct,4G,both,,,\n' },
  rules: `
- { at: Head/Number, is: trip.id }
- { at: Mode, is: trip.mode, default: '3' }
- { at: Cubic, is: trip.volume, type: decimal, scale: 0, loses: fractions }
- { at: G, each: trip.items, rules: [{ at: K, is: .code, code: D }, { at: D, is: .name, truncate: 3 }] }`,
  omits: '  trip.note: no room for notes',
})
const xml =
  '<M><Id>1</Id><V>42.5</V><Secret>s</Secret><Note>n</Note><L><I><N>ab</N><C>CT</C></I>' +
  '<I><N>abcd</N><C>CARTON</C></I><I><N>c</N></I></L></M>'

function convert(text: string) {
  const { documents, report } = source.read(tree(text), AT)
  return lossReport([report], target.write(documents, context).report)
}
const brief = ({ outcome, source: from, document, target: to, count }: LossEntry) =>
  `${outcome} ×${count}: ${from ?? '-'} > ${document ?? '-'} > ${to ?? '-'}`

describe('a loss report', () => {
  const report = convert(xml)

  test('follows every field from source to target', () => {
    expect(report.entries.map(brief)).toEqual([
      'dropped ×1: /M/Secret > - > -',
      'dropped ×1: /M/Note > trip.note > -',
      'changed ×1: /M/L/I[2]/C > trip.items[1].code > /M/G/K',
      'changed ×1: /M/V > trip.volume > /M/Cubic',
      'changed ×1: /M/L/I/N > trip.items[1].name > /M/G/D',
      'defaulted ×1: - > trip.items[].code > /M/G/K',
      'defaulted ×1: - > trip.mode > /M/Mode',
      'kept ×1: /M/Id > trip.id > /M/Head/Number',
      'kept ×1: /M/L/I/C > trip.items[].code > /M/G/K',
      'kept ×2: /M/L/I/N > trip.items[].name > /M/G/D',
    ])
    expect(report.totals).toEqual({ kept: 4, changed: 3, defaulted: 2, dropped: 2 })
    expect(undeclaredLosses(report)).toEqual([])
  })

  test('shows values only where they changed, with rule and reason', () => {
    const volume = report.entries.find(({ document }) => document === 'trip.volume')
    expect(volume).toMatchObject({
      from: '42.5',
      to: '43',
      reason: 'rounded half up to 0 decimals: fractions',
    })
    expect(volume?.rules).toEqual([
      expect.stringMatching(/^m\.mapping\.yaml:\d+$/),
      expect.stringMatching(/:\d+$/),
    ])
    expect(JSON.stringify(report)).not.toContain('"s"')
  })

  test('is plain JSON after its schema, undeclared losses included', () => {
    const validate = new Ajv2020({ strict: true, allErrors: true }).compile(schema)
    for (const each of [report, convert(xml.replace('<V>', '<X>1</X><V>'))]) {
      expect(validate(JSON.parse(JSON.stringify(each)))).toBe(true)
      expect(Object.values(each.entries).some((entry) => Object.values(entry).includes(undefined))).toBe(
        false,
      )
    }
  })

  test('names the mappings and code lists by their hashes', () => {
    expect(report.read[0]?.mapping).toBe(source.hash)
    expect(report.write.mapping).toBe(target.hash)
    expect(Object.keys(report.write.codeLists)).toEqual(['D'])
  })
})

describe('an undeclared loss is found', () => {
  test('when the source has a field that no rule reads', () => {
    const losses = undeclaredLosses(convert(xml.replace('<N>ab</N>', '<N>ab</N><Unseen>1</Unseen>')))
    expect(losses).toEqual([
      {
        outcome: 'dropped',
        declared: false,
        count: 1,
        source: '/M/L/I[1]/Unseen',
        reason: 'no rule of the mapping names it',
      },
    ])
  })

  test('when the target has no rule for a field of the hub', () => {
    const { documents, report } = source.read(tree(xml), AT)
    const richer = {
      trip: { ...documents['trip'], items: [{ name: 'a', mass: '1' }, { seals: [{ id: 's' }] }] },
    }
    const losses = undeclaredLosses(lossReport([report], target.write(richer, context).report))
    expect(losses.map(({ document }) => document)).toContain('trip.items[0].mass')
    expect(losses.map(({ document }) => document)).toContain('trip.items[1].seals[0].id')
  })

  test('when a field is no field of the hub document at all', () => {
    const report = target.write({ trip: { id: '1', invented: { deep: 'x' } } }, context).report
    expect(report.outcomes.filter(({ declared }) => !declared)).toMatchObject([
      { document: 'trip.invented.deep' },
    ])
  })

  test('when a whole document is not for this format', () => {
    const report = target.write({ trip: { id: '1' }, vehicle: { plate: 'A' } }, context).report
    expect(report.outcomes.filter(({ declared }) => !declared)).toMatchObject([
      { document: 'vehicle.plate', count: 1 },
    ])
  })

  test('when something read never reached the writer', () => {
    const { report } = source.read(tree(xml), AT)
    const losses = undeclaredLosses(lossReport([report], target.write({ trip: { id: '1' } }, context).report))
    expect(losses.map(({ document, count }) => `${document ?? ''} ×${count}`)).toContain(
      'trip.items[].name ×3',
    )
  })

  test('when an index beyond the rules is used', () => {
    const marks = mapping("- { at: Mark, is: 'trip.countries[0]' }")
    const report = marks.write({ trip: { countries: ['KZ', 'CN'] } }, context).report
    expect(report.outcomes.filter(({ declared }) => !declared)).toMatchObject([
      { document: 'trip.countries[1]' },
    ])
  })
})

describe('omissions', () => {
  test('cover everything below their path, items with a position of their own included', () => {
    const map = mapping({
      rules: "- { at: Mark, is: 'trip.items[0].name' }",
      omits: '  trip.items[].seals: none\n  trip.carrier: none\n  trip.items[].name: only one',
    })
    const trip = {
      items: [
        { name: 'a', seals: [{ id: '1', kind: 'E' }] },
        { name: 'b', seals: [{ id: '2' }] },
      ],
      carrier: { phones: [{ id: '7' }] },
    }
    const { report } = map.write({ trip }, context)
    expect(
      report.outcomes.map(
        ({ outcome, field, count, declared }) => `${outcome} ${field ?? ''} ×${count} ${String(declared)}`,
      ),
    ).toEqual([
      'dropped trip.items[].seals[].id ×1 true',
      'dropped trip.items[].seals[].kind ×1 true',
      'dropped trip.items[].name ×1 true',
      'dropped trip.items[].seals[].id ×1 true',
      'dropped trip.carrier.phones[].id ×1 true',
      'kept trip.items[].name ×1 true',
    ])
  })

  test('may name a hub document by itself', () => {
    const map = mapping({ rules: '- { at: A, is: trip.id }', omits: '  vehicle: told elsewhere' })
    const { report } = map.write({ trip: { id: '1' }, vehicle: { plate: 'A' } }, context)
    expect(report.outcomes[0]).toMatchObject({
      field: 'vehicle.plate',
      declared: true,
      reason: 'told elsewhere',
    })
  })
})

test('a conversion through one mapping loses nothing of what its rules know', () => {
  const map = mapping(
    '- { at: A, is: trip.id }\n- { at: L/I, each: trip.items, rules: [{ at: N, is: .name }] }',
  )
  const report = through(map, '<A>1</A><L><I><N>a</N></I><I><N>b</N></I></L>')
  expect(report.totals).toEqual({ kept: 3, changed: 0, defaulted: 0, dropped: 0 })
})
