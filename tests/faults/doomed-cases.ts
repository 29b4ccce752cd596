import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadLogSigner } from '../../src/evidence/log-key.ts'
import { armCrashPoint } from '../../src/exchange/crash-points.ts'
import { openPostgres } from '../../src/store/connection.ts'
import { openEmbedded } from '../../src/store/embedded/open.ts'
import { createDeadlines } from '../../src/workflows/cases/deadlines.ts'
import { createFollower } from '../../src/workflows/cases/follow.ts'
import { taking } from '../exchange/units.ts'
import { HOUR, openCaseNode, openClock, until, WEIGHER } from '../workflows/cases/case-node.ts'
import { effectsOf } from '../workflows/cases/effect-node.ts'
import { CASE_POINTS } from './case-points.ts'

/**
 * All of a gateway that moves cases (log, committer, follower, deadlines, effects), as a process that is told to die: `node --import
 * tsx doomed-cases.ts <folder> <database url or nothing> <trips> <crash point or nothing>`. It does what is to be done about trips 0 to
 * the last, however much of it was done before, and ends when nothing is left to do.
 */
const [folder = '', url = '', trips = '1', point = ''] = process.argv.slice(2)
const database = await (url === '' ? openEmbedded(folder) : openPostgres(url))
const signer = loadLogSigner(readFileSync(join(folder, 'log.key'), 'utf8'))
const [newest] = await database.query<{ at: string | null }>(
  "select max(convert_from(record, 'UTF8')::json ->> 'at') as at from leaf",
)
const clock = openClock(newest?.at ?? undefined)
const node = await openCaseNode({
  database,
  signer,
  folder,
  stateFolder: join(folder, 'state'),
  clock,
})
const { definitions, committer } = node
const onFault = (fault: unknown): void => {
  throw fault
}
const faults: unknown[] = []
const loops = [
  createFollower({ database, definitions, committer, countryOf: () => undefined, onFault }),
  createDeadlines({ database, committer, clock: () => clock.now(), onFault }),
  effectsOf(node, clock, { sent: [], faults }),
]
const armed = CASE_POINTS.find((each) => each === point)
if (armed !== undefined) armCrashPoint(armed, 0)
for (const loop of loops) loop.start()

const all = Array.from({ length: Number(trips) }, (_, trip) => trip)
// One that is told of all the others, one that officers act in, one that nobody does anything about.
const accepted = ['other', ...all.flatMap((trip) => [`T${trip}`, `D${trip}`])]
for (const id of accepted) {
  const truck = { kind: 'announcement', id, office: '0705', plate: 'A1', mass: '900' }
  await committer.commit(taking({ messageId: id, content: `<${id}/>`, documents: JSON.stringify({ truck }) }))
}
const count = async (sql: string): Promise<number> =>
  (await database.query<{ count: number }>(`select count(*)::integer as count from ${sql}`))[0]?.count ?? 0
await until(async () => (await count('workflow_case')) === accepted.length, 'every case is open')
for (const trip of all) {
  const { id } = await node.caseOf(`T${trip}`)
  const act = `0199f3a1-0000-7000-8000-${String(trip).padStart(12, '0')}`
  const done = await node.act('weighed', {
    id: act,
    target: { case: id },
    revision: 1,
    data: { mass: '900' },
    by: WEIGHER,
  })
  if (done.result !== 'acted') throw new Error(`T${trip}: ${JSON.stringify(done)}`)
}
clock.advance(4 * HOUR)
await until(
  async () =>
    (await count('workflow_case where outcome is null')) +
      (await count('case_effect where done_at is null')) ===
    0,
  'everything is done',
)
for (const loop of loops) await loop.stop()
await database.close()
if (faults.length > 0) throw faults[0]
process.exit(0)
