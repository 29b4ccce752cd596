import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { ShapeElement } from '../../src/model/message-shape.ts'
import { schemaShape } from '../../src/xml/schema-shape.ts'

const folder = mkdtempSync(join(tmpdir(), 'khorgos-shape-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function schema(name: string, head: string, content: string): string {
  const file = join(folder, name)
  writeFileSync(file, `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" ${head}>${content}</xs:schema>`)
  return file
}

const QUALIFIED = 'elementFormDefault="qualified"'
const OURS = 'targetNamespace="urn:a" xmlns="urn:a" xmlns:b="urn:b"'

schema(
  'types.xsd',
  '',
  `<xs:simpleType name="Name"><xs:restriction base="xs:string"><xs:maxLength value="35"/></xs:restriction></xs:simpleType>
<xs:complexType name="Mass"><xs:simpleContent><xs:extension base="Amount"><xs:attribute name="unit" type="Name" use="required"/></xs:extension></xs:simpleContent></xs:complexType>
<xs:simpleType name="Amount"><xs:restriction base="xs:decimal"><xs:totalDigits value="14"/><xs:fractionDigits value="3"/></xs:restriction></xs:simpleType>`,
)
schema(
  'other.xsd',
  `targetNamespace="urn:b" ${QUALIFIED}`,
  `<xs:element name="Foreign" type="xs:date"/>
<xs:complexType name="Holder"><xs:sequence><xs:element name="Inner" type="xs:boolean"/></xs:sequence></xs:complexType>`,
)
const MAIN = schema(
  'main.xsd',
  `${OURS} ${QUALIFIED}`,
  `<xs:include schemaLocation="types.xsd"/><xs:import namespace="urn:b" schemaLocation="other.xsd"/>
<xs:element name="Message"><xs:complexType><xs:complexContent><xs:extension base="Base"><xs:sequence>
  <xs:element name="Mass" type="Mass"/>
  <xs:element ref="b:Foreign" minOccurs="0"/>
  <xs:element name="Holder" type="b:Holder" maxOccurs="unbounded"/>
  <xs:choice><xs:element name="Either" type="Name"/><xs:sequence><xs:element name="Or" type="Name"/></xs:sequence></xs:choice>
  <xs:choice minOccurs="0" maxOccurs="9"><xs:element name="Alone" type="Kind"/></xs:choice>
  <xs:group ref="Tail"/>
</xs:sequence><xs:attributeGroup ref="Marks"/></xs:extension></xs:complexContent></xs:complexType></xs:element>
<xs:complexType name="Base"><xs:sequence><xs:element name="Name" type="Name" fixed="x"/><xs:element name="Again" type="Base" minOccurs="0"/></xs:sequence><xs:attribute name="v"/></xs:complexType>
<xs:group name="Tail"><xs:sequence><xs:any minOccurs="0"/></xs:sequence></xs:group>
<xs:attributeGroup name="Marks"><xs:attribute name="kind" use="required" type="Kind"/></xs:attributeGroup>
<xs:simpleType name="Kind"><xs:restriction base="xs:token"><xs:enumeration value="a"/><xs:enumeration value="b"/></xs:restriction></xs:simpleType>`,
)

const plain = ({ name, namespace, required, repeats, text }: ShapeElement) =>
  `${namespace === '' ? '' : `{${namespace}}`}${name} ${required ? 1 : 0}${repeats ? '..n' : ''} ${text}`.trim()

describe('the shape of a schema', () => {
  const root = schemaShape(MAIN, 'Message')
  const child = (name: string) => root.children().find((each) => each.name === name)

  test('has inherited elements first, then its own, groups and choices among them', () => {
    expect(root.children().map(plain)).toEqual([
      '{urn:a}Name 1 text ≤ 35',
      '{urn:a}Again 0',
      '{urn:a}Mass 1 decimal ≤ 14 digits ≤ 3 decimals',
      '{urn:b}Foreign 0 date',
      '{urn:a}Holder 1..n',
      '{urn:a}Either 0 text ≤ 35',
      '{urn:a}Or 0 text ≤ 35',
      '{urn:a}Alone 0..n text (a, b)',
    ])
    expect([root.open, child('Name')?.fixed]).toEqual([true, 'x'])
  })

  test('has attributes of the type, of groups and of what it extends', () => {
    expect(root.attributes().map(({ name, required, text }) => [name, required, text])).toEqual([
      ['v', false, 'text'],
      ['kind', true, 'text (a, b)'],
    ])
    expect(child('Mass')?.attributes()).toEqual([
      { name: 'unit', required: true, text: 'text ≤ 35', fixed: undefined },
    ])
  })

  test('keeps the namespace of the file in which an element is declared', () => {
    expect(child('Holder')?.children().map(plain)).toEqual(['{urn:b}Inner 1 boolean'])
  })

  test('of a type that contains itself ends where nobody asks further', () => {
    const again = child('Again')
      ?.children()
      .find(({ name }) => name === 'Again')
    expect(again?.children().map(({ name }) => name)).toEqual(['Name', 'Again'])
  })

  test('leaves local elements out of the namespace unless the schema says otherwise', () => {
    const file = schema(
      'local.xsd',
      'targetNamespace="urn:c"',
      `<xs:element name="M"><xs:complexType><xs:all><xs:element name="A" type="xs:int"/><xs:element name="B" form="qualified" type="xs:int"/></xs:all></xs:complexType></xs:element>`,
    )
    const shape = schemaShape(file, 'M')
    expect([shape, ...shape.children()].map(plain)).toEqual([
      '{urn:c}M 1',
      'A 1 integer',
      '{urn:c}B 1 integer',
    ])
  })

  test('of an element that is not there is a configuration error', () => {
    expect(() => schemaShape(MAIN, 'Nothing')).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }))
  })
})
