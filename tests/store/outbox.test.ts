import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Database } from '../../src/store/database.ts'
import { migrate } from '../../src/store/migrate.ts'
import { claimDue, completeDeliveries, holdersOf, releaseStale, retryLater } from '../../src/store/outbox.ts'
import { clear } from '../exchange/node.ts'
import { DATABASES } from '../harness/databases.ts'
import { openDatabase, type OpenDatabase } from './open-database.ts'

describe.each(DATABASES)('the outbox of the %s database', (kind) => {
  let opened: OpenDatabase | undefined

  beforeAll(async () => {
    opened = await openDatabase(kind)
    if (opened !== undefined) await migrate(opened.database)
  })
  beforeEach(async () => {
    if (opened !== undefined) await clear(opened.database)
  })
  afterAll(() => opened?.remove())

  test('goes round the partners, so that a long queue for one delays nobody', async ({ skip }) => {
    if (opened === undefined) return skip()
    const { database } = opened
    await fill(database, { slow: 40, cn: 2, mn: 3 })
    const first = await claimDue(database, { worker: 'w1', limit: 6, perPartner: 16 })
    expect(countByPartner(first)).toEqual({ slow: 2, cn: 2, mn: 2 })
    const rest = await claimDue(database, { worker: 'w1', limit: 100, perPartner: 16 })
    expect(countByPartner(rest)).toEqual({ slow: 14, mn: 1 })
    expect(await claimDue(database, { worker: 'w2', limit: 100, perPartner: 16 })).toEqual([])
  })

  test('never has more in flight for a partner than it may, whoever claims', async ({ skip }) => {
    if (opened === undefined) return skip()
    const nodes = [opened.database, await opened.another()]
    await fill(opened.database, { cn: 50, mn: 50 })
    const claims = await Promise.all(
      Array.from({ length: 8 }, (_, at) =>
        claimDue(nodes[at % 2] ?? nodes[0]!, { worker: `w${at}`, limit: 7, perPartner: 10 }),
      ),
    )
    const claimed = claims.flat()
    expect(countByPartner(claimed)).toEqual({ cn: 10, mn: 10 })
    expect(new Set(claimed.map(({ id }) => id)).size).toBe(20)
  })

  test('gives the bytes, the sources and the number of the attempt, the longest due first', async ({
    skip,
  }) => {
    if (opened === undefined) return skip()
    const { database } = opened
    const [older, newer] = await fill(database, { cn: 2 })
    await database.query("update outbox set due_at = now() - interval '1 hour' where outgoing_id = $1", [
      newer,
    ])
    const claimed = await claimDue(database, { worker: 'w1', limit: 10, perPartner: 10 })
    expect(claimed.map(({ id }) => id)).toEqual([newer, older])
    expect(claimed[0]).toMatchObject({
      partner: 'cn',
      attempts: 1,
      bytes: Buffer.from('<m/>'),
      sources: [claimed[0]?.exchangeId],
    })
  })

  test('gives back the claims of a worker that died, and only those', async ({ skip }) => {
    if (opened === undefined) return skip()
    const { database } = opened
    const ids = await fill(database, { cn: 2 })
    await claimDue(database, { worker: 'dead', limit: 2, perPartner: 2 })
    await database.query(
      "update outbox set locked_at = now() - interval '3 minutes' where outgoing_id = $1",
      [ids[0]],
    )
    expect(await releaseStale(database, 120_000)).toBe(1)
    expect(await holders(database, ids)).toEqual([null, 'dead'])
    expect(await claimDue(database, { worker: 'w2', limit: 9, perPartner: 9 })).toMatchObject([
      { id: ids[0], attempts: 2 },
    ])
  })

  test('puts off with a reason and gives the claim back', async ({ skip }) => {
    if (opened === undefined) return skip()
    const { database } = opened
    const [id = ''] = await fill(database, { cn: 1 })
    await claimDue(database, { worker: 'w1', limit: 1, perPartner: 1 })
    const retryAt = new Date(Date.now() + 60_000)
    await database.transaction((tx) =>
      retryLater(tx, [{ outgoingId: id, retryAt, error: 'PARTNER_UNREACHABLE', worker: 'w1' }]),
    )
    expect(await database.query('select due_at, last_error, locked_by, attempts from outbox')).toEqual([
      { due_at: retryAt, last_error: 'PARTNER_UNREACHABLE', locked_by: null, attempts: 1 },
    ])
    expect(await claimDue(database, { worker: 'w1', limit: 1, perPartner: 1 })).toEqual([])
  })

  test('takes what is due by the clock of the node, where the database is behind', async ({ skip }) => {
    if (opened === undefined) return skip()
    const { database } = opened
    const [id = ''] = await fill(database, { cn: 1 })
    const retryAt = new Date(Date.now() + 60_000)
    await database.transaction((tx) =>
      retryLater(tx, [{ outgoingId: id, retryAt, error: undefined, worker: undefined }]),
    )
    const claim = { worker: 'w1', limit: 1, perPartner: 1 }
    expect(await claimDue(database, { ...claim, now: new Date(Date.now() - 60_000) })).toEqual([])
    expect(await claimDue(database, { ...claim, now: retryAt })).toHaveLength(1)
  })

  test('puts off to a given time without taking the claim from who holds it', async ({ skip }) => {
    if (opened === undefined) return skip()
    const { database } = opened
    const [id = ''] = await fill(database, { cn: 1 })
    await claimDue(database, { worker: 'w1', limit: 1, perPartner: 1 })
    const retryAt = new Date(Date.now() + 3_600_000)
    await database.transaction((tx) =>
      retryLater(tx, [{ outgoingId: id, retryAt, error: undefined, worker: undefined }]),
    )
    expect(await database.query('select due_at, locked_by from outbox')).toEqual([
      { due_at: retryAt, locked_by: 'w1' },
    ])
    await database.transaction((tx) => completeDeliveries(tx, [id]))
    expect(await database.query('select 1 from outbox')).toEqual([])
  })
})

