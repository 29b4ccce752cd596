import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openXml } from '../../src/xml/parse.ts'
import { compileSchema } from '../../src/xml/schema.ts'
import { refusalOf } from '../refusal.ts'
import { sharedFolder } from '../shared.ts'

const XSD = (body: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:t" xmlns="urn:t" elementFormDefault="qualified">\n${body}\n</xs:schema>`
const MAIN = XSD(`<xs:include schemaLocation="Type\\Line.xsd"/>
<xs:element name="Manifest"><xs:complexType><xs:sequence>
<xs:element name="Line" type="Line" maxOccurs="unbounded"/></xs:sequence></xs:complexType></xs:element>`)
const LINE = XSD(`<xs:include schemaLocation='..\\Code\\Pack.xsd'/>
<xs:complexType name="Line"><xs:sequence><xs:element name="Package" type="Pack"/>
<xs:element name="Count" type="xs:positiveInteger"/></xs:sequence></xs:complexType>`)
const PACK = XSD(
  '<xs:simpleType name="Pack"><xs:restriction base="xs:string"><xs:enumeration value="CT"/></xs:restriction></xs:simpleType>',
)

let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'khorgos-xsd-'))
  const files = {
    'schemas/main.xsd': MAIN,
    'schemas/Type/Line.xsd': LINE,
    'schemas/Code/Pack.xsd': PACK,
    'outside.xsd': PACK,
    'schemas/escapes.xsd': XSD(
      '<xs:include schemaLocation="../outside.xsd"/><xs:element name="a" type="Pack"/>',
    ),
    'schemas/absolute.xsd': XSD(
      `<xs:include schemaLocation="${join(folder, 'outside.xsd')}"/><xs:element name="a" type="Pack"/>`,
    ),
    'schemas/remote.xsd': XSD(
      '<xs:include schemaLocation="http://127.0.0.1:9/Pack.xsd"/><xs:element name="a" type="Pack"/>',
    ),
    'schemas/broken.xsd': XSD('\n<xs:element name="a" type="NoSuchType"/>'),
    'schemas/malformed.xsd': '<xs:schema',
  }
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), text)
  }
})

afterAll(() => rmSync(folder, { recursive: true }))

describe('a schema of several files', () => {
  const line = (pack: string, count: string): string =>
    `<Line><Package>${pack}</Package><Count>${count}</Count></Line>`
  const manifest = (...lines: string[]): Buffer =>
    Buffer.from(`<Manifest xmlns="urn:t">\n${lines.join('\n')}\n</Manifest>`)

  test('accepts what follows it, also through back-slashes in its includes', () => {
    using schema = compileSchema(join(folder, 'schemas/main.xsd'))
    using message = openXml(manifest(line('CT', '3')))
    expect(() => message.validate(schema)).not.toThrow()
  })

  test('names place and line of the first error and tells the others', () => {
    using schema = compileSchema(join(folder, 'schemas/main.xsd'))
    using message = openXml(manifest(line('CT', '3'), line('CT', '0'), line('XX', '1')))
    const refusal = refusalOf(() => message.validate(schema))
    expect(refusal).toMatchObject({
      code: 'SCHEMA_INVALID',
      place: { path: '/Manifest/Line[2]/Count', line: 3 },
    })
    expect(refusal.message).toContain('/Manifest/Line[3]/Package')
    // Braces of a set of values stay, those of a namespace go.
    expect(refusal.message).not.toContain('the set .')
    expect(refusal.message).not.toContain('{urn:t}')
  })

  test('tells five errors and counts the rest', () => {
    using schema = compileSchema(join(folder, 'schemas/main.xsd'))
    using message = openXml(manifest(...Array.from({ length: 9 }, () => line('CT', '-1'))))
    const { message: words } = refusalOf(() => message.validate(schema))
    expect(words.match(/\/Manifest\/Line\[\d\]\/Count:/g)).toHaveLength(5)
    expect(words).toMatch(/and \d+ more$/)
  })

  test('does not let a message bring its own schema', () => {
    using schema = compileSchema(join(folder, 'schemas/main.xsd'))
    const hint = `xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="urn:t ${join(folder, 'outside.xsd')}"`
    using message = openXml(Buffer.from(`<Manifest xmlns="urn:t" ${hint}>${line('CT', '1')}</Manifest>`))
    expect(() => message.validate(schema)).not.toThrow()
  })
})

test.each([
  ['broken.xsd', /broken\.xsd:4: .*NoSuchType/],
  ['malformed.xsd', /malformed\.xsd:1: /],
  ['missing.xsd', /missing\.xsd: .*no such file/],
  ['escapes.xsd', /escapes\.xsd:3: /],
  ['absolute.xsd', /absolute\.xsd:3: /],
  ['remote.xsd', /remote\.xsd:3: /],
])('%s cannot be compiled, and the error says where', (file, words) => {
  const refusal = refusalOf(() => compileSchema(join(folder, 'schemas', file)))
  expect(refusal.code).toBe('CONFIG_INVALID')
  expect(refusal.message).toMatch(words)
})

const shared = sharedFolder()
const official = shared === undefined ? '' : join(shared, 'data/cn-road-manifest/xsd')
if (shared === undefined) console.warn('skipped: official schemas, there is no shared folder')

describe.skipIf(shared === undefined)('official schemas', () => {
  test('of the Chinese road manifest compile and accept messages written for them', () => {
    const xsds = readdirSync(official).filter((file) => file.endsWith('.xsd'))
    expect(xsds.length).toBeGreaterThan(20)
    for (const file of xsds) compileSchema(join(official, file))[Symbol.dispose]()
    using schema = compileSchema(join(official, xsds.find((file) => file.includes('MT4402_2')) ?? ''))
    using message = openXml(readFileSync(join(shared ?? '', 'samples/cn_MT4402_road_binding.xml')))
    expect(() => message.validate(schema)).not.toThrow()
  })
})
