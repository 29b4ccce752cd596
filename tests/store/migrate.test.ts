import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { migrate, readMigrations, type Migration } from '../../src/store/migrate.ts'
import { DATABASES } from '../harness/databases.ts'
import { openDatabase, type OpenDatabase } from './open-database.ts'

const migration = (number: number, sql: string): Migration => ({
  number,
  name: `${String(number).padStart(4, '0')}_test.sql`,
  sql,
  sha256: createHash('sha256').update(sql).digest('hex'),
})

describe.each(DATABASES)('migrations of the %s database', (kind) => {
  let opened: OpenDatabase | undefined
  beforeAll(async () => {
    opened = await openDatabase(kind)
  })
  afterAll(() => opened?.remove())

  test('are applied once, also by two nodes that start together', async ({ skip }) => {
    if (opened === undefined) return skip()
    const nodes = [opened.database, await opened.another()]
    const applied = await Promise.all(nodes.map((node) => migrate(node)))
    // Either of them may be the one that applies the next.
    expect(applied.flat().toSorted()).toEqual((await readMigrations()).map(({ name }) => name))
    for (const names of applied) expect(names).toEqual(names.toSorted())
    expect(await migrate(opened.database)).toEqual([])
  })

  test('leave nothing of one that fails, and go on there at the next start', async ({ skip }) => {
    if (opened === undefined) return skip()
    const { database } = opened
    const files = await readMigrations()
    const next = files.length + 1
    const broken = migration(next, 'create table half (id int); select 1 / 0;')
    await expect(migrate(database, [...files, broken])).rejects.toThrow()
    expect(await database.query("select to_regclass('half') as half")).toEqual([{ half: null }])
    const mended = migration(next, 'create table half (id int);')
    expect(await migrate(database, [...files, mended])).toEqual([mended.name])
  })

  test('refuse a database made by a newer program, and a file edited after it was applied', async ({
    skip,
  }) => {
    if (opened === undefined) return skip()
    const { database } = opened
    const files = await readMigrations()
    await expect(migrate(database, files)).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
    const edited = migration(files.length + 1, 'create table other (id int);')
    await expect(migrate(database, [...files, edited])).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining('edited'),
    })
  })

  test('describe every table and nearly every column in the database itself', async ({ skip }) => {
    if (opened === undefined) return skip()
    const bare = await opened.database.query<{ table: string }>(
      `select relname as table from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace
         and obj_description(oid) is null and relname not in ('migration', 'half')`,
    )
    expect(bare).toEqual([])
  })
})
