import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { skeleton } from '../../src/model/homoglyphs.ts'
import { migrate, readMigrations } from '../../src/store/migrate.ts'
import { DATABASES } from '../harness/databases.ts'
import { openDatabase, type OpenDatabase } from './open-database.ts'

/** The last migration before facts had a base of their own. */
const BEFORE_BASES = 11

/** Numbers of first certificates as people type them. */
const BASES = [
  'E26TH0110000007',
  'Е26ТН 0110000007',
  'е26тн-0110000008',
  'АВЕЅІЈКМНОРСТУҮХԚԜҺ1',
  'авеѕіјкмнорстуүхԛԝһ2',
  'ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ3',
  'αβεζηικμνορτυχ4',
  'Ｅ２６.ЛА·5',
]

describe.each(DATABASES)('a ledger from before bases were kept, on the %s database,', (kind) => {
  let opened: OpenDatabase | undefined
  beforeAll(async () => {
    opened = await openDatabase(kind)
  })
  afterAll(() => opened?.remove())

  test('is found by the skeletons of its bases, whatever letters they were typed in', async ({ skip }) => {
    if (opened === undefined) return skip()
    const { database } = opened
    await migrate(database, (await readMigrations()).slice(0, BEFORE_BASES))
    for (const [position, base] of BASES.entries())
      await database.query(
        `insert into fact (position, document, kind, issuer, series, number, event, status, source, exchange_id, basis, known_at,
           content)
         values ($1, $1, 'certificate-of-origin', 'LA', 'E', $2, 'issued', 'in-force', 'la', $3, $4, now(), $5::text::json)`,
        [
          position + 1,
          `E26LA011000031${position}`,
          '0193e09c-3b52-7d6e-8f4a-1c2d3e4f5a6c',
          0,
          JSON.stringify({ base }),
        ],
      )
    await migrate(database)
    const kept = await database.query<{ base: string }>('select base from fact order by position')
    expect(kept.map(({ base }) => base)).toEqual(BASES.map((base) => skeleton(base)))
  })
})
