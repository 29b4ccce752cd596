import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { KhorgosError } from '../../src/errors.ts'
import type { LogSigner } from '../../src/evidence/log-key.ts'
import { verifyReceipt } from '../../src/evidence/receipt.ts'
import { NOTHING } from '../../src/exchange/changes.ts'
import type { Changes, Committed } from '../../src/exchange/commit.ts'
import type { Database } from '../../src/store/database.ts'
import { migrate } from '../../src/store/migrate.ts'
import { DATABASES } from '../harness/databases.ts'
import { openDatabase, type OpenDatabase } from '../store/open-database.ts'
import { brokenDatabase, type Breakage } from './broken-database.ts'
import { clear, newSigner, startNode, type Node } from './node.ts'
import {
  createRegister,
  linesOf,
  loggedAt,
  openRegister,
  type Register,
  type Registered,
  type Registering,
} from './register.ts'
import { acknowledging, refusing, taking } from './units.ts'

type Unit = Changes<Registering>

describe.each(DATABASES)('a participant of the group commit, on the %s database', (kind) => {
  const signer: LogSigner = newSigner()
  let opened: OpenDatabase | undefined
  let register: Register
  let node: Node<Registering, Registered>

  beforeAll(async () => {
    opened = await openDatabase(kind)
    if (opened !== undefined) await migrate(opened.database)
  })
  beforeEach(async ({ skip }) => {
    if (opened === undefined) return skip('PostgreSQL is not reachable')
    await clear(opened.database)
    await createRegister(opened.database)
    register = openRegister()
    node = await start(opened.database)
  })
  afterAll(() => opened?.remove())

  const database = (): Database => {
    if (opened === undefined) throw new Error('no database')
    return opened.database
  }
  const start = (over: Database, participant = register): Promise<Node<Registering, Registered>> =>
    startNode({ database: over, signer, folder: opened?.folder ?? '', participant })
  const settle = (units: readonly Unit[], by = node) =>
    Promise.allSettled(units.map((unit) => by.committer.commit(unit)))
  const commitAll = (units: readonly Unit[], by = node): Promise<Committed<Registered>[]> =>
    Promise.all(units.map((unit) => by.committer.commit(unit)))
  const alone = (name: string, judged?: Registering['judged']): Unit => ({
    ...NOTHING,
    entry: { name, ...(judged && { judged }) },
  })
  const names = async (): Promise<string[]> => (await linesOf(database())).map(({ name }) => name)
  const count = async (table: string): Promise<number> =>
    Number((await database().query<{ n: bigint }>(`select count(*) as n from ${table}`))[0]?.n)
  const resultOf = (committed: Committed<Registered> | undefined): Registered | undefined =>
    committed?.outcome === 'done' ? committed.result : undefined
  /** Every line stands where it was told it would, at the time it was told; the lines have no gap. */
  const expectSound = async (): Promise<void> => {
    const lines = await linesOf(database())
    expect(lines.map(({ line }) => line)).toEqual(lines.map((_, place) => BigInt(place + 1)))
    for (const { name, index, at } of lines)
      expect(await loggedAt(database(), index)).toEqual([
        { code: name, at: at.toISOString() },
        { code: name, at: at.toISOString() },
      ])
    expect((await node.log.fsck(() => undefined)).problems).toEqual([])
  }

  test('is told in which place of the log each entry will stand, and the log shows that it is so', async () => {
    await commitAll([taking(), refusing()])
    const units: Unit[] = [
      alone('a'),
      { ...taking({ messageId: 'm1' }), entry: { name: 'b' } },
      refusing(),
      { ...taking({ messageId: 'm1' }), entry: { name: 'the same message again' } },
      alone('c', 'says no'),
      { ...taking({ waitsFor: 'trip' }), entry: { name: 'd' } },
      { ...taking({ waitsFor: 'trip' }), entry: { name: 'a rival under its key' } },
      alone('e'),
    ]
    const answers = await commitAll(units)
    expect(register.begun).toHaveLength(1)
    expect(register.begun[0]).toHaveLength(7)
    expect(answers.map(({ outcome }) => outcome)).toEqual([
      'done',
      'done',
      'done',
      'duplicate',
      'done',
      'done',
      'waiting-taken',
      'done',
    ])
    expect(answers.map(resultOf)).toEqual([
      { name: 'a', line: 1n },
      { name: 'b', line: 2n },
      undefined,
      undefined,
      { name: 'c', line: undefined },
      { name: 'd', line: 3n },
      undefined,
      { name: 'e', line: 4n },
    ])
    const lines = await linesOf(database())
    // Three records before; then two of a, two of the message and two of b, one refusal, one of d's message …
    expect(lines.map(({ first, index }) => [first, index])).toEqual([
      [3n, 3n],
      [5n, 7n],
      [10n, 11n],
      [13n, 13n],
    ])
    await expectSound()
  })

  test('gives a unit that has no receipt of its own one for the record it names', async () => {
    const message = taking()
    const [entry, exchange] = await commitAll([alone('a'), { ...message, entry: { name: 'b' } }])
    if (entry?.outcome !== 'done' || exchange?.outcome !== 'done') throw new Error('not done')
    const own = verifyReceipt(entry.receipt ?? '', { vkeys: [signer.vkey] })
    expect(own).toMatchObject({ index: 1n, record: { kind: 'denied', code: 'a' } })
    expect(Buffer.from(own.salt)).toEqual(Buffer.from(register.judged[0]?.salt ?? []))
    const kept = verifyReceipt(exchange.receipt ?? '', { vkeys: [signer.vkey] })
    expect(kept.record).toMatchObject({ kind: 'accepted', exchange: message.exchange.id })
    expect(exchange.records.map(({ index }) => index)).toEqual([2n, 3n, 4n, 5n])
  })

  test('is not asked about an acknowledgement that came before', async () => {
    const message = taking()
    await commitAll([message])
    const entering = (name: string): Unit => ({ ...acknowledging(message, 'technical'), entry: { name } })
    const [first, second] = await commitAll([entering('a'), entering('b')])
    const third = await node.committer.commit(entering('c'))
    expect([first, second, third].map(resultOf)).toEqual([{ name: 'a', line: 1n }, undefined, undefined])
    for (const later of [second, third])
      expect(later).toMatchObject({ outcome: 'done', records: [], receipt: expect.any(String) })
    expect(await names()).toEqual(['a'])
    await expectSound()
  })

  test('has no part in a batch without entries', async () => {
    await commitAll([taking(), refusing()])
    expect(register.begun).toEqual([])
  })

  test('fails a unit alone when it meets a fault, and the others see nothing of it', async () => {
    const units = [alone('a'), { ...taking(), entry: { name: 'b', judged: 'throws' as const } }, alone('c')]
    const answers = await settle([...units, taking(), alone('d', 'forgets'), alone('e')])
    expect(answers.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
    ])
    for (const each of answers)
      if (each.status === 'rejected') expect(each.reason).toMatchObject({ code: 'INTERNAL' })
    expect(await names()).toEqual(['a', 'c', 'e'])
    expect(await count('exchange')).toBe(1)
    await expectSound()
  })

  test('cannot be left out: an entry that nobody decides about is a fault and not passed over', async () => {
    const without = await startNode<Registering, Registered>({
      database: database(),
      signer,
      folder: opened?.folder ?? '',
    })
    const [entry, message] = await settle([alone('a'), taking()], without)
    expect(entry).toMatchObject({ status: 'rejected', reason: { code: 'INTERNAL' } })
    expect(message).toMatchObject({ status: 'fulfilled' })
  })

  test(
    'writes with the batch or not at all, wherever the transaction breaks',
    { timeout: 120_000 },
    async () => {
      const broken = brokenDatabase(database())
      const breaking = await start(broken)
      const unit = (name: string): Unit => ({ ...taking({ messageId: name }), entry: { name } })
      await breaking.committer.commit(unit('whole'))
      const breakages: Breakage[] = [
        { at: 'commit', when: 'before' },
        { at: 'commit', when: 'after' },
        ...Array.from({ length: broken.statements() }, (_, number) => ({
          at: 'statement' as const,
          number,
          when: 'after' as const,
        })),
      ]
      const expected = ['whole']
      for (const [place, breakage] of breakages.entries()) {
        const persisted = breakage.at === 'commit' && breakage.when === 'after'
        const name = `unit ${place}`
        broken.breakNext(breakage)
        const [answer] = await settle([unit(name)], breaking)
        expect(answer?.status, JSON.stringify(breakage)).toBe(persisted ? 'fulfilled' : 'rejected')
        if (persisted) {
          expected.push(name)
          if (answer?.status === 'fulfilled') expect(resultOf(answer.value)).toMatchObject({ name })
        }
        expect(await names()).toEqual(expected)
      }
      expect(await count('exchange')).toBe(expected.length)
      await expectSound()
    },
  )

  test('decides again when its batch lost against another node', async () => {
    const other = await startNode({
      database: await (opened?.another() ?? database()),
      signer,
      folder: opened?.folder ?? '',
    })
    let attempts = 0
    const losing: Database = {
      ...database(),
      async transaction(work) {
        attempts += 1
        if (attempts > 1) return database().transaction(work)
        const lost = database().transaction(async (tx) => {
          await work(tx)
          throw new KhorgosError('LOG_HEAD_MOVED', 'lost by the test')
        })
        await expect(lost).rejects.toMatchObject({ code: 'LOG_HEAD_MOVED' })
        await other.committer.commit(taking()) // meanwhile: two records
        return lost
      },
    }
    const slow = await start(losing)
    const answers = await commitAll([alone('a'), alone('b')], slow)
    expect(attempts).toBe(2)
    expect(register.judged.map(({ name, index }) => [name, index])).toEqual([
      ['a', 0n],
      ['b', 2n],
      ['a', 2n],
      ['b', 4n],
    ])
    const salts = register.judged.map(({ salt }) => Buffer.from(salt).toString('hex'))
    expect(new Set(salts).size).toBe(4)
    expect(answers.map(resultOf)).toEqual([
      { name: 'a', line: 1n },
      { name: 'b', line: 2n },
    ])
    await expectSound()
  })

  test('keeps one order with two nodes at once', async () => {
    const other = await start(await (opened?.another() ?? database()), openRegister())
    const units = (from: string): Unit[] => Array.from({ length: 40 }, (_, at) => alone(`${from} ${at}`))
    await Promise.all([commitAll(units('one')), commitAll(units('other'), other)])
    expect(await count('register')).toBe(80)
    await expectSound()
  })
})
