import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { recordIn } from '../../../src/evidence/record-reader.ts'
import type { JsonObject } from '../../../src/model/json.ts'
import type { Database } from '../../../src/store/database.ts'
import { migrate } from '../../../src/store/migrate.ts'
import type { LostKey } from '../../../src/store/ledger/key-losses.ts'
import { eventsOfTrip } from '../../../src/store/workflows/trip-events.ts'
import { piecesOfTrips } from '../../../src/store/workflows/trip-pieces.ts'
import { readCargoCursor, tripsAfter, type TripRow } from '../../../src/store/workflows/trips.ts'
import { auditCargo } from '../../../src/workflows/cargo/audit.ts'
import type { CargoEntry, CargoResult } from '../../../src/workflows/cargo/entry.ts'
import { createCargoFollower, keepCargoRules } from '../../../src/workflows/cargo/follow.ts'
import { createCargoParticipant } from '../../../src/workflows/cargo/participant.ts'
import { clear, newSigner, type Node, startNode } from '../../exchange/node.ts'
import { taking } from '../../exchange/units.ts'
import { DATABASES } from '../../harness/databases.ts'
import { openDatabase, type OpenDatabase } from '../../store/open-database.ts'
import { openClock, type Clock } from '../cases/case-node.ts'
import { checklist, declaration, manifest, RULES, type Saying, vehicle } from './pieces.ts'

const NIL = '00000000-0000-0000-0000-000000000000'
const HOUR = 3_600_000

