import { join } from 'node:path'
import { KhorgosError } from '../../errors.ts'
import { type DataFile, dataFileReader } from '../../model/data-file.ts'
import { loadHubList } from '../../model/hub-codes.ts'
import { readDataFolder } from '../data-folder.ts'
import type { Arrangement } from './arrangement.ts'

/** Who else knows the offices that arrangements name. */
export interface KnownOffices {
  of(country: string, office: string): unknown
}

/**
 * Reads `workflows/arrangements/*.yaml`.
 *
 * @param schemas folder that holds `workflows`, and the hub's own files in `canonical`
 * @param calendars each office needs one: deadlines and the years of numbers are counted by it
 * @throws KhorgosError CONFIG_INVALID listing all problems of all files, each with file and line
 */
export function loadArrangements(schemas: string, calendars: KnownOffices): readonly Arrangement[] {
  const problems: string[] = []
  const read = dataFileReader<Arrangement>(join(schemas, 'workflows', 'arrangement.schema.json'))
  const files = readDataFolder(join(schemas, 'workflows', 'arrangements'), read, problems)
  const crossings = loadHubList(join(schemas, 'canonical', 'codes'), 'border-crossing')
  const numbering = new Map<string, string>()
  for (const file of files) {
    checkFile(file, problems)
    checkOffices(file, crossings, calendars, problems)
    checkNumbering(file, numbering, problems)
  }
  if (problems.length > 0) throw new KhorgosError('CONFIG_INVALID', `Arrangements: ${problems.join('; ')}.`)
  return files.map(({ content }) => content)
}

function checkFile({ name, content, at }: DataFile<Arrangement>, problems: string[]): void {
  if (name !== `${content.id}.yaml`)
    problems.push(`${at(['id'])}: the arrangement ${content.id} is not ${name}`)
  const [one, other] = content.sides
  if (one?.country === other?.country || one?.letter === other?.letter)
    problems.push(`${at(['sides', 1])}: the two sides have to differ in country and letter`)
  const ids = content.tolerances.map(({ id }) => id)
  for (const [index, { id, absolute, percent, whichever }] of content.tolerances.entries()) {
    const place = at(['tolerances', index])
    if (ids.indexOf(id) !== index) problems.push(`${place}: the rule ${id} stands here twice`)
    if (absolute === undefined && percent === undefined)
      problems.push(`${place}: the rule ${id} has to say absolute or percent`)
    if (absolute !== undefined && percent !== undefined && whichever === undefined)
      problems.push(`${place}: the rule ${id} has to say whichever of absolute and percent counts`)
  }
}

function checkOffices(
  { content, at }: DataFile<Arrangement>,
  crossings: ReadonlySet<string>,
  calendars: KnownOffices,
  problems: string[],
): void {
  for (const [index, { country, offices }] of content.sides.entries())
    for (const [which, { office, crossing }] of offices.entries()) {
      const path = ['sides', index, 'offices', which]
      if (!crossings.has(crossing))
        problems.push(
          `${at([...path, 'crossing'])}: there is no crossing ${crossing} in the list border-crossing`,
        )
      if (calendars.of(country, office) === undefined)
        problems.push(`${at([...path, 'office'])}: there is no calendar of the office ${country} ${office}`)
    }
}

/** The same beginning of a number must not come from two offices. */
function checkNumbering(
  { name, content, at }: DataFile<Arrangement>,
  given: Map<string, string>,
  problems: string[],
): void {
  for (const [index, { letter, offices }] of content.sides.entries())
    for (const [which, { district }] of offices.entries()) {
      const other = given.get(`${letter} ${district}`)
      if (other !== undefined)
        problems.push(
          `${at(['sides', index, 'offices', which, 'district'])}: ${other} gives numbers ${letter}..${district} too`,
        )
      given.set(`${letter} ${district}`, name)
    }
}
