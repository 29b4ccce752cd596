import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { type ErrorCode, KhorgosError } from '../errors.ts'
import { type DataFile, dataFileReader, type FileProblem, inWords } from '../model/data-file.ts'

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
    throw dataError(code, result.problems)
  }
}

/** One error for all that is wrong, in the order of the files and lines. */
export function dataError(code: ErrorCode, found: readonly FileProblem[]): KhorgosError {
  const problems = found.map((problem) => {
    const { place, text } = problem
    // What was found deeper down says its place already.
    const isPlaced = text.startsWith(inWords({ place, text: '' }).trimEnd())
    return new KhorgosError(code, isPlaced ? text : `${inWords(problem)}.`, { place })
  })
  const message = problems.map((problem) => problem.message).join('\n')
  return new KhorgosError(code, message, { place: problems[0]?.place, problems })
}
