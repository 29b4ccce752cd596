import { parseArgs } from 'node:util'
import { cpus } from 'node:os'
import { databaseFor } from '../harness/databases.ts'
import { makeSite, startGatewayProcess, type Site } from '../harness/site.ts'
import { copyFacts, seedLedger } from './seed-ledger.ts'
import { readUsage } from './usage.ts'
import { askAround, type VerifyLoad } from './verify-load.ts'

/**
 * `npm run bench:verify`: answers a second about documents that the ledger knows, each signed and in the log before it
 * is given. The askers are in this process, the gateway in one of its own, the database on this machine.
 */
const HELP = `
npm run bench:verify -- [--database postgres|embedded|both] [--certificates N] [--entered N] [--clients N]
                        [--rate N] [--batch N] [--seconds N]

  --database      where the gateway keeps its data (default both)
  --certificates  how many the ledger knows (default 1000000 on PostgreSQL, 100000 embedded)
  --entered       how many of them enter as messages do (default all, at most 1000000); the rest are copies of their rows
                  in the ledger, which have no records in the log (PostgreSQL only)
  --clients       concurrent askers, each on a connection of its own (default 24)
  --rate          questions a second at random moments, after the run as fast as answers come (default 1500 and 300)
  --batch         questions in one body, for the run that asks many at once (default 100)
  --seconds       of each run (default 30)

Certificates enter through the ledger's reader, its participant, the log and the committer; only their XML and its
signature are left out. Every hundredth answer is verified offline.
`

const MOST_ENTERED = 1_000_000
/** Few, for each has as many questions under way as the gateway works on at once. */
const BATCH_CLIENTS = 4

const { values } = parseArgs({
  options: {
    database: { type: 'string', default: 'both' },
    certificates: { type: 'string' },
    entered: { type: 'string' },
    clients: { type: 'string', default: '24' },
    rate: { type: 'string' },
    batch: { type: 'string', default: '100' },
    seconds: { type: 'string', default: '30' },
    help: { type: 'boolean', default: false },
  },
})

if (values.help) console.log(HELP)
else await main()

async function main(): Promise<void> {
  console.log(`${cpus().length} processors (${cpus()[0]?.model ?? 'unknown'}), Node ${process.version}`)
  for (const kind of ['postgres', 'embedded'] as const)
    if (values.database === 'both' || values.database === kind) await bench(kind)
}

async function bench(kind: 'postgres' | 'embedded'): Promise<void> {
  const database = await databaseFor(kind)
  if (database === undefined)
    return console.log(`\n${kind}: skipped, no server is reachable on 127.0.0.1:5432`)
  const certificates = Number(values.certificates ?? (kind === 'postgres' ? 1_000_000 : 100_000))
  const entered = Math.min(certificates, Number(values.entered ?? MOST_ENTERED))
  const rate = Number(values.rate ?? (kind === 'postgres' ? 1500 : 300))
  const [clients, seconds, batch] = [Number(values.clients), Number(values.seconds), Number(values.batch)]
  const site = await makeSite({ databaseUrl: database.url })
  try {
    const progress = (done: number): void => {
      if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${certificates} certificates`)
    }
    const seeding = await seedLedger(site, entered, progress)
    const copies = certificates - entered
    if (copies > 0) await copyFacts(site, entered, certificates, progress)
    console.log(
      `\n${kind}: ${entered} certificates entered, ${Math.round(entered / seeding)} a second; ${copies} copied`,
    )
    const gateway = await startGatewayProcess(site)
    try {
      const load = { certificates, clients, seconds }
      await askAround(site, { ...load, seconds: Math.min(5, seconds), rate: undefined })
      console.table({
        [`as fast as ${clients} clients get answers`]: await measured(site, () =>
          askAround(site, { ...load, rate: undefined }),
        ),
        [`${rate} questions a second`]: await measured(site, () => askAround(site, { ...load, rate })),
        [`${BATCH_CLIENTS} clients, ${batch} questions in each body`]: await measured(site, () =>
          askAround(site, { ...load, clients: BATCH_CLIENTS, rate: undefined, batch }),
        ),
      })
    } finally {
      await gateway.stop()
    }
  } finally {
    await site.close()
    await database.drop()
  }
}

async function measured(site: Site, run: () => Promise<VerifyLoad>): Promise<Record<string, string>> {
  const before = await readUsage(site)
  const { answers, seconds, latency } = await run()
  const after = await readUsage(site)
  const cpuMs = ((after.cpuSeconds - before.cpuSeconds) * 1000) / answers
  const at = (quantile: number): string =>
    `${(latency[Math.min(latency.length - 1, Math.floor(latency.length * quantile))] ?? 0).toFixed(1)} ms`
  return {
    'answers/s': (answers / seconds).toFixed(0),
    p50: at(0.5),
    p99: at(0.99),
    'p99.9': at(0.999),
    'gateway, processor time each': `${cpuMs.toFixed(2)} ms`,
    'resident MB': (after.rssBytes / 1024 / 1024).toFixed(0),
  }
}
