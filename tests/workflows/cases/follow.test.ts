import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { migrate } from '../../../src/store/migrate.ts'
import type { Database } from '../../../src/store/database.ts'
import { readCursor } from '../../../src/store/workflows/cursor.ts'
import { createFollower } from '../../../src/workflows/cases/follow.ts'
import { tellOfLostKeys } from '../../../src/workflows/cases/lost-keys.ts'
import { tryPassedOver } from '../../../src/workflows/cases/passed-over.ts'
import { judgedAgain } from '../../../src/workflows/cases/replay.ts'
import { createLedger } from '../../../src/ledger/ledger.ts'
import { createCommitter } from '../../../src/exchange/commit.ts'
import { forOne, forOther, joinParticipants } from '../../../src/exchange/participants.ts'
import { createCaseParticipant } from '../../../src/workflows/cases/participant.ts'
import { partnerWith } from '../../exchange/partner.ts'
import { clear, newSigner } from '../../exchange/node.ts'
import { brokenDatabase } from '../../exchange/broken-database.ts'
import { taking } from '../../exchange/units.ts'
import { DATABASES } from '../../harness/databases.ts'
import { readingOf, RULE } from '../../ledger/facts.ts'
import { openDatabase, type OpenDatabase } from '../../store/open-database.ts'
import { testSigner } from '../../trust/signers.ts'
import { WEIGHING } from '../definitions/sample.ts'
import { type CaseNode, type Clock, NO_NUMBERS, openCaseNode, openClock, until } from './case-node.ts'

