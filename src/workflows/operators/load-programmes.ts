import { join } from 'node:path'
import { KhorgosError } from '../../errors.ts'
import { type DataFile, dataFileReader } from '../../model/data-file.ts'
import { loadHubList } from '../../model/hub-codes.ts'
import { readDataFolder } from '../data-folder.ts'
import type { Programme } from './programme.ts'

/**
 * Reads `workflows/programmes/*.yaml`.
 *
 * @param schemas folder that holds `workflows`, and the hub's own files in `canonical`
 * @throws KhorgosError CONFIG_INVALID listing all problems of all files, each with file and line
 */
export function loadProgrammes(schemas: string): readonly Programme[] {
  const problems: string[] = []
  const read = dataFileReader<Programme>(join(schemas, 'workflows', 'programme.schema.json'))
  const files = readDataFolder(join(schemas, 'workflows', 'programmes'), read, problems)
  const countries = loadHubList(join(schemas, 'canonical', 'codes'), 'country')
  const seen = new Map<string, string>()
  for (const file of files) {
    checkFile(file, countries, problems)
    const { country } = file.content
    const other = seen.get(country)
    if (other !== undefined)
      problems.push(`${file.at(['country'])}: the programme of ${country} is ${other} already`)
    seen.set(country, file.content.id)
  }
  if (problems.length > 0) throw new KhorgosError('CONFIG_INVALID', `Programmes: ${problems.join('; ')}.`)
  return files.map(({ content }) => content)
}

function checkFile(
  { name, content, at }: DataFile<Programme>,
  countries: ReadonlySet<string>,
  problems: string[],
): void {
  const { id, country, validFrom, validTo, grants } = content
  if (name !== `${id}.yaml`) problems.push(`${at(['id'])}: the programme ${id} is not ${name}`)
  if (!countries.has(country)) problems.push(`${at(['country'])}: there is no country ${country}`)
  if (validTo !== undefined && validTo < validFrom)
    problems.push(`${at(['validTo'])}: it ends before it begins`)
  const granted = new Set<string>()
  for (const [index, { list, codes }] of grants.entries())
    for (const code of codes) {
      if (granted.has(`${list} ${code}`))
        problems.push(`${at(['grants', index])}: ${code} of ${list} has a class already`)
      granted.add(`${list} ${code}`)
    }
}
