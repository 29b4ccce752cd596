import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openPostgres } from '../../src/store/connection.ts'
import type { Tx } from '../../src/store/database.ts'
import { DATABASES } from '../harness/databases.ts'
import { openDatabase, type OpenDatabase } from './open-database.ts'

describe.each(DATABASES)('the %s database', (kind) => {
  let opened: OpenDatabase | undefined

  beforeAll(async () => {
    opened = await openDatabase(kind)
    await opened?.database.query('create table word (id bigint primary key, word text)')
  })
  afterAll(() => opened?.remove())

  const words = async (db: Tx): Promise<(string | null)[]> =>
    (await db.query<{ word: string | null }>('select word from word order by id')).map(({ word }) => word)

  test('gives int8 as bigint, timestamptz as Date and bytea as bytes', async ({ skip }) => {
    if (opened === undefined) return skip()
    const at = new Date('2026-11-21T10:00:00.123Z')
    const [row] = await opened.database.query(
      'select $1::bigint as size, $2::timestamptz as at, $3::bytea as bytes',
      [9_007_199_254_740_993n, at, Uint8Array.of(0, 1, 255)],
    )
    expect(row).toEqual({ size: 9_007_199_254_740_993n, at, bytes: Buffer.from([0, 1, 255]) })
  })

  test('looks a key up in the index even while the table is empty, when plans are made', async ({ skip }) => {
    if (opened === undefined) return skip()
    const plan = await opened.database.query<{ 'QUERY PLAN': string }>(
      'explain select w.word from unnest(array[1, 2]) as k (id) join word w on w.id = k.id',
    )
    const text = plan.map((row) => row['QUERY PLAN']).join('\n')
    expect(text).toMatch(/Index (Only )?Scan.* on word/)
    expect(text).not.toContain('Seq Scan')
  })

  test('keeps what a transaction wrote, and nothing of one that failed', async ({ skip }) => {
    if (opened === undefined) return skip()
    const { database } = opened
    await database.transaction((tx) => tx.query("insert into word values (1, 'kept')"))
    await expect(
      database.transaction(async (tx) => {
        await tx.query("insert into word values (2, 'lost')")
        throw new Error('changed my mind')
      }),
    ).rejects.toThrow('changed my mind')
    expect(await words(database)).toEqual(['kept'])
  })

  test('does not take a transaction for committed whose failed statement was passed over', async ({
    skip,
  }) => {
    if (opened === undefined) return skip()
    const { database } = opened
    const careless = database.transaction(async (tx) => {
      await tx.query("insert into word values (3, 'lost')")
      await tx.query('select 1 / 0').catch(() => 'passed over')
    })
    await expect(careless).rejects.toMatchObject({ code: 'INTERNAL' })
    expect(await words(database)).toEqual(['kept'])
  })

  test('runs statements of one flight in the order they were sent', async ({ skip }) => {
    if (opened === undefined) return skip()
    const seen = await opened.database.transaction(async (tx) => {
      const [, , found] = await Promise.all([
        tx.query("insert into word values (10, 'first')"),
        tx.query("update word set word = 'second' where id = 10"),
        tx.query('select word from word where id = 10'),
      ])
      await tx.query('delete from word where id = 10')
      return found
    })
    expect(seen).toEqual([{ word: 'second' }])
  })

  test('keeps concurrent transactions apart', async ({ skip }) => {
    if (opened === undefined) return skip()
    const { database } = opened
    const one = async (place: number): Promise<void> => {
      const fails = place % 2 === 0
      const work = database.transaction(async (tx) => {
        await tx.query('insert into word values ($1, $2)', [100 + place, `w${place}`])
        await tx.query('select $1::int', [place])
        if (fails) throw new Error('rolled back')
      })
      await (fails ? expect(work).rejects.toThrow('rolled back') : work)
    }
    await Promise.all(Array.from({ length: 24 }, (_, place) => one(place)))
    const kept = await database.query<{ id: bigint }>('select id from word where id >= 100 order by id')
    expect(kept.map(({ id }) => Number(id) - 100)).toEqual(
      Array.from({ length: 12 }, (_, place) => 2 * place + 1),
    )
  })

  test('takes megabytes in one parameter', async ({ skip }) => {
    if (opened === undefined) return skip()
    const bytes = Buffer.alloc(12 * 1024 * 1024, 7)
    const [row] = await opened.database.query<{ length: number; bytes: Buffer }>(
      'select length($1::bytea) as length, substring($1::bytea from 1 for 4000000) as bytes',
      [bytes],
    )
    expect([row?.length, row?.bytes.length]).toEqual([bytes.length, 4_000_000])
  })
})

describe('a PostgreSQL that fails', () => {
  let opened: OpenDatabase | undefined
  beforeAll(async () => {
    opened = await openDatabase('postgres')
  })
  afterAll(() => opened?.remove())

  test('whose connection is cut in a transaction is STORE_UNAVAILABLE, and the next transaction works', async ({
    skip,
  }) => {
    if (opened === undefined) return skip()
    const { database } = opened
    const cut = database.transaction(async (tx) => {
      const [self] = await tx.query<{ pid: number }>('select pg_backend_pid() as pid')
      await database.query('select pg_terminate_backend($1)', [self?.pid])
      await tx.query('select 1')
    })
    await expect(cut).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
    expect(await database.transaction((tx) => tx.query('select 1 as one'))).toEqual([{ one: 1 }])
  })

  test('that cuts an idle connection harms nobody', async ({ skip }) => {
    if (opened === undefined) return skip()
    const { database } = opened
    await database.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    )
    expect(await database.query('select 1 as one')).toEqual([{ one: 1 }])
  })

  test('that is not there is STORE_UNAVAILABLE', async () => {
    await expect(openPostgres('postgresql://nobody@127.0.0.1:1/none')).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
    })
  })

  test('that acknowledges before it has written is refused at the start', async ({ skip }) => {
    if (opened?.url === undefined) return skip()
    const name = new URL(opened.url).pathname.slice(1)
    await opened.database.query(`alter database ${name} set synchronous_commit = off`)
    await expect(openPostgres(opened.url)).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining('synchronous_commit is off'),
    })
  })
})
