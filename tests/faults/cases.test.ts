import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { generateLogKey, loadLogSigner } from '../../src/evidence/log-key.ts'
import { openPostgres } from '../../src/store/connection.ts'
import { openEmbedded } from '../../src/store/embedded/open.ts'
import { migrate } from '../../src/store/migrate.ts'
import { judgedAgain } from '../../src/workflows/cases/replay.ts'
import { databaseFor, DATABASES } from '../harness/databases.ts'
import { layEmbedded } from '../harness/embedded-template.ts'
import { CASE_POINTS } from './case-points.ts'
import { type CaseNode, openCaseNode, openClock } from '../workflows/cases/case-node.ts'

/**
 * An embedded database takes seconds to come back, and what is killed there is the database too: there the points at which something
 * has just been committed that the process does not know yet.
 */
const EMBEDDED = CASE_POINTS.filter((point) => point.startsWith('after-'))

describe.each(DATABASES)('killed while cases move, on the %s database', (kind) => {
  const points = kind === 'embedded' ? EMBEDDED : CASE_POINTS
  // The last trip is done by a process that lives.
  const trips = points.length + 1

  test(
    `${points.length} kills lose no transition and make no effect twice`,
    { timeout: 600_000 },
    async ({ skip }) => {
      const target = await databaseFor(kind)
      if (target === undefined) return skip('PostgreSQL is not reachable')
      const { url } = target
      const folder = await mkdtemp(join(tmpdir(), 'khorgos-cases-'))
      const key = generateLogKey('test.example/log')
      writeFileSync(join(folder, 'log.key'), key)
      await mkdir(join(folder, 'state'))
      if (url === undefined) await layEmbedded('migrated', folder)
      else await withDatabase(url, folder, migrate)
      try {
        for (const [trip, point] of points.entries())
          expect([point, run(folder, url, trip + 1, point)]).toEqual([point, 'SIGKILL'])
        expect(run(folder, url, trips)).toBe(0)
        await withDatabase(url, folder, async (database) => {
          const node = await openCaseNode({
            database,
            signer: loadLogSigner(key),
            folder,
            stateFolder: join(folder, 'state'),
            clock: openClock(),
          })
          await expectWhole(node, trips)
        })
      } finally {
        await target.drop()
        await rm(folder, { recursive: true, force: true })
      }
    },
  )
})

/** @returns the signal that ended it, or its exit code */
function run(folder: string, url: string | undefined, trips: number, point = ''): string | number | null {
  const script = ['--import', 'tsx', 'tests/faults/doomed-cases.ts', folder, url ?? '', String(trips), point]
  const { signal, status, stderr } = spawnSync(process.execPath, script, { encoding: 'utf8' })
  if (signal === null && status !== 0) throw new Error(stderr)
  return signal ?? status
}

type Opened = Awaited<ReturnType<typeof openEmbedded>>

async function withDatabase(
  url: string | undefined,
  folder: string,
  work: (database: Opened) => Promise<unknown>,
): Promise<void> {
  const database = await (url === undefined ? openEmbedded(folder) : openPostgres(url))
  try {
    await work(database)
  } finally {
    await database.close()
  }
}

async function expectWhole(node: CaseNode, count: number): Promise<void> {
  const trips = Array.from({ length: count }, (_, trip) => trip)
  for (const [key, story] of [
    ...trips.map((trip) => [`T${trip}`, ['announced', 'weighed']] as const),
    ...trips.map((trip) => [`D${trip}`, ['announced', 'reminded', 'given-up']] as const),
  ]) {
    const events = await node.eventsOf(key)
    expect([key, events.map(({ event }) => event.event)]).toEqual([key, story])
    expect(judgedAgain(events, node.definitions)).toEqual([])
  }
  // Each of the others tells it once: when it has passed, or when nobody has weighed it.
  const heard = (await node.eventsOf('other')).filter(({ event }) => event.event === 'answered')
  expect(heard).toHaveLength(2 * count + 1)
  const sent = await node.database.query<{ effects: number; exchanges: number; own: number }>(
    `select count(*)::integer as effects, count(distinct exchange_id)::integer as exchanges,
            (select count(*)::integer from exchange where partner is null) as own
       from case_effect where kind = 'send' and done_at is not null`,
  )
  const sends = 3 * count + 1
  expect(sent).toEqual([{ effects: sends, exchanges: sends, own: sends }])
  expect((await node.log.fsck(() => undefined)).problems).toEqual([])
}
