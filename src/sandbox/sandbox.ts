import { createWriteStream, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../config.ts'
import { KhorgosError } from '../errors.ts'
import { loadFormats, type Formats } from '../formats/catalogue.ts'
import { startGateway, type Gateway } from '../gateway.ts'
import { loadPartners } from '../partners/load.ts'
import { readSigningKey, readVerificationKey, spkiSha256 } from '../trust/keys.ts'
import { startCounterpart, type Counterpart } from './counterpart/counterpart.ts'
import type { Country } from './counterpart/country.ts'
import { eport } from './counterpart/eport.ts'
import { kazakhstan } from './counterpart/kazakhstan.ts'
import type { CounterpartEvent } from './counterpart/parts.ts'
import { makeSandboxKeys } from './keys.ts'
import { loadSamples, type Samples } from './samples.ts'

export interface SandboxOptions {
  /** Counterparts take any free port, and the partner files are rewritten for them in the data folder. */
  readonly freePorts: boolean
}

/** A gateway with both its partners, all of them really listening. */
export interface Sandbox {
  readonly config: Config
  /** Files that were made by this start. */
  readonly madeKeys: readonly string[]
  readonly gateway: Gateway
  readonly gatewayLog: string
  readonly kazakhstan: Counterpart
  readonly eport: Counterpart
  readonly samples: Samples
  /** Calls back for everything the counterparts do, until the returned function is called. */
  listen(listener: (event: CounterpartEvent) => void): () => void
  close(): Promise<void>
}

/**
 * keys → counterparts → gateway → acquaintance. What was left over from an earlier run goes on by itself.
 * @throws KhorgosError CONFIG_INVALID and whatever the gateway's start throws
 */
export async function startSandbox(config: Config, { freePorts }: SandboxOptions): Promise<Sandbox> {
  const madeKeys = await makeSandboxKeys(config.certificateFolder, new Date())
  mkdirSync(config.dataFolder, { recursive: true, mode: 0o700 })
  const formats = loadFormats(config.schemasFolder)
  const samples = loadSamples(config.schemasFolder, formats)
  const listeners = new Set<(event: CounterpartEvent) => void>()
  const tellAll = (event: CounterpartEvent): void => listeners.forEach((listener) => listener(event))
  const releasers: (() => Promise<void>)[] = []
  const close = async (): Promise<void> => {
    for (const release of releasers.splice(0).reverse()) await release()
  }
  try {
    const open = async (country: Country): Promise<Counterpart> => {
      const counterpart = await openCounterpart(config, country, formats, freePorts, tellAll)
      releasers.push(() => counterpart.close())
      return counterpart
    }
    const [kz, cn] = [await open(kazakhstan(formats)), await open(eport(formats))]
    const partnersFolder = freePorts ? rewritePartners(config, [kz, cn]) : config.partnersFolder
    const gatewayLog = join(config.dataFolder, 'gateway.log')
    const logStream = createWriteStream(gatewayLog, { flags: 'a', mode: 0o600 })
    releasers.push(() => new Promise((resolve) => logStream.end(resolve)))
    const gateway = await startGateway({ ...config, partnersFolder }, { logStream })
    releasers.push(() => gateway.close())
    for (const counterpart of [kz, cn]) counterpart.connect(gateway.partnerUrl)
    const listen: Sandbox['listen'] = (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    }
    return { config, madeKeys, gateway, gatewayLog, kazakhstan: kz, eport: cn, samples, listen, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** A counterpart with the keys of the certificate folder; its book stays in the data folder. */
async function openCounterpart(
  config: Config,
  country: Country,
  formats: Formats,
  freePorts: boolean,
  onEvent: (event: CounterpartEvent) => void,
): Promise<Counterpart> {
  const pem = (name: string): string => readFileSync(join(config.certificateFolder, name), 'utf8')
  const { hostname, port, pathname } = endpointOf(config, country.id)
  mkdirSync(join(config.dataFolder, 'counterparts'), { recursive: true, mode: 0o700 })
  return await startCounterpart({
    country: { ...country, path: pathname },
    formats,
    listen: { host: hostname, port: freePorts ? 0 : Number(port) },
    tls: {
      certificatePem: pem(`${country.id}.tls.crt`),
      privateKeyPem: pem(`${country.id}.tls.key`),
      authorityPem: pem('sandbox-ca.crt'),
    },
    signingKey: readSigningKey(pem(`${country.id}.sign.key`), pem(`${country.id}.sign.crt`), country.id),
    gateway: {
      key: readVerificationKey(pem('gateway.sign.crt'), 'gateway.sign.crt'),
      connection: spkiSha256(pem('gateway.tls.crt')),
      vkeys: [pem('log.vkey').trim()],
    },
    ledgerFile: join(config.dataFolder, 'counterparts', `${country.id}.jsonl`),
    onEvent,
  })
}

/** Where the partner file says that this counterpart listens. */
function endpointOf(config: Config, id: string): URL {
  const partners = loadPartners({
    partners: config.partnersFolder,
    certificates: config.certificateFolder,
    schemas: config.schemasFolder,
  })
  const url = partners.find((partner) => partner.id === id)?.endpoint?.url
  if (url === undefined)
    throw new KhorgosError('CONFIG_INVALID', `The sandbox needs a partner ${id} with an endpoint in ${config.partnersFolder}.`)
  return new URL(url)
}

/** Copies of the partner files with the ports that were free; returns their folder. */
function rewritePartners(config: Config, counterparts: readonly Counterpart[]): string {
  const folder = join(config.dataFolder, 'partners')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  for (const name of readdirSync(config.partnersFolder).filter((each) => each.endsWith('.yaml'))) {
    const text = readFileSync(join(config.partnersFolder, name), 'utf8')
    const rewritten = counterparts.reduce(
      (all, { id, url }) => all.replace(endpointOf(config, id).href, url),
      text,
    )
    writeFileSync(join(folder, name), rewritten)
  }
  return folder
}
