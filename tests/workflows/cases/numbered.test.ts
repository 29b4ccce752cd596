import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { newId } from '../../../src/model/new-id.ts'
import { migrate } from '../../../src/store/migrate.ts'
import type { ActEntry, ActOpening } from '../../../src/workflows/cases/entry.ts'
import { checklistNumbering } from '../../../src/workflows/checklist/issue-number.ts'
import { clear, newSigner } from '../../exchange/node.ts'
import { DATABASES } from '../../harness/databases.ts'
import { openDatabase, type OpenDatabase } from '../../store/open-database.ts'
import { WEIGHING } from '../definitions/sample.ts'
import { CHIEF, type CaseNode, openCaseNode, openClock, WEIGHER } from './case-node.ts'

/** The truck at the gate gets a number in place of bringing one. */
const NUMBERED = WEIGHING.replace(
  'title: A truck is at the gate\n',
  'title: A truck is at the gate\n    numbered: true\n',
)
const OFFICE = { office: '0705', country: 'CN', letter: 'C', district: '0705', timeZone: 'Asia/Shanghai' }
const GATE: ActOpening = { workflow: 'weighing', key: undefined, office: '0705' }

describe.each(DATABASES)('cases that an office numbers, in the %s database', (kind) => {
  let opened: OpenDatabase | undefined
  let node: CaseNode
  const signer = newSigner()
  beforeAll(async () => {
    opened = await openDatabase(kind)
    if (opened !== undefined) await migrate(opened.database)
  })
  beforeEach(async ({ skip }) => {
    if (opened === undefined) return skip('PostgreSQL is not reachable')
    await clear(opened.database)
    const clock = openClock()
    node = await openCaseNode({
      ...opened,
      signer,
      clock,
      texts: [NUMBERED],
      numbering: checklistNumbering([OFFICE], () => clock.now()),
    })
  })
  afterAll(() => opened?.remove())
  const arrive = (over: Partial<ActEntry> = {}) =>
    node.act('arrived', { target: GATE, data: { plate: 'A123BC' }, ...over })
  const code = (expected: string) => ({ result: 'act-refused', error: { code: expected } })

  test('are named by their numbers, and the same act again is the same case', async () => {
    const id = newId()
    const first = await arrive({ id })
    expect(first).toMatchObject({ result: 'acted', revision: 1, repeated: false })
    expect(await arrive({ id })).toEqual({ ...first, repeated: true })
    expect((await node.caseOf('C26070500001')).office).toBe('0705')
    await arrive()
    expect(await node.caseOf('C26070500002')).toMatchObject({ state: 'waiting' })
  })

  test('come once also when the act comes twice in one batch, and each other act gets its own number', async () => {
    const entry = { entry: 'act', event: 'arrived', revision: undefined, by: WEIGHER, target: GATE } as const
    const data = { plate: 'A123BC' }
    const ids = [newId(), newId(), newId()]
    const told = await node.commit(...[...ids, ...ids].map((id): ActEntry => ({ ...entry, id, data })))
    const cases = told.map((each) => (each.result === 'acted' ? each.case : each.result))
    expect(new Set(cases).size).toBe(3)
    for (const serial of [1, 2, 3]) await node.caseOf(`C2607050000${serial}`)
    await expect(node.caseOf('C26070500004')).rejects.toThrow('no case')
  })

  test('use no number when the act is refused', async () => {
    expect(await arrive({ by: CHIEF })).toMatchObject(code('ACT_FORBIDDEN'))
    expect(await arrive({ data: { plate: 7 } })).toMatchObject(code('ACT_INVALID'))
    expect(await arrive({ target: { ...GATE, key: 'C26070500001' } })).toMatchObject(code('ACT_INVALID'))
    expect(await arrive({ target: { ...GATE, office: '0708' } })).toMatchObject(code('ACT_FORBIDDEN'))
    const elsewhere = { ...WEIGHER, offices: new Set(['0708']) }
    expect(await arrive({ target: { ...GATE, office: '0708' }, by: elsewhere })).toMatchObject({
      error: { code: 'ACT_INVALID', place: { path: '/office' } },
    })
    await arrive()
    await node.caseOf('C26070500001')
  })

  test('are not opened by another act under the same id, which is on record in the case of the first', async () => {
    const id = newId()
    await arrive({ id })
    expect(await arrive({ id, data: { plate: 'B777BB' } })).toMatchObject(code('ACT_ID_REUSED'))
    const refused = (await node.records()).filter(({ kind: what }) => what === 'act-refused')
    expect(refused).toMatchObject([{ code: 'ACT_ID_REUSED' }])
    await expect(node.caseOf('C26070500002')).rejects.toThrow('no case')
  })
})
