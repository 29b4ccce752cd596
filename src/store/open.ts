import { join } from 'node:path'
import { openPostgres } from './connection.ts'
import type { Database } from './database.ts'
import { openEmbedded } from './embedded/open.ts'

/** @param databaseUrl of PostgreSQL; without one the embedded database in the data folder opens */
export function openDatabase({
  databaseUrl,
  dataFolder,
}: {
  readonly databaseUrl: string | undefined
  readonly dataFolder: string
}): Promise<Database> {
  return databaseUrl === undefined ? openEmbedded(join(dataFolder, 'database')) : openPostgres(databaseUrl)
}
