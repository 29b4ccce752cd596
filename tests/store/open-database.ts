import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openPostgres } from '../../src/store/connection.ts'
import type { Database } from '../../src/store/database.ts'
import { openEmbedded } from '../../src/store/embedded/open.ts'
import { databaseFor, type DATABASES } from '../harness/databases.ts'
import { layEmbedded } from '../harness/embedded-template.ts'

/** A database of a test file's own, which can be closed and opened again like a restarted program. */
export interface OpenDatabase {
  readonly folder: string
  readonly url: string | undefined
  readonly database: Database
  /** A further connection pool, as another node has it; on the embedded database the same one. */
  another(): Promise<Database>
  remove(): Promise<void>
}

/** Undefined when PostgreSQL is not reachable; says so. */
export async function openDatabase(kind: (typeof DATABASES)[number]): Promise<OpenDatabase | undefined> {
  const target = await databaseFor(kind)
  if (target === undefined) {
    console.warn('skipped: PostgreSQL is not reachable')
    return undefined
  }
  const folder = await mkdtemp(join(tmpdir(), 'khorgos-store-'))
  const { url } = target
  if (url === undefined) await layEmbedded('empty', folder)
  const database = await (url === undefined ? openEmbedded(folder) : openPostgres(url))
  const others: Database[] = []
  return {
    folder,
    url,
    database,
    async another() {
      if (url === undefined) return database
      const other = await openPostgres(url, { connections: 3 })
      others.push(other)
      return other
    },
    async remove() {
      for (const each of [...others, database]) await each.close()
      await target.drop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
