import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { LogSigner } from '../../src/evidence/log-key.ts'
import { parseReceipt, verifyReceipt } from '../../src/evidence/receipt.ts'
import type { EvidenceLog } from '../../src/evidence/log.ts'
import { asKhorgosError } from '../../src/errors.ts'
import { createCommitter, type Changes, type Committed } from '../../src/exchange/commit.ts'
import type { Database } from '../../src/store/database.ts'
import { migrate } from '../../src/store/migrate.ts'
import { claimDue } from '../../src/store/outbox.ts'
import { DATABASES } from '../harness/databases.ts'
import { openDatabase, type OpenDatabase } from '../store/open-database.ts'
import { brokenDatabase, type Breakage } from './broken-database.ts'
import { clear, newSigner, startNode, type Node } from './node.ts'
import { acknowledging, refusing, taking } from './units.ts'

describe.each(DATABASES)('the group commit on the %s database', (kind) => {
  const signer: LogSigner = newSigner()
  let opened: OpenDatabase | undefined
  let node: Node

  beforeAll(async () => {
    opened = await openDatabase(kind)
    if (opened !== undefined) await migrate(opened.database)
  })
  beforeEach(async () => {
    if (opened === undefined) return
    await clear(opened.database)
    node = await startNode({ database: opened.database, signer, folder: opened.folder })
  })
  afterAll(() => opened?.remove())

  const database = (): Database => {
    if (opened === undefined) throw new Error('no database')
    return opened.database
  }
  const commitAll = (units: readonly Changes[], by = node): Promise<Committed[]> =>
    Promise.all(units.map((unit) => by.committer.commit(unit)))
  const count = async (table: string): Promise<number> =>
    Number((await database().query<{ n: bigint }>(`select count(*) as n from ${table}`))[0]?.n)
  const stateOf = async (unit: Changes): Promise<string | undefined> =>
    (
      await database().query<{ state: string }>('select state from exchange where id = $1', [
        unit.exchange?.id,
      ])
    )[0]?.state
  const expectSound = async (): Promise<void> =>
    expect((await node.log.fsck(() => undefined)).problems).toEqual([])

  test('answers each unit with a receipt that verifies, and makes the same bytes again later', async ({
    skip,
  }) => {
    if (opened === undefined) return skip()
    const units = Array.from({ length: 40 }, () => taking())
    const answers = await commitAll(units)
    await commitAll([taking(), refusing()])
    expect(await count('checkpoint')).toBeLessThan(10)
    for (const [at, answer] of answers.entries()) {
      if (answer.outcome !== 'done' || answer.receipt === undefined) throw new Error(answer.outcome)
      const { record, index, size } = verifyReceipt(answer.receipt, { vkeys: [signer.vkey] })
      expect(record).toMatchObject({ kind: 'accepted', exchange: units[at]?.exchange?.id })
      expect(answer.records.map((each) => each.index)).toEqual([index, index + 1n])
      expect(await node.log.receipt(index, size)).toBe(answer.receipt)
    }
    await expectSound()
  })

  test('commits the next batch while the checkpoint of one is written, and tells nobody before his is', async ({
    skip,
  }) => {
    if (opened === undefined) return skip()
    const gates: (() => void)[] = []
    const published: bigint[] = []
    const publish: EvidenceLog['publish'] = async (head) => {
      await new Promise<void>((open) => gates.push(open))
      if (published.length === 0) {
        published.push(head.size)
        throw new Error('the disk is full')
      }
      await node.log.publish(head)
      published.push(head.size)
    }
    const log = { ...node.log, publish }
    const committer = createCommitter({ database: database(), log, maxBatch: 1, maxQueue: 10 })
    const told: string[] = []
    const commits = ['first', 'second'].map((name) =>
      committer.commit(taking()).then(
        () => void told.push(`${name} done`),
        (error: unknown) => void told.push(`${name} ${asKhorgosError(error).code}`),
      ),
    )
    await expect.poll(() => count('exchange'), { timeout: 10_000 }).toBe(2)
    expect(told).toEqual([])
    expect(gates).toHaveLength(1)
    gates[0]?.()
    await expect.poll(() => gates.length, { timeout: 10_000 }).toBe(2)
    expect(told).toEqual(['first STORE_UNAVAILABLE'])
    gates[1]?.()
    await Promise.all([...commits, committer.drain()])
    expect(told).toEqual(['first STORE_UNAVAILABLE', 'second done'])
    expect(published[0]).toBeLessThan(published[1] ?? 0n)
    await expectSound()
  })

  test('takes a message id once: the first in a batch wins, later ones are told of it', async ({ skip }) => {
    if (opened === undefined) return skip()
    const [first, second] = [taking({ messageId: 'm1' }), taking({ messageId: 'm1' })]
    const [one, two] = await commitAll([first, second])
    const three = await node.committer.commit(taking({ messageId: 'm1', content: '<other/>' }))
    expect(one).toMatchObject({ outcome: 'done' })
    if (one?.outcome !== 'done' || one.receipt === undefined) throw new Error('no receipt')
    const { index } = parseReceipt(one.receipt)
    for (const later of [two, three]) {
      expect(later).toMatchObject({
        outcome: 'duplicate',
        existing: { id: first.exchange.id, state: 'accepted', receiptIndex: index },
      })
      if (later?.outcome === 'duplicate') {
        expect(Buffer.from(later.existing.digest ?? [])).toEqual(Buffer.from(first.exchange.digest ?? []))
        expect(await node.log.receipt(later.existing.receiptIndex, later.existing.receiptSize)).toBe(
          one.receipt,
        )
      }
    }
    expect([await count('exchange'), await count('payload'), await count('leaf')]).toEqual([1, 4, 2])
    await expectSound()
  })

  test('does not use up the message id of a refused message', async ({ skip }) => {
    if (opened === undefined) return skip()
    const outcomes = (await commitAll([refusing('m1'), refusing('m1'), taking({ messageId: 'm1' })])).map(
      ({ outcome }) => outcome,
    )
    expect(outcomes).toEqual(['done', 'done', 'done'])
    await expectSound()
  })

  test('lets one message of a format wait under a key', async ({ skip }) => {
    if (opened === undefined) return skip()
    const outcomes = (
      await commitAll([
        taking({ waitsFor: 'trip 1' }),
        taking({ waitsFor: 'trip 1' }),
        taking({ waitsFor: 'trip 2' }),
      ])
    ).map(({ outcome }) => outcome)
    expect(outcomes).toEqual(['done', 'waiting-taken', 'done'])
    expect(await node.committer.commit(taking({ waitsFor: 'trip 1' }))).toEqual({ outcome: 'waiting-taken' })
    await expectSound()
  })

  test('asks for the claim: who lost it changes nothing', async ({ skip }) => {
    if (opened === undefined) return skip()
    const unit = taking()
    await node.committer.commit(unit)
    const [due] = await claimDue(database(), { worker: 'w1', limit: 1, perPartner: 1 })
    const answer = acknowledging(unit, 'business')
    const claim = (worker: string) => ({ outgoingId: due?.id ?? '', worker })
    expect(await node.committer.commit({ ...answer, claim: claim('w2') })).toEqual({ outcome: 'claim-lost' })
    expect(await stateOf(unit)).toBe('accepted')
    expect(await node.committer.commit({ ...answer, claim: claim('w1') })).toMatchObject({ outcome: 'done' })
    expect(await node.committer.commit({ ...answer, claim: claim('w1') })).toEqual({ outcome: 'claim-lost' })
    expect([await stateOf(unit), await count('outbox')]).toEqual(['completed', 0])
    await expectSound()
  })

  test('swaps states only from those expected, also within one batch', async ({ skip }) => {
    if (opened === undefined) return skip()
    const unit = taking({ waitsFor: 'trip' })
    await node.committer.commit(unit)
    const id = unit.exchange.id
    const expire: Changes = {
      payloads: [],
      outgoing: [],
      acknowledgements: [],
      outgoingStates: [],
      expect: [{ exchangeId: id, states: ['waiting'] }],
      exchangeStates: [
        {
          id,
          from: ['waiting'],
          to: 'expired',
          error: { code: 'COMPANION_EXPIRED', message: 'late', place: undefined },
        },
      ],
      records: [{ kind: 'expired', exchange: id, code: 'COMPANION_EXPIRED' }],
    }
    const outcomes = (await commitAll([expire, expire])).map(({ outcome }) => outcome)
    expect(outcomes).toEqual(['done', 'state-moved'])
    expect([await stateOf(unit), await count('leaf')]).toEqual(['expired', 2])
    await expectSound()
  })

  test('never undoes a later rung of the ladder by an earlier one', async ({ skip }) => {
    if (opened === undefined) return skip()
    const unit = taking()
    await node.committer.commit(unit)
    await commitAll([acknowledging(unit, 'business'), acknowledging(unit, 'technical')])
    expect([await stateOf(unit), await count('acknowledgement'), await count('outbox')]).toEqual([
      'completed',
      2,
      0,
    ])
    const [row] = await database().query<{ state: string }>('select state from outgoing')
    expect(row?.state).toBe('acknowledged')
    await expectSound()
  })

  test('records an acknowledgement once and gives its first receipt again', async ({ skip }) => {
    if (opened === undefined) return skip()
    const unit = taking()
    await node.committer.commit(unit)
    const [one, two] = await commitAll([acknowledging(unit, 'technical'), acknowledging(unit, 'technical')])
    const three = await node.committer.commit(acknowledging(unit, 'technical'))
    if (one?.outcome !== 'done' || one.receipt === undefined) throw new Error('no receipt')
    for (const later of [two, three])
      expect(later).toMatchObject({ outcome: 'done', records: [], receipt: one.receipt })
    expect([await count('acknowledgement'), await count('leaf')]).toEqual([1, 3])
    await expectSound()
  })

  test('refuses another message under an id that its receiver has', async ({ skip }) => {
    if (opened === undefined) return skip()
    await node.committer.commit(taking({ outgoingMessageId: 'o1' }))
    const again = node.committer.commit(taking({ outgoingMessageId: 'o1' }))
    await expect(again).rejects.toMatchObject({ code: 'MESSAGE_ID_REUSED' })
    expect(await count('exchange')).toBe(1)
  })

  test('lets a unit that breaks its batch fail alone', async ({ skip }) => {
    if (opened === undefined) return skip()
    const poison = taking()
    // No such format of an id: the database refuses the statement of the whole batch.
    const units = [taking(), { ...poison, exchange: { ...poison.exchange, route: 'nul \u0000' } }, taking()]
    const answers = await Promise.allSettled(units.map((unit) => node.committer.commit(unit)))
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect([await count('exchange'), await count('leaf')]).toEqual([2, 4])
    await expectSound()
  })

  test('costs the others of its batch a few commits, however many they are', async ({ skip }) => {
    if (opened === undefined) return skip()
    const poison = taking()
    const units = Array.from({ length: 63 }, taking)
    units.splice(20, 0, { ...poison, exchange: { ...poison.exchange, route: 'nul \u0000' } })
    const before = await count('checkpoint')
    const answers = await Promise.allSettled(units.map((unit) => node.committer.commit(unit)))
    expect(answers.flatMap(({ status }, place) => (status === 'rejected' ? [place] : []))).toEqual([20])
    // Two halves of which one is halved again, six times.
    expect((await count('checkpoint')) - before).toBeLessThanOrEqual(8)
    await expectSound()
  })

  test('refuses records that commit to bytes it was not given', async ({ skip }) => {
    if (opened === undefined) return skip()
    const unit = taking()
    const without = node.committer.commit({ ...unit, payloads: unit.payloads.slice(1) })
    await expect(without).rejects.toMatchObject({ code: 'INTERNAL' })
    expect(await count('leaf')).toBe(0)
  })

  test('says at once that it is overloaded, and loses nothing of what it took', async ({ skip }) => {
    if (opened === undefined) return skip()
    const small = await startNode({
      database: database(),
      signer,
      folder: opened.folder,
      maxBatch: 4,
      maxQueue: 10,
    })
    const answers = await Promise.allSettled(
      Array.from({ length: 30 }, () => small.committer.commit(taking())),
    )
    const refused = answers.filter(({ status }) => status === 'rejected')
    expect(refused).toHaveLength(20)
    for (const each of refused) expect(each).toMatchObject({ reason: { code: 'OVERLOADED' } })
    await small.committer.drain()
    expect([small.committer.queued(), await count('exchange')]).toEqual([0, 10])
    await expectSound()
  })

  test('keeps one chain with two nodes on one log', async ({ skip }) => {
    if (opened === undefined) return skip()
    const other = await startNode({
      database: await opened.another(),
      signer,
      folder: opened.folder,
      maxBatch: 8,
    })
    const ids = Array.from({ length: 30 }, (_, at) => `m${at}`)
    const answers = await Promise.all(
      [node, other].flatMap((each) => ids.map((messageId) => each.committer.commit(taking({ messageId })))),
    )
    const done = answers.filter(({ outcome }) => outcome === 'done')
    expect(done).toHaveLength(30)
    expect([await count('exchange'), await count('leaf')]).toEqual([30, 60])
    for (const each of done)
      if (each.outcome === 'done') verifyReceipt(each.receipt ?? '', { vkeys: [signer.vkey] })
    await expectSound()
  })

  test(
    'resolves exactly what is committed, wherever a transaction breaks',
    { timeout: 120_000 },
    async ({ skip }) => {
      if (opened === undefined) return skip()
      const broken = brokenDatabase(database())
      const breaking = await startNode({ database: broken, signer, folder: opened.folder })
      await breaking.committer.commit(taking())
      const statements = broken.statements()
      expect(statements).toBeGreaterThan(8)
      const breakages: Breakage[] = [
        { at: 'connection' },
        { at: 'commit', when: 'before' },
        { at: 'commit', when: 'after' },
        ...Array.from({ length: statements }, (_, number) =>
          (['before', 'after'] as const).map((when) => ({ at: 'statement' as const, number, when })),
        ).flat(),
      ]
      for (const breakage of breakages) {
        const unit = taking()
        broken.breakNext(breakage)
        const persisted = breakage.at === 'commit' && breakage.when === 'after'
        const [answer] = await Promise.allSettled([breaking.committer.commit(unit)])
        expect([answer?.status, await stateOf(unit)], JSON.stringify(breakage)).toEqual(
          persisted ? ['fulfilled', 'accepted'] : ['rejected', undefined],
        )
        if (answer?.status === 'rejected') expect(answer.reason).toMatchObject({ code: 'STORE_UNAVAILABLE' })
        // The sender tries again, and finds the same truth.
        expect(await breaking.committer.commit(unit)).toMatchObject({
          outcome: persisted ? 'duplicate' : 'done',
        })
      }
      await expectSound()
    },
  )

  test('promises nothing when the answer to COMMIT is lost and the database stays away', async ({ skip }) => {
    if (opened === undefined) return skip()
    const broken = brokenDatabase(database())
    let away = false
    const leaving: Database = {
      ...broken,
      transaction(work) {
        broken.breakNext(away ? { at: 'connection' } : { at: 'commit', when: 'after' })
        away = true
        return broken.transaction(work)
      },
    }
    const unit = taking()
    const cut = await startNode({ database: leaving, signer, folder: opened.folder })
    await expect(cut.committer.commit(unit)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
    expect(await node.committer.commit(unit)).toMatchObject({
      outcome: 'duplicate',
      existing: { id: unit.exchange.id },
    })
    await expectSound()
  })
})
