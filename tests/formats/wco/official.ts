import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { openXml } from '../../../src/xml/parse.ts'
import { compileSchema, type XmlSchema } from '../../../src/xml/schema.ts'
import { sharedFolder } from '../../shared.ts'

export const OWN = resolve(import.meta.dirname, '../../../schemas/wco')

const shared = sharedFolder()
if (shared === undefined) console.warn('skipped: official WCO profile, there is no shared folder')

/** The folder of the published profile; undefined where it is not at hand. */
export const OFFICIAL = shared === undefined ? undefined : join(shared, 'data/wco-dm-hmrc-profile')

/** Code lists of UN/EDIFACT, directory D.22A. */
export const DIRECTORY = shared === undefined ? undefined : join(shared, 'data/edifact/D22A/codes.xml')

/** A declaration written for the tests of everybody, not by us. */
export const SHARED_SAMPLE = shared === undefined ? '' : join(shared, 'samples/wco_declaration.xml')

/** The wildcards of MetaData are strict, so that whoever validates brings the three schemas together. */
const ALL = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
  <xs:import namespace="urn:wco:datamodel:WCO:DocumentMetaData-DMS:2" schemaLocation="declaration/DocumentMetaData_2_DMS.xsd"/>
  <xs:import namespace="urn:wco:datamodel:WCO:DEC-DMS:2" schemaLocation="declaration/WCO_DEC_2_DMS.xsd"/>
  <xs:import namespace="urn:wco:datamodel:WCO:RES-DMS:2" schemaLocation="notification/WCO_RES_2_DMS.xsd"/>
</xs:schema>`

/**
 * The published schemas in the folders that their imports name, without annotations (a shape is told from the types
 * alone). The caller removes the folder.
 */
export function layOut(official: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'wco-profile-'))
  cpSync(official, join(folder, 'declaration'), { recursive: true })
  cpSync(join(official, 'notification'), join(folder, 'notification'), { recursive: true })
  rmSync(join(folder, 'declaration/notification'), { recursive: true })
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.xsd')) continue
    const file = join(folder, name)
    const text = readFileSync(file, 'utf8').replaceAll(/<xs:annotation>.*?<\/xs:annotation>/gs, '')
    writeFileSync(file, text)
  }
  writeFileSync(join(folder, 'all.xsd'), ALL)
  return folder
}

export const officialSchema = (folder: string): XmlSchema => compileSchema(join(folder, 'all.xsd'))

export function isValid(schema: XmlSchema, text: string): boolean {
  using message = openXml(Buffer.from(text))
  try {
    message.validate(schema)
    return true
  } catch {
    return false
  }
}
