import { execFileSync } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { newTrip } from '../../src/sandbox/samples.ts'
import { collected } from '../harness/collected.ts'
import { databaseFor, DATABASES } from '../harness/databases.ts'
import { cancelled, formE, numberOf } from '../harness/origin.ts'
import { makeSite, startGatewayProcess, type Site } from '../harness/site.ts'
import { QUESTION } from '../ledger/facts.ts'

const ANSWERS = 500
/** Of eight pages of notices the one after whose notices the process dies, in each run. */
const DEATHS = ['2', '1', '0']
const AGENCY = 'cn-clearance'
const SETTLE_MS = 120_000

describe.each(DATABASES)('killed in the middle of a recall, on the %s database', (kind) => {
  test(`${ANSWERS} answers are recalled by ${ANSWERS} notices`, { timeout: 600_000 }, async ({ skip }) => {
    const database = await databaseFor(kind)
    if (database === undefined) return skip('PostgreSQL is not reachable')
    const site = await makeSite({
      databaseUrl: database.url,
      env: { KHORGOS_XML_WORKERS: '0', KHORGOS_NODE: 'one' },
    })
    try {
      const trip = newTrip('T0', new Date())
      const form = formE(trip)
      const first = await startGatewayProcess(site)
      await submit(site, form)
      const asked = await askAll(site, numberOf(form))
      await first.stop()
      for (const [at, passes] of DEATHS.entries()) {
        const doomed = await startGatewayProcess(site, 'tests/faults/doomed-gateway.mjs', [
          'after-notices',
          passes,
        ])
        if (at === 0) await submit(site, cancelled(formE({ ...newTrip('T1', new Date()), at: trip.at })))
        expect(await doomed.ended).toBe('SIGKILL')
      }
      const last = await startGatewayProcess(site)
      const told = await untilTold(site)
      expect(told.toSorted()).toEqual(asked.toSorted())
      await last.stop()
      expect(fsck(site)).toMatchObject({ problems: [] })
    } finally {
      await site.close()
      await database.drop()
    }
  })
})

async function submit(site: Site, form: string): Promise<void> {
  const sent = await site.sender('la-customs').submit(form)
  if (sent.code !== undefined) throw new Error(sent.code)
}

/** @returns ids of the verifications */
async function askAll(site: Site, number: string): Promise<string[]> {
  const ids: string[] = []
  const questions = Array.from({ length: ANSWERS }, () => ({ ...QUESTION, number }))
  for await (const { answered, error } of site.agency(AGENCY).askMany(questions)) {
    if (answered === undefined) throw error
    expect(answered.statement.verdict).toBe('confirmed')
    ids.push(answered.statement.verification)
  }
  return ids
}

/** What the notices are about, when no recall is due any more. */
async function untilTold(site: Site): Promise<string[]> {
  for (const limit = Date.now() + SETTLE_MS; ; await sleep(200)) {
    const metrics = await (await fetch(`${site.publicUrl}/metrics`)).text()
    if (metrics.includes('khorgos_recalls 0\n')) return subjects(site)
    if (Date.now() > limit) throw new Error('the recall is still due')
  }
}

async function subjects(site: Site): Promise<string[]> {
  const notices = await collected(site.agency(AGENCY).notices())
  return notices.map(({ statement }) => statement.about.verification ?? '')
}

function fsck(site: Site): unknown {
  return JSON.parse(
    execFileSync(process.execPath, ['dist/main.js', 'log', 'fsck', '--json'], {
      env: { ...site.env },
      encoding: 'utf8',
    }),
  )
}
