import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { KhorgosError } from '../errors.ts'
import type { Database, Tx } from './database.ts'

/** `NNNN_name.sql`; applied in order, each once. */
export interface Migration {
  readonly number: number
  readonly name: string
  readonly sql: string
  /** Hex SHA-256 of the file: an applied file is never edited. */
  readonly sha256: string
}

/** SQL is not compiled: `src/store/migrations` is read from `src` and `dist` alike. */
const FOLDER = fileURLToPath(new URL('../../src/store/migrations/', import.meta.url))
const FILE_NAME = /^(?<number>\d{4})_[a-z0-9_]+\.sql$/

/** Any constant of our own: two nodes that start together migrate one after the other. */
const MIGRATION_LOCK = 7_400_158_346

/** @throws KhorgosError CONFIG_INVALID when the files are not numbered 1, 2, 3 … */
export async function readMigrations(folder = FOLDER): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort()
  return Promise.all(
    names.map(async (name, at) => {
      const number = Number(FILE_NAME.exec(name)?.groups?.['number'])
      if (number !== at + 1)
        throw new KhorgosError('CONFIG_INVALID', `Migration ${name} is not number ${at + 1} of its folder.`)
      const sql = await readFile(`${folder}/${name}`, 'utf8')
      return { number, name, sql, sha256: createHash('sha256').update(sql).digest('hex') }
    }),
  )
}

/**
 * Brings the schema up to this program, each migration in a transaction of its own: after a crash the next start
 * goes on where this one stopped.
 * @returns names of the migrations applied now
 * @throws KhorgosError CONFIG_INVALID when the database was made by a newer program or an applied file was edited
 */
export async function migrate(database: Database, migrations?: readonly Migration[]): Promise<string[]> {
  const files = migrations ?? (await readMigrations())
  await database.transaction(async (tx) => {
    await lock(tx)
    await tx.query(
      `create table if not exists migration (
         number int primary key, name text not null, sha256 text not null, applied_at timestamptz not null default now())`,
    )
  })
  const applied: string[] = []
  for (const migration of files)
    if (await database.transaction((tx) => applyOnce(tx, migration, files.length)))
      applied.push(migration.name)
  return applied
}

/** False when it had been applied before. */
async function applyOnce(tx: Tx, migration: Migration, known: number): Promise<boolean> {
  await lock(tx)
  const rows = await tx.query<{ number: number; name: string; sha256: string }>(
    'select number, name, sha256 from migration order by number',
  )
  const newest = rows.at(-1)
  if (newest !== undefined && newest.number > known)
    throw new KhorgosError(
      'CONFIG_INVALID',
      `The database was made by a newer program (migration ${newest.name}).`,
    )
  const before = rows[migration.number - 1]
  if (before !== undefined) return checkUnchanged(before, migration)
  await tx.query(migration.sql)
  await tx.query('insert into migration (number, name, sha256) values ($1, $2, $3)', [
    migration.number,
    migration.name,
    migration.sha256,
  ])
  return true
}

function checkUnchanged(before: { name: string; sha256: string }, migration: Migration): false {
  if (before.sha256 === migration.sha256) return false
  throw new KhorgosError(
    'CONFIG_INVALID',
    `Migration ${migration.name} was edited after it had been applied.`,
  )
}

async function lock(tx: Tx): Promise<void> {
  await tx.query('select pg_advisory_xact_lock($1)', [MIGRATION_LOCK])
}
