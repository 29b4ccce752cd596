import { join } from 'node:path'
import type { Config } from '../config.ts'
import type { Database } from '../store/database.ts'

/** The database of an installation, as it is: nothing is migrated, and no gateway started. */
export async function openStore(config: Config): Promise<Database> {
  const { openPostgres } = await import('../store/connection.ts')
  if (config.databaseUrl !== undefined) return await openPostgres(config.databaseUrl)
  const { openEmbedded } = await import('../store/embedded/open.ts')
  return await openEmbedded(join(config.dataFolder, 'database'))
}
