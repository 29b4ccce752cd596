import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { KhorgosError } from '../errors.ts'
import { checkCodes } from './check-codes.ts'
import { crossCheck, type LoadedPartner } from './cross-check.ts'
import type { Partner } from './partner.ts'
import { inWords } from '../model/data-file.ts'
import { partnerFileReader } from './partner-file.ts'
import { readPartner } from './read-partner.ts'

export interface PartnerFolders {
  readonly partners: string
  /** Absent: agreements alone are read, without the keys they name. */
  readonly certificates?: string
  /** Folder that holds `partner.schema.json`, and the hub's own files in `canonical`. */
  readonly schemas: string
}

/**
 * Reads every `*.yaml` of the partner folder with the key files they name, and checks them against each other.
 * @throws KhorgosError CONFIG_INVALID listing all problems of all files, each with file and line
 */
export function loadPartners(folders: PartnerFolders): readonly Partner[] {
  const read = partnerFileReader(folders.schemas)
  const problems: string[] = []
  const loaded: LoadedPartner[] = []
  const names = partnerFiles(folders.partners)
  for (const name of names) {
    const result = read(name, readFileSync(join(folders.partners, name), 'utf8'))
    if ('problems' in result) problems.push(...result.problems.map(inWords))
    else loaded.push({ file: result.file, partner: readPartner(result.file, folders.certificates, problems) })
  }
  // Beside a file that could not be read the others would look wrong as well.
  if (loaded.length === names.length) problems.push(...crossCheck(loaded))
  problems.push(...checkCodes(loaded, join(folders.schemas, 'canonical')))
  if (problems.length > 0) throw new KhorgosError('CONFIG_INVALID', `Partner files: ${problems.join('; ')}.`)
  return loaded.map(({ partner }) => partner)
}

function partnerFiles(folder: string): string[] {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
  if (names.length === 0)
    throw new KhorgosError('CONFIG_INVALID', `There is no partner file (*.yaml) in ${folder}.`)
  return names
}
