import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { type DataFile, inWords, type ReadDataFile } from '../model/data-file.ts'

/** Reads every `*.yaml` of a folder, in the order of their names; `problems` collects what is wrong, each with file and line. */
export function readDataFolder<T>(folder: string, read: ReadDataFile<T>, problems: string[]): DataFile<T>[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.yaml'))
  if (names.length === 0) problems.push(`there is no file *.yaml in ${folder}`)
  return names.sort().flatMap((name) => {
    const result = read(name, readFileSync(join(folder, name), 'utf8'))
    if ('file' in result) return result.file
    problems.push(...result.problems.map(inWords))
    return []
  })
}
