import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createLog } from '../../src/evidence/log.ts'
import { generateLogKey, loadLogSigner } from '../../src/evidence/log-key.ts'
import { NOTHING } from '../../src/exchange/changes.ts'
import { createCommitter } from '../../src/exchange/commit.ts'
import type { Participant } from '../../src/exchange/participant.ts'
import { newId } from '../../src/model/new-id.ts'
import { openPostgres } from '../../src/store/connection.ts'
import type { Database } from '../../src/store/database.ts'
import { openEmbedded } from '../../src/store/embedded/open.ts'
import { migrate } from '../../src/store/migrate.ts'
import { tasksOf } from '../../src/store/workflows/case-tasks.ts'
import type { CaseEntry } from '../../src/workflows/cases/entry.ts'
import { keepDefinitions } from '../../src/workflows/cases/keep-definitions.ts'
import { type CaseResult, createCaseParticipant } from '../../src/workflows/cases/participant.ts'
import { databaseFor } from '../harness/databases.ts'
import { NO_NUMBERS } from '../workflows/cases/case-node.ts'
import { compiled, PARTS, WEIGHING } from '../workflows/definitions/sample.ts'
import { measureChannel } from './channel.ts'

/**
 * `npm run bench:workflows`: what a transition of a case costs besides the commit that it shares, and how long an office waits
 * for its tasks, with very many cases open; and what the decision about a channel takes.
 */
const HELP = `
npm run bench:workflows -- [--database postgres|embedded|both] [--cases N] [--offices N] [--acts N]

  --database  where cases are kept (default both)
  --cases     how many are open (default 100000 on PostgreSQL, 5000 embedded)
  --offices   to how many offices they belong (default 20)
  --acts      transitions that are measured, one at a time (default 2000 on PostgreSQL, 300 embedded)
  --channel   measures decisions about channels alone

A transition is measured twice: alone, which is reading the case, judging the act and writing all its rows under the lock of the log;
and from the call to the answer, with the commit, the signature of its checkpoint and the wait for the disk. Goals: a transition
under 10 ms p99 besides the commit, a list of tasks under 50 ms p99, the decision about a channel with 1,000 parameters under 2 ms p99.
`

