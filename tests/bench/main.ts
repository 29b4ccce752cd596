import { parseArgs } from 'node:util'
import { cpus } from 'node:os'
import { databaseFor } from '../harness/databases.ts'
import { makeSite, startGatewayProcess, type GatewayProcess } from '../harness/site.ts'
import { readUsage, watchMemory } from './usage.ts'
import { prepare, runLoad, type LoadResult } from './load.ts'
import { startReceiver } from './receiver.ts'
import { measureStages } from './stages.ts'

/**
 * `npm run bench`: one 8 KB manifest with 10 consignments after the other, over TLS with client certificates, to a
 * gateway in a process of its own; the receiver and the senders are in this process, PostgreSQL on this machine.
 */
const HELP = `
npm run bench -- [--database postgres|embedded|both] [--exchanges N] [--senders N] [--workers N]
                 [--node=FLAGS] [--stages-only]

  --database   where the gateway keeps its data (default both)
  --exchanges  messages to send, after a warm-up of a tenth of them, at least 1000 (default 6000 on PostgreSQL, 2000 embedded)
  --senders    concurrent senders, each on its own connection (default 64)
  --workers    threads of the gateway that parse, verify, convert and sign (default: the gateway's own)
  --node       flags for the gateway's node, such as --node="--cpu-prof --cpu-prof-dir=profile"
  --stages-only  only the processor time per stage, in this process
`

/** Until then the engine is still compiling what it will run. */
const MIN_WARM_UP = 1000

const { values } = parseArgs({
  options: {
    database: { type: 'string', default: 'both' },
    exchanges: { type: 'string' },
    senders: { type: 'string', default: '64' },
    workers: { type: 'string' },
    node: { type: 'string', default: '' },
    'stages-only': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

if (values.help) console.log(HELP)
else await main()

async function main(): Promise<void> {
  console.log(`${cpus().length} processors (${cpus()[0]?.model ?? 'unknown'}), Node ${process.version}`)
  await printStages()
  if (values['stages-only']) return
  const kinds =
    values.database === 'both'
      ? (['postgres', 'embedded'] as const)
      : ([values.database === 'embedded' ? 'embedded' : 'postgres'] as const)
  for (const kind of kinds) await bench(kind)
}

async function bench(kind: 'postgres' | 'embedded'): Promise<void> {
  const database = await databaseFor(kind)
  if (database === undefined)
    return console.log(`\n${kind}: skipped, no server is reachable on 127.0.0.1:5432`)
  const exchanges = Number(values.exchanges ?? (kind === 'postgres' ? 6000 : 2000))
  const senders = Number(values.senders)
  const env: Record<string, string> =
    values.workers === undefined ? {} : { KHORGOS_XML_WORKERS: values.workers }
  const site = await makeSite({ databaseUrl: database.url, env })
  const gateways: GatewayProcess[] = []
  try {
    const warmUp = prepare(site, Math.max(MIN_WARM_UP, Math.ceil(exchanges / 10)), 'W')
    const messages = prepare(site, exchanges, 'B')
    const receiver = await startReceiver(site)
    const flags = values.node.split(' ').filter((flag) => flag !== '')
    const gateway = await startGatewayProcess(site, undefined, undefined, flags)
    gateways.push(gateway)
    await runLoad(site, receiver, warmUp, senders)
    const before = await readUsage(site)
    const memory = watchMemory(site)
    const result = await runLoad(site, receiver, messages, senders)
    const along = memory.stop()
    const after = await readUsage(site)
    await gateway.stop()
    await receiver.close()
    print(kind, messages[0]?.length ?? 0, senders, result, {
      cpuMs: ((after.cpuSeconds - before.cpuSeconds) * 1000) / exchanges,
      rssMb: after.rssBytes / 1024 / 1024,
      rssBeforeMb: before.rssBytes / 1024 / 1024,
      rssAlongMb: along,
    })
  } finally {
    await Promise.all(gateways.map((gateway) => gateway.stop()))
    await site.close()
    await database.drop()
  }
}

function print(
  kind: string,
  bytes: number,
  senders: number,
  result: LoadResult,
  usage: { cpuMs: number; rssMb: number; rssBeforeMb: number; rssAlongMb: readonly number[] },
): void {
  const rate = (count: number, seconds: number): string => `${(count / seconds).toFixed(0)}/s`
  console.log(
    `\n${kind === 'postgres' ? 'PostgreSQL, fsync on' : 'embedded database'}: ${result.count} messages of ${bytes} bytes, ${senders} senders`,
  )
  console.table({
    'to committed receipt': {
      rate: rate(result.count, result.receiptSeconds),
      p50: ms(result.latency, 0.5),
      p99: ms(result.latency, 0.99),
    },
    'to delivered and acknowledged': { rate: rate(result.count, result.deliveredSeconds), p50: '', p99: '' },
  })
  console.log(
    `gateway: ${usage.cpuMs.toFixed(2)} ms of processor time an exchange, delivery included; ` +
      `${usage.rssMb.toFixed(0)} MB resident after, ${usage.rssBeforeMb.toFixed(0)} MB before`,
  )
  console.log(`resident memory along the way, MB: ${tenths(usage.rssAlongMb).map(Math.round).join(', ')}`)
}

/** Ten values evenly spread over many. */
function tenths(samples: readonly number[]): readonly number[] {
  return samples.filter((_, place) => place % Math.ceil(samples.length / 10) === 0)
}

function ms(sorted: readonly number[], quantile: number): string {
  return `${(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * quantile))] ?? 0).toFixed(0)} ms`
}

async function printStages(): Promise<void> {
  console.log('\nprocessor time per stage of one message, one thread')
  console.table(await measureStages())
}
