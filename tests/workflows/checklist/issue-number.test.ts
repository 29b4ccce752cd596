import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { migrate } from '../../../src/store/migrate.ts'
import { issueNumber, type IssuingOffice } from '../../../src/workflows/checklist/issue-number.ts'
import { clear } from '../../exchange/node.ts'
import { DATABASES } from '../../harness/databases.ts'
import { openDatabase, type OpenDatabase } from '../../store/open-database.ts'

const ERENHOT: IssuingOffice = { country: 'CN', letter: 'C', district: '0705', timeZone: 'Asia/Shanghai' }
const GANQIMAODU: IssuingOffice = { ...ERENHOT, district: '0708' }
const NOW = new Date('2026-11-22T08:00:00Z')

describe.each(DATABASES)('numbers of checklists in the %s database', (kind) => {
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
  const own = () => {
    if (opened === undefined) throw new Error('no database')
    return opened
  }
  const issue = (office = ERENHOT, at = NOW) =>
    own().database.transaction((tx) => issueNumber(tx, office, at))
  const numbersUntil = (last: number) =>
    Array.from({ length: last }, (_, at) => `C260705${String(at + 1).padStart(5, '0')}`)

  test('follow each other, each office and each year for itself', async () => {
    expect([await issue(), await issue(), await issue(GANQIMAODU)]).toEqual([
      'C26070500001',
      'C26070500002',
      'C26070800001',
    ])
    expect(await issue(ERENHOT, new Date('2026-12-31T16:00:00Z'))).toBe('C27070500001')
    expect(await issue(ERENHOT, new Date('2026-12-31T15:59:59Z'))).toBe('C26070500003')
  })

  test('are never given twice nor left out, though forty are taken at once by two nodes', async () => {
    const other = await own().another()
    const taken = await Promise.all(
      Array.from({ length: 40 }, (_, at) =>
        (at % 2 === 0 ? own().database : other).transaction((tx) => issueNumber(tx, ERENHOT, NOW)),
      ),
    )
    expect(taken.toSorted()).toEqual(numbersUntil(40))
  })

  test('are free again when the transaction fails that took them', async () => {
    const work = own().database.transaction(async (tx) => {
      expect(await issueNumber(tx, ERENHOT, NOW)).toBe('C26070500001')
      throw new Error('crash')
    })
    await expect(work).rejects.toThrow('crash')
    expect(await issue()).toBe('C26070500001')
  })

  test('end with 99999, and no later one is given', async () => {
    await own().database.query(
      `insert into checklist_serial (country, district, year, last) values ('CN', '0705', 2026, 99998)`,
    )
    expect(await issue()).toBe('C26070599999')
    for (let attempt = 0; attempt < 2; attempt += 1)
      await expect(issue()).rejects.toThrow(expect.objectContaining({ code: 'CHECKLIST_NUMBERS_EXHAUSTED' }))
    expect(await issue(GANQIMAODU)).toBe('C26070800001')
  })
})
