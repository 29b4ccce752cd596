import { existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sharedFolder } from '../../shared.ts'
import { SCHEMAS } from '../sample-files.ts'

export const OWN = join(SCHEMAS, 'fcs')

/** Formats of the album: our file, and the official schema with its root. */
export const ALBUM = [
  { name: 'cmr', official: 'CMR', format: 'ru-cmr-v5.23.0' },
  { name: 'sertif-st1', official: 'SertifST1Form', format: 'ru-sertif-st1-v5.23.0' },
  { name: 'result', official: 'Result', format: 'ru-result-v5.23.0' },
  { name: 'errorlist', official: 'ErrorList', format: 'ru-errorlist-v5.23.0' },
  { name: 'confirmdocsrecip', official: 'ConfirmDocsRecip', format: 'ru-confirmdocsrecip-v5.23.0' },
] as const

const shared = sharedFolder()
const published = shared === undefined ? '' : join(shared, 'data/ru-fcs-album-5.23.0')

/**
 * Two files that the acknowledgements import are not in the reference folder. What of them is used stands here, as it
 * was read in a public copy of the album; where the folder has them, they are taken.
 */
function withStandIns(folder: string): string {
  const made = mkdtempSync(join(tmpdir(), 'fcs-album-'))
  process.on('exit', () => rmSync(made, { recursive: true, force: true }))
  for (const file of readdirSync(folder)) symlinkSync(join(folder, file), join(made, file))
  for (const [file, text] of Object.entries(STAND_INS))
    if (!existsSync(join(folder, file))) writeFileSync(join(made, file), text)
  return made
}

const text = (name: string, length: number, base: string): string =>
  `<xs:simpleType name="${name}"><xs:restriction base="xs:${base}"><xs:minLength value="1"/>
    <xs:maxLength value="${length}"/></xs:restriction></xs:simpleType>`

const STAND_INS: Readonly<Record<string, string>> = {
  'ExchangeCommonLeafTypesCust.xsd': `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"
    targetNamespace="urn:customs.ru:Information:ExchangeDocuments:ExchangeCommonLeafTypes:5.0.8">
    ${text('ErrorNameType', 250, 'string')} ${text('MessageCodeType', 11, 'string')}
    ${text('ProcessIDType', 36, 'token')} ${text('ReferenceItemType', 20, 'string')}
    ${text('ResultCategoryType', 15, 'string')} ${text('ResultCodeType', 11, 'string')}
    ${text('ResultSourceType', 8, 'string')}
  </xs:schema>`,
  'ExchangeCommonAggregateTypesCust.xsd': `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"
    xmlns:cat="urn:customs.ru:CommonAggregateTypes:5.22.0" xmlns:leaf="urn:customs.ru:CommonLeafTypes:5.10.0"
    targetNamespace="urn:customs.ru:Information:ExchangeDocuments:ExchangeCommonAggregateTypes:5.22.0"
    elementFormDefault="qualified">
    <xs:import namespace="urn:customs.ru:CommonLeafTypes:5.10.0" schemaLocation="CommonLeafTypesCust.xsd"/>
    <xs:import namespace="urn:customs.ru:CommonAggregateTypes:5.22.0" schemaLocation="CommonAggregateTypesCust.xsd"/>
    <xs:complexType name="RecipDocumentType"><xs:complexContent><xs:extension base="cat:DocumentBaseType"><xs:sequence>
      <xs:element name="RecipDocumentID" type="leaf:DocumentIDType"/>
      <xs:element name="RecipDocumentModeID" type="leaf:DocumentModeIDType"/>
      <xs:element name="RecipDocTime" type="leaf:TimeCustType" minOccurs="0"/>
      <xs:element name="RecipDate" type="leaf:DateCustType" minOccurs="0"/>
      <xs:element name="RecipTime" type="leaf:TimeCustType" minOccurs="0"/>
    </xs:sequence></xs:extension></xs:complexContent></xs:complexType>
  </xs:schema>`,
}

/** The official schemas; undefined where they are not at hand. */
export const OFFICIAL: string | undefined = existsSync(published) ? withStandIns(published) : undefined
