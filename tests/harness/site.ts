import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { readConfig, type Config } from '../../src/config.ts'
import { loadFormats, type Formats } from '../../src/formats/catalogue.ts'
import { eport } from '../../src/sandbox/counterpart/eport.ts'
import { kazakhstan } from '../../src/sandbox/counterpart/kazakhstan.ts'
import type { Counterpart } from '../../src/sandbox/counterpart/counterpart.ts'
import { openCounterpart, rewritePartners } from '../../src/sandbox/counterparts.ts'
import { makeSandboxKeys } from '../../src/sandbox/keys.ts'
import { loadSamples, type Samples } from '../../src/sandbox/samples.ts'
import { readSigningKey, type SigningKey } from '../../src/trust/keys.ts'
import { openSender, type Sender } from '../../src/sandbox/counterpart/sender.ts'

/**
 * A place of its own for a gateway that runs as a process: folders, keys, ports, and both counterparts in this
 * process, so that their books survive whatever happens to the gateway.
 */
export interface Site {
  readonly config: Config
  readonly env: Readonly<Record<string, string>>
  readonly kz: Counterpart
  readonly cn: Counterpart
  readonly samples: Samples
  readonly formats: Formats
  readonly vkey: string
  readonly partnerUrl: string
  readonly publicUrl: string
  pem(name: string): string
  signingKey(partner: string): SigningKey
  /** A partner that is not played by a counterpart, by its id; the same one each time. */
  sender(partner: string): Sender
  close(): Promise<void>
}

export async function makeSite(
  options: { databaseUrl?: string | undefined; env?: Record<string, string> } = {},
): Promise<Site> {
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
  const formats = loadFormats(shipped.schemasFolder)
  const open = { freePorts: true, onEvent: () => undefined }
  const kz = await openCounterpart(shipped, kazakhstan(formats), formats, open)
  const cn = await openCounterpart(shipped, eport(formats), formats, open)
  const partnersFolder = rewritePartners(shipped, [kz, cn])
  const pem = (name: string): string => readFileSync(join(certificates, name), 'utf8')
  const signingKey = (partner: string): SigningKey =>
    readSigningKey(pem(`${partner}.sign.key`), pem(`${partner}.sign.crt`), partner)
  const vkey = pem('log.vkey').trim()
  const partnerUrl = `https://localhost:${partnerPort}`
  const senders = new Map<string, Sender>()
  return {
    config: { ...shipped, partnersFolder },
    env: { ...env, KHORGOS_PARTNERS: partnersFolder },
    kz,
    cn,
    samples: loadSamples(formats),
    formats,
    vkey,
    partnerUrl,
    publicUrl: `http://127.0.0.1:${publicPort}`,
    pem,
    signingKey,
    sender: (partner) => {
      const sender = senders.get(partner) ?? openSender({ pem, vkey, partnerUrl }, partner)
      senders.set(partner, sender)
      return sender
    },
    close: async () => {
      const clients = [...senders.values()].map((sender) => sender.client())
      await Promise.all([kz, cn, ...clients].map((each) => each.close()))
      rmSync(folder, { recursive: true, force: true })
    },
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
  const limit = Date.now() + START_LIMIT_MS
  while (child.exitCode === null && child.signalCode === null) {
    if (await isReady(site.publicUrl)) return { child, ended, stop }
    if (Date.now() > limit)
      throw new Error(`the gateway was not ready after ${START_LIMIT_MS} ms: ${complaints}`)
    await sleep(25)
  }
  if (child.signalCode !== 'SIGKILL')
    throw new Error(`the gateway ended with ${child.exitCode}: ${complaints}`)
  return { child, ended, stop }
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/health/ready`)).ok
  } catch {
    return false // not listening yet
  }
}

async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer().listen(0, '127.0.0.1')
      await once(server, 'listening')
      return server
    }),
  )
  const ports = servers.map((server) => {
    const address = server.address()
    if (address === null || typeof address === 'string') throw new TypeError('no port')
    return address.port
  })
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
  return ports
}
