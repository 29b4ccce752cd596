import { KhorgosError } from '../../errors.ts'
import type { Database } from '../../store/database.ts'
import { definitionsKept, keepDefinition } from '../../store/workflows/definitions.ts'
import type { Compiled, CompileParts } from '../definitions/compile.ts'
import { createDefinitions, type Definitions } from '../definitions/definitions.ts'
import { readDefinitions } from '../definitions/load.ts'

/**
 * Keeps the definitions of the files, so that every case finds the one by which it began, and adds those kept before. Run when
 * the gateway starts, before anything happens in a case.
 *
 * @param schemas folder that holds `workflows`
 * @throws KhorgosError WORKFLOW_INVALID when a version that was in use says something else now, or cannot be used any more
 */
export async function keepDefinitions(
  database: Database,
  compiled: readonly Compiled[],
  schemas: string,
  parts: CompileParts,
): Promise<Definitions> {
  for (const { definition } of compiled) {
    const { hash, workflow, version, text } = definition
    const found = await keepDefinition(database, { hash: Buffer.from(hash, 'hex'), workflow, version, text })
    if (found !== undefined && Buffer.from(found.hash).toString('hex') !== hash)
      throw new KhorgosError(
        'WORKFLOW_INVALID',
        `Version ${version} of ${workflow} was in use and says something else now: a change is a new version.`,
      )
  }
  const hashes = new Set(compiled.map(({ definition }) => definition.hash))
  const older = (await definitionsKept(database))
    .filter(({ hash }) => !hashes.has(Buffer.from(hash).toString('hex')))
    .map(({ workflow, version, text }) => ({ name: `${workflow} ${version} as it was kept`, text }))
  const kept = older.length === 0 ? [] : readDefinitions(schemas, older, parts)
  const opening = compiled.map(({ definition }) => definition)
  return createDefinitions([...opening, ...kept.map(({ definition }) => definition)], opening)
}
