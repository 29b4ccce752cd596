import { cpSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { openXml } from '../../../src/xml/parse.ts'
import { compileSchema } from '../../../src/xml/schema.ts'
import { sharedFolder } from '../../shared.ts'
import { SCHEMAS } from '../sample-files.ts'

export const OWN = join(SCHEMAS, 'fcs-preliminary')

/** The album, where it is at hand. */
export const ALBUM = sharedFolder() && resolve(sharedFolder() ?? '', 'data/ru-fcs-album-5.23.0')

export const MESSAGES = [
  { own: 'autopreliminary.xsd', official: 'AutoPreliminary.xsd' },
  { own: 'notif-piresult.xsd', official: 'Notif_PIResult.xsd' },
  { own: 'notiffactarrival.xsd', official: 'NotifFactArrival.xsd' },
] as const

/** Samples of this folder by name, each with the schema of the album that it is valid under. */
export const SAMPLE_NAMES = readdirSync(join(OWN, 'samples'))
  .filter((file) => file.endsWith('.xml'))
  .map((file) => file.replace('.xml', ''))

export function officialOf(name: string): string {
  if (name.startsWith('autopreliminary')) return 'AutoPreliminary.xsd'
  return name.startsWith('notif-piresult') ? 'Notif_PIResult.xsd' : 'NotifFactArrival.xsd'
}

const MISSING = 'ExchangeCommonLeafTypesCust.xsd'

/** Two types of a file that was not published, with the lengths that types of the same names have elsewhere. */
const STANDIN = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"
  targetNamespace="urn:customs.ru:Information:ExchangeDocuments:ExchangeCommonLeafTypes:5.0.8">
  <xs:simpleType name="ResultCodeType"><xs:restriction base="xs:token"><xs:maxLength value="11"/></xs:restriction></xs:simpleType>
  <xs:simpleType name="ResultCategoryType"><xs:restriction base="xs:string"><xs:maxLength value="15"/></xs:restriction></xs:simpleType>
</xs:schema>`

let folder: string | undefined

/** A copy of the album in which the missing file has a stand-in. */
function completeAlbum(): string {
  if (folder === undefined) {
    folder = mkdtempSync(join(tmpdir(), 'album-'))
    cpSync(ALBUM ?? '', folder, { recursive: true })
    writeFileSync(join(folder, MISSING), STANDIN)
  }
  return folder
}

export function assertOfficial(text: string, official: string): void {
  using schema = compileSchema(join(completeAlbum(), official))
  using message = openXml(Buffer.from(text))
  message.validate(schema)
}
