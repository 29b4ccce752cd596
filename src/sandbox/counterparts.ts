import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../config.ts'
import { KhorgosError } from '../errors.ts'
import type { Formats } from '../formats/catalogue.ts'
import { loadPartners } from '../partners/load.ts'
import { readSigningKey, readVerificationKey, spkiSha256 } from '../trust/keys.ts'
import type { Behaviour } from './counterpart/behaviour.ts'
import { startCounterpart, type Counterpart } from './counterpart/counterpart.ts'
import type { Country } from './counterpart/country.ts'
import type { CounterpartEvent } from './counterpart/parts.ts'
import { connectionOf } from './counterpart/sender.ts'

/** Where the partner file of that id says that it listens. */
export type Endpoints = (partner: string) => URL

export interface OpenOptions {
  readonly endpoints: Endpoints
  /** Any free port instead of the one in the partner file; `rewritePartners` then tells the gateway. */
  readonly freePorts: boolean
  readonly onEvent: (event: CounterpartEvent) => void
  readonly behaviour?: Behaviour
}

/** A counterpart with the keys of the certificate folder; its book stays in the data folder. */
export async function openCounterpart(
  config: Config,
  country: Country,
  formats: Formats,
  { endpoints, freePorts, onEvent, behaviour }: OpenOptions,
): Promise<Counterpart> {
  const pem = (name: string): string => readFileSync(join(config.certificateFolder, name), 'utf8')
  const { hostname, port, pathname } = endpoints(country.id)
  mkdirSync(join(config.dataFolder, 'counterparts'), { recursive: true, mode: 0o700 })
  return await startCounterpart({
    country: { ...country, path: pathname },
    formats,
    listen: { host: hostname, port: freePorts ? 0 : Number(port) },
    tls: connectionOf(pem, country.id),
    signingKey: readSigningKey(pem(`${country.id}.sign.key`), pem(`${country.id}.sign.crt`), country.id),
    // A key that no agreement names for signing, for whoever is told to sign wrongly.
    strangeKey: readSigningKey(pem(`${country.id}.tls.key`), pem(`${country.id}.tls.crt`), country.id),
    gateway: {
      key: readVerificationKey(pem('gateway.sign.crt'), 'gateway.sign.crt'),
      connection: spkiSha256(pem('gateway.tls.crt')),
      vkeys: [pem('log.vkey').trim()],
    },
    ledgerFile: join(config.dataFolder, 'counterparts', `${country.id}.jsonl`),
    onEvent,
    ...(behaviour !== undefined && { behaviour }),
  })
}

/**
 * Reads the partner files once.
 * @returns a look-up that throws KhorgosError CONFIG_INVALID for a partner without endpoint
 */
export function readEndpoints(config: Config): Endpoints {
  const partners = loadPartners({
    partners: config.partnersFolder,
    certificates: config.certificateFolder,
    schemas: config.schemasFolder,
  })
  return (id) => {
    const url = partners.find((partner) => partner.id === id)?.endpoint?.url
    if (url !== undefined) return new URL(url)
    const message = `The sandbox needs a partner ${id} with an endpoint in ${config.partnersFolder}.`
    throw new KhorgosError('CONFIG_INVALID', message)
  }
}

/** Copies of the partner files with the ports that were free; returns their folder. */
export function rewritePartners(
  config: Config,
  counterparts: readonly Counterpart[],
  endpoints: Endpoints,
): string {
  const folder = join(config.dataFolder, 'partners')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  for (const name of readdirSync(config.partnersFolder).filter((each) => each.endsWith('.yaml'))) {
    const text = readFileSync(join(config.partnersFolder, name), 'utf8')
    const rewritten = counterparts.reduce((all, { id, url }) => all.replace(endpoints(id).href, url), text)
    writeFileSync(join(folder, name), rewritten)
  }
  return folder
}
