import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import type { CrashPoint } from '../../src/exchange/crash-points.ts'
import { databaseFor, DATABASES } from '../harness/databases.ts'
import { type GatewayProcess, makeSite, startGatewayProcess, type Site } from '../harness/site.ts'
import { auditLog } from './audit.ts'
import { fsck } from './fsck.ts'
import { startLoad, type Ledger } from './load.ts'
import { randomOf } from './random.ts'

/** Every step between receive and deliver after which a process can be gone. */
const POINTS: readonly CrashPoint[] = [
  'received',
  'converted',
  'before-commit',
  'after-commit',
  'after-publish',
  'before-send',
  'after-send',
  'before-ack-commit',
  'after-ack-commit',
]

/** The short form for every run; `npm run faults` asks for more. */
const ROUNDS = Number(process.env['KHORGOS_FAULT_ROUNDS'] ?? POINTS.length)
const SEED = Number(process.env['KHORGOS_FAULT_SEED'] ?? 20261121)
const SENDERS = 6
/** A point that is not reached in this time is replaced by a kill at a random moment. */
const PATIENCE_MS = 5_000
const SETTLE_MS = 120_000
/** Questions about exchanges that are on their way together. */
const AT_ONCE = 16

describe.each(DATABASES)('killed again and again, on the %s database', (kind) => {
  test(
    `${ROUNDS} kills lose no exchange, promise none twice and keep one chain (seed ${SEED})`,
    { timeout: 60_000 + ROUNDS * 60_000 },
    async ({ skip }) => {
      const database = await databaseFor(kind)
      if (database === undefined) return skip('PostgreSQL is not reachable')
      const site = await makeSite({ databaseUrl: database.url, env: { KHORGOS_XML_WORKERS: '0' } })
      const random = randomOf(SEED)
      try {
        const { ledger, kills, gateway } = await killUnderLoad(site, random)
        expect(kills).toBe(ROUNDS)
        expect(await unfinished(site, ledger)).toEqual([])
        expect(await auditLog(site, ledger)).toEqual([])
        expect(effects(site)).toEqual({
          china: ledger.expected.china,
          kazakhstan: ledger.expected.kazakhstan,
        })
        await gateway.stop()
        expect(fsck(site)).toMatchObject({ problems: [] })
      } finally {
        await site.close()
        await database.drop()
      }
    },
  )
})

/** @returns the gateway that was started last, and lives */
async function killUnderLoad(
  site: Site,
  random: () => number,
): Promise<{ ledger: Ledger; kills: number; gateway: GatewayProcess }> {
  for (const counterpart of [site.kz, site.cn]) counterpart.connect(site.partnerUrl)
  const load = startLoad(site, SENDERS)
  let kills = 0
  for (let round = 0; round < ROUNDS; round += 1) {
    const point = POINTS[round % POINTS.length] ?? 'received'
    const passes = String(Math.floor(random() * 25))
    const gateway = await startGatewayProcess(site, 'tests/faults/doomed-gateway.mjs', [point, passes])
    const patience = sleep(PATIENCE_MS, undefined, { ref: false }).then(() => gateway.child.kill('SIGKILL'))
    await Promise.race([gateway.ended, patience])
    if ((await gateway.ended) === 'SIGKILL') kills += 1
  }
  const gateway = await startGatewayProcess(site)
  return { ledger: await load.finish(), kills, gateway }
}

/** Exchanges that were promised and have not come to their end in reasonable time. */
async function unfinished(site: Site, ledger: Ledger): Promise<string[]> {
  let open = ledger.promises.map(({ partner, exchange }) => ({ partner, exchange, state: '' }))
  const seen = async (each: (typeof open)[number]): Promise<(typeof open)[number]> => {
    const client = (each.partner === 'kz-customs' ? site.kz : site.cn).client()
    const { bytes } = await client.get(`/v1/exchanges/${each.exchange}`)
    const view: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'))
    const state = typeof view === 'object' && view !== null && 'state' in view ? String(view.state) : 'gone'
    return { ...each, state }
  }
  for (const limit = Date.now() + SETTLE_MS; open.length > 0 && Date.now() < limit; await sleep(200)) {
    const now: typeof open = []
    for (let from = 0; from < open.length; from += AT_ONCE)
      now.push(...(await Promise.all(open.slice(from, from + AT_ONCE).map(seen))))
    open = now.filter(({ state }) => state !== 'completed')
  }
  return open.map(({ partner, exchange, state }) => `${partner} ${exchange}: ${state}`)
}

/** A receiver's book has one line per effect: more lines than messages would be a second effect, fewer a loss. */
function effects(site: Site): { china: number; kazakhstan: number } {
  const distinct = (ids: readonly string[]): number => new Set(ids).size
  const [china, kazakhstan] = [site.cn.book.effects, site.kz.book.effects]
  expect(distinct(china.map(({ messageId }) => messageId))).toBe(china.length)
  expect(distinct(kazakhstan.map(({ deliveryId }) => deliveryId))).toBe(kazakhstan.length)
  return { china: china.length, kazakhstan: kazakhstan.length }
}
