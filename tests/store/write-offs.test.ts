import { randomBytes } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { balanceId } from '../../src/evidence/balance-id.ts'
import type { Tx } from '../../src/store/database.ts'
import {
  balancesAfter,
  findPostings,
  insertBalances,
  insertPostings,
  moveBalances,
  type NewBalance,
  type NewPosting,
} from '../../src/store/ledger/balances.ts'
import { findFacts, insertFacts } from '../../src/store/ledger/facts.ts'
import {
  findWriteOff,
  findWriteOffs,
  insertWriteOffs,
  countDueReservations,
  dueReservations,
  moveWriteOffs,
  type NewWriteOff,
  type WriteOffMove,
} from '../../src/store/ledger/write-offs.ts'
import { migrate } from '../../src/store/migrate.ts'
import { factAt, posting } from '../evidence/ledger-units.ts'
import { clear, newSigner, startNode } from '../exchange/node.ts'
import { DATABASES } from '../harness/databases.ts'
import { openDatabase, type OpenDatabase } from './open-database.ts'

const day = (date: number): Date => new Date(Date.UTC(2026, 10, date, 8, 0, 0, 123))
const SEED = '00112233445566778899aabbccddeeff'
const ID = balanceId(SEED, 1, 'quantity')

/** 12,000 of 25,150 kg of line 1 of the first document. */
const balance = (changes: Partial<NewBalance> = {}): NewBalance => ({
  id: ID,
  document: 1n,
  line: 1,
  measure: 'quantity',
  unit: 'KGM',
  total: '25150',
  carried: '0',
  reserved: '12000',
  used: '0',
  posted: 10n,
  ...changes,
})
const posted = (changes: Partial<NewPosting> = {}): NewPosting => ({
  balanceId: ID,
  position: 10n,
  reserved: '12000',
  used: '0',
  postedAt: day(1),
  ...changes,
})
const writeOff = (changes: Partial<NewWriteOff> = {}): NewWriteOff => ({
  id: uuidv7(),
  agency: 'cn-clearance',
  reference: 'CLR-1',
  digest: randomBytes(32),
  stepDigest: undefined,
  document: 1n,
  factPosition: 1n,
  state: 'reserved',
  reservedUntil: undefined,
  lines: '[ {"line":1, "asked":"12.0"} ]',
  payloadId: uuidv7(),
  signature: randomBytes(64),
  recordIndex: 10n,
  receiptSize: 11n,
  ...changes,
})
const step = (id: string, changes: Partial<WriteOffMove> = {}): WriteOffMove => ({
  id,
  before: 'reserved',
  stepDigest: randomBytes(32),
  state: 'used',
  reservedUntil: undefined,
  lines: '["Қант, \\"сахар\\" \\\\ {}"]',
  payloadId: uuidv7(),
  signature: randomBytes(64),
  recordIndex: 12n,
  receiptSize: 14n,
  ...changes,
})