const holders = async (database: Database, ids: readonly string[]): Promise<(string | null)[]> => {
  const rows = await database.transaction((tx) => holdersOf(tx, ids))
  return ids.map((id) => rows.find((row) => row.id === id)?.worker ?? null)
}

function countByPartner(rows: readonly { partner: string }[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { partner } of rows) counts[partner] = (counts[partner] ?? 0) + 1
  return counts
}

/** Due deliveries, so many for each partner; @returns their ids */
async function fill(database: Database, partners: Readonly<Record<string, number>>): Promise<string[]> {
  const rows = Object.entries(partners).flatMap(([partner, count]) =>
    Array.from({ length: count }, () => ({ id: uuidv7(), exchange: uuidv7(), payload: uuidv7(), partner })),
  )
  const column = (name: 'id' | 'exchange' | 'payload' | 'partner'): string[] => rows.map((row) => row[name])
  await database.transaction(async (tx) => {
    const hash = Buffer.alloc(32)
    await tx.query(
      `insert into payload (id, sha256, salt, media_type, bytes) select id, $2, $2, 'application/xml', '<m/>' from unnest($1::uuid[]) as p (id)`,
      [column('payload'), hash],
    )
    await tx.query(
      `insert into exchange (id, connection, state, payload_id, receipt_index, receipt_size, received_at)
       select id, 'c', 'rejected', payload, 0, 1, now() from unnest($1::uuid[], $2::uuid[]) as e (id, payload)`,
      [column('exchange'), column('payload')],
    )
    await tx.query(
      `insert into outgoing (id, exchange_id, partner, format, message_id, payload_id, loss_payload_id, state, signature)
       select id, exchange, partner, 'f', id::text, payload, payload, 'queued', '{}' from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[])
         as o (id, exchange, payload, partner)`,
      [column('id'), column('exchange'), column('payload'), column('partner')],
    )
    await tx.query(
      'insert into outgoing_source (outgoing_id, exchange_id) select id, exchange from unnest($1::uuid[], $2::uuid[]) as s (id, exchange)',
      [column('id'), column('exchange')],
    )
    await tx.query(
      `insert into outbox (outgoing_id, partner, due_at) select id, partner, now() - interval '1 second'
         from unnest($1::uuid[], $2::text[]) as b (id, partner)`,
      [column('id'), column('partner')],
    )
  })
  return column('id')
}
