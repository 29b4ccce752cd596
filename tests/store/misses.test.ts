import { createHash } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Tx } from '../../src/store/database.ts'
import { countMisses, missesOf, type MissRow } from '../../src/store/ledger/misses.ts'
import { migrate } from '../../src/store/migrate.ts'
import { clear } from '../exchange/node.ts'
import { DATABASES } from '../harness/databases.ts'
import { openDatabase, type OpenDatabase } from './open-database.ts'

const scopeOf = (text: string): Buffer => createHash('sha256').update(text).digest()
const ALL = Buffer.alloc(0)
const row = (agency: string, scope: Buffer, changes: Partial<MissRow> = {}): MissRow => ({
  agency,
  scope,
  count: 1,
  firstAt: new Date('2026-11-21T10:00:00.123Z'),
  ...changes,
})

describe.each(DATABASES)('misses in the %s database', (kind) => {
  let opened: OpenDatabase | undefined
  beforeAll(async () => {
    opened = await openDatabase(kind)
    if (opened !== undefined) await migrate(opened.database)
  })
  beforeEach(async ({ skip }) => {
    if (opened === undefined) return skip('PostgreSQL is not reachable')
    await clear(opened.database)
  })
  afterAll(() => opened?.remove())
  const database = () => {
    if (opened === undefined) throw new Error('no database')
    return opened.database
  }

  test('are found by the agency and what it asked for, and nothing where there were none', async () => {
    const rows = [row('cn-bank', ALL), row('cn-bank', scopeOf('one')), row('cn-clearance', scopeOf('one'))]
    await countMisses(database(), rows)
    const asked = [row('cn-bank', scopeOf('one')), row('cn-bank', scopeOf('two')), row('cn-bank', ALL)]
    const found = await missesOf(database(), asked)
    expect(found).toHaveLength(2)
    expect(found).toEqual(expect.arrayContaining([rows[0], rows[1]]))
  })

  test('are put in place of those that were there', async () => {
    await countMisses(database(), [row('cn-bank', ALL)])
    const later = row('cn-bank', ALL, { count: 7, firstAt: new Date('2026-11-22T10:00:00.000Z') })
    await countMisses(database(), [later, row('cn-bank', scopeOf('one'))])
    expect(await missesOf(database(), [row('cn-bank', ALL)])).toEqual([later])
  })

  test.each([
    ['a count of nothing', row('cn-bank', ALL, { count: 0 })],
    ['a scope that is no hash', row('cn-bank', Buffer.from('E26LA0110000318'))],
  ])('are not %s', async (_, wrong) => {
    await expect(countMisses(database(), [wrong])).rejects.toThrow()
  })

  test('are found by index scans alone, few or many', async () => {
    const sent: string[] = []
    const listening: Tx = {
      query: (sql) => {
        sent.push(sql)
        return Promise.resolve([])
      },
    }
    await missesOf(listening, [])
    const plan = async (): Promise<string[]> => {
      const lines = await database().transaction(async (tx) => {
        await tx.query(`prepare misses_${kind} as ${sent[0]}`)
        const found = await tx.query<Record<string, string>>(
          `explain execute misses_${kind} ('{cn-bank}', '{"\\\\x"}')`,
        )
        await tx.query(`deallocate misses_${kind}`)
        return found
      })
      return (
        lines
          .map((line) => line['QUERY PLAN'])
          .join('\n')
          .match(/\w+ Scan\w*(?: using \w+)?/g) ?? []
      )
    }
    const expected = ['Function Scan', 'Index Scan using miss_pkey']
    expect(await plan()).toEqual(expected)
    await countMisses(
      database(),
      Array.from({ length: 5_000 }, (_, at) => row('cn-bank', scopeOf(`${at}`))),
    )
    await database().query('analyze miss')
    expect(await plan()).toEqual(expected)
  })
})