describe.each(DATABASES)('write-offs in the %s database', (kind) => {
  let opened: OpenDatabase | undefined
  beforeAll(async () => {
    opened = await openDatabase(kind)
    if (opened !== undefined) await migrate(opened.database)
  })
  beforeEach(async ({ skip }) => {
    if (opened === undefined) return skip('PostgreSQL is not reachable')
    await clear(opened.database)
    await insertFacts(opened.database, [factAt(1n, { number: 'N1' }), factAt(2n, { number: 'N2' })])
  })
  afterAll(() => opened?.remove())
  const database = () => {
    if (opened === undefined) throw new Error('no database')
    return opened.database
  }
  /** What was taken of the first document. */
  const balancesOf = async (number: string, asOf?: Date) => {
    const key = { kind: 'certificate-of-origin', issuer: 'LA', series: 'E', number, asOf }
    const [fact] = await findFacts(database(), [key])
    return fact?.balances
  }

  describe('a fact is found with its balances', () => {
    test('all of them and no other, in the order of lines', async () => {
      const { document: _, posted: __, ...first } = balance()
      const value = { measure: 'value', unit: 'USD', total: '48000.5', carried: '0.5' } as const
      await insertBalances(database(), [
        balance({ id: balanceId(SEED, 2, 'quantity'), line: 2 }),
        balance({ ...value, id: balanceId(SEED, 1, 'value') }),
        balance(),
        balance({ id: uuidv7(), document: 2n, line: 3 }),
      ])
      expect(await balancesOf('N1')).toEqual([
        first,
        { ...first, ...value, id: balanceId(SEED, 1, 'value') },
        { ...first, id: balanceId(SEED, 2, 'quantity'), line: 2 },
      ])
      expect(await balancesOf('N2')).toHaveLength(1)
    })

    test('with none while nothing was taken', async () => {
      expect(await balancesOf('N1')).toEqual([])
      expect(await balancesOf('N1', day(30))).toEqual([])
    })

    test('exactly, and in the one form of a number, whatever was added and taken away', async () => {
      const total = '999999999999999999.000000001'
      await insertBalances(database(), [balance({ total, reserved: '0.50', used: '999999999999999998.5' })])
      expect(await balancesOf('N1')).toMatchObject([{ total, reserved: '0.5', used: '999999999999999998.5' }])
      await moveBalances(database(), [{ id: ID, reserved: '-0.5', used: '0.500000001', posted: 11n }])
      expect(await balancesOf('N1')).toMatchObject([{ reserved: '0', used: '999999999999999999.000000001' }])
      await moveBalances(database(), [{ id: ID, reserved: '10', used: '-10.000000001', posted: 12n }])
      expect(await balancesOf('N1')).toMatchObject([{ reserved: '10', used: '999999999999999989' }])
    })

    test('as of any time: what had been posted then', async () => {
      await insertFacts(database(), [factAt(3n, { number: 'N3', knownAt: day(1) })])
      const id = uuidv7()
      await insertBalances(database(), [
        balance({ id, document: 3n, reserved: '5', used: '11800.25', posted: 12n }),
        balance({ id: uuidv7(), document: 3n, line: 2, reserved: '1', used: '0', posted: 12n }),
      ])
      await insertPostings(database(), [
        posted({ balanceId: id, postedAt: day(2) }),
        posted({ balanceId: id, position: 11n, reserved: '-12000', used: '11800.25', postedAt: day(3) }),
        posted({ balanceId: id, position: 12n, reserved: '5', used: '0', postedAt: day(4) }),
      ])
      const before = new Date(day(2).getTime() - 1)
      const then = await Promise.all([before, day(2), day(3), day(9)].map((asOf) => balancesOf('N3', asOf)))
      expect(then.map((each) => each?.map(({ line, reserved, used }) => [line, reserved, used]))).toEqual([
        [],
        [[1, '12000', '0']],
        [[1, '0', '11800.25']],
        [[1, '5', '11800.25']],
      ])
      expect(await balancesOf('N3')).toHaveLength(2)
    })
  })

  describe('a balance', () => {
    test.each<readonly [string, Partial<NewBalance>]>([
      ['more than its total', { reserved: '25150.000001' }],
      ['more than what was carried leaves', { carried: '13150', used: '0.000001' }],
      ['less than nothing reserved', { reserved: '-0.000001' }],
      ['less than nothing used', { used: '-1' }],
      ['less than nothing carried', { carried: '-1' }],
      ['a total that is no number', { total: 'NaN' }],
      ['a total without end', { total: 'Infinity' }],
      ['a used amount that is no number', { used: 'NaN' }],
      ['no unit', { unit: '' }],
      ['a line before the first', { line: -1 }],
      ['no document', { document: 7n }],
    ])('cannot be made with %s', async (_what, changes) => {
      await expect(insertBalances(database(), [balance(changes)])).rejects.toThrow(
        /violates (?:check|foreign key) constraint/,
      )
    })

    test.each([
      ['above its total', { reserved: '13150.000001', used: '0' }],
      ['above its total by what is used', { reserved: '-12000', used: '25151' }],
      ['below nothing reserved', { reserved: '-12000.000001', used: '0' }],
      ['below nothing used', { reserved: '0', used: '-0.000001' }],
    ])('cannot move %s, nor the others that would move with it', async (_what, change) => {
      const other = balanceId(SEED, 2, 'quantity')
      await insertBalances(database(), [balance(), balance({ id: other, line: 2 })])
      const right = { id: other, reserved: '1', used: '0', posted: 11n }
      await expect(moveBalances(database(), [right, { id: ID, ...change, posted: 11n }])).rejects.toThrow(
        /violates check constraint/,
      )
      expect(await balancesOf('N1')).toMatchObject([{ reserved: '12000' }, { reserved: '12000' }])
    })

    test('takes the last there is, and tells that it was there', async () => {
      await insertBalances(database(), [balance()])
      const moved = await moveBalances(database(), [
        { id: ID, reserved: '13150', used: '0', posted: 11n },
        { id: uuidv7(), reserved: '1', used: '0', posted: 11n },
      ])
      expect(moved).toEqual([ID])
      expect(await balancesOf('N1')).toMatchObject([{ total: '25150', reserved: '25150' }])
    })

    test('is the only one of its measure and line in its edition, whose seed gives it its name', async () => {
      await insertBalances(database(), [balance()])
      await expect(insertBalances(database(), [balance({ line: 2 })])).rejects.toThrow('duplicate key')
      const next = balanceId('f'.repeat(32), 1, 'quantity')
      await insertBalances(database(), [balance({ id: next, carried: '12000' })])
      expect((await balancesOf('N1'))?.map(({ id }) => id).toSorted()).toEqual([ID, next].toSorted())
    })

    test('is posted to once by a record, and only when it is there', async () => {
      await expect(insertPostings(database(), [posted()])).rejects.toThrow('foreign key')
      await insertBalances(database(), [balance()])
      await insertPostings(database(), [posted(), posted({ position: 11n, reserved: '-0.5' })])
      await expect(insertPostings(database(), [posted({ reserved: '1' })])).rejects.toThrow('duplicate key')
      const names = [10n, 11n, 12n].map((position) => ({ balanceId: ID, position }))
      const found = await findPostings(database(), names)
      expect(found.map(({ position, reserved }) => [position, reserved])).toEqual([
        [10n, '12000'],
        [11n, '-0.5'],
      ])
    })
  })

  describe('a write-off', () => {
    const found = (references: readonly string[], ids: readonly string[] = []) => {
      const agency = 'cn-clearance'
      return findWriteOffs(database(), {
        references: references.map((reference) => ({ agency, reference })),
        ids,
      })
    }

    test('is found by reference, by id, and once by both', async () => {
      const [first, second] = [writeOff(), writeOff({ reference: 'CLR-2', stepDigest: randomBytes(32) })]
      await insertWriteOffs(database(), [first, second, writeOff({ agency: 'cn-bank' })])
      expect(await found(['CLR-1'])).toEqual([{ ...first, stepDigest: null, reservedUntil: null }])
      expect(await found([], [second.id])).toEqual([{ ...second, reservedUntil: null }])
      expect(await found(['CLR-1', 'CLR-2', 'CLR-3'], [first.id, uuidv7()])).toHaveLength(2)
      expect(await found([])).toEqual([])
    })

    test('is the only one of its reference', async () => {
      await insertWriteOffs(database(), [writeOff()])
      await expect(insertWriteOffs(database(), [writeOff()])).rejects.toThrow('duplicate key')
    })

    test.each<readonly [string, Partial<NewWriteOff>]>([
      ['a receipt from before its record', { receiptSize: 10n }],
      ['a fact from before its document', { document: 2n }],
      ['no reference', { reference: '' }],
      ['a digest that is none', { digest: randomBytes(31) }],
    ])('cannot be made with %s', async (_what, changes) => {
      await expect(insertWriteOffs(database(), [writeOff(changes)])).rejects.toThrow('check constraint')
    })

    test('moves from the state it was judged in, and from no other', async () => {
      const [first, second] = [writeOff(), writeOff({ reference: 'CLR-2', state: 'used' })]
      await insertWriteOffs(database(), [first, second])
      const moves = [step(first.id), step(second.id), step(uuidv7())] as const
      expect(await moveWriteOffs(database(), moves)).toEqual([first.id])
      const { before: _, ...moved } = moves[0]
      expect(await found(['CLR-1', 'CLR-2'])).toEqual(
        expect.arrayContaining([
          { ...first, ...moved, reservedUntil: null },
          { ...second, stepDigest: null, reservedUntil: null },
        ]),
      )
    })

    test('is due from the end of its reservation on, the oldest first, while it is reserved', async () => {
      const [late, early, used, endless] = [
        writeOff({ reservedUntil: day(3) }),
        writeOff({ reference: 'CLR-2', reservedUntil: day(2) }),
        writeOff({ reference: 'CLR-3', reservedUntil: day(2) }),
        writeOff({ reference: 'CLR-4' }),
      ]
      await insertWriteOffs(database(), [late, early, used, endless])
      await moveWriteOffs(database(), [step(used.id)])
      const due = async (at: Date, limit = 10) =>
        (await dueReservations(database(), at, limit)).map(({ id }) => id)
      expect(await due(new Date(day(2).getTime() - 1))).toEqual([])
      expect(await due(day(2))).toEqual([early.id])
      expect(await due(day(9))).toEqual([early.id, late.id])
      expect(await due(day(9), 1)).toEqual([early.id])
      expect(await countDueReservations(database(), day(9))).toBe(2)
      // By itself: its end stays, and no step of an agency made it.
      await moveWriteOffs(database(), [
        step(early.id, { state: 'released', stepDigest: undefined, reservedUntil: day(2) }),
      ])
      expect(await found(['CLR-2'])).toMatchObject([
        { state: 'released', stepDigest: null, reservedUntil: day(2) },
      ])
      expect(await due(day(9))).toEqual([late.id])
    })

    test('is given back to its agency alone, with all of which its file is made again', async () => {
      const node = await startNode({
        database: database(),
        signer: newSigner(),
        folder: opened?.folder ?? '',
      })
      const unit = posting('reserved', [{ balance: ID, total: '25150', reserved: '12000', used: '0' }])
      await node.committer.commit(unit)
      const row = writeOff({
        id: unit.writeOff,
        payloadId: unit.statement.id,
        recordIndex: 0n,
        receiptSize: 1n,
      })
      await insertWriteOffs(database(), [row])
      const kept = { ...row, stepDigest: null, reservedUntil: null }
      expect(await findWriteOff(database(), row.id, 'cn-clearance')).toMatchObject({
        ...kept,
        payload: Buffer.from(unit.statement.bytes),
        salt: unit.statement.salt,
      })
      expect(await findWriteOff(database(), row.id, 'cn-bank')).toBeUndefined()
      await database().query('delete from payload where id = $1', [unit.statement.id])
      expect(await findWriteOff(database(), row.id, 'cn-clearance')).toMatchObject({
        ...kept,
        payload: null,
        salt: null,
      })
    })
  })

  describe('by index scans alone, in empty tables and in filled ones', () => {
    const names = { references: [{ agency: 'a', reference: 'r' }], ids: [] }
    const statements: readonly (readonly [string, (tx: Tx) => Promise<unknown>])[] = [
      ['balances are moved', (tx) => moveBalances(tx, [{ id: ID, reserved: '0', used: '0', posted: 1n }])],
      ['write-offs are found', (tx) => findWriteOffs(tx, names)],
      ['write-offs are moved', (tx) => moveWriteOffs(tx, [step(uuidv7())])],
      ['postings are found', (tx) => findPostings(tx, [posted()])],
      ['balances are proved', (tx) => balancesAfter(tx, ID, { end: 10n, limit: 9 })],
    ]

    test.each(statements)('%s', async (_what, work) => {
      expectKeyed(await planOf(work))
      await database().query(
        `insert into balance select gen_random_uuid(), 1, n, 'quantity', 'KGM', 5, 0, 1, 1, 9 from generate_series(1, 5000) n`,
      )
      await database().query(
        `insert into posting select id, n, 1, 1, now() from balance cross join generate_series(1, 4) n`,
      )
      await database().query(
        `insert into write_off select gen_random_uuid(), 'a', 'r' || n, sha256('x'), null, 1, 1, 'reserved', '[]',
                gen_random_uuid(), 'x', 1, 2 from generate_series(1, 5000) n`,
      )
      await database().query('analyze balance, posting, write_off')
      expectKeyed(await planOf(work))
    })

    /** As the program would run it: prepared, whatever the values. */
    async function planOf(work: (tx: Tx) => Promise<unknown>): Promise<string> {
      let plan: readonly Record<string, string>[] = []
      await database().transaction((tx) =>
        work({
          query: async (sql, values = []) => {
            const parameters = values.map((_, at) => `$${at + 1}`)
            expect(parameters.every((each) => sql.includes(each))).toBe(true)
            await tx.query(`prepare planned as ${sql}`)
            plan = await tx.query(`explain execute planned (${values.map(() => 'null').join()})`)
            await tx.query('deallocate planned')
            return []
          },
        }),
      )
      return plan.map((line) => line['QUERY PLAN']).join('\n')
    }

    /** Reads no table, and no index, from end to end; but the one row of the head. */
    function expectKeyed(plan: string): void {
      expect(plan.replace('Seq Scan on log_head', '')).not.toContain('Seq Scan')
      const scans = plan.match(/Index (?:Only )?Scan/g) ?? []
      expect(scans.length, plan).toBeGreaterThan(0)
      expect(plan.match(/Index Cond/g), plan).toHaveLength(scans.length)
    }
  })
})
