import { createWriteStream, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../config.ts'
import { KhorgosError } from '../errors.ts'
import { type Formats, loadFormats } from '../formats/catalogue.ts'
import { startGateway, type Gateway } from '../gateway.ts'
import type { AgencyClient } from '../client/client.ts'
import { openAgency } from './agency.ts'
import type { Counterpart } from './counterpart/counterpart.ts'
import type { Country } from './counterpart/country.ts'
import { eport } from './counterpart/eport.ts'
import { kazakhstan } from './counterpart/kazakhstan.ts'
import { mongolia } from './counterpart/mongolia.ts'
import { issuer } from './counterpart/issuer.ts'
import type { CounterpartEvent } from './counterpart/parts.ts'
import { openSender, type Sender } from './counterpart/sender.ts'
import { openCounterpart, readEndpoints, rewritePartners } from './counterparts.ts'
import { makeSandboxKeys } from './keys.ts'
import type { Issuer } from './origin-fields.ts'
import { SANDBOX_AUDIENCE, writePeopleFile } from './people/people-file.ts'
import { startSandboxIssuer } from './people/token-issuer.ts'
import { loadSamples, type Samples } from './samples.ts'

/** Where the token issuer listens, behind the counterparts. */
const ISSUER_PORT = 9460

export interface SandboxOptions {
  /** Counterparts take any free port, and the partner files are rewritten for them in the data folder. */
  readonly freePorts: boolean
}

/** A gateway with its partners. Counterparts really listen; the others only speak. */
export interface Sandbox {
  readonly config: Config
  /** Files that were made by this start. */
  readonly madeKeys: readonly string[]
  readonly gateway: Gateway
  readonly gatewayLog: string
  readonly kazakhstan: Counterpart
  readonly eport: Counterpart
  readonly mongolia: Counterpart
  /** Sends China's load checklists and inspection results. */
  readonly border: Sender
  /** Who sends the certificates of origin of each country, and is told of their use. */
  readonly issuers: Readonly<Record<Issuer, Counterpart>>
  /** Sends its declarations, asks about the certificates they quote, and writes off. */
  readonly clearance: Sender & { readonly agency: AgencyClient }
  readonly samples: Samples
  readonly formats: Formats
  /** Calls back for everything the counterparts do, until the returned function is called. */
  listen(listener: (event: CounterpartEvent) => void): () => void
  close(): Promise<void>
}

/**
 * keys → counterparts → gateway → acquaintance. What was left over from an earlier run goes on by itself.
 * @throws KhorgosError CONFIG_INVALID and whatever the gateway's start throws
 */
export async function startSandbox(config: Config, { freePorts }: SandboxOptions): Promise<Sandbox> {
  if (config.peopleFile !== undefined)
    throw new KhorgosError(
      'CONFIG_INVALID',
      'The sandbox has people and a token issuer of its own: it starts without KHORGOS_PEOPLE.',
    )
  const madeKeys = await makeSandboxKeys(config.certificateFolder, new Date())
  mkdirSync(config.dataFolder, { recursive: true, mode: 0o700 })
  const formats = loadFormats(config.schemasFolder)
  const samples = loadSamples(formats)
  const endpoints = readEndpoints(config)
  const listeners = new Set<(event: CounterpartEvent) => void>()
  const tellAll = (event: CounterpartEvent): void => listeners.forEach((listener) => listener(event))
  const releasers: (() => Promise<void>)[] = []
  const close = async (): Promise<void> => {
    for (const release of releasers.splice(0).toReversed()) await release()
  }
  try {
    const open = async (country: Country): Promise<Counterpart> => {
      const options = { endpoints, freePorts, onEvent: tellAll }
      const counterpart = await openCounterpart(config, country, formats, options)
      releasers.push(() => counterpart.close())
      return counterpart
    }
    const [kz, cn] = [await open(kazakhstan(formats)), await open(eport(formats))]
    const mn = await open(mongolia(formats))
    const issuers = {
      LA: await open(issuer(formats, 'LA')),
      KH: await open(issuer(formats, 'KH')),
      MM: await open(issuer(formats, 'MM')),
    }
    const counterparts = [kz, cn, mn, ...Object.values(issuers)]
    const partnersFolder = freePorts
      ? rewritePartners(config, counterparts, endpoints)
      : config.partnersFolder
    const gatewayLog = join(config.dataFolder, 'gateway.log')
    const logStream = createWriteStream(gatewayLog, { flags: 'a', mode: 0o600 })
    releasers.push(() => new Promise((resolve) => logStream.end(resolve)))
    const tokenIssuer = await startSandboxIssuer({
      port: freePorts ? 0 : ISSUER_PORT,
      audience: SANDBOX_AUDIENCE,
      log: logStream,
    })
    releasers.push(() => tokenIssuer.close())
    const peopleFile = writePeopleFile(config, tokenIssuer.url)
    const gateway = await startGateway(
      { ...config, partnersFolder, peopleFile },
      { logStream, formats, sandbox: true },
    )
    releasers.push(() => gateway.close())
    for (const counterpart of counterparts) counterpart.connect(gateway.partnerUrl)
    const pem = (name: string): string => readFileSync(join(config.certificateFolder, name), 'utf8')
    const sender = (partner: string): Sender => {
      const { partnerUrl, logVerifierKey: vkey } = gateway
      const opened = openSender({ partnerUrl, vkey, pem }, partner)
      releasers.push(() => opened.client().close())
      return opened
    }
    const clearance = {
      ...sender('cn-clearance'),
      agency: openAgency(gateway.partnerUrl, pem, 'cn-clearance'),
    }
    releasers.push(() => clearance.agency.close())
    const listen: Sandbox['listen'] = (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    }
    const partners = {
      kazakhstan: kz,
      eport: cn,
      mongolia: mn,
      issuers,
      border: sender('cn-border'),
      clearance,
    }
    return { config, madeKeys, gateway, gatewayLog, ...partners, samples, formats, listen, close }
  } catch (error) {
    await close()
    throw error
  }
}
