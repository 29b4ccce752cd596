import { describe, expect, test } from 'vitest'
import { messagePath } from '../../src/evidence/bundle/bundle-index.ts'
import { readBundle } from '../../src/evidence/bundle/read.ts'
import { loadLogSigner } from '../../src/evidence/log-key.ts'
import { verifyBundle } from '../../src/evidence/verify-bundle.ts'
import type { ExchangeState } from '../../src/exchange/service.ts'
import type { Counterpart } from '../../src/sandbox/counterpart/counterpart.ts'
import { openPostgres } from '../../src/store/connection.ts'
import { entering } from '../evidence/ledger-units.ts'
import { DATABASES } from '../harness/databases.ts'
import type { TestGateway } from '../harness/gateway.ts'
import { useGateway } from '../harness/use-gateway.ts'
import { startNode } from './node.ts'

interface Ended {
  readonly from: Counterpart
  readonly exchange: string
}

const HOUR_MS = 3_600_000

/** How an exchange comes to each of its final states. */
const ENDS = {
  completed: async ({ kz, samples, trip }: TestGateway) => ({
    from: kz,
    ...(await kz.submit(samples.awmds(trip()))),
  }),
  refused: async ({ kz, cn, samples, trip }: TestGateway) => {
    cn.behave({ refuse: true })
    return { from: kz, ...(await kz.submit(samples.awmds(trip()))) }
  },
  rejected: async ({ kz, samples, trip }: TestGateway) => {
    const wrong = samples.awmds(trip()).replace(/(<Total_number_of_packages>)\d+/, '$199999')
    return { from: kz, ...(await kz.submit(wrong)) }
  },
  parked: async ({ kz, cn, samples, trip }: TestGateway) => {
    cn.behave({ fail: { status: 400, times: 1 } })
    return { from: kz, ...(await kz.submit(samples.awmds(trip()))) }
  },
  expired: async ({ cn, samples, trip, clock }: TestGateway) => {
    const sent = await cn.submit(samples.mt2401(trip()))
    clock.advance(25 * HOUR_MS)
    return { from: cn, ...sent }
  },
  failed: async ({ cn, samples, trip }: TestGateway) => {
    const same = trip()
    const vehicle = samples.mt4402(same).replace('<Name>新F12345', `<Name>${'F'.repeat(35)}`)
    await cn.submit(vehicle)
    return { from: cn, ...(await cn.submit(samples.mt2401(same))) }
  },
} satisfies Partial<Record<ExchangeState, (site: TestGateway) => Promise<Ended>>>

const STATES = ['completed', 'refused', 'rejected', 'parked', 'expired', 'failed'] as const

describe.each(DATABASES)('the evidence bundle, on the %s database', (kind) => {
  const site = useGateway(kind)

  test.each(STATES)('of an exchange that ended as %s is valid offline', async (state) => {
    const { untilState, bundle, trust } = site()
    const end = ENDS[state]
    if (end === undefined) throw new TypeError(state)
    const { from, exchange } = await end(site())
    await untilState(from, exchange, state)
    const bytes = await bundle(from, exchange)
    const { verdict, exchange: named, checks } = await verifyBundle(bytes, trust)
    expect(checks.filter(({ result }) => result !== 'pass')).toEqual([])
    expect({ verdict, named }).toEqual({ verdict: 'valid', named: exchange })
    expect((await verifyBundle(bytes)).verdict).toBe('not-established')
    for (const at of [40, Math.floor(bytes.length / 3), Math.floor(bytes.length / 2), bytes.length - 30]) {
      const changed = Uint8Array.from(bytes)
      changed[at] = (changed[at] ?? 0) ^ 1
      expect((await verifyBundle(changed, trust)).verdict).toBe('invalid')
    }
  })

  test.each(['mt2401', 'mt4402'] as const)(
    'of either half of a trip tells the whole trip: %s',
    async (half) => {
      const { cn, samples, trip, untilState, bundle, trust } = site()
      const same = trip()
      const sent = {
        mt4402: await cn.submit(samples.mt4402(same)),
        mt2401: await cn.submit(samples.mt2401(same)),
      }
      await untilState(cn, sent[half].exchange, 'completed')
      const { verdict, checks } = await verifyBundle(await bundle(cn, sent[half].exchange), trust)
      expect(checks.filter(({ result }) => result !== 'pass')).toEqual([])
      expect(verdict).toBe('valid')
      expect(checks.filter(({ check }) => check === 'received-signature')).toHaveLength(2)
    },
  )
})

describe('the evidence bundle of an exchange that the ledger took over', () => {
  const site = useGateway('postgres')

  test('carries the fact and its record, and is valid offline', async () => {
    const { kz, samples, trip, untilState, bundle, trust, config, pem } = site()
    const { exchange } = await kz.submit(samples.awmds(trip()))
    const done = await untilState(kz, exchange, 'completed')
    const basis = done.timeline.find(({ record }) => record.kind === 'accepted')?.index
    const unit = entering(exchange, BigInt(basis ?? ''))
    // Another node of the same log stands in for the ledger.
    const database = await openPostgres(config.databaseUrl ?? '')
    const signer = loadLogSigner(pem('log.key'))
    const node = await startNode({ database, signer, folder: config.dataFolder })
    const committed = await node.committer.commit(unit)
    await database.close()
    expect(committed).toMatchObject({ outcome: 'done' })

    const bytes = await bundle(kz, exchange)
    const { verdict, checks } = await verifyBundle(bytes, trust)
    expect(checks.filter(({ result }) => result !== 'pass')).toEqual([])
    expect(verdict).toBe('valid')
    const { index, bytes: file } = await readBundle(bytes)
    const fact = index.payloads.find(({ role }) => role === 'fact')
    expect(fact?.name).toMatch(/^\d\d-fact\.json$/)
    expect(Buffer.from(file(messagePath(fact?.name ?? '')))).toEqual(Buffer.from(unit.fact.bytes))
  })
})
