import { join } from 'node:path'
import type { Config } from '../config.ts'
import type { Database } from '../store/database.ts'

/** The database as it is: nothing is migrated. The embedded one is opened by one process at a time. */
export async function openDatabase(config: Config): Promise<Database> {
  const { openPostgres } = await import('../store/connection.ts')
  if (config.databaseUrl !== undefined) return await openPostgres(config.databaseUrl)
  const { openEmbedded } = await import('../store/embedded/open.ts')
  return await openEmbedded(join(config.dataFolder, 'database'))
}
