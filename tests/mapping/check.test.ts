import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { checkMapping } from '../../src/mapping/check.ts'
import type { CheckFinding } from '../../src/mapping/finding.ts'
import { openMapping } from '../../src/mapping/load.ts'
import { loadHubCodes } from '../../src/model/hub-codes.ts'
import { schemaShape } from '../../src/xml/schema-shape.ts'
import { mappingFile, type Files } from './workshop.ts'

const XSD = (content: string): string =>
  `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" elementFormDefault="qualified"><xs:element name="M"><xs:complexType><xs:sequence>${content}</xs:sequence></xs:complexType></xs:element></xs:schema>`
const A = '<xs:element name="A" type="xs:string"/>'

/** Hub schema whose fields demand something and name a code list. */
const TRIP = {
  type: 'object',
  required: ['id', 'carrier'],
  properties: {
    id: { type: 'string' },
    note: { type: 'string' },
    mode: { type: 'string', 'x-code-list': 'mode' },
    carrier: { $ref: '#/$defs/Party' },
    items: {
      type: 'array',
      items: {
        type: 'object',
        required: ['name'],
        properties: { name: { type: 'string' }, mass: { type: 'string' } },
      },
    },
  },
  $defs: {
    Party: {
      type: 'object',
      required: ['name'],
      properties: { name: { type: 'string' }, id: { type: 'string' } },
    },
  },
}

interface Case extends Files {
  readonly xsd?: string
  readonly accepts?: string
  readonly completed?: readonly string[]
}

function check({ xsd, accepts, completed = [], ...files }: Case): CheckFinding[] {
  const { file, canonical } = mappingFile({
    ...files,
    ...(accepts !== undefined && { head: { ...files.head, accepts } }),
  })
  writeFileSync(join(canonical, 'trip.schema.json'), JSON.stringify(TRIP))
  mkdirSync(join(canonical, 'codes'), { recursive: true })
  writeFileSync(join(canonical, 'codes', 'mode.csv'), 'code,name\nroad,by road\nrail,by rail\nair,by air\n')
  const source = openMapping(file, canonical)
  writeFileSync(source.head.schemaFile, XSD(xsd ?? ''))
  const shape = xsd === undefined ? undefined : schemaShape(source.head.schemaFile, 'M')
  expect(dirname(file)).toBe(dirname(source.head.schemaFile))
  return checkMapping(source, {
    shape,
    hubCodes: loadHubCodes(join(canonical, 'codes')),
    completed,
    day: '2026-11-21',
  })
}

const found = (all: readonly CheckFinding[], name: CheckFinding['check']) =>
  all
    .filter((each) => each.check === name)
    .map(({ subject, accepted }) => (accepted === undefined ? subject : `(${subject})`))

const GOOD = `
- { at: A, is: trip.id }
- { at: N, is: trip.carrier.name }`

describe('places in the message', () => {
  test('that the schema does not have are unreachable: element, attribute, text of a container', () => {
    const all = check({
      rules: `${GOOD}
- { at: B, is: trip.note }
- { at: A/@kind, is: trip.mode }
- { at: C, is: trip.carrier.id }`,
      xsd: `${A}<xs:element name="N" type="xs:string"/><xs:element name="C" minOccurs="0"><xs:complexType><xs:sequence>${A}</xs:sequence></xs:complexType></xs:element>`,
    })
    expect(found(all, 'unreachable')).toEqual(['/M/B', '/M/A/@kind', '/M/C'])
    expect(all.find(({ check: name }) => name === 'unreachable')).toMatchObject({
      severity: 'error',
      place: expect.stringMatching(/^\w+\.mapping\.yaml:\d+$/),
      text: 'the schema has no element B in M',
    })
  })

  test('that the schema demands must be written, wherever their parent is, but no branch of a choice', () => {
    const all = check({
      rules: `
- { at: A, is: trip.id }
- { at: P/N, is: trip.carrier.name }
- { at: P/Old, drop: not of today }`,
      xsd: `${A}<xs:element name="Must" type="xs:string"/>
<xs:element name="P"><xs:complexType><xs:sequence>
  <xs:element name="N" type="xs:string"/><xs:element name="Old" type="xs:string"/><xs:element name="Free" type="xs:string" minOccurs="0"/>
</xs:sequence><xs:attribute name="kind" use="required"/></xs:complexType></xs:element>
<xs:choice><xs:element name="X" type="xs:string"/><xs:element name="Y" type="xs:string"/></xs:choice>
<xs:element name="Q" minOccurs="0"><xs:complexType><xs:sequence>${A}</xs:sequence></xs:complexType></xs:element>`,
    })
    expect(found(all, 'required-unwritten')).toEqual(['/M/Must', '/M/P/@kind', '/M/P/Old'])
    expect(found(all, 'unmapped')).toEqual(['/M/Must', '/M/P/@kind', '/M/P/Free', '/M/X', '/M/Y', '/M/Q'])
  })

  test('are found through named types, extensions and groups', () => {
    const all = check({
      rules: `${GOOD}
- { at: V, is: trip.note }
- { at: V/@unit, is: trip.mode }
- { at: G, is: trip.carrier.id }`,
      xsd: `${A}<xs:element name="N" type="xs:string"/><xs:element name="V" type="Value"/><xs:group ref="Extra"/></xs:sequence></xs:complexType></xs:element>
<xs:complexType name="Value"><xs:simpleContent><xs:extension base="xs:string"><xs:attribute name="unit" use="required"/></xs:extension></xs:simpleContent></xs:complexType>
<xs:group name="Extra"><xs:sequence><xs:element name="G" type="xs:string"/></xs:sequence></xs:group>
<xs:element name="Unused"><xs:complexType><xs:sequence>`,
    })
    expect(all).toEqual([])
  })

  test('that only a condition names are written by it', () => {
    const all = check({
      rules: `${GOOD}
- { at: 'C[T=TE]/V', is: trip.note }`,
      xsd: `${A}<xs:element name="N" type="xs:string"/><xs:element name="C" maxOccurs="9"><xs:complexType><xs:sequence><xs:element name="T" type="xs:string"/><xs:element name="V" type="xs:string"/></xs:sequence></xs:complexType></xs:element>`,
    })
    expect(all).toEqual([])
  })
})