describe.each(DATABASES)('cargo accounts follow the log, on the %s database', (kind) => {
  const signer = newSigner()
  let opened: OpenDatabase | undefined
  let database: Database
  let clock: Clock
  let faults: unknown[]
  let lostKeys: readonly LostKey[]
  let node: Node<CargoEntry, CargoResult>

  beforeAll(async () => {
    opened = await openDatabase(kind)
    if (opened !== undefined) await migrate(opened.database)
  })
  beforeEach(async ({ skip }) => {
    if (opened === undefined) return skip('PostgreSQL is not reachable')
    database = opened.database
    await clear(database)
    clock = openClock('2026-11-24T12:00:00.000Z')
    faults = []
    lostKeys = []
    node = await start(database)
  })
  afterAll(() => opened?.remove())

  const start = async (on: Database): Promise<Node<CargoEntry, CargoResult>> => {
    await keepCargoRules(on, RULES, [])
    const participant = createCargoParticipant()
    return startNode({ database: on, signer, folder: opened?.folder ?? '', clock: clock.now, participant })
  }
  const partsOf = (on: Database, { committer }: Node<CargoEntry, CargoResult>, rules = RULES) => ({
    database: on,
    rules,
    committer,
    countryOf: () => 'KZ',
    lostKeys,
    clock: clock.now,
    onFault: (fault: unknown) => void faults.push(fault),
  })
  const say = async (...sayings: readonly Saying[]): Promise<void> => {
    for (const { of, document } of sayings)
      await node.committer.commit(taking({ documents: JSON.stringify({ [of]: document }) }))
  }
  const isDone = async (): Promise<boolean> => {
    const [{ reached }, [head], due] = await Promise.all([
      readCargoCursor(database),
      database.query<{ size: bigint }>('select size from log_head'),
      database.query('select 1 from trip where due_at <= $1', [clock.now().toISOString()]),
    ])
    const told = await database.query<{ n: bigint }>(
      `select count(*) as n from leaf where index >= $1 and convert_from(record, 'UTF8') like '%"kind":"accepted"%'`,
      [reached],
    )
    return head !== undefined && due.length === 0 && told[0]?.n === 0n
  }
  const follow = async (parts = partsOf(database, node)): Promise<void> => {
    const loop = createCargoFollower(parts)
    loop.start()
    for (const limit = Date.now() + 30_000; !(await isDone()); await sleep(15)) {
      loop.kick()
      if (Date.now() > limit) throw new Error(`the log was not followed: ${String(faults)}`)
    }
    await loop.stop()
  }
  const trips = async (): Promise<TripRow[]> => tripsAfter(database, NIL, 100)
  /** Papers of each trip that has any. */
  const papers = async (): Promise<string[][]> => {
    const rows = await Promise.all((await trips()).map(({ id }) => piecesOfTrips(database, [id], 100)))
    return rows.filter((each) => each.length > 0).map((each) => each.map(({ paper }) => paper))
  }
  const said = async (trip: string): Promise<JsonObject[]> =>
    (await eventsOfTrip(database, trip, 0, 100)).map(({ payload }): JsonObject => {
      const told: JsonObject = JSON.parse(Buffer.from(payload ?? []).toString('utf8'))
      return told
    })
  const fsck = async (): Promise<string[]> => {
    const problems: string[] = []
    const report = (place: string, detail: string): void => void problems.push(`${place}: ${detail}`)
    for (const each of (await node.log.fsck(() => undefined)).problems) report(each.place, each.detail)
    await auditCargo(partsOf(database, node), report, () => undefined)
    return problems
  }

  test('and are one account of a trip whose papers come one by one', async () => {
    await say(declaration(), vehicle())
    await follow()
    expect(await papers()).toHaveLength(2)
    const before = new Set((await trips()).map(({ id }) => id))
    await say(checklist(), manifest())
    await follow()
    expect(await papers()).toEqual([['declaration', 'vehicle-report', 'checklist', 'manifest']])
    const after = await trips()
    const [gone, kept] = [
      after.find(({ joined }) => joined !== null),
      after.find((each) => each.joined === null),
    ]
    expect(new Set(after.map(({ id }) => id))).toEqual(before)
    expect(gone?.joined).toBe(kept?.id)
    expect(await fsck()).toEqual([])
    expect(faults).toEqual([])
  })

  test('say what is missing when its time is over, and that it is not any more: each is a record', async () => {
    await say(checklist())
    await follow()
    const [trip] = await trips()
    const id = trip?.id ?? ''
    expect(await said(id)).toEqual([])
    clock.advance(15 * HOUR)
    await follow()
    await say(manifest(), vehicle())
    await follow()
    const codes = (await said(id)).map(({ revision, began, ended }) => ({ revision, began, ended }))
    const missing = { code: 'DOCUMENT_MISSING', rule: 'manifest' }
    expect(codes).toMatchObject([
      { revision: 1, began: [missing], ended: [] },
      { revision: 2, began: [], ended: [missing] },
    ])
    const records = await database.query<{ record: Uint8Array }>(
      'select record from leaf where subject_id = $1 order by index',
      [id],
    )
    expect(records.map(({ record }) => recordIn(record))).toMatchObject([
      { kind: 'compared', trip: id, revision: '1', rules: RULES.hash, basis: ['0'] },
      { kind: 'compared', revision: '2', basis: ['0', '3', '5'] },
    ])
    expect(await fsck()).toEqual([])
  })

  test('in the same way on two nodes at once', async () => {
    const second = (await opened?.another()) ?? database
    const loops = [partsOf(database, node), partsOf(second, await start(second))].map(createCargoFollower)
    for (const loop of loops) loop.start()
    for (let at = 0; at < 8; at += 1)
      await say(
        checklist({ id: `C2694120001${at}`, functionalReferenceId: `B${at}`, consignmentItems: [] }),
        manifest({ id: `B${at}`, consignments: [] }),
      )
    for (const limit = Date.now() + 30_000; !(await isDone()) && Date.now() < limit;) await sleep(20)
    for (const loop of loops) await loop.stop()
    expect(await papers()).toEqual(Array.from({ length: 8 }, () => ['checklist', 'manifest']))
    expect(faults).toEqual([])
    expect(await fsck()).toEqual([])
  })

  test('and can be made again of the log alone: nothing that was said is said again', async () => {
    await say(checklist(), vehicle({ consignments: [{ borderTransportMeans: { name: 'OTHER' } }] }))
    await follow()
    const before = await trips()
    const events = before.map(({ revision }) => revision)
    expect(events).toEqual([1])
    await database.query(`update cargo_cursor set rules = null`)
    await keepCargoRules(database, RULES, [])
    expect(await papers()).toEqual([])
    await follow()
    const comparable = ({ weighedAt: _at, ...row }: TripRow): object => row
    expect((await trips()).map(comparable)).toEqual(before.map(comparable))
    expect(await fsck()).toEqual([])
  })

  test('a node with other rules writes nothing until it is its turn', async () => {
    const other = createCargoFollower(partsOf(database, node, { ...RULES, hash: 'ab'.repeat(32) }))
    other.start()
    await say(checklist(), vehicle({ consignments: [{ borderTransportMeans: { name: 'OTHER' } }] }))
    await follow()
    await other.stop()
    const [trip] = await trips()
    expect(await said(trip?.id ?? '')).toMatchObject([{ rules: RULES.hash }])
  })

  test('what a lost key signed counts no more, and that is said', async () => {
    await say(checklist())
    await follow()
    lostKeys = [{ keyId: 'ab'.repeat(32), since: new Date('2026-11-24T00:00:00Z') }]
    await keepCargoRules(database, RULES, lostKeys)
    await follow()
    const [trip] = await trips()
    expect(await said(trip?.id ?? '')).toMatchObject([
      { began: [{ code: 'DOCUMENT_FALLEN', rule: 'key-lost', about: 'C26941200031' }] },
    ])
    expect(await fsck()).toEqual([])
  })

  describe('damage', () => {
    const DAMAGE: readonly (readonly [name: string, sql: string, found: RegExp])[] = [
      [
        'a piece is gone',
        `delete from trip_piece where paper = 'vehicle-report'`,
        /piece \d+ vehicle-report: is missing/,
      ],
      [
        'a piece says something else',
        `update trip_piece set piece = jsonb_set(piece::jsonb, '{at}', '"2026-11-25T00:00:00.000Z"')::json where paper = 'checklist'`,
        /checklist: is not what its record says/,
      ],
      [
        'a piece that nobody said',
        `insert into trip_piece select 0, 'manifest', trip_id, piece from trip_piece where paper = 'checklist'`,
        /piece 0 manifest: is of no record/,
      ],
      ['a key is gone', `delete from trip_key where key = 'plate'`, /is not found by the keys/],
      [
        'a key more',
        `insert into trip_key select 'batch', 'X1', record_index, paper, at from trip_key where key = 'checklist'`,
        /is not found by the keys/,
      ],
      [
        'a piece is of another trip',
        `with t as (insert into trip (id) values ('0190a000-0000-8000-8000-000000000001') returning id) update trip_piece set trip_id = '0190a000-0000-8000-8000-000000000001' where paper = 'vehicle-report' and exists (select 1 from t)`,
        /some of its pieces are of another trip/,
      ],
      [
        'findings are hushed up',
        `update trip set findings = '[]'`,
        /its findings is not what its newest event says/,
      ],
      ['a doubt is made up', `update trip set doubts = '["batch A"]'`, /what it could be of/],
      [
        'the time is another',
        `update trip set due_at = due_at + interval '1 hour'`,
        /the time at which something will be missing/,
      ],
      ['an event is gone', `delete from trip_event`, /the event 1 of trip .* is missing/],
      [
        'an event has another number',
        `update trip_event set revision = 2`,
        /a number that is not that of its record/,
      ],
      [
        'an event has another receipt',
        `update trip_event set receipt_size = receipt_size + 100`,
        /a receipt that is not/,
      ],
      ['a revision is made up', `update trip set revision = revision + 1`, /its revision is not what/],
      [
        'more was followed than was read',
        `update cargo_cursor set reached = 0`,
        /is of a record that was not looked at/,
      ],
    ]

    test('is found in each table', async () => {
      await say(checklist(), vehicle({ consignments: [{ borderTransportMeans: { name: 'OTHER' } }] }))
      await follow()
      expect(await fsck()).toEqual([])
      const TABLES = ['trip', 'trip_piece', 'trip_key', 'trip_event', 'cargo_cursor']
      await database.query('drop schema if exists kept cascade')
      await database.query('create schema kept')
      for (const table of TABLES) await database.query(`create table kept.${table} as table ${table}`)
      for (const [name, sql, found] of DAMAGE) {
        // A row that others refer to could not be damaged otherwise.
        if (/delete from trip_piece/.test(sql))
          await database.query(`delete from trip_key where paper = 'vehicle-report'`)
        await database.query(sql)
        expect({ name, problems: (await fsck()).join('\n') }).toMatchObject({
          name,
          problems: expect.stringMatching(found),
        })
        await database.query(`truncate ${TABLES.join()}`)
        for (const table of TABLES) await database.query(`insert into ${table} select * from kept.${table}`)
      }
      await database.query('drop schema kept cascade')
      expect(await fsck()).toEqual([])
    })
  })
})
