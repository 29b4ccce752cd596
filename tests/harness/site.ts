import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type AgencyClient, type ClientOptions, createAgencyClient } from '../../src/client/client.ts'
import { readConfig, type Config } from '../../src/config.ts'
import { parseTrust } from '../../src/evidence/bundle-trust.ts'
import { loadFormats, type Formats } from '../../src/formats/catalogue.ts'
import { eport } from '../../src/sandbox/counterpart/eport.ts'
import { issuer } from '../../src/sandbox/counterpart/issuer.ts'
import type { CounterpartEvent } from '../../src/sandbox/counterpart/parts.ts'
import type { Received } from '../../src/sandbox/counterpart/receive.ts'
import { kazakhstan } from '../../src/sandbox/counterpart/kazakhstan.ts'
import { mongolia } from '../../src/sandbox/counterpart/mongolia.ts'
import type { Counterpart } from '../../src/sandbox/counterpart/counterpart.ts'
import { openCounterpart, readEndpoints, rewritePartners } from '../../src/sandbox/counterparts.ts'
import { makeSandboxKeys } from '../../src/sandbox/keys.ts'
import { loadSamples, type Samples } from '../../src/sandbox/samples.ts'
import { readSigningKey, type SigningKey } from '../../src/trust/keys.ts'
import { connectionOf, openSender, type Sender } from '../../src/sandbox/counterpart/sender.ts'
import { layEmbedded } from './embedded-template.ts'
import { freePorts } from './ports.ts'

/**
 * A place of its own for a gateway that runs as a process: folders, keys, ports, and the counterparts in this
 * process, so that their books survive whatever happens to the gateway.
 */
export interface Site {
  readonly config: Config
  readonly env: Readonly<Record<string, string>>
  readonly kz: Counterpart
  readonly cn: Counterpart
  readonly mn: Counterpart
  readonly la: Counterpart
  /** What Laos was told of its certificates, verified and read by itself; each once. */
  readonly toldLaos: readonly Received[]
  /** What a counterpart was sent, verified and read by itself; each once. */
  taken(partner: string): readonly Received[]
  readonly samples: Samples
  readonly formats: Formats
  readonly vkey: string
  readonly partnerUrl: string
  readonly publicUrl: string
  pem(name: string): string
  signingKey(partner: string): SigningKey
  /** A partner that is not played by a counterpart, by its id; the same one each time. */
  sender(partner: string): Sender
  /** A partner as an agency that believes only what verifies; one of its own for each call with changes. */
  agency(partner: string, changes?: Partial<ClientOptions>): AgencyClient
  /** Gateways of the site that were started as processes. */
  readonly processes: Set<GatewayProcess>
  /** Ends whatever still runs, as a test that fails leaves it. */
  close(): Promise<void>
}

export interface SiteOptions {
  readonly databaseUrl?: string | undefined
  readonly env?: Record<string, string>
  /** Rewrites the partner files before the start. */
  readonly agreement?: ((text: string, partner: string) => string) | undefined
}

