import { statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { resolve } from 'node:path'
import { KhorgosError } from './errors.ts'

/** Everything an operator can set, read once from the environment. The comments here are the manual. */
export interface Config {
  /** `DATABASE_URL`: PostgreSQL. Absent: the embedded database in `dataFolder`. */
  readonly databaseUrl: string | undefined
  /** `KHORGOS_DATA` (default `./data`): embedded database and the last published checkpoint. Keep it on durable disk. */
  readonly dataFolder: string
  /** `KHORGOS_PARTNERS` (default `./partners`): one YAML file per partner. */
  readonly partnersFolder: string
  /** `KHORGOS_CERTS` (default `./certs`): certificates the partner files name, and our own keys (`gateway.*`, `log.*`). */
  readonly certificateFolder: string
  /** `KHORGOS_SCHEMAS` (default: those shipped): hub documents, formats, mappings, code lists. */
  readonly schemasFolder: string
  /** `KHORGOS_COUNTRY` (default `CN`): whose gateway this is, ISO 3166 alpha-2; offices and arrangements are looked up by it. */
  readonly country: string
  /** `KHORGOS_PARTNER_LISTEN` (default `127.0.0.1:8443`): mutual TLS for systems. */
  readonly partnerListen: Listen
  /** `KHORGOS_PUBLIC_LISTEN` (default `127.0.0.1:8080`): log, health, metrics, API description; no secrets. */
  readonly publicListen: Listen
  /** `KHORGOS_PEOPLE` (default: none): the people file, whose token issuers people come from. Absent: people have no door. */
  readonly peopleFile: string | undefined
  /** `KHORGOS_PEOPLE_LISTEN` (default `127.0.0.1:8444`): for people, who come with bearer tokens; opened with a people file. */
  readonly peopleListen: Listen
  /**
   * `KHORGOS_BROKER` (default: none): `amqp:` or `amqps:` URL of a RabbitMQ, whose topic exchange `KHORGOS_BROKER_EXCHANGE`
   * (default `khorgos.events`) is told what happens in cases. Absent: events are read over the API alone.
   */
  readonly broker: { readonly url: string; readonly exchange: string } | undefined
  /** `KHORGOS_LOG_LEVEL` (default `info`). */
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'silent'
  /** `KHORGOS_NODE` (default: host name): name of this node in outbox claims, its own for each process. */
  readonly node: string
  /**
   * `KHORGOS_XML_WORKERS` (default: processors less one, at most 8): threads that parse, verify, convert and sign.
   * 0: the one thread does it all.
   */
  readonly xmlWorkers: number
}

export interface Listen {
  readonly host: string
  readonly port: number
}

/** The folder of the package: `schemas/` and `src/store/migrations/` are found from here, from `src` and `dist` alike. */
export const PACKAGE_FOLDER = resolve(fileURLToPath(new URL('..', import.meta.url)))

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'silent'] as const

/**
 * Reads and checks the whole environment.
 * @throws KhorgosError CONFIG_INVALID naming every problem at once.
 */
