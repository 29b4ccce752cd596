import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { type ErrorCode, KhorgosError, type Place } from '../errors.ts'
import { type DataFile, dataFileReader } from '../model/data-file.ts'

/**
 * @param schemaFile JSON Schema 2020-12 of the files
 * @param code of the errors
 * @returns reads one file. It throws a KhorgosError of that code listing all that is wrong with its form, each with its line
 */
export function strictFileReader<T>(schemaFile: string, code: ErrorCode): (file: string) => DataFile<T> {
  const read = dataFileReader<T>(schemaFile)
  return (file) => {
    const name = basename(file)
    const result = read(name, readFileSync(file, 'utf8'))
    if ('file' in result) return result.file
    throw dataError(
      code,
      result.problems.map((text) => ({ place: placeIn(text, name), text })),
    )
  }
}

/** One thing that is wrong with a file, and where. */
export interface FileProblem {
  readonly place: Place
  readonly text: string
}

/** One error for all that is wrong, in the order of the files and lines. */
export function dataError(code: ErrorCode, found: readonly FileProblem[]): KhorgosError {
  const problems = found.map(({ place, text }) => {
    const where = place.line === undefined ? place.path : `${place.path}:${place.line}`
    return new KhorgosError(code, text.startsWith(`${where}:`) ? text : `${where}: ${text}.`, { place })
  })
  const message = problems.map((problem) => problem.message).join('\n')
  return new KhorgosError(code, message, { place: problems[0]?.place, problems })
}

/** A problem begins with file and line. */
function placeIn(text: string, name: string): Place {
  const line = /^[^:]*:(\d+):/.exec(text)?.[1]
  return { path: name, ...(line !== undefined && { line: Number(line) }) }
}
