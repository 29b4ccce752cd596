import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { migrate } from '../../src/store/migrate.ts'
import { findExpired, findPairs } from '../../src/store/waiting.ts'
import { clear, newSigner, startNode, type Node } from '../exchange/node.ts'
import { taking } from '../exchange/units.ts'
import { DATABASES } from '../harness/databases.ts'
import { openDatabase, type OpenDatabase } from './open-database.ts'

const ROUTE = { partner: 'kz', route: 'r', leading: 'kz-1', companion: 'kz-2' }
const LATER = new Date(Date.now() + 3_600_000)

describe.each(DATABASES)('messages that wait, in the %s database', (kind) => {
  let opened: OpenDatabase | undefined
  let node: Node
  beforeAll(async () => {
    opened = await openDatabase(kind)
    if (opened !== undefined) await migrate(opened.database)
  })
  beforeEach(async ({ skip }) => {
    if (opened === undefined) return skip('PostgreSQL is not reachable')
    await clear(opened.database)
    node = await startNode({ database: opened.database, signer: newSigner(), folder: opened.folder })
  })
  afterAll(() => opened?.remove())

  const wait = async (key: string, format: string): Promise<string> => {
    const unit = taking({ waitsFor: key })
    await node.committer.commit({ ...unit, exchange: { ...unit.exchange, format } })
    return unit.exchange.id
  }

  test('are a pair under one key of one route, whichever came first', async () => {
    const [b, a] = [await wait('k1', 'kz-2'), await wait('k1', 'kz-1')]
    await wait('k2', 'kz-1')
    await wait('k3', 'kz-2')
    const pairs = await findPairs(opened!.database, [ROUTE], 10)
    expect(pairs.map(({ leading, companion }) => [leading.id, companion.id])).toEqual([[a, b]])
  })

  test('expire at their time, but not when the companion is there and only not joined yet', async () => {
    await wait('k1', 'kz-1')
    await wait('k1', 'kz-2')
    const lonely = await wait('k2', 'kz-1')
    expect(await findExpired(opened!.database, new Date(), 10)).toEqual([])
    expect((await findExpired(opened!.database, LATER, 10)).map(({ id }) => id)).toEqual([lonely])
  })
})
