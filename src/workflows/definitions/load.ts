import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { KhorgosError } from '../../errors.ts'
import { type DataFile, dataFileReader, inWords } from '../../model/data-file.ts'
import { checkDefinition } from './check.ts'
import { type Compiled, compileDefinition, type CompileParts } from './compile.ts'
import type { DefinitionContent } from './definition-file.ts'

const SUFFIX = '.workflow.yaml'

/**
 * Reads every `workflows/*.workflow.yaml` and checks it.
 *
 * @param schemas folder that holds `workflows`
 * @throws KhorgosError WORKFLOW_INVALID listing all problems of all files, each with file and line
 */
export function loadDefinitions(schemas: string, parts: CompileParts): readonly Compiled[] {
  const folder = join(schemas, 'workflows')
  const texts = readdirSync(folder)
    .filter((name) => name.endsWith(SUFFIX))
    .toSorted()
    .map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }))
  return readDefinitions(schemas, texts, parts)
}

/** @throws KhorgosError WORKFLOW_INVALID as `loadDefinitions` */
export function readDefinitions(
  schemas: string,
  texts: readonly { readonly name: string; readonly text: string }[],
  parts: CompileParts,
): readonly Compiled[] {
  const read = dataFileReader<DefinitionContent>(join(schemas, 'workflows', 'workflow.schema.json'))
  const problems: string[] = []
  const files: DataFile<DefinitionContent>[] = []
  const all = texts.flatMap(({ name, text }) => {
    const result = read(name, text)
    if ('problems' in result) {
      problems.push(...result.problems.map(inWords))
      return []
    }
    files.push(result.file)
    const own: string[] = []
    const compiled = compileDefinition(result.file, parts, own)
    checkDefinition(compiled, result.file, own)
    // What always happens is wrong in every state.
    problems.push(...new Set(own))
    return [compiled]
  })
  problems.push(...sameVersions(files))
  if (problems.length > 0) throw new KhorgosError('WORKFLOW_INVALID', `Workflows: ${problems.join('; ')}.`)
  return all
}

function sameVersions(files: readonly DataFile<DefinitionContent>[]): string[] {
  const seen = new Map<string, string>()
  return files.flatMap(({ name, content: { workflow, version }, at }) => {
    const id = `${workflow} ${version}`
    const other = seen.get(id)
    seen.set(id, name)
    return other === undefined
      ? []
      : [`${at(['version'])}: ${other} is version ${version} of ${workflow} too`]
  })
}
