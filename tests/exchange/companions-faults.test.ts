import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import { createCompanions } from '../../src/exchange/companions.ts'
import type { Switchboard } from '../../src/exchange/switchboard.ts'
import type { Route } from '../../src/partners/partner.ts'
import type { Database } from '../../src/store/database.ts'
import { partnerWith } from './partner.ts'

const ROUTE: Route = {
  name: 'r',
  on: 'lead',
  with: 'companion',
  waitMs: 1,
  to: 'other',
  as: 'made',
  messageIdPrefix: '',
  crossings: undefined,
  context: {},
}

const never = (): never => {
  throw new Error('not in this test')
}

test('a pair that meets a fault of ours is told of and rests, instead of keeping us busy', async () => {
  const rows = JSON.stringify([{ partner: 'p', route: 'r', leading_id: 'a', companion_id: 'b' }])
  const query: Database['query'] = async (sql) => JSON.parse(sql.includes('leading_id') ? rows : '[]')
  const pair = vi.fn<Switchboard['pair']>(() => Promise.reject(new Error('out of memory')))
  const faults: unknown[] = []
  const companions = createCompanions({
    database: { kind: 'postgres', query, transaction: never, close: never },
    committer: { commit: never, drain: never, queued: () => 0 },
    switchboard: { pair, message: never, answer: never, compose: never, dryRun: never, close: never },
    partners: new Map([['p', partnerWith({ routes: [ROUTE] })]]),
    clock: () => new Date(),
    onMade: never,
    onFault: (fault) => faults.push(fault),
  })
  companions.start()
  await sleep(100)
  for (let kick = 0; kick < 20; kick += 1) companions.kick()
  await sleep(100)
  await companions.stop()
  expect(pair).toHaveBeenCalledTimes(1)
  expect(faults).toHaveLength(1)
})
