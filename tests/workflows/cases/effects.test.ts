import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { judgedAgain } from '../../../src/workflows/cases/replay.ts'
import { migrate } from '../../../src/store/migrate.ts'
import { clear, newSigner } from '../../exchange/node.ts'
import { DATABASES } from '../../harness/databases.ts'
import { openDatabase, type OpenDatabase } from '../../store/open-database.ts'
import { type CaseNode, CHIEF, type Clock, HOUR, openCaseNode, openClock, until } from './case-node.ts'
import { effectsOf, type Sent } from './effect-node.ts'

describe.each(DATABASES)('what follows from events is done, on the %s database', (kind) => {
  const signer = newSigner()
  let opened: OpenDatabase | undefined
  let clock: Clock
  let node: CaseNode
  let faults: unknown[]
  let sent: Sent[]

  beforeAll(async () => {
    opened = await openDatabase(kind)
    if (opened !== undefined) await migrate(opened.database)
  })
  beforeEach(async ({ skip }) => {
    if (opened === undefined) return skip('PostgreSQL is not reachable')
    await clear(opened.database)
    clock = openClock()
    ;[faults, sent] = [[], []]
    node = await openCaseNode({ ...opened, signer, clock })
  })
  afterAll(() => opened?.remove())

  const target = (key: string) => ({ workflow: 'weighing', key, office: '0705' })
  /** Two effects of one case: its announcement is sent on, then its passing, and another case is told of that. */
  const live = async (): Promise<string> => {
    await node.act('arrived', { target: target('other'), data: { plate: 'B1' } })
    const data = { document: { id: 'T1', plate: 'A1', mass: '900' }, message: {} }
    await node.commit({
      entry: 'happened',
      happenings: [{ target: target('T1'), event: 'announced', cause: { record: '0' }, basis: [], data }],
    })
    const { id } = await node.caseOf('T1')
    await node.act('weighed', { target: { case: id }, revision: 1, data: { mass: '900' }, by: CHIEF })
    return id
  }
  const rows = () =>
    node.database.query<{ caseId: string; done: boolean; attempts: number; error: string | null }>(
      `select case_id as "caseId", done_at is not null as done, attempts, last_error as error from case_effect order by case_id, revision, place`,
    )
  const allDone = async (): Promise<boolean> => (await rows()).every(({ done }) => done)
  const expectSound = async (): Promise<void> =>
    expect((await node.log.fsck(() => undefined)).problems).toEqual([])

  test('in the order of the events, each once, also by two nodes', async () => {
    const other = await openCaseNode({
      folder: opened?.folder ?? '',
      database: (await opened?.another()) ?? node.database,
      signer,
      clock,
    })
    const loops = [node, other].map((each) => effectsOf(each, clock, { sent, faults }))
    for (const loop of loops) loop.start()
    const id = await live()
    await until(allDone, 'all effects are done')
    await sleep(200)
    for (const loop of loops) await loop.stop()
    const told = await node.database.query<{ once: string; index: bigint }>(
      'select once, receipt_index as index from exchange where about = $1 order by receipt_index',
      [id],
    )
    expect(told.map(({ once }) => once)).toEqual(['effect 1 0', 'effect 2 0'])
    const [, answered] = await node.eventsOf('other')
    expect(answered?.event).toMatchObject({
      event: 'answered',
      cause: { case: id, revision: 2, place: 1 },
      transition: 'always/answered/0',
    })
    const [cited] = await node.database.query<{ index: bigint }>(
      'select record_index as index from case_event where case_id = $1 and revision = 2',
      [id],
    )
    expect(answered?.event.basis).toEqual([String(cited?.index)])
    expect(await node.caseOf('other')).toMatchObject({ revision: 2 })
    expect(faults).toEqual([])
    await expectSound()
  })

  test('what is told to a case that there is not is an event of the case that told it', async () => {
    const unheard: string[] = []
    const other = await openCaseNode({
      folder: opened?.folder ?? '',
      database: (await opened?.another()) ?? node.database,
      signer,
      clock,
    })
    const loops = [node, other].map((each) => effectsOf(each, clock, { sent, faults, unheard }))
    await node.act('arrived', { target: target('T1'), data: { plate: 'A1' } })
    const { id } = await node.caseOf('T1')
    for (const loop of loops) loop.start()
    clock.advance(2 * HOUR)
    await node.commit({ entry: 'due', case: id, entered: 1 })
    await until(allDone, 'all effects are done')
    for (const loop of loops) await loop.stop()
    const [, reminded, told, ...more] = await node.eventsOf('T1')
    expect([reminded?.event.event, more]).toEqual(['reminded', []])
    expect(told?.event).toMatchObject({
      event: 'unheard',
      cause: { case: id, revision: 2, place: 0 },
      data: { workflow: 'weighing', key: 'other', event: 'answered' },
      unfit: 'unexpected',
      to: 'overdue',
    })
    expect(judgedAgain((await node.eventsOf('T1')) ?? [], node.definitions)).toEqual([])
    expect([unheard, faults]).toEqual([['weighing'], []])
    await expectSound()
  })

  test('one that cannot be done yet holds back those behind it in its case, and no others', async () => {
    let refuses = true
    const loop = effectsOf(node, clock, { sent, faults, refuses: () => refuses })
    const id = await live()
    loop.start()
    await until(async () => faults.length > 0, 'it is tried')
    await node.act('arrived', { target: target('T3'), data: { plate: 'C1' } })
    clock.advance(2 * HOUR)
    const { id: third } = await node.caseOf('T3')
    refuses = true
    await node.commit({ entry: 'due', case: third, entered: 1 })
    await until(async () => (await node.caseOf('other')).revision > 1, 'the other case hears of T3')
    const [first, second, last] = (await rows()).filter(({ caseId }) => caseId === id)
    expect(first).toMatchObject({ done: false, error: 'CONFIG_INVALID: refused by the test' })
    expect([second, last]).toMatchObject([
      { done: false, attempts: 0 },
      { done: false, attempts: 0 },
    ])
    refuses = false
    clock.advance(2 * HOUR)
    loop.kick()
    await until(allDone, 'all effects are done')
    await loop.stop()
    expect((await node.eventsOf('other')).map(({ event }) => event.cause)).toContainEqual({
      case: id,
      revision: 2,
      place: 1,
    })
    await expectSound()
  })

  test('goes on after a stop where it ended', async () => {
    await live()
    for (let turn = 0; turn < 4; turn += 1) {
      const loop = effectsOf(node, clock, { sent, faults })
      loop.start()
      await sleep(30)
      await loop.stop()
    }
    const loop = effectsOf(node, clock, { sent, faults })
    loop.start()
    await until(allDone, 'all effects are done')
    await loop.stop()
    expect(await node.database.query('select 1 from exchange where about is not null')).toHaveLength(2)
    await expectSound()
  })
})
