import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { parseTrust } from '../../src/evidence/bundle-trust.ts'
import { parseCheckpoint } from '../../src/evidence/checkpoint.ts'
import { equalBytes } from '../../src/evidence/merkle.ts'
import { rootFromTiles } from '../../src/evidence/tiles.ts'
import type { CrashPoint } from '../../src/exchange/crash-points.ts'
import { databaseFor, DATABASES } from '../harness/databases.ts'
import { formE } from '../harness/origin.ts'
import { makeSite, startGatewayProcess, type GatewayProcess, type Site } from '../harness/site.ts'
import { fsck } from './fsck.ts'
import { publicTiles, readPublicLog } from './public-log.ts'
import { randomOf } from './random.ts'
import { decisionProblems } from './write-offs/decisions.ts'
import type { Heard, Told } from './write-offs/history.ts'
import { startWriteOffs } from './write-offs/load.ts'
import { totalsOf } from './write-offs/agencies.ts'
import { orderProblems } from './write-offs/order.ts'
import { promiseProblems } from './write-offs/promises.ts'
import { prove } from './write-offs/prove.ts'
import { sumProblems } from './write-offs/sums.ts'

/** Where a process can be gone between deciding and telling; in between it is killed at moments of no meaning. */
const POINTS: readonly (CrashPoint | undefined)[] = [
  'before-commit',
  'after-commit',
  undefined,
  'after-publish',
]

/** The short form for every run; `npm run faults` asks for more kills, and then there are more write-offs too. */
const ROUNDS = process.env['KHORGOS_FAULT_ROUNDS']
const KILLS = Number(ROUNDS ?? POINTS.length)
const WRITE_OFFS = ROUNDS === undefined ? 600 : 10_000
const SEED = Number(process.env['KHORGOS_FAULT_SEED'] ?? 20261122)
const CLIENTS = 64
const CERTIFICATES = 5
/** Commits that a doomed gateway may make before it comes to its point: twice as many as a round has, more or less. */
const MOST_PASSES = Math.ceil(WRITE_OFFS / KILLS / 14)

/** For clients to read what was sent to them before the end. */
const LAST_REPLIES_MS = 50

/** The bank may write off too, and is not shown what is left. */
const BANK = '{ kind: certificate-of-origin, issuers: [LA, KH, MM], purposes: [forex-payment] }'
const BANK_WRITES_OFF = BANK.replace(' }', ', writesOff: [quantity, value] }')
const CLEARANCE = 'writesOff: [quantity]'

describe.each(DATABASES)('writing off while it is killed again and again, on the %s database', (kind) => {
  test(
    `${CLIENTS} clients at once, ${WRITE_OFFS} write-offs, ${KILLS} kills: the log proves that all went one after the other (seed ${SEED})`,
    { timeout: 120_000 + KILLS * 20_000 + WRITE_OFFS * 100 },
    async ({ skip }) => {
      const database = await databaseFor(kind)
      if (database === undefined) return skip('PostgreSQL is not reachable')
      const site = await makeSite({
        databaseUrl: database.url,
        env: { KHORGOS_XML_WORKERS: '0' },
        agreement: (text) =>
          text.replace(BANK, BANK_WRITES_OFF).replace(CLEARANCE, 'writesOff: [quantity, value]'),
      })
      try {
        const numbers = await issue(site)
        const began = performance.now()
        const { all, kills } = await killUnderWriteOffs(site, numbers)
        const seconds = Math.round((performance.now() - began) / 1000)
        expect(kills).toBe(KILLS)
        const trust = parseTrust(site.pem('trust.json'))
        const told = all.map((each) => prove(each, trust))
        console.info(figuresOf(kind, all, told), `${kills} kills, ${seconds} s`)
        const gateway = await startGatewayProcess(site)
        await expectProved(site, told, numbers)
        await gateway.stop()
        expect(fsck(site)).toMatchObject({ problems: [] })
      } finally {
        await site.close()
        await database.drop()
      }
    },
  )
})

