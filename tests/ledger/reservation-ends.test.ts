import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { verifyStatement } from '../../src/evidence/verify-statement.ts'
import { createReservationEnds } from '../../src/ledger/write-offs/reservation-ends.ts'
import type { WorkLoop } from '../../src/exchange/work-loop.ts'
import type { WriteOff } from '../../src/model/generated/verification/write-off.ts'
import type { Database } from '../../src/store/database.ts'
import { migrate } from '../../src/store/migrate.ts'
import { clear, newSigner } from '../exchange/node.ts'
import { DATABASES } from '../harness/databases.ts'
import { openDatabase, type OpenDatabase } from '../store/open-database.ts'
import { testSigner } from '../trust/signers.ts'
import { agency, type Desk, issue, openDesk } from './desk.ts'
import { folded } from './folded.ts'
import { noticesOf } from './recalling.ts'
import { kilograms, requestOf } from './write-off-desk.ts'

const CLEARANCE = agency('cn-clearance')
const START = new Date('2026-11-22T08:00:00.000Z')
const MINUTE = 60_000
const REASON = { code: 'not-imported' }
const PATIENCE_MS = 30_000

describe.each(DATABASES)('reservations whose time is over, on the %s database,', (kind) => {
  const signer = newSigner()
  let signingKey: Awaited<ReturnType<typeof testSigner>>['signing']
  let opened: OpenDatabase | undefined
  let now: Date
  let desk: Desk

  beforeAll(async () => {
    signingKey = (await testSigner('ec-p256')).signing
    opened = await openDatabase(kind)
    if (opened !== undefined) await migrate(opened.database)
  })
  beforeEach(async ({ skip }) => {
    if (opened === undefined) return skip('PostgreSQL is not reachable')
    await clear(opened.database)
    now = START
    desk = await start()
    await issue(desk)
  })
  afterAll(() => opened?.remove())

  const start = async (database?: Database, stateFolder?: string): Promise<Desk> => {
    if (opened === undefined) throw new Error('no database')
    const { folder } = opened
    const at = { database: database ?? opened.database, ...(stateFolder !== undefined && { stateFolder }) }
    return openDesk({ ...at, signer, signingKey, folder, clock: () => now })
  }
  /** One kilogram, for so many minutes. */
  const reserve = async (reference: string, minutes: number): Promise<WriteOff> => {
    const reservedUntil = new Date(now.getTime() + minutes * MINUTE).toISOString()
    const request = requestOf(reference, { reservedUntil, lines: [kilograms('1')] })
    const made = await desk.service.writeOff(request, CLEARANCE)
    if (made.outcome !== 'written-off') throw made.error
    return made.statement
  }
  const use = async (writeOff: string, of = desk): Promise<string> => {
    const told = await of.service.step(writeOff, { to: 'used', instruction: {} }, CLEARANCE)
    return told.outcome === 'denied' ? told.error.code : told.statement.state
  }
  const faults: unknown[] = []
  const loopOf = ({ database, node }: Desk, onFault: (error: unknown) => void = fail): WorkLoop =>
    createReservationEnds({
      database,
      committer: node.committer,
      clock: () => now,
      onFault,
      faultPauseMs: 20,
    })
  const due = async (): Promise<bigint> => {
    const [row] = await desk.database.query<{ due: bigint }>(
      `select count(*) as due from write_off where state = 'reserved' and reserved_until <= $1`,
      [now.toISOString()],
    )
    return row?.due ?? -1n
  }
  const untilNoneIsDue = async (): Promise<void> => {
    for (const limit = Date.now() + PATIENCE_MS; (await due()) > 0n; await sleep(10))
      if (Date.now() > limit) throw new Error('reservations are still due')
  }
  const workThrough = async (...loops: readonly WorkLoop[]): Promise<void> => {
    for (const loop of loops) loop.start()
    try {
      await untilNoneIsDue()
    } finally {
      await Promise.all(loops.map((loop) => loop.stop()))
    }
  }
  const states = async (): Promise<string[]> =>
    (
      await desk.database.query<{ text: string }>(
        `select reference || ' ' || state as text from write_off order by reference`,
      )
    ).map(({ text }) => text)
  const expectSound = async (): Promise<void> =>
    expect((await desk.node.log.fsck(() => undefined)).problems).toEqual([])

  test('go back by themselves, are told to their agency once, and prove themselves offline', async () => {
    const [one] = [await reserve('A', 1), await reserve('B', 60)]
    expect(await folded(desk.database)).toEqual([{ total: '25150', reserved: '2', used: '0' }])
    now = new Date(START.getTime() + MINUTE)
    await workThrough(loopOf(desk))
    await workThrough(loopOf(desk))
    expect(await states()).toEqual(['A released', 'B reserved'])
    expect(await folded(desk.database)).toEqual([{ total: '25150', reserved: '1', used: '0' }])
    const view = await desk.service.writeOffView(one.writeOff, CLEARANCE)
    expect(view).toMatchObject({
      statement: { state: 'released', reason: 'RESERVATION_ENDED', previous: one.ledger.size },
      notices: [{ kind: 'ended', reason: 'RESERVATION_ENDED' }],
    })
    const trust = { vkeys: [signer.vkey], gatewayKeyIds: [signingKey.keyId] }
    const [noticed, ...others] = await noticesOf(desk, CLEARANCE)
    expect(others).toEqual([])
    expect(noticed?.notice).toMatchObject({ about: { writeOff: one.writeOff }, kind: 'ended' })
    for (const signed of [view.signed, noticed?.signed]) {
      const verdict = verifyStatement(Buffer.from(JSON.stringify(signed)), trust)
      expect(verdict.checks.filter(({ result }) => result !== 'pass')).toEqual([])
    }
    await expectSound()
  })

  test('of many at once end each once, whichever of two nodes comes by', async () => {
    if (opened === undefined) return
    const other = await start(await opened.another(), desk.node.stateFolder)
    await Promise.all(Array.from({ length: 150 }, (_, at) => reserve(`R-${at}`, 1 + (at % 3))))
    now = new Date(START.getTime() + 2 * MINUTE)
    await workThrough(loopOf(desk), loopOf(other))
    expect((await states()).filter((each) => each.endsWith('released'))).toHaveLength(100)
    expect(await folded(desk.database)).toEqual([{ total: '25150', reserved: '50', used: '0' }])
    expect(await noticesOf(desk, CLEARANCE)).toHaveLength(100)
    await expectSound()
  }, 60_000)

  test('and their use in the same moment do not both happen: whichever is first in the log', async () => {
    const all = await Promise.all(Array.from({ length: 40 }, (_, at) => reserve(`R-${at}`, 1)))
    const loop = loopOf(desk)
    loop.start()
    // Their time is over while some of them are under way.
    const told = await Promise.all(
      all.map(async ({ writeOff }, at) => {
        if (at === 20) now = new Date(START.getTime() + MINUTE)
        if (at % 10 === 0) await sleep(5)
        return use(writeOff)
      }),
    )
    await untilNoneIsDue()
    await loop.stop()
    const used = told.filter((each) => each === 'used').length
    expect(told.filter((each) => each === 'RESERVATION_ENDED')).toHaveLength(all.length - used)
    expect((await states()).filter((each) => each.endsWith(' used'))).toHaveLength(used)
    expect(await folded(desk.database)).toEqual([{ total: '25150', reserved: '0', used: String(used) }])
    expect(await noticesOf(desk, CLEARANCE)).toHaveLength(all.length - used)
    await expectSound()
  }, 60_000)

  test('cannot be used though nobody has ended them yet, and end when a node starts again', async () => {
    const { writeOff } = await reserve('A', 1)
    now = new Date(START.getTime() + MINUTE)
    expect(await use(writeOff)).toBe('RESERVATION_ENDED')
    expect(await states()).toEqual(['A reserved'])
    desk = await start(undefined, desk.node.stateFolder)
    await workThrough(loopOf(desk))
    expect(await states()).toEqual(['A released'])
    expect(await use(writeOff)).toBe('RESERVATION_ENDED')
    await expectSound()
  })

  test('are ended when the database takes it again, after commits that failed', async () => {
    await Promise.all(Array.from({ length: 5 }, (_, at) => reserve(`R-${at}`, 1)))
    now = new Date(START.getTime() + MINUTE)
    await desk.database.query(
      'alter table notice add constraint broken check (agency = $$nobody$$) not valid',
    )
    const loop = loopOf(desk, (fault) => faults.push(fault))
    loop.start()
    try {
      for (const limit = Date.now() + PATIENCE_MS; faults.length < 5; await sleep(10))
        if (Date.now() > limit) throw new Error('nothing has failed')
      // Whole or not at all: without the notice nothing has ended.
      expect(await folded(desk.database)).toEqual([{ total: '25150', reserved: '5', used: '0' }])
      await desk.database.query('alter table notice drop constraint broken')
      await untilNoneIsDue()
    } finally {
      await desk.database.query('alter table notice drop constraint if exists broken')
      await loop.stop()
    }
    expect(await folded(desk.database)).toEqual([{ total: '25150', reserved: '0', used: '0' }])
    expect(await noticesOf(desk, CLEARANCE)).toHaveLength(5)
    await expectSound()
  })

  test('go back by what rows and log say once their statements are erased', async () => {
    const { writeOff, basis, ledger } = await reserve('A', 1)
    await desk.database.query(
      'delete from payload where id = (select payload_id from write_off where id = $1)',
      [writeOff],
    )
    now = new Date(START.getTime() + MINUTE)
    await workThrough(loopOf(desk))
    expect(await states()).toEqual(['A released'])
    expect(await folded(desk.database)).toEqual([{ total: '25150', reserved: '0', used: '0' }])
    const { statement, signed } = await desk.service.writeOffByReference('A', CLEARANCE)
    expect(statement).toMatchObject({
      writeOff,
      state: 'released',
      reason: 'RESERVATION_ENDED',
      reference: 'A',
      previous: ledger.size,
      lines: [{ line: 1, posted: { reserved: '-1', used: '0' } }],
      basis,
    })
    expect(statement).not.toHaveProperty('request')
    const trust = { vkeys: [signer.vkey], gatewayKeyIds: [signingKey.keyId] }
    const { checks } = verifyStatement(Buffer.from(JSON.stringify(signed)), trust)
    expect(checks.filter(({ result }) => result !== 'pass')).toEqual([])
    expect(await use(writeOff)).toBe('RESERVATION_ENDED')
    expect(await noticesOf(desk, CLEARANCE)).toHaveLength(1)
    // All that is missing is what was erased.
    const { problems } = await desk.node.log.fsck(() => undefined)
    expect(problems.filter(({ detail }) => !detail.includes('commits to no stored payload'))).toEqual([])
  })

  test('from before there were ends go on without one', async () => {
    const { writeOff } = await reserve('A', 1)
    await desk.database.query('update write_off set reserved_until = null')
    now = new Date(START.getTime() + 1000 * 24 * 60 * MINUTE)
    const loop = loopOf(desk)
    loop.start()
    await sleep(50)
    await loop.stop()
    expect(await states()).toEqual(['A reserved'])
    expect(await use(writeOff)).toBe('used')
    const back = { to: 'released', instruction: { reason: REASON } } as const
    expect(await desk.service.step(writeOff, back, CLEARANCE)).toMatchObject({ outcome: 'written-off' })
  })
})

function fail(error: unknown): never {
  throw error
}
