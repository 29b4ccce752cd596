import { createPool, requireDurability } from '../connection.ts'
import { databaseOver, type Database } from '../database.ts'
import { lockFolder } from './folder-lock.ts'
import { startServer } from './server.ts'

/**
 * Opens the embedded database: PostgreSQL as WebAssembly (PGlite) in a thread of its own, with the same driver and
 * the same SQL as the server, and with the same durability (see durable-files.ts). It has one session, so that
 * transactions run one after the other. The first start makes the database, which takes a few seconds.
 * @param folder data folder; no other process may use it
 * @throws KhorgosError CONFIG_INVALID when another process does
 */
export async function openEmbedded(folder: string): Promise<Database> {
  const unlock = lockFolder(folder)
  const server = startServer(folder)
  // One connection: PGlite's session (its transaction, its prepared statements) belongs to whoever speaks.
  const target = { stream: () => server.connect(), user: 'postgres', database: 'postgres' }
  const pool = createPool(target, { connections: 1, connectTimeout: FIRST_START })
  const database = databaseOver(pool, 'embedded', () => server.close().finally(unlock))
  try {
    await requireDurability(database)
    return database
  } catch (thrown) {
    await database.close()
    throw thrown
  }
}

/** Making the database, or recovering it after a crash, may take this long, in ms. */
const FIRST_START = 60_000