describe('hub fields', () => {
  test('that the hub demands must be read, at every level that reading makes', () => {
    const all = check({
      rules: `
- { at: C, is: trip.carrier.id }
- { at: I, each: trip.items, rules: [{ at: M, is: .mass, type: decimal }] }`,
    })
    expect(found(all, 'required-unread')).toEqual(['trip.id', 'trip.carrier.name', 'trip.items[].name'])
  })

  test('that are completed after reading need no rule', () => {
    const all = check({ rules: '- { at: A, is: trip.id }', completed: ['trip.carrier'] })
    expect(all).toEqual([])
  })

  test('that a rule assumes or joins are read', () => {
    expect(check({ rules: `- { at: A, join: [trip.id, trip.carrier.name], separator: '/' }` })).toEqual([])
  })

  test('have a way back: read ones are written or omitted, written ones are read', () => {
    const all = check({
      rules: `${GOOD}
- { at: R, read: trip.note }
- { at: O, read: trip.carrier.id }
- { at: W, write: trip.mode }`,
      omits: '  trip.carrier.id: told by the envelope',
    })
    expect(found(all, 'no-way-back')).toEqual(['trip.note'])
    expect(found(all, 'write-only')).toEqual(['trip.mode'])
  })

  test.each(['constant: x', 'is: trip.mode'])('beside `%s` are only held against it', (other) => {
    const all = check({ rules: `${GOOD}\n- { at: W, ${other} }\n- { at: W, write: trip.note }` })
    expect(all).toEqual([])
  })
})

describe('code lists', () => {
  const codes = {
    MODE: 'road,1,both,,,\nrail,2,read,,,\nship,3,both,,,\nroad,9,read,,,',
    IDLE: 'road,1,both,,,',
  }

  test('are used, know only hub codes, and say what they cannot write or turn back', () => {
    const all = check({ rules: `${GOOD}\n- { at: K, is: trip.mode, code: MODE }`, codes })
    expect(found(all, 'list-unused')).toEqual(['IDLE'])
    expect(all.filter(({ check: name }) => name === 'code-unknown')).toMatchObject([
      { place: 'MODE.csv:4', subject: 'MODE ship' },
    ])
    expect(all.find(({ check: name }) => name === 'code-missing')?.text).toBe(
      "2 of 3 codes of the hub's list mode cannot be written today: rail, air",
    )
    expect(all.find(({ check: name }) => name === 'code-one-way')?.text).toBe(
      '2 of 4 rows cannot be turned back: 2 → rail, 9 → road',
    )
  })
})

describe('acceptances', () => {
  const rules = `- { at: C, is: trip.carrier.id }`

  test('keep a finding with its reason, also for what is below their subject', () => {
    const all = check({
      rules,
      accepts: '{ required-unread: { trip.id: told elsewhere, trip.carrier: nameless } }',
    })
    expect(all).toMatchObject([
      { subject: 'trip.id', accepted: 'told elsewhere' },
      { subject: 'trip.carrier.name', accepted: 'nameless' },
    ])
  })

  test.each([
    [
      'of nothing',
      '{ required-unread: { trip.note: x }, no-way-back: { trip: x } }',
      ['required-unread trip.note', 'no-way-back trip'],
    ],
    ['of no check', '{ required-unraed: { trip.id: x } }', ['required-unraed trip.id']],
    ['without a reason', "{ required-unread: { trip.id: '' } }", ['required-unread trip.id']],
    ['of a name that only begins the same', '{ required-unread: { trip.i: x } }', ['required-unread trip.i']],
  ])('%s are errors themselves', (_, accepts, stale) => {
    const all = check({ rules, accepts })
    expect(found(all, 'acceptance-stale')).toEqual(stale)
    expect(found(all, 'required-unread')).toEqual(['trip.id', 'trip.carrier.name'])
  })
})
