import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { verifyReceipt } from '../../src/evidence/receipt.ts'
import { createDesk } from '../../src/ledger/desk.ts'
import type { LedgerEntry, Step } from '../../src/ledger/entry.ts'
import { createLedger } from '../../src/ledger/ledger.ts'
import type { LedgerResult } from '../../src/ledger/participant.ts'
import type { Denied, LedgerService, WriteOffService, WrittenOff } from '../../src/ledger/service.ts'
import { compareDecimals, sumDecimals } from '../../src/model/decimal.ts'
import type { Database } from '../../src/store/database.ts'
import { keepGatewayKey } from '../../src/store/gateway-keys.ts'
import { migrate } from '../../src/store/migrate.ts'
import { readJwsFile } from '../../src/trust/jws-file.ts'
import { verifyJws } from '../../src/trust/jws.ts'
import { createParties, type Parties } from '../evidence/bundle-fixture.ts'
import { clear, newSigner, startNode, type Node } from '../exchange/node.ts'
import { partnerWith } from '../exchange/partner.ts'
import { taking } from '../exchange/units.ts'
import { DATABASES } from '../harness/databases.ts'
import { openDatabase, type OpenDatabase } from '../store/open-database.ts'
import { NUMBER, QUESTION, readingOf, RULE } from './facts.ts'
import { folded } from './folded.ts'
import { agency, CLEARANCE, requestOf, tonnes } from './write-off-desk.ts'

const SOURCE = { ...partnerWith({ issues: [RULE] }), id: 'la-customs' }
const BANK = agency('cn-bank', { shows: [] })
/** On which the certificate is valid, whenever this runs. */
const DAY = '2026-11-22'
const REASON = { code: 'not-imported' }

interface Gateway {
  readonly node: Node<LedgerEntry, LedgerResult>
  readonly desk: LedgerService & WriteOffService
}