export function readConfig(
  environment: Readonly<Record<string, string | undefined>>,
  defaults: { node: string; processors: number },
): Config {
  const problems: string[] = []
  // An empty value is how compose files and shells say "not set".
  const env = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  const config: Config = {
    databaseUrl: databaseUrl(env['DATABASE_URL'], problems),
    dataFolder: resolve(env['KHORGOS_DATA'] ?? 'data'),
    partnersFolder: folder('KHORGOS_PARTNERS', env['KHORGOS_PARTNERS'] ?? 'partners', problems),
    certificateFolder: resolve(env['KHORGOS_CERTS'] ?? 'certs'),
    schemasFolder: folder(
      'KHORGOS_SCHEMAS',
      env['KHORGOS_SCHEMAS'] ?? resolve(PACKAGE_FOLDER, 'schemas'),
      problems,
    ),
    country: country(env['KHORGOS_COUNTRY'] ?? 'CN', problems),
    partnerListen: listen(
      'KHORGOS_PARTNER_LISTEN',
      env['KHORGOS_PARTNER_LISTEN'] ?? '127.0.0.1:8443',
      problems,
    ),
    publicListen: listen('KHORGOS_PUBLIC_LISTEN', env['KHORGOS_PUBLIC_LISTEN'] ?? '127.0.0.1:8080', problems),
    peopleFile: file('KHORGOS_PEOPLE', env['KHORGOS_PEOPLE'], problems),
    peopleListen: listen('KHORGOS_PEOPLE_LISTEN', env['KHORGOS_PEOPLE_LISTEN'] ?? '127.0.0.1:8444', problems),
    broker: broker(env['KHORGOS_BROKER'], env['KHORGOS_BROKER_EXCHANGE'] ?? 'khorgos.events', problems),
    logLevel: logLevel(env['KHORGOS_LOG_LEVEL'] ?? 'info', problems),
    node: node(env['KHORGOS_NODE'] ?? defaults.node, problems),
    xmlWorkers: count(
      'KHORGOS_XML_WORKERS',
      env['KHORGOS_XML_WORKERS'],
      Math.min(8, Math.max(0, defaults.processors - 1)),
      problems,
    ),
  }
  if (problems.length > 0)
    throw new KhorgosError('CONFIG_INVALID', `The environment is not usable: ${problems.join('; ')}.`)
  return config
}

function country(value: string, problems: string[]): string {
  if (!/^[A-Z]{2}$/.test(value))
    problems.push(`KHORGOS_COUNTRY is "${value}": two capital letters are wanted`)
  return value
}

function databaseUrl(value: string | undefined, problems: string[]): string | undefined {
  if (value === undefined) return undefined
  // The value may hold a password, so the problem never quotes it.
  if (!/^postgres(ql)?:\/\//.test(value)) problems.push('DATABASE_URL must begin with postgresql://')
  return value
}

function broker(url: string | undefined, exchange: string, problems: string[]): Config['broker'] {
  // The value may hold a password, so the problem never quotes it.
  if (url !== undefined && !(/^amqps?:\/\//.test(url) && URL.canParse(url)))
    problems.push('KHORGOS_BROKER must be a URL that begins with amqp:// or amqps://')
  if (!/^[\w.:-]{1,127}$/.test(exchange) || exchange.startsWith('amq.'))
    problems.push(
      `KHORGOS_BROKER_EXCHANGE is "${exchange}": letters, digits and ".:_-", and not "amq." first`,
    )
  return url === undefined ? undefined : { url, exchange }
}

function folder(name: string, value: string, problems: string[]): string {
  const path = resolve(value)
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true)
    problems.push(`${name}: there is no folder ${path}`)
  return path
}

function file(name: string, value: string | undefined, problems: string[]): string | undefined {
  if (value === undefined) return undefined
  const path = resolve(value)
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true)
    problems.push(`${name}: there is no file ${path}`)
  return path
}

function listen(name: string, value: string, problems: string[]): Listen {
  const match = /^(?<host>\[[0-9a-f:]+\]|[^:]+):(?<port>\d{1,5})$/i.exec(value)
  const port = Number(match?.groups?.['port'])
  if (!match || port > 65_535) problems.push(`${name} must be host:port, not "${value}"`)
  return { host: (match?.groups?.['host'] ?? '').replace(/^\[|\]$/g, ''), port }
}

function logLevel(value: string, problems: string[]): Config['logLevel'] {
  const known = LOG_LEVELS.find((level) => level === value)
  if (known === undefined) problems.push(`KHORGOS_LOG_LEVEL must be one of ${LOG_LEVELS.join(', ')}`)
  return known ?? 'info'
}

/** `#` parts the name from the run in outbox claims. */
function node(value: string, problems: string[]): string {
  if (!/^[^#\s]{1,200}$/.test(value)) problems.push('KHORGOS_NODE must be a name without "#" and white space')
  return value
}

function count(name: string, value: string | undefined, fallback: number, problems: string[]): number {
  if (value === undefined) return fallback
  const n = Number(value)
  if (!Number.isInteger(n) || n < 0 || n > 64) problems.push(`${name} must be a whole number from 0 to 64`)
  return n
}