describe.each(DATABASES)('cases follow the log, on the %s database', (kind) => {
  const signer = newSigner()
  let opened: OpenDatabase | undefined
  let clock: Clock
  let node: CaseNode
  let faults: unknown[]

  beforeAll(async () => {
    opened = await openDatabase(kind)
    if (opened !== undefined) await migrate(opened.database)
  })
  beforeEach(async ({ skip }) => {
    if (opened === undefined) return skip('PostgreSQL is not reachable')
    await clear(opened.database)
    clock = openClock()
    faults = []
    node = await start(opened.database)
  })
  afterAll(() => opened?.remove())

  const start = (
    database: Database,
    over: { through?: Database; texts?: string[] } = {},
  ): Promise<CaseNode> => openCaseNode({ database, signer, folder: opened?.folder ?? '', clock, ...over })
  const partsOf = ({ database, definitions, committer }: CaseNode) => ({
    database,
    definitions,
    committer,
    countryOf: () => 'MN',
    onFault: (fault: unknown) => void faults.push(fault),
  })
  const announcement = (id: string) => ({
    kind: 'announcement',
    id,
    office: '0705',
    plate: 'A1',
    mass: '900',
  })
  const size = async (): Promise<bigint> =>
    (await node.database.query<{ size: bigint }>('select size from log_head'))[0]?.size ?? 0n
  /** Lets a follower of each node go on until all of the log was looked at. */
  const follow = async (...nodes: readonly CaseNode[]): Promise<void> => {
    const loops = nodes.map((each) => createFollower(partsOf(each)))
    for (const loop of loops) loop.start()
    // What concerns no case is looked at without being written down.
    let quiet = 0
    let before = -1n
    await until(async () => {
      const now = await size()
      quiet = now === before ? quiet + 1 : 0
      before = now
      for (const loop of loops) loop.kick()
      return quiet > 12
    }, 'the log is followed')
    for (const loop of loops) await loop.stop()
  }
  const keys = async (): Promise<string[]> =>
    (await node.database.query<{ key: string }>('select key from workflow_case order by key')).map(
      ({ key }) => key,
    )
  const expectSound = async (): Promise<void> => {
    for (const key of await keys())
      expect(judgedAgain(await node.eventsOf(key), node.definitions)).toEqual([])
    expect((await node.log.fsck(() => undefined)).problems).toEqual([])
  }

  test('and open by the documents that say so, once, with the record as their basis', async () => {
    const index = await node.accept(announcement('T1'))
    await node.accept({ ...announcement('T2'), kind: 'rumour' })
    await node.accept(announcement('T3'), 'trailer')
    await follow(node)
    expect(await keys()).toEqual(['T1'])
    const [first] = await node.eventsOf('T1')
    expect(first?.event).toMatchObject({ event: 'announced', basis: [index.toString()], to: 'waiting' })
    expect(first?.event.data).toMatchObject({ message: { partner: 'kz', country: 'MN', format: 'kz-1' } })
    await follow(node)
    expect((await node.caseOf('T1')).revision).toBe(1)
    expect(faults).toEqual([])
    await expectSound()
  })

  test('in order, on two nodes at once: each happening once, none left out', async () => {
    const other = await start((await opened?.another()) ?? node.database)
    const loops = [node, other].map((each) => createFollower(partsOf(each)))
    for (const loop of loops) loop.start()
    const wanted = Array.from({ length: 60 }, (_, at) => `T${String(at).padStart(2, '0')}`)
    for (let at = 0; at < wanted.length; at += 6)
      await Promise.all(
        wanted.slice(at, at + 6).map(async (key) => {
          await node.accept(announcement(key))
          await other.accept({ ...announcement(key), kind: 'amendment', mass: '901' })
        }),
      )
    await until(async () => {
      const [row] = await node.database.query<{ n: bigint }>('select count(*) as n from case_event')
      return Number(row?.n) === 120
    }, 'all events')
    await sleep(300)
    for (const loop of loops) await loop.stop()
    expect(await keys()).toEqual(wanted)
    for (const key of wanted)
      expect((await node.eventsOf(key)).map(({ event }) => event.event)).toEqual(['announced', 'amended'])
    expect(faults).toEqual([])
    await expectSound()
  })

  test('also when a node dies before its commit, or after it and before it knows', async () => {
    for (const [place, when] of (['before', 'after'] as const).entries()) {
      const broken = brokenDatabase(node.database)
      const dying = await start(node.database, { through: broken })
      await node.accept(announcement(`T${place}`))
      broken.breakNext({ at: 'commit', when })
      await follow(dying)
      await follow(node)
      expect(await node.caseOf(`T${place}`)).toMatchObject({ revision: 1, state: 'waiting' })
    }
    await expectSound()
  })

  test('where another was faster, what was read meanwhile is dropped and not taken twice', async () => {
    await node.accept(announcement('T1'))
    const from = await readCursor(node.database)
    const to = await size()
    const happenings = [
      {
        target: { workflow: 'weighing', key: 'T9', office: '0705' },
        event: 'announced',
        cause: { record: '0' },
        basis: [],
        data: {},
      },
    ]
    await follow(node)
    const late = { entry: 'happened', happenings, follows: { from, to } } as const
    expect(await node.commit(late)).toEqual([{ result: 'moved', events: 0 }])
    expect(await keys()).toEqual(['T1'])
    expect(await readCursor(node.database)).toBeGreaterThan(from)
  })

  test('past what they cannot take up, which is noted and taken up once that is mended', async () => {
    const broken = WEIGHING.replace('plate: event.document.plate,', 'plate: { call: broken },')
    const both = await start(node.database, {
      texts: [WEIGHING, broken.replace('workflow: weighing', 'workflow: shaking')],
    })
    const indexes: bigint[] = []
    for (const key of ['T1', 'T2', 'T3']) indexes.push(await node.accept(announcement(key)))
    await follow(both)
    const passed = await node.database.query<{ index: bigint; error: string }>(
      'select record_index as index, error from workflow_passed_over order by 1',
    )
    expect(passed.map(({ index }) => index)).toEqual(indexes)
    expect(passed[0]?.error).toBe('INTERNAL: broken by the test')
    expect(faults.length).toBeGreaterThan(0)
    // The other workflow has gone on.
    expect(await keys()).toEqual(['T1', 'T2', 'T3'])
    await follow(both)
    expect((await node.caseOf('T1')).revision).toBe(1)
    await tryPassedOver(partsOf(both))
    expect(await node.database.query('select 1 from workflow_passed_over')).toHaveLength(3)
    await tryPassedOver(partsOf(node))
    expect(await node.database.query('select 1 from workflow_passed_over')).toEqual([])
    expect((await node.caseOf('T1')).revision).toBe(1)
  })

  test('by the definition that each runs by', async () => {
    await node.accept(announcement('T1'))
    await follow(node)
    const next = WEIGHING.replace('version: 1', 'version: 2').replaceAll(
      'document.kind: [amendment]',
      'document.kind: [news]',
    )
    const newer = await start(node.database, { texts: [next] })
    expect(newer.definitions.all.map(({ version }) => version)).toEqual([2, 1])
    await node.accept({ ...announcement('T1'), kind: 'amendment' })
    await node.accept(announcement('T2'))
    await node.accept({ ...announcement('T2'), kind: 'amendment' })
    await node.accept({ ...announcement('T1'), kind: 'news' })
    await node.accept({ ...announcement('T2'), kind: 'news' })
    await follow(newer)
    const heard = async (key: string) =>
      (await newer.eventsOf(key)).map(({ event }) => [event.version, event.event, event.basis[0]])
    expect((await heard('T1')).map(([version, event]) => [version, event])).toEqual([
      [1, 'announced'],
      [1, 'amended'],
    ])
    expect((await heard('T2')).map(([version, event]) => [version, event])).toEqual([
      [2, 'announced'],
      [2, 'amended'],
    ])
  })

  test('and a version that was in use cannot say something else', async () => {
    const other = WEIGHING.replace('A truck is weighed', 'A lorry is weighed')
    await expect(start(node.database, { texts: [other] })).rejects.toMatchObject({ code: 'WORKFLOW_INVALID' })
  })

  describe('when something falls', () => {
    const SOURCE = { ...partnerWith({ issues: [RULE] }), id: 'kz' }

    /** The ledger and the cases over one log. */
    const openBoth = async () => {
      const { signing } = await testSigner('ec-p256')
      const ledger = createLedger({
        partners: new Map([[SOURCE.id, SOURCE]]),
        signingKey: signing,
        log: signer.origin,
      })
      const committer = createCommitter({
        database: node.database,
        log: node.log,
        participant: joinParticipants(
          ledger.participant,
          createCaseParticipant(node.definitions, { numbering: NO_NUMBERS }),
        ),
        maxBatch: 64,
        maxQueue: 100,
      })
      const facts = forOne(committer)
      const say = async (
        key: string,
        event: 'issued' | 'cancelled',
        numbers: readonly string[],
        keyId?: string,
      ) => {
        const unit = taking({ documents: JSON.stringify({ truck: announcement(key) }) })
        await facts.commit({
          ...unit,
          records: unit.records.map((record) =>
            keyId !== undefined && record.kind === 'accepted'
              ? { ...record, signature: { ...record.signature, keyId } }
              : record,
          ),
          entry: {
            entry: 'facts',
            replies: [],
            facts: numbers.map((number) => ({
              reading: { ...readingOf(number), event },
              source: SOURCE.id,
              keyId: keyId ?? 'ab'.repeat(32),
              exchange: unit.exchange.id,
              acceptance: undefined,
              issue: RULE,
            })),
          },
        })
      }
      return { say, node: { ...node, committer: forOther(committer) } }
    }
    const [ONE, OTHER, THREE, FOUR] = [
      'E26LA0000000001',
      'E26LA0000000002',
      'E26LA0000000003',
      'E26LA0000000004',
    ] as const
    const falls = async (key: string) =>
      (await node.eventsOf(key))
        .filter(({ event }) => event.event === 'fallen')
        .map(({ event }) => event.data)

    test.each(['in one turn', 'in several'])(
      'a document reaches every case that rests on it, heard of %s',
      async (how) => {
        const both = await openBoth()
        const pause = async (): Promise<void> => (how === 'in several' ? follow(both.node) : undefined)
        await both.say('T1', 'issued', [ONE])
        await pause()
        await both.say('T2', 'issued', [OTHER])
        // A message may speak of several documents, and a case rests on all of them.
        await both.say('T3', 'issued', [THREE, FOUR])
        await pause()
        await both.say('T4', 'cancelled', [ONE])
        await both.say('T5', 'cancelled', [FOUR])
        await follow(both.node)
        expect(await keys()).toEqual(['T1', 'T2', 'T3', 'T4', 'T5'])
        for (const key of ['T1', 'T3'])
          expect(await falls(key), key).toMatchObject([{ reason: 'document', status: 'cancelled' }])
        for (const key of ['T2', 'T4', 'T5']) expect(await falls(key), key).toEqual([])
        expect((await node.caseOf('T1')).state).toBe('doubtful')
        await follow(both.node)
        expect(await falls('T1')).toHaveLength(1)
        expect(faults).toEqual([])
        await expectSound()
      },
    )

    test('a document reaches a case that rests on a message which repeated it', async () => {
      const both = await openBoth()
      await both.say('T1', 'issued', [ONE])
      await both.say('T2', 'issued', [ONE])
      expect(await node.database.query('select 1 from fact')).toHaveLength(1)
      await follow(both.node)
      await both.say('T3', 'cancelled', [ONE])
      // Said once more after its fall: this one never rested on it standing.
      await both.say('T4', 'cancelled', [ONE])
      await follow(both.node)
      for (const key of ['T1', 'T2'])
        expect(await falls(key), key).toMatchObject([{ reason: 'document', status: 'cancelled' }])
      for (const key of ['T3', 'T4']) expect(await falls(key), key).toEqual([])
      expect(faults).toEqual([])
      await expectSound()
    })

    test('a key reaches every case that rests on what it signed since, also what is not followed yet', async () => {
      const both = await openBoth()
      const lost = 'cd'.repeat(32)
      await both.say('T0', 'issued', [ONE], lost)
      clock.advance(60_000)
      const since = clock.now()
      await both.say('T1', 'issued', [ONE], lost)
      await both.say('T2', 'issued', [OTHER])
      await follow(both.node)
      await both.say('T3', 'issued', [ONE], lost)
      const loop = createFollower(partsOf(both.node))
      const telling = tellOfLostKeys(
        node.database,
        both.node.committer,
        [{ keyId: lost, since }],
        new AbortController().signal,
      )
      await sleep(100)
      // Written down only when something concerns a case: T3 does.
      loop.start()
      await telling
      await loop.stop()
      for (const key of ['T1', 'T3'])
        expect(await falls(key), key).toMatchObject([{ reason: 'key', key: lost }])
      for (const key of ['T0', 'T2']) expect(await falls(key), key).toEqual([])
      await tellOfLostKeys(node.database, both.node.committer, [{ keyId: lost, since }], AbortSignal.abort())
      expect(await falls('T1')).toHaveLength(1)
      await expectSound()
    })
  })
})