describe.each(DATABASES)('write-offs in the transaction of the log, on the %s database', (kind) => {
  const signer = newSigner()
  let parties: Parties
  let opened: OpenDatabase | undefined
  let gateways: readonly Gateway[]

  beforeAll(async () => {
    parties = await createParties()
    opened = await openDatabase(kind)
    if (opened !== undefined) await migrate(opened.database)
  })
  beforeEach(async ({ skip }) => {
    if (opened === undefined) return skip('PostgreSQL is not reachable')
    await clear(opened.database)
    const first = await start(opened.database)
    gateways = [first, await start(await opened.another(), first.node.stateFolder)]
    await enter()
  })
  afterAll(() => opened?.remove())

  async function start(database: Database, stateFolder?: string): Promise<Gateway> {
    const ledger = createLedger({
      partners: new Map([[SOURCE.id, SOURCE]]),
      signingKey: parties.gateway,
      log: signer.origin,
    })
    await keepGatewayKey(database, parties.gateway)
    const folder = opened?.folder ?? ''
    const node = await startNode({
      database,
      signer,
      folder,
      participant: ledger.participant,
      maxBatch: 16,
      ...(stateFolder !== undefined && { stateFolder }),
    })
    const { committer, log } = node
    return { node, desk: createDesk({ ledger, committer, database, log, clock: () => new Date() }) }
  }

  const desk = (at = 0): LedgerService & WriteOffService => {
    const gateway = gateways[at % gateways.length]
    if (gateway === undefined) throw new Error('no gateway')
    return gateway.desk
  }
  const database = (): Database => {
    if (opened === undefined) throw new Error('no database')
    return opened.database
  }

  /** The certificate comes in. */
  async function enter(): Promise<void> {
    const unit = taking()
    const { id } = unit.exchange
    const entering = {
      reading: readingOf(NUMBER),
      source: SOURCE.id,
      keyId: '3f'.repeat(32),
      exchange: id,
      acceptance: undefined,
      issue: RULE,
    }
    await gateways[0]?.node.committer.commit({
      ...unit,
      entry: { entry: 'facts', replies: [], facts: [entering] },
    })
  }

  async function expectSound(): Promise<void> {
    const report = await gateways[0]?.node.log.fsck(() => undefined)
    expect(report?.problems.filter(({ detail }) => /balance|posting|write-off/.test(detail))).toEqual([])
  }

  test('64 at once on one line, by two nodes, never take more than it has', async () => {
    const all = await Promise.all(
      Array.from({ length: 64 }, (_, at) =>
        desk(at).writeOff(requestOf(`A-${at}`, { date: DAY, lines: [tonnes('1')] }), CLEARANCE),
      ),
    )
    expect(all.filter(({ outcome }) => outcome === 'written-off')).toHaveLength(25)
    const refused = all.filter((each) => each.outcome === 'denied')
    expect(new Set(refused.map(({ error }) => error.code))).toEqual(new Set(['BALANCE_EXCEEDED']))
    expect(await folded(database())).toEqual([{ total: '25150', reserved: '25000', used: '0' }])
    for (const each of refused)
      expect(verifyReceipt(each.receipt, { vkeys: [signer.vkey] }).record).toMatchObject({
        kind: 'denied',
        request: each.request,
      })
    await expectSound()
  }, 120_000)

  test('of random amounts, steps and repetitions all that was told is in the log, and nothing else', async () => {
    const held = new Map<string, string>()
    const told = async (at: number): Promise<void> => {
      const request = requestOf(`R-${at}`, { date: DAY, lines: [tonnes(`${1 + (at % 4)}.${at}`)] })
      const [one, again] = await Promise.all([
        desk(at).writeOff(request, CLEARANCE),
        desk(at + 1).writeOff(request, CLEARANCE),
      ])
      const written = [one, again].filter((each) => each.outcome === 'written-off')
      const [statement] = written.map((each) => each.statement)
      if (statement === undefined) return
      // Both were told of one write-off, unless one of them came before something was given back.
      expect(new Set(written.map((each) => each.statement.writeOff)).size).toBe(1)
      let newest = statement
      if (at % 3 !== 0) {
        const step = at % 3 === 1 ? { lines: [tonnes('1')] } : {}
        newest = writtenOff(
          await desk(at).step(newest.writeOff, { to: 'used', instruction: step }, CLEARANCE),
        ).statement
      }
      if (at % 4 === 0)
        newest = writtenOff(
          await desk(at).step(
            newest.writeOff,
            { to: 'released', instruction: { reason: REASON } },
            CLEARANCE,
          ),
        ).statement
      const [line] = newest.lines
      held.set(newest.writeOff, sumDecimals([line?.reserved ?? '0', line?.used ?? '0']))
    }
    await Promise.all(Array.from({ length: 40 }, (_, at) => told(at)))
    const [sums] = await folded(database())
    const total = sumDecimals([sums?.reserved ?? '0', sums?.used ?? '0'])
    expect(compareDecimals(total, sumDecimals(held.values()))).toBe(0)
    expect(compareDecimals(total, '25150')).toBeLessThanOrEqual(0)
    await expectSound()
  }, 120_000)

  test('the same request is answered with the same signed bytes, also when both come at once', async () => {
    const request = requestOf('A-1', { date: DAY })
    const all = await Promise.all([0, 1, 2, 3].map((at) => desk(at).writeOff(request, CLEARANCE)))
    const written = all.map(writtenOff)
    expect(written.filter(({ isNew }) => isNew)).toHaveLength(1)
    const [first] = written
    if (first === undefined) throw new Error('nothing was written off')
    for (const each of written) expect(each.signed).toEqual(first.signed)
    const { writeOff } = first.statement
    expect(await desk().writeOffView(writeOff, CLEARANCE)).toMatchObject({ signed: first.signed })
    expect(await desk().writeOffByReference('A-1', CLEARANCE)).toMatchObject({ signed: first.signed })
    const { jws, suppliedKey } = readJwsFile(Buffer.from(JSON.stringify(first.signed)))
    expect(verifyJws(jws, suppliedKey, 'khorgos-write-off').keyId).toBe(parties.gateway.keyId)
    expect(verifyReceipt(first.signed.header.receipt ?? '', { vkeys: [signer.vkey] }).record).toMatchObject({
      kind: 'reserved',
      writeOff,
    })
  })

  test("is nobody else's: another agency finds nothing and can do nothing", async () => {
    const { statement } = writtenOff(await desk().writeOff(requestOf('A-1', { date: DAY }), CLEARANCE))
    const use = { to: 'used', instruction: {} } as const
    for (const attempt of [
      () => desk().writeOffView(statement.writeOff, BANK),
      () => desk().writeOffByReference('A-1', BANK),
      () => desk().step(statement.writeOff, use, BANK),
    ])
      await expect(attempt()).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(await folded(database())).toEqual([{ total: '25150', reserved: '12000', used: '0' }])
  })

  test('a question sees what was written off before it, and as of a moment what had been then', async () => {
    const ask = (asOf?: string) =>
      desk().ask(
        {
          ...QUESTION,
          date: DAY,
          ...(asOf !== undefined && { asOf }),
          wants: [tonnes('13.15')],
        },
        CLEARANCE,
      )
    const { statement } = writtenOff(await desk().writeOff(requestOf('A-1', { date: DAY }), CLEARANCE))
    const used: Step = { to: 'used', instruction: { lines: [tonnes('12')] } }
    writtenOff(await desk().step(statement.writeOff, used, CLEARANCE))
    writtenOff(await desk().writeOff(requestOf('A-2', { date: DAY, lines: [tonnes('5')] }), CLEARANCE))
    const left = { line: 1, measure: 'quantity', unit: 'KGM', basis: 'gross', total: '25150' }
    expect(await ask()).toMatchObject({
      answer: {
        verdict: 'refuted',
        balance: [{ ...left, reserved: '5000', used: '12000', available: '8150' }],
      },
    })
    expect(await ask(statement.at)).toMatchObject({
      answer: {
        verdict: 'confirmed',
        balance: [{ ...left, reserved: '12000', used: '0', available: '13150' }],
      },
    })
  })
})

function writtenOff(told: WrittenOff | Denied): WrittenOff {
  if (told.outcome === 'denied') throw told.error
  return told
}
