import { parseArgs } from 'node:util'
import { cpus } from 'node:os'
import { databaseFor } from '../harness/databases.ts'
import { makeSite, startGatewayProcess, type Site } from '../harness/site.ts'
import { seedLedger } from './seed-ledger.ts'
import { readUsage } from './usage.ts'
import { askAround, type VerifyLoad } from './verify-load.ts'

/**
 * `npm run bench:verify`: answers a second about documents that the ledger knows, each signed and in the log before it
 * is given. The askers are in this process, the gateway in one of its own, the database on this machine.
 */
const HELP = `
npm run bench:verify -- [--database postgres|embedded|both] [--certificates N] [--clients N] [--rate N] [--seconds N]

  --database      where the gateway keeps its data (default both)
  --certificates  how many the ledger knows (default 1000000 on PostgreSQL, 100000 embedded)
  --clients       concurrent askers, each on a connection of its own (default 24)
  --rate          questions a second at random moments, after the run as fast as answers come (default 1500 and 300)
  --seconds       of each run (default 30)

Certificates enter through the ledger's reader, its participant, the log and the committer; only their XML and its
signature are left out. Every hundredth answer is verified offline.
`

const { values } = parseArgs({
  options: {
    database: { type: 'string', default: 'both' },
    certificates: { type: 'string' },
    clients: { type: 'string', default: '24' },
    rate: { type: 'string' },
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
  const rate = Number(values.rate ?? (kind === 'postgres' ? 1500 : 300))
  const [clients, seconds] = [Number(values.clients), Number(values.seconds)]
  const site = await makeSite({ databaseUrl: database.url })
  try {
    const seeding = await seedLedger(site, certificates, (done) => {
      if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${certificates} certificates`)
    })
    console.log(
      `\n${kind}: ${certificates} certificates entered, ${Math.round(certificates / seeding)} a second`,
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
