import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { foldCase } from '../../../src/evidence/case-events.ts'
import { newId } from '../../../src/model/new-id.ts'
import { migrate } from '../../../src/store/migrate.ts'
import { tasksOf } from '../../../src/store/workflows/case-tasks.ts'
import type { ActEntry, Happening } from '../../../src/workflows/cases/entry.ts'
import type { CaseResult } from '../../../src/workflows/cases/participant.ts'
import { judgedAgain } from '../../../src/workflows/cases/replay.ts'
import { DATABASES } from '../../harness/databases.ts'
import { clear, newSigner } from '../../exchange/node.ts'
import { openDatabase, type OpenDatabase } from '../../store/open-database.ts'
import { brokenDatabase } from '../../exchange/broken-database.ts'
import {
  type CaseNode,
  CHIEF,
  type Clock,
  HOUR,
  MINUTE,
  openCaseNode,
  openClock,
  WEIGHER,
} from './case-node.ts'

describe.each(DATABASES)('cases under the lock of the log, on the %s database', (kind) => {
  const signer = newSigner()
  let opened: OpenDatabase | undefined
  let clock: Clock
  let node: CaseNode

  beforeAll(async () => {
    opened = await openDatabase(kind)
    if (opened !== undefined) await migrate(opened.database)
  })
  beforeEach(async ({ skip }) => {
    if (opened === undefined) return skip('PostgreSQL is not reachable')
    await clear(opened.database)
    clock = openClock()
    node = await openCaseNode({ ...opened, signer, clock })
  })
  afterAll(() => opened?.remove())

  const target = (key: string) => ({ workflow: 'weighing', key, office: '0705' })
  const open = (key = 'T1') => node.act('arrived', { target: target(key), data: { plate: 'A1' } })
  const idOf = (result: CaseResult): string => {
    if (result.result !== 'acted') throw new Error(JSON.stringify(result))
    return result.case
  }
  const lastOf = (results: readonly CaseResult[]): CaseResult => {
    const last = results.at(-1)
    if (last === undefined) throw new Error('nothing was committed')
    return last
  }
  const codeOf = (result: CaseResult): string | undefined =>
    result.result === 'act-refused' ? result.error.code : undefined
  const weigh = (id: string, revision: number, over: Partial<ActEntry> = {}) =>
    node.act('weighed', { target: { case: id }, revision, data: { mass: '900' }, ...over })
  /** By the message of that record; by none that is there. */
  const announced = (key: string, index?: bigint): Happening => ({
    target: target(key),
    event: 'announced',
    cause: { record: String(index ?? 0), document: 'truck' },
    basis: [{ index: index ?? 0n, keyId: index === undefined ? undefined : 'ab'.repeat(32) }],
    data: { document: { id: key, plate: 'A1', mass: '900' }, message: {} },
  })
  /** The case is the sum of its events, those are what the definition makes of them, and the log is whole. */
  const expectSound = async (key: string): Promise<void> => {
    const [events, row] = [await node.eventsOf(key), await node.caseOf(key)]
    expect(judgedAgain(events, node.definitions)).toEqual([])
    const { id, state, revision, entered, since, data, dueAt, outcome } = row
    const folded = foldCase(events)
    expect({ ...folded, dueAt: folded?.dueAt ?? null, outcome: folded?.outcome ?? null }).toMatchObject({
      id,
      state,
      revision,
      entered,
      since,
      data: JSON.parse(data),
      dueAt,
      outcome,
    })
    expect((await node.log.fsck(() => undefined)).problems).toEqual([])
  }

  test('are opened by an act, with deadline and tasks', async () => {
    const id = idOf(await open())
    const row = await node.caseOf('T1')
    expect(row).toMatchObject({
      id,
      state: 'waiting',
      revision: 1,
      entered: 1,
      office: '0705',
      outcome: null,
    })
    expect(row.dueAt).toEqual(new Date(clock.now().getTime() + 2 * HOUR))
    const query = { offices: ['0705'], roles: ['weigher', 'chief'], after: undefined, limit: 10 }
    expect(await tasksOf(node.database, query)).toMatchObject([
      { caseId: id, task: 'weigh', role: 'weigher' },
    ])
    await expectSound('T1')
  })

  test('are moved by acts; tasks and deadline go with the state', async () => {
    const id = idOf(await open())
    await node.commit({ entry: 'happened', happenings: [{ ...announced('T1'), event: 'amended' }] })
    expect(await weigh(id, 2)).toMatchObject({ result: 'acted', case: id, revision: 3, repeated: false })
    expect(await node.caseOf('T1')).toMatchObject({ state: 'passed', outcome: 'passed', dueAt: null })
    const query = { offices: ['0705'], roles: ['weigher', 'chief'], after: undefined, limit: 10 }
    expect(await tasksOf(node.database, query)).toEqual([])
    await expectSound('T1')
  })

  test('do the same act once, before and after a restart, and in one batch', async () => {
    const act = newId()
    const first = idOf(await node.act('arrived', { id: act, target: target('T1'), data: { plate: 'A1' } }))
    const again = await node.act('arrived', { id: act, target: target('T1'), data: { plate: 'A1' } })
    expect(again).toEqual({ result: 'acted', case: first, revision: 1, repeated: true })
    const weighing: ActEntry = {
      entry: 'act',
      id: newId(),
      event: 'weighed',
      target: { case: first },
      revision: 1,
      data: { mass: '900' },
      by: CHIEF,
    }
    await node.commit({ entry: 'happened', happenings: [{ ...announced('T1'), event: 'amended' }] })
    const both = await node.commit({ ...weighing, revision: 2 }, { ...weighing, revision: 2 })
    expect(both).toMatchObject([
      { revision: 3, repeated: false },
      { revision: 3, repeated: true },
    ])
    const renamed = { ...CHIEF, name: 'Known by another name', roles: new Set(['chief', 'weigher']) }
    expect(await node.commit({ ...weighing, revision: 2, by: renamed })).toMatchObject([{ repeated: true }])
    await expectSound('T1')
  })

  test('refuse the id of one act for another', async () => {
    const id = newId()
    const at = idOf(await open())
    await node.commit({ entry: 'happened', happenings: [{ ...announced('T1'), event: 'amended' }] })
    await weigh(at, 2, { id, by: CHIEF })
    for (const over of [
      { data: { mass: '901' } },
      { event: 'decided', data: { pass: true } },
      { by: { ...CHIEF, subject: 'c2' } },
    ])
      expect(codeOf(await weigh(at, 1, { id, by: CHIEF, ...over }))).toBe('ACT_ID_REUSED')
    await expectSound('T1')
  })

  test('let systems of partners act that hold a role at an office, and no others', async () => {
    const at = idOf(await open())
    await node.commit({ entry: 'happened', happenings: [{ ...announced('T1'), event: 'amended' }] })
    const scale = { partner: 'scale', roles: new Set<string>(), offices: new Set(['0705']) }
    expect(codeOf(await weigh(at, 2, { by: scale }))).toBe('ACT_FORBIDDEN')
    const by = { ...scale, roles: new Set(['weigher']) }
    expect(await weigh(at, 2, { by })).toMatchObject({ result: 'acted', revision: 3 })
    const [, , event] = await node.eventsOf('T1')
    expect(event?.event.cause).toMatchObject({ by: { partner: 'scale', role: 'weigher', office: '0705' } })
    await expectSound('T1')
  })

  const refusals: readonly (readonly [string, string, string, (id: string) => Partial<ActEntry>])[] = [
    ['in the wrong role', 'ACT_FORBIDDEN', 'weighed', () => ({ by: { ...WEIGHER, roles: new Set(['x']) } })],
    [
      'at the wrong office',
      'ACT_FORBIDDEN',
      'weighed',
      () => ({ by: { ...WEIGHER, offices: new Set(['1']) } }),
    ],
    ['on a revision that is past', 'CASE_MOVED', 'weighed', () => ({ revision: 1 })],
    ['on a revision that never was', 'CASE_MOVED', 'weighed', () => ({ revision: 9 })],
    [
      'that opens what is open',
      'CASE_EXISTS',
      'arrived',
      () => ({ revision: undefined, data: { plate: 'A' } }),
    ],
    ['that its state does not know', 'ACT_UNFIT', 'arrived', () => ({ data: { plate: 'A' } })],
    ['whose condition is not met', 'ACT_CONDITION', 'weighed', () => ({})],
    ['that there is not', 'ACT_UNKNOWN', 'painted', () => ({})],
    ['that is a deadline', 'ACT_UNKNOWN', 'reminded', () => ({})],
    ['that states what it may not', 'ACT_INVALID', 'weighed', () => ({ data: { mass: '9', colour: 'red' } })],
    ['whose id is none', 'ACT_INVALID', 'weighed', () => ({ id: 'mine', data: { mass: '9' } })],
  ]

  test.each(refusals)(
    'refuse an act %s: the case untouched, the attempt on record',
    async (_how, code, event, over) => {
      const id = idOf(await open())
      await node.commit({
        entry: 'happened',
        happenings: [
          {
            target: { case: id },
            event: 'answered',
            cause: { case: newId(), revision: 1, place: 0 },
            basis: [],
            data: {},
          },
        ],
      })
      const before = await node.caseOf('T1')
      // Nothing is declared yet, so that no weight is the declared one.
      const result = await weigh(id, 2, { event, ...over(id) })
      expect(codeOf(result)).toBe(code)
      expect(await node.caseOf('T1')).toEqual(before)
      expect((await node.records()).at(-1)).toMatchObject({ kind: 'act-refused', case: id, code })
      await expectSound('T1')
    },
  )

  test('that are not there are told so, whatever they are called by; what was to open one is on record', async () => {
    const ask = (over: Partial<ActEntry> & Pick<ActEntry, 'target'>) =>
      node.act('arrived', { data: { plate: 'A' }, ...over })
    for (const id of [newId(), 'no uuid', '', '\u0000', newId().toUpperCase()])
      expect(codeOf(await ask({ target: { case: id }, revision: 1 })), id).toBe('CASE_UNKNOWN')
    for (const key of ['', 'x'.repeat(129), 'a\u0000b', '\ud800'])
      expect(codeOf(await ask({ target: target(key) })), key).toBe('ACT_INVALID')
    expect(codeOf(await ask({ target: { ...target('T'), workflow: 'painting' } }))).toBe('WORKFLOW_UNKNOWN')
    expect(codeOf(await weigh(newId(), 1))).toBe('CASE_UNKNOWN')
    expect(codeOf(await ask({ target: target('T'), by: CHIEF }))).toBe('ACT_FORBIDDEN')
    expect(await node.records()).toMatchObject(
      [...Array<string>(4).fill('ACT_INVALID'), 'WORKFLOW_UNKNOWN', 'ACT_FORBIDDEN'].map((code) => ({
        kind: 'act-refused',
        act: expect.any(String),
        code,
      })),
    )
    expect((await node.log.fsck(() => undefined)).problems).toEqual([])
    expect((await ask({ target: target('\u{1f69a}'.repeat(128)) })).result).toBe('acted')
  })

  describe('whose time is over', () => {
    /** Three ways to come by: nobody until the act, at once, and for the act by the same batch. */
    const PACES = ['slow', 'quick', 'together'] as const

    const later = async (pace: (typeof PACES)[number], id: string, act: ActEntry): Promise<CaseResult> => {
      if (pace === 'quick')
        for (let minutes = 0; minutes < 4 * 60; minutes += 10) {
          clock.advance(10 * MINUTE)
          const { entered } = await node.caseOf('T1')
          await node.commit({ entry: 'due', case: id, entered })
        }
      else clock.advance(4 * HOUR)
      if (pace !== 'together') return lastOf(await node.commit(act))
      const { entered } = await node.caseOf('T1')
      return lastOf(await node.commit({ entry: 'due', case: id, entered }, act))
    }

    test.each(PACES)('have ended by the time of an act, when the loop is %s', async (pace) => {
      const id = idOf(await open())
      const start = clock.now().getTime()
      const act = { entry: 'act', id: newId(), event: 'weighed', target: { case: id }, by: CHIEF } as const
      const result = await later(pace, id, { ...act, revision: 1, data: { mass: '900' } })
      expect(codeOf(result)).toBe('ACT_LATE')
      const row = await node.caseOf('T1')
      expect(row).toMatchObject({ state: 'refused', revision: 3, outcome: 'refused' })
      // Two hours to be weighed, one more to be decided about.
      expect(row.since).toEqual(new Date(start + 3 * HOUR))
      expect((await node.eventsOf('T1')).map(({ event }) => [event.event, event.at])).toEqual([
        ['arrived', new Date(start).toISOString()],
        ['reminded', new Date(start + 2 * HOUR).toISOString()],
        ['given-up', new Date(start + 3 * HOUR).toISOString()],
      ])
      expect((await node.records()).at(-1)).toMatchObject({ kind: 'act-refused', code: 'ACT_LATE' })
      await expectSound('T1')
    })

    test.each(['slow', 'quick'] as const)(
      'refuse what was seen before that, also where the new state would take it (%s)',
      async (pace) => {
        const id = idOf(await open())
        clock.advance(2 * HOUR)
        if (pace === 'quick') await node.commit({ entry: 'due', case: id, entered: 1 })
        expect(codeOf(await weigh(id, 1, { by: CHIEF }))).toBe('ACT_LATE')
        expect(await weigh(id, 2, { by: CHIEF })).toMatchObject({ result: 'acted', revision: 3 })
        expect((await node.caseOf('T1')).state).toBe('doubtful')
        await expectSound('T1')
      },
    )

    test('hear of it once, from however many, and never too early', async () => {
      const id = idOf(await open())
      clock.advance(2 * HOUR - 1)
      await node.commit({ entry: 'due', case: id, entered: 1 })
      expect((await node.caseOf('T1')).revision).toBe(1)
      clock.advance(1)
      await node.commit(...[1, 1, 1, 0, 7].map((entered) => ({ entry: 'due', case: id, entered }) as const))
      expect((await node.caseOf('T1')).revision).toBe(2)
      await expectSound('T1')
    })

    test('go through a state again for each time that was over', async () => {
      const id = idOf(await open())
      clock.advance(2 * HOUR)
      await weigh(id, 1, { by: CHIEF })
      await weigh(id, 2, { by: CHIEF })
      clock.advance(10 * 24 * HOUR)
      await node.commit({ entry: 'due', case: id, entered: 3 })
      expect(await node.caseOf('T1')).toMatchObject({ state: 'doubtful', revision: 13 })
      await expectSound('T1')
    })
  })

  describe('to which something happens', () => {
    test('open by it where their workflow says so', async () => {
      const index = await node.accept({ id: 'T1' })
      await node.commit({ entry: 'happened', happenings: [announced('T1', index)] })
      expect(await node.caseOf('T1')).toMatchObject({ state: 'waiting', revision: 1 })
      const [first] = await node.eventsOf('T1')
      expect(first?.event.basis).toEqual([index.toString()])
      await expectSound('T1')
    })

    test('take up each cause once, in one batch and in several', async () => {
      const happened = { entry: 'happened', happenings: [announced('T1'), announced('T1')] } as const
      expect(await node.commit(happened, happened)).toEqual([
        { result: 'moved', events: 1 },
        { result: 'moved', events: 0 },
      ])
      expect(await node.commit(happened)).toEqual([{ result: 'moved', events: 0 }])
      const other = { ...announced('T1'), event: 'amended' }
      await node.commit({ entry: 'happened', happenings: [other, announced('T1'), other] })
      expect((await node.caseOf('T1')).revision).toBe(2)
      await expectSound('T1')
    })

    test('are not opened by what cannot begin them, nor without an office, nor by a key that is none', async () => {
      const happening = announced('T1')
      await node.commit({
        entry: 'happened',
        happenings: [
          { ...happening, event: 'amended' },
          { ...happening, event: 'weighed' },
          { ...happening, target: { ...target('T1'), office: undefined } },
          { ...happening, target: target('x'.repeat(129)) },
          { ...happening, target: target('\u0000') },
          { ...happening, by: 'ab'.repeat(32) },
        ],
      })
      expect(await node.records()).toEqual([])
    })

    test('note what they have no use for, also what only an officer may do', async () => {
      const id = idOf(await open())
      const told = {
        target: { case: id },
        cause: { case: newId(), revision: 1, place: 0 },
        basis: [],
        data: { mass: '900', pass: true },
      }
      const happenings = ['weighed', 'announced', 'fallen', 'nothing'].map((event) => ({ ...told, event }))
      await node.commit({ entry: 'happened', happenings })
      expect(await node.caseOf('T1')).toMatchObject({ state: 'waiting', revision: 5, entered: 1 })
      expect((await node.eventsOf('T1')).map(({ event }) => event.unfit)).toEqual([
        undefined,
        'unexpected',
        'unexpected',
        'unexpected',
        'unexpected',
      ])
      await expectSound('T1')
    })

    test('have a document once on record, however often they repeat it', async () => {
      const paper = { id: 'T1', plate: 'A1', mass: '900', goods: 'x'.repeat(10_000) }
      const happening = { ...announced('T1'), data: { document: paper, message: {} } }
      await node.commit({ entry: 'happened', happenings: [happening] })
      const [row] = await node.database.query<{ n: number }>(
        'select length(p.bytes) as n from case_event e join payload p on p.id = e.payload_id',
      )
      expect(row?.n).toBeLessThan(12_000)
      const [first] = await node.eventsOf('T1')
      expect(first?.event.set['paper']).toEqual(paper)
      expect(first?.event.effects[0]?.args['content']).toEqual(paper)
      await expectSound('T1')
    })
  })

  test('write all of a batch or nothing, wherever it breaks', async () => {
    const broken = brokenDatabase(node.database)
    const breaking = await openCaseNode({
      ...node,
      folder: opened?.folder ?? '',
      signer,
      clock,
      through: broken,
    })
    let tried = 0
    const attempt = async (): Promise<string> => {
      const key = `B${(tried += 1)}`
      const index = await node.accept({ id: key })
      return breaking
        .commit({ entry: 'happened', happenings: [announced(key, index)] })
        .then(() => 'done')
        .catch(() => 'failed')
    }
    expect(await attempt()).toBe('done')
    const statements = broken.statements()
    for (let number = 0; number < statements; number += 1) {
      broken.breakNext({ at: 'statement', number, when: 'after' })
      expect(await attempt(), `statement ${number}`).toBe('failed')
    }
    broken.breakNext({ at: 'commit', when: 'after' })
    expect(await attempt()).toBe('done')
    const keys = (
      await node.database.query<{ key: string }>('select key from workflow_case order by opened_at, key')
    ).map(({ key }) => key)
    expect(keys.toSorted()).toEqual(['B1', `B${tried}`].toSorted())
    for (const key of keys) await expectSound(key)
  })
})