/** Certificates that Laos sends. @returns their numbers */
async function issue(site: Site): Promise<string[]> {
  for (const counterpart of [site.kz, site.cn]) counterpart.connect(site.partnerUrl)
  const gateway = await startGatewayProcess(site)
  const numbers: string[] = []
  for (let serial = 1; serial <= CERTIFICATES; serial += 1) {
    const at = new Date(Date.UTC(2026, 10, 21) + serial)
    const form = formE({ number: `W${String(serial).padStart(12, '0')}`, at })
    const { status } = await site.sender('la-customs').submit(form)
    expect(status).toBeLessThan(300)
    numbers.push(/<ID>(E26LA\d{10})<\/ID>/.exec(form)?.[1] ?? '')
  }
  await gateway.stop()
  return numbers
}

async function killUnderWriteOffs(
  site: Site,
  numbers: readonly string[],
): Promise<{ readonly all: readonly Heard[]; readonly kills: number }> {
  const random = randomOf(SEED)
  const load = startWriteOffs(site, { numbers, clients: CLIENTS, writeOffs: WRITE_OFFS, seed: SEED })
  let kills = 0
  for (let round = 0; round < KILLS; round += 1) {
    const gateway = await startDoomed(site, POINTS[round % POINTS.length], random)
    // It dies at its point, or when this round's share of the work is done.
    const share = Math.ceil(((round + random()) / KILLS) * WRITE_OFFS)
    const enough = load.reached(share).then(() => gateway.child.kill('SIGKILL'))
    await Promise.race([gateway.ended, enough])
    if ((await gateway.ended) === 'SIGKILL') kills += 1
    await sleep(LAST_REPLIES_MS)
    expect(publishedBy(site), 'what it remembers of its log').toBeGreaterThanOrEqual(load.shown())
  }
  const last = await startGatewayProcess(site)
  const all = await load.finish()
  await last.stop()
  return { all, kills }
}

function startDoomed(
  site: Site,
  point: CrashPoint | undefined,
  random: () => number,
): Promise<GatewayProcess> {
  if (point === undefined) return startGatewayProcess(site)
  const passes = String(Math.floor(random() * MOST_PASSES))
  return startGatewayProcess(site, 'tests/faults/doomed-gateway.mjs', [point, passes])
}

/** Size of the log that a gateway, or one that was killed, would know again. */
function publishedBy({ config }: Site): bigint {
  return parseCheckpoint(readFileSync(join(config.dataFolder, 'published-checkpoint'), 'utf8')).size
}

/** By the public log alone, and what the clients were told. */
async function expectProved(site: Site, told: readonly Told[], numbers: readonly string[]): Promise<void> {
  const log = await readPublicLog(site)
  expect(log.rootAt(log.head.size)).toBe(Buffer.from(log.head.root).toString('hex'))
  expect(equalBytes(await rootFromTiles(log.head.size, publicTiles(site)), log.head.root)).toBe(true)
  expect(sumProblems(log.entries)).toEqual([])
  expect(promiseProblems(log, told)).toEqual([])
  expect(decisionProblems(log.entries, told, totalsOf(numbers))).toEqual([])
  expect(orderProblems(told)).toEqual([])
}

function figuresOf(kind: string, all: readonly Heard[], told: readonly Told[]): string {
  const count = (said: string): number =>
    told.filter((each) => each.said.is === said || (each.said.is === 'refusal' && each.said.code === said))
      .length
  const lost = all.reduce((sum, each) => sum + each.lost, 0)
  return [
    `${kind}: ${WRITE_OFFS} write-offs, ${all.length} operations`,
    `${count('statement')} statements, ${count('refusal')} refusals`,
    `${count('BALANCE_EXCEEDED')} of them over-claims, ${lost} attempts without a reply`,
  ].join(', ')
}