const { values } = parseArgs({
  options: {
    database: { type: 'string', default: 'both' },
    cases: { type: 'string' },
    offices: { type: 'string', default: '20' },
    acts: { type: 'string' },
    channel: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

async function main(): Promise<void> {
  console.log(`${cpus().length} processors (${cpus()[0]?.model ?? 'unknown'}), Node ${process.version}`)
  channel()
  if (values.channel) return
  for (const kind of ['postgres', 'embedded'] as const)
    if (values.database === 'both' || values.database === kind) await bench(kind)
}

function channel(): void {
  const { parameters, decisions, p50, p99, worst, p99Undisturbed } = measureChannel()
  const figures = { p50, p99, worst, 'p99, the fastest of ten rounds': p99Undisturbed }
  console.log(`\nchannel: ${decisions} decisions with ${parameters} parameters in force`)
  console.table(Object.fromEntries(Object.entries(figures).map(([of, ms]) => [of, `${ms.toFixed(2)} ms`])))
}

async function bench(kind: 'postgres' | 'embedded'): Promise<void> {
  const target = await databaseFor(kind)
  if (target === undefined) return console.log(`\n${kind}: skipped, no server is reachable on 127.0.0.1:5432`)
  const folder = await mkdtemp(join(tmpdir(), 'khorgos-bench-'))
  const database = await (target.url === undefined
    ? openEmbedded(join(folder, 'database'))
    : openPostgres(target.url))
  try {
    const cases = Number(values.cases ?? (kind === 'postgres' ? 100_000 : 5_000))
    const acts = Math.min(cases, Number(values.acts ?? (kind === 'postgres' ? 2_000 : 300)))
    await migrate(database)
    const engine = await openEngine(database, folder)
    const seconds = await seed(engine, cases)
    if (kind === 'postgres') await database.query('analyze workflow_case, case_task, case_event, leaf')
    console.log(`\n${kind}: ${cases} cases opened, ${Math.round(cases / seconds)} a second`)
    console.table({ ...(await transitions(engine, cases, acts)), ...(await taskLists(database, acts)) })
  } finally {
    await database.close()
    await target.drop()
    await rm(folder, { recursive: true, force: true })
  }
}

interface Engine {
  commit(entry: CaseEntry): Promise<CaseResult | undefined>
  /** What each batch cost besides its commit, in ms. */
  readonly own: number[]
  readonly database: Database
}

async function openEngine(database: Database, folder: string): Promise<Engine> {
  const definitions = await keepDefinitions(database, [compiled(WEIGHING)], 'schemas', PARTS)
  const signer = loadLogSigner(generateLogKey('bench.example/log'))
  const log = createLog({ database, signer, stateFolder: folder, clock: () => new Date() })
  await log.start()
  const own: number[] = []
  const participant = timed(createCaseParticipant(definitions, { numbering: NO_NUMBERS }), own)
  const committer = createCommitter({ database, log, participant, maxBatch: 1_000, maxQueue: 8_000 })
  return {
    database,
    own,
    commit: async (entry) => {
      const done = await committer.commit({ ...NOTHING, entry })
      return done.outcome === 'done' ? done.result : undefined
    },
  }
}

/** The participant with a clock on all that it does: its statements, its judging, its writing. */
function timed<E, R>(participant: Participant<E, R>, own: number[]): Participant<E, R> {
  return {
    async begin(tx, entries) {
      const start = performance.now()
      const turn = await participant.begin(tx, entries)
      let spent = performance.now() - start
      const spend = <T>(work: () => T): T => {
        const begun = performance.now()
        const result = work()
        spent += performance.now() - begun
        return result
      }
      return {
        judge: (entry, place) => spend(() => turn.judge(entry, place)),
        async write(into, head) {
          const begun = performance.now()
          const results = await turn.write(into, head)
          own.push(spent + performance.now() - begun)
          return results
        },
      }
    },
  }
}

const officeOf = (serial: number): string => `office-${serial % Number(values.offices)}`
const WEIGHER = { subject: 'w', issuer: 'https://id.bench', roles: new Set(['weigher']) }

async function seed(engine: Engine, cases: number): Promise<number> {
  const start = performance.now()
  for (let from = 0; from < cases; from += 2_000) {
    const serials = Array.from({ length: Math.min(2_000, cases - from) }, (_, at) => from + at)
    await Promise.all(
      serials.map((serial) =>
        engine.commit({
          entry: 'act',
          id: newId(),
          event: 'arrived',
          target: { workflow: 'weighing', key: `K-${serial}`, office: officeOf(serial) },
          revision: undefined,
          data: { plate: `P${serial}` },
          by: { ...WEIGHER, offices: new Set([officeOf(serial)]) },
        }),
      ),
    )
    if (process.stderr.isTTY) process.stderr.write(`\r${from + serials.length} of ${cases} cases`)
  }
  return (performance.now() - start) / 1000
}

type Row = Record<string, string>

/** Each case is told its weight by a document, then weighed: both move rows of every table. */
async function transitions(engine: Engine, cases: number, acts: number): Promise<Record<string, Row>> {
  const whole: number[] = []
  engine.own.length = 0
  const cpu = process.cpuUsage()
  for (let at = 0; at < acts; at += 1) {
    const serial = (at * 7919) % cases
    const target = { workflow: 'weighing', key: `K-${serial}`, office: officeOf(serial) }
    const start = performance.now()
    const document = { id: `K-${serial}`, mass: '900', goods: 'x'.repeat(2_000) }
    if (at % 2 === 0)
      await engine.commit({
        entry: 'happened',
        happenings: [
          {
            target,
            event: 'amended',
            cause: { record: String(at) },
            basis: [{ index: BigInt(at), keyId: undefined }],
            data: { document },
          },
        ],
      })
    else {
      const by = { ...WEIGHER, offices: new Set([target.office]) }
      const previous = ((at - 1) * 7919) % cases
      const named = { ...target, key: `K-${previous}`, office: officeOf(previous) }
      const result = await engine.commit({
        entry: 'act',
        id: newId(),
        event: 'weighed',
        target: named,
        revision: 2,
        data: { mass: '900' },
        by: { ...by, offices: new Set([named.office]) },
      })
      if (result?.result !== 'acted') throw new Error(`not done: ${JSON.stringify(result)}`)
    }
    whole.push(performance.now() - start)
  }
  const { user, system } = process.cpuUsage(cpu)
  const each = `${((user + system) / 1000 / acts).toFixed(2)} ms`
  return {
    'a transition besides the commit': { ...quantiles(engine.own), 'processor time of all of it': each },
    'a transition with its commit, alone in it': quantiles(whole),
  }
}

async function taskLists(database: Database, times: number): Promise<Record<string, Row>> {
  const [first, deep]: number[][] = [[], []]
  const roles = ['weigher', 'chief']
  for (let at = 0; at < times; at += 1) {
    const offices = [officeOf(at)]
    const start = performance.now()
    const page = await tasksOf(database, { offices, roles, after: undefined, limit: 100 })
    first?.push(performance.now() - start)
    const last = page.at(-1)
    const again = performance.now()
    await tasksOf(database, { offices, roles, after: last, limit: 100 })
    deep?.push(performance.now() - again)
  }
  return {
    'tasks of an office, first hundred': quantiles(first ?? []),
    'tasks of an office, next hundred': quantiles(deep ?? []),
  }
}

function quantiles(all: readonly number[]): Row {
  const sorted = all.toSorted((one, other) => one - other)
  const at = (quantile: number): string =>
    `${(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * quantile))] ?? 0).toFixed(2)} ms`
  return { times: String(all.length), p50: at(0.5), p99: at(0.99), 'p99.9': at(0.999) }
}

if (values.help) console.log(HELP)
else await main()
