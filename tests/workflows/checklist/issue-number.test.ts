import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { migrate } from '../../../src/store/migrate.ts'
import { loadCalendars } from '../../../src/workflows/calendar/load.ts'
import {
  checklistNumbering,
  issuingOffices,
  type IssuingOffice,
} from '../../../src/workflows/checklist/issue-number.ts'
import { loadArrangements } from '../../../src/workflows/checklist/load-arrangements.ts'
import { clear } from '../../exchange/node.ts'
import { DATABASES } from '../../harness/databases.ts'
import { openDatabase, type OpenDatabase } from '../../store/open-database.ts'

const ERENHOT: IssuingOffice = {
  office: '0705',
  country: 'CN',
  letter: 'C',
  district: '0705',
  timeZone: 'Asia/Shanghai',
}
const OFFICES = [ERENHOT, { ...ERENHOT, office: '0708', district: '0708' }]
const NOW = new Date('2026-11-22T08:00:00Z')

test('are given by our offices of the arrangements, on their own clocks', () => {
  const calendars = loadCalendars('schemas')
  const zoneOf = (country: string, office: string) => calendars.of(country, office)?.timeZone
  const offices = issuingOffices('CN', loadArrangements('schemas', calendars), zoneOf)
  expect(offices.map(({ office }) => office).toSorted()).toEqual(['0705', '0708', '9407', '9408'])
  expect(offices).toContainEqual(ERENHOT)
})

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

  /** As the lock of the log's head has it: one batch after the other, and what is not taken is not used. */
  const issue = (
    at = NOW,
    { offices = ['0705'], known = '', uses = true, fails = false } = {},
  ): Promise<string[]> =>
    own().database.transaction(async (tx) => {
      const wanted = offices.map((office) => ({ workflow: 'exit', office }))
      const numbers = await checklistNumbering(OFFICES, () => at).begin(tx, wanted, 3 * wanted.length)
      const given = offices.map((office) => {
        const number = numbers.next(office, at, (each) => each === known)
        if (uses) numbers.take(number)
        return number
      })
      await numbers.write(tx)
      if (fails) throw new Error('crash')
      return given
    })

  test('follow each other, each office and each year for itself', async () => {
    expect(await issue(NOW, { offices: ['0705', '0705', '0708'] })).toEqual([
      'C26070500001',
      'C26070500002',
      'C26070800001',
    ])
    expect(await issue(new Date('2026-12-31T16:00:00Z'))).toEqual(['C27070500001'])
    expect(await issue(new Date('2026-12-31T15:59:59Z'))).toEqual(['C26070500003'])
  })

  test('stay free when nobody used them, or what used them failed', async () => {
    expect(await issue(NOW, { uses: false })).toEqual(['C26070500001'])
    await expect(issue(NOW, { fails: true })).rejects.toThrow('crash')
    expect(await issue()).toEqual(['C26070500001'])
  })

  test('are not those of lists that another system has issued', async () => {
    await own().database.query(
      `insert into workflow_definition (hash, workflow, version, text) values (sha256('x'), 'exit', 1, 'x')`,
    )
    await own().database.query(
      `insert into workflow_case (id, workflow, key, definition, office, state, revision, entered, since, data, opened_at)
       select gen_random_uuid(), 'exit', 'C260705' || lpad(n::text, 5, '0'), sha256('x'), '0705', 'issued', 1, 1, now(), '{}', now()
         from generate_series(1, 40) as n`,
    )
    expect(await issue(NOW, { offices: ['0705', '0705'], known: 'C26070500041' })).toEqual([
      'C26070500042',
      'C26070500043',
    ])
  })

  test('end with 99999, and no later one is given', async () => {
    await own().database.query(
      `insert into checklist_serial (country, district, year, last) values ('CN', '0705', 2026, 99998)`,
    )
    expect(await issue()).toEqual(['C26070599999'])
    for (let attempt = 0; attempt < 2; attempt += 1)
      await expect(issue()).rejects.toThrow(expect.objectContaining({ code: 'CHECKLIST_NUMBERS_EXHAUSTED' }))
    expect(await issue(NOW, { offices: ['0708'] })).toEqual(['C26070800001'])
  })

  test('are none at an office without an arrangement', async () => {
    await expect(issue(NOW, { offices: ['9402'] })).rejects.toThrow(
      expect.objectContaining({ code: 'ACT_INVALID', place: { path: '/office' } }),
    )
  })
})
