import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SCHEMAS } from '../sample-files.ts'

/**
 * Formats of a country that is on no map, as files beside the real ones: a message about goods that came, and two envelopes.
 * Whoever adds a format writes just such files.
 */
const PARCEL_XSD = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:invented:parcels:1"
  elementFormDefault="qualified">
  <xs:element name="Parcels"><xs:complexType><xs:sequence>
    <xs:element name="Trip" type="xs:string"/>
    <xs:element name="Office" type="xs:string"/>
    <xs:element name="Way" type="xs:string"/>
    <xs:element name="Remark" minOccurs="0" maxOccurs="9">
      <xs:simpleType><xs:restriction base="xs:string"><xs:maxLength value="20"/></xs:restriction></xs:simpleType>
    </xs:element>
    <xs:element name="Parcel" maxOccurs="unbounded"><xs:complexType><xs:sequence>
      <xs:element name="Bill" type="xs:string"/>
      <xs:element name="Number" type="xs:positiveInteger"/>
    </xs:sequence></xs:complexType></xs:element>
  </xs:sequence></xs:complexType></xs:element>
</xs:schema>`

const PARCEL_RULES = `format: zz-parcels-v1
title: Parcels of an invented country
kind: message
root: Parcels
namespace: urn:invented:parcels:1
schema: parcels.xsd
timeZone: Asia/Almaty
documents: { notice: arrival-notice }
messageId: [Trip]
codes: { OFFICE: OFFICE.csv, WAY: WAY.csv }
rules:
  - { at: Trip, is: notice.id }
  - { at: Office, is: notice.borderCrossingId, code: OFFICE }
  - { at: Way, is: notice.borderTransportMeans.typeCode, code: WAY }
  - { at: Remark, is: notice.additionalInformation.content, pieces: 20 }
  - at: Parcel
    each: notice.consignments
    rules:
      - { at: Bill, is: .transportContractDocument.id }
      - { at: Number, is: .totalPackageQuantity, type: integer }
omits:
  notice: parcels are told by their number alone
`

const PAPER_XSD = (content: string) => `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"
  targetNamespace="urn:invented:paper:1" elementFormDefault="qualified">
  <xs:element name="Paper"><xs:complexType><xs:sequence>
    <xs:element name="From" type="xs:string"/>
    <xs:element name="Kind" type="xs:string"/>
    ${content}
  </xs:sequence></xs:complexType></xs:element>
</xs:schema>`

const PAPER_RULES = (id: string, as: string) => `format: ${id}
title: Envelope of an invented country
kind: envelope
payload: { at: Inside, as: ${as} }
root: Paper
namespace: urn:invented:paper:1
schema: ${id}.xsd
when: { Kind: ${as} }
timeZone: Asia/Almaty
sender: From
rules:
  - { at: From, context: senderId }
  - { at: Kind, constant: ${as} }
  - { at: Inside, context: payload }
`

export const BASE64_ENVELOPE = 'zz-paper-base64-v1'
export const ELEMENT_ENVELOPE = 'zz-paper-element-v1'

/** @returns the folder of formats, the real ones among them */
export function inventFormats(parent: string): string {
  const schemas = join(parent, 'schemas')
  for (const part of ['canonical', 'codes', 'cn-manifest'])
    cpSync(join(SCHEMAS, part), join(schemas, part), { recursive: true })
  const folder = join(schemas, 'invented')
  mkdirSync(folder)
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text)
  const header = 'hub,partner,direction,validFrom,validTo,note\n'
  write('parcels.xsd', PARCEL_XSD)
  write('parcels.mapping.yaml', PARCEL_RULES)
  write('OFFICE.csv', `${header}CNHRS-KZHOR,North,both,,,\n`)
  write('WAY.csv', `${header}3,cart,both,,,\n`)
  write(`${BASE64_ENVELOPE}.xsd`, PAPER_XSD('<xs:element name="Inside" type="xs:base64Binary"/>'))
  write(`${BASE64_ENVELOPE}.mapping.yaml`, PAPER_RULES(BASE64_ENVELOPE, 'base64'))
  write(
    `${ELEMENT_ENVELOPE}.xsd`,
    PAPER_XSD(
      `<xs:element name="Inside"><xs:complexType><xs:sequence><xs:any namespace="##other" processContents="skip"/></xs:sequence></xs:complexType></xs:element>`,
    ),
  )
  write(`${ELEMENT_ENVELOPE}.mapping.yaml`, PAPER_RULES(ELEMENT_ENVELOPE, 'element'))
  return schemas
}