export async function makeSite(options: SiteOptions = {}): Promise<Site> {
  const folder = mkdtempSync(join(tmpdir(), 'khorgos-site-'))
  const certificates = join(folder, 'certs')
  await makeSandboxKeys(certificates, new Date())
  const [partnerPort, publicPort] = await freePorts(2)
  const env: Record<string, string> = {
    KHORGOS_DATA: join(folder, 'data'),
    KHORGOS_CERTS: certificates,
    KHORGOS_PARTNER_LISTEN: `127.0.0.1:${partnerPort}`,
    KHORGOS_PUBLIC_LISTEN: `127.0.0.1:${publicPort}`,
    KHORGOS_LOG_LEVEL: 'error',
    ...(options.databaseUrl !== undefined && { DATABASE_URL: options.databaseUrl }),
    ...options.env,
  }
  const shipped = readConfig(env, { node: 'site', processors: 2 })
  mkdirSync(shipped.dataFolder, { recursive: true })
  if (options.databaseUrl === undefined) await layEmbedded('migrated', join(shipped.dataFolder, 'database'))
  const { formats, samples } = (shared ??= loadShared(shipped))
  const endpoints = readEndpoints(shipped)
  const taken = new Map<string, Received[]>()
  // The same list for ever: whoever has it sees what comes later.
  const takenBy = (partner: string): Received[] => {
    const list = taken.get(partner) ?? []
    taken.set(partner, list)
    return list
  }
  const onEvent = (event: CounterpartEvent): void => {
    if (event.kind !== 'took' || event.repeated) return
    takenBy(event.country).push(event.received)
  }
  const open = { endpoints, freePorts: true, onEvent }
  const kz = await openCounterpart(shipped, kazakhstan(formats), formats, open)
  const cn = await openCounterpart(shipped, eport(formats), formats, open)
  const mn = await openCounterpart(shipped, mongolia(formats), formats, open)
  const la = await openCounterpart(shipped, issuer(formats, 'LA'), formats, open)
  const partnersFolder = rewritePartners(shipped, [kz, cn, mn, la], endpoints)
  rewriteAgreements(partnersFolder, options)
  const pem = (name: string): string => readFileSync(join(certificates, name), 'utf8')
  const signingKey = (partner: string): SigningKey =>
    readSigningKey(pem(`${partner}.sign.key`), pem(`${partner}.sign.crt`), partner)
  const vkey = pem('log.vkey').trim()
  const partnerUrl = `https://localhost:${partnerPort}`
  const publicUrl = `http://127.0.0.1:${publicPort}`
  const senders = new Map<string, Sender>()
  const agencies = new Map<string, AgencyClient>()
  const openAgency = (partner: string, changes: Partial<ClientOptions>): AgencyClient =>
    createAgencyClient({
      url: partnerUrl,
      publicUrl,
      tls: connectionOf(pem, partner),
      trust: parseTrust(pem('trust.json')),
      ...changes,
    })
  const processes = new Set<GatewayProcess>()
  return {
    config: { ...shipped, partnersFolder },
    env: { ...env, KHORGOS_PARTNERS: partnersFolder },
    kz,
    cn,
    mn,
    la,
    toldLaos: takenBy('la-customs'),
    taken: takenBy,
    samples,
    formats,
    vkey,
    partnerUrl,
    publicUrl,
    pem,
    signingKey,
    sender: (partner) => {
      const sender = senders.get(partner) ?? openSender({ pem, vkey, partnerUrl }, partner)
      senders.set(partner, sender)
      return sender
    },
    agency: (partner, changes) => {
      const agency =
        (changes === undefined ? agencies.get(partner) : undefined) ?? openAgency(partner, changes ?? {})
      agencies.set(changes === undefined ? partner : `${partner} ${agencies.size}`, agency)
      return agency
    },
    processes,
    close: async () => {
      for (const { child } of processes) child.kill('SIGKILL')
      await Promise.all([...processes].map(({ ended }) => ended))
      const clients = [...senders.values()].map((sender) => sender.client())
      await Promise.all([kz, cn, mn, la, ...clients, ...agencies.values()].map((each) => each.close()))
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Formats and samples are the same for all sites of a process. */
interface Shared {
  readonly formats: Formats
  readonly samples: Samples
}

let shared: Shared | undefined

function loadShared({ schemasFolder }: Config): Shared {
  const formats = loadFormats(schemasFolder)
  return { formats, samples: loadSamples(formats) }
}

function rewriteAgreements(folder: string, { agreement = (text) => text }: SiteOptions): void {
  for (const name of readdirSync(folder)) {
    const file = join(folder, name)
    writeFileSync(file, agreement(readFileSync(file, 'utf8'), basename(name, '.yaml')))
  }
}

/** A gateway as a process of its own; `entry` is its first script, relative to the repository. */
export interface GatewayProcess {
  readonly child: ChildProcess
  /** Resolves when it has ended, with the signal that ended it. */
  readonly ended: Promise<NodeJS.Signals | null>
  stop(): Promise<void>
}

const START_LIMIT_MS = 60_000

const isSignal = (value: unknown): value is NodeJS.Signals => typeof value === 'string'

/** Memory of the process as `docker-compose.yml` sets it. */
const DEPLOYED = { MALLOC_ARENA_MAX: '2', MALLOC_TRIM_THRESHOLD_: '131072' }

/** Resolves when it is ready, or when it has ended before. */
export async function startGatewayProcess(
  site: Site,
  entry = 'dist/main.js',
  args: readonly string[] = ['start'],
  nodeFlags: readonly string[] = [],
): Promise<GatewayProcess> {
  const child = spawn(process.execPath, [...nodeFlags, entry, ...args], {
    env: { PATH: process.env['PATH'], ...DEPLOYED, ...site.env },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let complaints = ''
  child.stderr?.on('data', (chunk: Buffer) => (complaints += chunk.toString('utf8')))
  const ended = once(child, 'exit').then(([, signal]: unknown[]) => (isSignal(signal) ? signal : null))
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
    await ended
  }
  const started = { child, ended, stop }
  site.processes.add(started)
  void ended.then(() => site.processes.delete(started))
  const limit = Date.now() + START_LIMIT_MS
  while (child.exitCode === null && child.signalCode === null) {
    if (await isReady(site.publicUrl)) return started
    if (Date.now() > limit)
      throw new Error(`the gateway was not ready after ${START_LIMIT_MS} ms: ${complaints}`)
    await sleep(25)
  }
  if (child.signalCode !== 'SIGKILL')
    throw new Error(`the gateway ended with ${child.exitCode}: ${complaints}`)
  return started
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/health/ready`)).ok
  } catch {
    return false // not listening yet
  }
}
